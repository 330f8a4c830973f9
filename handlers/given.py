"""Types of what phones, browsers and detectors send, for the shapes that read it (`rules.given` sets the bounds)."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from rules.given import MOST, bounded
from rules.texts import doubtful, misleading

# The powers of ten in which a number may be written: wider than any computer's own numbers go down.
POWERS = range(-400, 31)
ONE_LINE, CONTROL = "^[^\\x00-\\x1f\\x7f]*$", re.compile("[\x00-\x1f\x7f]")
# No number that somebody means has more signs.
MOST_SIGNS = 500


def exact(body: bytes | bytearray) -> Any:
    """JSON with its numbers as they were written: with all their digits, and as a text what is none that can be used,
    for it is then refused alone. Raises ValueError for what is no JSON, or is nested too deep to be read."""
    try:
        return json.loads(body, parse_float=_decimal, parse_int=_whole, parse_constant=str)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _decimal(written: str) -> Decimal | str:
    try:
        found = Decimal(written[: MOST_SIGNS + 1])
    except InvalidOperation:
        return written
    return found if len(written) <= MOST_SIGNS and found.as_tuple().exponent in POWERS else written


def _whole(written: str) -> int | str:
    return int(written) if len(written) <= MOST_SIGNS else written


def _as_text(given: object) -> object:
    """Decimals come as text, so that no digit is lost; a JSON number may have lost some already."""
    return str(given).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else given


def _short(number: Decimal) -> Decimal:
    """Raises ValueError for a number that would be a mile long when written out."""
    if number.as_tuple().exponent not in POWERS:
        raise ValueError("no number that can be used")
    return number


def _taken_off(given: object) -> object:
    """Without signs that nobody sees, or that turn the order round: a device that sends one is understood."""
    if not isinstance(given, str) or given.isprintable():
        return given
    return "".join(sign for sign in given if CONTROL.match(sign) or not misleading(sign))


def _named(given: object) -> object:
    """Raises ValueError for a name that shows something else than it holds, or nothing."""
    if isinstance(given, str) and doubtful(given):
        raise ValueError("signs that nobody sees")
    return given


Moment = Annotated[AwareDatetime, AfterValidator(bounded)]
Day = Annotated[date, AfterValidator(bounded)]
Number = Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=-MOST, le=MOST)]
Exact = Annotated[
    Decimal, BeforeValidator(_as_text), Field(ge=-MOST, le=MOST, allow_inf_nan=False), AfterValidator(_short)
]
# A text in one line, without anything that a store or a reader can't take.
Plain = Annotated[str, BeforeValidator(_taken_off), Field(pattern=ONE_LINE)]
# What people know somebody or something by.
Name = Annotated[str, BeforeValidator(_named), Field(min_length=1, max_length=64, pattern=ONE_LINE)]
