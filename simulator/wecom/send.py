"""POST /cgi-bin/message/send: to whom, how often, which body; one message on each receiver's phone.

Source: page 90236; frequency and silent drops: page 90454.
"""

import copy
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.phones import Json, Message, MessageById, Phone
from simulator.wecom import cards, contacts, contents, media
from simulator.wecom.calls import Call
from simulator.wecom.codes import Codes
from simulator.wecom.errors import Refusal
from simulator.wecom.limits import HOUR, MINUTE, Windows
from simulator.world import World

USERS, PARTIES = 1000, 100
DUPLICATE_S, DUPLICATE_MOST_S = 1800, 4 * 3600


@dataclass
class Sending:
    """One accepted call: its messages and when."""

    at: datetime
    messages: list[MessageById]


@dataclass
class Sent:
    """What the app sent: by msgid, the task ids ever used, and the last time of each checked body."""

    sendings: dict[str, Sending] = field(default_factory=dict)
    task_ids: set[str] = field(default_factory=set)
    bodies: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Receivers:
    """Whom a call reaches and whom it does not."""

    phones: dict[str, Phone] = field(default_factory=dict)
    invalid_users: list[str] = field(default_factory=list)
    invalid_parties: list[str] = field(default_factory=list)
    invalid_tags: list[str] = field(default_factory=list)
    unlicensed: list[str] = field(default_factory=list)


async def send(call: Call) -> Json:
    """Check, deliver to each receiver, answer; the invalid… strings name whoever can't be reached."""
    world, body, sent = call.world, call.body, call.world.part(Sent)
    check_agent(world, body)
    receivers = _receivers(world, body)
    kind, shown = _content(call)
    if not receivers.phones:
        raise Refusal(81013)
    msgid, duplicate = secrets.token_urlsafe(48), _is_duplicate(world, body)
    task_id = shown.get("task_id") if kind == "template_card" else None
    if task_id is not None and not duplicate:
        sent.task_ids.add(task_id)
    messages = [_deliver(call, phone, kind, shown, msgid, duplicate) for phone in receivers.phones.values()]
    sent.sendings[msgid] = Sending(world.clock.now(), messages)
    answer = _answer(receivers) | {"msgid": msgid}
    if kind == "template_card" and cards.calls_back(shown):
        answer["response_code"] = world.part(Codes).issue(msgid, world.clock.now())
    return answer


def check_agent(world: World, body: Json) -> None:
    """The body's agentid must be the app of the token: 41011, 40056, 301002."""
    agent = body.get("agentid")
    if agent is None:
        raise Refusal(41011)
    if isinstance(agent, bool) or not isinstance(agent, int | str) or not str(agent).isdigit():
        raise Refusal(40056)
    if int(agent) != world.config.wecom.agent_id:
        raise Refusal(301002)


def card_context(world: World, warnings: list[str], *, is_update: bool = False) -> cards.Context:
    """What cards may refer to now, with the list for their warnings."""
    return cards.Context(
        knows_media=lambda media_id: world.part(media.Store).find(media_id, world.clock.now()) is not None,
        knows_user=lambda user: contacts.member(world, user) is not None,
        is_update=is_update,
        warnings=warnings,
    )


def _content(call: Call) -> tuple[str, Json]:
    kind = call.body.get("msgtype")
    body = call.body.get(kind) if isinstance(kind, str) else None
    if not isinstance(kind, str) or not isinstance(body, dict):
        raise Refusal(40008)
    context = card_context(call.world, call.warnings)
    if kind != "template_card":
        return kind, contents.check(kind, body, context)
    shown = cards.check(body, context)
    if cards.calls_back(shown) and not call.world.config.wecom.callback_url:
        raise Refusal(43012)
    if shown.get("task_id") in call.world.part(Sent).task_ids and not _is_repeat(call.world, call.body):
        raise Refusal(42014, "already used by this app")
    return kind, shown


def _receivers(world: World, body: Json) -> Receivers:
    users, parties, tags = (_list(body.get(name)) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise Refusal(40063, "touser, toparty, totag")
    for names, most, code in ((users, USERS, 40032), (parties, PARTIES, 82002), (tags, PARTIES, 82003)):
        if len(names) > most:
            raise Refusal(code)
    if users == ["@all"]:
        return Receivers(_by_account(contacts.members(world)))
    found = Receivers(invalid_tags=tags)
    for user in users:
        _sort_in(world, user, found)
    for party in parties:
        there = contacts.members(world, party)
        found.phones |= _by_account(there)
        if not there:
            found.invalid_parties.append(party)
    return found


def _sort_in(world: World, user: str, found: Receivers) -> None:
    phone = contacts.member(world, user)
    if phone is None:
        found.invalid_users.append(user.lower())
    elif phone.person.account in world.config.wecom.unlicensed:
        found.unlicensed.append(user.lower())
    else:
        found.phones[phone.person.account] = phone


def _by_account(phones: list[Phone]) -> dict[str, Phone]:
    return {phone.person.account: phone for phone in phones}


def _deliver(call: Call, phone: Phone, kind: str, shown: Json, msgid: str, duplicate: bool) -> Message:
    world, own = call.world, call.world.config.wecom
    dropped = "duplicate within the interval" if duplicate else None
    limits = {MINUTE: own.member_per_minute, HOUR: own.member_per_hour}
    if not duplicate and not world.part(Windows).take(world.clock.now(), limits, "member", phone.person.account):
        dropped = "over the limit of messages to one member"
    if dropped:
        call.warnings.append(f"silently dropped for {phone.person.account}: {dropped}")
    message = Message(
        id=f"w{world.number('wecom message')}",
        platform="wecom",
        account=phone.person.account,
        kind="card" if kind == "template_card" else kind,
        body={"msgtype": kind, kind: copy.deepcopy(shown)},
        sent_at=world.clock.now(),
        meta={"msgid": msgid, "task_id": shown.get("task_id")},
        dropped=dropped,
    )
    world.deliver(message)
    return message


def _is_repeat(world: World, body: Json) -> bool:
    """Whether the duplicate check is on and the same body was accepted within its interval."""
    if body.get("enable_duplicate_check") != 1:
        return False
    interval = body.get("duplicate_check_interval", DUPLICATE_S)
    if not isinstance(interval, int) or not 0 < interval <= DUPLICATE_MOST_S:
        raise Refusal(40058, "duplicate_check_interval")
    last = world.part(Sent).bodies.get(_same(body))
    return last is not None and world.clock.now() - last < timedelta(seconds=interval)


def _is_duplicate(world: World, body: Json) -> bool:
    repeat = _is_repeat(world, body)
    if not repeat and body.get("enable_duplicate_check") == 1:
        world.part(Sent).bodies[_same(body)] = world.clock.now()
    return repeat


def _same(body: Json) -> str:
    return json.dumps(body, sort_keys=True)


def _list(joined: object) -> list[str]:
    return [part for part in str(joined or "").split("|") if part]


def _answer(found: Receivers) -> Json:
    parts = {
        "invaliduser": found.invalid_users,
        "invalidparty": found.invalid_parties,
        "invalidtag": found.invalid_tags,
        "unlicenseduser": found.unlicensed,
    }
    return {name: "|".join(names) for name, names in parts.items() if names}
