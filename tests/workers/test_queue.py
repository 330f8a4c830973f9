"""The queue only wakes: without it nothing breaks, and one line says so."""

from __future__ import annotations

import logging

import pytest
import redis
from plant import Log
from rq.exceptions import InvalidJobOperation

from models import redis_line
from workers import queue
from workers.queue import Wake


def test_a_queue_that_is_away_is_said_and_harms_nobody(log: Log) -> None:
    wake = Wake(redis_line.client("unix:///nowhere.sock"))
    for _ in range(3):
        wake.seal()
    assert log.lines == ["Redis can't be reached for 0 s (ConnectionError); trying again"]
    log.expect("Redis can't be reached")
    with pytest.raises(redis.RedisError):
        wake.waiting()


def test_a_queue_that_is_emptied_under_its_job_is_one_line_and_the_worker_goes_on(redis_url: str, log: Log) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    said = logging.getLogger("rq.worker")
    ours = queue._Ours(redis_line.outage(redis_url))
    said.addFilter(ours)
    try:
        Wake(server).pulse()
        taking = queue.worker(server)
        job = taking.queues[0].jobs[0]
        server.flushdb()
        with pytest.raises(InvalidJobOperation) as fault:
            job.get_status()
        said.error("found an unhandled exception, quitting...", exc_info=fault.value)
    finally:
        said.removeFilter(ours)
    log.expect("the queue was emptied while a job ran")


def test_jobs_wait_until_a_worker_takes_them(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    wake.seal()
    wake.export(1)
    assert wake.waiting() == 2
