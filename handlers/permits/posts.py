"""When posts change hands while their people are asked, the new holders are asked in the same minute.

Signatures that were given stay; the card of somebody who may no longer answer says so. Called with all new plant data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers import asks
from handlers.permits import crew, raised, telling
from handlers.permits.gates import analyst, opening, questions
from handlers.permits.routing import looking_again, stages
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.asked import AskData
from models.book import book
from models.permit import Permit
from models.subject import Subject
from rules import adding
from rules.routes import Stage
from rules.staffing import staff

# Questions before the start that are asked by post, and why the next person is asked.
BY_POST = {questions.GAS_TEST: "岗位换人了，请你测气", questions.FOREMAN_CHECK: "岗位换人了，请你验票"}


def look_again(now: datetime) -> None:
    """For every permit that waits for an answer, asks the holders of the posts at `now`."""
    waiting = Permit.select(Permit.subject).where(Permit.state.in_(("signing", "blocked", "approved", *crew.ON_SITE)))
    # In the order of subjects, as every transaction locks them.
    for row in waiting.order_by(Permit.subject):
        permit = permits.locked(row.subject_id)
        _sign_on(permit, now)
        _check_on(permit, now)
        looking_again.look(permit, now)


def _sign_on(permit: Permit, now: datetime) -> None:
    """Passes lines whose signer lost his post to whoever may sign them now."""
    if permit.state != "signing":
        return
    stage = raised.way(permit).stages[permit.stage]
    own = {slot.id: slot for slot in stage.slots if slot.post}
    asked = [each for each in _open(permit.subject, raised.stage_key(permit, stage.id)) if each.slot in own]
    gone = [each for each in asked if _take_back(each, permit, now, own[each.slot].scope)]
    left = {each.slot: each.person for each in asked if each not in gone}
    left |= dict.fromkeys(
        adding.held_up(stage, stages.state_of(permit.subject, raised.stage_key(permit, stage.id))), ""
    )
    if gone and not (left and stage.mode == "any_of"):
        _ask_the_new_ones(permit, stage, left, now)
        telling.repaint_all(permit, now)


def _ask_the_new_ones(permit: Permit, stage: Stage, left: dict[str, str], now: datetime) -> None:
    """left: line → who is still asked for it, and so can sign no other line."""
    taken = {**raised.signed(permit), **left}
    found = staff(raised.way(permit), stage, raised.scene(permit, now), taken)
    for assignment in found.asked:
        stages.ask_to_sign(permit, stage, assignment, now)
    if found.blocked:
        stages.block(permit, stage, found.blocked, now)


def _check_on(permit: Permit, now: datetime) -> None:
    """Passes questions before the start, and the gas test before resuming, to whoever holds the post now."""
    asked = (each for each in ask_table.of_subject(permit.subject) if each.kind in BY_POST and each.state in MOVABLE)
    gone = [each.kind for each in asked if each.post and _take_back(each, permit, now)]
    if questions.GAS_TEST in gone:
        analyst.ask_for_test(permit, BY_POST[questions.GAS_TEST], now)
    if questions.FOREMAN_CHECK in gone:
        opening.advance(permit, now)


def _take_back(ask: Ask, permit: Permit, now: datetime, scope: str = "") -> bool:
    """Ends an ask whose person may not answer it any more; says whether it did."""
    words = stages.lost_post(ask.person, ask.post, AskData.of(ask).authorization, permit, now, scope)
    if not words:
        return False
    asks.close(ask, "superseded", now, Outcome.over(words, now))
    data = {"ask": ask.id, "person": ask.person, "why": words, "rules": book(now).name}
    ledger.append(permit.subject, "ask.post_changed", now, actor={"system": "load-plant"}, data=data)
    return True


def _open(subject: Subject, stage: str) -> Iterator[Ask]:
    return (each for each in ask_table.in_stage(subject, stage) if each.state in MOVABLE)
