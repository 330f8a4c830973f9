"""Behind the QR posted at an area: this person's signatures that wait for him to be there."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template

from handlers import site_codes
from handlers.permits import raised
from models import permit as permits
from models import posted
from models.ask import Ask
from models.permit import Permit
from models.posted import AREA
from rules.plant import Area
from web.h5.opened import page_data, reading, showing
from web.h5.target import Target
from web.h5.tokens import sign_page
from web.house import house
from web.people import Visitor
from web.refused import Refused

OTHER_WAY = "也可以打开手机定位，从聊天里的卡片再签一次。"


def site(who: Visitor, wanted: Target) -> str:
    """Each waiting signature with a photo to take. Each has its own token, because each is its own ask. Raises Refused
    for a code that does not hold."""
    area = _area(wanted.thing, who)
    waiting = [_waiting(ask, permit, who, wanted) for ask, permit in _held_at(area.id, who)]
    page = page_data(who, wanted, reading(who, wanted), site=wanted.thing)
    takes = not waiting and bool(who.book.config.hazards.categories)
    report = Target("machine", wanted.thing).path(who.platform) if takes else ""
    return render_template("h5/site.html", area=area, waiting=waiting, who=who.person.name, page=page, report=report)


def _area(text: str, who: Visitor) -> Area:
    """The area at which the code is posted. Raises Refused."""
    code = posted.by_number(site_codes.number_of(text, house().settings.signing_key))
    if code is None:
        raise Refused(site_codes.NOT_OURS, f"{site_codes.SCAN_THE_POSTER}{OTHER_WAY}", 404)
    if code.replaced_at is not None:
        raise Refused(site_codes.replaced(code), f"{site_codes.SCAN_THE_POSTER}{OTHER_WAY}", 410)
    if code.kind != AREA:
        raise Refused("这是设备码，不是区域的现场码。", f"{site_codes.SCAN_THE_POSTER}{OTHER_WAY}", 404)
    if posted.disputed(code):
        raise Refused(site_codes.UNPROVEN, OTHER_WAY, 409)
    area = next((area for area in who.plant.areas if area.id == code.thing), None)
    if area is None:
        raise Refused("贴这张码的区域已经不在厂里的数据里。", "请告诉安全部门换一张。", 404)
    return area


def _waiting(ask: Ask, permit: Permit, who: Visitor, wanted: Target) -> dict[str, str]:
    title = f"确认到场：{permits.title(permit)}"
    token, _ = showing(who, ask, f"{title}\n票号：{permit.number}", wanted)
    return {"title": title, "number": permit.number, "token": sign_page(token, house().settings.signing_key)}


def _held_at(area: str, who: Visitor) -> Iterator[tuple[Ask, Permit]]:
    held = Ask.select().where(Ask.person == who.person.id, Ask.kind == "permit.sign", Ask.state == "held")
    for ask in held.order_by(Ask.id):
        permit = permits.here(ask.subject)
        if permit.area == area and raised.rules(permit).defaults.presence.by_code:
            yield ask, permit
