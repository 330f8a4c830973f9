"""Which row a lane sends next; and that calls go out evenly."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from bot.channel import Call, OpenGate
from bot.errors import Unavailable
from config.settings import Limits
from models.turns import Due
from workers.hearing import SILENT_AFTER
from workers.lanes import AHEAD, FIFTH, RESERVED, SENDERS, Lane, choose
from workers.pace import Pace

STOP, CARD, OTHER = Due(1, True), Due(2, False), Due(3, False)
SEND = Call("dingtalk", "card/instances/createAndDeliver")
PER_SECOND, TRIES = 20, 3


@pytest.fixture
def pace(redis_url: str) -> Pace:
    server = redis.Redis.from_url(redis_url)
    server.flushdb()
    return Pace(OpenGate(), Limits(dingtalk_api_second=PER_SECOND), server)


def test_the_most_urgent_goes_first_and_every_fifth_is_an_ordinary_one() -> None:
    rows = [STOP, CARD, OTHER]
    assert [choose(rows, count, ordinary=True) for count in range(FIFTH)] == [STOP] * (FIFTH - 1) + [CARD]


def test_where_only_urgent_ones_may_go_an_ordinary_one_waits() -> None:
    assert choose([CARD, OTHER], 0, ordinary=False) is None
    assert choose([STOP, CARD], FIFTH - 1, ordinary=False) == STOP
    assert choose([], 0, ordinary=True) is None


def test_no_second_holds_more_calls_than_the_platform_allows_and_hardly_fewer(pace: Pace) -> None:
    # On a busy machine a thread may note its moment late, so the best of three counts; a wrong pace has no good one.
    shortest, rates = zip(*(went_out(pace) for _ in range(TRIES)), strict=True)
    assert max(shortest) >= 1
    assert max(rates) > PER_SECOND * 0.8


def went_out(pace: Pace) -> tuple[float, float]:
    """The shortest time in which so many calls as are allowed in a second went out, and calls a second."""
    gone: list[float] = []

    def call(_: int) -> None:
        pace.before(SEND)
        gone.append(time.monotonic())

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(call, range(PER_SECOND * 3 // 2)))
    gone.sort()
    spans = [after - before for before, after in zip(gone, gone[PER_SECOND:], strict=False)]
    return min(spans), len(gone) / (gone[-1] - gone[0])


def test_calls_that_wait_hold_their_turns_already_so_that_none_is_lost_between_two(
    pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("workers.pace.time", SimpleNamespace(monotonic=time.monotonic, sleep=waited.append))
    began, calls, apart = time.monotonic(), 30, 1 / PER_SECOND
    for _ in range(calls):
        pace.before(SEND)
    least = (calls - 1) * apart
    assert least <= sum(waited[-2:]) + time.monotonic() - began
    assert max(waited) < least * 1.05


def test_a_platform_counts_as_silent_after_some_calls_and_until_one_is_answered(pace: Pace) -> None:
    for _ in range(SILENT_AFTER):
        assert pace.silent("dingtalk") is None
        pace.after(SEND, Unavailable("没有回应", maybe_done=True))
    assert pace.silent("dingtalk") is not None and pace.silent("wecom") is None
    pace.after(SEND, None)
    assert pace.silent("dingtalk") is None


class Slow(redis.Redis):
    """A Redis that answers, but so slowly that each turn comes too late."""

    def execute_command(self, *given: Any, **named: Any) -> Any:
        time.sleep(0.03)
        return super().execute_command(*given, **named)


def test_an_urgent_call_goes_out_though_a_slow_redis_tells_each_turn_late(pace: Pace, redis_url: str) -> None:
    slow, began = Pace(OpenGate(), Limits(), Slow.from_url(redis_url)), time.monotonic()
    slow.before(replace(SEND, urgent=True))
    assert time.monotonic() - began < 2


class Hanging:
    """A lane over rows in memory, whose calls hang until `over`."""

    def __init__(self, pace: Pace, call: Call = SEND) -> None:
        self._call = call
        self.began: list[int] = []
        self._one_more = threading.Semaphore(0)
        self.over = threading.Event()
        self._pace = pace
        rows = [Due(number, False) for number in range(100)]
        self.lane = Lane(call.platform, lambda: rows, self._hang, pace)

    def _hang(self, delivery: int) -> None:
        self._pace.before(self._call)
        self.began.append(delivery)
        self._one_more.release()
        self.over.wait(20)

    def run_until(self, number: int) -> list[int]:
        """What has begun to go out when so many have, or nothing has moved for half a second."""
        stop = threading.Event()
        running = threading.Thread(target=self.lane.run, args=(stop,))
        running.start()
        while len(self.began) < number and self._one_more.acquire(timeout=0.5):
            """Another one has begun."""
        began = list(self.began)
        stop.set()
        self.over.set()
        running.join()
        return began


def test_where_every_call_hangs_some_senders_are_left_for_what_is_urgent(pace: Pace) -> None:
    held = Hanging(pace).run_until(SENDERS)
    assert len(held) == SENDERS - RESERVED


def test_a_platform_that_allows_more_calls_has_enough_in_the_air_for_them_while_each_takes_its_time(pace: Pace) -> None:
    limits, answered_in, ours = Limits(), 0.1, 0.03
    enough = limits.wecom_api_minute / 60 * 0.95 * (answered_in + ours)
    assert len(Hanging(pace, Call("wecom", "message/send")).run_until(100)) >= enough


def test_a_silent_platform_is_tried_with_one_ordinary_row_at_a_time(pace: Pace) -> None:
    for _ in range(SILENT_AFTER):
        pace.after(SEND, Unavailable("没有回应", maybe_done=True))
    assert len(Hanging(pace).run_until(AHEAD)) == 1
