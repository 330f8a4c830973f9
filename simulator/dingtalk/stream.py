"""Stream mode: the service opens a WebSocket, pushes come down as frames, acks go up.

Tickets open one connection each; a push goes to one of the clients that subscribed to its topic; `outbound` sends again
what is not acked. Open sockets survive a reset of the simulator.
Source: DingTalk's Stream protocol page (developerpedia docs/learn/stream/protocol).
"""

import asyncio
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

from aiohttp import WSMsgType, web

from simulator.dingtalk.errors import refuse
from simulator.dingtalk.outbound import NOBODY, Reply, Try, budget, scaled
from simulator.phones import Json
from simulator.world import World

CARD_TOPIC = "/v1.0/card/instances/callback"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
EVENT_TOPIC = "*"

TICKET_S = 90
ACK_S = 3.0
PING_EVERY_S = 15.0
QUIET_S = 10
REDELIVER_S = (16.0, 60.0)
COME_BACK_S = 15.0
LOOK_EVERY_S = 0.1
HOT_OPENS = 1

Topic = tuple[str, str]


def new_id() -> str:
    """A message id as the platform makes them."""
    return f"{secrets.token_hex(4)}_{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Frame:
    """One push: SYSTEM, EVENT or CALLBACK, its topic, the data (JSON text on the wire) and event headers."""

    type: str
    topic: str
    data: Any
    headers: dict[str, str] = field(default_factory=dict)
    message_id: str = field(default_factory=new_id)


@dataclass(eq=False)
class Connection:
    """One client's socket."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    topics: frozenset[Topic]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    waiting: dict[str, asyncio.Future[Reply]] = field(default_factory=dict)
    half_open: bool = False
    """the network lost it without a sign: nothing gets through, pings are not answered"""
    draining: bool = False
    """told to disconnect: gets no more pushes"""


@dataclass
class Ticket:
    topics: frozenset[Topic]
    dies_at: float


class Opens:
    """When connections were asked for, of those since the last reset."""

    def __init__(self) -> None:
        self.at: deque[float] = deque(maxlen=100)


class Hub:
    """Tickets and live connections."""

    def __init__(self) -> None:
        self.tickets: dict[str, Ticket] = {}
        self.connections: list[Connection] = []

    def takers(self, topic: Topic) -> list[Connection]:
        """The connections that may get a push of that topic."""
        return [c for c in self.connections if topic in c.topics and not c.draining and not c.socket.closed]

    def is_hot(self, opens: Opens) -> bool:
        """Whether there were more opens in the last second than the live clients explain: a loop without delay."""
        now = time.monotonic()
        recent = sum(now - opened < 1 for opened in opens.at)
        # One client may be between its open and its connect.
        return recent - len(self.connections) - min(len(self.tickets), 1) > HOT_OPENS


_hubs: WeakKeyDictionary[World, Hub] = WeakKeyDictionary()


def hub(world: World) -> Hub:
    """The one hub of a simulator."""
    return _hubs.setdefault(world, Hub())


async def open_connection(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/gateway/connections/open`: by the app's own credentials, no token."""
    here, own = hub(world), world.config.dingtalk
    now = time.monotonic()
    opens = world.part(Opens)
    opens.at.append(now)
    here.tickets = {name: ticket for name, ticket in here.tickets.items() if now < ticket.dies_at}
    if here.is_hot(opens):
        world.report("dingtalk", "hot reconnect: more than one open a second without a live connection")
    if (body.get("clientId"), body.get("clientSecret")) != (own.client_id, own.client_secret):
        raise refuse("authFailed", "鉴权失败", status=401)
    topics = frozenset(
        (str(wanted.get("type")), str(wanted.get("topic"))) for wanted in body.get("subscriptions") or []
    )
    if not topics:
        raise refuse("param.invalid", "subscriptions")
    # `+` and `/` make sure that the client encodes it.
    ticket = f"{secrets.token_urlsafe(12)}+/{secrets.token_urlsafe(4)}=="
    here.tickets[ticket] = Ticket(topics, now + TICKET_S)
    return {"endpoint": f"{world.url.replace('http', 'ws', 1)}/dingtalk/stream/connect", "ticket": ticket}


async def connect(world: World, request: web.Request) -> web.StreamResponse:
    """`GET /dingtalk/stream/connect?ticket=`: one connection per ticket, until either side ends it."""
    here = hub(world)
    ticket = here.tickets.pop(request.query.get("ticket", ""), None)
    if ticket is None or time.monotonic() > ticket.dies_at:
        world.report("dingtalk", "stream connect with a used, old or badly encoded ticket")
        return web.Response(status=401, text="invalid ticket")
    socket = web.WebSocketResponse(autoping=False)
    await socket.prepare(request)
    connection = Connection(socket, request.transport, ticket.topics)
    here.connections.append(connection)
    pinging = asyncio.create_task(_keep_pinging(world, connection))
    try:
        async for received in socket:
            await _receive(world, connection, received.type, received.data)
    finally:
        pinging.cancel()
        here.connections.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_result(Reply(0, problem="connection lost"))
    return socket


