"""What `dd.js` asks on behalf of a page on a phone, and the ticket that signs `dd.config`.

Source: pages jsapi-authentication, create-a-jsapi-ticket, jsapi-get-geographic-location.
"""

import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from simulator import posted
from simulator.dingtalk import crypto, login, people
from simulator.phones import Json, Phone
from simulator.world import World

SCRIPT = Path(__file__).with_name("dd.js")
TICKET_LIFE_S = 7200
TICKET_LONGEST_S = 24 * 3600
STAMP_WINDOW_S = 24 * 3600
STALE_S = 20 * 60
LOCATION_ERRORS = {"denied": (11, "没有定位权限"), "off": (13, "定位失败")}


@dataclass
class Ticket:
    """The app's JSAPI ticket: renewing keeps its value, for 24 hours at most."""

    value: str = ""
    born_at: float = 0.0
    dies_at: float = 0.0

    def renewed(self) -> str:
        """The living ticket with a fresh life, or a new one."""
        now = time.monotonic()
        if now >= min(self.dies_at, self.born_at + TICKET_LONGEST_S):
            self.value, self.born_at = secrets.token_hex(20), now
        self.dies_at = now + TICKET_LIFE_S
        return self.value


async def ticket(world: World, _request: web.Request, _body: Json) -> Json:
    """`POST /v1.0/oauth2/jsapiTickets`."""
    return {"jsapiTicket": world.part(Ticket).renewed(), "expireIn": TICKET_LIFE_S}


async def ticket_old(world: World, _request: web.Request, _body: Json) -> Json:
    """`GET /get_jsapi_ticket`."""
    value = world.part(Ticket).renewed()
    return {"errcode": 0, "errmsg": "ok", "ticket": value, "expires_in": TICKET_LIFE_S}


async def script(_request: web.Request) -> web.StreamResponse:
    """`GET /dingtalk/dd.js`."""
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store"}
    return web.FileResponse(SCRIPT, headers=headers)


async def auth_code(world: World, request: web.Request) -> web.StreamResponse:
    """`dd.requestAuthCode` and its older name: a login code for this corp."""
    body = await request.json()
    phone = _phone(world, request, body)
    if phone is None:
        return _refused(3, "没有登录的用户")
    if body.get("corpId") not in (None, world.config.dingtalk.corp_id):
        return _refused(52010, "无效的corpid")
    if body.get("clientId") not in (None, world.config.dingtalk.client_id):
        return _refused(3, "无效的clientId")
    return web.json_response({"code": login.issue(world, phone.person.account)})


async def config(world: World, request: web.Request) -> web.StreamResponse:
    """`dd.config`: checks the signature of the page's own address."""
    body = await request.json()
    wrong = _wrong_parameter(world, body)
    if wrong is None:
        stamp = str(body["timeStamp"])
        ticket, way = world.part(Ticket).value, world.config.dingtalk.jsapi_hash
        made = crypto.jsapi_signature(ticket, body["nonceStr"], stamp, body["url"], way)
        if not hmac.compare_digest(made, str(body["signature"])):
            wrong = (52013, "签名校验失败")
    if wrong:
        world.report("dingtalk", "dd.config was refused", code=wrong[0])
        return _refused(*wrong)
    return web.json_response({"camera": world.config.dingtalk.camera})


async def location(world: World, request: web.Request) -> web.StreamResponse:
    """`dd.getLocation`: GCJ-02 as text, with the real time, as on a phone; a stale position is 20 minutes old."""
    body = await request.json()
    phone = _phone(world, request, body)
    mode = phone.position.get("mode", "off") if phone else "off"
    if phone is None or mode in LOCATION_ERRORS:
        return _refused(*LOCATION_ERRORS.get(mode, LOCATION_ERRORS["off"]))
    at = time.time() - (STALE_S if mode == "stale" else 0)
    found = {name: str(phone.position.get(name) or "") for name in ("latitude", "longitude", "accuracy")}
    more = {"address": "", "city": "", "timestamp": int(at * 1000)}
    return web.json_response(found | more)


async def near(world: World, request: web.Request) -> web.StreamResponse:
    """`{codes: [{name, link}]}`: what a camera would see from where the phone stands."""
    phone = _phone(world, request, await request.json())
    return web.json_response({"codes": await posted.near(world, phone) if phone else []})


async def scan(world: World, request: web.Request) -> web.StreamResponse:
    """`dd.scan`: the camera reads what the person typed into the page's prompt."""
    return web.json_response({world.config.dingtalk.scan_field: (await request.json()).get("text", "")})


def _wrong_parameter(world: World, body: Json) -> tuple[int, str] | None:
    """The first parameter of `dd.config` that is missing or wrong, as the platform's error."""
    now, stamp = time.time(), str(body.get("timeStamp", ""))
    checks = (
        (52012, "jsapi ticket 无效", bool(world.part(Ticket).value)),
        (52013, "签名校验失败", bool(body.get("signature"))),
        (52014, "无效的url参数", bool(body.get("url"))),
        (52015, "无效的随机字符串参数", isinstance(body.get("nonceStr"), str) and bool(body["nonceStr"])),
        (52016, "无效的时间戳参数", stamp.isdigit() and abs(now - _seconds(stamp)) < STAMP_WINDOW_S),
        (52017, "无效的agentid", str(body.get("agentId")) == str(world.config.dingtalk.agent_id)),
        (52010, "无效的corpid", body.get("corpId") == world.config.dingtalk.corp_id),
        (52019, "无效的jsApiList", isinstance(body.get("jsApiList"), list) and bool(body["jsApiList"])),
    )
    return next(((code, words) for code, words, holds in checks if not holds), None)


def _seconds(stamp: str) -> float:
    """A time-stamp of 13 digits is in milliseconds."""
    return int(stamp) / 1000 if len(stamp) >= 13 else int(stamp)


def _phone(world: World, request: web.Request, body: Json) -> Phone | None:
    named = body.get("phone") or request.headers.get("X-Sim-Phone") or request.cookies.get("sim_phone")
    return people.phone_of_page(world, named)


def _refused(code: int, words: str) -> web.Response:
    return web.json_response({"errorCode": code, "errorMessage": words}, status=400)
