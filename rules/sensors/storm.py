"""Many alarms at once: the first ones have cards of their own, the others are told on the first one's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Raised:
    """An alarm of a moment ago: the number of its ticket, and how many cards went out for it; none where it was told on
    another's."""

    number: str
    cards: int


def parent(lately: Sequence[Raised], most: int) -> str:
    """The number of the ticket on which the next alarm is told; empty when it is to have cards of its own.

    lately: of the same place within the window, the first one first; most: so many cards are enough. An alarm is
    expected to take as many cards as the largest one took. Once one is folded, all that follow are, until the window
    has passed without any.
    """
    folded = next((each.number for each in lately if not each.cards), "")
    expected = max((each.cards for each in lately), default=0)
    enough = sum(each.cards for each in lately) + expected > most
    return folded or (lately[0].number if lately and enough else "")
