"""Rows that somebody has changed so that they can't be read: whoever shows several names them and goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Row = TypeVar("Row")
Made = TypeVar("Made")
# What reading such a value raises, whichever it is: a state or a rule version that there is not, text where a number
# was, cut-off JSON. Never what the store itself raises when it is away.
BENT = (LookupError, ValueError, TypeError, AttributeError, OverflowError)
WORDS = "库里的行读不出来，可能被改过"
log = logging.getLogger("anhao.bent")


def each(
    rows: Iterable[Row], make: Callable[[Row], Made], instead: Callable[[Any], Made] | None = None
) -> Iterator[Made]:
    """What `make` makes of each row; of one that can't be read what `instead` makes, or nothing."""
    for row in rows:
        try:
            made = make(row)
        except BENT:
            tell(row)
            if instead is None:
                continue
            made = instead(row)
        yield made


def counts(judge: Callable[..., bool], *given: Any) -> bool:
    """What `judge` says of a row, which is among what it is given; one that can't be read counts, so that nobody hides
    a matter by bending its row."""
    try:
        return judge(*given)
    except BENT:
        return True


def tell(row: object) -> None:
    """Called where such a row was met: the log names it, with the fault."""
    log.warning("a row can't be read: %s %s", type(row).__name__, row, exc_info=True)
