"""The page on which crew, safety office and finder say whether it was mended, with before and after side by side."""

from __future__ import annotations

from typing import Any

from handlers.hazards import compared as comparing
from handlers.hazards.checking import STATES, WITH_WORDS
from handlers.hazards.kinds import CHECK, CONFIRM, DECIDE, EVALUATE, LOOKS, RECHECK, VISIT, WALK
from models import ask as asks
from models import hazard as hazards
from models.ask import MOVABLE
from web.h5.act import OTHER_PAGE, page_token, page_visitor
from web.h5.hazards.planned import planned, told
from web.h5.hazards.seen import (
    checked,
    clips,
    compared,
    found,
    last_time,
    mended,
    opened,
    over,
    permit_link,
    same_as,
    shots,
    side_by_side,
)
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor

TITLES = {
    CHECK: "班组验",
    RECHECK: "安全部复查",
    WALK: "到现场看",
    EVALUATE: "技术评估",
    CONFIRM: "改好了吗",
    DECIDE: "定销号",
    VISIT: "飞检",
}
ON_SITE = "我到现场看过，不是只看照片。"
YES = {CONFIRM: "改好了，认可", DECIDE: "同意销号", EVALUATE: "评估通过"}
NO = {DECIDE: ("不同意，退回", "为什么不同意"), EVALUATE: ("不通过，退回", "哪里不行")}
PLEDGES = {
    CHECK: ON_SITE,
    RECHECK: ON_SITE,
    WALK: ON_SITE,
    VISIT: ON_SITE,
    EVALUATE: "我查过资料和现场，结论由我负责。",
    DECIDE: "我看过各级的验收和评估，同意销号、恢复使用。",
    CONFIRM: "我报的，我看过，改好了才认可。",
}


def look(who: Visitor, wanted: Target) -> str:
    """Raises Refused when somebody has looked, or it is being mended again."""
    ask, hazard = opened(who, wanted, *LOOKS)
    if ask.state not in MOVABLE or hazard.state not in STATES[ask.kind]:
        raise over(ask, hazard, who, "这一步已经有人办了。")
    head = Section(tuple(Line(words) for words in ask.why))
    shown = (compared, found, planned, last_time, mended, checked, told)
    sections = tuple(each(hazard, who) for each in shown)
    sheet = Sheet(f"{TITLES[ask.kind]}：{hazards.title(hazard)}", head, sections, PLEDGES[ask.kind])
    last = hazard.work.mended[-1] if hazard.work.mended else None
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/look.html",
        verdict=comparing.verdict(hazard),
        before=shots(hazard.report.photos, hazard.work.marked),
        after=shots(last.photos if last else ()),
        clips=clips(last),
        compared=side_by_side(hazard),
        same_as=same_as(hazard),
        permit=permit_link(hazard, who),
        yes=YES.get(ask.kind, "改好了"),
        no=NO.get(ask.kind, ("没改好，退回", "哪里没改好")),
        says=WITH_WORDS.get(ask.kind, ""),
        may_be_fake=ask.kind in (CHECK, RECHECK, WALK, VISIT) and last is not None,
    )


def verdict() -> dict[str, Any]:
    """`{}` → `{ok, verdict}`: how the comparison of the page's hazard stands now. Raises Refused."""
    ask = asks.find(page_token().ask or 0)
    hazard = hazards.of_subject(ask.subject) if ask else None
    if ask is None or hazard is None or ask.person != page_visitor().person.id:
        raise OTHER_PAGE
    return {"ok": True, "verdict": comparing.verdict(hazard)}
