"""Levels: upgrades by night, rest days, holidays and wind happen once; a downgrade needs a name and a reason."""

from dataclasses import replace
from datetime import time

import pytest
from anhe import PLANT, RULES, at, job, routed

from rules.calendar import Span, kind_of, touches
from rules.routes import Forbidden, route
from rules.routing_rules import Condition, Period

DAYS = [
    ("a Wednesday", "2026-11-25", "workday"),
    ("a Saturday", "2026-11-28", "rest_day"),
    ("a Saturday that is a make-up workday", "2026-10-10", "workday"),
    ("a Thursday given off", "2026-10-01", "holiday"),
    ("a fixed holiday past the calendar", "2027-05-01", "holiday"),
    ("a Monday past the calendar", "2027-03-01", "workday"),
]


@pytest.mark.parametrize(("day", "kind"), [case[1:] for case in DAYS], ids=[case[0] for case in DAYS])
def test_what_a_day_is(day: str, kind: str) -> None:
    assert kind_of(at(f"{day}T00:00").date(), RULES).kind == kind


UPGRADES = [
    ("by day it stays", "2026-11-25T08:00", "2026-11-25T18:00", "second"),
    ("ending at eight in the evening is no night", "2026-11-25T12:00", "2026-11-25T20:00", "second"),
    ("one minute of night", "2026-11-25T12:00", "2026-11-25T20:01", "first"),
    ("before eight in the morning", "2026-11-25T07:30", "2026-11-25T12:00", "first"),
    ("on a Saturday", "2026-11-28T09:00", "2026-11-28T16:00", "first"),
    ("72 hours on workdays count by their daily windows", "2026-11-24T08:00", "2026-11-27T08:00", "second"),
    ("72 hours over a Saturday", "2026-11-26T08:00", "2026-11-29T08:00", "first"),
    ("on National Day", "2026-10-01T09:00", "2026-10-01T16:00", "first"),
]


@pytest.mark.parametrize(("start", "end", "level"), [case[1:] for case in UPGRADES], ids=[case[0] for case in UPGRADES])
def test_second_level_hot_work(start: str, end: str, level: str) -> None:
    assert routed(job(start, end, level="second", area="util"), "2026-09-30T08:00").level == level


def test_night_weekend_and_wind_together_raise_one_level_only_and_all_are_named() -> None:
    wanted = job(
        "2026-11-28T22:00",
        "2026-11-29T02:00",
        level="second",
        area="util",
        inputs={"open_air": True, "wind_force": 6},
    )
    way = routed(wanted)
    words = "；".join(way.reasons)
    assert (way.original_level, way.level) == ("second", "first")
    assert all(part in words for part in ("夜间", "公休日", "风力6级", "由二级升为一级管理，只升一次"))


def test_an_upgrade_cuts_the_window_to_the_stricter_ceiling() -> None:
    way = routed(job("2026-11-28T08:00", "2026-11-28T19:00", level="second", area="util"))
    assert way.valid_until == at("2026-11-28T16:00")
    assert any("最长 8 小时" in reason for reason in way.reasons)


def test_special_level_at_night_gets_the_managers_signature() -> None:
    way = routed(job("2026-11-25T21:00", "2026-11-25T23:00", level="special", area="hydro"))
    assert [stage.id for stage in way.stages][-1] == "top_duty"
    assert "已是特级，不再升级，改为加签" in way.reasons


def test_special_level_in_strong_wind_is_forbidden() -> None:
    with pytest.raises(Forbidden) as caught:
        routed(job(level="special", inputs={"open_air": True, "wind_force": 5}))
    assert "不得作业" in caught.value.reasons[0]


def test_a_window_in_the_past_is_refused() -> None:
    with pytest.raises(Forbidden):
        routed(job(), "2026-11-26T08:00")


def test_extra_stages_go_before_the_last() -> None:
    wanted = job("2026-11-28T22:00", "2026-11-29T02:00", kind="confined_space", level="none", area="ammonia")
    assert [stage.id for stage in routed(wanted).stages] == ["leader", "area", "safety_extra", "fire_extra", "unit"]


def test_work_past_the_calendar_says_so() -> None:
    way = routed(job("2027-03-01T09:00", "2027-03-01T12:00"))
    assert any("请安全部门补假期表" in reason for reason in way.reasons)


DECIDED = {"rule": "D1", "decided_by": "U08", "reason": "全线停车置换合格"}
REFUSED = [
    ("somebody without the post", {**DECIDED, "decided_by": "U34"}, True, "批准人没有这个权限"),
    ("nobody", {**DECIDED, "decided_by": "nobody"}, True, "批准人没有这个权限"),
    ("no reason", {**DECIDED, "reason": ""}, True, "没有写理由"),
    ("still running", DECIDED, False, "装置还没有全部停车、清洗置换并隔离"),
    ("no such rule", {**DECIDED, "rule": "D9"}, True, "没有适用于本票的降级规定"),
]


def test_a_downgrade_with_name_and_reason_counts() -> None:
    way = routed(job(area="hydro", inputs={"downgrade": DECIDED, "full_shutdown_cleared": True}))
    assert (way.original_level, way.level, way.route_id) == ("first", "second", "HW-SECOND")
    assert "由一级降为二级：逄景行批准，理由：全线停车置换合格" in way.reasons


