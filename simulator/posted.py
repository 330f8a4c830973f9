"""What is posted where a phone stands: the service says which codes are posted at which places, and a phone's camera
sees those that are near."""

from math import hypot
from urllib.parse import urljoin

import aiohttp
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from simulator.phones import Json, Phone
from simulator.world import World

# About 150 metres: as far as one walks to a poster.
NEAR_DEGREES = 0.0015
ASK_S = 10
# What the apps' own browsers call themselves.
BROWSERS = {"wecom": "Mozilla/5.0 MicroMessenger/7.0 wxwork/4.1", "dingtalk": "Mozilla/5.0 AliApp(DingTalk/7.6)"}


@dataclass
class Posted:
    """name: of the place; link: what the QR there holds."""

    name: str
    link: str


async def near(world: World, phone: Phone) -> list[Json]:
    """`[{name, link}]` of the codes near the phone, the nearest first; empty while the service does not answer."""
    away = {place.name: _away(phone.position, place.latitude, place.longitude) for place in world.config.places}
    found = [code for code in await _codes(world) if away.get(code.name, 1.0) <= NEAR_DEGREES]
    return [{"name": code.name, "link": code.link} for code in sorted(found, key=lambda code: away[code.name])]


async def opened(world: World, phone: Phone) -> Json:
    """`{name, open}`: what the app's 「扫一扫」 opens at the nearest code; both empty where none is near."""
    codes = await near(world, phone)
    if not codes:
        return {"name": "", "open": ""}
    headers = {"User-Agent": BROWSERS[phone.person.platform]}
    link = codes[0]["link"]
    try:
        async with world.http.get(link, headers=headers, allow_redirects=False, timeout=_limit()) as reply:
            shown = urljoin(link, reply.headers["Location"]) if reply.status == 302 else link
    except (TimeoutError, aiohttp.ClientError):
        shown = link
    return {"name": codes[0]["name"], "open": shown}


async def _codes(world: World) -> list[Posted]:
    url = world.config.posted_url
    if not url:
        return []
    try:
        async with world.http.post(url, json={}, timeout=_limit()) as reply:
            said = await reply.json(content_type=None)
            return TypeAdapter(list[Posted]).validate_python(said["codes"])
    except (TimeoutError, aiohttp.ClientError, ValidationError, ValueError, KeyError, TypeError):
        return []


def _away(position: Json, latitude: float, longitude: float) -> float:
    """How far, in degrees; far for a phone that stands nowhere."""
    if position.get("latitude") is None or position.get("longitude") is None:
        return 1.0
    return hypot(position["latitude"] - latitude, position["longitude"] - longitude)


def _limit() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=ASK_S)
