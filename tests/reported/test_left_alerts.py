"""Alerts end with what they are about: one about two jobs went on for hours after the permit had lapsed."""

from __future__ import annotations

from builders import MANAGER, ask_for_permit, entries, fresh
from plant import Plant
from roads import road

from handlers import alerts
from handlers.permits.gates import coordinating, questions
from models import permit as permits
from models import store
from models.ask import MOVABLE, of_subject
from models.book import book
from models.permit import Permit


@road
def meeting(plant: Plant) -> tuple[Permit, Permit]:
    """Two approved permits that meet, and whose coordinator has a card about the younger."""
    older = ask_for_permit(plant)
    younger = ask_for_permit(plant, coordinator=MANAGER)
    Permit.update(state="approved").where(Permit.id.in_((older.id, younger.id))).execute()
    store.write(lambda: coordinating.begin(permits.locked(younger.subject_id), plant.now))
    plant.settle()
    assert waiting(younger) == [MANAGER]
    return older, younger


def waiting(permit: Permit) -> list[str]:
    return [each.person for each in of_subject(permit.subject) if each.kind == alerts.KIND and each.state in MOVABLE]


def run_out(plant: Plant, permit: Permit) -> None:
    store.write(lambda: questions.expire(permits.locked(permit.subject_id), plant.now))
    plant.turn()
    assert fresh(permit).state == "expired"


def test_a_permit_that_lapses_takes_its_alerts_with_it(plant: Plant) -> None:
    _, younger = meeting(plant)
    run_out(plant, younger)
    assert waiting(younger) == []
    [line] = entries(younger, "alert.over")
    assert line["data"]["words"] == "这张票过了作业时段，作废"
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_nobody_coordinates_a_permit_with_one_that_is_over(plant: Plant) -> None:
    older, younger = meeting(plant)
    run_out(plant, older)
    assert waiting(younger) == []
    [line] = entries(younger, "alert.over")
    assert line["data"]["words"] == "碰到一起的作业结束了"
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
