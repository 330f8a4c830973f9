"""What a phone sends as proof: a handwritten name, a photo, a position. It is checked with suspicion and kept under its
hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channel import Action
from handlers import handwriting, pictures, site_codes, whereabouts
from handlers.handwriting import NoProof
from handlers.permits import raised
from models.answered import Binary, Proven
from models.book import book
from models.permit import Permit
from rules import presence
from rules.plant import Person


def signed(permit: Permit, action: Action, person: Person, now: datetime) -> Proven:
    """A handwritten name as it is kept, with the place and the phone. Raises NoProof."""
    answer = handwriting.signed(action, person, now)
    return answer.but(presence=place_told(permit, action, now), **circumstances(permit, action))


def photo(action: Action, person: Person) -> Binary | None:
    """The photo that came with the action, not kept yet; None when there is none. Raises NoProof for another file."""
    brought = pictures.named(action.data.get("photo"), person.id)
    if brought and not brought["type"].startswith("image/"):
        raise NoProof("这不是照片。请拍一张再传。")
    return Binary.read(brought) if brought else None


def keep_photo(action: Action, person: Person, now: datetime) -> None:
    """The act is done: its photo, if one came, is kept for good."""
    pictures.take(action.data.get("photo"), person.id, now)


def circumstances(permit: Permit, action: Action) -> dict[str, Any]:
    """Which phone it was and where, by its own account; and the number of the site's code that it read."""
    return {
        "position": whereabouts.kept(action.data.get("position")),
        "device": str(action.data.get("device", ""))[:200],
        **code_read(permit, action),
    }


def code_read(permit: Permit, action: Action) -> dict[str, str]:
    """For the trail: the number of the code that shows somebody at the site, where one was scanned and counts. Its own
    entries (`site/area/…`) say where it is posted."""
    scanned = _by_code(permit, action)
    return {"code": scanned.number} if scanned and scanned.ok else {}


def place_told(permit: Permit, action: Action, now: datetime) -> str:
    """Where the phone says that it is, or that it read the site's code, for an act that may be done anywhere; empty
    where the rules ask for no position."""
    if not raised.rules(permit).defaults.presence.required:
        return ""
    scanned = _by_code(permit, action)
    return f"扫了{scanned.words}" if scanned and scanned.ok else presence.told(presence_at(permit, action, now))


def noted(where: str) -> str:
    """Whoever acts from elsewhere knows that it will be read."""
    return "" if presence.seen(where) else f"票上会写：{where}。"


def presence_at(
    permit: Permit, action: Action, now: datetime, then: str = "再签", *, photo: bool = True
) -> presence.PresenceAnswer:
    """Where the person was; then: what he is told to do at the site, with a photo where its code needs one."""
    wanted = raised.rules(permit).defaults.presence
    plant = book(now).plant
    fix, area = whereabouts.fix(action.data.get("position"), now), plant.area(permit.area)
    return presence.check(fix, area, plant, wanted, now, then, photo=photo)


def on_site(permit: Permit, action: Action, now: datetime, then: str = "再签") -> tuple[bool, str]:
    """Whether he is in the area, by position or, if the rules allow it, by the code posted there; with the words for
    the trail."""
    scanned = _by_code(permit, action)
    if scanned and scanned.ok:
        return True, f"扫了{scanned.words}"
    found = presence_at(permit, action, now, then, photo=False)
    return found.ok, found.words if found.ok or scanned is None else scanned.words.rstrip("。")


def _by_code(permit: Permit, action: Action) -> site_codes.Scan | None:
    return scan(permit, action) if raised.rules(permit).defaults.presence.by_code else None


def scan(permit: Permit, action: Action) -> site_codes.Scan | None:
    """What the code shows that came with the action; None when none came."""
    number = str(action.data.get("site") or "")
    return site_codes.scan(number, permit.area, permit.form.area_name) if number else None
