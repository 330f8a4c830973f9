"""The page on which the area accepts finished work, or the power unit signs that the supply is cut."""

from __future__ import annotations

from handlers.permits.closing import acceptance
from models import permit as permits
from web.h5.permits.essentials import facts
from web.h5.permits.working_page import opened
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor

PLEDGES = {
    acceptance.ACCEPT: "我在现场逐条看过，可以验收。",
    acceptance.POWER_CANCEL: "临时电源已经断开，线路已经拆除，注销这张票的用电。",
}
TITLES = {acceptance.ACCEPT: "请验收", acceptance.POWER_CANCEL: "请断电注销"}


def accept(who: Visitor, wanted: Target) -> str:
    """The checklist, the signature, and a way to say that something is still missing."""
    ask, permit = opened(who, wanted, *acceptance.CLOSING)
    lines = acceptance.checklist(permit, ask.kind)
    head = Section(tuple(Line(str(reason)) for reason in ask.why))
    title, sections = f"{TITLES[ask.kind]}：{permits.title(permit)}", (Section(tuple(facts(permit, who.plant))),)
    sheet = Sheet(title, head, sections, PLEDGES[ask.kind])
    checks = [{"value": number, "text": text} for number, text in enumerate(lines)]
    more = {"act": "permit.accept", "button": "签字", "word": "已签", "reason": "permit.not_accepted"}
    return show(who, wanted, ask, sheet, "h5/signed.html", checks, **more)
