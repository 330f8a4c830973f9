"""The legal hold of a matter, as its chain says, and the row beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import hold
from models.hold import Held, Hold
from models.seals import Written
from models.subject import Subject
from workers.evidence.difference import NOTHING, Difference, differing, to_the_second


def differences(subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the row says otherwise."""
    sealed = hold.told(chain)
    yield from differing("冻结保全", _words(sealed), _words(hold.row_of(subject)), sealed.seq if sealed else 0)


def _words(found: Held | Hold | None) -> str:
    return f"{to_the_second(found.since)} 起，{found.reason}" if found else NOTHING
