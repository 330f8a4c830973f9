"""Which category the words of a report make likely. Only ever a proposal: people may change it (hazards.md §2.3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.hazards.categories import Category

STRONG, NORMAL, NEGATIVE = 3, 1, -3
LEAST, LEAD = 3, 2
# What stands so near before a word of something bad takes it back: 无裸露电线.
DENIED, NEAR = ("无", "未见", "没有", "没发现", "不存在"), 4


@dataclass(frozen=True)
class Proposal:
    """category: the id, empty where the words do not lead far enough; why: in words, for the reporter. major: whether
    the words hint at a major hazard, which a named officer decides."""

    category: str
    why: str
    major: bool = False


def propose(words: str, categories: Sequence[Category]) -> Proposal:
    """The category with the most hits, if it has enough and leads by enough; else nobody is sure."""
    text = unicodedata.normalize("NFKC", words).casefold()
    scored = sorted(((_score(text, each), each) for each in categories), key=lambda each: -each[0])
    major = any(hint.casefold() in text for each in categories for hint in each.major_hints)
    if not scored or scored[0][0] < LEAST:
        return Proposal("", "", major)
    best, next_best = scored[0][0], scored[1][0] if len(scored) > 1 else 0
    if best - next_best < LEAD:
        return Proposal("", "", major)
    category = scored[0][1]
    hits = "、".join(list(dict.fromkeys(word for word, _ in _hits(text, category)))[:3])
    return Proposal(category.id, f"说到{hits}", major)


def _score(text: str, category: Category) -> int:
    negative = sum(NEGATIVE for word in category.keywords.negative if word.casefold() in text)
    return negative + sum(points for _, points in _hits(text, category))


def _hits(text: str, category: Category) -> Iterator[tuple[str, int]]:
    """Each word of the category that the text holds once without being denied, and its points."""
    lists = ((category.keywords.strong, STRONG), (category.keywords.normal, NORMAL))
    return ((word, points) for words, points in lists for word in words if _said(text, word.casefold()))


def _said(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        before = text[max(0, at - NEAR) : at]
        if not any(each in before for each in DENIED):
            return True
        at = text.find(word, at + 1)
    return False
