"""How texts are compared where people can't see a difference, and which signs nobody sees."""

import unicodedata

UNSEEN = ("FILLER", "VARIATION SELECTOR", "GRAPHEME JOINER", "BRAILLE PATTERN BLANK")


def bare(text: str) -> str:
    """What a reader sees of it: without blanks and invisible signs, width and case."""
    seen = (sign for sign in unicodedata.normalize("NFKC", text) if not _unseen(sign))
    return "".join(seen).casefold()


def blank(text: str) -> bool:
    """Whether a reader sees nothing of it."""
    return not any(map(_plain, text)) and not bare(text)


def hidden(text: str) -> bool:
    """Whether it has a blank or an invisible sign in it."""
    return any(map(_unseen, text))


def _plain(sign: str) -> bool:
    """Surely seen: a short way round the tables of all signs."""
    return (sign.isascii() and sign.isalnum()) or "\u4e00" <= sign <= "\u9fff"


def _unseen(sign: str) -> bool:
    """Separators, control and format characters, and those that are letters, marks or symbols by name only."""
    name = unicodedata.name(sign, "")
    return unicodedata.category(sign)[0] in "ZC" or any(part in name for part in UNSEEN)
