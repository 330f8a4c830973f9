"""What somebody typed, as it is meant: without a mention, marks, blanks and signs that nobody sees, whatever the width
and case of its letters; and whether it comes near a word that matters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

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


@dataclass(frozen=True)
class Hints:
    """Parts of everyday words that may mean a stop (a refusal before a work: 「先别焊了」) or a danger; harmless: words
    that hold such a part and mean something else."""

    stops: tuple[str, ...]
    refusals: tuple[str, ...]
    between: tuple[str, ...]
    works: tuple[str, ...]
    dangers: tuple[str, ...]
    harmless: tuple[str, ...]

    def stop(self, word: str) -> bool:
        """Whether somebody perhaps wants the work to stop."""
        return re.search(self._stop, self._left(word)) is not None

    def danger(self, word: str) -> bool:
        """Whether somebody is perhaps in danger."""
        left = self._left(word)
        return any(each in left for each in self.dangers)

    @cached_property
    def _stop(self) -> str:
        return f"{_any(self.stops)}|{_any(self.refusals)}{_any(self.between)}*{_any(self.works)}"

    @cached_property
    def _harmless(self) -> str:
        return _any(self.harmless)

    def _left(self, word: str) -> str:
        """A blank in the place of what is harmless, so that what stood beside it does not become a word."""
        return re.sub(self._harmless, " ", word)


def _any(parts: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(parts, key=len, reverse=True)))})"


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
