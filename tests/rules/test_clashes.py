"""Work that must not meet: 30, 15 and 10 metres, the same pipe or dike, and only while both last."""

from dataclasses import replace
from math import cos, radians

import pytest
from anhe import PLANT, TEMPLATES, at, job
from hypothesis import given
from hypothesis import strategies as st

from rules.clashes import Clash, Other, clashes, guarding_elsewhere
from rules.geo import METRES_PER_DEGREE, apart_m, between_m
from rules.plant import Point

SPOT: Point = (121.9008, 32.5005)  # in the middle of the hydrogenation area
NEAR = "2026-11-25T10:00", "2026-11-25T12:00"


def east(metres: float) -> Point:
    return SPOT[0] + metres / (METRES_PER_DEGREE * cos(radians(SPOT[1]))), SPOT[1]


def other(kind: str = "blind_plate", place: Point | None = None, area: str = "hydro", **changes: object) -> Other:
    wanted = Other("MB-1", kind, area, place, at(NEAR[0]), at(NEAR[1]))
    return replace(wanted, **changes)


def met(kind: str, *others: Other, place: Point | None = SPOT, **changes: object) -> tuple[Clash, ...]:
    return clashes(job(kind=kind, area="hydro", **changes), place, others, TEMPLATES.relations, PLANT)


RADII = [
    ("hot_work", "blind_plate", 30, "block"),
    ("hot_work", "可燃气体排放", 30, "block"),
    ("hot_work", "可燃液体排放", 15, "block"),
    ("hot_work", "溶剂清洗或喷漆", 10, "block"),
    ("hot_work", "可燃粉尘清扫", 10, "block"),
    ("confined_space", "lifting", 15, "coordinate"),
    ("hot_work", "hot_work", 10, "coordinate"),
]


@pytest.mark.parametrize(("kind", "with_", "metres", "effect"), RADII)
def test_inside_the_radius_they_clash_and_outside_they_do_not(kind: str, with_: str, metres: int, effect: str) -> None:
    [found] = met(kind, other(with_, east(metres - 1)))
    assert (found.number, found.effect) == ("MB-1", effect)
    assert met(kind, other(with_, east(metres + 1))) == ()


@given(st.sampled_from(RADII), st.floats(0, 60))
def test_a_clash_is_the_same_from_both_sides(rule: tuple[str, str, int, str], metres: float) -> None:
    kind, with_, _, _ = rule
    here, there = other(kind, SPOT), other(with_, east(metres))
    first = met(kind, there)
    second = clashes(job(kind=with_, area="hydro"), there.place, [here], TEMPLATES.relations, PLANT)
    assert [each.effect for each in first] == [each.effect for each in second]


def test_work_that_only_touches_in_time_does_not_clash() -> None:
    assert met("hot_work", other(place=SPOT), ends_at=at(NEAR[0])) == ()
    assert met("hot_work", other(place=SPOT), starts_at=at(NEAR[1])) == ()


def test_without_a_place_the_whole_area_counts() -> None:
    assert met("hot_work", other(place=None))
    assert met("hot_work", other(place=east(2)), place=None)
    assert met("hot_work", other(area="rack"), place=None), "the rack passes six metres from the area"
    assert not met("hot_work", other(area="boiler"), place=None)


def test_a_release_at_the_areas_edge_reaches_a_known_place() -> None:
    corner: Point = (121.9015, 32.50105)
    assert met("hot_work", other("可燃气体排放", None, "rack"), place=corner)
    assert not met("hot_work", other("可燃气体排放", None, "rack"), place=SPOT)


@pytest.mark.parametrize(
    ("kind", "with_", "thing"),
    [("blind_plate", "blind_plate", {"pipe_id": "P-101"}), ("hot_work", "储罐切水或取样", {"dike_id": "D1"})],
)
def test_the_same_pipe_or_dike_clashes_at_any_distance(kind: str, with_: str, thing: dict[str, str]) -> None:
    far = other(with_, east(500), inputs=thing)
    assert [each.effect for each in met(kind, far, inputs=thing)] == ["block"]
    assert met(kind, far, inputs={}) == ()


def test_the_same_dike_is_the_same_spot() -> None:
    thing = {"dike_id": "D2"}
    assert met("hot_work", other(place=east(200), inputs=thing), inputs=thing)


def test_painting_inside_another_permit_counts() -> None:
    [found] = met("hot_work", other("confined_space", east(5), inputs={"activities": ["溶剂清洗或喷漆"]}))
    assert found.effect == "block"


