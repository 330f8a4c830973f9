"""What the pages before the start have in common: the ask with its permit, and the sheet that is shown and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from handlers.permits.gates import questions
from models import ask as asks
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.permit import Permit
from rules.gates import Gate
from web.h5.permits.essentials import facts
from web.h5.permits.own import own_permit
from web.h5.sheet import Line, Section, Sheet
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

WANTED = {"word": "待办", "tone": "info"}


def opened(who: Visitor, wanted: Target, kinds: Collection[str]) -> tuple[Ask, Permit]:
    """The ask behind the link and its permit. Raises Refused when it is somebody else's, of another kind, or answered
    already."""
    found = asks.find(wanted.number)
    kind = found.kind if found is not None and found.kind in kinds else next(iter(kinds))
    ask, permit = own_permit(who, wanted, kind)
    if ask.state not in MOVABLE:
        link = Target("permit", permit.number).path(who.platform)
        raise Refused(questions.over(ask, who.now), "点开看这张票。", 200, (link, "看签批单"))
    return ask, permit


def sheet(permit: Permit, ask: Ask, who: Visitor, verb: str, sections: Iterable[Section], pledge: str) -> Sheet:
    """title, why you, the facts of the permit, the page's own sections, the sentence that the answer agrees to."""
    head = Section(tuple(Line(str(reason)) for reason in ask.why))
    own = (Section(tuple(facts(permit, who.plant))), *sections)
    return Sheet(title=f"{verb}：{permits.title(permit)}", head=head, sections=own, pledge=pledge)


def gate_line(gate: Gate) -> Line:
    """A gate as it stands: green only where somebody has looked and nothing is to be known of it besides."""
    if not gate.ok:
        return Line(gate.todo, "还差：", "gate shut")
    if gate.later:
        return Line(gate.text, "开工时定位：", "gate later")
    if gate.doubt:
        return Line(f"{gate.text}，{gate.doubt}", "注意：", "gate doubt")
    return Line(gate.text, "✓ ", "gate open")


def risks(template: Mapping[str, Any]) -> Iterator[Line]:
    """Every line of the risk analysis that was not struck: what may happen, and what prevents it."""
    rows = [row for row in template.get("jsa", ()) if not row.get("struck")]
    for number, row in enumerate(rows, 1):
        yield Line(f"{row['hazard']}，会{row['consequence']}", f"{number} {row['step']}：")
        yield Line("、".join(row.get("measures", ())), "管住：", tone="quiet")
