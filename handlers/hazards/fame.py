"""The month's board: frozen once when the plant's month is over, told in the morning to its people and to the plant's
DingTalk group, corrected when a mending turns out to be a fake. What is due stands in a timetable, so a break of the
house only makes it late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from handlers import asks, timetable
from handlers.hazards.kinds import FAME, MONTHS
from handlers.timetable import Timetable
from models import ask as ask_table
from models import delivery as deliveries
from models import fame as boards
from models import ledger, points
from models.ask import MOVABLE, Ask
from models.book import book
from models.counted import counted
from models.fame import Board, Candidate, Fame, FameCard, KeptItem, Placed
from models.subject import Subject, open_subject
from rules.hazards.fame import Tally, ranked, tallies
from rules.hazards.figures import Period
from rules.plant import Plant

TIMETABLE = Timetable(MONTHS)
SUBJECT = "house/fame"
CLOSE, TELL = "close", "tell"
# When people read it, of the first day after the month.
MORNING = timedelta(hours=8)
# How far back a correction looks.
MOST_MONTHS = 24
SYSTEM = {"system": "hazards"}


def month_of(now: datetime, plant: Plant) -> str:
    """2026-11, by the plant's clock."""
    return f"{now.astimezone(plant.zone):%Y-%m}"


def period_of(month: str, plant: Plant) -> Period:
    """From its first midnight to that of the next month, by the plant's clock. Raises ValueError for no month."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=plant.zone)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Period(first, datetime.combine(following.date(), time(), plant.zone))


def expect(now: datetime) -> None:
    """The end of this month is on the timetable; nothing is locked where it is there already."""
    if not Ask.select().where(Ask.kind == MONTHS, Ask.state.in_(MOVABLE)).exists():
        _expect(open_subject(SUBJECT, now), month_of(now, book(now).plant), now)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Does what is due: closes the months that are over, and tells those who are on the board."""
    for each in timetable.take(ask, now):
        what, _, month = each.partition("/")
        if what == CLOSE:
            _close(subject, month, now)
        else:
            _tell(subject, month, now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def correct(number: str, now: datetime) -> None:
    """This hazard was not mended: every board that credits it is ranked again and published again, and whoever stands
    elsewhere now hears of it."""
    for month in boards.months(MOST_MONTHS):
        before = boards.newest(month)
        if before and any(item.number == number for each in before.board.candidates for item in each.items):
            _publish_again(before, number, now)


def _expect(subject: Subject, month: str, now: datetime) -> None:
    TIMETABLE.at(subject, f"{CLOSE}/{month}", period_of(month, book(now).plant).end, now)


def _close(subject: Subject, month: str, now: datetime) -> None:
    plant = book(now).plant
    period = period_of(month, plant)
    _expect(subject, month_of(period.end, plant), now)
    if boards.newest(month):
        return
    found = tallies(counted(period, book(now)), period)
    board = Board(candidates=tuple(map(_candidate, found)), placed=_placed(found, month))
    _keep(subject, Fame.create(month=month, revision=1, at=now, board=board), now)
    if board.placed:
        TIMETABLE.at(subject, f"{TELL}/{month}", period.end + MORNING, now)


def _publish_again(before: Fame, number: str, now: datetime) -> None:
    found = tuple(_without(each.tally, number) for each in before.board.candidates)
    board = Board(candidates=tuple(map(_candidate, found)), placed=_placed(found, before.month))
    why = f"{number} 核实没真改"
    subject = open_subject(SUBJECT, now)
    after = Fame.create(month=before.month, revision=before.revision + 1, at=now, board=board, why=why)
    _keep(subject, after, now)
    if TIMETABLE.moment_of(subject, f"{TELL}/{before.month}") is None:
        was, places = _places(before), _places(after)
        changed = [each for each in {**was, **places} if was.get(each) != places.get(each)]
        _show(changed, after, now)
        if before.board.placed != after.board.placed:
            _post(subject, after, now)


def _tell(subject: Subject, month: str, now: datetime) -> None:
    found = boards.newest(month)
    if found:
        _show(_places(found), found, now)
        _post(subject, found, now)


def _post(subject: Subject, board: Fame, now: datetime) -> None:
    """A card for the plant's group, in place of those of the month that have not arrived there."""
    group = book(now).plant.dingtalk_group
    if not group:
        return
    since = 0
    for earlier in ask_table.in_stage(subject, board.month):
        if deliveries.perhaps_posted(earlier, group):
            since = FameCard.of(earlier).revision
        deliveries.overtaken(earlier, (FAME,), "有更正的榜")
    card = FameCard(month=board.month, revision=board.revision, since=since)
    asks.post(subject, FAME, group, f"{board.month} 清零榜", card, now, stage=board.month)


def follow_plant(now: datetime) -> None:
    """New plant data: what has not arrived in the group of before goes to that of now."""
    deliveries.regrouped(book(now).plant.dingtalk_group, now)


def _show(people: Iterable[str], board: Fame, now: datetime) -> None:
    places, plant = _places(board), book(now).plant
    for person in filter(plant.knows, people):
        place = places.get(person, 0)
        why = f"{board.month} 清零榜" + (f"更正：{board.why}" if board.why else "")
        asks.show(FAME, person, why, FameCard(month=board.month, place=place, again=board.why), now)


def _places(board: Fame) -> dict[str, int]:
    return {each.person: place for place, each in enumerate(board.board.placed, 1)}


def _placed(found: Iterable[Tally], month: str) -> tuple[Placed, ...]:
    first = ranked(found)
    earned = points.earned(month, [each.person for each in first])
    return tuple(
        Placed(person=one.person, cleared=int(one.score * 100), due=len(one.items), points=earned[one.person])
        for one in first
    )


def _candidate(one: Tally) -> Candidate:
    items = tuple(KeptItem(number=each.number, weight=each.weight, halves=each.halves) for each in one.items)
    return Candidate(person=one.person, items=items, repeats=one.repeats, reports=one.reports, barred=one.barred)


def _without(one: Tally, number: str) -> Tally:
    """The same without any credit for this hazard."""
    items = tuple(type(each)(each.number, each.weight, 0) if each.number == number else each for each in one.items)
    return Tally(one.person, items, one.repeats, one.reports, one.barred)


def _keep(subject: Subject, board: Fame, now: datetime) -> None:
    """The board in the sealed trail."""
    data = {
        "month": board.month,
        "revision": board.revision,
        "why": board.why,
        "to": [each.person for each in board.board.placed],
        "placed": [dict(each.kept) for each in board.board.placed],
    }
    ledger.append(subject, "fame.published", now, actor=SYSTEM, data=data)
