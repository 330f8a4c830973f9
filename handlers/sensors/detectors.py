"""Gas detectors that report on permits, by the door that all sensors share; their own older one is `signed`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.permits.gas import messages
from handlers.permits.gas.messages import Sent
from models import store
from rules.gas import BadReading

Value = tuple[str, str, str, str]


def take(instrument: str, at: datetime, permit: str, values: Sequence[Value], now: datetime) -> tuple[bool, str]:
    """The values (gas, value, unit, point) of one moment within the caller's transaction: whether they count, and what
    came of them. What can't be taken leaves nothing behind."""
    readings = [{"gas": gas, "value": value, "unit": unit, "point": point} for gas, value, unit, point in values]
    message = {"instrument": instrument, "permit": permit, "sampled_at": at, "readings": readings}
    try:
        with store.savepoint():
            return True, messages.take(messages.shaped(lambda: Sent.model_validate(message)), now).words
    except BadReading as bad:
        return False, str(bad)