async def push(world: World, frame: Frame, this: Try, budget_s: float = ACK_S) -> Reply:
    """One try at one client, chosen at random; its ack, or status 0 when none came within `budget_s`."""
    frame = replace(frame, message_id=new_id()) if this.fresh else frame
    topic = (frame.type, frame.topic)
    takers = hub(world).takers(topic) or (await _awaited(world, topic) if this.again else [])
    if not takers:
        return Reply(0, problem=NOBODY)
    chosen = secrets.choice(takers)
    if this.bend == "drop_connection":
        if chosen.transport:
            chosen.transport.abort()
        return Reply(0, problem="connection lost")
    chosen.half_open = chosen.half_open or this.bend == "half_open"
    return await _exchange(world, chosen, frame, budget_s, binary=False)


async def _awaited(world: World, topic: Topic) -> list[Connection]:
    """The clients, once they are back for a redelivery: its wait is scaled down, the time to reconnect is not."""
    end = time.monotonic() + COME_BACK_S
    while not (takers := hub(world).takers(topic)) and time.monotonic() < end:
        await asyncio.sleep(LOOK_EVERY_S)
    return takers


async def exchange(world: World, connection: Connection, frame: Frame, *, binary: bool = False) -> Reply:
    """One frame to one connection; clients must decode a binary message too."""
    return await _exchange(world, connection, frame, ACK_S, binary=binary)


async def ping(world: World, connection: Connection) -> Reply:
    """SYSTEM ping; the client must echo the data."""
    frame = Frame("SYSTEM", "ping", {"opaque": secrets.token_hex(8)})
    reply = await _exchange(world, connection, frame, ACK_S, binary=False)
    if reply.status != 200 or reply.body != frame.data:
        world.report("dingtalk", "system ping was not echoed", status=reply.status)
    return reply


async def disconnect(world: World, connection: Connection, reason: str) -> None:
    """SYSTEM disconnect, then the server closes after a quiet while."""
    connection.draining = True
    await _put(connection, Frame("SYSTEM", "disconnect", {"reason": reason}), binary=False)
    await asyncio.sleep(scaled(world, QUIET_S))
    await connection.socket.close()


async def _keep_pinging(world: World, connection: Connection) -> None:
    while True:
        await asyncio.sleep(PING_EVERY_S)
        if not connection.half_open:
            await ping(world, connection)


async def _exchange(world: World, connection: Connection, frame: Frame, budget_s: float, *, binary: bool) -> Reply:
    # A duplicate with the same id waits for the same ack; a late ack still counts for the redelivery.
    fresh: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
    waiting = connection.waiting.setdefault(frame.message_id, fresh)
    try:
        await _put(connection, frame, binary=binary)
        return await asyncio.wait_for(asyncio.shield(waiting), budget(world, budget_s))
    except TimeoutError:
        return Reply(0, problem="no ack in time")
    except ConnectionError:
        return Reply(0, problem="connection lost")
    finally:
        if waiting.done():
            connection.waiting.pop(frame.message_id, None)


async def _put(connection: Connection, frame: Frame, *, binary: bool) -> None:
    if connection.half_open:
        return
    headers = {
        "appId": "simulated-app",
        "connectionId": connection.id,
        "contentType": "application/json",
        "messageId": frame.message_id,
        "time": str(int(time.time() * 1000)),
        "topic": frame.topic,
    }
    data = json.dumps(frame.data, ensure_ascii=False)
    envelope = {"specVersion": "1.0", "type": frame.type, "headers": headers | frame.headers, "data": data}
    text = json.dumps(envelope, ensure_ascii=False)
    if binary:
        await connection.socket.send_bytes(text.encode())
    else:
        await connection.socket.send_str(text)


async def _receive(world: World, connection: Connection, kind: WSMsgType, data: Any) -> None:
    if connection.half_open:
        return
    if kind == WSMsgType.PING:
        await connection.socket.pong(data)
    elif kind in (WSMsgType.TEXT, WSMsgType.BINARY):
        _take_ack(world, connection, data)


def _take_ack(world: World, connection: Connection, raw: str | bytes) -> None:
    try:
        ack = json.loads(raw)
        message_id = ack["headers"]["messageId"]
        reply = Reply(int(ack["code"]), json.loads(ack["data"]) if ack.get("data") else None)
    except (ValueError, KeyError, TypeError):
        world.report("dingtalk", "stream ack is not what the protocol says", size=len(raw))
        return
    waiting = connection.waiting.get(message_id)
    if waiting and not waiting.done():
        waiting.set_result(reply)
