"""The story that the demo tells, and the cases named at the top of plant.yaml, exactly as they must come out."""

from dataclasses import replace
from pathlib import Path

import pytest
from anhe import MORNING, PLANT, RULES, TEMPLATES, at, crews_on, job, people, routed, staffed
from routing_table import table

from rules.job import Job
from rules.qualifications import lacking


def test_first_level_hot_work_at_the_sewage_station_goes_to_the_dual_sign() -> None:
    way = routed(job())
    assert (way.route_id, way.version, way.level) == ("HW-FIRST", RULES.version, "first")
    assert [(stage.id, stage.mode, stage.is_approval) for stage in way.stages] == [
        ("leader", "all_of", False),
        ("area", "any_of", True),
        ("dual", "all_of", True),
    ]
    assert any("双签" in reason for reason in way.reasons)


def test_the_story_names_the_right_people() -> None:
    found = staffed(job())
    assert crews_on(at(MORNING)) == {"C"}
    assert {stage: people(each) for stage, each in found.items()} == {
        "leader": ["U33"],
        "area": ["U27"],
        "dual": ["U19", "U04"],
    }
    assert not any(each.blocked for each in found.values())


def test_the_foreman_is_told_that_the_safety_officer_post_is_vacant() -> None:
    [asked] = staffed(job())["area"].asked
    assert (asked.person, asked.post, asked.authorization) == ("U27", "shift_foreman", None)
    assert asked.reasons[0] == "公用工程车间安全员空缺，由厍云卷签"
    assert asked.told[0] == "公用工程车间安全员空缺，由你签"
    assert asked.card == "找你签：公用工程车间安全员空缺，你是公用工程车间当班班长"


def test_a_vacant_post_after_his_own_is_no_reason_for_a_signer() -> None:
    [director] = staffed(job(kind="confined_space", level="none", area="sewage"))["unit"].asked
    assert director.card == "找你签：你是公用工程车间主任"
    assert director.reasons == ("公用工程车间主任苌若谷本人签",)
    assert director.told == ("你是公用工程车间主任",)


def test_the_workshop_director_signs_himself() -> None:
    director = staffed(job())["dual"].asked[0]
    assert (director.person, director.post, director.for_post) == ("U19", "workshop_director", None)
    assert director.reasons == ("公用工程车间主任苌若谷本人签",)


def test_the_stand_in_of_the_safety_director_reads_why_in_both_persons() -> None:
    stand_in = staffed(job())["dual"].asked[1]
    assert (stand_in.person, stand_in.post, stand_in.for_post) == ("U04", "safety_manager", "safety_director")
    assert stand_in.authorization == "SQ-2026-07"
    assert stand_in.reasons == ("安全总监郗怀瑾外出培训，11月23日–12月20日，卞予安按授权书 SQ-2026-07 顶班",)
    assert stand_in.told == ("安全总监郗怀瑾外出培训，11月23日–12月20日，你按授权书 SQ-2026-07 顶班",)
    assert stand_in.card == "找你签：安全总监请假，你顶班（SQ-2026-07）"


def test_a_lapsed_personal_authorisation_falls_back_to_the_yearly_one() -> None:
    papers = tuple(paper for paper in PLANT.authorizations if paper.id != "SQ-2026-07")
    stand_in = staffed(job(), plant=replace(PLANT, authorizations=papers))["dual"].asked[1]
    assert (stand_in.person, stand_in.authorization) == ("U04", "SQ-2026-01")


def test_without_any_valid_authorisation_the_dual_sign_is_blocked() -> None:
    found = staffed(job(), plant=replace(PLANT, authorizations=()))["dual"]
    assert people(found) == ["U19"]
    assert "没有可以替补的人" in found.blocked[0]


DEMO = [
    ("the vacant director of workshop two: his deputy", job(level="second", area="chlor"), "unit", ["U18"]),
    (
        "the ill storage director without deputy: duty leader",
        job(kind="height", level="I", area="tank"),
        "unit",
        ["U08"],
    ),
    (
        "the vacant chief engineer, lifting: deputy manager",
        job(kind="lifting", level="first", area="hydro"),
        "approve",
        ["U02"],
    ),
    (
        "the vacant chief engineer, height: deputy manager",
        job(kind="height", level="IV", area="hydro"),
        "approve",
        ["U02"],
    ),
    ("the vacant civil engineer: skipped", job(kind="lifting", level="first", area="hydro"), "review", ["U09"]),
    ("the vacant safety officer of the utilities: foreman", job(level="second", area="util"), "area", ["U27"]),
]


@pytest.mark.parametrize(("wanted", "stage", "expected"), [case[1:] for case in DEMO], ids=[case[0] for case in DEMO])
def test_demo_case(wanted: Job, stage: str, expected: list[str]) -> None:
    assert people(staffed(wanted)[stage]) == expected


def test_the_skipped_civil_engineer_is_printed_as_skipped() -> None:
    skipped = staffed(job(kind="lifting", level="first", area="hydro"))["review"].assignments[1]
    assert skipped.skipped
    assert skipped.reasons == ("土建工程师空缺，已跳过",)


def test_the_vacant_steam_engineer_is_substituted_in_the_countersign() -> None:
    lines = staffed(job(kind="excavation", level="none", area="hydro"))["countersign"].asked
    [steam] = [each for each in lines if each.for_post == "steam_engineer"]
    assert (steam.person, steam.authorization) == ("U08", "SQ-2026-01")


def test_saturday_night_special_hot_work_calls_people_to_the_plant() -> None:
    wanted = job("2026-11-28T22:00", "2026-11-29T02:00", level="special", area="hydro")
    found = staffed(wanted, "2026-11-28T21:00")
    called = {stage: people(each) for stage, each in found.items() if any(a.on_call for a in each.asked)}
    assert called == {"unit": ["U15"], "safety": ["U04"], "approve": ["U02"], "top_duty": ["U01"]}
    assert {each.timers for each in found["approve"].asked} == {RULES.defaults.on_call.timers}


def test_people_without_certificates_are_named_with_the_reason() -> None:
    wanted = job(workers=("U38",), contractor=True, inputs={"gas_analyst": "U29"})
    lacks = lacking(wanted, PLANT, TEMPLATES, at(MORNING))
    assert [(lack.person, lack.role, lack.code) for lack in lacks] == [
        ("U38", "worker", "C-WELD"),
        ("U38", "worker", "T-CONTR"),
        ("U29", "gas_analyst", "T-GAS"),
    ]
    assert (
        lacks[0].words == "茹远山的特种作业操作证（焊接与热切割）2026年10月31日已过期，今天不能当作业人：请换人或先补证"
    )
    assert lacks[1].words == "茹远山没有承包商入厂安全教育，今天不能当作业人：请换人或先补证"


def test_electrical_work_is_led_by_somebody_with_an_electrical_certificate() -> None:
    power = job(kind="temp_power", level="none", area="util", inputs={"electrician": "U35"})
    led_by_mechanic = lacking(replace(power, work_leader="U33"), PLANT, TEMPLATES, at(MORNING))
    assert [(lack.person, lack.code) for lack in led_by_mechanic if lack.role == "work_leader"] == [
        ("U33", "C-ELEC-LV")
    ]
    [electrical] = PLANT.holders("electrical_leader")
    led = lacking(replace(power, work_leader=electrical.id), PLANT, TEMPLATES, at(MORNING))
    assert not [lack for lack in led if lack.role == "work_leader"]


def test_the_table_of_routes_is_the_reviewed_one() -> None:
    reviewed = Path(__file__).parent / "data" / "routing_table.md"
    assert table() == reviewed.read_text(encoding="utf-8")
