"""What a tap on a card does: it sends the callback over HTTP or Stream and applies the answer to the clicker's own
card.

Source: pages event-callback-card and register-card-callback-address.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator.dingtalk import crypto, outbound, people, shapes, signing, stream
from simulator.dingtalk.cards import Card, Variables, changed
from simulator.dingtalk.errors import refuse
from simulator.dingtalk.outbound import Reply, Try
from simulator.dingtalk.quota import Quota
from simulator.dingtalk.stream import Frame
from simulator.phones import Json, Message
from simulator.world import World

ANSWER_S = 2.0
SIGNATURE = ("x-ddpaas-signature-timestamp", "x-ddpaas-signature")
SLOW_TOAST = "操作失败，请稍后重试"
QUOTA_TOAST = "本月消息推送额度已用完"


@dataclass(frozen=True)
class Route:
    """Where the callbacks of one route key go."""

    url: str
    api_secret: str


@dataclass
class Routes:
    """Registered addresses by route key."""

    by_key: dict[str, Route] = field(default_factory=dict)


async def register(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/card/callbacks/register`: one key, one address."""
    if not body:
        raise refuse("param.empty")
    for name in ("callbackRouteKey", "callbackUrl"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise refuse(f"param.{name}Empty")
    routes, key = world.part(Routes).by_key, body["callbackRouteKey"]
    wanted = Route(body["callbackUrl"], body.get("apiSecret") or "")
    if key in routes and routes[key] != wanted and not body.get("forceUpdate"):
        raise refuse("param.callbackRouteKeyExist", status=500)
    routes[key] = wanted
    return {"success": True, "result": {"callbackUrl": wanted.url, "apiSecret": wanted.api_secret}}


async def press(world: World, card: Card, message: Message, button: Json, choices: Any, text: str | None) -> Json:
    """Send the callback of a button and apply its answer; the phone shows a toast when none came in 2 s."""
    began = time.monotonic()
    quota = world.part(Quota)
    if quota.spend_push("card", world.config.dingtalk.quota_push, world.clock.now()):
        reply = await _ask(world, card, message, payload(world, card, message, button, choices, text))
    else:
        reply = Reply(0, problem=QUOTA_TOAST)
    ms = (time.monotonic() - began) * 1000
    answer = _answer_of(card, reply)
    if reply.status == 200 and reply.problem:
        world.report("dingtalk", f"card callback: {reply.problem}", outTrackId=card.out_track_id)
    notice = _apply(world, card, message, answer) if answer is not None else None
    world.answered(message, button["id"], reply.status, ms, notice)
    told: Json = {"status": reply.status, "answer": answer, "ms": round(ms, 1)}
    if reply.status != 200:
        return told | {"toast": reply.problem if reply.problem == QUOTA_TOAST else SLOW_TOAST}
    return told | ({"notice": notice} if notice else {})


def payload(world: World, card: Card, message: Message, button: Json, choices: Any, text: str | None) -> Json:
    """The body of a card callback, the same in both modes."""
    shown = message.body["cardParamMap"]
    own = world.config.dingtalk
    action = "${loop.id}" if (own.buttons, own.loop_sends) == ("loop", "words") else button["id"]
    params = {"ask": shown.get("ask", ""), "rendition": shown.get("rendition", ""), "action": action}
    params |= {name: value for name, value in (("choices", choices), ("text", text)) if value is not None}
    content = {"cardPrivateData": {"actionIds": [action], "params": params}}
    user = people.shown_id(world.phones["dingtalk", message.account].person, card.user_id_type)
    body = {
        "type": "actionCallback",
        "outTrackId": card.out_track_id,
        "corpId": world.config.dingtalk.corp_id,
        "userId": user,
        "userIdType": card.user_id_type,
        "spaceId": user,
        "spaceType": "IM_ROBOT",
        "extension": "{}",
        "content": json.dumps(content, ensure_ascii=False),
    }
    return world.part(shapes.Shapes).bent(body)


async def _ask(world: World, card: Card, message: Message, body: Json) -> Reply:
    """The service's reply within the platform's two seconds; a later reply is lost."""
    if card.callback_type == "HTTP":
        work = outbound.send(
            world, "callback/card", message.account, _by_http(world, card, body), _is_ok, outbound.NO_WAITS
        )
    else:
        work = outbound.send(
            world, "callback/card", message.account, _by_stream(world, body), _is_ok, stream.REDELIVER_S
        )
    card.answering += 1
    try:
        return await asyncio.wait_for(asyncio.shield(world.later(work)), outbound.budget(world, ANSWER_S))
    except TimeoutError:
        world.report("dingtalk", "card callback not answered within 2 s", outTrackId=card.out_track_id)
        return Reply(0, problem="no answer in time")
    finally:
        card.answering -= 1


def _by_http(world: World, card: Card, body: Json) -> outbound.Send:
    async def once(this: Try) -> Reply:
        route = world.part(Routes).by_key.get(card.route_key)
        if route is None:
            return Reply(0, problem="callbackRouteKey is not registered")
        signature = signing.headers(world, this, SIGNATURE, route.api_secret, crypto.card_signature)
        return await outbound.post(world, route.url, body, ANSWER_S, signature if route.api_secret else {})

    return once


def _by_stream(world: World, body: Json) -> outbound.Send:
    frame = Frame("CALLBACK", stream.CARD_TOPIC, body)

    async def once(this: Try) -> Reply:
        return await stream.push(world, frame, this)

    return once


def _is_ok(reply: Reply) -> bool:
    return reply.status == 200


def _answer_of(card: Card, reply: Reply) -> Any:
    """The response inside a reply: the HTTP body, or `response` in a Stream ack."""
    if reply.status != 200:
        return None
    if card.callback_type == "HTTP":
        return reply.body
    return reply.body.get("response") if isinstance(reply.body, dict) else None


def _apply(world: World, card: Card, message: Message, answer: Any) -> str | None:
    """Change only the clicker's own card; gives the private notice in the answer."""
    if not isinstance(answer, dict):
        world.report("dingtalk", "callback answer is not an object", outTrackId=card.out_track_id)
        return None
    options = answer.get("cardUpdateOptions") or {}
    public = _variables(world, card, answer, "cardData")
    private = _variables(world, card, answer, "userPrivateData")
    if public is not None:
        by_key = bool(options.get("updateCardDataByKey"))
        message.body["cardParamMap"] = changed(message.body["cardParamMap"], public, by_key)
    if private is not None:
        by_key = bool(options.get("updatePrivateDataByKey"))
        own = changed(card.private.get(message.account, {}), private, by_key)
        card.private[message.account] = own
        message.body["private"] = dict(own)
    if public is not None or private is not None:
        world.changed(message)
    return (private or {}).get("notice") or None


def _variables(world: World, card: Card, answer: Json, part: str) -> Variables | None:
    """One part of an answer, if it is there and well-formed; a malformed one is reported and ignored."""
    if not answer.get(part):
        return None
    variables = answer[part].get("cardParamMap") if isinstance(answer[part], dict) else None
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        wrong = f"callback answer: {part} must hold cardParamMap with text values"
        world.report("dingtalk", wrong, outTrackId=card.out_track_id)
        return None
    return variables
