"""Gas tests by the chain: each entry holds the whole test, so that a row of the store is only compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import gas
from models.base import to_milliseconds
from models.gas import GasTest
from models.permit import Permit
from models.seals import Written
from workers.evidence.difference import NOTHING, Difference

TESTED, EXCUSED = "permit.gas_tested", "permit.gas_excused"
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
    entries = [entry.line for entry in chain if entry.kind in (TESTED, EXCUSED)]
    stored = {test.id: test for test in gas.of_permit(permit)}
    whole = [line for line in entries if line["data"].keys() >= WHOLE]
    sealed = {line["data"]["test"]: _test(permit, line, stored.get(line["data"]["test"])) for line in whole}
    # What an earlier version excused had no row.
    unsealed = any(line["kind"] == TESTED and not line["data"].keys() >= WHOLE for line in entries)
    rows = [test for test in stored.values() if test.id not in sealed] if unsealed else []
    return Tests(sorted([*sealed.values(), *rows], key=lambda test: (test.sampled_at, test.id)), unsealed)


def differences(permit: Permit, told: Tests) -> Iterator[Difference]:
    """Rows that say otherwise than the chain, rows that the chain does not know, and tests without a row."""
    sealed, stored = {test.id: test for test in told.every}, {test.id: test for test in gas.of_permit(permit)}
    for number in sorted(sealed.keys() | stored.keys()):
        mine, theirs = sealed.get(number), stored.get(number)
        if mine is None or theirs is None or _all(mine) != _all(theirs):
            known = mine or stored[number]
            yield Difference(f"{NAME} {known.sampled_at:%m-%d %H:%M}", *_both(mine, theirs))


def _test(permit: Permit, line: Mapping[str, Any], row: GasTest | None) -> GasTest:
    data = line["data"]
    return GasTest(
        id=data["test"],
        permit=permit,
        analyst=line["actor"].get("person", ""),
        sampled_at=datetime.fromisoformat(data["sampled_at"]),
        recorded_at=_recorded(line, row),
        excused=data["why"] if line["kind"] == EXCUSED else "",
        presence=data.get("presence", ""),
        **{name: data[name] for name in AS_SEALED},
    )


def _recorded(line: Mapping[str, Any], row: GasTest | None) -> datetime:
    """When it was typed in. An older entry has it as its own moment; one that came late says only after how many
    minutes, which the row may say more exactly."""
    if "recorded_at" in line["data"]:
        return datetime.fromisoformat(line["data"]["recorded_at"])
    if "late" not in line:
        return datetime.fromisoformat(line["at"])
    minutes = int("".join(filter(str.isdecimal, line["late"])) or 0)
    typed = datetime.fromisoformat(line["data"]["sampled_at"]) + timedelta(minutes=minutes)
    exact = row.recorded_at if row else typed
    return exact if typed <= exact < typed + timedelta(minutes=1) else typed


def _all(test: GasTest) -> list[Any]:
    moments = to_milliseconds(test.sampled_at), to_milliseconds(test.recorded_at)
    own = [test.analyst, *moments, test.excused, test.presence]
    return [*own, *(getattr(test, name) for name in AS_SEALED)]


def _both(sealed: GasTest | None, stored: GasTest | None) -> tuple[str, str]:
    """Both in words; where the short ones are the same, with everything."""
    short = _words(sealed), _words(stored)
    return short if short[0] != short[1] else (_words(sealed, whole=True), _words(stored, whole=True))


def _words(test: GasTest | None, *, whole: bool = False) -> str:
    if test is None:
        return NOTHING
    words = f"{gas.readings(test)} {gas.verdict_words(test)}"
    if whole:
        words += f" {test.sampled_at:%H:%M:%S} {test.point} {test.method} {test.instrument} {test.calibrated_until}"
        words += f" {test.recorded_at:%m-%d %H:%M:%S} 录入 {test.analyst} {test.source} {test.words} {test.readings}"
        words += f" {test.presence}"
    return words
