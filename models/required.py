"""Since when the matrix asks a post for a course: as the stored rule versions tell, one after the other.

What the first version asked, and what was asked before the training began, is the opening state and has no day: whoever
was there works as before. So has what a version asked that knew no grace.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from models import rulebook, training
from models.book import Book
from models.rulebook import RuleVersion, digest_of

# A post and a course.
Pair = tuple[str, str]


def since(rules: Book) -> Mapping[Pair, datetime]:
    """What the matrix asks that is no opening state, with the moment from which it does."""
    begun = training.changed()
    added = _added(rules.version, digest_of(rules.version))
    return {pair: at for pair, at in added.items() if begun is not None and at > begun.recorded_at}


def asked(version: int) -> frozenset[Pair]:
    """What the matrix of this version asks."""
    return _asked(version, digest_of(version))[0]


@lru_cache(maxsize=8)
def _added(version: int, _digest: str) -> Mapping[Pair, datetime]:
    """The digest is in the key because another store may have another version of the same number."""
    known: dict[Pair, datetime | None] = {}
    rows = RuleVersion.select(RuleVersion.id, RuleVersion.digest, RuleVersion.holds_from)
    for place, row in enumerate(rows.where(RuleVersion.id <= version).order_by(RuleVersion.id)):
        pairs, graced = _asked(row.id, row.digest)
        fresh = row.holds_from if place and graced else None
        known = {pair: (known.get(pair, fresh) if graced else None) for pair in pairs}
    return {pair: at for pair, at in known.items() if at is not None}


@lru_cache(maxsize=4096)
def _asked(version: int, _digest: str) -> tuple[frozenset[Pair], bool]:
    """What the files of this version ask, and whether they give a grace."""
    base = rulebook.base_of(version)
    if base != version:
        return _asked(base, digest_of(base))
    matrix = rulebook.files(version)[1]["posts_matrix"]
    pairs = ((post, course) for trade in matrix["trades"] for post in trade["posts"] for course in trade["courses"])
    return frozenset(pairs), bool(matrix.get("grace_days"))
