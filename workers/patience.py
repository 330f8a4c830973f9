"""A program that finds the store away waits for it, with a sentence a minute in the log; it does not die of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from models import away
from models.away import FAULTS

Given = ParamSpec("Given")
T = TypeVar("T")
AGAIN = 1.0  # seconds


def patiently(step: Callable[[], T], stop: threading.Event) -> T | None:
    """Takes the step, and takes it again each second while the store is away; None when `stop` was set meanwhile."""
    while not stop.is_set():
        try:
            return step()
        except FAULTS as error:
            away.seen(error)
            stop.wait(AGAIN)
    return None


def quietly(job: Callable[Given, T]) -> Callable[Given, T | None]:
    """Work that is given up without a trace where the store is away: it is wanted again by itself afterwards."""

    @wraps(job)
    def done(*given: Given.args, **named: Given.kwargs) -> T | None:
        try:
            return job(*given, **named)
        except FAULTS as error:
            away.seen(error)
            return None

    return done
