"""DingTalk (钉钉) as a local server: what the control API presses and which addresses are served."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from aiohttp import web

from simulator.dingtalk import (
    callbacks,
    cards,
    contacts,
    desk,
    events,
    jsapi,
    links,
    login,
    media,
    notices,
    robot,
    stream,
    templates,
    token,
)
from simulator.dingtalk.cards import Cards
from simulator.dingtalk.door import Door
from simulator.dingtalk.errors import refuse_gateway
from simulator.dingtalk.receipts import Receipts
from simulator.dingtalk.robot import Robot
from simulator.phones import Json, Message, Phone
from simulator.world import World

# What a saved world holds of this platform.
KEPT: Mapping[str, type] = {"dingtalk.cards": Cards, "dingtalk.receipts": Receipts, "dingtalk.robot": Robot}


def routes(world: World) -> list[web.RouteDef]:
    """Every address of the platform, both hosts, and the control calls that only it has."""
    return [*_new_host(world), *_old_host(world), *_phone(world), *_control(world), *_unknown()]


async def tap(world: World, phone: Phone, message: Message, button: str, choices: Any, text: str | None) -> Json:
    """Press a button: a link opens, a callback goes to the service, and a button that is not shown is dead."""
    if message.state != "live" or message.dropped is not None:
        return {"dead": True}
    if message.kind != "card":
        return links.press(message, button)
    found = templates.find_button(message.body["cardParamMap"], button, world.config.dingtalk.buttons)
    card = world.part(Cards).by_id.get(message.body["outTrackId"])
    if found and found.get("url"):
        return {"open": found["url"]}
    if found is None or card is None or card.callback_type is None:
        return {"dead": True}
    return await callbacks.press(world, card, message, found, choices, text)


async def say(world: World, phone: Phone, text: str) -> Json:
    """Write to the robot."""
    return await robot.tell(world, phone, {"msgtype": "text", "text": {"content": text}})


async def picture(world: World, phone: Phone, content: bytes) -> Json:
    """Send the robot a picture."""
    return await desk.picture(world, phone, content)


async def menu(world: World, phone: Phone, key: str) -> Json:
    """A quick entry of the robot writes its name to it; the names are those of the app's menu."""
    names = {item.key: item.name for item in world.config.wecom.menu}
    return await say(world, phone, names.get(key, key))


async def directory_event(world: World, phone: Phone, event: str) -> Json:
    """Tell the service of a person's join, leave, modify or dept."""
    return await events.happened(world, phone, event)


def _new_host(world: World) -> list[web.RouteDef]:
    door = Door(world, old=False)
    instances = "/v1.0/card/instances"
    sent = "/v1.0/robot/oToMessages"
    # The recall's address has a small "oto", the others do not.
    recalled = "/v1.0/robot/otoMessages/batchRecall"
    opened = "/v1.0/gateway/connections/open"
    return [
        web.post("/v1.0/oauth2/accessToken", door("oauth2/accessToken", token.get, signed=False)),
        web.post("/v1.0/oauth2/jsapiTickets", door("oauth2/jsapiTickets", jsapi.ticket)),
        web.post(instances, door("card/instances/create", cards.create)),
        web.put(instances, door("card/instances", cards.update, cards.about)),
        web.post(f"{instances}/deliver", door("card/instances/deliver", cards.deliver, cards.about)),
        web.post(
            f"{instances}/createAndDeliver",
            door("card/instances/createAndDeliver", cards.create_and_deliver, cards.about),
        ),
        web.post("/v1.0/card/callbacks/register", door("card/callbacks/register", callbacks.register)),
        web.post(f"{sent}/batchSend", door("robot/oToMessages/batchSend", robot.batch_send, robot.about)),
        web.get(f"{sent}/readStatus", door("robot/oToMessages/readStatus", robot.read_status)),
        web.post(recalled, door("robot/otoMessages/batchRecall", robot.batch_recall)),
        web.post("/v1.0/robot/messageFiles/download", door("robot/messageFiles/download", media.download)),
        web.post(opened, door("gateway/connections/open", stream.open_connection, signed=False)),
    ]


