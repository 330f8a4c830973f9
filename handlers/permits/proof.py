"""What a phone sends as proof: a handwritten name, a photo, a position. It is checked with suspicion and kept under its
hash."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action
from handlers import asks, files, handwriting, site_codes
from handlers.permits import raised
from handlers.permits.form import place
from models import blob
from models.answered import Binary, Proven
from models.book import book
from models.permit import Permit
from rules import presence, signature
from rules.given import number

MAX_PHOTO = 1_500_000
LARGE_PHOTO = f"照片{files.TOO_LARGE}请把相机的像素调小，再拍一张。"


class NoProof(Exception):
    """What was sent proves nothing; the message says this and what to do next."""


def signed(permit: Permit, action: Action, now: datetime) -> Proven:
    """A handwritten name as it is kept, with the place and the phone: its strokes, and the picture drawn from them. A
    picture that a page sends along says nothing. Raises NoProof."""
    judged = signature.check(action.data.get("strokes"))
    if not judged.ok:
        raise NoProof(judged.words)
    png = handwriting.picture(judged.lines)
    strokes = json.dumps(action.data.get("strokes"), separators=(",", ":")).encode()
    answer = Proven(
        at=now,
        png=Binary.read(blob.keep(png, "image/png", now)),
        strokes=Binary.read(blob.keep(strokes, "application/json", now)),
        shown=asks.shown_to(action) or "",
        rendition=action.rendition or 0,
    )
    return answer.but(presence=whereabouts(permit, action, now), **circumstances(action))


def photo(action: Action, now: datetime) -> Binary | None:
    """The photo that came with the action, kept; None when there is none. Raises NoProof for one that is too large."""
    taken = _jpeg(action.data.get("photo"))
    return Binary.read(blob.keep(taken, "image/jpeg", now)) if taken else None


def circumstances(action: Action) -> dict[str, Any]:
    """Which phone it was and where, by its own account."""
    return {
        "position": place(action.data.get("position")),
        "device": str(action.data.get("device", ""))[:200],
    }


def whereabouts(permit: Permit, action: Action, now: datetime) -> str:
    """Where the phone says that it is, as a bare fact: at the site, or how far away."""
    where = presence_at(permit, action, now)
    return where.words if where.ok else where.found


def presence_at(permit: Permit, action: Action, now: datetime) -> presence.PresenceAnswer:
    """Where the person was. The position's age is in real seconds, so that plant time does not distort it."""
    wanted = raised.rules(permit).defaults.presence
    plant = book(now).plant
    return presence.check(_fix(action.data.get("position"), now), plant.area(permit.area), plant, wanted, now)


def on_site(permit: Permit, action: Action, now: datetime) -> tuple[bool, str]:
    """Whether he is in the area, by position or, if the rules allow it, by the code posted there; with the words for
    the trail."""
    scanned = scan(permit, action) if raised.rules(permit).defaults.presence.by_code else None
    if scanned and scanned.ok:
        return True, f"扫了{scanned.words}"
    found = presence_at(permit, action, now)
    return found.ok, found.words if found.ok or scanned is None else scanned.words.rstrip("。")


def scan(permit: Permit, action: Action) -> site_codes.Scan | None:
    """What the code shows that came with the action; None when none came."""
    number = str(action.data.get("site") or "")
    return site_codes.scan(number, permit.area, permit.form.area_name) if number else None


def _jpeg(data_url: object) -> bytes | None:
    """The bytes of a JPEG sent as data URL, if it really is one with at most MAX_PHOTO bytes. Raises NoProof for one
    with too many pixels."""
    if not isinstance(data_url, str) or "," not in data_url or len(data_url) > MAX_PHOTO * 4 // 3 + 64:
        return None
    try:
        data = base64.b64decode(data_url.split(",", 1)[1], validate=True)
        return data if files.picture(data, ["JPEG"]) else None
    except (binascii.Error, ValueError):
        return None
    except files.TooLarge as error:
        raise NoProof(LARGE_PHOTO) from error


def _fix(given: object, now: datetime) -> dict[str, object] | None:
    if not isinstance(given, dict) or given.get("state") != "ok":
        return None
    try:
        age = timedelta(seconds=number(given["age_s"]))
    except (KeyError, ValueError):
        return None
    return {**dict[str, object](given), "accuracy": given.get("accuracy_m"), "at": (now - age).isoformat()}
