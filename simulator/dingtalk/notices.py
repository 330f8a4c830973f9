"""Work notices (工作通知): over any limit, the call still succeeds but the person gets nothing.

Source: pages asynchronous-sending-of-enterprise-session-messages and gets-the-result-of-sending-messages.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from simulator.dingtalk import people, receipts
from simulator.dingtalk.errors import refuse_old, request_id
from simulator.phones import Json, Message
from simulator.world import World

MOST_USERS = 100
MOST_DEPARTMENTS = 20
MESSAGE_BYTES = 2048
DAILY = 500
PER_MINUTE = 5000
KINDS = ("text", "image", "voice", "file", "link", "oa", "markdown", "action_card")
DAILY_CAP, REPEATED, MINUTE_CAP = "143105", "143106", "143103"


@dataclass
class Task:
    """One send: its messages, and whom it did not reach and why (code by account)."""

    messages: list[Message]
    invalid: list[str]
    forbidden: dict[str, str]


@dataclass
class Notices:
    """All sends, and what each person was sent (day → contents) for the silent limits."""

    tasks: dict[int, Task] = field(default_factory=dict)
    sent: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    last_minute: list[datetime] = field(default_factory=list)


def about(_world: World, body: Json) -> str:
    """Whom a notice goes to."""
    return str(body.get("userid_list") or "").replace(",", "|")


async def send(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/message/corpconversation/asyncsend_v2`."""
    _check_agent(world, body)
    content = _content(body)
    accounts, invalid = _receivers(world, body)
    task = Task([], invalid, {})
    for account in accounts:
        forbidden = _forbidden(world, account, content)
        message = receipts.put(world, account, "notice", dict(content), {}, forbidden)
        task.messages.append(message)
        if forbidden:
            task.forbidden[account] = forbidden
    number = 256_000_000_000 + world.number("work notice")
    world.part(Notices).tasks[number] = task
    for message in task.messages:
        message.meta["task_id"] = number
    return {"errcode": 0, "task_id": number, "request_id": request_id()}


async def result(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/message/corpconversation/getsendresult` {agent_id, task_id}."""
    task = _task(world, body, "task_id")
    shown = [message for message in task.messages if message.dropped is None]
    sent: Json = {
        "invalid_user_id_list": task.invalid,
        "forbidden_user_id_list": list(task.forbidden),
        "failed_user_id_list": [],
        "read_user_id_list": [message.account for message in shown if message.read_at],
        "unread_user_id_list": [message.account for message in shown if not message.read_at],
        "invalid_dept_id_list": [],
        "forbidden_list": [
            {"code": code, "count": _count(world, account), "userid": account}
            for account, code in task.forbidden.items()
        ],
    }
    return {"errcode": 0, "send_result": sent, "request_id": request_id()}


async def recall(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/message/corpconversation/recall` {agent_id, msg_task_id}."""
    receipts.recall(world, _task(world, body, "msg_task_id").messages)
    return {"errcode": 0, "errmsg": "ok", "request_id": request_id()}


def _check_agent(world: World, body: Json) -> None:
    if str(body.get("agent_id")) != str(world.config.dingtalk.agent_id):
        raise refuse_old(400002, "agent_id不合法")


def _task(world: World, body: Json, name: str) -> Task:
    _check_agent(world, body)
    task = world.part(Notices).tasks.get(int(body.get(name) or 0))
    if task is None:
        raise refuse_old(400002, f"{name}不合法")
    return task


def _content(body: Json) -> Json:
    """The message, as an object or as JSON text of a form; raises Refusal."""
    content: Any = body.get("msg")
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            content = None
    if not isinstance(content, dict) or content.get("msgtype") not in KINDS:
        raise refuse_old(400002, "msg不合法")
    if not isinstance(content.get(content["msgtype"]), dict):
        raise refuse_old(400002, f"msg缺少{content['msgtype']}")
    if len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) > MESSAGE_BYTES:
        raise refuse_old(400002, "msg超过2048字节")
    return content


def _receivers(world: World, body: Json) -> tuple[list[str], list[str]]:
    """The accounts that a notice goes to, and the named ones that do not exist or are out of scope."""
    if str(body.get("to_all_user")).lower() == "true":
        return [person.account for person in people.everybody(world) if person.in_scope], []
    named = [name for name in str(body.get("userid_list") or "").split(",") if name]
    groups = [int(number) for number in str(body.get("dept_id_list") or "").split(",") if number]
    if not named and not groups:
        raise refuse_old(400002, "接收人为空")
    if len(named) > MOST_USERS or len(groups) > MOST_DEPARTMENTS:
        raise refuse_old(400002, "接收人超过上限")
    found = {name: people.phone(world, name) for name in named}
    invalid = [name for name, phone in found.items() if phone is None or not phone.person.in_scope]
    accounts = [phone.person.account for name, phone in found.items() if phone and name not in invalid]
    below = [*people.departments(world), people.ROOT] if people.ROOT in groups else groups
    accounts += [person.account for person in people.members(world, below)]
    return list(dict.fromkeys(accounts)), invalid


def _forbidden(world: World, account: str, content: Json) -> str | None:
    """The code of the silent limit that this notice has reached; without one, the notice is counted."""
    notices, now = world.part(Notices), world.clock.now()
    notices.last_minute = [at for at in notices.last_minute if abs(now - at) < timedelta(minutes=1)]
    today = notices.sent[account, f"{now:%Y-%m-%d}"]
    text = json.dumps(content, sort_keys=True)
    if len(notices.last_minute) >= PER_MINUTE:
        return MINUTE_CAP
    if len(today) >= DAILY:
        return DAILY_CAP
    if text in today:
        return REPEATED
    today.append(text)
    notices.last_minute.append(now)
    return None


def _count(world: World, account: str) -> int:
    return len(world.part(Notices).sent[account, f"{world.clock.now():%Y-%m-%d}"])
