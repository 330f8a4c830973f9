"""The edge cases of a permit that the rules alone decide, each by its number in the list of edge cases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from anhe import MORNING, PLANT, RULES, TEMPLATES, at, changed, job, people, routed, staffed

from rules.borders import Stretch, next_border
from rules.calendar import Span, kind_of
from rules.changes import difference
from rules.clashes import Other, clashes, guarding_elsewhere
from rules.gas import Reading, judge, retest_after
from rules.gates import Facts, GasFact, gates
from rules.grading import derive
from rules.job import Job
from rules.levels import Forbidden
from rules.life import FOLLOWS
from rules.plant import Plant
from rules.qualifications import lacking
from rules.routes import Route
from rules.scene import Scene
from rules.staffing import Assignment, staff

HOT, CONFINED = TEMPLATES.kinds["hot_work"], TEMPLATES.kinds["confined_space"]
SPOT = (121.9008, 32.5005)


def line(wanted: Job, stage: str, post: str, now: str = MORNING, plant: Plant = PLANT) -> Assignment:
    """Who is asked for a post's line."""
    [found] = [each for each in staffed(wanted, now, plant)[stage].assignments if each.slot.post == post]
    return found


def only_approvers(*ids: str) -> Plant:
    """The plant where just these people may still approve."""
    fit = (each if each.id in ids else replace(each, certs={}) for each in PLANT.people)
    return replace(PLANT, people=tuple(fit))


def test_case_01_an_approver_known_to_be_away_is_replaced_at_once_with_reason_and_paper() -> None:
    found = line(job(), "dual", "safety_director")
    assert (found.person, found.authorization) == ("U04", "SQ-2026-07")
    assert found.reasons == ("安全总监郗怀瑾外出培训，11月23日–12月20日，卞予安按授权书 SQ-2026-07 顶班",)


def test_case_02_a_vacant_statutory_line_goes_to_the_chain_an_optional_one_is_skipped_and_printed() -> None:
    steam = line(job(kind="excavation", level="none", area="util"), "countersign", "steam_engineer")
    civil = line(job(kind="lifting", level="first", area="hydro"), "review", "civil_engineer")
    assert (steam.person, steam.authorization) == ("U08", "SQ-2026-01")
    assert (civil.person, civil.skipped, civil.reasons) == (None, True, ("土建工程师空缺，已跳过",))


def test_case_05_a_chain_that_ends_at_somebody_used_already_goes_on_or_blocks() -> None:
    both_end_at_one = staffed(job(), plant=only_approvers("U27", "U02"))["dual"]
    one_more = staffed(job(), plant=only_approvers("U27", "U02", "U01"))["dual"]
    assert "没有可以替补的人" in both_end_at_one.blocked[0]
    assert (one_more.blocked, people(one_more)) == ((), ["U02", "U01"])


def test_case_09_a_requester_who_is_the_approver_is_replaced_because_of_the_conflict() -> None:
    found = line(job(area="hydro", requester="U15"), "dual", "workshop_director")
    assert (found.person, found.for_post) == ("U16", "workshop_director")
    assert "戚长庚是本票申请人，须回避" in found.reasons[0]


def stretch(level: str, start: str, end: str, upgraded: bool) -> Stretch:
    return Stretch("hot_work", HOT.level(level), Span(at(start), at(end)), upgraded)


def test_case_12_a_first_level_job_stops_at_eight_in_the_evening_unless_it_was_routed_for_the_night() -> None:
    evening = "2026-11-25T14:00", "2026-11-25T22:00"
    plain = next_border(stretch("first", *evening, upgraded=False), RULES, PLANT.zone, at("2026-11-25T15:00"))
    routed_for_it = next_border(stretch("first", *evening, upgraded=True), RULES, PLANT.zone, at("2026-11-25T15:00"))
    assert plain is not None
    assert plain.at == at("2026-11-25T20:00")
    assert routed_for_it is None
    assert routed(job(*evening)).level == "special", "asked for with its evening, it is upgraded at routing"


@pytest.mark.parametrize(
    ("day", "kind", "level"), [("2026-10-10", "workday", "second"), ("2026-10-07", "holiday", "first")]
)
def test_case_13_a_saturday_worked_in_exchange_is_no_rest_day_and_the_weekday_given_off_is(
    day: str, kind: str, level: str
) -> None:
    wanted = job(f"{day}T09:00", f"{day}T16:00", level="second", area="util")
    assert kind_of(at(f"{day}T09:00").date(), RULES).kind == kind
    assert routed(wanted, "2026-09-30T08:00").level == level


CHANGED_INPUTS = [
    ("hot_work", {"equipment_running": False}, {"equipment_running": True}, "special"),
    ("height", {"height_m": 4}, {"height_m": 18}, "III"),
    ("lifting", {"mass_t": 20}, {"mass_t": 120}, "first"),
]


