"""Reporting a hazard: a photo or a sentence, from the page or in the chat. It gets its number, an owner and a deadline
at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.flow import Offer, Place, Use
from handlers.hazards import assigning, same
from handlers.hazards.kinds import FOLLOW, REPORT, SAME
from handlers.hazards.photos import BadPhoto, Brought, brought
from models import ask as ask_table
from models import ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, by_number, category_name, deadline, stands, title
from models.hazard_asks import Wish
from models.hazard_report import Rectification, Report
from models.subject import Subject, desk, next_number, open_subject
from rules.hazards import numbers
from rules.hazards.places import Found, area_at, area_named, without_areas
from rules.hazards.proposing import Proposal, propose
from rules.phrases import moment_words
from rules.plant import Person
from rules.said import Said
from rules.texts import bare

WORD = "报隐患"
FORM_LIFE = timedelta(hours=12)
MOST_WORDS, LEAST_WORDS, MOST_MEANT = 300, 4, 3
COUNTER = "hazard"
NO_PHOTOS = Brought((), ())
NO_CATEGORIES = Answer("这里还没有设隐患分类，报不了。请当面告诉安全部门。", "caution")


@dataclass(frozen=True)
class Given:
    """What a report consists of. area: chosen by its reporter, empty where he chose none."""

    words: str
    sent: Brought
    way: str
    area: str = ""
    category: str = ""
    spot: str = ""
    danger: bool = False
    position: Mapping[str, str] | None = None


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「报隐患」: a card with the link to the page; it replaces an older one."""
    if not _has_categories(now):
        return NO_CATEGORIES
    _open_form(person, now, Wish())
    return Answer("点卡片报：拍一张，或写一句，再点发送。", "info")


