"""The simulator's plant time: an anchor and a rate over real time. Tokens and signatures never use it."""

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

import aiohttp


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
