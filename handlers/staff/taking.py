"""News of people comes in: each piece is kept once, whatever becomes of it, and followed by the clock.

The sender's own number for a piece makes it the same one when it comes again. Nothing is lost: what can't be right, or
waits for something, stays and is listed until somebody of the safety office has looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Literal, cast

from handlers import alerts
from handlers.staff import life
from models import ledger, staff, staffed
from models.book import Book, book
from models.staff import StaffEvent, said_of
from rules.plant import Plant
from rules.staff.events import NAMES, Event, State, Verdict
from rules.staff.folding import Roll
from rules.staff.judging import judged
from rules.staff.standing import has_left

Outcome = Literal["kept", "waiting", "aside", "void", "again"]
WORDS = {"kept": "收下了", "void": "名单里已经是这样"}
MOST, TOGETHER = 500, 25
# In the key of what came with a number that has said something else before, and of what somebody is to decide.
CONFLICT, PROPOSED = "#", "?"


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    words: str


def take(source: str, news: Sequence[tuple[str, Event]], now: datetime) -> list[Result]:
    """Keeps these events (the sender's number, what it says) in their order, in the caller's transaction: of a long
    list in several, `TOGETHER` in each, so that what people do meanwhile goes between."""
    house, plant = life.house(now), book(now).plant
    roll, results = _roll(now), []
    for number, event in news:
        said = _by_id(event, plant)
        with_it = roll.with_event(said)
        results.append(_one(source, number, said, (roll, with_it), now))
        if results[-1].outcome == "kept":
            roll = with_it
    if any(each.outcome in ("kept", "waiting") for each in results):
        life.TIMETABLE.at(house, life.TURN, now, now)
    look_at_what_is_aside(now)
    return results


def judge(event: Event, now: datetime) -> Verdict:
    """What would become of this event."""
    plant, roll = book(now).plant, _roll(now)
    said = _by_id(event, plant)
    return judged(said, roll, roll.with_event(said), plant.day(now))


def keep_aside(source: str, number: str, event: Event, why: str, now: datetime, *, quiet: bool = False) -> None:
    """Keeps what somebody has to decide. quiet: nobody is asked to look yet."""
    if staff.by_key(f"{source}/{number}") is None:
        _keep(f"{source}/{number}", source, event, Verdict("aside", why), now)
        if not quiet:
            look_at_what_is_aside(now)


def settle(row: StaffEvent, reason: str, by: str, now: datetime, state: State = "settled") -> bool:
    """It has been said who or what this is; False where it is not open any more."""
    house = life.house(now)
    if (StaffEvent.find(row.id) or row).state not in staff.OPEN:
        return False
    staff.close(row, state, reason, by, now)
    data = {"event": row.id, "person": row.person, "reason": reason, "by": by}
    ledger.append(house, "staff.settled", now, actor=life.SYSTEM, data=data)
    _all_seen(now)
    return True


def drop(number: int, reason: str, by: str, now: datetime) -> bool:
    """Somebody says that this one is wrong, or settled otherwise; False where it is not open any more."""
    house = life.house(now)
    row = StaffEvent.find(number)
    if row is None or row.state not in staff.OPEN:
        return False
    staff.close(row, "dropped", reason, by, now)
    data = {"event": row.id, "person": row.person, "reason": reason, "by": by}
    ledger.append(house, "staff.dropped", now, actor={"console": by}, data=data)
    _all_seen(now)
    return True


def look_again(now: datetime) -> None:
    """What waits, or could not be right, is judged by what counts now; one may be right only after another."""
    rules, kept, more = book(now), staff.in_state("kept"), True
    while more:
        roll, more = staffed.roll(now, kept), False
        for row in staff.in_state(*staff.OPEN):
            verdict = _again(row, kept, roll, rules, now)
            if (verdict.state, verdict.why) != (row.state, row.why):
                staff.set_state(row, verdict.state, verdict.why)
            if row.state == "kept":
                kept, more = sorted([*kept, row], key=lambda each: each.id), True
                roll = staffed.roll(now, kept)
    _all_seen(now)


def _again(row: StaffEvent, kept: Sequence[StaffEvent], roll: Roll, rules: Book, now: datetime) -> Verdict:
    if not row.person:
        known = rules.plant.person_at(row.said.platform or "", row.said.account or "")
        return Verdict("void", f"是{known.name}的") if known else Verdict("aside", row.why)
    if PROPOSED in row.key and _is_so(row, rules.plant):
        return Verdict("void", "名单里已经是这样")
    if CONFLICT in row.key or PROPOSED in row.key:
        return Verdict("aside", row.why)
    today, place = rules.plant.day(now), sum(each.id < row.id for each in kept)
    with_it = roll.with_event(row.event, place)
    verdict = judged(row.event, roll, with_it, today, rules.plant.day(row.came_at))
    # What still waits after a month was most likely mistyped; what is looked at keeps its reason.
    return judged(row.event, roll, with_it, today) if verdict.state == "waiting" else verdict


def _is_so(row: StaffEvent, plant: Plant) -> bool:
    """Whether what is proposed has come to be known otherwise."""
    if not plant.knows(row.person) or has_left(plant.person(row.person)):
        return True
    return row.kind == "moved" and plant.person(row.person).department == row.said.department


def look_at_what_is_aside(now: datetime) -> None:
    """Somebody of the safety office is asked to look, once until he has."""
    rows = staff.in_state("aside")
    if rows:
        lines = [f"{_called(row, book(now))}：{row.why}" for row in rows[-3:]]
        more = [f"一共 {len(rows)} 条"] if len(rows) > 3 else []
        people = alerts.responders(book(now), now)[:1]
        lines = [*lines, *more, "在控制台「人员」里改"]
        alerts.notice(life.house(now), "staff/aside", "人员变动对不上，请核对", lines, people, now)


def _all_seen(now: datetime) -> None:
    if not staff.in_state("aside"):
        alerts.over(life.house(now), {"staff/aside"}, "都核对过了", now)


def _called(row: StaffEvent, rules: Book) -> str:
    name = row.said.name or (rules.plant.person(row.person).name if rules.plant.knows(row.person) else row.person)
    return f"{name or row.said.account}{NAMES[row.kind]}"


def _one(source: str, number: str, event: Event, rolls: tuple[Roll, Roll], now: datetime) -> Result:
    """rolls: what counts without the event, and with it."""
    key = f"{source}/{number}"
    before = staff.by_key(key)
    if before is not None and before.event == event:
        return Result("again", _told(before))
    verdict = judged(event, *rolls, rolls[0].base.day(now))
    if before is not None:
        key = f"{key}{CONFLICT}{_mark(event)}"
        if (same := staff.by_key(key)) is not None:
            return Result("again", _told(same))
        verdict = Verdict("aside", f"编号 {number} 来过不同的内容：请核对哪一条对")
    row = _keep(key, source, event, verdict, now)
    return Result(cast(Outcome, row.state), _told(row))


def _keep(key: str, source: str, event: Event, verdict: Verdict, now: datetime) -> StaffEvent:
    row = StaffEvent.create(
        key=key,
        source=source,
        kind=event.kind,
        person=event.person,
        on=event.on,
        said=said_of(event),
        state=verdict.state,
        why=verdict.why,
        came_at=now,
    )
    data = {
        "event": row.id,
        "key": key,
        "source": source,
        "what": NAMES[event.kind],
        "person": event.person,
        "on": event.on.isoformat(),
        "said": dict(row.said.kept),
        "state": row.state,
        "words": row.why,
    }
    ledger.append(life.house(now), "staff.heard", now, actor=life.SYSTEM, data=data)
    return row


def _told(row: StaffEvent) -> str:
    return row.why or WORDS.get(row.state, "")


def _roll(now: datetime) -> Roll:
    return staffed.roll(now, staff.in_state("kept"))


def _mark(event: Event) -> str:
    said = dumps([event.kind, event.person, event.on.isoformat(), dict(said_of(event).kept)], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:16]


def _by_id(event: Event, plant: Plant) -> Event:
    """Departments and posts may come by their names, as other systems know them."""
    departments = {each.name: each.id for each in plant.departments}
    posts = {post.name: each for each, post in plant.posts.items()}
    return replace(
        event,
        department=departments.get(event.department or "", event.department),
        posts=None if event.posts is None else tuple(posts.get(each, each) for each in event.posts),
    )
