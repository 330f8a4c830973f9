"""What a flow adds to the house: its kinds of asks and entries, its matters, and one table each for words, menu keys,
taps, pages, news of the directory and the clock's steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from string import Formatter

from bot.channel import Action, Answer
from models.ask import Ask
from models.delivery import Delivery
from models.kinds import AskKind
from models.matter import Matter, MatterKind
from models.subject import Subject
from rules.plant import Person
from rules.said import Said

Begin = Callable[[Action, Person, datetime], Answer]
OnAsk = Callable[[Action, Ask, Person, datetime], Answer]
OnAgain = Callable[[Action, Person, datetime], Answer | None]
OnLate = Callable[[Action, Person, datetime], bool]
OnStep = Callable[[Ask, Subject, str, datetime], None]
ByData = Callable[[datetime], Mapping[str, Begin]]
OnNews = Callable[[Action, Person, datetime], None]
OnAway = Callable[[Ask, Subject, datetime], bool]
OnUntold = Callable[[Ask, str, datetime], None]
Stands = Callable[[Ask, Delivery], bool]
Standing = Callable[[Person, datetime], Iterable[str]]
OnText = Callable[[Ask, datetime, datetime], str | None]
OnPlant = Callable[[datetime], None]
MenuWords = Callable[[datetime], Sequence[tuple[str, str]]]
Needed = Callable[[], Iterable[tuple[str, str]]]
Hears = Callable[[Said, Action, Person, datetime], Answer | None]
AtWork = Callable[[Person, datetime], str]
OnWithdrawn = Callable[[str, str, datetime], Sequence[str]]
Unowned = Callable[[datetime], Sequence[str]]
OnReturned = Callable[[str, str, datetime], None]
OnUnfit = Callable[[Person, datetime], None]

# Fields of an entry's data that hold people's ids.
PEOPLE = ("to", "from", "person", "worker", "beside", "asked_by", "granted_by")


# The group of the app's menu that several flows share: a platform allows three.
MORE = "隐患、学习"


class Use(IntEnum):
    """Why somebody may want a word now, the most pressing first."""

    SAFETY, WAITING, UNDER_WAY, REPORT, BEGIN, LOOK = range(6)


@dataclass(frozen=True)
class Offer:
    """A word that is of use to this person now. does: what it brings, in a few words; use: how pressing that is."""

    word: str
    does: str
    use: Use


@dataclass(frozen=True)
class Place:
    """Where somebody may use a picture that he sent in the chat. key: its name for the flow; line: what and for what,
    as the card says it. page: the page that offers the picture; without one, `keep` takes it with one tap: it gets the
    number of the upload. at_once: it belongs there, and nobody is asked."""

    key: str
    line: str
    page: str = ""
    keep: Callable[[str, Person, datetime], Answer] | None = None
    at_once: bool = False


@dataclass(frozen=True)
class Met:
    """With which kind of matter somebody had to do lately. kind: as `models.matter.kinds` names it; words: how, to
    himself."""

    kind: str
    words: str


@dataclass(frozen=True)
class Recurred:
    """Something that came again. kind: as `models.matter.kinds` names it; number: the matter's; area, at: where and
    when it was found; words: what, to anybody."""

    kind: str
    number: str
    area: str
    at: datetime
    words: str


Places = Callable[[Person, datetime], Iterable[Place]]
Lately = Callable[[Person, datetime, datetime], Iterable[Met]]
Again = Callable[[datetime, datetime], Iterable[Recurred]]
Guesses = Callable[[Action, Person, datetime], str]
Offers = Callable[[Person, datetime], Iterable[Offer]]
Mine = Callable[[Person, datetime], Iterable[Matter]]


@dataclass(frozen=True)
class EntryWords:
    """What an entry of the trail is called. name: on paper, beside who and to whom (签批同意). line: all of it, on the
    phone ({who}签批); in braces the actor (`who`), the asked kind's `label`, or a field of the entry's data. delivery:
    it says only that something was sent or called to mind, which paper counts in one line. codes: the fields that are
    the program's own words, which nobody reads. after: by the state that
    the entry comes `from`, or by another field (`by`), where it is another thing then."""

    name: str
    line: str
    delivery: bool = False
    codes: frozenset[str] = frozenset()
    after: Mapping[str, EntryWords] = field(default_factory=dict)
    by: str = "from"

    def of(self, data: Mapping[str, object]) -> EntryWords:
        """The words for an entry with this data."""
        return self.after.get(str(data.get(self.by, "")), self)

    @property
    def fields(self) -> frozenset[str]:
        """What the line says besides its fixed words."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.line) if name)

    def said(self, data: Mapping[str, object], name: Callable[[str], str], **more: str) -> str:
        """The line of an entry with this data; name: a person's, by his id. What nobody said is left out."""
        told = {key: _told(value, name if key in PEOPLE else str) for key, value in data.items()}
        return self.line.format_map(_Blank({**told, **more})).rstrip("：、，")


