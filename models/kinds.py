"""What every room may know of a kind of ask without knowing its flow. Flows declare; the house opens at its start.

A kind does not say how it is answered: its flow does (`handlers.flow`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

# What `AskKind.page` says when the kind has no page of its own.
MATTER_PAGE, CARD_ONLY = "the matter's page", "the card is all"


@dataclass(frozen=True)
class Gathered:
    """How several asks of one person are spoken of together: 3 张票等你签."""

    noun: str
    measure: str
    verb: str


@dataclass(frozen=True)
class AskKind:
    """label: what is wanted, as people say it (签字, 测气).

    page: the phone page on which it is answered (`page/number of the ask`), MATTER_PAGE or CARD_ONLY.
    life: `asked`: a person is asked and the clock looks after it; `told`: closed as soon as it is made, it only carries
    words or a link; `house`: the house's own, nobody is asked.
    waits: whether an open one means that somebody has yet to act; a watch is open all day, and nobody waits for it.
    keep_going: its cards go out when the month's budget is used up.
    gathered: its reminders fold into one card, and 「待签」 lists it.
    signs: whoever answers it signs, so that 「我签过的」 finds the matter; what is gathered always counts.
    repeats: whether silence has consequences after its last step too; else the clock looks once a day.
    """

    name: str
    label: str
    page: str
    life: Literal["asked", "told", "house"] = "asked"
    waits: bool = True
    keep_going: bool = False
    gathered: Gathered | None = None
    signs: bool = False
    repeats: bool = True


MIXED = Gathered("事", "件", "办")
_kinds: dict[str, AskKind] = {}


def open_kinds(kinds: Iterable[AskKind]) -> None:
    """Makes these the kinds that the house knows. Raises ValueError for a name that two flows declare."""
    _kinds.clear()
    for kind in kinds:
        if kind.name in _kinds:
            raise ValueError(f"two flows declare the ask kind {kind.name}")
        _kinds[kind.name] = kind


def keeps_going(name: str) -> bool:
    """Whether cards of this kind go out when the month's budget is used up."""
    return name in _kinds and _kinds[name].keep_going


def every() -> tuple[AskKind, ...]:
    return tuple(_kinds.values())


def knows(name: str) -> bool:
    return name in _kinds


def of(name: str) -> AskKind:
    """The kind of that name. Raises KeyError when no flow declares it."""
    return _kinds[name]


def named(wanted: Callable[[AskKind], object]) -> list[str]:
    """The names of the kinds for which `wanted` is true, in the order in which they were declared."""
    return list(_names(wanted))


def _names(wanted: Callable[[AskKind], object]) -> Iterator[str]:
    return (kind.name for kind in _kinds.values() if wanted(kind))


def gathered() -> list[str]:
    return named(lambda kind: kind.gathered)


def together(names: Iterable[str]) -> Gathered:
    """How asks of these kinds are spoken of together; without kinds: all that are gathered."""
    ways = {_kinds[name].gathered or MIXED for name in (list(names) or gathered())}
    return ways.pop() if len(ways) == 1 else MIXED


def standing() -> list[str]:
    """Kinds of asks that may stay open while all is well: nobody waits for them."""
    return named(lambda kind: not kind.waits)
