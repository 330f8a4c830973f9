"""A level-one hot-work permit through the public doors: callbacks in, cards at the simulator out."""

from __future__ import annotations

from builders import (
    DIRECTOR,
    FOREMAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    confirm,
    fresh,
    sign,
)
from plant import Plant

from workers.scenarios.phone import text_of, title


def test_two_directors_sign_and_the_permit_is_approved(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    assert permit.number == "DH-20261125-0001"

    confirmed = confirm(plant)
    assert "已签" in title(confirmed)
    sign(plant, SHIFT_FOREMAN)
    manager_card = sign(plant, MANAGER)
    assert "已签" in title(manager_card)
    sign(plant, DIRECTOR)

    assert fresh(permit).state == "approved"
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


def test_the_stand_in_reads_why_and_under_which_authorisation(plant: Plant) -> None:
    ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    plant.expect(DIRECTOR, "请签")
    card = plant.expect(MANAGER, "SQ-2026-07")

    answer = plant.phone(MANAGER).tap(card, "为什么找我")
    plant.settle()

    assert answer["status"] == 200
    assert "授权书 SQ-2026-07" in text_of(plant.current(card))
