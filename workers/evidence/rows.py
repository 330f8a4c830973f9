"""The rows of a matter against its chain, for every flow but permits in the same way: the flow's own row, and what
every matter has beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import bent
from models.bent import BENT
from models.seals import Sealed, Written, written
from models.subject import Subject
from workers.evidence import beside, compared
from workers.evidence.beside import files
from workers.evidence.difference import Difference, differing, in_words


@dataclass(frozen=True)
class Rows:
    """noun: 这条隐患; row: the matter's own row, None when it is gone; differences: where that does not say what the
    entries say; ends: kinds of entries by which the ask that they name is over."""

    noun: str
    row: Callable[[Subject], Any]
    differences: Callable[[Any, Sequence[Written]], Iterator[Difference]]
    ends: frozenset[str] = frozenset()

    def wrong(self, subject: Subject, chain: Sequence[Written]) -> list[str]:
        """Where rows do not say what the chain says, in words."""
        if chain and not self._wrong(subject, chain):
            return []
        # A row may be newer than the last seal, or the chain newer: both are read again before anything is said.
        return self._wrong(subject, written(subject))

    def differing(self, subject: Subject, chain: Sequence[Sealed], now: datetime) -> str:
        """The same as its page says it (`Recorder.differing`)."""
        return compared.shown(self.wrong(subject, chain), chain)

    def _wrong(self, subject: Subject, chain: Sequence[Written]) -> list[str]:
        return in_words([*self._read(self._own, subject, chain), *self._read(self._beside, subject, chain)], chain)

    def _own(self, subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
        row = self.row(subject)
        if row is None:
            yield Difference(self.noun, "有", "没有了")
            return
        if named := chain[0].line["data"].get("rules"):
            yield from differing("规则版本", named, f"rules@{row.rules}", chain[0].seq)
        yield from self.differences(row, chain)

    def _beside(self, subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
        yield from beside.differences(subject, chain, ends=self.ends)
        yield from files.differences(chain, files.unfit(chain))

    def _read(self, look: Any, subject: Subject, chain: Sequence[Written]) -> list[Difference]:
        """What `look` finds. A row that can't be read is named like one that says otherwise: the rest goes on."""
        found: list[Difference] = []
        try:
            found.extend(look(subject, chain))
        except BENT as fault:
            bent.tell(subject)
            found.append(Difference(self.noun, "读得出来", f"{bent.WORDS}（{fault}）"))
        return found
