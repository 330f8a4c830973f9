"""What a process says while something that it needs is away: one sentence a minute, and one when it is back."""

from __future__ import annotations

import logging
import threading
from time import monotonic

SAY_EVERY = 60.0  # seconds


class Outage:
    """lost: the sentence while it is away, with the seconds so far and what `seen` is given; back: the one afterwards,
    with the seconds that it took."""

    def __init__(self, log: logging.Logger, lost: str, back: str) -> None:
        self._log, self._lost, self._back = log, lost, back
        self._lock = threading.Lock()
        self._since: float | None = None
        self._said = 0.0

    def seen(self, *what: object) -> None:
        """It did not answer."""
        now = monotonic()
        with self._lock:
            first = self._since is None
            self._since = since = now if self._since is None else self._since
            if not first and now - self._said < SAY_EVERY:
                return
            self._said = now
        self._log.warning(self._lost, now - since, *what)

    def over(self) -> None:
        """It answered."""
        if self._since is None:
            return
        with self._lock:
            began, self._since = self._since, None
        if began is not None:
            self._log.warning(self._back, monotonic() - began)

    @property
    def on(self) -> bool:
        return self._since is not None

    @property
    def seconds(self) -> float:
        """How long it has been away; 0 while it is there."""
        began = self._since
        return 0.0 if began is None else monotonic() - began