def test_what_blocks_comes_first_and_says_what_to_do() -> None:
    found = met("hot_work", other("hot_work", SPOT, number="DH-2"), other(place=east(12)))
    assert [(each.number, each.effect) for each in found] == [("MB-1", "block"), ("DH-2", "coordinate")]
    assert found[0].words == "与 MB-1 相距约 12 米，不足 30 米，时间重叠（11月25日 10:00–12:00）：请错开时间或换地点"
    assert "统一协调人" in found[1].words


def test_a_guardian_watches_one_job_at_a_time() -> None:
    watched = other(guardian="U30")
    words = guarding_elsewhere("U30", at("2026-11-25T11:00"), at("2026-11-25T14:00"), [watched], PLANT)
    assert words == ("乐正迟这段时间在监护 MB-1（11月25日 10:00–12:00）：请换监护人或错开时间",)
    assert guarding_elsewhere("U30", at("2026-11-25T12:00"), at("2026-11-25T14:00"), [watched], PLANT) == ()
    assert guarding_elsewhere("U31", at("2026-11-25T11:00"), at("2026-11-25T14:00"), [watched], PLANT) == ()


@given(st.sampled_from(PLANT.areas), st.sampled_from(PLANT.areas))
def test_areas_are_as_far_from_each_other_both_ways(a: object, b: object) -> None:
    assert between_m(a, b) == pytest.approx(between_m(b, a), abs=0.01)
    assert a is not b or between_m(a, b) == 0


def test_points_are_apart_by_metres() -> None:
    assert apart_m(SPOT, east(30)) == pytest.approx(30, abs=0.01)


def test_the_very_same_spot_is_told_as_such_and_the_very_limit_still_clashes() -> None:
    [found] = met("hot_work", other(place=SPOT))
    assert found.words.startswith("与 MB-1 在同一处，不足 30 米，时间重叠")
    [beside] = met("hot_work", other(place=east(1.2)))
    assert beside.words.startswith("与 MB-1 相距约 1 米")
    [shared] = met("hot_work", other(place=east(200), inputs={"dike_id": "D2"}), inputs={"dike_id": "D2"})
    assert shared.words.startswith("与 MB-1 在同一处，")
    [unknown] = met("hot_work", other(), place=None)
    assert unknown.words.startswith("与 MB-1 在同一处，")


def test_another_jobs_known_place_is_measured_to_this_jobs_area() -> None:
    corner: Point = (121.9015, 32.50105)
    assert met("hot_work", other("可燃气体排放", corner, "rack"), place=None)
    assert not met("hot_work", other("可燃气体排放", east(5000), "rack"), place=None)


def test_one_pipe_and_another_do_not_clash_and_no_pipe_is_no_same_pipe() -> None:
    assert met("blind_plate", other(inputs={"pipe_id": "P-2"}), inputs={"pipe_id": "P-1"}) == ()
    assert met("blind_plate", other(inputs={"pipe_id": ""}), inputs={"pipe_id": ""}) == ()


def test_work_over_midnight_is_told_with_both_days() -> None:
    late = other(place=SPOT, ends_at=at("2026-11-26T02:00"))
    assert "（11月25日 10:00–11月26日 02:00）" in met("hot_work", late)[0].words


def test_two_that_need_a_coordinator_say_so_in_full() -> None:
    [found] = met("hot_work", other("hot_work", SPOT))
    assert found.words.endswith("：请指定一名统一协调人，两张票都写明")


def test_a_guardian_is_free_up_to_the_minute_and_unknown_ones_guard_nothing() -> None:
    watched = other(guardian="U30")
    assert guarding_elsewhere("U30", at("2026-11-25T08:00"), at(NEAR[0]), [watched], PLANT) == ()
    assert guarding_elsewhere("nobody", at("2026-11-25T11:00"), at("2026-11-25T14:00"), [watched], PLANT) == ()


def test_just_at_the_radius_still_clashes() -> None:
    [rule] = [each for each in TEMPLATES.relations.conflicts if {each.a, each.b} == {"hot_work", "blind_plate"}]
    away = apart_m(SPOT, east(12))
    at_it = replace(TEMPLATES.relations, conflicts=(replace(rule, radius_m=away),))
    assert clashes(job(area="hydro"), SPOT, [other(place=east(12))], at_it, PLANT)
