"""Further permits that a job needs: named kinds, deep pits, and temp power that ends with the work it serves."""

from dataclasses import replace
from datetime import datetime

import pytest
from anhe import PLANT, TEMPLATES, at, job

from rules.related import Linked, Need, confined_rules, latest_end, needs

START, END = at("2026-11-25T08:30"), at("2026-11-25T16:30")


def linked(number: str, kind: str, area: str = "sewage", start: datetime = START, end: datetime = END) -> Linked:
    return Linked(number, kind, area, start, end)


def needed(*others: Linked, **changes: object) -> tuple[Need, ...]:
    return needs(job(**changes), others, PLANT, TEMPLATES)


def test_a_plain_job_needs_nothing_more() -> None:
    assert needed() == ()


def test_hot_work_in_a_confined_space_needs_both_permits() -> None:
    [need] = needed(inputs={"also": ["confined_space"]})
    assert need.words == "两票同时有效才能动火；有中断即同时中断；复测取更严者"
    assert need.todo == "还没有受限空间作业票：请发「受限空间」办一张，在它申请里「和别的作业」勾上这张票"
    [need] = needed(linked("SX-1", "confined_space"), inputs={"also": ["confined_space"]})
    assert need.met


FAULTS = [
    ("another place", linked("SX-1", "confined_space", "hydro"), "请关联同一地点的票"),
    ("another time", linked("SX-1", "confined_space", start=END, end=at("2026-11-25T20:00")), "请关联同一时段的票"),
]


@pytest.mark.parametrize(("other", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_permit_for_another_place_or_time_will_not_do(other: Linked, words: str) -> None:
    [need] = needed(other, inputs={"also": ["confined_space"]})
    assert words in need.todo


def test_one_good_permit_among_several_is_enough() -> None:
    [need] = needed(FAULTS[0][1], linked("SX-2", "confined_space"), inputs={"also": "confined_space"})
    assert need.met


def test_a_deep_pit_among_dangerous_lines_follows_the_rules_of_confined_spaces() -> None:
    deep = {"depth_m": 1.5, "near_buried_lines": True}
    [need] = needed(kind="excavation", level="none", inputs=deep)
    assert need.kind == "confined_space"
    assert "1.5 米" in need.words
    assert needed(kind="excavation", level="none", inputs={**deep, "depth_m": 1.2}) == ()
    assert needed(kind="excavation", level="none", area="util", inputs=deep) == ()


def test_temp_power_may_not_outlast_the_permit_that_it_serves() -> None:
    power = {"kind": "temp_power", "level": "none", "inputs": {"serves_permit": "DH-1"}}
    short = linked("DH-1", "hot_work", end=at("2026-11-25T15:00"))
    [need] = needed(short, **power)
    assert need.todo == "DH-1 到 11月25日 15:00 结束，本票不能更晚：请把结束时间提前"
    assert latest_end(job(**power), [short], TEMPLATES) == at("2026-11-25T15:00")
    [need] = needed(linked("DH-1", "hot_work"), **power)
    assert need.met


def test_a_served_permit_that_is_gone_is_said() -> None:
    [need] = needed(kind="temp_power", level="none", inputs={"serves_permit": "DH-9"})
    assert need.todo == "没有找到有效的 DH-9：请重新选它服务的作业票"
    assert (need.kind, need.words) == ("", "本票为 DH-9 服务")


def test_the_permit_that_is_served_is_named_with_its_kind() -> None:
    power = {"kind": "temp_power", "level": "none"}
    served = {**power, "inputs": {"serves_permit": "DH-1"}}
    [need] = needed(linked("DH-1", "hot_work"), **served)
    assert (need.kind, need.words, need.met) == ("hot_work", "本票为 DH-1 服务，与它同时终止", True)
    assert needed(linked("DH-1", "hot_work"), **power) == ()
    assert needed(inputs={"serves_permit": "DH-1"}) == (), "only some kinds serve another permit"


def test_only_what_a_kind_serves_ends_it_sooner() -> None:
    short = at("2026-11-25T12:00")
    lifting = linked("DZ-1", "lifting", end=short)
    assert latest_end(job(kind="temp_power", level="none"), [lifting], TEMPLATES) == END
    assert latest_end(job(), [linked("SX-1", "confined_space", end=short)], TEMPLATES) == END


def test_a_pair_without_a_rule_of_its_own_says_that_each_needs_a_permit() -> None:
    [need] = needed(inputs={"also": ["lifting"]})
    assert need.words == "吊装作业另有规定，要单独办票"
    assert needed(inputs={"also": ["hot_work", "nothing"]}) == ()


def test_a_permit_that_only_touches_in_time_will_not_do() -> None:
    for start, end in ((END, at("2026-11-25T20:00")), (at("2026-11-25T07:00"), START)):
        [need] = needed(linked("SX-1", "confined_space", start=start, end=end), inputs={"also": ["confined_space"]})
        assert "请关联同一时段的票" in need.todo


def test_a_deep_pit_says_as_what_it_is_managed() -> None:
    [need] = needed(kind="excavation", level="none", inputs={"depth_m": 1.5, "near_buried_lines": True})
    assert need.words == "深度 1.5 米，又有危险介质的地下管线，按受限空间管理"


def test_only_a_kind_that_digs_can_become_a_confined_space() -> None:
    deep = {"depth_m": 1.5, "near_buried_lines": True}
    found = [confined_rules(TEMPLATES.kinds[kind], PLANT.area("hydro"), deep) for kind in ("excavation", "hot_work")]
    assert found == [True, False]


@pytest.mark.parametrize(
    ("depth", "area", "lines", "confined"),
    [
        (1.3, "hydro", True, True),
        (1.2, "hydro", True, False),
        (1.3, "hydro", False, False),
        (1.3, "hydro", None, False),
        (1.3, "util", True, False),
        (None, "hydro", True, False),
    ],
)
def test_a_pit_is_a_confined_space_below_its_depth_in_a_hazard_place_over_dangerous_lines(
    depth: float | None, area: str, lines: bool | None, confined: bool
) -> None:
    digging = TEMPLATES.kinds["excavation"]
    given = {"depth_m": depth, "near_buried_lines": lines}
    assert confined_rules(digging, PLANT.area(area), given) is confined


def test_what_a_stricter_plant_does_not_ask_for_makes_no_pit_safe() -> None:
    digging = TEMPLATES.kinds["excavation"]
    assert digging.triggers is not None
    rule = digging.triggers.confined_space_rules_if
    for part, area, lines in (("in_hazard_place", "util", True), ("buried_hazardous_lines", "hydro", False)):
        triggers = replace(digging.triggers, confined_space_rules_if=replace(rule, **{part: False}))
        given = {"depth_m": 1.3, "near_buried_lines": lines}
        assert confined_rules(replace(digging, triggers=triggers), PLANT.area(area), given)
        assert not confined_rules(digging, PLANT.area(area), given)
