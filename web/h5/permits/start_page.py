"""The guardian's page: every start gate with ✓ or what it waits for, workers who sign here, and 「开工」."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from handlers.permits import crew, raised
from handlers.permits.gates import facts, questions
from models.permit import Permit
from rules.gates import Gate
from web.h5.opened import page_data, showing
from web.h5.permits.gate_sheet import WANTED, opened, sheet
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor, name_of

PLEDGE = "我在现场，每一关都看过，开工后不离开、不干别的活。"


@dataclass(frozen=True)
class GateView:
    """by_hand: the guardian ticks it here; optional: it may also be 不涉及."""

    gate: Gate
    by_hand: bool
    optional: bool

    @property
    def open(self) -> bool:
        return self.gate.ok and not self.by_hand

    @property
    def label(self) -> str:
        """The gate's words; where the guardian is will only be known at the tap."""
        if self.by_hand:
            return "自己看："
        if not self.open:
            return "还差："
        return "开工时定位：" if self.gate.id == "guardian" else "✓ "

    @property
    def words(self) -> str:
        return self.gate.text if self.open or self.by_hand else self.gate.todo


def start(who: Visitor, wanted: Target) -> str:
    """The gates at this moment; they are checked again at the tap. Raises Refused when the work has begun, or may no
    longer begin."""
    ask, permit = opened(who, wanted, (questions.START,))
    gates = list(_gates(permit, who))
    shown = sheet(permit, ask, who, "请开工", (Section(tuple(map(_line, gates)), "开工关"),), PLEDGE)
    token, _ = showing(who, ask, shown.text, wanted)
    return render_template(
        "h5/start.html",
        sheet=shown,
        state=WANTED,
        who=who.person.name,
        gates=gates,
        unsigned=_unsigned(permit, who),
        by_code=raised.rules(permit).defaults.presence.by_code,
        page=page_data(who, wanted, token, area=permit.area),
    )


def _gates(permit: Permit, who: Visitor) -> Iterator[GateView]:
    by_hand = facts.by_hand(permit)
    for gate in facts.gates_of(permit, who.now, present=True):
        rule = by_hand.get(gate.id)
        yield GateView(gate, rule is not None, bool(rule and rule.applies))


def _line(view: GateView) -> Line:
    return Line(view.words, view.label)


def _unsigned(permit: Permit, who: Visitor) -> list[tuple[str, str]]:
    """Workers who have been briefed but have not signed: they can sign on this phone."""
    if permit.work.briefing is None:
        return []
    unsigned = [person for person in crew.workers(permit) if person not in permit.work.briefed]
    return [(person, name_of(who.plant, person)) for person in unsigned]
