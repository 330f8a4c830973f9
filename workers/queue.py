"""The queue only wakes: it carries ids, keeps no truth, and may be emptied at any time."""

from __future__ import annotations

import logging

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger("anhao.queue")
NAME = "anhao"
JOB_TIMEOUT = 60


class Wake:
    """Puts work before the workers; without Redis the clock's sweep finds it later."""

    def __init__(self, redis: Redis) -> None:
        self._queue = Queue(NAME, connection=redis, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT)

    def deliver(self, ids: list[int]) -> None:
        """Stops at the first that can't be put: one line in the log is enough, the sweep finds them all."""
        for delivery_id in ids:
            if not self._put("workers.jobs.deliver", delivery_id):
                return

    def sweep(self) -> None:
        self._put("workers.jobs.sweep")

    def pulse(self) -> None:
        self._put("workers.jobs.pulse")

    def waiting(self) -> int:
        """Jobs that no worker has taken yet. Raises RedisError without Redis."""
        return self._queue.count

    def _put(self, job: str, *args: int) -> bool:
        try:
            self._queue.enqueue(job, *args, result_ttl=0, failure_ttl=3600)
        except RedisError as error:
            log.warning("the queue can't be reached, the sweep will find it: %s", type(error).__name__)
            return False
        return True