@pytest.mark.parametrize(
    ("decision", "cleared", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_downgrade_that_does_not_count_says_why(decision: dict[str, str], cleared: bool, why: str) -> None:
    way = routed(job(area="hydro", inputs={"downgrade": decision, "full_shutdown_cleared": cleared}))
    assert way.level == "first"
    assert way.reasons[0] == f"降级不成立：{why}"


def test_a_downgrade_is_only_for_its_kinds_and_from_its_levels() -> None:
    inputs = {"downgrade": DECIDED, "full_shutdown_cleared": True}
    second = routed(job(level="second", area="util", inputs=inputs))
    height = routed(job(kind="height", level="I", area="util", inputs=inputs))
    assert second.reasons[0] == height.reasons[0] == "降级不成立：没有适用于本票的降级规定"


def test_a_countersign_is_left_out_only_with_a_reason() -> None:
    digging = job(kind="excavation", level="none", area="util")
    without = replace(digging, inputs={"not_concerned": {"steam_engineer": ""}})
    with_reason = replace(digging, inputs={"not_concerned": {"steam_engineer": "没有蒸汽管"}})
    posts = [[slot.post for slot in routed(each).slots] for each in (without, with_reason)]
    assert "steam_engineer" in posts[0]
    assert "steam_engineer" not in posts[1]
    assert "热力工程师不涉及：没有蒸汽管" in routed(with_reason).reasons


def test_the_plants_own_special_days_upgrade_too() -> None:
    fair = Period("重大活动", at("2026-11-25T00:00").date(), at("2026-11-26T00:00").date())
    rules = replace(RULES, calendar=replace(RULES.calendar, plant_special=(fair,)))
    way = route(job(level="second", area="util"), PLANT, rules, at("2026-11-25T08:10"))
    assert way.level == "first"


def test_an_upgrade_says_what_it_was_that_fits() -> None:
    ammonia = routed(job(kind="confined_space", level="none", area="ammonia"))
    assert "重大危险源区加签：液氨罐区是重大危险源" in ammonia.reasons
    windy = routed(job(level="second", area="util", inputs={"open_air": True, "wind_force": 6}))
    asked = {field.id: field for field in RULES.questions["hot_work"]}
    assert f"露天五级风动火：{asked['open_air'].title}、{asked['wind_force'].title}6级" in windy.reasons


def test_a_condition_on_the_area_without_words_of_its_own_is_named() -> None:
    [rule] = [each for each in RULES.upgrades.rules if each.id == "U6"]
    odd = replace(rule, kinds=frozenset({"hot_work"}), when_all=(Condition("area.nothing", equals=None),))
    rules = replace(RULES, upgrades=replace(RULES.upgrades, rules=(odd,)))
    assert "重大危险源区加签：area.nothing" in route(job(), PLANT, rules, at("2026-11-25T08:10")).reasons


def test_every_rule_that_forbids_the_work_is_named() -> None:
    [wind] = [each for each in RULES.upgrades.rules if each.id == "U2"]
    twice = replace(RULES.upgrades, rules=(wind, replace(wind, id="U9", name="大风")))
    storm = job(level="special", inputs={"open_air": True, "wind_force": 7})
    with pytest.raises(Forbidden) as caught:
        route(storm, PLANT, replace(RULES, upgrades=twice), at("2026-11-25T08:10"))
    assert caught.value.reasons == ("已是特级，露天五级风动火、大风不能再升级：不得作业", "请改期，等条件允许再办票")


def test_every_special_time_that_the_work_touches_is_named_in_one_sentence() -> None:
    start, end = "2026-11-28T22:00", "2026-11-29T02:00"
    met = touches([Span(at(start), at(end))], RULES, PLANT.zone)
    assert {touch.window for touch in met} >= {"night", "rest_day"}
    assert f"动火日历升级：{'、'.join(touch.words for touch in met)}" in routed(job(start, end, level="second")).reasons


def test_at_the_top_the_stage_that_another_rule_adds_stays_beside_the_leaders() -> None:
    by_night = next(rule for rule in RULES.upgrades.rules if rule.effect == "add_stage" and "night" in rule.when_any)
    more = replace(by_night, kinds=frozenset({"hot_work"}))
    rules = replace(RULES, upgrades=replace(RULES.upgrades, rules=(*RULES.upgrades.rules, more)))
    wanted = job("2026-11-25T21:00", "2026-11-25T23:00", level="special", area="hydro")
    added = {stage.id for stage in route(wanted, PLANT, rules, at("2026-11-25T20:00")).stages}
    assert {more.stage, "top_duty"} <= added


def test_the_last_morning_of_a_job_of_days_counts_as_its_own_day() -> None:
    """Until half past seven on a Saturday; the day's hours begin at six, when the night ends."""
    levels = {level.id: level for level in RULES.levels["hot_work"]}
    early = replace(levels["second"].daily_window, from_=time(6)) if levels["second"].daily_window else None
    second = replace(levels["second"], daily_window=early)
    kept = tuple(second if level.id == "second" else level for level in RULES.levels["hot_work"])
    short = replace(RULES.windows, night=replace(RULES.windows.night, from_=time(22), to=time(6)))
    rules = replace(RULES, levels={**RULES.levels, "hot_work": kept}, windows=short)
    levels_at = {
        end: route(
            job("2026-11-26T10:00", end, level="second", area="util"), PLANT, rules, at("2026-11-25T08:00")
        ).level
        for end in ("2026-11-28T05:30", "2026-11-28T07:30")
    }
    assert list(levels_at.values()) == ["second", "first"]


def test_work_into_the_first_day_without_a_calendar_is_warned_of_by_the_plants_own_clock() -> None:
    def warned(end: str) -> bool:
        way = routed(job("2026-12-31T20:00", end, level="second", area="util"), "2026-12-31T08:00")
        return any("假期表只到2026年12月31日" in reason for reason in way.reasons)

    assert [warned(end) for end in ("2026-12-31T23:59", "2027-01-01T00:30")] == [False, True]
