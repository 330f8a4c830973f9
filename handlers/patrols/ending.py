"""A round is over: everything was looked at, or its time is up and the rest is written down as not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers import asks, timetable
from handlers.patrols import giving, life, missing
from models import patrol as patrols
from models.answered import Outcome
from models.ask import Ask
from models.ledger import Entry, Seal
from models.patrol import Patrol
from models.patrol_sheet import Found, Point, Sheet
from models.subject import Subject
from rules.patrols.life import ENDED, Status, ended_as

END = "end"
NOBODY, TIME_UP, DOWN = "没有人在班", "到点没查", "当时系统没开"


def settle(patrol: Patrol, now: datetime) -> None:
    """Ends the round where every point has its answer."""
    if patrol.state == "walking" and not patrol.sheet.left():
        _end(patrol, now)


def end(patrol: Patrol, now: datetime, why: str = "") -> None:
    """The time is up. why: for all of it, where nobody could have looked."""
    if patrol.state != "walking":
        return
    idle, sheet = patrols.idle_at(now), patrol.sheet
    for point in sheet.left():
        if point.id in idle:
            found = Found(status="idle", note=idle[point.id].reason)
        else:
            found = Found(status="missed", note=why or (TIME_UP if point.person else NOBODY))
        sheet = sheet.with_found(point.id, found)
    patrols.keep(patrol, sheet=sheet)
    _end(patrol, now)


def written(patrol: Patrol, name: str, now: datetime) -> None:
    """Called by the clock for a round's own moments."""
    if name == giving.LOOK and patrol.state == "walking":
        giving.look_again(patrol, now)
    elif name == END:
        end(patrol, now)


def step(patrol: Patrol, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        giving.remind(patrol, ask, now)
    elif name == "undelivered":
        giving.pass_on(patrol, ask, "卡片没送到", now)
    elif name == "expire":
        end(patrol, now)


def of_clock(patrol: Patrol, ask: Ask, now: datetime) -> None:
    for name in timetable.take(ask, now):
        written(patrol, name, now)


def due(limit: int) -> list[int]:
    """Subjects of rounds that wait to be archived, at most so many, the oldest first."""
    waiting = Patrol.select(Patrol.subject).where(Patrol.state.in_(ENDED)).order_by(Patrol.id).limit(limit)
    return [row.subject_id for row in waiting]


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the round. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    patrol = patrols.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or patrol.state not in ENDED:
        return False
    life.move(patrol, "archived", "patrol.archived", now, {"seal": newest.seal.number})
    return True


def _end(patrol: Patrol, now: datetime) -> None:
    count, sheet = patrol.sheet.count, patrol.sheet
    state = ended_as(count)
    data = {
        "looked": count.looked,
        "hazard": count.hazard,
        "missed": count.missed,
        "idle": count.idle,
        "names": "、".join(point.name for point in _of(sheet, "missed")),
        "left": _told(sheet, "missed"),
        "out_of_service": _told(sheet, "idle"),
    }
    life.move(patrol, state, f"patrol.{state}", now, data, outcome=state, closed_at=now)
    for ask in life.open_walks(patrol):
        own = sheet.count_of(ask.person)
        words = f"到点了，{own.missed} 处记未排查" if own.missed else f"查完 {own.looked} 处"
        asks.close(ask, "expired" if own.missed else "done", now, Outcome.over(words, now))
    life.TIMETABLE.clear(patrol.subject, now)
    if state == "missed":
        missing.tell(patrol, now)


def _of(sheet: Sheet, status: Status) -> list[Point]:
    return [point for point in sheet.points if point.id in sheet.found and sheet.found[point.id].status == status]


def _told(sheet: Sheet, status: Status) -> Sequence[dict[str, str]]:
    return [{"point": point.id, "note": sheet.found[point.id].note} for point in _of(sheet, status)]
