"""What a text is found by: each letter and every two that stand side by side in it, so that any part of a Chinese word
finds it."""

import unicodedata
from collections.abc import Iterator

# Of a text that somebody searches for, only this many words count, each only so long.
MOST_WORDS, LONGEST_WORD = 8, 40


def plain(text: str) -> str:
    """Letters and digits alone, whatever their width and case: DH-20261125-0001 as dh202611250001."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def words(text: str) -> tuple[str, ...]:
    """The words that somebody searches for, each plain; blanks are between them."""
    found = (plain(word)[:LONGEST_WORD] for word in text.split())
    return tuple(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


def grams(line: str) -> set[str]:
    """What a plain line is found by: its letters, its pairs, and threes of digits and Latin letters, of which there are
    too few for pairs to tell much."""
    return {*line, *_runs(line, 2), *filter(str.isascii, _runs(line, 3))}


def wanted(word: str) -> set[str]:
    """The grams that a line must have which holds this plain word. Up to two letters they are all there is to know."""
    return {*_runs(word, 2), *filter(str.isascii, _runs(word, 3))} if len(word) > 1 else {word}


def _runs(line: str, size: int) -> Iterator[str]:
    return (line[at : at + size] for at in range(len(line) - size + 1))
