"""The control API under /control: for tests, scenarios and the wall. JSON, loopback only, no login."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from aiohttp import web
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from simulator import clock, posted, saved
from simulator.clock import Moment, Rate
from simulator.faults import Fault
from simulator.phones import Json, Message, Phone
from simulator.world import World

Shape = TypeVar("Shape")
_strict = ConfigDict(extra="forbid")


class Platform(Protocol):
    """What a platform's package offers to the control API. KEPT: what it remembers of its messages, by name."""

    KEPT: Mapping[str, type]

    async def tap(
        self, world: World, phone: Phone, message: Message, button: str, choices: Any, text: str | None
    ) -> Json:
        """Press a button of a card. `choices` and `text` are what the person chose and wrote before that."""

    async def say(self, world: World, phone: Phone, text: str) -> Json:
        """Write to the app."""

    async def picture(self, world: World, phone: Phone, content: bytes) -> Json:
        """Send the app a picture."""

    async def menu(self, world: World, phone: Phone, key: str) -> Json:
        """Press an item of the app's menu."""

    async def directory_event(self, world: World, phone: Phone, event: str) -> Json:
        """Tell the service of a person's leave, join, modify or dept; the person has been changed already."""


@dataclass(config=_strict)
class Time:
    now: Moment | None = None
    rate: Rate | None = None
    advance_s: float = 0


@dataclass(config=_strict)
class Tap:
    message: str
    button: str
    choices: Any = None
    text: str | None = None


@dataclass(config=_strict)
class Said:
    text: str


@dataclass(config=_strict)
class Pressed:
    key: str


@dataclass(config=_strict)
class Place:
    mode: str
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


@dataclass(config=_strict)
class Standing:
    active: bool | None = None
    in_scope: bool | None = None


@dataclass(config=_strict)
class Event:
    event: str
    changes: dict[str, str] = field(default_factory=dict)
    # Only the news comes, late: the person stays as they are.
    stale: bool = False


def routes(world: World, platforms: Mapping[str, Platform]) -> list[web.RouteDef]:
    """All control calls; `platforms` carries out what a phone does."""
    phone = "/control/phones/{platform}/{account}"
    desk = _Desk(world, platforms)
    return [
        web.get("/control/health", desk.health),
        web.post("/control/reset", desk.reset),
        web.get("/control/world", desk.world_now),
        web.post("/control/world", desk.go_on),
        web.get("/control/time", desk.time),
        web.post("/control/time", desk.set_time),
        web.get("/control/phones", desk.phones),
        web.get(phone, desk.phone),
        web.post(phone + "/tap", desk.tap),
        web.post(phone + "/say", desk.say),
        web.post(phone + "/picture", desk.picture),
        web.post(phone + "/menu", desk.menu),
        web.post(phone + "/read", desk.read),
        web.post(phone + "/position", desk.position),
        web.post(phone + "/scan", desk.scan),
        web.post(phone + "/person", desk.person),
        web.post(phone + "/event", desk.event),
        web.post("/control/faults", desk.order_fault),
        web.get("/control/faults", desk.faults),
        web.get("/control/log", desk.log),
        web.get("/control/counters", desk.counters),
        web.get("/control/reports", desk.reports),
        web.get("/control/events", desk.events),
    ]


def kept_parts(platforms: Mapping[str, Platform]) -> dict[str, type]:
    """What all platforms remember of their messages, by name."""
    return {name: kind for platform in platforms.values() for name, kind in platform.KEPT.items()}


