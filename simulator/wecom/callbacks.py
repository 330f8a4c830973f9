"""Sealed events to the service: 5 s time-out, up to three retries, and ordered faults. Source: pages 90238, 90930."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

import aiohttp

from simulator.faults import Fault
from simulator.phones import Json
from simulator.wecom import envelope
from simulator.wecom.crypto import Crypto
from simulator.world import World

OUTGOING = frozenset({"duplicate", "reorder", "late", "wrong_signature", "wrong_receiver"})


@dataclass(frozen=True)
class Door:
    """Where callbacks of one kind go, and how they are sealed; the contact-sync door has no agent."""

    url: str
    crypto: Crypto
    agent_id: int | None


@dataclass
class Outcome:
    """The last answer of the service: HTTP status (0: none), body, and the time of all attempts."""

    status: int = 0
    answer: str = ""
    ms: float = 0
    held: bool = False


@dataclass(frozen=True)
class Event:
    """One sealed event on its way."""

    door: Door
    plain: str
    name: str
    account: str


@dataclass
class Held:
    """Events that wait until a later one has overtaken them."""

    events: list[Event] = field(default_factory=list)


def app_door(world: World) -> Door | None:
    """The app's callback, if it has one."""
    own = world.config.wecom
    if own.callback_url is None:
        return None
    return Door(own.callback_url, Crypto(own.token, own.aes_key, own.corp_id), own.agent_id)


def contact_door(world: World) -> Door | None:
    """The contact-sync callback, if there is one."""
    own = world.config.wecom
    if own.contact_callback_url is None:
        return None
    return Door(own.contact_callback_url, Crypto(own.contact_token, own.contact_aes_key, own.corp_id), None)


async def post(world: World, door: Door, fields: Json, account: str) -> Outcome:
    """Send one event with the platform's common fields added; retries keep CreateTime, not nonce or ciphertext."""
    common: Json = {"ToUserName": world.config.wecom.corp_id, "FromUserName": account, "CreateTime": world.unix()}
    if door.agent_id is not None:
        fields = fields | {"AgentID": door.agent_id}
    name = f"callback/{fields.get('Event', fields['MsgType'])}"
    event = Event(door, envelope.written(common | fields), name, account)
    held = world.part(Held)
    fault = world.faults.take("wecom", "callback", account, OUTGOING)
    if fault and fault.fault == "reorder":
        held.events.append(event)
        return Outcome(held=True)
    if fault and fault.fault == "late":
        await asyncio.sleep(fault.seconds)
    outcome = await _delivered(world, event, fault)
    if fault and fault.fault == "duplicate":
        outcome = await _delivered(world, event, None)
    while held.events:
        await _delivered(world, held.events.pop(0), None)
    return outcome


async def _delivered(world: World, event: Event, fault: Fault | None) -> Outcome:
    own, began, outcome = world.config.wecom, time.monotonic(), Outcome()
    for attempt in range(1 + own.callback_retries):
        if attempt:
            await asyncio.sleep(own.callback_spacing_s)
        outcome = await _attempt(world, event.door, event.plain, fault)
        world.record(
            "out",
            "wecom",
            event.name,
            account=event.account,
            status=outcome.status,
            ms=outcome.ms,
            warning=f"attempt {attempt + 1}" if attempt else "",
        )
        if outcome.status == 200:
            break
    outcome.ms = round((time.monotonic() - began) * 1000, 1)
    return outcome


async def _attempt(world: World, door: Door, plain: str, fault: Fault | None) -> Outcome:
    began = time.monotonic()
    timestamp, nonce = str(world.unix()), str(secrets.randbelow(10**10))
    crypto = door.crypto
    if fault and fault.fault == "wrong_receiver":
        crypto = Crypto(crypto.token, crypto.aes_key, "ww0000000000000000")
    body, signature = envelope.sealed(crypto, plain, timestamp, nonce, door.agent_id)
    if fault and fault.fault == "wrong_signature":
        signature = "0" * len(signature)
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
    limit = aiohttp.ClientTimeout(total=world.config.wecom.callback_timeout_s)
    headers = {"Content-Type": "text/xml"}
    try:
        async with world.http.post(door.url, params=query, data=body.encode(), headers=headers, timeout=limit) as reply:
            outcome = Outcome(reply.status, await reply.text(errors="replace"))
    except (aiohttp.ClientError, TimeoutError):
        outcome = Outcome()
    outcome.ms = (time.monotonic() - began) * 1000
    return outcome


async def verify(world: World, door: Door) -> Json:
    """The GET that the platform makes when a callback is set up: the exact plain text within one second."""
    echo, timestamp, nonce = str(secrets.randbelow(10**19)), str(world.unix()), str(secrets.randbelow(10**10))
    sealed = door.crypto.encrypt(echo)
    signature = door.crypto.sign(timestamp, nonce, sealed)
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": sealed}
    try:
        async with world.http.get(door.url, params=query, timeout=aiohttp.ClientTimeout(total=1)) as reply:
            status, answer = reply.status, await reply.read()
    except (aiohttp.ClientError, TimeoutError):
        status, answer = 0, b""
    return {"ok": status == 200 and answer == echo.encode(), "status": status}
