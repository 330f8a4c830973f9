"""How texts are compared when people can't see a difference, and which characters are invisible."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Control characters, those that break a line, those that turn the direction of text, and halves of characters.
ODD = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# The ends of a line, however written; what colours a terminal, whole; and what no script needs: other control
# characters, those that turn the direction by force, halves of characters, and what is no character at all. Joiners,
# marks of direction and variants stay: Uyghur, Tibetan and emoji are written with them.
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
COLOUR = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]")
NEEDLESS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
# Nothing that a page sends is nested deeper.
DEEPEST = 20
NUMBERS = frozenset({int, float, bool})
UNSEEN = ("FILLER", "VARIATION SELECTOR", "GRAPHEME JOINER", "BRAILLE PATTERN BLANK")
JOINER = "\u200d"
# Signs that are surely visible, and all others: a shortcut that avoids the tables of all characters.
SEEN, OTHER = re.compile("[0-9A-Za-z\u4e00-\u9fff]"), re.compile("[^0-9A-Za-z\u4e00-\u9fff]")


def plain(text: str) -> str:
    """The text with its odd characters written out, as in `\\n`: what a log and a terminal may show of a text from
    outside."""
    return ODD.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def in_line(text: str) -> str:
    """The text in one line, without odd characters, so that what somebody typed never looks like a line of ours."""
    if text.isprintable():
        return text
    return ODD.sub("", " / ".join(part for line in text.splitlines() if (part := line.strip())))


def typed(text: str) -> str:
    """What somebody typed or pasted, as it is kept: without signs that nobody types, its lines ended in one way."""
    if text.isprintable():
        return text
    return NEEDLESS.sub("", LINE_END.sub("\n", COLOUR.sub("", text)))


def all_typed(given: Any, deep: int = 0) -> Any:
    """The same for every text in what a page sends."""
    if isinstance(given, str):
        return typed(given)
    if deep > DEEPEST:
        return None
    # A signature has thousands of numbers, for which a call each would take milliseconds.
    if isinstance(given, Mapping):
        return {name: each if type(each) in NUMBERS else all_typed(each, deep + 1) for name, each in given.items()}
    if isinstance(given, list | tuple):
        return type(given)(each if type(each) in NUMBERS else all_typed(each, deep + 1) for each in given)
    return given


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """What a reader sees: without blanks and invisible characters, and without differences of width and case."""
    whole = unicodedata.normalize("NFKC", text)
    return OTHER.sub(lambda found: "" if unseen(found[0]) else found[0], whole).casefold()


def blank(text: str) -> bool:
    """Whether a reader sees nothing of it."""
    return not SEEN.search(text) and not bare(text)


def says(text: str, least: int) -> bool:
    """Whether it has so many letters or digits of any script: 「。。」 says nothing."""
    return sum(map(str.isalnum, bare(text))) >= least


def hidden(text: str) -> bool:
    """Whether it contains a blank or an invisible character."""
    return any(map(unseen, OTHER.findall(text)))


def misleading(text: str, allowed: str = "") -> str:
    """The first sign that shows something else than the text holds: a control character, half a character, the end of a
    line, a sign that is invisible or turns the order round; empty when there is none. The joiner that some pictures
    need is none of them."""
    if text.isprintable():
        return ""
    odd = (sign for sign in text if not sign.isprintable() and sign not in allowed + JOINER)
    return next((sign for sign in odd if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")), "")


def seen(text: str) -> str:
    """The text without the signs of which `misleading` speaks; empty where a reader sees nothing of it."""
    left = text if text.isprintable() else "".join(sign for sign in text if not misleading(sign))
    return "" if blank(left) else left


def doubtful(text: str) -> bool:
    """Whether it is no name of anybody or anything: it shows something else than it holds, or nothing at all."""
    return bool(misleading(text)) or blank(text)


def unseen(sign: str) -> bool:
    """Separators, control and format characters, and invisible ones that count as letters, marks or symbols."""
    name = unicodedata.name(sign, "")
    return unicodedata.category(sign)[0] in "ZC" or any(part in name for part in UNSEEN)


def cut(text: str, most: int) -> str:
    """The text, or its beginning with 「…」, so many characters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