class _Desk:
    def __init__(self, world: World, platforms: Mapping[str, Platform]) -> None:
        self.world = world
        self.platforms = platforms
        self.parts = kept_parts(platforms)

    async def health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def reset(self, request: web.Request) -> web.Response:
        try:
            self.world.reset(await _shaped(request, dict[str, Any]))
        except ValidationError as wrong:
            raise _refused(str(wrong)) from wrong
        await self._tell_time()
        return web.json_response({"ok": True})

    async def world_now(self, _request: web.Request) -> web.Response:
        """Everything that `go_on` needs, as JSON."""
        return web.json_response(saved.save(self.world, self.parts))

    async def go_on(self, request: web.Request) -> web.Response:
        """Restore phones, messages and plant time as they were saved; the configuration stays."""
        try:
            saved.restore(self.world, self.parts, await _shaped(request, dict[str, Any]))
        except ValueError as wrong:
            raise _refused(str(wrong)) from wrong
        await self._tell_time()
        return web.json_response({"ok": True})

    async def time(self, _request: web.Request) -> web.Response:
        return web.json_response({"now": self.world.clock.now().isoformat(), "rate": self.world.clock.rate})

    async def set_time(self, request: web.Request) -> web.Response:
        wanted = await _shaped(request, Time)
        try:
            now = clock.in_time((wanted.now or self.world.clock.now()) + timedelta(seconds=wanted.advance_s))
        except (ValueError, OverflowError) as wrong:
            raise _refused(clock.OUT_OF_TIME) from wrong
        self.world.clock.set(now, wanted.rate)
        told = await self._tell_time()
        time = {"now": self.world.clock.now().isoformat(), "rate": self.world.clock.rate}
        return web.json_response(time | {"told": told})

    async def _tell_time(self) -> dict[str, int]:
        now = self.world.clock
        self.world.publish({"type": "time", "now": now.now().isoformat(), "rate": now.rate})
        return await clock.tell(now, self.world.http, self.world.config.clock_urls)

    async def phones(self, _request: web.Request) -> web.Response:
        return web.json_response([phone.summary() for phone in self.world.phones.values()])

    async def phone(self, request: web.Request) -> web.Response:
        return web.json_response(self._phone(request).as_json())

    async def tap(self, request: web.Request) -> web.Response:
        phone, tap = self._phone(request), await _shaped(request, Tap)
        message = phone.find(tap.message)
        if message is None:
            raise web.HTTPNotFound(text=_error("这部手机上没有这条消息"), content_type="application/json")
        platform = self.platforms[phone.person.platform]
        done = await platform.tap(self.world, phone, message, tap.button, tap.choices, tap.text)
        return web.json_response(done)

    async def say(self, request: web.Request) -> web.Response:
        phone, said = self._phone(request), await _shaped(request, Said)
        return web.json_response(await self._platform(phone).say(self.world, phone, said.text))

    async def picture(self, request: web.Request) -> web.Response:
        """The body is the picture."""
        phone, content = self._phone(request), await request.read()
        return web.json_response(await self._platform(phone).picture(self.world, phone, content))

    async def menu(self, request: web.Request) -> web.Response:
        phone, pressed = self._phone(request), await _shaped(request, Pressed)
        return web.json_response(await self._platform(phone).menu(self.world, phone, pressed.key))

    async def read(self, request: web.Request) -> web.Response:
        """The person looks at the phone: all its messages count as read."""
        phone, now = self._phone(request), self.world.clock.now()
        for message in phone.shown:
            message.read_at = message.read_at or now
        return web.json_response(self._tell_person(phone))

    async def position(self, request: web.Request) -> web.Response:
        phone, place = self._phone(request), await _shaped(request, Place)
        phone.position = phone.position | {k: v for k, v in asdict(place).items() if v is not None}
        self.world.publish({"type": "position", **_whose(phone), "position": phone.position})
        return web.json_response(phone.position)

    async def scan(self, request: web.Request) -> web.Response:
        """The platform's own 「扫一扫」 before the code that is posted where the phone stands: `{name, open}`."""
        return web.json_response(await posted.opened(self.world, self._phone(request)))

    async def person(self, request: web.Request) -> web.Response:
        phone, standing = self._phone(request), await _shaped(request, Standing)
        for name, value in asdict(standing).items():
            if value is not None:
                setattr(phone.person, name, value)
        return web.json_response(self._tell_person(phone))

    async def event(self, request: web.Request) -> web.Response:
        phone, event = self._phone(request), await _shaped(request, Event)
        if event.event not in ("leave", "join", "modify", "dept"):
            raise _refused("event must be leave, join, modify or dept")
        for name in event.changes.keys() & {"name", "post", "department", "supervisor"}:
            setattr(phone.person, name, event.changes[name])
        if event.event in ("leave", "join") and not event.stale:
            phone.person.active = event.event == "join"
        self._tell_person(phone)
        return web.json_response(await self._platform(phone).directory_event(self.world, phone, event.event))

    async def order_fault(self, request: web.Request) -> web.Response:
        fault = await _shaped(request, Fault)
        self.world.faults.order(fault)
        return web.json_response(asdict(fault))

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(fault) for fault in self.world.faults.open])

    async def log(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        return web.json_response([entry for entry in self.world.log if entry["n"] > since])

    async def counters(self, _request: web.Request) -> web.Response:
        return web.json_response({name: counts.as_json() for name, counts in self.world.counts.items()})

    async def reports(self, _request: web.Request) -> web.Response:
        return web.json_response(self.world.reports)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Every change as server-sent events until the listener goes away."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self.world.subscribers.add(queue)
        try:
            await stream.write(b": hello\n\n")
            while True:
                event = json.dumps(await queue.get(), ensure_ascii=False, default=str)
                await stream.write(f"data: {event}\n\n".encode())
        except ConnectionResetError:
            return stream
        finally:
            self.world.subscribers.discard(queue)

    def _phone(self, request: web.Request) -> Phone:
        found = self.world.phone(request.match_info["platform"], request.match_info["account"])
        if found is None:
            raise web.HTTPNotFound(text=_error("没有这部手机"), content_type="application/json")
        return found

    def _platform(self, phone: Phone) -> Platform:
        return self.platforms[phone.person.platform]

    def _tell_person(self, phone: Phone) -> Json:
        summary = phone.summary()
        self.world.publish({"type": "person", **_whose(phone), **summary})
        return summary


def _whose(phone: Phone) -> Json:
    return {"platform": phone.person.platform, "account": phone.person.account}


async def _shaped(request: web.Request, shape: type[Shape]) -> Shape:
    try:
        return TypeAdapter(shape).validate_json(await request.read() or b"{}")
    except (ValidationError, ValueError) as wrong:
        raise _refused(str(wrong)) from wrong


def _refused(why: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=_error(why), content_type="application/json")


def _error(why: str) -> str:
    return json.dumps({"error": why}, ensure_ascii=False)
