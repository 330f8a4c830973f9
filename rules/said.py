"""What somebody typed, as it is meant: without a mention, marks, blanks and signs that nobody sees, whatever the width
and case of its letters; and whether it comes near a word that matters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rules.texts import unseen

# People also write it without a blank behind it.
OWN_NAME = "@安好"
# Of a longer text only this much of its beginning and of its end counts.
HALF = 200
_END = r"\s@,.:;!?。、"
_MENTION = rf"@[^{_END}]+"
_BEFORE, _AFTER = re.compile(rf"\s*{_MENTION}(?=[{_END}]|$)"), re.compile(rf"{_MENTION}\s*$")
_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{1,6})\W{0,3}([0-9]{8})\W{0,3}([0-9]{4,6})(?![0-9])")
MENTION, WIDTH, INVISIBLE, MARKS = "a mention", "wide forms", "invisible signs", "marks and blanks"


@dataclass(frozen=True)
class Said:
    """word: letters and digits alone, to be compared with the words of the house; number: that of a matter, as
    `DH-20261125-0001`, when one stands in the text; reasons: what was taken off."""

    word: str
    number: str = ""
    reasons: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def said(text: str) -> Said:
    """The text as it is meant; the same for all ways to type it."""
    wanted = text if len(text) <= 2 * HALF else text[:HALF] + text[-HALF:]
    narrow = unicodedata.normalize("NFKC", wanted)
    seen = "".join(" " if sign.isspace() else sign for sign in narrow if sign.isspace() or not unseen(sign))
    own = _without_mentions(seen)
    word = _letters(own)
    taken = {
        MENTION: own != seen,
        WIDTH: narrow != wanted,
        INVISIBLE: len(seen) < len(narrow),
        MARKS: any(not sign.isalnum() for sign in own),
    }
    return Said(word, _number(seen), tuple(reason for reason, there in taken.items() if there))


def word_of(text: str) -> str:
    """A word of the house as what people type is compared with it."""
    return said(text).word


def near(word: str, listed: Iterable[str]) -> bool:
    """Whether the text begins or ends with a listed word, or holds one of several signs anywhere: perhaps it is
    meant."""
    return any(word.startswith(each) or word.endswith(each) or (len(each) > 1 and each in word) for each in listed)


def _without_mentions(text: str) -> str:
    """Without mentions at its beginning and end. A text that is nothing else stays whole: 「@停工」 is a word too."""
    rest = text
    while (found := _BEFORE.match(rest)) or (found := _AFTER.search(rest)):
        rest = rest[: found.start()] + rest[found.end() :]
    if not _letters(rest):
        rest = text
    own = rest.strip().removeprefix(OWN_NAME)
    return own if own != rest.strip() and _letters(own) else rest


def _letters(text: str) -> str:
    """Letters and digits only. Once more where that made two signs stand together that count as one."""
    left = unicodedata.normalize("NFKC", "".join(sign for sign in text if sign.isalnum() and not unseen(sign)))
    left = left.casefold()
    return left if left == text else _letters(left)


def _number(text: str) -> str:
    found = _NUMBER.search(text.upper())
    return f"{found[1]}-{found[2]}-{found[3]}" if found else ""
