"""What every call of /cgi-bin shares: method, source address, frequency, token, JSON, and refusals as answers."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator import wire
from simulator.faults import Fault
from simulator.phones import Json
from simulator.wecom import errors, token
from simulator.wecom.errors import Refusal
from simulator.wecom.limits import MINUTE, Windows
from simulator.world import World

WRONG_JSON = "Warning: wrong json format. "


@dataclass
class Call:
    """One accepted call: whose token it carries, what it says, and what the log should warn of."""

    world: World
    request: web.Request
    holder: str
    body: Json
    warnings: list[str] = field(default_factory=list)

    @property
    def query(self) -> Json:
        """The query parameters, first of each name."""
        return dict(self.request.query)


Method = Callable[[Call], Awaitable[Json | web.StreamResponse]]


def api(world: World, name: str, method: Method, *, verb: str = "POST", holders: str = token.APP) -> web.RouteDef:
    """The route of one call. `holders`: whose tokens may use it ("app", "contact", both, or "" without a token)."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            call = await _accepted(world, request, name, verb, holders)
            said = await method(call)
        except Refusal as refusal:
            return errors.answer(refusal, request)
        except json.JSONDecodeError:
            return errors.answer(Refusal(40063), request, WRONG_JSON)
        request[wire.WARNING] = "; ".join(dict.fromkeys(call.warnings))
        if isinstance(said, web.StreamResponse):
            return said
        return web.json_response({"errcode": 0, "errmsg": "ok"} | said)

    return web.route("*", f"/cgi-bin/{name}", wire.served(world, "wecom", name, suffer, answer, about))


def suffer(world: World, request: web.Request, fault: Fault) -> web.Response:
    """The platform's answer to an ordered fault; revoking a token revokes all of them."""
    if fault.fault == "token_revoked":
        world.part(token.Tokens).revoke()
    codes = {"throttle": 45009, "busy": -1, "token_revoked": 40014, "refuse": fault.code or 40058}
    return errors.answer(Refusal(int(codes[fault.fault])), request)


async def about(request: web.Request) -> str:
    """Whom a call is about, for faults and the log: touser or userids of the body, userid of the query."""
    if request.content_type.startswith("multipart/") or not request.can_read_body:
        return request.query.get("userid", "")
    try:
        body = json.loads(await request.read())
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    people: Any = body.get("touser") or body.get("userids") or ""
    return "|".join(map(str, people)) if isinstance(people, list) else str(people)


async def unknown(request: web.Request) -> web.Response:
    """Any other address below /cgi-bin."""
    return errors.answer(Refusal(40066), request)


async def _accepted(world: World, request: web.Request, name: str, verb: str, holders: str) -> Call:
    own, holder = world.config.wecom, ""
    if request.method != verb:
        raise Refusal(40035, f"use {verb}")
    if holders:
        holder = token.holder(world, request.query.get("access_token"))
        if own.allowed_ips and request.remote not in own.allowed_ips:
            raise Refusal(60020)
        if holder not in holders.split():
            raise Refusal(48002)
    if not world.part(Windows).take(world.clock.now(), {MINUTE: own.api_per_minute}, "api", name):
        raise Refusal(45009)
    call = Call(world, request, holder, {})
    if verb == "POST" and not request.content_type.startswith("multipart/"):
        call.body = _object(await request.read(), call)
    return call


def _object(raw: bytes, call: Call) -> Json:
    try:
        body = json.loads(raw)
    except UnicodeDecodeError as wrong:
        raise json.JSONDecodeError("not UTF-8", "", 0) from wrong
    if not isinstance(body, dict):
        raise json.JSONDecodeError("not an object", "", 0)
    if rb"\u" in raw:
        call.warnings.append(r"characters escaped as \uXXXX; send real UTF-8")
    return body
