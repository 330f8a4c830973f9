"""Reporting a hazard: a photo or a sentence, from the page or in the chat. It gets its number, an owner and a deadline
at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers import asks, sent_pictures
from handlers.asks import Wanted
from handlers.flow import Offer, Place, Use
from handlers.hazards import assigning, awaiting, calling, fixing, marking, presence, same, stopping
from handlers.hazards.given import (
    LEAST_WORDS,
    MOST_WORDS,
    Given,
    draft_of,
    from_page,
    place_of,
    says,
    shows,
    spot_of,
    too_many,
)
from handlers.hazards.kinds import FOLLOW, REPORT, SAME
from handlers.hazards.photos import MOST, brought, brought_under
from handlers.hazards.presence import Where
from models import ask as ask_table
from models import asked, ledger
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, by_number, category_name, deadline, stands, title
from models.hazard_asks import Wish
from models.hazard_report import Rectification, Report
from models.subject import Subject, desk, next_number, open_subject
from rules.hazards import claims, numbers
from rules.hazards.accused import accused, answering
from rules.hazards.life import OVER
from rules.hazards.owners import beside, owner
from rules.hazards.places import Found, without_areas
from rules.hazards.proposing import Proposal, propose
from rules.phrases import moment_words
from rules.plant import Area, Machine, Person
from rules.said import Said
from rules.texts import bare, cut

WORD = "报隐患"
FORM_LIFE = timedelta(hours=12)
MOST_MEANT, MOST_QUOTED = 3, 40
COUNTER = "hazard"
WITH_PHOTOS, TO_REPORT = "你发的 {} 张照片也在里面。", "报隐患用这张"
ANONYMOUS = {"system": "anonymous"}
REPORTED = "hazard.reported"
# What becomes of a report that differs from the one under its id.
ANEW = "要再报、要补充，点「作为新的一条报」；急事马上打电话。"
BESIDES = "你报得太多，照片没有收：过一小时再发。"
NO_CATEGORIES = Answer("这里还没有设隐患分类，报不了。请当面告诉安全部门。", "caution")


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「报隐患」: a card with the link to the page; it replaces an older one."""
    if not takes(now):
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
    if len(bare(words)) < LEAST_WORDS or not takes(now):
        return None
    answer = too_many(person, timedelta(), now) or _from_chat(words[:MOST_WORDS], person, now)
    asks.say(action, person, answer, now)
    return Answer(answer, "info")


def _from_chat(words: str, person: Person, now: datetime) -> str:
    """A report with the pictures that he has just sent; returns what he reads."""
    sent = brought_under(list(_just_sent(person, now)), person)
    hazard = create(person, Given(words, sent, "chat"), now)
    sent_pictures.used(person.id, sent.numbers, hazard.number, now)
    return f"{told(hazard, now)}{WITH_PHOTOS.format(len(sent.photos)) if sent.photos else ''}"


def guess(action: Action, person: Person, now: datetime) -> str:
    """A sentence that tells of a hazard, without the word for it, brings the form with what he wrote in it; nothing is
    reported before he sends that."""
    text = action.text.strip()[:MOST_WORDS]
    if len(bare(text)) < LEAST_WORDS or not takes(now):
        return ""
    sounds = propose(without_areas(text, book(now).plant), book(now).config.hazards)
    if not (sounds.category or sounds.leads or sounds.major):
        return ""
    pictured = _open_form(person, now, Wish(words=text)).uploads
    more = f"{len(pictured)} 张照片和写的话都在" if pictured else "写的话都在，再拍一张更好"
    return f"像是隐患：点新来的卡片报，{more}。不是就不用管。"


