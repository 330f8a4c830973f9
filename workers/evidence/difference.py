"""One place where a row of the store does not say what the sealed chain says: both values, for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.seals import Written
from rules.plant import Person
from workers.evidence.people import rules_behind

NOTHING = "没有"
LONGEST = 160
SHORT = 8
HASH = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Difference:
    """what: what it is about; sealed, stored: the values in words; seq: the entry that says so, 0 where there is
    none."""

    what: str
    sealed: str
    stored: str
    seq: int = 0

    @property
    def words(self) -> str:
        where = f"链里第 {self.seq} 条" if self.seq else "链里"
        return f"{self.what}：{where}是「{_short(self.sealed)}」，库里的行是「{_short(self.stored)}」"


def differing(what: str, sealed: object, stored: object, seq: int = 0) -> Iterator[Difference]:
    """The difference between two values of the same thing, if there is one. Whole values are compared; only the words
    are shortened, as far as they still differ."""
    if sealed != stored:
        yield Difference(what, *_both(sealed, stored), seq)


def in_words(found: Iterable[Difference], chain: Sequence[Written]) -> list[str]:
    """The differences in words, with the names of people beside their ids, by the plant's data that the chain names."""
    names = {each.id: f"{each.name}（{each.id}）" for each in _people(chain)}
    named = (replace(d, sealed=names.get(d.sealed, d.sealed), stored=names.get(d.stored, d.stored)) for d in found)
    return [each.words for each in named]


def _people(chain: Sequence[Written]) -> Sequence[Person]:
    try:
        return rules_behind(chain).plant.people
    except LookupError:
        return ()


def said(value: object) -> str:
    """A plain value in words; nothing is 没有. A tuple is one thing with its parts, a list several things."""
    if isinstance(value, dict):
        return "；".join(f"{name} {said(each)}" for name, each in sorted(value.items())) or NOTHING
    if isinstance(value, tuple):
        return " ".join(said(each) for each in value if each) or NOTHING
    if isinstance(value, list):
        return "、".join(map(said, value)) or NOTHING
    return "是" if value is True else "否" if value is False else str(value or NOTHING)


def to_the_second(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else NOTHING


def _both(sealed: object, stored: object) -> tuple[str, str]:
    whole = said(sealed), said(stored)
    for words in (tuple(HASH.sub(lambda found: found[0][:SHORT], each) for each in whole), whole):
        if words[0] != words[1]:
            return words[0], words[1]
    return repr(sealed), repr(stored)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "……"