def hear(said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
    """「隐患：配电箱门没关」 in the chat is a report; the number of one, however it is typed, is answered with it."""
    text = action.text.strip()
    if number := numbers.heard(text):
        return _told_of(number, person, now)
    rest = next((text.removeprefix(word) for word in ("报隐患", "隐患") if text.startswith(word)), None)
    words = rest.lstrip("：:，,。 \n") if rest is not None else ""
    if len(bare(words)) < LEAST_WORDS or not _has_categories(now):
        return None
    hazard = create(person, Given(words[:MOST_WORDS], NO_PHOTOS, "chat"), now)
    answer = told(hazard, now)
    asks.say(action, person, answer, now)
    return Answer(answer, "info")


def _told_of(number: str, person: Person, now: datetime) -> Answer:
    """How it stands; of a wrong number which ones may be meant."""
    found = by_number(number)
    if found is None:
        meant = [each for each in numbers.meant(number) if by_number(each)][:MOST_MEANT]
        asked = f"是不是 {'、'.join(meant)}？" if meant else "请核对后再发。"
        return Answer(f"号码不对：没有 {number}。{asked}", "caution")
    word, _ = stands(found)
    owner = f"，{name_of(book(now).plant, found.owner)}负责" if found.owner else ""
    words = f"{number} {title(found)}：{word}{owner}。"
    asks.inform(found.subject, FOLLOW, person.id, words, f"你查了 {number}", now)
    return Answer(words, "info")


def submit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """The page: `{words, photos, area, category, spot, danger, position}`; a photo or a sentence is enough."""
    if ask.state not in MOVABLE:
        return Answer(f"这一份已经报过了：{Outcome.of(ask).reason}。要再报一处，请重新发「{WORD}」。", "caution")
    try:
        given = _given(action, person, now)
    except BadPhoto as bad:
        return Answer(str(bad), "stop")
    if isinstance(given, str):
        return Answer(given, "stop")
    hazard = create(person, given, now, shown=asks.shown_to(action))
    asks.close(ask, "done", now, Outcome(result="reported", at=now, reason=hazard.number))
    return Answer(told(hazard, now), "done")


def create(person: Person, given: Given, now: datetime, *, shown: str | None = None) -> Hazard:
    """A new hazard with its number, assigned or given to somebody to sort; its pictures are kept. What hurts people now
    calls those who answer for the plant at once."""
    rules = book(now)
    given.sent.take(person, now)
    proposal = propose(without_areas(given.words, rules.plant), rules.config.hazards)
    found = _place(given, now)
    number = _number()
    subject = open_subject(f"hazard/{number}", now)
    hazard = Hazard.create(
        subject=subject,
        number=number,
        state="triage",
        category=given.category or proposal.category,
        area=found.area,
        finder=person.id,
        follower=person.id,
        found_at=now,
        received_at=now,
        report=_report(given, proposal, found),
        work=Rectification(),
        rules=rules.version,
    )
    hazard.subject = subject
    data = {
        "number": number,
        "words": given.words or "见照片",
        "photos": given.sent.told,
        "way": given.way,
        "area": found.area,
        "area_name": next((area.name for area in rules.plant.areas if area.id == found.area), ""),
        "area_by": found.by,
        "spot": given.spot,
        "category": hazard.category,
        "chosen": bool(given.category),
        "proposed": proposal.category,
        "danger": given.danger,
        "position": dict(given.position or {}),
        "rules": rules.name,
    }
    ledger.append(subject, "hazard.reported", now, actor=asks.unasked(person), data=data, shown=shown)
    assigning.follow(hazard, person.id, "你报的，你来跟踪", now)
    if given.danger:
        lines = [given.words or "见照片", f"{person.name}报的，请马上打电话、到现场"]
        alerts.red_alert(subject, "hazard.danger", f"正在伤人：{title(hazard)}", lines, now)
    same.begin(hazard, now)
    return hazard


def told(hazard: Hazard, now: datetime) -> str:
    """What the reporter reads at once."""
    plant = book(now).plant
    if not hazard.owner and ask_table.movable(hazard.subject, SAME):
        return f"{hazard.number} 记下了。有一条很像，卡片发给你了，请说是不是同一处。"
    if not hazard.owner:
        return f"{hazard.number} 记下了。等安全部门定归谁改，定了告诉你。"
    by = moment_words(deadline(hazard).astimezone(plant.zone))
    kind = f"归为{category_name(hazard)}，"
    return f"{hazard.number} 记下了。{kind}由{name_of(plant, hazard.owner)}负责，{by} 前改好。"


def places(person: Person, now: datetime) -> Iterator[Place]:
    """A picture from the chat may begin a report: its page offers it."""
    if not _has_categories(now):
        return
    waiting = ask_table.waiting_for(person.id, REPORT)
    if waiting:
        yield Place(f"report/{waiting[0].id}", "报隐患用这张", f"report/{waiting[0].id}")
    else:
        yield Place("hazard.report", "报隐患用这张", keep=_begin_with)


def _begin_with(upload: str, person: Person, now: datetime) -> Answer:
    """One tap on the picture's card: the form comes, with the picture in it."""
    _open_form(person, now, Wish(uploads=(upload,)))
    return Answer("点新来的卡片，说一句在哪里，就能发。", "info")


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if _has_categories(now):
        yield Offer(WORD, "拍一张、写一句就能报", Use.BEGIN)


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    """Its part of the app's menu."""
    return [(WORD, "hazard.report")] if _has_categories(now) else []


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A form that is never sent lapses without a word."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)


def _has_categories(now: datetime) -> bool:
    """A plant may do without hazards."""
    return bool(book(now).config.hazards.categories)


def _open_form(person: Person, now: datetime, wish: Wish) -> None:
    subject = desk(person.id, now)
    for old in ask_table.movable(subject, REPORT):
        kept = Wish.of(old)
        wish = wish.but(uploads=(*kept.uploads, *wish.uploads)) if kept.uploads else wish
        asks.close(old, "superseded", now)
    why = [f"你发了「{WORD}」"] if not wish.uploads else ["你发来了照片"]
    asks.open_ask(subject, Wanted(REPORT, person.id, why, expires_at=now + FORM_LIFE, data=wish), now)


def _given(action: Action, person: Person, now: datetime) -> Given | str:
    """What the page sent, or what is wrong with it."""
    data = action.data
    words = action.text.strip()[:MOST_WORDS]
    sent, category = brought(action, person), str(data.get("category") or "")
    if not sent.photos and len(bare(words)) < LEAST_WORDS:
        return "照片和说明至少要有一样：拍一张，或写一句看到了什么。"
    return Given(
        words,
        sent,
        "page",
        str(data.get("area") or "")[:32],
        category if book(now).config.hazards.of(category) else "",
        str(data.get("spot") or "").strip()[:60],
        data.get("danger") is True,
        _position(data.get("position")),
    )


def _position(given: object) -> dict[str, str]:
    position = given if isinstance(given, dict) else {}
    return {str(name)[:32]: str(value)[:64] for name, value in list(position.items())[:12]}


def _place(given: Given, now: datetime) -> Found:
    """Where it is: chosen, else by the phone's position, else by the words."""
    plant = book(now).plant
    if any(area.id == given.area for area in plant.areas):
        return Found(given.area, "chosen")
    return area_at(given.position or {}, plant) or area_named(f"{given.spot}{given.words}", plant) or Found("", "")


def _report(given: Given, proposal: Proposal, found: Found) -> Report:
    more: dict[str, Any] = {"position": given.position} if given.position else {}
    return Report(
        words=given.words,
        photos=given.sent.photos,
        way=given.way,
        area_by=found.by,
        spot=given.spot,
        proposed=proposal.category,
        proposed_why=proposal.why,
        danger=given.danger,
        **more,
    )


def _number() -> str:
    """The next number; counters whose check digit would be an X are skipped."""
    while True:
        number = numbers.number(next_number(COUNTER))
        if number is not None:
            return number
