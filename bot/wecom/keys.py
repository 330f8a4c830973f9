"""What a card's button sends back: `action|ask|rendition`, as `cards.wecom` writes it."""

from __future__ import annotations

import re

# At most 18 digits: what the store can count to.
FORM = re.compile(r"(?P<action>[^|]*)\|(?P<ask>[0-9]{0,18})\|(?P<rendition>[0-9]{0,18})")


def decode_key(key: str) -> tuple[str, int | None, int | None]:
    """Action, ask and rendition of a button's key. A key of any other form is the action as a whole."""
    parts = FORM.fullmatch(key)
    if parts is None:
        return key, None, None
    return parts["action"], _number(parts["ask"]), _number(parts["rendition"])


def _number(digits: str) -> int | None:
    return int(digits) if digits else None
