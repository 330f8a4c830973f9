"""Silent login: the authorize page, its one-time codes, and the person behind a code. Source: pages 91022, 96441,
96442."""

import re
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from aiohttp import web

from simulator.phones import Json
from simulator.wecom import contacts
from simulator.wecom.calls import Call
from simulator.wecom.errors import MEANING, Refusal
from simulator.world import World

STATE = re.compile(r"[A-Za-z0-9]{0,128}")
PRIVATE = "snsapi_privateinfo"
ASK_PHONE = """<!doctype html><meta charset="utf-8"><title>企业微信登录</title><p id="told">正在登录…</p>
<script>
if (window.name.startsWith("wecom:"))
  location.replace(location.pathname + location.search + "&sim_phone=" + encodeURIComponent(window.name));
else document.getElementById("told").textContent = "请在手机墙上的企业微信里打开本页。";
</script>"""


@dataclass
class Code:
    """Who logged in, in which way, and until when the code holds (monotonic seconds)."""

    account: str
    scope: str
    dies: float


@dataclass
class Logins:
    """Unused codes, and the tickets for private details."""

    codes: dict[str, Code] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)


async def authorize(world: World, request: web.Request) -> web.Response:
    """302 with code and state when the phone is known; else a page that asks the browser's window which phone it is."""
    try:
        _check(world, request)
    except Refusal as wrong:
        said = f"<meta charset='utf-8'><p>{wrong.code} {MEANING[wrong.code]}</p>"
        return web.Response(status=400, text=said, content_type="text/html")
    named = request.query.get("sim_phone") or request.headers.get("X-Sim-Phone") or request.cookies.get("sim_phone")
    platform, _, account = unquote(named or "").partition(":")
    if platform != "wecom":
        return web.Response(text=ASK_PHONE, content_type="text/html")
    code, scope = secrets.token_urlsafe(32), request.query.get("scope", "snsapi_base")
    life = world.config.wecom.code_life_s
    world.part(Logins).codes[code] = Code(account, scope, time.monotonic() + life)
    back = urlsplit(request.query["redirect_uri"])
    query = [*parse_qsl(back.query), ("code", code), ("state", request.query.get("state", ""))]
    return web.Response(status=302, headers={"Location": urlunsplit(back._replace(query=urlencode(query)))})


async def user_info(call: Call) -> Json:
    """userid of a member, openid of a stranger; user_ticket with the private scope; 40029 for a dead code."""
    code = _used(call)
    phone = call.world.phone("wecom", code.account)
    if phone is None or not phone.person.active:
        return {"openid": f"o-{code.account}", "external_userid": ""}
    answer: Json = {"userid": phone.person.account}
    if code.scope == PRIVATE and contacts.member(call.world, code.account):
        ticket = secrets.token_urlsafe(48)
        call.world.part(Logins).tickets[ticket] = phone.person.account
        answer |= {"user_ticket": ticket, "expires_in": 1800}
    return answer


async def legacy_user_info(call: Call) -> Json:
    """The old call's capitals."""
    code = _used(call)
    phone = call.world.phone("wecom", code.account)
    if phone is None or not phone.person.active:
        return {"OpenId": f"o-{code.account}", "DeviceId": ""}
    return {"UserId": phone.person.account, "DeviceId": ""}


async def user_detail(call: Call) -> Json:
    """Private details for a user_ticket; the simulator knows only made-up ones."""
    account = call.world.part(Logins).tickets.get(str(call.body.get("user_ticket")))
    if account is None:
        raise Refusal(40058, "user_ticket")
    return {"userid": account, "gender": "0", "avatar": "", "qr_code": "", "mobile": "", "email": "", "biz_mail": ""}


def _check(world: World, request: web.Request) -> None:
    own, query = world.config.wecom, request.query
    back = urlsplit(query.get("redirect_uri", ""))
    if query.get("appid") != own.corp_id:
        raise Refusal(40013)
    if query.get("agentid", str(own.agent_id)) != str(own.agent_id):
        raise Refusal(40056)
    if back.scheme not in ("http", "https") or not {back.hostname, back.netloc} & set(own.trusted_hosts):
        raise Refusal(50001)
    if not STATE.fullmatch(query.get("state", "")):
        raise Refusal(84025)


def _used(call: Call) -> Code:
    code = call.world.part(Logins).codes.pop(call.query.get("code", ""), None)
    if code is None or code.dies <= time.monotonic():
        raise Refusal(40029)
    return code
