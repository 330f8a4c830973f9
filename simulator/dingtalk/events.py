"""Directory events: over Stream if a client has subscribed, else encrypted to the HTTP address, with retries.

Source: pages configure-stream-push, callback-event-message-body-encryption-and-decryption and
obtain-the-event-list-of-failed-push-messages.
"""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator.dingtalk import outbound, people, stream
from simulator.dingtalk.crypto import BadEnvelope, EventCrypto
from simulator.dingtalk.outbound import Reply, Try
from simulator.dingtalk.quota import Quota
from simulator.dingtalk.shapes import Shapes
from simulator.dingtalk.stream import Frame
from simulator.phones import Json, Person, Phone
from simulator.world import World

ANSWER_S = 1.5
RETRY_S = (10.0, 30.0)
TOPIC = ("EVENT", stream.EVENT_TOPIC)
KINDS = {
    "join": "user_add_org",
    "leave": "user_leave_org",
    "modify": "user_modify_org",
    "dept": "org_dept_modify",
}


@dataclass
class Failed:
    """Events that never reached the service, until it asks for them."""

    events: list[Json] = field(default_factory=list)


async def happened(world: World, phone: Phone, event: str) -> Json:
    """Tell the service of one person's join, leave, modify or dept."""
    return await push(world, KINDS[event], _data(world, phone.person, event), phone.person.account)


async def push(world: World, kind: str, data: Json, account: str = "") -> Json:
    """Push one event of any kind; gives `{status, answer}` of the first try."""
    if not world.part(Quota).spend_push(kind, world.config.dingtalk.quota_push, world.clock.now()):
        return {"status": 0, "answer": None, "dropped": "quota"}
    event_id = secrets.token_hex(16)
    if stream.hub(world).takers(TOPIC):
        once, waits = _by_stream(world, kind, data, event_id), stream.REDELIVER_S
    elif world.config.dingtalk.event_callback_url:
        once, waits = _by_http(world, kind, data, event_id), RETRY_S
    else:
        return {"status": 0, "answer": None, "dropped": "nobody subscribed"}
    reply = await outbound.send(world, "callback/event", account, once, _accepted, waits)
    if reply.status and not _accepted(reply):
        world.report("dingtalk", "event was not answered with success", event=kind)
    return {"status": reply.status, "answer": reply.body}


async def check_url(world: World) -> Json:
    """What happens when the address is saved in the console: one encrypted `check_url`."""
    reply = await _by_http(world, "check_url", {}, secrets.token_hex(16))(Try())
    return {"status": reply.status, "answer": reply.body}


async def failed(world: World, _request: web.Request, _body: Json) -> Json:
    """`GET /call_back/get_call_back_failed_result`: reading removes them."""
    found = world.part(Failed)
    listed, found.events = found.events[:200], found.events[200:]
    return {"errcode": 0, "errmsg": "ok", "has_more": bool(found.events), "failed_list": listed}


def _data(world: World, person: Person, event: str) -> Json:
    if event == "dept":
        return {"timeStamp": _stamp(), "deptId": [people.department_id(world, person)]}
    data: Json = {"timeStamp": _stamp(), "userId": [person.account]}
    if event == "modify":
        # Department moves are not in the diff, as on the live platform.
        was = next((o for o in world.config.people if o.account == person.account), person)
        data["diffInfo"] = {
            "prev": {"name": was.name, "managerUserid": was.supervisor or ""},
            "curr": {"name": person.name, "managerUserid": person.supervisor or ""},
            "userid": person.account,
        }
    return data


def _accepted(reply: Reply) -> bool:
    if reply.status != 200:
        return False
    return not isinstance(reply.body, dict) or reply.body.get("status") != "LATER"


def _by_stream(world: World, kind: str, data: Json, event_id: str) -> outbound.Send:
    born = _stamp()
    headers = {
        "eventType": kind,
        "eventId": event_id,
        "eventBornTime": born,
        "eventCorpId": world.config.dingtalk.corp_id,
        "eventUnifiedAppId": "simulated-app",
    }
    envelope = world.part(Shapes).in_envelope()
    shown = headers | {"data": data} if envelope else data
    frame = Frame("EVENT", stream.EVENT_TOPIC, shown, {} if envelope else headers)

    async def once(this: Try) -> Reply:
        return await stream.push(world, frame, this)

    return once


def _by_http(world: World, kind: str, data: Json, event_id: str) -> outbound.Send:
    own, tries = world.config.dingtalk, 0
    common = {"EventType": kind, "EventTime": int(_stamp()), "CorpId": own.corp_id, "eventId": event_id}
    text = json.dumps(common | {"BizId": event_id} | data if data else {"EventType": kind}, ensure_ascii=False)

    async def once(this: Try) -> Reply:
        nonlocal tries
        tries += 1
        receiver = "dingsomebodyelse" if this.bend == "wrong_receiver" else own.client_id
        reply = await _post(world, EventCrypto(own.token, own.aes_key, receiver), text, this)
        if tries > min(len(RETRY_S), own.callback_retries) and not _accepted(reply):
            entry = {"event_time": common["EventTime"], "call_back_tag": kind, "corpid": own.corp_id}
            world.part(Failed).events.append(entry | {"userid": data.get("userId", [])})
        return reply

    return once


async def _post(world: World, crypto: EventCrypto, text: str, this: Try) -> Reply:
    """One try over HTTP; its reply holds the decrypted answer, and status 0 when that is not `success`."""
    own = world.config.dingtalk
    sealed = crypto.seal(text, _stamp(), secrets.token_hex(4))
    signature = "0" * 40 if this.bend == "wrong_signature" else sealed["msg_signature"]
    params = {
        "signature": signature,
        "msg_signature": signature,
        "timestamp": sealed["timeStamp"],
        "nonce": sealed["nonce"],
    }
    url, body = own.event_callback_url or "", {"encrypt": sealed["encrypt"]}
    reply = await outbound.post(world, url, body, ANSWER_S, {}, params)
    if reply.status != 200:
        return reply
    said = _opened(EventCrypto(own.token, own.aes_key, own.client_id), reply.body)
    return Reply(200 if said == "success" else 0, said, "" if said == "success" else "the answer is not success")


def _opened(crypto: EventCrypto, answer: Any) -> str | None:
    try:
        parts = (answer["msg_signature"], str(answer["timeStamp"]), answer["nonce"], answer["encrypt"])
        return crypto.open(*parts)
    except (BadEnvelope, KeyError, TypeError, AttributeError):
        return None


def _stamp() -> str:
    return str(int(time.time() * 1000))
