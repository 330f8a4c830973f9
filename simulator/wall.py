"""The wall of phones: its page, its files, what it must know at the start, and the 演示 button.

Everything else on the wall goes through the control API, as any other client would.
"""

import json
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
    """`GET /`, its static files, and three calls that only the wall needs."""
    wall = _Wall(world)
    return [
        web.get("/", wall.page),
        web.static("/static", HERE / "static"),
        web.get("/control/wall", wall.setting),
        web.post("/control/story", wall.story),
        web.post("/control/afresh", wall.afresh),
        web.post("/control/told", wall.told),
    ]


class _Wall:
    def __init__(self, world: World) -> None:
        self.world = world

    async def page(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(HERE / "wall.html", headers={"Cache-Control": "no-cache"})

    async def setting(self, _request: web.Request) -> web.Response:
        """What no phone says by itself: the app's menu, where each person works, where phones may stand, whether there
        is a story and what was last said of it, whether all can begin again, whether codes are posted, and where the
        safety office looks."""
        config = self.world.config
        return web.json_response(
            {
                "story": bool(config.story_url),
                "said": self.world.said,
                "afresh": bool(config.afresh_url),
                "posted": bool(config.posted_url),
                "console": config.console_url,
                "menu": [asdict(item) for item in config.wecom.menu],
                "places": [asdict(place) for place in config.places],
                "sites": {f"{p.platform}:{p.account}": p.position for p in config.people},
            }
        )

    async def story(self, _request: web.Request) -> web.Response:
        """Ask the service to begin the demonstration: `{ok, words}` in plain Chinese, whatever happened."""
        told = await self._asked(self.world.config.story_url, "没有配置演示。请在模拟器的配置里写上 story_url。")
        self.world.said = told["words"] if told["ok"] else self.world.said
        return web.json_response(told)

    async def afresh(self, _request: web.Request) -> web.Response:
        """Ask the service to begin the whole demo again: `{ok, words}` as well."""
        return web.json_response(
            await self._asked(self.world.config.afresh_url, "这里不能重新开始。请停下来，再开一次。")
        )

    async def _asked(self, url: str | None, without: str) -> Json:
        if not url:
            return _told(False, without)
        limit = aiohttp.ClientTimeout(total=STORY_S)
        try:
            async with self.world.http.post(url, json={}, timeout=limit) as reply:
                return _how_it_went(reply.status, await _json(reply))
        except TimeoutError:
            return _told(False, f"服务 {STORY_S} 秒没有回答。看看它是否在忙，再按一次。")
        except aiohttp.ClientError:
            return _told(False, "连不上服务。先把服务开起来，再按一次。")

    async def told(self, request: web.Request) -> web.Response:
        """Shows `{words}` on the wall: whoever plays a story says so what comes next."""
        said = await _json(request)
        words = said.get("words") if isinstance(said, dict) else None
        if not isinstance(words, str) or not words.strip():
            return web.json_response({"error": "words: a text is wanted"}, status=400)
        self.world.said = words[:200]
        self.world.publish({"type": "told", "words": words[:200]})
        return web.json_response({"ok": True})


def _how_it_went(status: int, said: Any) -> Json:
    words = said.get("words") if isinstance(said, dict) else None
    if status < 400:
        return _told(True, str(words or "演示开始了，看手机。"))
    todo = said.get("todo") if isinstance(said, dict) else None
    return _told(
        False, f"{words}{todo or ''}" if words else f"服务没有开始（回答 {status}）。看看服务的日志，再按一次。"
    )


async def _json(reply: aiohttp.ClientResponse | web.Request) -> Any:
    try:
        return json.loads(await reply.text())
    except ValueError:
        return None


def _told(ok: bool, words: str) -> Json:
    return {"ok": ok, "words": words}
