"""A sensor of the area alarms: work there that depends on the air stops, whatever was measured at its own place."""

from __future__ import annotations

from datetime import datetime

from handlers.permits import withdrawing
from handlers.permits.gas.silence import SENSORS
from handlers.permits.gates import facts
from handlers.permits.work.stopping import Stop


def stop_work(area: str, why: str, now: datetime) -> list[str]:
    """Stops all work in the area that needs a gas test (hot work, confined spaces); returns the permits' numbers."""
    return withdrawing.stop_work(area, Stop(why, SENSORS, red=True), facts.gas_needed, now)


def show(area: str, now: datetime) -> None:
    """Cards that wait for the start show that a sensor alarms there, or does no more."""
    withdrawing.show(area, now)
