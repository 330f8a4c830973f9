"""A matter: what asks are about, in the terms of rooms that serve every flow. Each flow says how its matters are found.

A subject without a matter (a person's desk, the house's own) has no page and is on no board.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from models import bent
from models.bent import BENT
from models.book import Book
from models.subject import Subject

# The state of one whose row can't be read.
UNREADABLE = "unreadable"
Tone = Literal["info", "done", "caution", "stop", "quiet"]


@dataclass(frozen=True)
class Matter:
    """title: 一级动火 · 污水处理站; about: what is done, in the words of whoever raised it.

    page: the path of its phone page below `/h5/<platform>/`; word and tone: its state as the board shows it.
    people: ids of everybody it names. stop: the path of the page on which anybody stops what goes on; empty while
    nothing does.
    """

    subject: Subject
    number: str
    title: str
    about: str
    page: str
    state: str
    word: str
    tone: Tone
    area: str
    people: frozenset[str]
    stop: str = ""

    @property
    def flow(self) -> str:
        return flow_of(self.subject)


@dataclass(frozen=True)
class Searched:
    """A matter, and what it is found by beside what every matter has. begun_by: who raised it; words: more texts.

    starts_at, ends_at: the time of its work; rules: the version of the plant's data under which it was raised, which
    still knows people who have left, 0 for today's.
    """

    matter: Matter
    begun_by: str
    starts_at: datetime
    ends_at: datetime
    words: tuple[str, ...] = ()
    rules: int = 0


@dataclass(frozen=True)
class MatterKind:
    """flow: the first part of its subjects' keys; noun: what people call one (作业票).

    of_subject: the matter of a subject of this flow; subject_of: the subject of a number, None for another flow's
    number.
    kinds: the kinds that the plant's data know, id → name; without it there is one, which has the flow's name.
    searched: what a subject's matter is found by; without it, what every matter has and the day on which it began.
    states: its states and their words, as the search offers them.
    allows: whether one allows work that other flows may refer to.
    look: what a link to one says (看签批单); without it, 看 and the noun.
    """

    flow: str
    noun: str
    of_subject: Callable[[Subject], Matter | None]
    subject_of: Callable[[str], Subject | None]
    kinds: Callable[[Book], Mapping[str, str]] | None = None
    searched: Callable[[Subject], Searched | None] | None = None
    states: Mapping[str, str] = field(default_factory=dict)
    allows: bool = False
    look: str = ""


_kinds: dict[str, MatterKind] = {}


def open_matters(kinds: Iterable[MatterKind]) -> None:
    """Makes these flows' matters known."""
    _kinds.clear()
    _kinds.update({kind.flow: kind for kind in kinds})


def flow_of(subject: Subject) -> str:
    return str(subject.key).partition("/")[0]


def of(subject: Subject) -> Matter | None:
    """The subject's matter; None when it has none, or none yet; of one whose row can't be read what is known without
    it."""
    kind = _kinds.get(flow_of(subject))
    try:
        return kind.of_subject(subject) if kind else None
    except BENT:
        bent.tell(subject)
        return unreadable(subject)


def unreadable(subject: Subject) -> Matter:
    """A matter whose row can't be read, in the words of its flow."""
    flow, number = flow_of(subject), number_of(subject)
    title, people = f"{noun(flow)} {number}", frozenset[str]()
    return Matter(subject, number, title, "", f"{flow}/{number}", UNREADABLE, bent.WORDS, "stop", "", people)


def number_of(subject: Subject) -> str:
    """The number of the subject's matter, without a look at it; empty when it has none."""
    flow, _, number = str(subject.key).partition("/")
    return number if flow in _kinds else ""


def searched(subject: Subject) -> Searched | None:
    """What the subject's matter is found by; None when it has none, or none yet."""
    kind = _kinds.get(flow_of(subject))
    if kind is not None and kind.searched:
        try:
            return kind.searched(subject)
        except BENT:
            bent.tell(subject)
    found = of(subject)
    return Searched(found, "", subject.created_at, subject.created_at) if found else None


def states() -> dict[str, str]:
    """Every state that a matter may be in, id → word, flow after flow."""
    return {state: word for kind in _kinds.values() for state, word in kind.states.items()}


def by_number(number: str) -> Matter | None:
    """The matter of that number, from whichever flow."""
    subjects = (kind.subject_of(number) for kind in _kinds.values())
    found = next((subject for subject in subjects if subject is not None), None)
    return of(found) if found is not None else None


def under(number: str) -> Matter | None:
    """The matter of that number if it is one that allows work."""
    found = by_number(number)
    return found if found and _kinds[found.flow].allows else None


def noun(flow: str) -> str:
    return _kinds[flow].noun


def look_at(about: Matter) -> str:
    """What a link to its page says: 看签批单."""
    kind = _kinds[about.flow]
    return kind.look or f"看{kind.noun}"


def nouns() -> str:
    """What people call the matters of every flow: 作业票、借条."""
    return "、".join(kind.noun for kind in _kinds.values())


def kinds(rules: Book) -> dict[str, str]:
    """Every kind that a matter may be of, id → name, flow after flow."""
    return {name: words for kind in _kinds.values() for name, words in _kinds_of(kind, rules).items()}


def _kinds_of(kind: MatterKind, rules: Book) -> Mapping[str, str]:
    return kind.kinds(rules) if kind.kinds else {kind.flow: kind.noun}
