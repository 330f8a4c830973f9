"""A report that is like an open hazard: its reporter says with one tap whether it is the same; else it goes on by
itself. Nothing is dropped, and who joined two that are not the same parts them again.

A hazard like one that was closed lately has come again: it is linked, and looked at twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, life
from handlers.hazards.kinds import FOLLOW, SAME
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.hazard import Hazard, grade
from models.hazard_asks import Alike
from models.subject import Subject
from rules.geo import wgs84_to_gcj02
from rules.given import point
from rules.hazards.life import OVER
from rules.hazards.likeness import REPEATS_WITHIN, Like, Report, alike, repeated
from rules.plant import Person

# Whoever does not answer lets it go on as one of its own; so long nobody mends it.
STEPS = (("assign", 10),)
LOOKED_BACK = timedelta(days=30)
GONE = Answer("这件事已经定了。点卡片看现在怎样。", "info")


def begin(hazard: Hazard, now: datetime) -> None:
    """Asks whether it is the same as an open one that is like it; else it is assigned at once."""
    seen = _seen(hazard)
    again = repeated(seen, [_seen(each) for each in _closed(now) if each.id != hazard.id])
    if again:
        life.note(hazard, hazard.work.but(repeats=again.number))
        life.tell_trail(hazard, "hazard.repeats", now, data={"of": again.number, "why": "、".join(again.reasons)})
    found = () if hazard.report.danger else alike(seen, [_seen(each) for each in _open(now) if each.id != hazard.id])
    if found and found[0].same:
        _ask(hazard, found[0], now)
    else:
        assigning.begin(hazard, now)


def answer(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「是同一处」 joins it to the other, 「不是」 lets it go on."""
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    other = hazards.by_number(Alike.of(ask).number)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    if action.name == "other" or other is None or other.state in OVER:
        asks.close(ask, "done", now, Outcome(result="other", by=person.id, at=now))
        assigning.begin(hazard, now)
        return Answer("按另一处办，已经派人了。", "done")
    asks.close(ask, "done", now, Outcome(result="joined", by=person.id, at=now, to=other.number))
    data = {"ask": ask.id, "into": other.number}
    work = hazard.work.but(into=other.number)
    life.move(hazard, "merged", "hazard.joined", now, actor=actor, data=data, shown=shown, work=work)
    assigning.close_open(hazard, now, f"并入 {other.number}", FOLLOW)
    return Answer(f"并进 {other.number} 了，改好了也告诉你。", "done")


def part(action: Action, person: Person, now: datetime) -> Answer:
    """「不是同一处」 on the page of one that was joined: it goes on as one of its own. Its finder and the safety office
    may say so."""
    found = hazards.by_number(str(action.data.get("number", "")))
    if found is None:
        return Answer("没有这条隐患。请核对编号。", "stop")
    hazard = hazards.locked(found.subject_id)
    if hazard.state != "merged":
        return GONE
    if person.id not in (hazard.finder, *assigning.officers(now)):
        return Answer("只有报的人和安全部门能分开。", "stop")
    data = {"from": hazard.work.into}
    life.move(hazard, "triage", "hazard.parted", now, actor=asks.unasked(person), data=data)
    assigning.begin(hazard, now)
    return Answer("分开了，按另一处办，已经派人。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Nobody said that it is the same, so it is one of its own."""
    if name in ("assign", "undelivered", "expire") and hazard.state == "triage":
        asks.close(ask, "expired", now, Outcome.over("没有回话，按另一处办", now))
        assigning.begin(hazard, now)


def unreachable(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    step(hazard, ask, "assign", now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    step(hazards.here(subject), ask, "assign", now)
    return True


def _ask(hazard: Hazard, like: Like, now: datetime) -> None:
    why = f"像 {like.number}：{'、'.join(like.reasons)}"
    data = Alike(number=like.number)
    life.tell_trail(hazard, "hazard.alike", now, data={"to": like.number, "why": "、".join(like.reasons)})
    asks.open_ask(hazard.subject, Wanted(SAME, hazard.finder, [why], stage="same", steps=STEPS, data=data), now)


def _open(now: datetime) -> Iterable[Hazard]:
    since = Hazard.received_at >= now - LOOKED_BACK
    return Hazard.select().where(Hazard.state.not_in(OVER), since).order_by(Hazard.id)


def _closed(now: datetime) -> Iterable[Hazard]:
    return Hazard.select().where(Hazard.closed_at >= now - REPEATS_WITHIN).order_by(Hazard.id)


def _seen(hazard: Hazard) -> Report:
    """The hazard as it is compared."""
    position = hazard.report.position
    where = point(position) if position else None
    if where and position.get("crs") == "WGS-84":
        where = wgs84_to_gcj02(where)
    return Report(
        number=hazard.number,
        found_at=hazard.found_at,
        area=hazard.area,
        category=hazard.category,
        grade=grade(hazard),
        words=hazard.report.words,
        point=where,
        pictures=frozenset(each.sha256 for each in hazard.report.photos),
        closed_at=hazard.closed_at,
    )