def _told_of(number: str, person: Person, now: datetime) -> Answer:
    """How it stands; of a wrong number which ones may be meant."""
    found = by_number(number)
    if found is None:
        meant = [each for each in numbers.meant(number) if by_number(each)][:MOST_MEANT]
        question = f"是不是 {'、'.join(meant)}？" if meant else "请核对后再发。"
        return Answer(f"号码不对：没有 {number}。{question}", "caution")
    word, _ = stands(found)
    owner = f"，{name_of(book(now).plant, found.owner)}负责" if found.owner else ""
    words = f"{number} {title(found)}：{word}{owner}。"
    asks.inform(found.subject, FOLLOW, person.id, words, f"你查了 {number}", now)
    return Answer(words, "info")


def submit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """The page: `{words, photos, mark, area, category, spot, danger, position}`; a photo or a sentence is enough.
    Raises BadPhoto.

    `{fixed, after, did}` where he mended it on the spot (`fixing`), with photos of before and after.

    `{draft, awaited, clock}` where it was kept in the phone first: the same draft is the same hazard, however often and
    from whichever page it comes, and one page reports as many as its reader keeps. `awaited` names the pictures that
    follow, `after_awaited` those of them that are of after."""
    draft = draft_of(action)
    before = hazards.of_draft(draft) if draft else None
    if before is not None:
        return _again(action, before, person, now)
    if not draft and ask.state not in MOVABLE:
        return Answer(f"这一份已经报过了：{Outcome.of(ask).reason}。要再报一处，请重新发「{WORD}」。", "caution")
    given = from_page(action, ask, person, now)
    if isinstance(given, str):
        return Answer(given, "stop")
    if words := too_many(person, given.ago, now):
        # What hurts people now always gets through: with the alert that he has raised already, or as its own.
        told_besides = calling.more(person, given.words, place_of(given, now).area, now) if given.danger else ""
        if told_besides:
            return Answer(f"{told_besides}{BESIDES}", "caution")
        if not given.danger:
            return Answer(words, "stop")
    hazard = create(person, given, now, shown=asks.shown_to(action))
    asks.close(ask, "done", now, Outcome(result="reported", at=now, reason=hazard.number))
    return Answer(told(hazard, now), "done")


def _again(action: Action, before: Hazard, person: Person, now: datetime) -> Answer:
    """The answer to a draft whose hazard is there already; pictures that it was to bring and brings now are kept. With
    anything else in it, it is another report, which nobody has: the page then gives it an id of its own."""
    if before.finder not in ("", person.id):
        return Answer("这一份是别人报的，不用再发。", "caution")
    sent = [brought(action, person, field) for field in ("photos", "after")]
    if says(action, now) != _said(before) or shows(action, sent) - _shown(before.report):
        return Answer(f"{before.number} 已经报上去了，这次的和那份不一样，没有收。{ANEW}", "stop")
    hazard = hazards.locked(before.subject_id)
    for each in sent:
        awaiting.take(hazard, each, person, now)
    return Answer(told(hazard, now), "done")


def _said(hazard: Hazard) -> tuple[object, ...]:
    """What `says` reads from a page, of the report that is there, however it has been sorted since."""
    told, report = _entry(hazard), hazard.report
    return (
        report.words,
        report.danger,
        report.fixed.note if report.fixed else None,
        told["area"] if told["area_by"] == "chosen" and not report.machine else "",
        told["category"] if told["chosen"] else "",
        report.spot,
    )


def _entry(hazard: Hazard) -> dict[str, Any]:
    """What the trail says of the report as it came."""
    first = next(each for each in ledger.of_subject(hazard.subject) if each.kind == REPORTED)
    told: dict[str, Any] = json.loads(first.canonical)["data"]
    return told


def _shown(report: Report) -> set[str]:
    """Those that the report which is there had, or named."""
    after = report.fixed.photos if report.fixed else ()
    return {each.came_as for each in (*report.photos, *after)} | {*report.awaited, *report.given_up}


