"""A job by its roles: one more who works in it, and what the form says of it."""

from dataclasses import replace

import pytest
from anhe import PLANT, job

from rules.job import holds
from rules.routing_rules import Condition


def test_one_more_works_in_the_job_once_and_in_the_roles_he_takes() -> None:
    wanted = job(inputs={"rigger": ["U39"], "wind_force": 2})
    more = wanted.with_worker("U37", ("worker", "rigger"))
    assert more.workers == ("U34", "U37")
    assert more.inputs == {"rigger": ["U39", "U37"], "wind_force": 2}
    assert replace(more, workers=wanted.workers, inputs=wanted.inputs) == wanted
    assert more.with_worker("U37", ("worker",)) == more


def test_a_role_that_nobody_had_gets_its_first() -> None:
    assert job().with_worker("U37", ("rigger",)).holders("rigger") == ("U37",)


def test_roles_are_held_by_those_named_or_by_the_leader_who_has_them() -> None:
    lifting = job(kind="lifting", level="third")
    assert lifting.holders("lift_commander") == ("U33",)
    assert replace(lifting, leads_as=None).holders("lift_commander") == ()
    assert lifting.holders("requester") == ("U33",) and lifting.holders("nothing") == ()
    assert replace(lifting, inputs={"rigger": 7, "crane_operator": ""}).holders("rigger") == ()
    assert job().roles_of("U33", ("worker", "requester", "work_leader")) == ("requester", "work_leader")


@pytest.mark.parametrize(("given", "met"), [(5, True), (4.9, False), (None, False), ("6", False)])
def test_a_number_counts_from_its_bound_on(given: object, met: bool) -> None:
    assert holds(Condition("wind_force", at_least=5.0), job(inputs={"wind_force": given}), PLANT) is met


def test_what_nobody_answered_is_no_yes() -> None:
    open_air = Condition("open_air", equals=True)
    assert [holds(open_air, job(inputs=given), PLANT) for given in ({"open_air": True}, {"open_air": False}, {})] == [
        True,
        False,
        False,
    ]
    assert holds(Condition("contractor", equals=True), job(contractor=True), PLANT)
    assert not holds(Condition("contractor", equals=True), job(inputs={"contractor": True}), PLANT)
    assert holds(Condition("area.hazard_place", equals=True), job(area="hydro"), PLANT)
    assert not holds(Condition("area.hazard_place", equals=True), job(area="util"), PLANT)
    assert not holds(Condition("area.nothing", equals=True), job(area="hydro", inputs={"area.nothing": True}), PLANT)


def test_a_role_that_was_left_empty_has_nobody() -> None:
    assert job(inputs={"lift_commander": ""}).holders("lift_commander") == ()
    assert job(inputs={"lift_commander": "U40"}).holders("lift_commander") == ("U40",)
