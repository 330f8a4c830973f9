"""Edge cases of the domain by their numbers (permits.md §9) that concern the whole permit rather than one step."""

from __future__ import annotations

from copy import deepcopy

from builders import (
    DIRECTOR,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    at_the_dual_sign,
    confirm,
    fresh,
    sign,
    sign_card,
)
from gates import open_asks
from plant import Plant, anhe

from handlers.permits import raised
from handlers.permits.gates import questions
from handlers.plant import keep
from models import store
from models.permit import Permit

DUAL = ["所在基层单位", "安全管理部门"]
BEFORE_THE_START = tuple(questions.LABELS)


def one_signature_is_enough(plant: Plant) -> None:
    """From now on a first-level permit of hot work is signed by the workshop's director alone."""
    data = deepcopy(anhe())
    route = next(each for each in data["routing_rules"]["routes"] if each["id"] == "HW-FIRST")
    route["stages"][-1] = {"use": "unit"}
    store.write(lambda: keep(data, plant.now))


def lines(permit: Permit) -> list[str]:
    return [slot.signs_for for slot in raised.way(fresh(permit)).stages[-1].slots]


def test_case_29_an_open_permit_keeps_the_rules_that_it_was_routed_with(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    one_signature_is_enough(plant)
    sign_card(plant, DIRECTOR, director)
    assert fresh(permit).state == "signing" and lines(permit) == DUAL
    sign_card(plant, MANAGER, manager)
    assert (fresh(permit).state, fresh(permit).rules) == ("approved", "1")
    newer = ask_for_permit(plant)
    assert newer.rules == "2" and lines(newer) != DUAL
    plant.expect_all(*ON_SITE)


def test_case_30_an_emergency_repair_is_signed_and_checked_like_any_other_work(plant: Plant) -> None:
    permit = ask_for_permit(plant, project="抢修：进水管泄漏补焊", starts_at=plant.now.isoformat())
    assert permit.route["id"] == "HW-FIRST" and lines(permit) == DUAL
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    sign(plant, MANAGER)
    assert fresh(permit).state == "signing"
    assert not any(open_asks(permit, kind) for kind in BEFORE_THE_START)
    sign(plant, DIRECTOR)
    assert open_asks(permit, "permit.gas_test") and open_asks(permit, "permit.brief")
    assert not open_asks(permit, "permit.start")
    plant.expect_all(*ON_SITE)
