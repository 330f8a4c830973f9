"""How the standard's works are called (`config/library/works.yaml`), and which of them a kind speaks of or copies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from config.checks.originals import whole
from config.shelves import LIBRARY
from config.source import read
from rules.outside import QUESTION
from rules.templates import Field, Kind
from rules.texts import bare

# With one in so many of a work's sentences, a kind is copied from it.
SHARED = 3
# Two sentences with so many of their pairs of signs in common say the same.
ALIKE = 0.6
# A sentence as the pairs of its signs; those of a kind's measures, and of its steps.
Sentence = frozenset[str]
Content = tuple[list[Sentence], list[Sentence]]
CHOSEN = ("choice", "choices")


@dataclass(frozen=True)
class Work:
    """One of the standard's works. key: the library's name of the kind · says: how it is called · by: what it is done
    with · but: what contains such a word and means something else · content: its sentences in the library."""

    key: str
    kind: Kind
    content: Content
    says: tuple[str, ...]
    by: tuple[str, ...]
    but: tuple[str, ...]

    def spoken(self, kind: Kind, papers: Iterable[str] = ()) -> str:
        """The first words of the kind that speak of this work; empty when none do. papers: the names of the
        certificates that its workers need."""
        names = (kind.name, *kind.words, *(level.name for level in kind.levels))
        asked = [field for field in kind.fields if field.kind in CHOSEN and field.id != QUESTION]
        said = next((name for name in names if self._is_in(name, (*self.says, *self.by))), "")
        means = (*_methods(asked), *papers)
        return said or next((words for words in means if self._is_in(words, self.by)), "")

    def copied(self, content: Content) -> bool:
        """Whether a third of this work's measures, or of its steps with their hazards, is in the content of a kind,
        nearly as they stand in the library."""
        return any(_shared(*each) for each in zip(self.content, content, strict=True))

    def _is_in(self, text: str, words: tuple[str, ...]) -> bool:
        left = letters(text)
        for other in self.but:
            left = left.replace(other, "/")
        return any(word in left for word in words)


@cache
def works() -> Mapping[str, Work]:
    """The standard's works by the numbers of their forms."""
    data = _data()["kinds"]
    found = [(key, kind, data.get(key, {})) for key, kind in whole().kinds.items()]
    return {
        kind.form: Work(
            key, kind, content_of(kind), *(tuple(map(letters, words.get(part, ()))) for part in ("says", "by", "but"))
        )
        for key, kind, words in found
    }


def unknown(kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds that are none of the standard's works: no floor holds for them, so no check sees what they
    lack."""
    return [kind for kind in kinds if kind.form not in works()]


@cache
def wind_questions() -> tuple[Field, Field]:
    """The library's questions by which hot work is upgraded in wind: the wind's force, and whether it is in the open
    air."""
    named = _data()["wind"]
    fields = {field.id: field for field in whole().kinds[named["kind"]].fields}
    return fields[named["force"]], fields[named["outside"]]


@lru_cache(maxsize=4_096)
def letters(text: str) -> str:
    """What is left of a text for comparison: letters, figures and characters, without what stands between them."""
    return "".join(sign for sign in bare(text) if sign.isalnum())


@cache
def _data() -> Any:
    return read(LIBRARY / "works.yaml").data


def _methods(fields: list[Field]) -> Iterator[str]:
    for field in fields:
        yield from (field.label, *field.choices)


def content_of(kind: Kind) -> Content:
    """The kind's measures, and its steps with their hazards."""
    measures = [_pairs(measure.text) for measure in kind.measures]
    return measures, [_pairs(line.step + line.hazard) for line in kind.jsa]


@lru_cache(maxsize=4_096)
def _pairs(text: str) -> Sentence:
    """Each two neighbouring signs of a text."""
    signs = letters(text)
    return frozenset(signs[at : at + 2] for at in range(len(signs) - 1))


def _shared(wanted: list[Sentence], given: list[Sentence]) -> bool:
    """Whether one in `SHARED` of the wanted sentences is given, nearly as it is."""
    together: Sentence = frozenset().union(*given)
    # What is not even like all of them together is like none of them; mostly that ends it.
    near = [pairs for pairs in wanted if _alike(same := len(pairs & together), len(pairs), same)]
    if SHARED * len(near) < len(wanted):
        return False
    having: dict[str, list[int]] = {}
    for number, pairs in enumerate(near):
        for pair in pairs:
            having.setdefault(pair, []).append(number)
    found: set[int] = set()
    for other in given:
        common = Counter(number for pair in other & having.keys() for number in having[pair])
        found |= {each for each, same in common.items() if _alike(same, len(near[each]), len(other))}
    return SHARED * len(found) >= len(wanted)


def _alike(same: int, one: int, other: int) -> bool:
    """Whether two sentences with so many pairs, of which so many are the same, say the same."""
    return 2 * same >= ALIKE * (one + other)
