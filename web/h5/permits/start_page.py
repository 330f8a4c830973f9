"""The guardian's page: every start gate with ✓ or what it waits for, workers who sign here, and 「开工」."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from handlers.permits import crew, raised
from handlers.permits.gates import facts, questions
from models.book import name_of
from models.permit import Permit
from rules.gates import Gate
from web.h5.opened import page_data, showing
from web.h5.permits import alarm_view
from web.h5.permits.gate_sheet import WANTED, gate_line, opened, sheet
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor

PLEDGE = "我在现场，每一关都看过，开工后不离开、不干别的活。"


@dataclass(frozen=True)
class GateView:
    """by_hand: the guardian ticks it here; optional: it may also be 不涉及."""

    gate: Gate
    by_hand: bool
    optional: bool

    @property
    def line(self) -> Line:
        """As it stands; what the guardian looks at himself has no verdict but his."""
        return Line(self.gate.text, "自己看：") if self.by_hand else gate_line(self.gate)


def start(who: Visitor, wanted: Target) -> str:
    """The gates at this moment; they are checked again at the tap. Raises Refused when the work has begun, or may no
    longer begin."""
    ask, permit = opened(who, wanted, (questions.START,))
    gates = list(_gates(permit, who))
    shown = sheet(permit, ask, who, "请开工", (Section(tuple(gate.line for gate in gates), "开工关"),), PLEDGE)
    token, _ = showing(who, ask, shown.text, wanted)
    return render_template(
        "h5/start.html",
        sheet=shown,
        state=WANTED,
        who=who.person.name,
        gates=gates,
        unsigned=_unsigned(permit, who),
        by_code=raised.rules(permit).defaults.presence.by_code,
        alarm=alarm_view.view(permit, who),
        page=page_data(who, wanted, token, area=permit.area),
    )


def _gates(permit: Permit, who: Visitor) -> Iterator[GateView]:
    by_hand = facts.by_hand(permit)
    for gate in facts.gates_of(permit, who.now):
        rule = by_hand.get(gate.id)
        yield GateView(gate, rule is not None, bool(rule and rule.applies))


def _unsigned(permit: Permit, who: Visitor) -> list[tuple[str, str]]:
    """Workers who have been briefed but have not signed: they can sign on this phone."""
    if permit.work.briefing is None:
        return []
    unsigned = [person for person in crew.workers(permit) if person not in permit.work.briefed]
    return [(person, name_of(who.plant, person)) for person in unsigned]
