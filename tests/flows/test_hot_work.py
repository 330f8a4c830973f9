"""A level-one hot-work permit through the public doors: callbacks in, cards at the simulator out."""

from __future__ import annotations

from typing import Any

import pytest
from plant import Plant

from models import permit as permits
from models.permit import Permit
from workers.scenarios.hot_work import form
from workers.scenarios.phone import text_of, title
from workers.scenarios.simulator import Json

FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER = "U33", "U27", "U19", "U04"


def ask_for_permit(plant: Plant, **changes: Any) -> Permit:
    """The foreman's word, the card, the form: a permit whose first ask has arrived."""
    foreman = plant.phone(FOREMAN)
    foreman.say("动火")
    plant.settle()
    card = plant.expect(FOREMAN, "动火票申请")
    page = foreman.open(foreman.tap(card, "填写申请")["open"])
    answer = page.act("permit.request", {**form(plant.now), "position": foreman.position(), **changes})
    assert answer["ok"], answer
    plant.settle()
    permit = Permit.select().order_by(Permit.id.desc()).get()
    return permit


def sign(plant: Plant, person: str, words: str = "请签") -> Json:
    """The person opens the newest card and signs at the site; returns the card as it looks afterwards."""
    card = plant.expect(person, words)
    phone = plant.phone(person)
    button = "签批" if words == "请签" else "确认签字"
    page = phone.open(phone.tap(card, button)["open"])
    answer = phone.sign(page)
    assert answer["ok"], answer
    plant.settle()
    return plant.current(card)


@pytest.mark.both_stores
def test_two_directors_sign_and_the_permit_is_approved(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    assert permit.number == "DH-20261125-0001"

    confirmed = sign(plant, FOREMAN, "请确认")
    assert "已签" in title(confirmed)
    sign(plant, SHIFT_FOREMAN)
    manager_card = sign(plant, MANAGER)
    assert "已签" in title(manager_card)
    sign(plant, DIRECTOR)

    approved = permits.by_number(permit.number)
    assert approved is not None
    assert approved.state == "approved"
    plant.expect(FOREMAN, "签完了")


def test_the_stand_in_reads_why_and_under_which_authorisation(plant: Plant) -> None:
    ask_for_permit(plant)
    sign(plant, FOREMAN, "请确认")
    sign(plant, SHIFT_FOREMAN)
    plant.expect(DIRECTOR, "请签")
    card = plant.expect(MANAGER, "SQ-2026-07")

    answer = plant.phone(MANAGER).tap(card, "为什么找我")
    plant.settle()

    assert answer["status"] == 200
    assert "授权书 SQ-2026-07" in text_of(plant.current(card))
