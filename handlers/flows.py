"""The flows that are open in this house, with all their tables joined. They are opened when the house is put
together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from bot.channel import Action, Answer
from handlers.flow import (
    Begin,
    EntryWords,
    Flow,
    Offer,
    OnAgain,
    OnAsk,
    OnAway,
    OnLate,
    OnNews,
    OnStep,
    OnText,
    OnUntold,
    Place,
    Recurred,
    Stands,
)
from models import findable, kinds, matter, store, turns
from models.matter import Matter
from rules.plant import Person
from rules.said import Said, word_of


class Flows:
    """Every table of the open flows, joined."""

    def __init__(self, flows: Sequence[Flow] = ()) -> None:
        self._flows = tuple(flows)

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows)

    @cached_property
    def safety(self) -> Flows:
        """Those that keep people safe."""
        return Flows([flow for flow in self if flow.safety])

    @cached_property
    def _parted(self) -> tuple[list[Flow], list[Flow]]:
        """Those that keep people safe, and the others."""
        return [flow for flow in self if flow.safety], [flow for flow in self if not flow.safety]

    def words(self, now: datetime) -> Mapping[str, Begin]:
        """What somebody may write to begin something, as `rules.said` gives it, including the words of the plant's
        present data."""
        own = {word_of(word): begin for flow in self for word, begin in flow.words.items()}
        by_data = {word_of(word): begin for flow in self for word, begin in flow.words_by_data(now).items()}
        return _own_first(own, by_data)

    def heard(self, said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
        """What the first flow that understands this text makes of it; None when none does. One that keeps people safe
        may only ask what is meant, so it never takes the text from the others: both follow."""
        safe, other = (_first_heard(each, said, action, person, now) for each in self._parted)
        if safe is None or other is None:
            return safe or other
        return Answer(f"{other.words}{safe.words}", safe.tone)

    def guessed(self, action: Action, person: Person, now: datetime) -> str:
        """What the first flow takes a text for that no flow has understood, in words; empty when none does."""
        return next((words for flow in self if (words := flow.guesses(action, person, now))), "")

    def offers(self, person: Person, now: datetime) -> list[Offer]:
        """The words that are of use to this person now, the most pressing first."""
        return sorted((offer for flow in self for offer in flow.offers(person, now)), key=lambda offer: offer.use)

    def mine(self, person: Person, now: datetime) -> list[Matter]:
        """Every matter under way in which he has a part."""
        return [each for flow in self for each in flow.mine(person, now)]

    def standing(self, person: Person, now: datetime) -> list[str]:
        """The orders to stop or to leave that hold for this person, in words."""
        return [words for flow in self for words in flow.standing(person, now)]

    def places(self, person: Person, now: datetime) -> Iterator[Place]:
        """Where this person may use a picture that he sent."""
        return (place for flow in self for place in flow.places(person, now))

    def at_work(self, person: Person, now: datetime) -> str:
        """The number of a matter under which he works at this moment; empty for none."""
        numbers = (flow.at_work(person, now) for flow in self)
        return next((number for number in numbers if number), "")

    def lately(self, person: Person, since: datetime, now: datetime) -> Mapping[str, str]:
        """The kinds of matters with which he had to do since that moment, and how, in words to himself."""
        return {met.kind: met.words for flow in self for met in flow.lately(person, since, now)}

    def recurred(self, since: datetime, now: datetime) -> list[Recurred]:
        """What came again since that moment, the oldest first."""
        return sorted((each for flow in self for each in flow.recurred(since, now)), key=lambda each: each.at)

    def withdrawn(self, area: str, why: str, now: datetime) -> list[str]:
        """Everybody is to leave the area: the numbers of the matters whose work there stops. why: in words."""
        return [number for flow in self for number in flow.withdrawn(area, why, now)]

    def returned(self, area: str, why: str, now: datetime) -> None:
        """People may be in the area again."""
        for flow in self:
            flow.returned(area, why, now)

    def unfit(self, person: Person, now: datetime) -> None:
        """What this person needs for his part was taken away from him: whatever goes on looks at its people again."""
        for flow in self:
            flow.unfit(person, now)

    def unowned(self, now: datetime) -> list[str]:
        """The numbers of open matters for which nobody who is there answers."""
        return [number for flow in self for number in flow.unowned(now)]

    def menu(self, now: datetime) -> Mapping[str, Begin]:
        own = {key: begin for flow in self for key, begin in flow.menu.items()}
        by_data = {key: begin for flow in self for key, begin in flow.menu_by_data(now).items()}
        return _own_first(own, by_data)

    def needed(self) -> set[tuple[str, str]]:
        return {each for flow in self for each in flow.needed()}

    @cached_property
    def taps(self) -> Mapping[tuple[str, str], OnAsk]:
        return {tap: act for flow in self for tap, act in flow.taps.items()}

    @cached_property
    def pages(self) -> Mapping[tuple[str, str], OnAsk]:
        return {page: act for flow in self for page, act in flow.pages.items()}

    @cached_property
    def acts(self) -> Mapping[str, Begin]:
        return {name: act for flow in self for name, act in flow.acts.items()}

    @cached_property
    def again(self) -> Mapping[str, OnAgain]:
        return {name: say for flow in self for name, say in flow.again.items()}

    @cached_property
    def late(self) -> Mapping[str, OnLate]:
        return {name: counts for flow in self for name, counts in flow.late.items()}

    @cached_property
    def sets(self) -> Mapping[str, tuple[str, ...]]:
        return {word: thing for flow in self for word, thing in flow.sets.items()}

    @cached_property
    def stops(self) -> frozenset[str]:
        return frozenset(name for flow in self for name in flow.stops)

    @cached_property
    def lets_go(self) -> frozenset[str]:
        return frozenset(name for flow in self for name in flow.lets_go)

    @cached_property
    def directory(self) -> Mapping[str, OnNews]:
        return {name: hear for flow in self for name, hear in flow.directory.items()}

    @cached_property
    def steps(self) -> Mapping[str, OnStep]:
        return {kind: step for flow in self for kind, step in flow.steps.items()}

    @cached_property
    def unreachable(self) -> Mapping[str, OnStep]:
        return {kind: step for flow in self for kind, step in flow.unreachable.items()}

    @cached_property
    def untold(self) -> Mapping[str, OnUntold]:
        return {purpose: follow for flow in self for purpose, follow in flow.untold.items()}

    @cached_property
    def arrived(self) -> Mapping[str, OnUntold]:
        return {purpose: follow for flow in self for purpose, follow in flow.arrived.items()}

    @cached_property
    def orders(self) -> Mapping[str, Stands]:
        return {purpose: stands for flow in self for purpose, stands in flow.orders.items()}

    @cached_property
    def texts(self) -> Mapping[str, OnText]:
        return {purpose: say for flow in self for purpose, say in flow.texts.items()}

    @cached_property
    def away(self) -> Mapping[str, OnAway]:
        return {kind: act for flow in self for kind, act in flow.away.items()}

    @cached_property
    def entries(self) -> Mapping[str, EntryWords]:
        """Kind of entry → its words."""
        return {kind: words for flow in self for kind, words in flow.entries.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of acts and news that the house itself has given: these may go into a log."""
        begun = {name for flow in self for name in (*flow.words, *flow.menu)}
        return frozenset({*begun, *self.acts, *self.directory, *(name for _, name in (*self.taps, *self.pages))})


def _first_heard(flows: Sequence[Flow], said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
    answers = (flow.hears(said, action, person, now) for flow in flows if flow.hears)
    return next((answer for answer in answers if answer is not None), None)


def _own_first(own: Mapping[str, Begin], by_data: Mapping[str, Begin]) -> Mapping[str, Begin]:
    """A plant's word never hides a word of the house, not even in data that were stored before this was refused."""
    return {**own, **{name: begin for name, begin in by_data.items() if name not in own}}


_here = Flows()


def open_flows(flows: Sequence[Flow]) -> None:
    """Makes these the open flows. Raises ValueError when two declare the same kind of ask."""
    global _here
    kinds.open_kinds(kind for flow in flows for kind in flow.kinds)
    matter.open_matters(flow.matter for flow in flows if flow.matter)
    turns.open_nudges([purpose for flow in flows for purpose in flow.nudges])
    store.open_end(findable.keep)
    _here = Flows(flows)


def here() -> Flows:
    return _here
