"""The queue of what may take long: seals, archive, exports. It only wakes: it carries ids, keeps no truth, and may be
emptied at any time. Cards and texts go out by their lanes (`lanes.py`)."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import Any

from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import InvalidJobOperation, NoSuchJobError, StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute

from models import redis_line
from models.outage import Outage

log = logging.getLogger("anhao.queue")
NAME = "anhao"
JOB_TIMEOUT = 60
AGAIN = 1.0  # seconds
# What rq says of an outage.
RQ_SAYS = ("could not connect to Redis", "Redis connection timeout")
# The end of a large export, its index and manifest, is one job.
EXPORT_TIMEOUT = 1800
# Ten pairs, each at the limit of its own process.
COMPARE_TIMEOUT = 600
# Also those of earlier versions, which may still wait.
JOBS = frozenset(
    f"workers.jobs.{name}" for name in ("seal", "archive", "compare", "veil", "export", "pulse", "deliver", "sweep")
)


class OwnJob(Job):
    """A job of the house's own. Whoever can write into the queue makes a worker run nothing else: no other function,
    and none of rq's callbacks."""

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        if self.func_name not in JOBS:
            raise NotOurs(f"refused a job that is none of the house's: {self.func_name!r}")
        return import_attribute(self.func_name)


class NotOurs(Exception):
    """Somebody else's job lay in the queue."""


class Worker(SimpleWorker):
    """One that knows whether it was told to stop, and not just ended."""

    told = False
    # Seconds between its tries to reach Redis; by default a minute in the end.
    max_connection_wait_time = 2.0

    def request_stop(self, signum: Any, frame: Any) -> None:
        self.told = True
        try:
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # rq has no types here
        except RedisError as error:
            # It wanted to note in Redis that it ends.
            raise StopRequested from error


class _Ours(logging.Filter):
    """Of what rq says, not that Redis is away: that is a traceback here, a line every two seconds there; nor that the
    queue was emptied under its job, which is no fault here."""

    def __init__(self, away: Outage) -> None:
        super().__init__()
        self._away = away

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, (InvalidJobOperation, NoSuchJobError)):
            log.warning("the queue was emptied while a job ran; what is still to be done is given again")
            return False
        if not isinstance(fault, RedisError) and not any(sign in str(record.msg) for sign in RQ_SAYS):
            return True
        self._away.seen(type(fault).__name__ if isinstance(fault, RedisError) else ConnectionError.__name__)
        return False


def take_jobs(url: str) -> None:
    """Takes jobs until it is told to stop (SIGTERM, SIGINT), also while Redis goes away and comes back."""
    # A connection of its own: RQ lengthens the time-outs of the one on which it blocks.
    connection, away = Redis.from_url(url), redis_line.outage(url)
    logging.getLogger("rq.worker").addFilter(_Ours(away))
    # The signal may come at any line, also while this waits.
    with suppress(StopRequested):
        taking = None
        while not (taking and taking.told):
            try:
                connection.ping()
                away.over()
                taking = worker(connection)
                taking.work(logging_level="WARNING")
            except RedisError as error:
                away.seen(type(error).__name__)
                time.sleep(AGAIN)


def worker(connection: Redis) -> Worker:
    """Takes the house's jobs, in this process."""
    return Worker(
        [Queue(NAME, connection=connection, serializer=JSONSerializer, job_class=OwnJob)],
        connection=connection,
        serializer=JSONSerializer,
        job_class=OwnJob,
        # By default, a dead worker's jobs would be left alone for minutes.
        worker_ttl=30,
        job_monitoring_interval=5,
        maintenance_interval=15,
        log_job_description=False,
    )


class Wake:
    """Gives work to the workers; without Redis the clock gives it again later."""

    def __init__(self, redis: Redis) -> None:
        self._queue = Queue(NAME, connection=redis, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT)

    def seal(self) -> None:
        self._put("workers.jobs.seal")

    def archive(self) -> None:
        self._put("workers.jobs.archive")

    def compare(self) -> None:
        self._put("workers.jobs.compare", timeout=COMPARE_TIMEOUT)

    def veil(self) -> None:
        self._put("workers.jobs.veil", timeout=COMPARE_TIMEOUT)

    def export(self, job_id: int) -> None:
        self._put("workers.jobs.export", job_id, timeout=EXPORT_TIMEOUT)

    def pulse(self) -> None:
        self._put("workers.jobs.pulse")

    def waiting(self) -> int:
        """Jobs that no worker has taken yet. Raises RedisError without Redis."""
        return self._queue.count

    def _put(self, job: str, *args: int, timeout: int = JOB_TIMEOUT) -> None:
        try:
            self._queue.enqueue(job, *args, job_timeout=timeout, result_ttl=0, failure_ttl=3600)
        except RedisError:
            return  # the line has said so
