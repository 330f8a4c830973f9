"""Which platform answers nobody, as this process sees it. Each kind of call counts for itself: that a repaint is
answered says nothing about sending."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channel import Call
from bot.errors import Unavailable
from models import plant_time
from models.delivery import GROUP

# So many calls without an answer, and the platform counts as silent.
SILENT_AFTER = 5
# After a silence: so many sendings answered in turn, and it is not only slow.
SURE_AFTER = 3
# So long after its last failure, a way of sending that nobody uses any more is no reason for silence while others go.
FORGOTTEN = timedelta(minutes=10)
# The calls that send, and which forms of deliveries go by them (empty: all of the platform). Where one is answered, so
# would be a token, a repaint or a question about somebody; not the other way round.
WAYS: dict[str, dict[str, Collection[str]]] = {
    "wecom": {"message/send": ()},
    "dingtalk": {"card/instances/createAndDeliver": ("card", GROUP), "robot/oToMessages/batchSend": ("text",)},
}
SENDING = {api: forms for ways in WAYS.values() for api, forms in ways.items()}
Back = Callable[[str, Collection[str], bool], object]


@dataclass
class Missing:
    """Calls of one kind that nobody answers: since when, the last one, how many (real time)."""

    since: datetime
    last: datetime
    count: int = 0


@dataclass
class Line:
    """What is known of one platform. well: of each way of sending that is back, how many were answered in turn since;
    back_at: when it was."""

    missing: dict[str, Missing] = field(default_factory=dict)
    silent: bool = False
    answered: datetime | None = None
    well: dict[str, int] = field(default_factory=dict)
    back_at: dict[str, float] = field(default_factory=dict)


class Hearing:
    """back: is told of a platform that was silent that these forms (empty: all) go again, before it counts as well; and
    a second time, with True, once it is sure."""

    def __init__(self, back: Back) -> None:
        self._back = back
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    def remember(self, platform: str, since: datetime) -> None:
        """What the process before knew: since then (real time) nobody has answered a sending."""
        line = self._line(platform)
        with self._lock:
            line.silent = True
            line.missing = {api: Missing(since, since) for api in WAYS[platform]}

    def silent(self, platform: str) -> datetime | None:
        """Since when (real time) a kind of call that still fails has not been answered; None while all is well."""
        line = self._line(platform)
        with self._lock:
            return min(each.since for each in line.missing.values()) if line.silent else None

    def unsure(self, platform: str) -> bool:
        """Whether a sending was not answered last, or too few were since it was silent."""
        line = self._line(platform)
        with self._lock:
            return line.silent or bool(line.well) or any(api in SENDING for api in line.missing)

    def answered(self, platform: str) -> datetime | None:
        """When (real time) the platform last answered a sending, or else the last kind of call that had failed."""
        return self._line(platform).answered

    def hears_nothing(self, call: Call, error: Unavailable, began: float) -> None:
        """A call that began (monotonic) before the platform was back says nothing about it now."""
        line, real = self._line(call.platform), plant_time.real_now()
        error.overtaken = began < line.back_at.get(call.api, 0.0)
        if error.overtaken:
            return
        with self._lock:
            line.well.update({call.api: 0} if call.api in line.well else {})
            missing = line.missing.setdefault(call.api, Missing(real, real))
            missing.count, missing.last = missing.count + 1, real
            line.silent = line.silent or sum(each.count for each in line.missing.values()) >= SILENT_AFTER

    def hears(self, call: Call) -> None:
        line, real, sends = self._line(call.platform), plant_time.real_now(), call.api in SENDING
        with self._lock:
            left = {api: each for api, each in line.missing.items() if not _cleared(api, each, call, real)}
            over = line.silent and not left
            back = over or (line.silent and sends and call.api in line.missing)
            if back:
                line.back_at[call.api] = time.monotonic()
                line.well[call.api] = 0
            sure = self._one_more(line, call) if sends else False
        if back or sure:
            # Once nothing fails any more, all that is put off goes, in whatever way.
            self._back(call.platform, SENDING.get(call.api, ()) if left else (), sure)
        with self._lock:
            line.missing = {api: each for api, each in line.missing.items() if not _cleared(api, each, call, real)}
            line.silent = line.silent and bool(line.missing)
            if sends or over:
                line.answered = real

    def _one_more(self, line: Line, call: Call) -> bool:
        """Counts an answered sending; whether it makes sure that the platform is back."""
        if call.api not in line.well:
            return False
        line.well[call.api] += 1
        return line.well[call.api] >= SURE_AFTER and line.well.pop(call.api) > 0

    def _line(self, platform: str) -> Line:
        return self._lines.setdefault(platform, Line())


def _cleared(api: str, missing: Missing, call: Call, real: datetime) -> bool:
    """Whether the answer to this call says that calls of that kind are answered again."""
    if api == call.api or call.api not in SENDING:
        return api == call.api
    return api not in SENDING or missing.last < real - FORGOTTEN
