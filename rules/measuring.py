"""A number that a measure asks for: read as people write it, and judged by the limit that the plant's data give."""

from __future__ import annotations

import re
from decimal import Decimal
from unicodedata import normalize

from rules.templates import SiteReading

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
