"""Finds people by a few letters: of a name, its pinyin or initials, a post, a crew, a department. Pure.

How a character is said comes from the caller (`web/sounds.py`); here it is only decided what fits, and how well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# How well a person fits, the best first.
WHOLE_NAME, NAME_BEGINS, IN_NAME, NAME_SOUNDS, NAME_MAY_SOUND, SOUNDS_IN_NAME, IN_WORDS, WORDS_SOUND = range(8)
Sounds = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Said:
    """A text to be searched: folded, and each of its characters with every way to say it, the usual one first."""

    text: str
    sounds: tuple[tuple[str, ...], ...]


def fold(text: str) -> str:
    """Folds differences that people don't mean: wide letters, capitals, blanks, the marks of an input method."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return "".join(each for each in plain if not each.isspace() and each not in "'’·")


def rank(words: str, name: Said, others: Sequence[Said] = ()) -> int | None:
    """How well the typed text fits this person (see above); None when it does not. An empty text fits everybody.

    others: post, crew, department. When the text as a whole fits nothing, each word of it must fit something.
    """
    whole = _rank(fold(words), name, others)
    parts = words.split()
    if whole is not None or len(parts) < 2:
        return whole
    found = [_rank(fold(part), name, others) for part in parts]
    fits = [each for each in found if each is not None]
    return max(fits) if len(fits) == len(found) else None


def heard(letters: str, sounds: Sounds) -> bool:
    """Whether the letters can be split into the beginnings of the characters' sounds, from the first on: w, wq, wangq
    or wqiang for 王强."""
    used = {0}
    for ways in sounds:
        if len(letters) in used:
            return True
        used = {end for at in used for way in ways for end in _ends(letters, at, way)}
    return len(letters) in used


def _rank(words: str, name: Said, others: Sequence[Said]) -> int | None:
    fits = (
        words == name.text,
        name.text.startswith(words),
        words in name.text,
        heard(words, [ways[:2] for ways in name.sounds]),
        heard(words, name.sounds),
        _heard_within(words, name),
        any(words in other.text for other in others),
        any(_sounds_in(words, other) for other in others),
    )
    return next((place for place, fit in enumerate(fits) if fit), None)


@lru_cache(maxsize=4096)
def _sounds_in(letters: str, said: Said) -> bool:
    """Cached, because many people share posts, crews and departments."""
    return heard(letters, said.sounds) or _heard_within(letters, said)


def _heard_within(letters: str, said: Said) -> bool:
    return any(heard(letters, said.sounds[at:]) for at in range(1, len(said.sounds)))


def _ends(letters: str, at: int, way: str) -> list[int]:
    """Where in the letters one may be after this character: one position for each of its beginnings that fits."""
    sizes = range(1, min(len(way), len(letters) - at) + 1)
    return [at + size for size in sizes if letters[at : at + size] == way[:size]]
