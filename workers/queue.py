"""The queue only wakes: it carries ids, keeps no truth, and may be emptied at any time."""

from __future__ import annotations

import logging
import time

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger("anhao.queue")
NAME = "anhao"
JOB_TIMEOUT = 60
LOW, BATCH = 10, 50
# The end of a large export, its index and manifest, is one job.
EXPORT_TIMEOUT = 1800
SWEEP_EVERY = 0.2  # seconds
AWAY = "the queue can't be reached, the sweep will find it: %s"


class Wake:
    """Gives work to the workers; without Redis the clock's sweep finds it later."""

    def __init__(self, redis: Redis) -> None:
        self._swept = -SWEEP_EVERY
        self._queue = Queue(NAME, connection=redis, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT)

    def deliver(self, ids: list[int]) -> None:
        """Queues the first of them, the most urgent, once the queue has run low: otherwise the same ones would be
        queued again and again. The next sweep finds the rest. Stops at the first that can't be queued, with one line in
        the log."""
        try:
            low = self._queue.count < LOW
        except RedisError as error:
            log.warning(AWAY, type(error).__name__)
            return
        for delivery_id in ids[:BATCH] if low else ():
            if not self._put("workers.jobs.deliver", delivery_id):
                return

    def sweep(self) -> None:
        """A few sweeps a second are enough: the clock's next turn finds what was committed after the last of them."""
        now = time.monotonic()
        if now - self._swept >= SWEEP_EVERY:
            self._swept = now
            self._put("workers.jobs.sweep")

    def seal(self) -> None:
        self._put("workers.jobs.seal")

    def archive(self) -> None:
        self._put("workers.jobs.archive")

    def export(self, job_id: int) -> None:
        self._put("workers.jobs.export", job_id, timeout=EXPORT_TIMEOUT)

    def pulse(self) -> None:
        self._put("workers.jobs.pulse")

    def waiting(self) -> int:
        """Jobs that no worker has taken yet. Raises RedisError without Redis."""
        return self._queue.count

    def _put(self, job: str, *args: int, timeout: int = JOB_TIMEOUT) -> bool:
        try:
            self._queue.enqueue(job, *args, job_timeout=timeout, result_ttl=0, failure_ttl=3600)
        except RedisError as error:
            log.warning(AWAY, type(error).__name__)
            return False
        return True
