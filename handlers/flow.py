"""What a flow adds to the house: its kinds of asks and entries, its matters, and one table each for words, menu keys,
taps, pages, news of the directory and the clock's steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from bot.channel import Action, Answer
from models.ask import Ask
from models.kinds import AskKind
from models.matter import Matter, MatterKind
from models.subject import Subject
from rules.plant import Person
from rules.said import Said

Begin = Callable[[Action, Person, datetime], Answer]
OnAsk = Callable[[Action, Ask, Person, datetime], Answer]
OnAgain = Callable[[Action, Person, datetime], Answer | None]
OnStep = Callable[[Ask, Subject, str, datetime], None]
ByData = Callable[[datetime], Mapping[str, Begin]]
OnNews = Callable[[Action, Person, datetime, Mapping[str, OnStep]], None]
OnAway = Callable[[Ask, Subject, datetime], bool]
OnUntold = Callable[[Subject, str, datetime], None]
OnPlant = Callable[[datetime], None]
MenuWords = Callable[[datetime], Sequence[tuple[str, str]]]
Needed = Callable[[], Iterable[str]]
Hears = Callable[[Said, Action, Person, datetime], Answer | None]


class Use(IntEnum):
    """Why somebody may want a word now, the most pressing first."""

    SAFETY, WAITING, UNDER_WAY, BEGIN = range(4)


@dataclass(frozen=True)
class Offer:
    """A word that is of use to this person now. does: what it brings, in a few words; use: how pressing that is."""

    word: str
    does: str
    use: Use


Offers = Callable[[Person, datetime], Iterable[Offer]]
Mine = Callable[[Person, datetime], Iterable[Matter]]


@dataclass(frozen=True)
class EntryWords:
    """What an entry of the trail is called. name: on paper, beside who and to whom (签批同意). line: all of it, on the
    phone ({who}签批); in braces the actor (`who`), the asked kind's `label`, or a field of the entry's data."""

    name: str
    line: str


@dataclass(frozen=True)
class Archive:
    """due: subjects of matters that are over, at most so many; keep: archives a locked subject whose newest entry is
    sealed, or returns False when that is not possible yet."""

    due: Callable[[int], Sequence[int]]
    keep: Callable[[Subject, datetime], bool]


def nothing(now: datetime) -> Mapping[str, Begin]:
    """For a flow to which the plant's data add no words."""
    return {}


def no_offers(person: Person, now: datetime) -> Iterable[Offer]:
    """For a flow whose words the help does not name."""
    return ()


def no_matters(person: Person, now: datetime) -> Iterable[Matter]:
    """For a flow whose matters are nobody's."""
    return ()


def no_entries(now: datetime) -> Sequence[tuple[str, str]]:
    """For a flow without entries in the app's menu."""
    return ()


@dataclass(frozen=True)
class Flow:
    """kinds: every kind of ask that it opens; entries: the words of every kind of entry that it writes;
    matter: what its asks are about.

    words and menu start something, beside those of the plant's data; however a word is typed, it is found
    (`rules.said`). hears: what follows from any other text, None when it is not for this flow. offers: which words are
    of use to a person now; mine: the matters under way in which he has a part.

    taps and pages answer an ask, by (ask kind, action name); acts are what a page without an ask sends, by action name
    (anybody may stop the work); again: what a page's act that was received before is answered when what it did no
    longer holds, None while it holds; steps do one escalation step of an ask kind; unreachable: what follows when a
    person can't be reached; directory: what follows when people come or go, given every flow's `unreachable` by ask
    kind; untold: what follows, by purpose, when an urgent text can't be brought to a person.

    away: what follows, by ask kind, when the asked person is absent from now on; True when somebody else was asked.
    archive: how it archives what is over. plant_changed: what follows from new plant data; needed: ids of people
    without whom open matters can't go on. menu_title and menu_entries: its part of the app's menu, each entry as (name,
    key)."""

    kinds: Sequence[AskKind] = ()
    entries: Mapping[str, EntryWords] = field(default_factory=dict)
    matter: MatterKind | None = None
    words: Mapping[str, Begin] = field(default_factory=dict)
    menu: Mapping[str, Begin] = field(default_factory=dict)
    words_by_data: ByData = nothing
    hears: Hears | None = None
    offers: Offers = no_offers
    mine: Mine = no_matters
    menu_by_data: ByData = nothing
    taps: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    acts: Mapping[str, Begin] = field(default_factory=dict)
    again: Mapping[str, OnAgain] = field(default_factory=dict)
    steps: Mapping[str, OnStep] = field(default_factory=dict)
    unreachable: Mapping[str, OnStep] = field(default_factory=dict)
    untold: Mapping[str, OnUntold] = field(default_factory=dict)
    directory: Mapping[str, OnNews] = field(default_factory=dict)
    away: Mapping[str, OnAway] = field(default_factory=dict)
    plant_changed: OnPlant = lambda now: None
    needed: Needed = tuple
    archive: Archive | None = None
    menu_title: str = ""
    menu_entries: MenuWords = no_entries
