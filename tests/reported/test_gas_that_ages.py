"""The analyst heard that his test was too old only when somebody pressed 「开工」 (a safety officer, 1 December). He is
asked a little before, once for each result, while the start is awaited."""

from __future__ import annotations

from datetime import timedelta

from builders import ANALYST
from gates import approved, brief, check, confirm_measures, open_asks, ready, start, test_gas
from plant import Plant
from roads import road
from screens import everybody

from models.permit import Permit
from workers.scenarios.phone import text_of

MINUTE = timedelta(minutes=1)


def asked(permit: Permit) -> int:
    return len(open_asks(permit, "permit.gas_test"))


def test_whoever_tests_is_asked_before_his_result_is_too_old_once_for_each(plant: Plant) -> None:
    permit = ready(plant)
    sampled = plant.now
    plant.advance(19)
    assert not asked(permit)
    plant.advance(2)
    card = text_of(plant.expect(ANALYST, "请测气"))
    over = sampled + 30 * MINUTE
    assert f"{sampled:%H:%M} 测的{over:%H:%M} 就过时，还没开工：请再测" in card
    # What the guardian's card shows says it once it is so; nobody has pressed anything.
    plant.advance(10)
    [waiting] = open_asks(permit, "permit.start")
    assert any("超过 30 分钟：请重新取样" in each for each in waiting.data["shut"])
    assert asked(permit) == 1
    test_gas(plant, permit)
    assert not asked(permit)
    plant.advance(15)
    assert not asked(permit)
    plant.advance(6)
    assert asked(permit) == 1
    test_gas(plant, permit)
    assert start(plant, permit)["tone"] == "done"
    plant.advance(40)
    assert not asked(permit)
    everybody(plant)


@road
def analysed_early(plant: Plant) -> Permit:
    """Briefed, confirmed and tested before the work may begin: the foreman has not checked yet."""
    permit = approved(plant)
    brief(plant, permit)
    confirm_measures(plant, permit)
    test_gas(plant, permit)
    return permit


def test_while_others_are_waited_for_nobody_tests_in_vain(plant: Plant) -> None:
    permit = analysed_early(plant)
    plant.advance(35)
    assert not asked(permit)
    check(plant, permit)
    plant.advance(1)
    assert asked(permit) == 1
    assert "已经过时，还没开工：请再测" in text_of(plant.expect(ANALYST, "请测气"))
    everybody(plant)


def test_before_the_work_may_begin_a_test_comes_no_sooner_than_it_is_of_use(plant: Plant) -> None:
    permit = analysed_early(plant)
    check(plant, permit)
    begins = permit.starts_at
    sampled = plant.now
    assert begins - sampled > 15 * MINUTE
    plant.set_time(max(sampled + 19 * MINUTE, begins - 11 * MINUTE))
    plant.turn()
    assert not asked(permit)
    plant.advance(3)
    assert asked(permit) == 1
    everybody(plant)
