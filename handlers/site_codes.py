"""Codes that are posted where people work: whoever scans one has seen its poster.

A code is a random number with the house's signature: it can't be guessed, says nothing about the plant, and is replaced
as soon as somebody may have copied it. It stands at an area, or on a machine. Where it is made and
replaced is recorded; a replaced one says so (docs/decisions/0012-site-codes.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import date, datetime

from bot.channel import PLATFORM_NAMES
from models import ledger, posted
from models.posted import AREA, MACHINE, PostedCode
from models.subject import Subject, open_subject
from rules.plant import Area, Machine, Plant

Thing = Area | Machine

NUMBER_BYTES, SIGNATURE_BYTES = 6, 12
NUMBER_LETTERS = NUMBER_BYTES * 4 // 3
# What stands in place of the number of a code that this house has not signed.
FOREIGN = "foreign"
NOT_OURS = "这不是安好印的现场码，不作数。"
UNPROVEN = "这张现场码的登记和封存的记录对不上，不作数。请告诉安全部门，换一张。"
SCAN_THE_POSTER = "请扫贴在现场的那一张；没有贴，就请安全部门印。"


class NotPosted(Exception):
    """The code does not hold; the message is what whoever scanned it reads."""


@dataclass(frozen=True)
class Scan:
    """ok: the code shows that somebody is there; words: which code it was, else why not and what to do; number: of the
    code that shows it."""

    ok: bool
    words: str
    number: str = ""


@dataclass(frozen=True)
class Poster:
    """What a poster shows. area: what it stands at; unit: the department that the area belongs to, or the area in
    which the machine stands; apps: the plant's platforms in words; link: what the QR holds; anonymous: whether the
    plant takes reports without a name."""

    area: str
    unit: str
    plant: str
    apps: str
    serial: int
    made_on: date
    link: str
    machine: bool = False
    anonymous: bool = False


def kind_of(thing: Thing) -> str:
    return MACHINE if isinstance(thing, Machine) else AREA


def text_of(code: PostedCode, key: str) -> str:
    """The code as its QR holds it: 24 letters, digits, `-` and `_`."""
    return f"{code.number}{_signature(code.number, key)}"


def number_of(text: str, key: str) -> str:
    """The number of a code that this house has signed; FOREIGN for any other text, empty for none."""
    number, given = text[:NUMBER_LETTERS], text[NUMBER_LETTERS:]
    if hmac.compare_digest(given.encode(), _signature(number, key).encode()):
        return number
    return FOREIGN if text else ""


def posted_at(thing: Thing, who: str, now: datetime) -> PostedCode:
    """The code that holds there, in the caller's transaction; the first one is made. who: as in `replace`."""
    subject = open_subject(posted.key_of(kind_of(thing), thing.id), now)
    return posted.now_at(kind_of(thing), thing.id) or _make(subject, thing, 1, who, now)


def replace(thing: Thing, who: str, now: datetime) -> PostedCode:
    """A new code for it, in the caller's transaction; the one before no longer holds. who: the console's account, empty
    for the command."""
    kind = kind_of(thing)
    subject = open_subject(posted.key_of(kind, thing.id), now)
    before = posted.now_at(kind, thing.id)
    if before is None:
        return _make(subject, thing, 1, who, now)
    posted.end(before, now)
    data = {kind: thing.id, "serial": before.serial, "number": before.number}
    ledger.append(subject, posted.REPLACED, now, actor=_actor(who), data=data)
    return _make(subject, thing, before.serial + 1, who, now)


def posters(
    plant: Plant, things: Iterable[Thing], base: str, key: str, who: str, now: datetime, *, anonymous: bool = False
) -> list[Poster]:
    """What the posters of these show, in the caller's transaction; missing codes are made. anonymous: whether the plant
    takes reports without a name."""
    made = [_poster(plant, thing, base, key, posted_at(thing, who, now)) for thing in things]
    return [replace_fields(each, anonymous=anonymous) for each in made]


def link(code: PostedCode, base: str, key: str) -> str:
    """What the QR of a code holds."""
    return f"{base.rstrip('/')}/s/{text_of(code, key)}"


def scan(number: str, area: str, name: str, machines: Collection[str] = ()) -> Scan:
    """What a scanned number shows about the area with this id and name. It counts only where the chain of the place
    says what its row does. machines: ids of those that stand there, whose codes show the same."""
    code = posted.by_number(number)
    if code is None:
        return Scan(False, f"{NOT_OURS}{SCAN_THE_POSTER}")
    if code.replaced_at is not None:
        return Scan(False, f"{replaced(code)}{SCAN_THE_POSTER}")
    on_machine = code.kind == MACHINE and code.thing in machines
    if not on_machine and (code.kind, code.thing) != (AREA, area):
        return Scan(False, f"扫的不是{name}的现场码。请到现场扫那里的码。")
    if posted.disputed(code):
        return Scan(False, UNPROVEN)
    return Scan(True, f"{'设备码' if on_machine else '现场码'}（第 {code.serial} 张）", code.number)


def replaced(code: PostedCode) -> str:
    """That the code no longer holds, and since when."""
    return f"这张现场码（第 {code.serial} 张）{code.replaced_at:%m-%d %H:%M} 换过，已经作废。"


def held_at(text: str, plant: Plant, key: str) -> Thing:
    """Where the code with this text is posted. Raises NotPosted with why nobody can go on from it."""
    code = posted.by_number(number_of(text, key))
    if code is None:
        raise NotPosted(f"{NOT_OURS}{SCAN_THE_POSTER}")
    if code.replaced_at is not None:
        raise NotPosted(f"{replaced(code)}{SCAN_THE_POSTER}")
    if posted.disputed(code):
        raise NotPosted(UNPROVEN)
    things: tuple[Thing, ...] = plant.machines if code.kind == MACHINE else plant.areas
    found = next((thing for thing in things if thing.id == code.thing), None)
    if found is None:
        raise NotPosted("贴这张码的地方已经不在厂里的数据里。请告诉安全部门换一张。")
    return found


def _poster(plant: Plant, thing: Thing, base: str, key: str, code: PostedCode) -> Poster:
    on_machine = isinstance(thing, Machine)
    unit = plant.area(thing.area).name if isinstance(thing, Machine) else plant.department(thing.department).name
    used = {person.platform for person in plant.people}
    apps = "或".join(name for platform, name in PLATFORM_NAMES.items() if platform in used)
    made_on = plant.day(code.made_at)
    return Poster(thing.name, unit, plant.company.name, apps, code.serial, made_on, link(code, base, key), on_machine)


def _make(subject: Subject, thing: Thing, serial: int, who: str, now: datetime) -> PostedCode:
    number = base64.urlsafe_b64encode(secrets.token_bytes(NUMBER_BYTES)).decode()
    data = {kind_of(thing): thing.id, "serial": serial, "number": number}
    ledger.append(subject, posted.MADE, now, actor=_actor(who), data=data)
    return posted.add(number, kind_of(thing), thing.id, serial, who, now)


def _actor(who: str) -> dict[str, str]:
    return {"system": "console", "account": who} if who else {"system": "command"}


def _signature(number: str, key: str) -> str:
    """Of 12 bytes, as letters: a code must fit into an address and be read from afar."""
    made = hmac.new(key.encode(), f"site-code:{number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:SIGNATURE_BYTES]).decode()
