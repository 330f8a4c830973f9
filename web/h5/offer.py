"""Whom a field of a page offers: a few people before anybody has typed, then whoever is meant by what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from rules.phrases import near_words
from rules.plant import Person, Plant
from rules.shifts import leave_at, on_duty
from rules.staff.standing import LEFT, has_left
from web.meaning import meant
from web.people import Visitor, crew, told_apart
from web.refused import Refused

MOST = 8
"""This many are shown at once. A page with no more than that shows them all, and nobody has to type."""
LOOKED_AT = 40
MOST_MISSING = 3
Given = Mapping[str, Any]
"""What the page knows so far: area, contractor, starts_at, number, as far as it asks for them."""
NOT_HERE = Refused("这一页上不选人，或者已经办完了。", "请从聊天里最新的卡片重新打开。", 404)


@dataclass(frozen=True)
class Mend:
    """How somebody mends soonest what he lacks. words: in words; course: of which he can be sent a lesson; link: where
    his own lesson waits for the visitor; courses: every one that he lacks."""

    words: str = ""
    course: str = ""
    link: str = ""
    courses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A person as a page offers him; `lacks` says why he can't be chosen today, empty when he can; paper: the written
    authorisation under which he would act; mine: whether he is the visitor."""

    id: str
    title: str
    note: str
    contractor: bool
    at_work: bool
    lacks: tuple[str, ...] = ()
    paper: str = ""
    mend: Mend = Mend()
    mine: bool = False


@dataclass(frozen=True)
class Offer:
    """people: whoever can be found by typing; lacks: by id, why somebody can't be chosen today.

    first: who is shown before anybody has typed, None for everybody; recent: whom the visitor named last, the newest
    first; closer: a check that costs too much for everybody, so only those about to be shown get it; papers: by id, the
    authorisation; at: when they are needed, None for now; most: how many of them the field may hold; elsewhere: whom
    this field never offers, and what is said of each of these groups to whoever types his name; mends: how somebody
    who lacks something mends it soonest, looked for only of those about to be shown.
    """

    people: Sequence[Person]
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: frozenset[str] | None = None
    recent: Sequence[str] = ()
    closer: Callable[[Person], Sequence[str]] | None = None
    papers: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    most: int = 1
    elsewhere: Sequence[tuple[Sequence[Person], str]] = ()
    mends: Callable[[Person], Mend] | None = None

    @property
    def here(self) -> list[Person]:
        """Nobody who has left is offered anywhere."""
        return [person for person in self.people if not has_left(person)]


def found(offer: Offer, words: str, who: Visitor) -> tuple[list[Choice], int]:
    """The best matches, first those who may be chosen, and how many more there are. When nothing is typed: those whom
    the visitor named last, then those at work."""
    fits = list(_meant(offer, words, who.plant))
    shown = list(_able_first(offer, [person for _, person in _in_order(fits, offer, who)], who))
    return shown, len(fits) - len(shown)


def missing(offer: Offer, words: str, who: Visitor) -> str:
    """Why whoever is meant by these words is not offered; empty where the plant knows nobody who could be meant."""
    for people, why in offer.elsewhere if words.strip() else ():
        fits = sorted(meant(words, people, who.plant), key=lambda pair: pair[0])
        if fits:
            return f"{'、'.join(person.name for _, person in fits[:MOST_MISSING])}{why}"
    known = next((each for each in who.plant.people if each.name == words.strip()), None)
    return f"{known.name}{_not_for_this(offer, known, who)}" if known else ""


def _not_for_this(offer: Offer, person: Person, who: Visitor) -> str:
    """Why a field has no place for somebody whom the plant knows."""
    at = offer.at or who.now
    if has_left(person):
        return f"{LEFT}，这一栏不能选他。"
    if leave := leave_at(person, who.plant, at):
        return f"{leave.reason}到 {near_words(leave.to, who.plant.day(at))}，这一栏不能选他。"
    return "在名册上，这一栏不能选他。"


def every(offer: Offer, who: Visitor) -> list[Choice] | None:
    """Everybody who is shown before anybody has typed; None when they are too many for one look."""
    alone = len(list(_meant(offer, "", who.plant))) <= MOST
    return found(offer, "", who)[0] if alone else None


def anybody(offer: Offer) -> bool:
    """Whether there is somebody at all who may be chosen today."""
    return any(not _lacks(offer, person) for person in offer.here)


def named(offer: Offer, ids: Iterable[str], who: Visitor) -> list[Choice]:
    """These people, as far as the field may hold them: it re-checks whom it holds, so there are never more."""
    wanted = set(islice(ids, offer.most))
    return [_choice(person, _lacks(offer, person), offer, who) for person in offer.here if person.id in wanted]


def chosen_before(offer: Offer, who: Visitor) -> Choice | None:
    """Who is chosen beforehand when somebody only has to be named: whom the visitor named last, or the only one there
    is."""
    there = [choice for choice in found(offer, "", who)[0] if choice.at_work and not choice.lacks]
    return there[0] if there and (len(there) == 1 or there[0].id in offer.recent) else None


def _meant(offer: Offer, words: str, plant: Plant) -> Iterable[tuple[int, Person]]:
    if words.strip():
        return meant(words, offer.here, plant)
    return ((0, person) for person in offer.here if offer.first is None or person.id in offer.first)


def _in_order(fits: Iterable[tuple[int, Person]], offer: Offer, who: Visitor) -> list[tuple[int, Person]]:
    recent = {person: place for place, person in reversed(list(enumerate(offer.recent)))}
    rules = who.book.config.rules

    def key(pair: tuple[int, Person]) -> tuple[bool, int, int, bool, bool]:
        fit, person = pair
        last = recent.get(person.id, len(recent))
        away = not on_duty(person, who.plant, rules, offer.at or who.now)
        return bool(offer.lacks.get(person.id)), fit, last, away, person.department != who.person.department

    return sorted(fits, key=key)


def _able_first(offer: Offer, people: Sequence[Person], who: Visitor) -> list[Choice]:
    """Goes on until enough people may be chosen, because the closer check may rule some out."""
    able: list[Choice] = []
    unable: list[Choice] = []
    for person in people[:LOOKED_AT] if offer.closer else people:
        lacks = _lacks(offer, person)
        (unable if lacks else able).append(_choice(person, lacks, offer, who))
        if len(able) == MOST or (not offer.closer and len(able) + len(unable) == MOST):
            break
    return [*able, *unable][:MOST]


def _lacks(offer: Offer, person: Person) -> tuple[str, ...]:
    return offer.lacks.get(person.id, ()) or tuple(offer.closer(person) if offer.closer else ())


def _choice(person: Person, lacks: tuple[str, ...], offer: Offer, who: Visitor) -> Choice:
    plant, rules = who.plant, who.book.config.rules
    title, unit = told_apart(plant, person), plant.department(person.department).name
    return Choice(
        id=person.id,
        title=title,
        note=crew(person, plant) if unit in title else f"{unit} · {crew(person, plant)}",
        contractor=plant.is_contractor(person),
        at_work=on_duty(person, plant, rules, offer.at or who.now),
        lacks=lacks,
        paper=offer.papers.get(person.id, ""),
        mend=offer.mends(person) if offer.mends and lacks else Mend(),
        mine=person.id == who.person.id,
    )
