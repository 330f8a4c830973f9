"""The wall of phones: its page, its files, what it must know at the start, and the 演示 button.

Everything else on the wall goes through the control API, as any other client would.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from simulator.phones import Json
from simulator.world import World

HERE = Path(__file__).parent
STORY_S = 20


def routes(world: World) -> list[web.AbstractRouteDef]:
    """`GET /`, its static files, and two calls that only the wall needs."""
    wall = _Wall(world)
    return [
        web.get("/", wall.page),
        web.static("/static", HERE / "static"),
        web.get("/control/wall", wall.setting),
        web.post("/control/story", wall.story),
    ]


class _Wall:
    def __init__(self, world: World) -> None:
        self.world = world

    async def page(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(HERE / "wall.html", headers={"Cache-Control": "no-cache"})

    async def setting(self, _request: web.Request) -> web.Response:
        """What no phone says by itself: the app's menu, where each person works, where phones may stand, whether there
        is a story, and whether codes are posted."""
        config = self.world.config
        return web.json_response(
            {
                "story": bool(config.story_url),
                "posted": bool(config.posted_url),
                "menu": [asdict(item) for item in config.wecom.menu],
                "places": [asdict(place) for place in config.places],
                "sites": {f"{p.platform}:{p.account}": p.position for p in config.people},
            }
        )

    async def story(self, _request: web.Request) -> web.Response:
        """Ask the service to begin the demonstration: `{ok, words}` in plain Chinese, whatever happened."""
        url = self.world.config.story_url
        if not url:
            return web.json_response(_told(False, "没有配置演示。请在模拟器的配置里写上 story_url。"))
        limit = aiohttp.ClientTimeout(total=STORY_S)
        try:
            async with self.world.http.post(url, json={}, timeout=limit) as reply:
                return web.json_response(_how_it_went(reply.status, await _json(reply)))
        except TimeoutError:
            return web.json_response(_told(False, f"服务 {STORY_S} 秒没有回答。看看它是否在忙，再按一次。"))
        except aiohttp.ClientError:
            return web.json_response(_told(False, "连不上服务。先把服务开起来，再按一次。"))


def _how_it_went(status: int, said: Any) -> Json:
    words = said.get("words") if isinstance(said, dict) else None
    if status < 400:
        return _told(True, str(words or "演示开始了，看手机。"))
    return _told(False, str(words or f"服务没有开始演示（回答 {status}）。看看服务的日志，再按一次。"))


async def _json(reply: aiohttp.ClientResponse) -> Any:
    try:
        return await reply.json(content_type=None)
    except ValueError:
        return None


def _told(ok: bool, words: str) -> Json:
    return {"ok": ok, "words": words}
