"""The access token of the app, one for both hosts.

Asking again within its life gives the same token and renews it. Its life is real time, never plant time.
Source: pages obtain-the-access_token-of-an-internal-app and gettoken.
"""

import secrets
import time
from dataclasses import dataclass

from aiohttp import web

from simulator.dingtalk.errors import TOKEN_DEAD, refuse, refuse_gateway, refuse_old
from simulator.phones import Json
from simulator.world import World

LIFE_S = 7200


@dataclass
class Token:
    """The one token that is alive, if any."""

    value: str = ""
    dies_at: float = 0.0

    def renewed(self) -> str:
        """The living token with a fresh life, or a new one."""
        if time.monotonic() >= self.dies_at:
            self.value = secrets.token_hex(16)
        self.dies_at = time.monotonic() + LIFE_S
        return self.value

    def revoke(self) -> None:
        """End its life at once."""
        self.dies_at = 0.0

    def fits(self, shown: str) -> bool:
        """Whether `shown` is the living token."""
        return time.monotonic() < self.dies_at and secrets.compare_digest(shown.encode(), self.value.encode())


async def get(world: World, request: web.Request, body: Json) -> Json:
    """`POST /v1.0/oauth2/accessToken` {appKey, appSecret}."""
    if not _is_ours(world, body.get("appKey"), body.get("appSecret")):
        raise refuse("invalidClientIdOrSecret", "无效的clientId或者clientSecret")
    return {"accessToken": _issue(world), "expireIn": LIFE_S}


async def get_old(world: World, request: web.Request, body: Json) -> Json:
    """`GET /gettoken?appkey=&appsecret=`: from the query only."""
    if not _is_ours(world, request.query.get("appkey"), request.query.get("appsecret")):
        raise refuse_old(40035 if "appkey" not in request.query else 40096)
    return {"errcode": 0, "access_token": _issue(world), "errmsg": "ok", "expires_in": LIFE_S}


def check(world: World, request: web.Request) -> None:
    """The new host's token, in its header alone; raises Refusal."""
    shown = request.headers.get("x-acs-dingtalk-access-token", "")
    if not shown:
        raise refuse("AuthenticationFailed.MissingParameter", "缺少参数：x-acs-dingtalk-access-token")
    if not world.part(Token).fits(shown):
        raise refuse(TOKEN_DEAD, "不合法的access_token")


def check_old(world: World, request: web.Request, body: Json) -> None:
    """The old host's token, in the query or a form; raises Refusal."""
    shown = request.query.get("access_token") or body.get("access_token") or ""
    if not isinstance(shown, str) or not shown:
        raise refuse_gateway("40000", "access_token is blank")
    if not world.part(Token).fits(shown):
        raise refuse_gateway("40014", "不合法的access_token")


def _is_ours(world: World, key: object, secret: object) -> bool:
    own = world.config.dingtalk
    return (key, secret) == (own.client_id, own.client_secret)


def _issue(world: World) -> str:
    world.counts["dingtalk"].tokens += 1
    return world.part(Token).renewed()
