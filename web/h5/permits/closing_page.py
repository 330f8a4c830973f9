"""Pages of the end: the leader reports it, the area accepts it, the power unit signs that the supply is cut."""

from __future__ import annotations

from datetime import timedelta

from handlers.permits import raised
from handlers.permits.closing import acceptance
from handlers.permits.kinds import ACCEPT, CLOSING, POWER_CANCEL
from handlers.permits.work.watch import FINISH
from models import permit as permits
from web.h5.permits.essentials import facts
from web.h5.permits.working_page import opened
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor

PLEDGES = {
    ACCEPT: "我在现场逐条看过，可以验收。",
    POWER_CANCEL: "临时电源已经断开，线路已经拆除，注销这张票的用电。",
}
FINISHED = "活干完了，现场清好了，人都停手了。"
TITLES = {ACCEPT: "请验收", POWER_CANCEL: "请断电注销"}


def finish(who: Visitor, wanted: Target) -> str:
    """One look before the leader reports the end: what it means, how much of the period is left, where the phone is."""
    ask, permit = opened(who, wanted, FINISH)
    left = round((permit.ends_at - who.now) / timedelta(minutes=1))
    more = f"，还有 {left // 60} 小时 {left % 60} 分" if left >= 60 else f"，还有 {left} 分钟" if left > 0 else ""
    what = (Line(permit.number, "票号："), Line(f"{permit.ends_at:%H:%M} 到期{more}", "时间："))
    head = Section((Line("报了就不能再干，要接着干得重新办票"), *what))
    sheet = Sheet(f"报完工：{permits.title(permit)}", head, (), FINISHED)
    more_to_do = Target("permit", permit.number).path(who.platform)
    by_code = raised.rules(permit).defaults.presence.by_code
    return show(who, wanted, ask, sheet, "h5/finish.html", permit_link=more_to_do, by_code=by_code)


def accept(who: Visitor, wanted: Target) -> str:
    """The checklist, the signature, and a way to say that something is still missing."""
    ask, permit = opened(who, wanted, *CLOSING)
    lines = acceptance.checklist(permit, ask.kind)
    head = Section(tuple(Line(str(reason)) for reason in ask.why))
    title, sections = f"{TITLES[ask.kind]}：{permits.title(permit)}", (Section(tuple(facts(permit, who.plant))),)
    sheet = Sheet(title, head, sections, PLEDGES[ask.kind])
    checks = [{"value": number, "text": text} for number, text in enumerate(lines)]
    more = {"act": "permit.accept", "button": "签字", "word": "已签", "reason": "permit.not_accepted"}
    return show(who, wanted, ask, sheet, "h5/signed.html", checks, **more)
