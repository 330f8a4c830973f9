"""What every DingTalk call passes: ordered fault, body, token, 20 a second, the month's quota, the refusal's shape.

The two hosts differ in all of this, so each has its own door; the method behind it gets a plain body.
"""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator import wire
from simulator.dingtalk import errors, token
from simulator.dingtalk.errors import Refusal, refuse, refuse_gateway, refuse_old
from simulator.dingtalk.quota import Quota
from simulator.faults import Fault
from simulator.phones import Json
from simulator.world import World

Method = Callable[[World, web.Request, Json], Awaitable[Json]]
About = Callable[[World, Json], str]

BAN = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "0a1b2c3d"}


def nobody(_world: World, _body: Json) -> str:
    """For calls that are about no person."""
    return ""


@dataclass(frozen=True)
class Door:
    """The calls of one host. `call` is the name in the wire log, `about` finds whom a body concerns (joined by |)."""

    world: World
    old: bool

    def __call__(self, call: str, method: Method, about: About = nobody, *, signed: bool = True) -> wire.Handler:
        """The handler of one method; without `signed` it needs no token."""

        async def handler(request: web.Request) -> web.StreamResponse:
            try:
                body = await _body(request, self.old)
                if signed:
                    self._check_token(request, body)
                self._check_quota(call)
                return web.json_response(await method(self.world, request, body))
            except Refusal as refused:
                return _said(refused)

        async def accounts(request: web.Request) -> str:
            try:
                return about(self.world, await _body(request, self.old))
            except Refusal:
                return ""

        return wire.served(self.world, "dingtalk", call, self._fault, handler, accounts)

    def _check_token(self, request: web.Request, body: Json) -> None:
        if self.old:
            token.check_old(self.world, request, body)
        else:
            token.check(self.world, request)

    def _check_quota(self, call: str) -> None:
        world, quota = self.world, self.world.part(Quota)
        world.counts["dingtalk"].quota = quota.used
        now = world.clock.now()
        if quota.too_fast(call, now, time.monotonic()):
            raise self._throttled()
        if not quota.spend_call(call, world.config.dingtalk.quota_api, now):
            raise refuse_old(90020) if self.old else refuse(errors.PER_MONTH, status=403)

    def _throttled(self) -> Refusal:
        return refuse_old(90018) if self.old else refuse(errors.PER_SECOND, status=403)

    def _fault(self, world: World, _request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.fault == "throttle":
            return _said(self._throttled())
        if fault.fault == "busy":
            return _said(refuse_old(-1) if self.old else refuse(errors.SYSTEM_BUSY, status=500))
        if fault.fault == "token_revoked":
            world.part(token.Token).revoke()
            dead = refuse_gateway("40014", "不合法的access_token")
            return _said(dead if self.old else refuse(errors.TOKEN_DEAD, "不合法的access_token"))
        return _refused_with(fault.code, self.old)


def _refused_with(code: Any, old: bool) -> web.StreamResponse:
    """The refusal that a test ordered by its code; 1111 and "banned" are the two forms of the IP ban."""
    if code in (1111, "1111"):
        return web.json_response(BAN)
    if code == "banned":
        return web.Response(text="<html><body>访问被拦截</body></html>", content_type="text/html")
    if code == "empty":
        return web.Response(content_type="application/json")
    if old:
        gateway, _, sub_code = str(code or 60011).partition("/")
        return _said(refuse_gateway(sub_code, "") if sub_code else refuse_old(int(gateway)))
    name = str(code or "Forbidden.AccessDenied.AccessTokenPermissionDenied")
    status = 403 if name.startswith("Forbidden") else 500 if name.startswith("system") else 400
    return _said(refuse(name, status=status))


def _said(refused: Refusal) -> web.StreamResponse:
    answer = web.json_response(refused.body, status=refused.status)
    answer[wire.CODE] = refused.code
    return answer


async def _body(request: web.Request, old: bool) -> Json:
    """The JSON object of a call, or the form of the old host; raises Refusal when it is neither."""
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    if request.content_type.startswith("multipart/"):
        return {}
    raw = await request.read()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise refuse_old(400002) if old else refuse("InvalidParameter", "body is not a JSON object")
    return body
