"""How texts are compared when people can't see a difference, and which characters are invisible."""

import re
import unicodedata

# Control characters, those that break a line, those that turn the direction of text, and halves of characters.
ODD = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
UNSEEN = ("FILLER", "VARIATION SELECTOR", "GRAPHEME JOINER", "BRAILLE PATTERN BLANK")
JOINER = "\u200d"
# Signs that are surely visible, and all others: a shortcut that avoids the tables of all characters.
SEEN, OTHER = re.compile("[0-9A-Za-z\u4e00-\u9fff]"), re.compile("[^0-9A-Za-z\u4e00-\u9fff]")


def plain(text: str) -> str:
    """The text with its odd characters written out, as in `\\n`: what a log and a terminal may show of a text from
    outside."""
    return ODD.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def bare(text: str) -> str:
    """What a reader sees: without blanks and invisible characters, and without differences of width and case."""
    whole = unicodedata.normalize("NFKC", text)
    return OTHER.sub(lambda found: "" if unseen(found[0]) else found[0], whole).casefold()


def blank(text: str) -> bool:
    """Whether a reader sees nothing of it."""
    return not SEEN.search(text) and not bare(text)


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


def unseen(sign: str) -> bool:
    """Separators, control and format characters, and invisible ones that count as letters, marks or symbols."""
    name = unicodedata.name(sign, "")
    return unicodedata.category(sign)[0] in "ZC" or any(part in name for part in UNSEEN)
