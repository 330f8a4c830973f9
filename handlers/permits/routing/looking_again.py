"""Looks for people again every few minutes while a permit is blocked: somebody may be back from leave, on shift or in
reach."""

from __future__ import annotations

from datetime import datetime

from handlers import alerts
from handlers.permits import life, raised, telling, timetable
from handlers.permits.routing import stages
from models import ask as ask_table
from models.ask import MOVABLE
from models.permit import Permit
from rules import adding
from rules.routes import Stage
from rules.staffing import Staffing, staff


def look(permit: Permit, now: datetime) -> None:
    """Asks people as soon as every line of the stage can be signed; else sets the next look."""
    if permit.state != "blocked":
        return
    way, scene = raised.way(permit), raised.scene(permit, now)
    stage = way.stages[permit.stage]
    found = staff(way, stage, scene, raised.signed(permit))
    if found.blocked:
        timetable.at(permit.subject, "look_again", now + stages.LOOK_AGAIN, now)
        return
    words = f"{now:%H:%M} 又有人能签了"
    alerts.over(permit.subject, {stages.BLOCKED}, words, now)
    life.move(permit, "signing", now, actor=raised.SYSTEM, data={"stage": stage.id, "why": [words]})
    _ask_open_lines(permit, stage, found, scene.unreachable, now)
    telling.tell_requester(permit, f"{permit.number} 又有人能签了，接着签。", now)


def _ask_open_lines(permit: Permit, stage: Stage, found: Staffing, away: frozenset[str], now: datetime) -> None:
    """Lines for which somebody in reach is still asked stay as they are: nobody gets two cards for one line."""
    key = raised.stage_key(permit, stage.id)
    still = [each for each in ask_table.in_stage(permit.subject, key) if each.state in MOVABLE]
    served = {each.slot for each in still if each.person not in away} - {each.slot.id for each in stage.added}
    served |= adding.held_up(stage, stages.state_of(permit.subject, key))
    asked = {each.person for each in still}
    if served and stage.mode == "any_of":
        return
    for assignment in found.asked:
        if assignment.slot.id not in served and assignment.person not in asked:
            stages.ask_to_sign(permit, stage, assignment, now)