def create(person: Person | None, given: Given, now: datetime, *, shown: str | None = None) -> Hazard:
    """A new hazard with its number, assigned or given to somebody to sort; its pictures are kept. What hurts people now
    calls those who answer for the plant at once. person: None where it was reported without a name (`anonymous`); then
    whoever leads the area's crew follows it."""
    rules = book(now)
    proposal = propose(without_areas(given.words, rules.plant), rules.config.hazards)
    found = place_of(given, now)
    category = given.category or proposal.category
    follower, why = _follower(person, given, found, category, now)
    marked = marking.marked_by(*given.marked, person, now) if given.marked and person else None
    where = presence.at(found.area, {"position": given.position}, now)
    number = fresh_number()
    subject = open_subject(f"hazard/{number}", now)
    hazard = Hazard.create(
        subject=subject,
        number=number,
        draft=given.draft or None,
        claim=given.claim or None,
        state="triage",
        category=category,
        area=found.area,
        finder=person.id if person else "",
        follower=follower,
        found_at=now - given.ago,
        received_at=now,
        report=_report(given, proposal, found, where, person, now),
        work=Rectification(marked=marked) if marked else Rectification(),
        rules=rules.version,
    )
    hazard.subject = subject
    data = _entered(hazard, given, proposal, found, now)
    actor = asks.unasked(person) if person else ANONYMOUS
    ledger.append(subject, REPORTED, now, actor=actor, data=data, shown=shown)
    if person:
        given.sent.take(person, now)
    if person and given.done:
        given.done.sent.take(person, now)
        fixing.tell(hazard, given.done, where, person, now, shown)
    assigning.follow(hazard, follower, why, now)
    if given.danger:
        _raise_alarm(hazard, now)
    awaiting.begin(hazard, now)
    same.begin(hazard, now)
    return hazard


def _entered(hazard: Hazard, given: Given, proposal: Proposal, found: Found, now: datetime) -> dict[str, object]:
    """What the trail keeps of the report."""
    rules, marked = book(now), hazard.work.marked
    return {
        "number": hazard.number,
        "words": given.words or "见照片",
        "photos": given.sent.told,
        "way": given.way,
        "area": found.area,
        "area_name": next((area.name for area in rules.plant.areas if area.id == found.area), ""),
        "area_by": found.by,
        "spot": spot_of(given.machine, given.spot),
        **({"machine": given.machine.id} if given.machine else {}),
        "category": hazard.category,
        "chosen": bool(given.category),
        "proposed": proposal.category,
        "proposed_why": proposal.why,
        "danger": given.danger,
        "hinted": proposal.major,
        **({"claim": claims.sealed(given.claim)} if given.claim else {}),
        "follower": hazard.follower,
        "position": dict(given.position or {}),
        "origin": dict(given.origin.kept) if given.origin else {},
        "rules": rules.name,
        **(marking.told(marked) if marked else {}),
        **_kept_first(hazard, given, now),
    }


def _raise_alarm(hazard: Hazard, now: datetime) -> None:
    """Somebody is being hurt: whoever answers for the plant is called, and work there stops."""
    calling.call(hazard, now)
    if hazard.area:
        stopping.withdraw(hazard, "正在伤人", now)


def _follower(person: Person | None, given: Given, found: Found, category: str, now: datetime) -> tuple[str, str]:
    """Who follows it, and why. Without a name: never who is to mend it, nor whom it accuses."""
    if person:
        return person.id, "你报的，你来跟踪"
    rules, here = book(now), assigning.looking(now)
    known, plant = rules.config.hazards, rules.plant
    area = next((each for each in plant.areas if each.id == found.area), None)
    led = accused(given.words, area, known, plant)
    here, kind = replace(here, out={*here.out, *led}), known.of(category)
    answers = answering(kind, plant) if kind and led else kind
    owned_by = owner(answers, area, known.general, here).person if answers else ""
    return beside(owned_by, area, here), "有人匿名报的，你来跟踪"


def _kept_first(hazard: Hazard, given: Given, now: datetime) -> dict[str, object]:
    """What the trail says of a report that was kept in the phone first."""
    if not given.draft:
        return {}
    clock = dict(given.clock.kept) if given.clock else {}
    mark = hazard.report.mark
    return {
        "draft": given.draft,
        "awaited": list(given.awaited),
        "found_at": (now - given.ago).isoformat(),
        "clock": clock,
        "mark": marking.told(mark)["marked"] if mark else {},
    }


