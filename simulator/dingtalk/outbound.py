"""How a callback leaves: the ordered fault, the first try, and the later tries in the background.

The waits between tries are the platform's, times `callback_spacing_s / 10`: a spacing of 10 s gives the real ones.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.phones import Json
from simulator.world import World

NOMINAL_SPACING_S = 10
NO_WAITS: tuple[float, ...] = ()
HOLD_S = 1.0
NOBODY = "no stream client is connected"

FAULTS = frozenset(
    {"duplicate", "reorder", "late", "wrong_signature", "wrong_receiver", "drop_connection", "half_open"}
)


@dataclass(frozen=True)
class Reply:
    """What the service said: HTTP status or ack code (0: nothing), and the JSON it answered with."""

    status: int
    body: Any = None
    problem: str = ""


@dataclass(frozen=True)
class Try:
    """One try: the fault that it must carry, and whether it is a later one (`again`), with a `fresh` message id."""

    bend: str = ""
    code: str | None = None
    fresh: bool = False
    again: bool = False


Send = Callable[[Try], Awaitable[Reply]]
Accepts = Callable[[Reply], bool]


@dataclass
class Held:
    """A callback that waits for the next one to overtake it."""

    passed: asyncio.Event | None = None


async def send(world: World, call: str, account: str, once: Send, accepts: Accepts, waits: tuple[float, ...]) -> Reply:
    """The reply to the first try; while none is accepted, `once` is tried again after each of `waits` (s)."""
    fault = world.faults.take("dingtalk", "callback", account, FAULTS)
    kind = fault.fault if fault else ""
    if fault and kind == "late":
        await asyncio.sleep(fault.seconds)
    await _keep_order(world, hold=kind == "reorder")

    async def tried(this: Try) -> Reply:
        return await _logged(world, call, account, once, this)

    if fault and kind == "duplicate":
        world.later(tried(Try(fresh=fault.code == "new_id")))
    reply = await tried(Try(kind, fault.code if fault else None))
    # When nobody is connected, nothing is pushed, so nothing is pushed again; the person has to tap once more.
    if waits and not accepts(reply) and reply.problem != NOBODY:
        world.later(_again(world, tried, accepts, waits))
    return reply


async def post(
    world: World,
    url: str,
    body: Json,
    budget_s: float,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
) -> Reply:
    """POST JSON to the service; a time-out, a broken connection or an answer that is not JSON is a problem."""
    limit = aiohttp.ClientTimeout(total=budget(world, budget_s))
    try:
        async with world.http.post(url, json=body, headers=headers, params=params, timeout=limit) as answer:
            return Reply(answer.status, *_parsed(await answer.text()))
    except TimeoutError:
        return Reply(0, problem="no answer in time")
    except aiohttp.ClientError as broken:
        return Reply(0, problem=type(broken).__name__)


def budget(world: World, seconds: float) -> float:
    """The platform's time for an answer, or the configured time if that is shorter."""
    return min(seconds, world.config.dingtalk.callback_timeout_s)


def scaled(world: World, seconds: float) -> float:
    """A wait of the platform in the simulator's scale."""
    return seconds * world.config.dingtalk.callback_spacing_s / NOMINAL_SPACING_S


def _parsed(text: str) -> tuple[Any, str]:
    try:
        return (json.loads(text) if text else None), ""
    except ValueError:
        return None, "the answer is not JSON"


async def _keep_order(world: World, *, hold: bool) -> None:
    """Lets a held callback go once another one has passed it, or none has come."""
    held = world.part(Held)
    if not hold:
        if held.passed:
            asyncio.get_running_loop().call_later(HOLD_S / 10, held.passed.set)
        return
    held.passed = asyncio.Event()
    with suppress(TimeoutError):
        await asyncio.wait_for(held.passed.wait(), HOLD_S)
    held.passed = None


async def _again(world: World, tried: Send, accepts: Accepts, waits: tuple[float, ...]) -> None:
    for number, wait in enumerate(waits[: world.config.dingtalk.callback_retries]):
        await asyncio.sleep(scaled(world, wait))
        # The last redelivery comes with a new message id, as observed on the live platform.
        if accepts(await tried(Try(fresh=number > 0, again=True))):
            return


async def _logged(world: World, call: str, account: str, once: Send, this: Try) -> Reply:
    began = time.monotonic()
    reply = await once(this)
    warning = "; ".join(filter(None, (f"fault: {this.bend}" if this.bend else "", reply.problem)))
    ms = (time.monotonic() - began) * 1000
    world.record("out", "dingtalk", call, account=account, status=reply.status, ms=ms, warning=warning)
    return reply
