"""The queue only wakes: without it nothing breaks, and one line says so."""

from __future__ import annotations

import pytest
import redis
from plant import Log

from models import redis_line
from workers.queue import Wake


def test_a_queue_that_is_away_is_said_and_harms_nobody(log: Log) -> None:
    wake = Wake(redis_line.client("unix:///nowhere.sock"))
    for _ in range(3):
        wake.seal()
    assert log.lines == ["Redis can't be reached for 0 s (ConnectionError); trying again"]
    log.expect("Redis can't be reached")
    with pytest.raises(redis.RedisError):
        wake.waiting()


def test_jobs_wait_until_a_worker_takes_them(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    wake = Wake(server)
    wake.seal()
    wake.export(1)
    assert wake.waiting() == 2
