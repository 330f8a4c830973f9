"""Pages of a permit at work: who goes in and out, the hand-over of the watch, and how work resumes after a stop."""

from __future__ import annotations

from handlers.permits import crew, raised
from handlers.permits.gates import resuming
from handlers.permits.work import handover as handing
from handlers.permits.work import untold
from handlers.permits.work import wind as winds
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.permit import Permit
from web.h5 import offer
from web.h5.offer import Offer
from web.h5.opened import anew_asked
from web.h5.permits import alarm_view, letting_in_page
from web.h5.permits.choices import named_last
from web.h5.permits.essentials import facts
from web.h5.permits.mending import mends
from web.h5.permits.own import own_permit
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor, titled
from web.refused import Refused


def entry(who: Visitor, wanted: Target) -> str:
    """The guardian's log: one tap for each person and each lot of tools that goes in or comes out."""
    ask, permit = opened(who, wanted, "permit.watch", "permit.count")
    inside, tools = permit.work.head_count.people, permit.work.head_count.tools
    count = Line(f"里面现在 {len(inside)} 人、工具 {tools} 件", tone="due")
    listed = tuple(Line(titled(who.plant, each), "在里面：") for each in inside)
    sheet = Sheet(
        _title("进出登记", permit), Section((count,)), (Section(listed),), "进出都由我登记，里面有人我不离开。"
    )
    listed_people = dict.fromkeys([*crew.workers(permit), *inside])
    people = [{"id": each, "name": name_of(who.plant, each), "inside": each in inside} for each in listed_people]
    return show(who, wanted, ask, sheet, "h5/entry.html", people=people, may_enter=permit.state == "working")


def wind(who: Visitor, wanted: Target) -> str:
    """The wind force now; too strong a wind stops the work."""
    ask, permit = opened(who, wanted, "permit.watch")
    asked = winds.asked(permit, who.person.id)
    head = Section((Line("在现场测，按风速仪或地面物象看几级"), Line("起雾、打雷不用填，直接点「停工」")))
    sheet = Sheet(_title("报风力", permit), head, (Section(tuple(facts(permit, who.plant))),), "风力是我在现场看到的。")
    return show(who, wanted, ask, sheet, "h5/wind.html", wind=asked)


def handover(who: Visitor, wanted: Target) -> str:
    """The page to choose who takes over; the choice stops the work."""
    ask, permit = opened(who, wanted, "permit.watch", "permit.resume")
    offered = offer.every(next_guardians(permit, who), who)
    head = Section((Line("选好就停工，对方签字接手、复工确认后才接着干"),))
    pledge = "我交回作业票，停下作业，等接手的人签字。"
    sheet = Sheet(_title("交接监护", permit), head, (Section(tuple(facts(permit, who.plant))),), pledge)
    let_in = letting_in_page.way(Target("letask", permit.number), who)
    return show(who, wanted, ask, sheet, "h5/handover.html", offered=offered, let_in=let_in)


def next_guardians(permit: Permit, who: Visitor) -> Offer:
    """Who may take over the watch, and why others may not."""
    faults = handing.faults(permit, who.now)
    people = [each for each in who.plant.people if each.id in faults]
    lacks = {person: (fault,) for person, fault in faults.items() if fault}
    missing = crew.lacks_to_guard(permit, people, who.now)
    # Whoever has the papers and lacks only courses is shown too, with the way to mend it.
    papered = faults.keys() - {lack.person for lack in missing if not lack.by_course}
    able = frozenset((faults.keys() - lacks.keys()) | (papered & {lack.person for lack in missing}))
    # Whoever has another part in it can't take over even once he has mended what he lacks.
    own = {*crew.workers(permit), permit.form.work_leader, permits.coordinator(permit)}
    mend = mends((lack for lack in missing if lack.person not in own), who)
    return Offer(people, lacks, able, named_last("guardian", who), mends=mend)


def takeover(who: Visitor, wanted: Target) -> str:
    """The next guardian signs for the watch."""
    ask, permit = opened(who, wanted, "permit.takeover")
    head = Section(tuple(Line(str(reason)) for reason in ask.why))
    pledge = "我接手监护：核对过作业票和现场措施，不离开、不干别的活，不对劲就停。"
    sheet = Sheet(_title("接手监护", permit), head, (Section(tuple(facts(permit, who.plant))),), pledge)
    return show(who, wanted, ask, sheet, "h5/signed.html", act="permit.takeover", button="签字接手", word="已接手")


def resume(who: Visitor, wanted: Target) -> str:
    """What is still missing before the work may go on, and the measures to be confirmed again."""
    ask, permit = opened(who, wanted, "permit.resume")
    if permit.state != "suspended":
        raise Refused("这张票现在没有停着。", "点开看签批单。", 200, _permit_link(permit, who))
    missing = list(resuming.due(permit, who.now))
    stop = permit.work.last_stop
    why = stop.why or f"{name_of(who.plant, stop.by)}叫停"
    states = [Line(each, "还差：") for each in missing] or [Line("条件齐了", tone="done")]
    sections = (Section(tuple(states), "复工条件"), Section(tuple(facts(permit, who.plant))))
    unheard = "、".join(name_of(who.plant, each) for each in untold.unreached(permit))
    head = Section((Line(why, "停工原因："), *((Line(unheard, "没通知到：", "stop"),) if unheard else ())))
    sheet = Sheet(_title("复工确认", permit), head, sections, "我在现场看过，条件和措施都没变，可以接着干。")
    due = set(resuming.measures_due(permit))
    checks = [{"value": row["id"], "text": row["text"]} for row in permit.template["measures"] if row["id"] in due]
    by_code = raised.rules(permit).defaults.presence.by_code
    own = {"alarm": alarm_view.view(permit, who), "wind": winds.asked(permit, who.person.id)}
    more = {"ready": not missing, "by_code": by_code, "area": permit.area}
    return show(who, wanted, ask, sheet, "h5/resume.html", checks, **more, **own)


def opened(who: Visitor, wanted: Target, *kinds: str) -> tuple[Ask, Permit]:
    """The visitor's open ask of one of these kinds, and its permit. Raises Refused."""
    ask, permit = own_permit(who, wanted, *kinds)
    if anew := anew_asked(ask):
        raise Refused("这件事已经办完，后来又找你办一次。", "点开新的。", 200, (anew.path(who.platform), "打开新的"))
    if ask.state not in MOVABLE:
        raise Refused("这件事已经办完，不用再办。", "点开看签批单。", 200, _permit_link(permit, who))
    return ask, permit


def _title(verb: str, permit: Permit) -> str:
    return f"{verb}：{permits.title(permit)}"


def _permit_link(permit: Permit, who: Visitor) -> tuple[str, str]:
    return Target("permit", permit.number).path(who.platform), "看签批单"
