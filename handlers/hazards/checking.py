"""Whether it was mended: the crew looks always, the safety office by draw, and the finder confirms. Nobody looks at
what he mended, and nothing closes by itself."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, countdown, life
from handlers.hazards.kinds import CHECK, CONFIRM, FOLLOW, LOOKS, RECHECK
from handlers.hazards.photos import brought
from models import ask as ask_table
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, grade
from models.hazard_asks import Look
from models.hazard_report import Checked
from models.subject import Subject
from rules.hazards import countdown as ladder
from rules.hazards import drawing
from rules.hazards.owners import Named, checker, follower
from rules.phrases import moment_words
from rules.plant import Person

MAX_NOTE = 300
STEPS = (("remind", 12 * 60), ("next", 24 * 60))
HOUR = timedelta(hours=1)
LEVELS = {CHECK: "crew", RECHECK: "safety", CONFIRM: "finder"}
STATES = {CHECK: "submitted", RECHECK: "sampled", CONFIRM: "confirming"}
OVER = Answer("这一步已经有人办了。点卡片看现在怎样。", "info")


def ask_crew(hazard: Hazard, now: datetime) -> None:
    """Somebody of the area, who has not mended it, looks at it on site."""
    area = assigning.area_of(hazard, now)
    _ask(hazard, CHECK, checker(area, _mended_by(hazard), assigning.looking(now)), now)


def look(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: 改好了, or 没改好 with what is missing; `{ok, photos}`."""
    if ask.state not in MOVABLE or hazard.state != STATES[ask.kind] or Look.of(ask).of_round != hazard.round:
        return OVER
    if person.id in _mended_by(hazard) and ask.kind != CONFIRM:
        return Answer("你自己改的，不能自己验。请别人去看。", "stop")
    ok, note = action.data.get("ok") is True, action.text.strip()[:MAX_NOTE]
    if not ok and not note:
        return Answer("写一句哪里没改好，责任人会看到。", "stop")
    given = brought(action, person)
    given.take(person, now)
    seen = {"level": LEVELS[ask.kind], "ok": ok, "note": note, "round": hazard.round}
    checked = Checked.read(seen).but(by=person.id, at=now, photos=given.photos)
    life.note(hazard, hazard.work.with_checked(checked))
    data = {"ask": ask.id, **seen, "photos": given.told}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.checked", now, actor=actor, data=data, shown=shown)
    assigning.settle(hazard, ask, person, "ok" if ok else "not", now)
    if not ok:
        reopen(hazard, f"{person.name}看过，没改好：{note}", now)
        return Answer("记下了，退回责任人再改。", "done")
    return _onward(hazard, ask, now)


