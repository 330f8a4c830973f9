"""The pages signed by hand before the start: the briefing, given and received, and the shift foreman's check."""

from __future__ import annotations

from flask import render_template

from handlers.permits.gates import facts, questions
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Brief
from web.h5.opened import page_data, showing
from web.h5.permits.gate_sheet import WANTED, gate_line, opened, risks, sheet
from web.h5.sheet import Line, Section, Sheet
from web.h5.target import Target
from web.people import Visitor

GIVEN = "我已当面向全体作业人讲清上面的风险和措施。"
RECEIVED = "上面的风险和措施我听明白了，条件变了就停手。"
CHECKED = "我在现场核对过这张票、人员、措施和气体结果，可以开工。"


def brief(who: Visitor, wanted: Target) -> str:
    """All risks with their measures, and the pad: for whoever briefs, and for each worker."""
    ask, permit = opened(who, wanted, (questions.BRIEF,))
    giving = Brief.of(ask).giving
    sections = (Section(tuple(risks(permit.template)), "风险和怎么管住"), Section(_measures(permit), "安全措施"))
    shown = sheet(permit, ask, who, "请交底" if giving else "请签交底", sections, GIVEN if giving else RECEIVED)
    return _page(who, wanted, ask, shown, "permit.brief", "已交底" if giving else "已签")


def foreman(who: Visitor, wanted: Target) -> str:
    """The gates as they are now, and the pad for the check on site."""
    ask, permit = opened(who, wanted, (questions.FOREMAN_CHECK,))
    lines = [gate_line(gate) for gate in facts.gates_of(permit, who.now) if gate.id != "foreman_check"]
    shown = sheet(permit, ask, who, "请验票", (Section(tuple(lines), "开工关"),), CHECKED)
    return _page(who, wanted, ask, shown, "permit.foreman_check", "已验票")


def _page(who: Visitor, wanted: Target, ask: Ask, shown: Sheet, act: str, word: str) -> str:
    token, _ = showing(who, ask, shown.text, wanted)
    return render_template(
        "h5/handwrite.html",
        sheet=shown,
        state=WANTED,
        who=who.person.name,
        page=page_data(who, wanted, token, act=act, word=word),
    )


def _measures(permit: Permit) -> tuple[Line, ...]:
    return tuple(Line(each["text"], f"{each['id']} ") for each in permit.template["measures"])