@pytest.mark.parametrize(("kind", "was", "now", "level"), CHANGED_INPUTS)
def test_case_14_another_level_is_another_content_and_is_routed_anew(
    kind: str, was: dict[str, object], now: dict[str, object], level: str
) -> None:
    before, after = (derive(TEMPLATES.kinds[kind], PLANT.area("hydro"), inputs) for inputs in (was, now))
    assert before is not None
    assert after is not None
    assert (before.level != level, after.level) == (True, level)
    assert difference({"inputs": was}, {"inputs": now}, {}), "the signatures fall"
    assert "routing" in FOLLOWS["suspended"]
    assert "routing" not in FOLLOWS["working"], "work is suspended first"


def test_case_14_wind_that_comes_up_changes_the_route() -> None:
    calm = job(level="second", area="util", inputs={"open_air": True, "wind_force": 4})
    windy = replace(calm, inputs={"open_air": True, "wind_force": 5})
    assert [(way.level, way.route_id) for way in map(routed, (calm, windy))] == [
        ("second", "HW-SECOND"),
        ("first", "HW-FIRST"),
    ]


BREAKS = [
    ([(HOT, "special")], 31, True),
    ([(HOT, "first")], 31, True),
    ([(HOT, "first")], 30, False),
    ([(HOT, "second")], 60, False),
    ([(HOT, "second")], 61, True),
    ([(CONFINED, "none")], 60, False),
    ([(CONFINED, "none"), (HOT, "first")], 31, True),
    ([(CONFINED, "none"), (HOT, "second")], 60, False),
]


@pytest.mark.parametrize(("permits", "minutes", "wanted"), BREAKS)
def test_case_16_after_a_break_the_strictest_permit_of_the_job_asks_for_a_new_test(
    permits: list[tuple[object, str]], minutes: int, wanted: bool
) -> None:
    assert retest_after(minutes, permits) is wanted


def test_case_17_a_reading_over_its_limit_says_so_and_shuts_the_gate_at_once() -> None:
    readings = [Reading("flammable", "甲烷", Decimal(11), "%LEL")]
    verdict = judge(readings, HOT, "first", PLANT.area("sewage"), TEMPLATES.gas)
    tested = Facts(
        signed=True,
        window=Span(at("2026-11-25T08:30"), at("2026-11-25T16:30")),
        gas_needed=True,
        gas=GasFact(verdict.ok, at("2026-11-25T08:39"), verdict.words),
    )
    found = gates(HOT, "first", tested, at("2026-11-25T08:40"), TEMPLATES.common_start_gate)
    [gas] = [gate for gate in found if gate.id == "gas"]
    assert "停止作业并撤离" in gas.todo
    assert "suspended" in FOLLOWS["working"]


def test_case_21_a_certificate_that_ends_on_the_way_cuts_its_person_only() -> None:
    welders = job("2026-11-25T20:00", "2026-11-26T06:00", level="special", area="hydro", workers=("U34", "U37"))
    plant = changed("U34", certs={**PLANT.person("U34").certs, "C-WELD": at("2026-11-25T00:00").date()})
    before, after = (lacking(welders, plant, TEMPLATES, at(f"2026-11-{when}")) for when in ("25T23:59", "26T00:00"))
    assert "U34" not in {lack.person for lack in before}
    cut = {lack.person for lack in after if lack.role == "worker"}
    assert cut == {"U34"}
    assert set(welders.workers) - cut == {"U37"}, "the permit goes on with who is left"


def test_case_21_with_the_last_qualified_person_gone_the_gate_is_shut() -> None:
    plant = changed("U34", certs={**PLANT.person("U34").certs, "C-WELD": at("2026-11-24T00:00").date()})
    lacks = tuple(lack.words for lack in lacking(job(), plant, TEMPLATES, at(MORNING)) if lack.role == "worker")
    known = Facts(signed=True, window=Span(at("2026-11-25T08:00"), at("2026-11-25T16:00")), lacks=lacks)
    found = {gate.id: gate for gate in gates(HOT, "first", known, at(MORNING), TEMPLATES.common_start_gate)}
    assert "2026年11月24日已过期" in found["certs"].todo


def test_case_22_a_guardian_of_another_site_at_the_same_time_is_refused() -> None:
    elsewhere = Other("SX-1", "confined_space", "hydro", None, at("2026-11-25T09:00"), at("2026-11-25T10:00"))
    others = [replace(elsewhere, guardian="U30")]
    wanted = job()
    [words] = guarding_elsewhere(wanted.guardian, wanted.starts_at, wanted.ends_at, others, PLANT)
    assert "在监护 SX-1" in words
    assert "请换监护人" in words


