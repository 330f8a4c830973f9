"""JS-SDK: tickets, the check behind wx.config and wx.agentConfig, and what a phone gives: its position and its photos.

Source: pages 96909 (tickets, signature) and 98463 (uploadImage).
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web
from pydantic import TypeAdapter, ValidationError

from simulator import posted
from simulator.phones import Json, Phone
from simulator.wecom import media
from simulator.wecom.calls import Call
from simulator.wecom.errors import Refusal, answer
from simulator.wecom.limits import HOUR, Windows
from simulator.world import World

CORP, AGENT = "config", "agentConfig"
LIFE_S = 7200
STALE_MS = 20 * 60 * 1000
SCRIPT, SECOND = Path(__file__).with_name("wx.js"), Path(__file__).with_name("jwxwork.js")


@dataclass
class Tickets:
    """Living tickets of each kind, with the end of their life (monotonic seconds)."""

    living: dict[str, list[tuple[str, float]]] = field(default_factory=lambda: {CORP: [], AGENT: []})

    def current(self, kind: str) -> str:
        """The ticket of that kind; the same until it expires."""
        self.living[kind] = [ticket for ticket in self.living[kind] if ticket[1] > time.monotonic()]
        if not self.living[kind]:
            self.living[kind].append((secrets.token_urlsafe(64), time.monotonic() + LIFE_S))
        return self.living[kind][0][0]


def sign(ticket: str, nonce: str, timestamp: str, url: str) -> str:
    """SHA-1 hex over the four in the fixed order; the url is without its fragment."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url.partition('#')[0]}"
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - the platform's own algorithm


async def corp_ticket(call: Call) -> Json:
    """For wx.config; 400 an hour a corp."""
    return _ticket(call, CORP, call.world.config.wecom.tickets_per_hour_corp)


async def agent_ticket(call: Call) -> Json:
    """`?type=agent_config`, for wx.agentConfig; 100 an hour an app."""
    if call.query.get("type") != "agent_config":
        raise Refusal(40058, "type")
    return _ticket(call, AGENT, call.world.config.wecom.tickets_per_hour_app)


async def script(_request: web.Request) -> web.Response:
    """wx.js, the stand-in of the platform's own script."""
    return web.Response(text=SCRIPT.read_text("utf-8"), content_type="text/javascript", charset="utf-8")


async def second_script(_request: web.Request) -> web.Response:
    """jwxwork.js, which brings wx.agentConfig where the first script has none."""
    return web.Response(text=SECOND.read_text("utf-8"), content_type="text/javascript", charset="utf-8")


async def check(world: World, request: web.Request) -> web.Response:
    """What wx.config and wx.agentConfig post: their parameters, `kind` and the page's `url`."""
    try:
        asked = TypeAdapter(dict[str, object]).validate_json(await request.read())
        _check(world, asked)
    except (Refusal, ValidationError) as wrong:
        refusal = wrong if isinstance(wrong, Refusal) else Refusal(40058)
        world.report("wecom", "wx.config or wx.agentConfig refused", code=refusal.code, why=str(refusal))
        return answer(refusal, request)
    own = world.config.wecom
    return web.json_response({"errcode": 0, "errmsg": "ok", "agentConfig": own.agent_config, "camera": own.camera})


async def near(world: World, request: web.Request) -> web.Response:
    """`{"phone"}` → `{codes: [{name, link}]}`: what a camera would see from where the phone stands."""
    asked = TypeAdapter(dict[str, str]).validate_json(await request.read())
    return web.json_response({"codes": await posted.near(world, _phone(world, asked.get("phone", "")))})


async def location(world: World, request: web.Request) -> web.Response:
    """`{"phone", "type"}`: where the phone is (GCJ-02), an old place, or the platform's failure."""
    asked = TypeAdapter(dict[str, str]).validate_json(await request.read())
    place = _phone(world, asked.get("phone", "")).position
    if place["mode"] not in ("ok", "stale"):
        failures = {"denied": "getLocation:fail auth deny", "off": "getLocation:fail system permission denied"}
        return web.json_response({"errMsg": failures.get(place["mode"], "getLocation:fail")}, status=403)
    if asked.get("type") != "gcj02":
        world.report("wecom", "getLocation without type gcj02: this simulator only knows GCJ-02")
    at = int(time.time() * 1000) - (STALE_MS if place["mode"] == "stale" else 0)
    found = {name: place.get(name) for name in ("latitude", "longitude", "accuracy")}
    return web.json_response(found | {"speed": 0, "timestamp": at, "errMsg": "getLocation:ok"})


async def upload(world: World, request: web.Request) -> web.Response:
    """The photo that wx.uploadImage sends: gives its serverId, a media_id for three days."""
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            try:
                return web.json_response({"serverId": await media.keep_photo(world, part), "errMsg": "uploadImage:ok"})
            except Refusal as refusal:
                return answer(refusal, request)
    return answer(Refusal(44001), request)


def _ticket(call: Call, kind: str, most: int) -> Json:
    if not call.world.part(Windows).take(call.world.clock.now(), {HOUR: most}, "ticket", kind):
        raise Refusal(45009)
    return {"ticket": call.world.part(Tickets).current(kind), "expires_in": LIFE_S}


def _check(world: World, asked: Json) -> None:
    own, kind = world.config.wecom, str(asked.get("kind"))
    if (asked.get("appId") if kind == CORP else asked.get("corpid")) != own.corp_id:
        raise Refusal(40013)
    if kind == AGENT and str(asked.get("agentid")) != str(own.agent_id):
        raise Refusal(40056)
    page = urlsplit(str(asked.get("url")))
    if not {page.hostname, page.netloc} & set(own.trusted_hosts):
        raise Refusal(80001)
    signed = {name for name in (CORP, AGENT) if any(_signs(asked, t) for t, _ in world.part(Tickets).living[name])}
    if kind not in signed:
        raise Refusal(42012 if signed else 40093)


def _signs(asked: Json, ticket: str) -> bool:
    expected = sign(ticket, str(asked.get("nonceStr")), str(asked.get("timestamp")), str(asked.get("url")))
    return hmac.compare_digest(expected, str(asked.get("signature")))


def _phone(world: World, name: str) -> Phone:
    platform, _, account = name.partition(":")
    phone = world.phone(platform, account)
    if phone is None:
        raise web.HTTPNotFound(text="no such phone")
    return phone
