"""Whom somebody means by a few letters: a name, its pinyin or initials, a post, a crew, a department. Pure.

How a character is said is given (`web/sounds.py` knows it), so that this decides only what fits, and how well.
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
    """A text as it is looked for: folded, and for each of its characters itself and every way to say it, the usual one
    first."""

    text: str
    sounds: tuple[tuple[str, ...], ...]


def fold(text: str) -> str:
    """One text for what people take for the same: wide letters, capitals, blanks, the marks of an input method."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return "".join(each for each in plain if not each.isspace() and each not in "'’·")


def rank(words: str, name: Said, others: Sequence[Said] = ()) -> int | None:
    """How well what was typed says this person (see above); None where it does not. Nothing typed says everybody.

    others: post, crew, department. Where the words as a whole say nothing, each between blanks must say something.
    """
    whole = _rank(fold(words), name, others)
    parts = words.split()
    if whole is not None or len(parts) < 2:
        return whole
    found = [_rank(fold(part), name, others) for part in parts]
    fits = [each for each in found if each is not None]
    return max(fits) if len(fits) == len(found) else None


def heard(letters: str, sounds: Sounds) -> bool:
    """Whether the letters are beginnings of how the characters are said, one after the other from the first: for
    王强 w, wq, wangq, wqiang."""
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
    """Kept, for many people share posts, crews and departments."""
    return heard(letters, said.sounds) or _heard_within(letters, said)


def _heard_within(letters: str, said: Said) -> bool:
    return any(heard(letters, said.sounds[at:]) for at in range(1, len(said.sounds)))


def _ends(letters: str, at: int, way: str) -> list[int]:
    """Where one may stand after this character: each beginning of it that the letters go on with."""
    sizes = range(1, min(len(way), len(letters) - at) + 1)
    return [at + size for size in sizes if letters[at : at + size] == way[:size]]
