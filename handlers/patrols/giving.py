"""Who is asked to look: whoever is there, found anew at each change of shift; nobody is said as nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import asks
from handlers.asks import Wanted
from handlers.hazards.assigning import looking
from handlers.patrols import life, missing
from handlers.patrols.kinds import WALK
from models import patrol as patrols
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.patrol import CAMPAIGN, Patrol, title
from models.patrol_sheet import Point
from models.subject import Subject
from rules.hazards.owners import Named
from rules.patrols.walkers import inspector, is_at_work, walker
from rules.phrases import moment_words
from rules.shifts import next_change

LOOK, LOOK_AGAIN = "look", timedelta(minutes=30)


@dataclass(frozen=True)
class Group:
    """Points whose people are looked for together."""

    department: str
    points: tuple[Point, ...]


def give(patrol: Patrol, now: datetime) -> None:
    """Asks somebody for each point that nobody is asked for, and looks again when people come and go."""
    unasked = [point for point in patrol.sheet.left() if not point.person]
    alone = False
    for group in _groups(patrol, unasked, now):
        found = _find(patrol, group.department, (), now)
        alone = alone or found is None
        if found:
            _ask(patrol, found, group.points, now)
    if alone:
        life.tell_trail(patrol, "patrol.nobody", now, data={"more": "有人来了再请"})
        missing.tell(patrol, now)
    _look_later(patrol, now)


def look_again(patrol: Patrol, now: datetime) -> None:
    """People have come and gone: a round goes on with those who are there."""
    if patrol.kind != CAMPAIGN:
        here = looking(now)
        for ask in life.open_walks(patrol):
            if not is_at_work(ask.person, here):
                pass_on(patrol, ask, "下班了", now)
    unasked = [point for point in patrol.sheet.left() if not point.person]
    for group in _groups(patrol, unasked, now):
        found = _find(patrol, group.department, (), now)
        if found:
            _ask(patrol, found, group.points, now)
    _look_later(patrol, now)


def pass_on(patrol: Patrol, ask: Ask, why: str, now: datetime) -> bool:
    """The next one is asked in place of this person; while there is nobody, his card stays. Says whether somebody
    was."""
    points = patrol.sheet.left(ask.person)
    tried = {*patrol.sheet.tried, ask.person}
    groups = _groups(patrol, points, now)
    found = _find(patrol, groups[0].department, tried, now) if groups else None
    if found is None:
        return False
    data = {"ask": ask.id, "from": ask.person, "to": found.person, "why": why}
    asks.close(ask, "superseded", now, Outcome.over(f"换{name_of(book(now).plant, found.person)}查了", now))
    patrols.keep(patrol, sheet=patrol.sheet.but(tried=(*patrol.sheet.tried, ask.person)))
    life.tell_trail(patrol, "patrol.passed", now, data=data)
    _ask(patrol, found, points, now)
    return True


def remind(patrol: Patrol, ask: Ask, now: datetime) -> None:
    """When half of the time is over."""
    left, ends = len(patrol.sheet.left(ask.person)), patrol.ends_at.astimezone(book(now).plant.zone)
    words = f"{title(patrol)}：还有 {left} 处没查，{moment_words(ends)} 前查完，不然记未排查。"
    asks.tell(ask, ask.person, words, now)


def unreachable(patrol: Patrol, ask: Ask, words: str, now: datetime) -> None:
    if ask.state in MOVABLE:
        pass_on(patrol, ask, "联系不上", now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    patrol = patrols.here(subject)
    return ask.state in MOVABLE and pass_on(patrol, ask, "不在", now)


def _look_later(patrol: Patrol, now: datetime) -> None:
    """When somebody may come whom there is not now, or whoever looks goes home."""
    nobody = any(not point.person for point in patrol.sheet.left())
    change = next_change(book(now).plant, now)
    look = min(change, now + LOOK_AGAIN) if nobody else change
    if patrol.state == "walking" and look < patrol.ends_at:
        life.TIMETABLE.at(patrol.subject, LOOK, look, now)


def _groups(patrol: Patrol, points: Sequence[Point], now: datetime) -> list[Group]:
    """A round is one person's; in a campaign each department looks at its own areas."""
    if patrol.kind != CAMPAIGN:
        return [Group(patrol.sheet.department, tuple(points))] if points else []
    plant = book(now).plant
    of_area = {area.id: area.department for area in plant.areas}
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(of_area.get(point.area, ""), []).append(point)
    return [Group(department, tuple(own)) for department, own in found.items()]


def _find(patrol: Patrol, department: str, not_these: Collection[str], now: datetime) -> Named | None:
    find = inspector if patrol.kind == CAMPAIGN else walker
    here = looking(now)
    return find(patrol.sheet.post, department, {*patrol.sheet.tried, *not_these}, here)


def _ask(patrol: Patrol, named: Named, points: Sequence[Point], now: datetime) -> None:
    """One card for all that this person is to look at; a card that he has already takes up the rest."""
    taken = {point.id for point in points}
    sheet = patrol.sheet
    whole = tuple(each.but(person=named.person) if each.id in taken else each for each in sheet.points)
    patrols.keep(patrol, sheet=sheet.but(points=whole))
    data = {"to": named.person, "why": named.said, "points": sorted(taken)}
    life.tell_trail(patrol, "patrol.given", now, data=data)
    mine = next((ask for ask in life.open_walks(patrol) if ask.person == named.person), None)
    if mine:
        asks.repaint(mine, now)
        return
    minutes = int((patrol.ends_at - now).total_seconds() // 120)
    steps = (("remind", max(minutes, 5)),)
    wanted = Wanted(
        WALK, named.person, [named.why], post=named.post, stage="walk", steps=steps, expires_at=patrol.ends_at
    )
    asks.open_ask(patrol.subject, wanted, now)
