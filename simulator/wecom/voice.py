"""POST /cgi-bin/pstncc/call and /getstates: a phone that rings, and what came of it. Source: pages 91627, 91628.

What a phone does is set by POST /control/wecom/voice `{"account", "does"}`; without that it is answered.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from simulator.phones import Json
from simulator.wecom.calls import Call
from simulator.wecom.contacts import member
from simulator.wecom.errors import Refusal
from simulator.wecom.limits import Windows
from simulator.world import World

# What a phone does → the platform's reason.
DOES = {"answered": 0, "silent": 12, "refused": 7, "busy": 16, "off": 8, "empty": 9}
OUT_OF_CREDIT = "out_of_credit"
RINGS = timedelta(seconds=20)
OFTEN = {timedelta(minutes=8): 3, timedelta(hours=24): 8}


@dataclass
class Voices:
    """does: by account what its phone does; calls: by their ids whom and when."""

    does: dict[str, str] = field(default_factory=dict)
    calls: dict[str, tuple[str, datetime]] = field(default_factory=dict)


@dataclass
class Rung:
    windows: Windows = field(default_factory=Windows)


async def call(call: Call) -> Json:
    """301051 when there is no credit; per person a callid or a code."""
    world, wanted = call.world, call.body.get("callee_userid")
    if not isinstance(wanted, list) or not wanted:
        raise Refusal(40035, "callee_userid")
    return {"states": [_rung(world, str(account)) for account in wanted]}


def _rung(world: World, account: str) -> Json:
    voices, now = world.part(Voices), world.clock.now()
    if voices.does.get(account) == OUT_OF_CREDIT:
        raise Refusal(301051)
    if member(world, account) is None:
        return {"code": 60111, "callid": "", "userid": account}
    number = f"6-{world.number('call')}-out"
    voices.calls[number] = (account, now)
    if not world.part(Rung).windows.take(now, OFTEN, account):
        voices.does[number] = "often"
    return {"code": 0, "callid": number, "userid": account}


async def states(call: Call) -> Json:
    """Rings for 20 seconds of plant time."""
    voices, now = call.world.part(Voices), call.world.clock.now()
    account, since = voices.calls.get(str(call.body.get("callid")), ("", now))
    if not account or account != call.body.get("callee_userid"):
        raise Refusal(40035, "callid")
    does = voices.does.get(str(call.body["callid"]), voices.does.get(account, "answered"))
    at = {"calltime": int(since.timestamp())}
    if does == "often":
        return at | {"istalked": 0, "talktime": 0, "reason": 13}
    if now - since < RINGS:
        return at | {"istalked": 0, "talktime": 0, "reason": 1}
    return at | {"istalked": int(does == "answered"), "talktime": 12 if does == "answered" else 0, "reason": DOES[does]}


async def plays(world: World, request: web.Request) -> web.Response:
    """The control call."""
    wanted = await request.json()
    account, does = str(wanted.get("account")), str(wanted.get("does"))
    if does not in (*DOES, OUT_OF_CREDIT):
        raise web.HTTPBadRequest(text=f"does: {', '.join((*DOES, OUT_OF_CREDIT))}")
    world.part(Voices).does[account] = does
    return web.json_response({"ok": True})
