"""What pages show of a major hazard: its plan with who approved what, its steps, who was told, whether it is in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from handlers.hazards import untold
from models.book import name_of
from models.hazard import Hazard
from models.hazard_major import Plan
from rules.hazards.categories import GRADES, Grade
from rules.hazards.major import ITEMS, Item
from rules.phrases import moment_words
from web.h5.sheet import Line, Section
from web.people import Visitor


def planned(hazard: Hazard, who: Visitor) -> Section:
    """The five items; empty before there is a plan."""
    plan = hazard.work.major.plan
    return Section(tuple(_items(plan, who)), "整改方案（五落实）") if plan else Section(())


def milestones(hazard: Hazard, who: Visitor) -> list[dict[str, object]]:
    """The steps of the plan, with whether each is done."""
    plan, zone = hazard.work.major.plan, who.plant.zone
    return [
        {"what": each.what, "words": f"{moment_words(each.until.astimezone(zone))} {each.what}", "done": each.done_at}
        for each in (plan.milestones if plan else ())
    ]


def told(hazard: Hazard, who: Visitor) -> Section:
    """Whether it is in use, and whether authority and staff were told; empty for what never was major."""
    major, zone = hazard.work.major, who.plant.zone
    lines = list(_ordered(hazard, who))
    if hazard.grade != "major" and not major.graded:
        return Section(tuple(lines), "撤离") if lines else Section(())
    for label, kept in (("报监管部门：", major.authority), ("报职工大会：", major.assembly)):
        listed = f"，挂牌督办 {kept.listed}" if kept and kept.listed else ""
        words = f"{kept.to}，{moment_words(kept.on.astimezone(zone))}{listed}" if kept else "还没登记"
        lines.append(Line(words, label, "" if kept else "stop"))
    lines += [
        Line(
            f"{name_of(who.plant, each.by)}：{each.basis or '没有写'}",
            f"定为{GRADES[cast(Grade, each.grade)]}：",
        )
        for each in major.graded
    ]
    return Section(tuple(lines), "重大隐患")


def _ordered(hazard: Hazard, who: Visitor) -> Iterator[Line]:
    """What was ordered and whom it has reached; that people have left, nobody knows here."""
    stopped = hazard.work.major.stopped
    if stopped:
        words = "定了停用、撤人" if stopped.stopped else f"没有停用：{stopped.words}"
        yield Line(f"{words}（{name_of(who.plant, stopped.by)}）", "停用、撤人：")
    for people, label, tone in (
        (untold.reached(hazard), "撤离通知到：", ""),
        (untold.missing(hazard), "撤离还没通知到：", "stop"),
    ):
        if people:
            yield Line("、".join(name_of(who.plant, each) for each in people), label, tone)


def _items(plan: Plan, who: Visitor) -> Iterator[Line]:
    zone = who.plant.zone
    steps = "；".join(
        f"{moment_words(each.until.astimezone(zone))} {each.what}{'（做完了）' if each.done_at else ''}"
        for each in plan.milestones
    )
    drill = f"，{plan.drill:%m月%d日} 演练" if plan.drill else ""
    told: dict[Item, str] = {
        "duty": f"{name_of(who.plant, plan.leader)}负责，{plan.executor}",
        "measures": plan.measures,
        "money": plan.money,
        "time": steps,
        "emergency": f"{plan.emergency}{drill}",
    }
    for item, name in ITEMS.items():
        approval = plan.approved.get(item)
        by = f"（{name_of(who.plant, approval.by)}批了）" if approval else "（没批）"
        yield Line(f"{told[item]}{by}", f"{name}：")
