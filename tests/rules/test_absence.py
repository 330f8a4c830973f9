"""Why somebody can't sign, for the form in a whole sentence and for the card in short."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from anhe import MORNING, PLANT, RULES, at, changed, job

from rules.absence import Absence, obstacle, off_shift, vacancy
from rules.job import Job
from rules.plant import Leave, Plant
from rules.routes import Slot
from rules.scene import Scene

MANAGER = "U09"
AWAY = (Leave(date(2026, 11, 25), date(2026, 11, 26), "外出"),)


def why(
    plant: Plant = PLANT, wanted: Job | None = None, post: str = "equipment_manager", out: frozenset[str] = frozenset()
) -> Absence | None:
    scene = Scene(wanted or job(), plant, RULES, at(MORNING), out)
    return obstacle(plant.person(MANAGER), post, scene)


def test_who_may_sign_has_no_obstacle() -> None:
    assert why() is None


@pytest.mark.parametrize(
    ("asked", "absence"),
    [
        (
            lambda: why(changed(MANAGER, leave=AWAY)),
            Absence("on_leave", "设备部经理鞠承岳外出，11月25日–11月26日", "设备部经理请假"),
        ),
        (
            lambda: why(out=frozenset({MANAGER})),
            Absence("unreachable", "设备部经理鞠承岳联系不上", "设备部经理联系不上"),
        ),
        (
            lambda: why(wanted=job(requester=MANAGER, work_leader=MANAGER)),
            Absence("conflict_of_interest", "设备部经理鞠承岳是本票申请人、作业负责人，须回避", "设备部经理须回避"),
        ),
        (
            lambda: why(wanted=job(workers=("U34", MANAGER))),
            Absence("conflict_of_interest", "设备部经理鞠承岳是本票作业人，须回避", "设备部经理须回避"),
        ),
        (
            lambda: why(wanted=job(guardian=MANAGER)),
            Absence("conflict_of_interest", "设备部经理鞠承岳是本票监护人，须回避", "设备部经理须回避"),
        ),
        (
            lambda: why(changed(MANAGER, department="contractor")),
            Absence("conflict_of_interest", "设备部经理鞠承岳是承包商人员，不得审批", "设备部经理不得审批"),
        ),
        (
            lambda: why(post="contractor_leader"),
            Absence("conflict_of_interest", "承包商现场负责人鞠承岳是承包商人员，不得审批", "承包商现场负责人不得审批"),
        ),
        (
            lambda: why(changed(MANAGER, certs={})),
            Absence("certificate_expired", "设备部经理鞠承岳的审批人培训无效或已过期", "设备部经理培训过期"),
        ),
    ],
)
def test_who_may_not_sign_is_told_why(asked: Callable[[], Absence | None], absence: Absence) -> None:
    assert asked() == absence


def test_a_certificate_counts_to_its_last_day_in_the_plants_zone() -> None:
    code = RULES.defaults.approver_qualification
    assert why(changed(MANAGER, certs={code: date(2026, 11, 25)})) is None
    assert why(changed(MANAGER, certs={code: date(2026, 11, 24)})) is not None


def test_who_is_not_at_work_is_told_so() -> None:
    off = changed(MANAGER, shift="A")
    scene = Scene(job(), off, RULES, at(MORNING))
    told = Absence("off_shift", "设备部经理鞠承岳不在班", "设备部经理不在班")
    assert off_shift(off.person(MANAGER), "equipment_manager", scene) == told
    assert off_shift(PLANT.person(MANAGER), "equipment_manager", replace(scene, plant=PLANT)) is None


def test_a_post_that_nobody_holds_is_told_with_its_workshop() -> None:
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    area, plant = (Slot("a", "workshop_director", None, scope, "栏", True, False) for scope in ("area", "plant"))
    assert vacancy(area, scene) == Absence("vacant", "公用工程车间主任空缺", "公用工程车间主任空缺")
    assert vacancy(plant, scene) == Absence("vacant", "车间主任空缺", "车间主任空缺")


def test_a_role_of_the_plants_own_that_may_not_approve_is_named_in_its_words() -> None:
    own = replace(RULES.defaults, conflict_of_interest=(*RULES.defaults.conflict_of_interest, "gas_analyst"))
    scene = Scene(job(inputs={"gas_analyst": MANAGER}), PLANT, replace(RULES, defaults=own), at(MORNING))
    found = obstacle(PLANT.person(MANAGER), "equipment_manager", scene)
    assert found is not None and found.form == f"设备部经理鞠承岳是本票{RULES.roles['gas_analyst']}，须回避"
