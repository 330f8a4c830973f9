"""The robot: messages from the service to people one to one, and what people write to it.

Source: pages robot one-to-one batch send, query read status, batch recall, receive-message.
"""

import json
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from simulator.dingtalk import crypto, outbound, people, receipts, signing, stream
from simulator.dingtalk.errors import refuse, refuse_old
from simulator.dingtalk.outbound import Reply, Try
from simulator.dingtalk.quota import Quota
from simulator.dingtalk.receipts import Receipts
from simulator.dingtalk.stream import Frame
from simulator.phones import Json, Person, Phone
from simulator.world import World

MOST_USERS = 20
PARAM_BYTES = 10 * 1024
STATUS_KEPT = timedelta(hours=24)
ANSWER_S = 3.0
TOPIC = ("CALLBACK", stream.ROBOT_TOPIC)
SIGNATURE = ("timestamp", "sign")
SESSION_LIFE_MS = 90 * 60 * 1000

NEEDED = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleImageMsg": ("photoURL",),
    "sampleLink": ("text", "title", "messageUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    "sampleActionCard6": ("title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"),
    "sampleAudio": ("mediaId", "duration"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
    "sampleVideo": ("duration", "videoMediaId", "videoType", "picMediaId"),
} | {
    f"sampleActionCard{count}": (
        "title",
        "text",
        *(f"{name}{number}" for number in range(1, count + 1) for name in ("actionTitle", "actionURL")),
    )
    for count in range(2, 6)
}
KINDS = {"sampleText": "text", "sampleMarkdown": "markdown", "sampleImageMsg": "image", "sampleLink": "link"}


@dataclass
class Robot:
    """Who is flow-controlled by the platform right now, and the sessions that people wrote in."""

    flow_controlled: set[str] = field(default_factory=set)
    sessions: dict[str, str] = field(default_factory=dict)
    """session id → account"""


def about(_world: World, body: Json) -> str:
    """Whom a batch goes to."""
    users = body.get("userIds")
    return "|".join(str(user) for user in users) if isinstance(users, list) else ""


async def batch_send(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/robot/oToMessages/batchSend`; 200 with names in the lists means: not sent to them."""
    _check_send(world, body)
    found = {user: people.phone(world, user) for user in dict.fromkeys(body["userIds"])}
    invalid = [user for user, phone in found.items() if phone is None or not phone.person.in_scope]
    slowed = [user for user in found if user in world.part(Robot).flow_controlled and user not in invalid]
    shown = {"msgKey": body["msgKey"], "msgParam": body["msgParam"]}
    kind = KINDS.get(body["msgKey"], "action_card" if "ActionCard" in body["msgKey"] else "file")
    reached = [
        phone.person.account for user, phone in found.items() if phone and user not in invalid and user not in slowed
    ]
    messages = [receipts.put(world, account, kind, dict(shown), {}) for account in reached]
    key = world.part(Receipts).keep(messages, world.clock.now())
    for message in messages:
        message.meta["processQueryKey"] = key
    return {"processQueryKey": key, "invalidStaffIdList": invalid, "flowControlledStaffIdList": slowed}


async def read_status(world: World, request: web.Request, _body: Json) -> Json:
    """`GET /v1.0/robot/oToMessages/readStatus?robotCode=&processQueryKey=`, within 24 hours of the send."""
    _check_robot(world, request.query.get("robotCode"))
    receipt = world.part(Receipts).by_key.get(request.query.get("processQueryKey", ""))
    if receipt is None or world.clock.now() - receipt.sent_at > STATUS_KEPT:
        raise refuse("invalidParameter.processQueryKey.invalid")
    read = [_read_line(world, message.account, message.read_at) for message in receipt.messages]
    return {"sendStatus": "SUCCESS", "messageReadInfoList": read}


async def batch_recall(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/robot/otoMessages/batchRecall` {robotCode, processQueryKeys}."""
    _check_robot(world, body.get("robotCode"))
    known, done = world.part(Receipts).by_key, []
    failed: dict[str, str] = {}
    for key in body.get("processQueryKeys") or []:
        if key in known:
            receipts.recall(world, known[key].messages)
            done.append(key)
        else:
            failed[str(key)] = "processQueryKey is invalid"
    return {"successResult": done, "failedResult": failed}


async def send_by_session(world: World, request: web.Request, body: Json) -> Json:
    """`POST /robot/sendBySession?session=`: a short way to answer a person who has written; it needs no token."""
    account = world.part(Robot).sessions.get(request.query.get("session", ""))
    if account is None:
        raise refuse_old(300005, "session 不存在")
    kind = body.get("msgtype")
    if kind not in ("text", "markdown", "link", "actionCard"):
        raise refuse_old(400002)
    receipts.put(world, account, str(kind), body, {})
    return {"errcode": 0, "errmsg": "ok"}


async def tell(world: World, phone: Phone, content: Json) -> Json:
    """Take what a person wrote, or a picture, to the service: over Stream, else to the HTTP address."""
    began = time.monotonic()
    body = _message(world, phone.person, content)
    own, frame = world.config.dingtalk, Frame(*TOPIC, body)
    url = None if stream.hub(world).takers(TOPIC) else own.robot_callback_url

    async def once(this: Try) -> Reply:
        if url is None:
            return await stream.push(world, frame, this)
        signature = signing.headers(world, this, SIGNATURE, own.client_secret, crypto.robot_signature)
        return await outbound.post(world, url, body, ANSWER_S, signature)

    def accepted(reply: Reply) -> bool:
        return reply.status == 200

    # Over HTTP there is no second try, over Stream there are two.
    waits = stream.REDELIVER_S if url is None else outbound.NO_WAITS
    reply = await outbound.send(world, "callback/robot", phone.person.account, once, accepted, waits)
    told: Json = {"status": reply.status, "answer": reply.body, "ms": round((time.monotonic() - began) * 1000, 1)}
    return told if reply.status == 200 else told | {"toast": "机器人暂时没有响应"}


def _check_send(world: World, body: Json) -> None:
    _check_robot(world, body.get("robotCode"))
    users = body.get("userIds")
    if not isinstance(users, list) or not users:
        raise refuse("invalidParameter.userIds.empty")
    if len(users) > MOST_USERS:
        raise refuse("invalidParameter.userIds.overMax")
    needed = NEEDED.get(str(body.get("msgKey")))
    if needed is None:
        raise refuse("invalidParameter.msgKey.invalid")
    text = body.get("msgParam")
    if not isinstance(text, str) or not _holds(text, needed):
        raise refuse("invalidParameter.msgParam.invalid")
    if len(text.encode()) > PARAM_BYTES:
        raise refuse("invalidParameter.msgParam.tooLong")


def _holds(text: str, needed: tuple[str, ...]) -> bool:
    try:
        shown = json.loads(text)
    except ValueError:
        return False
    return isinstance(shown, dict) and all(isinstance(shown.get(name), str) and shown[name] for name in needed)


def _check_robot(world: World, code: Any) -> None:
    if not code:
        raise refuse("invalidParameter.robotCode.empty")
    if code != world.config.dingtalk.robot_code:
        raise refuse("invalidParameter.robotCode.notExsit")


def _read_line(world: World, account: str, read_at: Any) -> Json:
    name = world.phones["dingtalk", account].person.name
    stamp = int(read_at.timestamp() * 1000) if read_at else 0
    status = "READ" if read_at else "UNREAD"
    return {"name": name, "userId": account, "readStatus": status, "readTimestamp": stamp}


def _message(world: World, person: Person, content: Json) -> Json:
    """The body of a robot message; when the month's pushes are used up it comes without its content."""
    own, now = world.config.dingtalk, int(time.time() * 1000)
    session = f"session-{world.number('robot session')}"
    world.part(Robot).sessions[session] = person.account
    body: Json = {
        "conversationId": f"cid-{person.account}",
        "conversationType": "1",
        "msgId": f"msg{world.number('robot message')}{now}",
        "msgtype": content["msgtype"],
        "senderStaffId": person.account,
        "senderId": f"$:LWCP_v1:${person.account}",
        "senderNick": person.name,
        "senderCorpId": own.corp_id,
        "chatbotCorpId": own.corp_id,
        "chatbotUserId": "$:LWCP_v1:$robot",
        "robotCode": own.robot_code,
        "isAdmin": False,
        "isInAtList": False,
        "createAt": now,
        "sessionWebhook": f"{world.url}/robot/sendBySession?session={session}",
        "sessionWebhookExpiredTime": now + SESSION_LIFE_MS,
    }
    if world.part(Quota).spend_push("robot", own.quota_push, world.clock.now()):
        return body | content
    return body | {"errCode": 20001, "errMsg": "本月消息推送额度已用完"}
