"""The queue only wakes: without it nothing breaks, and one line says so."""

from __future__ import annotations

import pytest
import redis
from plant import Log

from workers.queue import BATCH, Wake


def test_a_queue_that_is_away_is_said_once_a_turn_and_harms_nobody(log: Log) -> None:
    wake = Wake(redis.Redis.from_url("unix:///nowhere.sock"))
    wake.deliver([1, 2, 3])
    assert log.lines == ["the queue can't be reached, the sweep will find it: ConnectionError"]
    log.expect("sweep will find it")
    with pytest.raises(redis.RedisError):
        wake.waiting()


def test_jobs_wait_until_a_worker_takes_them(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    wake.deliver([1, 2])
    wake.sweep()
    assert wake.waiting() == 3


def test_what_waits_is_not_put_again_before_the_queue_has_run_low(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    for _ in range(3):
        wake.deliver(list(range(200)))
    assert wake.waiting() == BATCH


def test_sweeps_wished_for_at_once_are_one(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    wake.sweep()
    wake.sweep()
    assert wake.waiting() == 1
