"""The queue of what may take long: seals, archive, exports. It only wakes: it carries ids, keeps no truth, and may be
emptied at any time. Cards and texts go out by their lanes (`lanes.py`)."""

from __future__ import annotations

import logging

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger("anhao.queue")
NAME = "anhao"
JOB_TIMEOUT = 60
# The end of a large export, its index and manifest, is one job.
EXPORT_TIMEOUT = 1800
AWAY = "the queue can't be reached, the clock asks again: %s"


class Wake:
    """Gives work to the workers; without Redis the clock gives it again later."""

    def __init__(self, redis: Redis) -> None:
        self._queue = Queue(NAME, connection=redis, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT)

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
