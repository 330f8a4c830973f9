"""What every flow's matters have beside their own rows: who was asked, cards and texts, a legal hold, and the pictures
and texts under the hashes that the chain names. One place compares all of it with the chain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from models.seals import Written
from models.subject import Subject
from workers.evidence.beside import asks, cards, held
from workers.evidence.difference import Difference


def differences(
    subject: Subject, chain: Sequence[Written], *, signed: str = "", ends: Collection[str] = ()
) -> Iterator[Difference]:
    """Where rows do not say what the chain says; `files` compares what lies under the hashes. signed: the kind of asks
    that the flow compares itself, line by line; ends: kinds of entries by which the ask that they name is over."""
    yield from asks.differences(subject, chain, signed, ends)
    yield from cards.differences(subject, chain)
    yield from held.differences(subject, chain)
