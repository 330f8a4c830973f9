"""A number that a measure asks for: read as people write it, and judged by the limit that the plant's data give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from unicodedata import normalize

from rules.templates import SiteReading

NUMBER = r"\d(?:[\d.]*\d)?"
GAS_UNITS = frozenset({"%lel", "%vol", "ppm", "mg/m3", "mg/m³"})
WRITTEN = re.compile(r"([+-]?\d{1,9}(?:\.\d{1,6})?)\s*(.*)", re.DOTALL)


class BadReading(ValueError):
    """Why this is no reading, in words that say what to do."""


def read(given: str, wanted: SiteReading) -> Decimal:
    """The number of `given`, with or without its unit. Raises BadReading for other words, another unit, or what no
    instrument shows."""
    found = WRITTEN.fullmatch(normalize("NFKC", given).strip())
    if found is None or found[2] not in ("", normalize("NFKC", wanted.unit)):
        raise BadReading(f"读数只写一个数，单位是{wanted.unit}。请改好再确认。")
    value = Decimal(found[1])
    if not wanted.from_ <= value <= wanted.upto:
        raise BadReading(
            f"读数要在 {wanted.from_:g} 到 {wanted.upto:g} {wanted.unit}之间，写的是 {value}。请看清单位再写。"
        )
    return value


def in_words(given: str, units: Sequence[str]) -> None:
    """A reading in words: several numbers, or what no single limit judges. Raises BadReading unless it holds a number,
    and one of these units after it, where the line names any."""
    written = normalize("NFKC", given).casefold()
    allowed = "|".join(re.escape(normalize("NFKC", unit).casefold()) for unit in units)
    if not re.search(rf"{NUMBER}\s*(?:{allowed})", written):
        wanted = f"一个数和单位（{'、'.join(units)}）" if units else "一个数"
        raise BadReading(f"读数要写{wanted}。请改好再确认。")


def of_gas(units: Sequence[str]) -> bool:
    """Whether a number in one of these units is a gas's: no line may take one for proof that nothing judges."""
    return any(unit.casefold().replace(" ", "") in GAS_UNITS for unit in units)


def graded(wanted: SiteReading, inputs: Mapping[str, object]) -> SiteReading:
    """The reading's limits for this job: what the form said, and the job was graded by, passes as well."""
    said = inputs.get(wanted.graded_by) if wanted.graded_by else None
    if wanted.most is None or isinstance(said, bool) or not isinstance(said, int | float):
        return wanted
    return replace(wanted, most=max(wanted.most, said))


def beyond(value: Decimal, wanted: SiteReading) -> str:
    """Why the reading does not pass; empty when it is within the limit. The limit itself still passes."""
    if wanted.most is not None and value > Decimal(str(wanted.most)):
        return f"测得 {worded(value, wanted)}，超过 {wanted.most:g} {wanted.unit}"
    if wanted.least is not None and value < Decimal(str(wanted.least)):
        return f"测得 {worded(value, wanted)}，不到 {wanted.least:g} {wanted.unit}"
    return ""


def worded(value: Decimal, wanted: SiteReading) -> str:
    return f"{value} {wanted.unit}"


def asked(wanted: SiteReading) -> str:
    """读数（微希/时，不超过 15）"""
    most = f"不超过 {wanted.most:g}" if wanted.most is not None else ""
    least = f"不低于 {wanted.least:g}" if wanted.least is not None else ""
    return f"读数（{'，'.join(filter(None, (wanted.unit, least, most)))}）"