def told(hazard: Hazard, now: datetime) -> str:
    """What the reporter reads at once."""
    if hazard.state in OVER:
        return f"{hazard.number} 报过了，{stands(hazard)[0]}。"
    return f"{_alarmed(hazard, now)}{_settled(hazard, now)}"


def _alarmed(hazard: Hazard, now: datetime) -> str:
    """Of what hurts people: what comes first, and who is being called."""
    return f"先让人离开，打现场电话。{calling.told(hazard, now)}" if hazard.report.danger else ""


def _settled(hazard: Hazard, now: datetime) -> str:
    plant = book(now).plant
    same_asked = ask_table.movable(hazard.subject, SAME) if not hazard.owner else []
    if same_asked and same_asked[0].person != hazard.finder:
        return f"{hazard.number} 记下了。有一条很像，请安全部门看是不是同一处，定了告诉你。"
    if same_asked:
        return f"{hazard.number} 记下了。有一条很像，卡片发给你了，请说是不是同一处。"
    if not hazard.owner and hazard.report.hinted:
        return f"{hazard.number} 记下了。像重大隐患，安全部门 15 分钟内定级，定了告诉你。危险就先让人离开。"
    if not hazard.owner:
        return f"{hazard.number} 记下了。等安全部门分派，定了告诉你。"
    if hazard.state == "submitted":
        return f"{hazard.number} 记下了。你当场改好的，等班组去看；看过由你的上级认可。"
    by = moment_words(deadline(hazard).astimezone(plant.zone))
    kind = f"归为{category_name(hazard)}，"
    return f"{hazard.number} 记下了。{kind}由{name_of(plant, hazard.owner)}负责，{by} 前改好。"


def places(person: Person, now: datetime) -> Iterator[Place]:
    """A picture from the chat may begin a report: its page offers it."""
    if not takes(now):
        return
    form, hazard = _form(person, now), _pictureless(person, now)
    if form and Wish.of(form).words and form.opened_at > now - sent_pictures.TOGETHER:
        yield Place("hazard.report", TO_REPORT, keep=_begin_with, at_once=True)
    elif hazard:
        yield Place(hazard.number, hazard.number, keep=_add_to_last, at_once=True)
    else:
        yield Place("hazard.report", TO_REPORT, keep=_begin_with)


def _begin_with(upload: str, person: Person, now: datetime) -> Answer:
    """The picture goes into the form that waits; without one, the form comes with the picture in it."""
    form = _form(person, now)
    if form is None:
        _open_form(person, now, Wish(uploads=(upload,)))
        return Answer("点新来的卡片，说一句在哪里，就能发。", "info")
    wish = Wish.of(form)
    held = tuple(dict.fromkeys((*wish.uploads, upload)))[:MOST]
    asked.keep(form, wish.but(uploads=held))
    asks.repaint(form, now)
    return Answer(f"照片放进「{WORD}」那一页了，一共 {len(held)} 张。点那张卡片看过，再点发送。", "info")


def _add_to_last(upload: str, person: Person, now: datetime) -> Answer:
    """The picture goes to the report that its finder has just sent without one."""
    hazard = _pictureless(person, now)
    if hazard is None:
        return _begin_with(upload, person, now)
    awaiting.add(hazards.locked(hazard.subject_id), brought_under([upload], person), person, now)
    return Answer(f"照片放进 {hazard.number} 了：{title(hazard)}。", "info")


def _form(person: Person, now: datetime) -> Ask | None:
    """The newest form whose card waits for him."""
    waiting = ask_table.movable(desk(person.id, now), REPORT)
    brought_by_card = [each for each in waiting if not Wish.of(each).machine and not Wish.of(each).area]
    return brought_by_card[-1] if brought_by_card else None