def _old_host(world: World) -> list[web.RouteDef]:
    door = Door(world, old=True)
    conversation = "message/corpconversation"
    failed = "call_back/get_call_back_failed_result"
    posted = [
        ("v2/user/getuserinfo", door("user/getuserinfo", login.who)),
        ("v2/user/get", door("user/get", contacts.user)),
        ("v2/user/list", door("user/list", contacts.users)),
        ("user/listid", door("user/listid", contacts.user_ids)),
        ("v2/department/get", door("department/get", contacts.department)),
        ("v2/department/listsub", door("department/listsub", contacts.subdepartments)),
        ("v2/department/listsubid", door("department/listsubid", contacts.subdepartment_ids)),
        ("v2/department/listparentbyuser", door("department/listparentbyuser", contacts.parents)),
        (f"{conversation}/asyncsend_v2", door(f"{conversation}/asyncsend_v2", notices.send, notices.about)),
        (f"{conversation}/getsendresult", door(f"{conversation}/getsendresult", notices.result)),
        (f"{conversation}/recall", door(f"{conversation}/recall", notices.recall)),
    ]
    return [
        web.get("/gettoken", door("gettoken", token.get_old, signed=False)),
        web.get("/get_jsapi_ticket", door("get_jsapi_ticket", jsapi.ticket_old)),
        web.get(f"/{failed}", door(failed, events.failed)),
        web.post("/media/upload", door("media/upload", media.upload)),
        web.post("/robot/sendBySession", door("robot/sendBySession", robot.send_by_session, signed=False)),
        *(web.post(f"/topapi/{path}", handler) for path, handler in posted),
    ]


def _phone(world: World) -> list[web.RouteDef]:
    """What the phones and Stream clients reach below /dingtalk/."""
    asked = "/dingtalk/jsapi"
    return [
        web.get("/dingtalk/dd.js", jsapi.script),
        web.post(f"{asked}/authcode", partial(jsapi.auth_code, world)),
        web.post(f"{asked}/config", partial(jsapi.config, world)),
        web.post(f"{asked}/location", partial(jsapi.location, world)),
        web.post(f"{asked}/scan", partial(jsapi.scan, world)),
        web.post(f"{asked}/near", partial(jsapi.near, world)),
        web.get("/dingtalk/files/{code}.file", partial(media.sent_file, world)),
        web.get("/dingtalk/media/{media_id}", partial(media.uploaded_file, world)),
        web.get("/dingtalk/stream/connect", partial(stream.connect, world)),
    ]


def _control(world: World) -> list[web.RouteDef]:
    own = "/control/dingtalk"
    return [
        web.get(f"{own}/stream", partial(desk.connections, world)),
        web.post(f"{own}/stream", partial(desk.disturb, world)),
        web.post(f"{own}/shape", partial(desk.shape, world)),
        web.post(f"{own}/template", partial(desk.template, world)),
        web.post(f"{own}/flow_control", partial(desk.flow_control, world)),
        web.post(f"{own}/forward", partial(desk.forward, world)),
        web.post(f"{own}/event", partial(desk.push_event, world)),
        web.post(f"{own}/check_url", partial(desk.check_url, world)),
        web.post(f"{own}/phones/{{account}}/picture", partial(desk.send_picture, world)),
    ]


def _unknown() -> list[web.RouteDef]:
    return [web.route("*", "/v1.0/{path:.*}", _no_uri), web.route("*", "/topapi/{path:.*}", _no_method)]


async def _no_uri(_request: web.Request) -> web.Response:
    return web.json_response({"errcode": 404, "errmsg": "请求的URI地址不存在"})


async def _no_method(request: web.Request) -> web.Response:
    name = "dingtalk.oapi." + request.match_info["path"].replace("/", ".")
    words = f"不合法ApiName，ApiName = {name}"
    body = refuse_gateway("22", words).body | {"errcode": 22, "errmsg": f"Invalid method[submsg={words}]"}
    return web.json_response({key: value for key, value in body.items() if key != "sub_code"})
