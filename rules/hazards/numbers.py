"""The number of a hazard: `YH-`, five digits and a check digit, short enough to be said over a radio.

The check digit is that of ISO 7064 MOD 11-2: it finds each wrong digit and each swap of neighbours. Counters whose
check would be an X are skipped: 90,909 numbers have five digits, those after them six.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from stdnum.iso7064 import mod_11_2

PREFIX, DIGITS = "YH-", 5
_HEARD = re.compile(r"YH\W{0,3}((?:\d[\s-]?){5,7}\d)(?!\d)")


def number(counter: int) -> str | None:
    """The number of the counter (1, 2, 3, …): YH-000012; None for one that is skipped."""
    digits = f"{counter:0{DIGITS}d}"
    check = mod_11_2.calc_check_digit(digits)
    return None if check == "X" else f"{PREFIX}{digits}{check}"


def heard(text: str) -> str | None:
    """The number that stands in a text, however it is typed (yh 00001 2), whether or not its check digit is right."""
    found = _HEARD.search(unicodedata.normalize("NFKC", text).upper())
    return PREFIX + re.sub(r"\D", "", found[1]) if found else None


def right(text: str) -> bool:
    """Whether a number as `heard` gives it has the right check digit."""
    return bool(mod_11_2.is_valid(text.removeprefix(PREFIX)))


def meant(text: str) -> tuple[str, ...]:
    """The right numbers that are one wrong digit or one swap of neighbours away from this one."""
    digits = text.removeprefix(PREFIX)
    found = (each for each in (*_swapped(digits), *_replaced(digits)) if mod_11_2.is_valid(each))
    return tuple(dict.fromkeys(PREFIX + each for each in found))


def _swapped(digits: str) -> Iterator[str]:
    return (digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1))


def _replaced(digits: str) -> Iterator[str]:
    return (digits[:at] + other + digits[at + 1 :] for at in range(len(digits)) for other in "0123456789")
