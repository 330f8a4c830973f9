"""Jobs one above the other: how near, how high, how many layers between them (GB 30871—2022 §8.2.8)."""

from dataclasses import replace

import pytest
from anhe import PLANT, RULES, TEMPLATES, at
from test_clashes import NEAR, SPOT, east

from rules.clashes import Other
from rules.coordinating import fault, proposed
from rules.plant import Point
from rules.templates import FromAbove
from rules.vertical import Crossing, crossings


def work(kind: str, number: str = "GC-1", place: Point | None = SPOT, area: str = "hydro", **inputs: object) -> Other:
    return Other(number, kind, area, place, at(NEAR[0]), at(NEAR[1]), inputs)


def met(own: Other, other: Other) -> tuple[Crossing, ...]:
    found = crossings(own, [other], TEMPLATES, PLANT)
    assert [each.layers for each in found] == [each.layers for each in crossings(other, [own], TEMPLATES, PLANT)]
    return found


FIRE = work("hot_work", "DH-1")


@pytest.mark.parametrize(("height_m", "layers"), [(2, 1), (24, 1), (24.5, 2), (60, 2)])
def test_above_24_metres_the_layer_is_double(height_m: float, layers: int) -> None:
    [found] = met(FIRE, work("height", height_m=height_m))
    assert found.layers == layers and ("双层" in found.words) is (layers == 2)
    assert found.words.startswith(f"与 GC-1 上下交叉作业，在同一处，最高 {height_m:g} 米")


def test_a_load_has_no_height_so_the_coordinator_looks() -> None:
    [found] = met(FIRE, work("lifting", mass_t=3))
    assert found.layers == 1 and "高过 24 米的要双层" in found.words
    [found] = met(work("lifting", "DZ-1", mass_t=3), work("height", height_m=30))
    assert found.layers == 2 and "高过" not in found.words


def test_only_within_the_fall_radius_of_one_area_at_one_time_and_with_work_from_above() -> None:
    high = work("height", height_m=30)
    assert met(replace(FIRE, place=east(9)), high) and not met(replace(FIRE, place=east(11)), high)
    assert met(replace(FIRE, place=None), high) and not met(replace(FIRE, area="util"), high)
    assert not met(replace(FIRE, starts_at=at(NEAR[1]), ends_at=at("2026-11-25T15:00")), high)
    assert not met(FIRE, work("excavation"))


def test_work_of_a_kind_that_the_rules_no_longer_have_still_falls_from_above() -> None:
    gone = work("scaffolding", height_m=30)
    assert not met(FIRE, gone)
    [found] = met(FIRE, replace(gone, from_above=FromAbove("height_m")))
    assert found.layers == 2


def test_permits_of_one_job_do_not_cross() -> None:
    assert crossings(FIRE, [work("height", height_m=30)], TEMPLATES, PLANT, ["GC-1"]) == ()


def test_rules_of_before_know_no_vertical_work() -> None:
    before = replace(TEMPLATES, relations=replace(TEMPLATES.relations, vertical=None))
    assert crossings(FIRE, [work("height", height_m=30)], before, PLANT) == ()


def test_the_coordinator_is_the_plants_own_has_no_part_in_the_jobs_and_is_there() -> None:
    first = next(proposed("sewage", PLANT))
    now = at("2026-11-25T09:00")
    assert first.id == "U27" and fault(first, (), PLANT, RULES, now) == ""
    assert "另有任务" in fault(first, ["U27"], PLANT, RULES, now)
    assert fault(first, (), PLANT, RULES, now, ["U27"]) == "联系不上"
    assert fault(PLANT.person("U03"), (), PLANT, RULES, now) == "请假了"
    contractor = PLANT.person("U36")
    assert fault(contractor, (), PLANT, RULES, now) == "是承包商的人"
    named = replace(PLANT, roles=replace(PLANT.roles, coordinator=("contractor_leader",)))
    assert fault(contractor, (), named, RULES, now) == "" and next(proposed("sewage", named)).id == "U36"