def _told(value: object, name: Callable[[str], str]) -> str:
    """One value or several, in words."""
    if isinstance(value, list | tuple):
        words = [name(each) for each in value if isinstance(each, str)]
        return ("；" if name is str else "、").join(words)
    return name(str(value)) if isinstance(value, str | int) else ""


class _Blank(dict[str, str]):
    """Gives an empty word for what an entry does not say."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class Archive:
    """due: subjects of matters that are over, at most so many; keep: archives a locked subject whose newest entry is
    sealed, or returns False when that is not possible yet."""

    due: Callable[[int], Sequence[int]]
    keep: Callable[[Subject, datetime], bool]


def nothing(now: datetime) -> Mapping[str, Begin]:
    """For a flow to which the plant's data add no words."""
    return {}


def no_guess(action: Action, person: Person, now: datetime) -> str:
    """For a flow that takes no text for one of its own that it has not understood."""
    return ""


def no_offers(person: Person, now: datetime) -> Iterable[Offer]:
    """For a flow whose words the help does not name."""
    return ()


def no_places(person: Person, now: datetime) -> Iterable[Place]:
    """For a flow that takes no pictures from the chat."""
    return ()


def no_orders(person: Person, now: datetime) -> Iterable[str]:
    """For a flow that orders nobody to stop or to leave."""
    return ()


def no_matters(person: Person, now: datetime) -> Iterable[Matter]:
    """For a flow whose matters are nobody's."""
    return ()


def not_at_work(person: Person, now: datetime) -> str:
    """For a flow whose matters are no work."""
    return ""


def nothing_there(area: str, why: str, now: datetime) -> Sequence[str]:
    """For a flow whose matters bring nobody into an area."""
    return ()


def none_unowned(now: datetime) -> Sequence[str]:
    return ()


def nobody_returns(area: str, why: str, now: datetime) -> None:
    """For a flow whose matters bring nobody into an area."""


def nobody_works(person: Person, now: datetime) -> None:
    """For a flow whose matters are no work."""


def nothing_met(person: Person, since: datetime, now: datetime) -> Iterable[Met]:
    """For a flow of whose matters nobody else wants to know."""
    return ()


def nothing_again(since: datetime, now: datetime) -> Iterable[Recurred]:
    """For a flow whose matters do not come again."""
    return ()


def no_entries(now: datetime) -> Sequence[tuple[str, str]]:
    """For a flow without entries in the app's menu."""
    return ()


