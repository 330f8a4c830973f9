"""Control calls that only DingTalk has: its console, its Stream connections and the odd shapes of its callbacks."""

import asyncio
from typing import Any

from aiohttp import web

from simulator.dingtalk import events, people, receipts, robot, stream
from simulator.dingtalk.cards import Cards
from simulator.dingtalk.media import CODE_LIFE_S, Files
from simulator.dingtalk.shapes import CARD_SHAPES, EVENT_ENVELOPE, Shapes
from simulator.dingtalk.stream import Connection, Frame
from simulator.phones import Json, Phone
from simulator.world import World


async def connections(world: World, _request: web.Request) -> web.Response:
    """`GET /control/dingtalk/stream`: the live connections."""
    return web.json_response([_shown(connection) for connection in stream.hub(world).connections])


async def disturb(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/stream` {do, connection?}: to all connections, or to one."""
    body = await request.json()
    do = DISTURBANCES.get(body.get("do"))
    if do is None:
        raise _refused(f"do must be one of {', '.join(DISTURBANCES)}")
    chosen = [c for c in stream.hub(world).connections if body.get("connection") in (None, c.id)]
    return web.json_response([await do(world, connection) for connection in chosen])


async def shape(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/shape` {shape, times?}: the shape of the next callbacks."""
    body = await request.json()
    if body.get("shape") not in (*CARD_SHAPES, EVENT_ENVELOPE):
        raise _refused(f"shape must be one of {', '.join((*CARD_SHAPES, EVENT_ENVELOPE))}")
    world.part(Shapes).ordered.extend([body["shape"]] * int(body.get("times", 1)))
    return web.json_response({"ok": True})


async def template(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/template` {id, published}: what the console's card builder does."""
    body = await request.json()
    world.part(Cards).published[body["id"]] = bool(body["published"])
    return web.json_response({"ok": True})


async def flow_control(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/flow_control` {accounts}: whom the robot may not reach for now."""
    world.part(robot.Robot).flow_controlled = set((await request.json())["accounts"])
    return web.json_response({"ok": True})


async def forward(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/forward` {message, to}: somebody forwards a card; gives the new message's id."""
    body = await request.json()
    phone = people.phone(world, body.get("to"))
    cards = world.part(Cards).by_id.values()
    found = [(card, m) for card in cards for m in card.messages if m.id == body.get("message")]
    if phone is None or not found:
        raise _refused("message must be a card, to an account")
    card, original = found[0]
    shown = original.body | {"cardParamMap": dict(original.body["cardParamMap"]), "private": {}}
    copy = receipts.put(world, phone.person.account, "card", shown, {**original.meta, "forwarded": True})
    card.messages.append(copy)
    return web.json_response({"message": copy.id})


async def push_event(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/event` {type, data}: any event, even an unknown one."""
    body = await request.json()
    return web.json_response(await events.push(world, body["type"], body.get("data") or {}))


async def check_url(world: World, _request: web.Request) -> web.Response:
    """`POST /control/dingtalk/check_url`: save the HTTP address in the console."""
    return web.json_response(await events.check_url(world))


async def send_picture(world: World, request: web.Request) -> web.Response:
    """`POST /control/dingtalk/phones/{account}/picture` (image bytes): a person sends the robot a photo."""
    phone = people.phone(world, request.match_info["account"])
    if phone is None:
        raise _refused("no such phone")
    life = float(request.query.get("life_s", "600"))
    return web.json_response(await picture(world, phone, await request.read(), life))


async def picture(world: World, phone: Phone, content: bytes, life_s: float = CODE_LIFE_S) -> Json:
    code = world.part(Files).offer(content, life_s)
    sent = {"msgtype": "picture", "content": {"downloadCode": code, "pictureDownloadCode": code}}
    return await robot.tell(world, phone, sent)


async def _disconnect(world: World, connection: Connection) -> Json:
    world.later(stream.disconnect(world, connection, "persistent connection is timeout"))
    return _shown(connection)


async def _close(_world: World, connection: Connection) -> Json:
    await connection.socket.close()
    return _shown(connection)


async def _half_open(_world: World, connection: Connection) -> Json:
    connection.half_open = True
    return _shown(connection)


async def _ping(world: World, connection: Connection) -> Json:
    reply = await stream.ping(world, connection)
    return _shown(connection) | {"status": reply.status, "answer": reply.body}


async def _binary(world: World, connection: Connection) -> Json:
    frame = Frame("SYSTEM", "ping", {"opaque": "binary"})
    reply = await stream.exchange(world, connection, frame, binary=True)
    return _shown(connection) | {"status": reply.status, "answer": reply.body}


async def _unknown_topic(world: World, connection: Connection) -> Json:
    world.later(stream.exchange(world, connection, Frame("CALLBACK", "/v1.0/nobody/knows", {})))
    await asyncio.sleep(0)
    return _shown(connection)


DISTURBANCES: dict[Any, Any] = {
    "disconnect": _disconnect,
    "close": _close,
    "half_open": _half_open,
    "ping": _ping,
    "binary": _binary,
    "unknown_topic": _unknown_topic,
}


def _shown(connection: Connection) -> Json:
    topics = sorted(map(list, connection.topics))
    return {"id": connection.id, "topics": topics, "half_open": connection.half_open}


def _refused(why: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=why)
