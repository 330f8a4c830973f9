"""The permit as its chain tells it: what PDF, accident page and index print, and every row that says otherwise.

One function for all three (docs/decisions/0013). Rows beside the chain are only compared with it; what no entry holds
is taken from the rows and named, to be marked 未入链.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache

from models import rulebook
from models.ask import Ask
from models.gas import GasTest
from models.permit import Permit
from models.rulebook import RuleVersion
from models.seals import Written, written
from models.subject import Subject
from workers.evidence.permits.chain import content, signatures, tests, work
from workers.evidence.permits.chain.content import Content
from workers.evidence.permits.chain.difference import Difference

EVERYTHING = "申请的全部内容"
UNSEALED = "未入链"


@dataclass(frozen=True)
class Told:
    """permit: a copy with the chain's values; asked: its asks with the sealed answers; tests: gas tests; unsealed: what
    is printed from rows because the chain does not hold it."""

    permit: Permit
    asked: list[Ask]
    tests: list[GasTest]
    differences: tuple[Difference, ...]
    unsealed: frozenset[str]


def told(permit: Permit, chain: Sequence[Written]) -> Told:
    """What the sealed chain tells. chain: the subject's sealed entries."""
    mine = _told(permit, chain)
    if not mine.differences:
        return mine
    # The row may be newer than the last seal, or the chain newer than the row: both are read again before anything is
    # said.
    newer = _told(Permit.get_by_id(permit.id), written(permit.subject))
    return replace(mine, differences=newer.differences)


def _told(permit: Permit, chain: Sequence[Written]) -> Told:
    entry = content.last(chain)
    known = content.read(permit, entry, chain) if entry else Content(0, {}, frozenset({EVERYTHING}))
    course = work.read(permit, chain, known.seq)
    copied = copy(permit)
    copied.__data__ = {**permit.__data__, **known.columns, "decided_at": course.decided_at, "work": course.work}
    copied.__data__["state"] = course.state or permit.state
    signed = signatures.read(copied, chain, copied.version, known.seq)
    measured = tests.read(permit, chain)
    found = [
        *(content.differences(permit, known) if entry else ()),
        *work.differences(permit, course),
        *tests.differences(permit, measured),
        *signed.differences,
        *_rules(copied),
    ]
    unsealed = known.unsealed | signed.unsealed | ({tests.NAME} if measured.unsealed else set())
    return Told(copied, signed.asked, measured.every, tuple(found), unsealed)


def _rules(permit: Permit) -> Iterator[Difference]:
    """The rules under which it was raised, if they are not those whose digest was sealed when they were loaded."""
    version = int(permit.rules)
    kept = rulebook.digest_of(version)
    sealed = _sealed_digest(version, kept)
    actual = _actual_digest(version, kept)
    if sealed and {sealed} != {kept, actual}:
        yield Difference(f"规则版本 {version} 的内容", sealed[:16], (kept if kept != sealed else actual)[:16])


@lru_cache(maxsize=64)
def _sealed_digest(version: int, _kept: str) -> str:
    """What the rules' own chain says of this version; empty where it says nothing."""
    rules = Subject.get_or_none(Subject.key == "rules/plant")
    lines = [entry.line["data"] for entry in written(rules) if entry.kind == "rules.changed"] if rules else []
    return next((str(line["digest"]) for line in lines if line["version"] == version), "")


@lru_cache(maxsize=64)
def _actual_digest(version: int, _kept: str) -> str:
    """The digest of the version's data, worked out once for each build of them."""
    return rulebook.digest(RuleVersion.get_by_id(version).data)