def confirm(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「认可」 on the finder's card: one tap."""
    if ask.kind != CONFIRM:
        return OVER
    return look(replace(action, data={"ok": True}, text=""), ask, hazard, person, now)


def reopen(hazard: Hazard, why: str, now: datetime) -> None:
    """Back to the owner, for half of the first time; from the third round on his supervisor's superior hears it too."""
    first: datetime = hazard.due_at or now
    until = ladder.due_again(first - hazard.received_at, now)
    said = moment_words(until.astimezone(book(now).plant.zone))
    work = hazard.work.but(since=now)
    hazards.keep(hazard, round=hazard.round + 1, until=until, late=False, work=work)
    data = {"until": said, "why": why, "round": hazard.round}
    life.move(hazard, "assigned", "hazard.reopened", now, data=data)
    assigning.ask_owner(hazard, Named(hazard.owner, "", why), now, again=why)
    countdown.begin(hazard, now)


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Silence is never consent: he is reminded, then somebody else is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你{_verb(ask)}：{hazards.title(hazard)}。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """Somebody else looks, beside whoever was asked first: the first valid look counts."""
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    here, out = assigning.looking(now), {*asked, *(() if ask.kind == CONFIRM else _mended_by(hazard))}
    if ask.kind == CONFIRM:
        heir = follower(ask.person, here)
        named = Named(heir, "", f"{name_of(here.plant, ask.person)}没回话，请你认可") if heir not in asked else None
        if named:
            life.tell_trail(hazard, "hazard.inherited", now, data={"from": ask.person, "to": heir})
            hazards.keep(hazard, follower=heir)
    else:
        found = checker(assigning.area_of(hazard, now), out, here) if ask.kind == CHECK else None
        office = assigning.office(out, now)
        named = found if found and found.person not in out else Named(office, "", "请你去看") if office else None
    if named:
        _ask(hazard, ask.kind, named, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def _onward(hazard: Hazard, ask: Ask, now: datetime) -> Answer:
    if ask.kind == CHECK:
        drawn = _draw(hazard, now)
        if drawn.taken:
            office = assigning.office(_mended_by(hazard) | {ask.person}, now)
            life.move(
                hazard, "sampled", "hazard.sampled", now, data=_told(drawn), work=hazard.work.but(sampled=_told(drawn))
            )
            _ask(hazard, RECHECK, Named(office, "", f"抽到你去看：{drawn.reasons[0]}"), now)
            return Answer("记下了：改好了。抽到安全部门再看一次。", "done")
        life.note(hazard, hazard.work.but(sampled=_told(drawn)))
    if ask.kind in (CHECK, RECHECK):
        _ask_finder(hazard, now)
        return Answer(f"记下了：改好了。等{name_of(book(now).plant, hazard.follower)}认可。", "done")
    _close(hazard, now)
    return Answer(f"{hazard.number} 销号了。", "done")


def _ask_finder(hazard: Hazard, now: datetime) -> None:
    here, finder = assigning.looking(now), hazard.follower
    absent = not here.plant.knows(finder) or finder in here.out
    who = follower(finder, here) if absent or finder in _mended_by(hazard) else finder
    sampled = hazard.work.sampled if hazard.state == "submitted" else {}
    data = {"sampled": dict(sampled)} if sampled else {}
    if who != finder:
        life.tell_trail(hazard, "hazard.inherited", now, data={"from": finder, "to": who})
        assigning.follow(hazard, who, f"{name_of(here.plant, finder)}不在，改由你跟踪", now)
    life.move(hazard, "confirming", "hazard.to_confirm", now, data=data, follower=who)
    _ask(hazard, CONFIRM, Named(who, "", "你跟踪的，看看改好没有"), now)


def _close(hazard: Hazard, now: datetime) -> None:
    hours = f"{(now - hazard.received_at) / HOUR:.1f}"
    life.move(hazard, "closed_out", "hazard.closed_out", now, data={"hours": hours}, closed_at=now)
    countdown.end(hazard, now)
    assigning.close_open(hazard, now, "销号了", FOLLOW, *LOOKS)


def _draw(hazard: Hazard, now: datetime) -> drawing.Drawn:
    """After the crew's look, from a seed that is taken now and stands in the trail."""
    category = assigning.category_of(hazard, now)
    extended = any(each.decided == "granted" for each in hazard.work.extended)
    facts = drawing.Facts(major=grade(hazard) == "major", repeat=bool(hazard.work.repeats), extended=extended)
    return drawing.draw(hazard.number, hazard.round, facts, category.recheck.safety, secrets.token_hex(16))


def _told(drawn: drawing.Drawn) -> dict[str, object]:
    """As the trail keeps it: no floats."""
    told: dict[str, object] = {"taken": drawn.taken, "why": "；".join(drawn.reasons)}
    return told | ({"seed": drawn.seed, "share": f"{drawn.share:.6f}"} if drawn.seed else {})


def _ask(hazard: Hazard, kind: str, named: Named, now: datetime) -> None:
    wanted = Wanted(
        kind,
        named.person,
        [named.why],
        post=named.post,
        stage=f"{kind}/{hazard.round}",
        steps=STEPS,
        data=Look(of_round=hazard.round),
    )
    asks.open_ask(hazard.subject, wanted, now)


def _mended_by(hazard: Hazard) -> set[str]:
    """Whoever mended it in this or an earlier round, and its owner."""
    return {hazard.owner, *(each.by for each in hazard.work.mended)}


def _verb(ask: Ask) -> str:
    return "认可" if ask.kind == CONFIRM else "去看改好没有"
