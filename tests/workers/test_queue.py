"""The queue only wakes: without it nothing breaks, and one line says so."""

from __future__ import annotations

import pytest
import redis
from plant import Log

from workers.queue import Wake


def test_a_queue_that_is_away_is_said_and_harms_nobody(log: Log) -> None:
    wake = Wake(redis.Redis.from_url("unix:///nowhere.sock"))
    wake.seal()
    assert log.lines == ["the queue can't be reached, the clock asks again: ConnectionError"]
    log.expect("clock asks again")
    with pytest.raises(redis.RedisError):
        wake.waiting()


def test_jobs_wait_until_a_worker_takes_them(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    wake.seal()
    wake.export(1)
    assert wake.waiting() == 2