@pytest.mark.parametrize(("kind", "metres"), [("blind_plate", 30), ("可燃液体排放", 15), ("溶剂清洗或喷漆", 10)])
def test_case_23_what_comes_too_near_blocks_the_second(kind: str, metres: int) -> None:
    def blocks(away: float) -> list[str]:
        place = SPOT[0], SPOT[1] + away / 111_320
        other = Other("MB-1", kind, "hydro", place, at("2026-11-25T09:00"), at("2026-11-25T10:00"))
        found = clashes(job(area="hydro"), SPOT, [other], TEMPLATES.relations, PLANT)
        return [clash.number for clash in found if clash.effect == "block"]

    assert blocks(metres - 0.5) == ["MB-1"]
    assert blocks(metres + 0.5) == []


def test_case_31_a_duty_leader_below_the_lines_floor_does_not_sign_for_his_own_manager() -> None:
    """The deputy general manager asks; on that day the roster names the process manager, who works for him."""
    wanted = job(level="special", area="hydro", requester="U02")
    with_manager = line(wanted, "approve", "deputy_gm")
    without = staffed(wanted, plant=only_approvers(*(each.id for each in PLANT.people if each.id != "U01")))
    assert PLANT.person("U08").supervisor == wanted.requester == "U02"
    assert with_manager.person == "U01"
    assert without["approve"].blocked


NIGHT = {"start": "2026-11-28T22:00", "end": "2026-11-29T02:00", "level": "special", "area": "hydro"}


def test_case_33_at_night_managers_on_call_are_asked_in_a_second_pass_and_told_to_come() -> None:
    found = staffed(job(**NIGHT), "2026-11-28T21:00")["approve"]
    [boss] = found.asked
    assert (boss.person, boss.on_call) == ("U02", True)
    assert "须到现场签" in boss.reasons[-1]
    assert boss.timers == RULES.defaults.on_call.timers


def test_case_33_without_anybody_on_call_the_work_waits() -> None:
    nobody = {post: replace(each, on_call=False) for post, each in PLANT.posts.items()}
    plant = replace(
        PLANT, posts=nobody, duty_roster=replace(PLANT.duty_roster, weekly=dict.fromkeys(range(1, 8), "U34"))
    )
    assert staffed(job(**NIGHT), "2026-11-28T21:00", plant)["approve"].blocked


def countersigned(reserve: bool) -> tuple[Assignment, Assignment]:
    """The vacant steam engineer's line and the approver's line of a digging job."""
    rules = replace(RULES, defaults=replace(RULES.defaults, reserve_nominal=reserve))
    wanted = job(kind="excavation", level="none", area="util")
    way: Route = routed(wanted)
    signed: dict[str, str] = {}
    asked: dict[str, Assignment] = {}
    for stage in way.stages:
        found = staff(way, stage, Scene(wanted, PLANT, rules, at(MORNING)), signed)
        asked |= {each.slot.post or "": each for each in found.asked}
        signed |= {each.slot.id: each.person for each in found.asked if each.person}
    return asked["steam_engineer"], asked["equipment_manager"]


def test_case_34_the_nominal_signer_of_a_later_line_is_spared_by_substitution() -> None:
    steam, approver = countersigned(reserve=True)
    assert (steam.person, approver.person) == ("U08", "U09")
    steam, approver = countersigned(reserve=False)
    assert steam.person == "U09"
    assert approver.for_post == "equipment_manager", "unspared, the approver's line climbs to somebody else"


def test_case_35_one_person_may_hold_several_countersigns_but_never_both_halves_of_a_dual_sign() -> None:
    digging = staffed(job(kind="excavation", level="none", area="util"))["countersign"]
    both = [each.slot.post for each in digging.asked if each.person == "U08"]
    assert both == ["steam_engineer", "process_manager"], "each line is shown"
    dual = staffed(job(), plant=only_approvers("U27", "U02"))["dual"]
    assert people(dual) == ["U02"]
    assert dual.blocked


def test_case_36_already_at_the_top_the_calendar_adds_a_signer_and_wind_forbids() -> None:
    way = routed(job(**NIGHT))
    assert (way.level, way.stages[-1].id) == ("special", "top_duty")
    assert [slot.post for slot in way.stages[-1].slots] == ["gm"]
    with pytest.raises(Forbidden) as caught:
        routed(job(level="special", inputs={"open_air": True, "wind_force": 5}))
    assert "不得作业" in caught.value.reasons[0]


def test_case_36_a_minute_of_night_is_enough() -> None:
    late = job("2026-11-25T12:00", "2026-11-25T20:01", level="special", area="hydro")
    early = replace(late, ends_at=late.ends_at - timedelta(minutes=1))
    assert [way.stages[-1].id for way in map(routed, (late, early))] == ["top_duty", "approve"]
