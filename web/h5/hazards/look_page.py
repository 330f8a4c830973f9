"""The page on which crew, safety office and finder say whether it was mended, with before and after side by side."""

from __future__ import annotations

from handlers.hazards.checking import STATES
from handlers.hazards.kinds import CHECK, CONFIRM, LOOKS, RECHECK
from models import hazard as hazards
from models.ask import MOVABLE
from web.h5.files import link
from web.h5.hazards.seen import found, mended, opened, shots
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

TITLES = {CHECK: "班组验", RECHECK: "安全部复查", CONFIRM: "改好了吗"}
PLEDGES = {
    CHECK: "我到现场看过，不是只看照片。",
    RECHECK: "我到现场看过，不是只看照片。",
    CONFIRM: "我报的，我看过，改好了才认可。",
}


def look(who: Visitor, wanted: Target) -> str:
    """Raises Refused when somebody has looked, or it is being mended again."""
    ask, hazard = opened(who, wanted, *LOOKS)
    if ask.state not in MOVABLE or hazard.state != STATES[ask.kind]:
        raise Refused("这一步已经有人办了。", "请看最新的卡片。", 200)
    head = Section(tuple(Line(words) for words in ask.why))
    sections = (found(hazard, who), mended(hazard, who))
    sheet = Sheet(f"{TITLES[ask.kind]}：{hazards.title(hazard)}", head, sections, PLEDGES[ask.kind])
    last = hazard.work.mended[-1] if hazard.work.mended else None
    seen = link(last.seen.picture) if last and last.seen and last.seen.picture else ""
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/look.html",
        before=shots(hazard.report.photos),
        after=shots(last.photos if last else ()),
        compared=seen,
        yes="改好了，认可" if ask.kind == CONFIRM else "改好了",
    )
