"""The permit as its chain tells it: what PDF, accident page and index print, and every row that says otherwise.

One function for all three (docs/decisions/0013). Rows beside the chain are only compared with it; what no entry holds
is taken from the rows and named, to be marked 未入链.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from handlers.permits import raised
from models import gaps, rulebook, vouched
from models.ask import Ask
from models.book import book_of
from models.gas import GasTest
from models.permit import Permit
from models.seals import Sealed, Written, written
from workers.evidence import beside
from workers.evidence.beside import files
from workers.evidence.difference import Difference
from workers.evidence.permits.chain import codes, content, hands, signatures, tests, work
from workers.evidence.permits.chain.content import Content

EVERYTHING = "申请的全部内容"
UNSEALED = "未入链"


@dataclass(frozen=True)
class Told:
    """permit: a copy with the chain's values; asked: the asks to sign it with the sealed answers; tests: gas tests;
    unsealed: what is printed from rows because the chain does not hold it; unproven: the asks of this version of which
    that is the signer's post; unfit: hash → what is wrong with the bytes under it; lacking: sentences about seals that
    lack entries, which may be later ones of this permit."""

    permit: Permit
    asked: list[Ask]
    tests: list[GasTest]
    differences: tuple[Difference, ...]
    unsealed: frozenset[str]
    unproven: frozenset[int]
    unfit: Mapping[str, str]
    lacking: tuple[str, ...] = ()


def told(permit: Permit, chain: Sequence[Written]) -> Told:
    """What the sealed chain tells. chain: the subject's sealed entries."""
    # Entries go into the seals by their order, so that an earlier seal lacks none that came after this chain's end.
    since = max((entry.seal.number for entry in chain if isinstance(entry, Sealed)), default=1)
    lacking = tuple(gap.words for gap in gaps.counted(since))
    mine = replace(_told(permit, chain), lacking=lacking)
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
    copied.__data__ |= course.moments
    copied.__data__["state"] = course.state or permit.state
    signed = signatures.read(copied, chain)
    measured = tests.read(permit, chain)
    unfit = files.unfit(chain)
    found = [
        *(content.differences(permit, known) if entry else ()),
        *work.differences(permit, course, known.columns.get("form", permit.form)),
        *tests.differences(permit, measured),
        *signed.differences,
        *hands.differences(permit, chain),
        *beside.differences(permit.subject, chain, signed=raised.KIND),
        *files.differences(chain, unfit, known.lost),
        *codes.differences(copied.area, chain),
        *_rules(copied),
    ]
    this_version = {ask.id for ask in signed.asked if ask.stage.startswith(raised.stage_key(copied, ""))}
    unproven = signed.unproven & this_version
    unsealed = known.unsealed | ({signatures.POST} if unproven else set())
    unsealed |= {tests.NAME} if measured.unsealed else set()
    return Told(copied, signed.asked, measured.every, tuple(found), unsealed, unproven, unfit)


def _rules(permit: Permit) -> Iterator[Difference]:
    """Versions of the plant's data that are not those that were loaded, where names and certificates come from: the one
    under which it was raised, and the newest, which tells the names of who has come since."""
    found = {each.version: each for each in vouched.disputed()}
    for version in {int(permit.rules), rulebook.newest()}:
        changed = vouched.of_data(version, book_of(version).digest)
        if changed and version not in found:
            found[version] = changed
    yield from (Difference(each.what, each.sealed, each.stored) for _, each in sorted(found.items()))