def _pictureless(person: Person, now: datetime) -> Hazard | None:
    """His newest report, if it came just now without a picture and one may still be added."""
    newest = hazards.newest_of(person.id, now - sent_pictures.TOGETHER)
    if newest is None or newest.state in OVER or newest.report.awaited or len(newest.report.photos) >= MOST:
        return None
    return newest if not _entry(newest)["photos"] else None


def _just_sent(person: Person, now: datetime) -> tuple[str, ...]:
    """The pictures that he has just sent, but for those in a form with other words."""
    forms = [Wish.of(each) for each in ask_table.movable(desk(person.id, now), REPORT)]
    placed = {number for wish in forms if wish.words for number in wish.uploads}
    return tuple(each for each in sent_pictures.just_sent(person.id, now) if each not in placed)[:MOST]


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if takes(now):
        yield Offer(WORD, "拍一张、写一句就能报", Use.REPORT)


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    """Its part of the app's menu."""
    return [(WORD, "hazard.report")] if takes(now) else []


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A form that is never sent lapses without a word."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)


def takes(now: datetime) -> bool:
    """A plant may do without hazards."""
    return bool(book(now).config.hazards.categories)


def at_code(person: Person, thing: Machine | Area, now: datetime) -> Ask:
    """The form behind the code of a machine or an area, which its reader has open: no card goes out. Read again it is
    the same form."""
    subject = desk(person.id, now)
    wish = Wish(machine=thing.id) if isinstance(thing, Machine) else Wish(area=thing.id)
    for old in ask_table.movable(subject, REPORT):
        if (Wish.of(old).machine, Wish.of(old).area) == (wish.machine, wish.area):
            return old
    why = [f"扫了{thing.name}的码"]
    return asks.open_page(subject, Wanted(REPORT, person.id, why, expires_at=now + FORM_LIFE, data=wish), now)


def _open_form(person: Person, now: datetime, wish: Wish) -> Wish:
    """The card of a form that begins with this and with the pictures that he has just sent; returns with what."""
    subject = desk(person.id, now)
    came = _just_sent(person, now)
    wish = wish.but(uploads=tuple(dict.fromkeys((*came, *wish.uploads))))
    for old in ask_table.movable(subject, REPORT):
        kept = Wish.of(old)
        if kept.words and wish.words:
            continue  # What he wrote before is another one, and stays there to be sent.
        wish = wish.but(uploads=tuple(dict.fromkeys((*kept.uploads, *wish.uploads)))[:MOST])
        asks.close(old, "superseded", now)
    said = f"你写了「{cut(wish.words, MOST_QUOTED)}」" if wish.words else f"你发了「{WORD}」"
    why = [said if wish.words or not wish.uploads else "你发来了照片"]
    asks.open_ask(subject, Wanted(REPORT, person.id, why, expires_at=now + FORM_LIFE, data=wish), now)
    sent_pictures.used(person.id, wish.uploads, f"「{WORD}」那一页", now)
    return wish


def _report(
    given: Given, proposal: Proposal, found: Found, where: Where, person: Person | None, now: datetime
) -> Report:
    more: dict[str, Any] = {"position": given.position} if given.position else {}
    more |= {"clock": given.clock} if given.clock else {}
    more |= {"mark": marking.marked_by(*given.marked_later, person, now)} if given.marked_later and person else {}
    more |= {"fixed": given.done.kept(where)} if given.done else {}
    more |= {"origin": given.origin} if given.origin else {}
    return Report(
        words=given.words,
        photos=given.sent.photos,
        way=given.way,
        area_by=found.by,
        spot=spot_of(given.machine, given.spot),
        machine=given.machine.id if given.machine else "",
        proposed=proposal.category,
        proposed_why=proposal.why,
        danger=given.danger,
        awaited=given.awaited,
        hinted=proposal.major,
        **more,
    )


def fresh_number() -> str:
    """The next number; counters whose check digit would be an X are skipped."""
    while True:
        number = numbers.number(next_number(COUNTER))
        if number is not None:
            return number
