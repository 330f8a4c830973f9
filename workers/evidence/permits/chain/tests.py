"""Gas tests by the chain: each entry holds the whole test, so that a row of the store is only compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import gas
from models.base import to_milliseconds
from models.gas import GasTest
from models.permit import Permit
from models.seals import Written
from workers.evidence.permits.chain.difference import NOTHING, Difference
from workers.evidence.permits.on_site import readings

KIND = "permit.gas_tested"
NAME = "气体分析"
AS_SEALED = ("ok", "point", "method", "instrument", "calibrated_until", "readings", "words", "source")
WHOLE = {"test", "sampled_at", *AS_SEALED}


@dataclass(frozen=True)
class Tests:
    """every: the newest sampling last; unsealed: whether some are rows alone, because their entries do not hold the
    whole test."""

    every: list[GasTest]
    unsealed: bool


def read(permit: Permit, chain: Sequence[Written]) -> Tests:
    entries = [entry.line for entry in chain if entry.kind == KIND]
    sealed = {line["data"]["test"]: _test(permit, line) for line in entries if line["data"].keys() >= WHOLE}
    unsealed = len(sealed) < len(entries)
    rows = [test for test in gas.of_permit(permit) if test.id not in sealed] if unsealed else []
    return Tests(sorted([*sealed.values(), *rows], key=lambda test: (test.sampled_at, test.id)), unsealed)


def differences(permit: Permit, told: Tests) -> Iterator[Difference]:
    """Rows that say otherwise than the chain, rows that the chain does not know, and tests without a row."""
    sealed, stored = {test.id: test for test in told.every}, {test.id: test for test in gas.of_permit(permit)}
    for number in sorted(sealed.keys() | stored.keys()):
        mine, theirs = sealed.get(number), stored.get(number)
        if mine is None or theirs is None or _all(mine) != _all(theirs):
            known = mine or stored[number]
            yield Difference(f"{NAME} {known.sampled_at:%m-%d %H:%M}", *_both(mine, theirs))


def _test(permit: Permit, line: Mapping[str, Any]) -> GasTest:
    data = line["data"]
    return GasTest(
        id=data["test"],
        permit=permit,
        analyst=line["actor"].get("person", ""),
        sampled_at=datetime.fromisoformat(data["sampled_at"]),
        recorded_at=datetime.fromisoformat(line["recorded_at"]),
        **{name: data[name] for name in AS_SEALED},
    )


def _all(test: GasTest) -> list[Any]:
    return [test.analyst, to_milliseconds(test.sampled_at), *(getattr(test, name) for name in AS_SEALED)]


def _both(sealed: GasTest | None, stored: GasTest | None) -> tuple[str, str]:
    """Both in words; where the short ones are the same, with everything."""
    short = _words(sealed), _words(stored)
    return short if short[0] != short[1] else (_words(sealed, whole=True), _words(stored, whole=True))


def _words(test: GasTest | None, *, whole: bool = False) -> str:
    if test is None:
        return NOTHING
    words = f"{readings(test)} {'合格' if test.ok else '不合格'}"
    if whole:
        words += f" {test.sampled_at:%H:%M:%S} {test.point} {test.method} {test.instrument} {test.calibrated_until}"
        words += f" {test.analyst} {test.source} {test.words} {test.readings}"
    return words
