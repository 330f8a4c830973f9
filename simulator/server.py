"""Puts the simulator together: one event loop, one port, HTTP, WebSocket and server-sent events."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from simulator import clock, control, dingtalk, newcomers, wall, wecom
from simulator.config import Config
from simulator.kept import Keeper
from simulator.wire import Handler
from simulator.world import World

BODY_LIMIT = 25 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "::1", None}
OWN_NAMES = {"127.0.0.1", "::1", "localhost"}
# What the platforms' scripts call from pages of another origin.
SCRIPTS = ("/wecom/", "/dingtalk/")
WORLD = web.AppKey("world", World)
T = TypeVar("T")


def build(config: Config) -> web.Application:
    """The whole simulator as an aiohttp application; its world is `app[WORLD]`."""
    world = World(config)
    app = web.Application(middlewares=[_cors, _only_here], client_max_size=BODY_LIMIT)
    app[WORLD] = world
    platforms: dict[str, control.Platform] = {"wecom": wecom, "dingtalk": dingtalk}
    app.add_routes(control.routes(world, platforms))
    for part in (wecom, dingtalk, wall):
        app.add_routes(part.routes(world))
    app.cleanup_ctx.append(_http)
    if config.kept:
        app.cleanup_ctx.append(_keeping(Keeper(world, control.kept_parts(platforms), config.kept)))
    app.cleanup_ctx.append(_in_time)
    app.cleanup_ctx.append(_newcomers)
    return app


async def start(config: Config) -> web.AppRunner:
    """Serve on loopback; the address is then in the world's `url`. The caller cleans the runner up."""
    app = build(config)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", config.port).start()
    app[WORLD].url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner


class Running:
    """`with Running(config) as sim:` serves in a thread on a free port; `sim.url` is its address."""

    world: World

    def __init__(self, config: Config) -> None:
        self._config = config
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.url = ""

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            runner = await start(self._config)
            self.world = runner.app[WORLD]
            self.url = self.world.url
        finally:
            self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if not self.url:
            raise RuntimeError("the simulator did not start; its thread printed why")
        return self

    def within(self, work: Callable[[World], T]) -> T:
        """Runs `work` in the thread that owns the world, and returns its result."""

        async def done() -> T:
            return work(self.world)

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


async def _http(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        app[WORLD].http = session
        yield


async def _in_time(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]
    await clock.take(world.clock, world.http, world.config.clock_urls)
    yield


async def _newcomers(app: web.Application) -> AsyncIterator[None]:
    meeting = asyncio.create_task(newcomers.meet(app[WORLD]))
    yield
    meeting.cancel()
    await asyncio.gather(meeting, return_exceptions=True)


def _keeping(keeper: Keeper) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(_app: web.Application) -> AsyncIterator[None]:
        keeper.restore()
        writing = asyncio.create_task(keeper.run())
        yield
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    return run


@web.middleware
async def _cors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Pages of the service, on another port, call the scripts' addresses here."""
    if not request.path.startswith(SCRIPTS):
        return await handler(request)
    if request.method == "OPTIONS":
        allow = {"Access-Control-Allow-Methods": "GET, POST, PUT", "Access-Control-Allow-Headers": "*"}
        return web.Response(headers={"Access-Control-Allow-Origin": "*"} | allow)
    try:
        answer = await handler(request)
    except web.HTTPException as refused:
        refused.headers["Access-Control-Allow-Origin"] = "*"
        raise
    if not answer.prepared:
        answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@web.middleware
async def _only_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Control is for this machine, under the names of the demo: a page elsewhere can have a browser here send
    something, or give its own name this machine's address."""
    if request.path.startswith("/control/"):
        names = OWN_NAMES | {_host(url) for url in request.app[WORLD].config.clock_urls}
        named = [f"//{request.host}", *request.headers.getall("Origin", [])]
        if request.remote not in LOOPBACK or any(_host(each) not in names for each in named):
            words = {"error": "这里只对本机和演示自己的网页开：请在手机墙上操作"}
            raise web.HTTPForbidden(text=json.dumps(words, ensure_ascii=False), content_type="application/json")
    return await handler(request)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
