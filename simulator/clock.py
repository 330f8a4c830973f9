"""The simulator's plant time: an anchor and a rate over real time. Tokens and signatures never use it."""

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

import aiohttp
from pydantic import AfterValidator, AwareDatetime

FIRST_YEAR, LAST_YEAR, FASTEST = 2000, 2100, 3600
OUT_OF_TIME = f"时间要在 {FIRST_YEAR} 到 {LAST_YEAR} 年，什么也没有改：请改好再发"
TOO_FAST = f"倍数要在 0 到 {FASTEST} 之间，什么也没有改：请改好再发"


def in_time(moment: datetime) -> datetime:
    """The moment itself. Raises ValueError outside the years that a demo can play in."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(OUT_OF_TIME)
    return moment


def _bearable(rate: float) -> float:
    if not 0 <= rate <= FASTEST:
        raise ValueError(TOO_FAST)
    return rate


Moment = Annotated[AwareDatetime, AfterValidator(in_time)]
Rate = Annotated[float, AfterValidator(_bearable)]


class Clock:
    """Plant time that runs `rate` times as fast as real time from its last setting."""

    def __init__(self, now: datetime, rate: float) -> None:
        self._anchor = now
        self._real = time.monotonic()
        self.rate = rate

    def now(self) -> datetime:
        """The plant's time at this moment, with its time zone."""
        return self._anchor + timedelta(seconds=(time.monotonic() - self._real) * self.rate)

    def set(self, now: datetime | None = None, rate: float | None = None) -> None:
        """Move the time, change its speed, or both; what is not given stays."""
        self._anchor = now or self.now()
        self._real = time.monotonic()
        self.rate = self.rate if rate is None else rate


async def take(clock: Clock, http: aiohttp.ClientSession, urls: Iterable[str]) -> None:
    """Go on with the plant time of the first that gives one: a simulator that is started again beside a house that has
    gone on must not be behind it."""
    for url in urls:
        try:
            async with http.get(url, timeout=aiohttp.ClientTimeout(total=2)) as reply:
                found = await reply.json()
            clock.set(in_time(datetime.fromisoformat(found["now"])), _bearable(float(found["rate"])))
        except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, ValueError):
            continue
        return


async def tell(clock: Clock, http: aiohttp.ClientSession, urls: Iterable[str]) -> dict[str, int]:
    """Send the plant time to everybody who follows it; gives the HTTP status per URL, 0 when unreachable."""
    said = {"now": clock.now().isoformat(), "rate": clock.rate}

    async def post(url: str) -> tuple[str, int]:
        try:
            async with http.post(url, json=said, timeout=aiohttp.ClientTimeout(total=5)) as reply:
                return url, reply.status
        except (aiohttp.ClientError, TimeoutError):
            return url, 0

    return dict(await asyncio.gather(*(post(url) for url in urls)))
