"""Around every call of a platform's API: the ordered fault, the counters and the line in the wire log."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.faults import Fault
from simulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Refusal = Callable[[World, web.Request, Fault], web.StreamResponse]
Accounts = Callable[[web.Request], Awaitable[str]]

ANSWERED = frozenset({"throttle", "refuse", "busy", "token_revoked"})
INCOMING = ANSWERED | {"5xx", "html502", "html504", "timeout_after_effect", "timeout", "reset", "slow"}
HANG_S = 120
WAIT_S = 0.02
# What a handler leaves for the log.
ACCOUNT = web.RequestKey("account", str)
WARNING = web.RequestKey("warning", str)
CODE = web.ResponseKey("code", object)


async def nobody(_request: web.Request) -> str:
    """For calls that are about no person."""
    return ""


def served(
    world: World, platform: str, call: str, refuse: Refusal, handler: Handler, accounts: Accounts = nobody
) -> Handler:
    """The handler of one API call as it is put on the wire.

    `refuse` gives the platform's own answer to the faults in ANSWERED. `accounts` finds whom the call is
    about (several joined by |). For the log a handler may leave `request[ACCOUNT]`, `request[WARNING]`
    and `response[CODE]` (the platform's error code, 0 for none).
    """

    async def on_the_wire(request: web.Request) -> web.StreamResponse:
        began = time.monotonic()
        account = await accounts(request)
        fault = world.faults.take(platform, call, account, INCOMING)
        world.counts[platform].calls[call] += 1
        answer = await _suffer(world, request, fault, refuse, handler)
        world.record(
            "in",
            platform,
            call,
            account=request.get(ACCOUNT, account),
            status=answer.status,
            ms=(time.monotonic() - began) * 1000,
            code=answer.get(CODE, 0),
            warning="; ".join(filter(None, (request.get(WARNING, ""), f"fault: {fault.fault}" if fault else ""))),
        )
        return answer

    return on_the_wire


async def _suffer(
    world: World, request: web.Request, fault: Fault | None, refuse: Refusal, handler: Handler
) -> web.StreamResponse:
    kind = fault.fault if fault else ""
    if fault is not None and kind in ANSWERED:
        return refuse(world, request, fault)
    if kind == "5xx":
        return web.Response(status=503, text="Service Unavailable")
    if kind == "html502":
        return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
    if kind in ("timeout", "reset"):
        return await _cut(request, HANG_S if kind == "timeout" else 0)
    if fault is not None and kind == "slow":
        await asyncio.sleep(fault.seconds)
    answer = await handler(request)
    if kind == "html504":
        # A gateway that has handed the call on and does not wait for its end.
        return web.Response(status=504, text="<html><h1>504 Gateway Time-out</h1></html>", content_type="text/html")
    return await _cut(request, HANG_S) if kind == "timeout_after_effect" else answer


async def _cut(request: web.Request, seconds: float) -> web.StreamResponse:
    """Keep the caller waiting until it gives up, at most `seconds`, then break the connection."""
    end = time.monotonic() + seconds
    while request.transport and not request.transport.is_closing() and time.monotonic() < end:
        await asyncio.sleep(WAIT_S)
    if request.transport:
        request.transport.abort()
    return web.Response(status=499)