@dataclass(frozen=True)
class Flow:
    """kinds: every kind of ask that it opens; entries: the words of every kind of entry that it writes;
    matter: what its asks are about.

    words and menu start something, beside those of the plant's data; however a word is typed, it is found
    (`rules.said`). hears: what follows from any other text, None when it is not for this flow; guesses: what it takes a
    text for that no flow has heard, in words, empty for nothing. safety: words and hears keep people safe, so they are
    taken however much somebody has written lately. offers: which words are
    of use to a person now; mine: the matters under way in which he has a part; places: where he may use a picture that
    he sent, the most pressing first. at_work: the number of a matter under which he works at this moment and must
    not be distracted, empty for none; lately: the kinds of matters with which he had to do since a moment; recurred:
    what came again since a moment.

    taps and pages answer an ask, by (ask kind, action name); acts are what a page without an ask sends, by action name
    (anybody may stop the work); again: what a page's act that was received before is answered when what it did no
    longer holds, None while it holds; late: whether one that comes after a newer act of the same person counts all the
    same, because it keeps people safe; sets: what a word sets that a page's act sets too, in the same name
    (`web.h5.carried`); stops: the acts and taps that stop the work, or
    call those who do, lets_go: those that let it begin or
    go on, which a later stop by the same person overrides; steps do one escalation step of an ask kind; unreachable:
    what follows when a person can't be reached; directory: what follows when people come or go, given every flow's
    `unreachable` by ask kind; untold, arrived: what follows, by purpose, when an urgent text of an ask
    can't be brought to a person, and when it has been; orders: by purpose, whether such a text, which was refused,
    still has to be sent to whoever is back within reach; standing: the words of the orders to stop or to leave that
    hold for a person at this moment; texts: what a text says at the moment (plant time, real time) at
    which it is sent, empty when it need not be sent any more, None when that is open for a moment; nudges: purposes of
    urgent texts that order nobody to stop or to leave, beside the house's own; every order goes out before them
    (`models.turns`).

    withdrawn: what follows when everybody is to leave an area (its id, why in words): the numbers of the matters under
    which people worked there and that it stopped; returned: when they may be there again. unfit: what follows when what
    a person needs for his part was taken away from him.
    unowned: the numbers of its open matters for which nobody who is there answers; the watchman tells of them.

    away: what follows, by ask kind, when the asked person is absent from now on; True when somebody else was asked.
    archive: how it archives what is over. plant_changed: what follows from new plant data; needed: without what open
    matters can't go on, each as (part of the plant's data, id). menu_title and menu_entries: its part of the app's
    menu, each entry as (name, key); flows with one title share a group."""

    kinds: Sequence[AskKind] = ()
    entries: Mapping[str, EntryWords] = field(default_factory=dict)
    matter: MatterKind | None = None
    words: Mapping[str, Begin] = field(default_factory=dict)
    menu: Mapping[str, Begin] = field(default_factory=dict)
    words_by_data: ByData = nothing
    hears: Hears | None = None
    guesses: Guesses = no_guess
    safety: bool = False
    offers: Offers = no_offers
    mine: Mine = no_matters
    places: Places = no_places
    at_work: AtWork = not_at_work
    lately: Lately = nothing_met
    recurred: Again = nothing_again
    withdrawn: OnWithdrawn = nothing_there
    returned: OnReturned = nobody_returns
    unfit: OnUnfit = nobody_works
    unowned: Unowned = none_unowned
    menu_by_data: ByData = nothing
    taps: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    acts: Mapping[str, Begin] = field(default_factory=dict)
    again: Mapping[str, OnAgain] = field(default_factory=dict)
    late: Mapping[str, OnLate] = field(default_factory=dict)
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stops: Collection[str] = ()
    lets_go: Collection[str] = ()
    steps: Mapping[str, OnStep] = field(default_factory=dict)
    unreachable: Mapping[str, OnStep] = field(default_factory=dict)
    untold: Mapping[str, OnUntold] = field(default_factory=dict)
    arrived: Mapping[str, OnUntold] = field(default_factory=dict)
    orders: Mapping[str, Stands] = field(default_factory=dict)
    standing: Standing = no_orders
    texts: Mapping[str, OnText] = field(default_factory=dict)
    nudges: Collection[str] = ()
    directory: Mapping[str, OnNews] = field(default_factory=dict)
    away: Mapping[str, OnAway] = field(default_factory=dict)
    plant_changed: OnPlant = lambda now: None
    needed: Needed = tuple
    archive: Archive | None = None
    menu_title: str = ""
    menu_entries: MenuWords = no_entries
