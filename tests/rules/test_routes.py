"""The route of a job: which one fits, its stages and lines, its end, and what its people read about it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from anhe import MORNING, PLANT, RULES, at, job

from rules.job import Job
from rules.routes import Forbidden, Route, Slot, matches, route
from rules.routing_rules import Condition, Match, PostRule, RoutingRules, StageRule, Timers

NOW = at(MORNING)
[FIRST] = [each for each in RULES.routes if each.id == "HW-FIRST"]


def routed(wanted: Job | None = None, now: datetime = NOW, rules: RoutingRules = RULES) -> Route:
    return route(wanted or job(), PLANT, rules, now)


def staged(*stages: StageRule) -> RoutingRules:
    """The plant's rules with these stages for first-level hot work."""
    return replace(RULES, routes=(replace(FIRST, stages=stages),))


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        (Match("hot_work"), True),
        (Match("lifting"), False),
        (Match("hot_work", levels=frozenset({"first"})), True),
        (Match("hot_work", levels=frozenset({"special"})), False),
        (Match("hot_work", areas=frozenset({"sewage"})), True),
        (Match("hot_work", areas=frozenset({"tank"})), False),
        (Match("hot_work", contractor=False), True),
        (Match("hot_work", contractor=True), False),
    ],
)
def test_a_route_is_for_its_kind_levels_areas_and_people(match: Match, fits: bool) -> None:
    assert matches(match, job(), "first") is fits


def test_a_job_without_a_route_is_refused_in_words() -> None:
    with pytest.raises(Forbidden) as caught:
        routed(rules=replace(RULES, routes=()))
    assert caught.value.reasons == ("没有适用于一级的审签路线：请安全部门补上再提交",)


@pytest.mark.parametrize(
    ("start", "end", "now"),
    [
        ("2026-11-25T09:00", "2026-11-25T09:00", "2026-11-25T08:10"),
        ("2026-11-25T10:00", "2026-11-25T09:00", "2026-11-25T08:10"),
        ("2026-11-25T09:00", "2026-11-25T10:00", "2026-11-25T10:00"),
    ],
)
def test_hours_that_are_over_or_the_wrong_way_round_are_refused(start: str, end: str, now: str) -> None:
    with pytest.raises(Forbidden) as caught:
        routed(job(start, end), at(now))
    assert caught.value.reasons == ("作业时段已经过去或先后颠倒：请改好起止时间再提交",)
    assert str(caught.value) == caught.value.reasons[0]


def test_a_route_is_told_with_its_note_and_its_version() -> None:
    way = routed(now=NOW - timedelta(hours=1))
    assert way.reasons == (f"走审签路线 HW-FIRST：{FIRST.note}",)
    assert (way.route_id, way.version, way.level, way.original_level) == ("HW-FIRST", RULES.version, "first", "first")
    bare = replace(RULES, routes=(replace(FIRST, note=""),))
    assert routed(now=NOW - timedelta(hours=1), rules=bare).reasons == ("走审签路线 HW-FIRST",)


def test_who_asks_late_reads_that_it_may_not_be_signed_in_time() -> None:
    def late(minutes: int, **changes: object) -> str:
        wanted = job(**changes)
        return routed(wanted, wanted.starts_at - timedelta(minutes=minutes)).reasons[-1]

    words = "离计划开始不到 60 分钟，可能来不及签完"
    assert late(59) == words and late(60) != words
    assert late(29, level="second", area="util") == "离计划开始不到 30 分钟，可能来不及签完"
    assert "来不及" not in late(30, level="second", area="util")


def test_a_permit_ends_at_the_longest_of_its_level_and_says_so() -> None:
    longest = RULES.level("hot_work", "first").validity_h
    exact = job("2026-11-25T08:30", f"2026-11-25T{8 + longest:02}:30")
    assert routed(exact).valid_until == exact.ends_at
    assert not any("不得延期" in each for each in routed(exact).reasons)
    longer = replace(exact, ends_at=exact.ends_at + timedelta(hours=1))
    assert routed(longer).valid_until == exact.ends_at
    words = f"一级最长 {longest} 小时，有效期到 11月25日 {8 + longest:02}:30，不得延期"
    assert words in routed(longer).reasons


BOSS = PostRule("gm", "plant", "主管领导", statutory=True)
WATER = PostRule("water_engineer", "plant", "会签单位", concerned=True, optional=True)


def test_lines_are_of_posts_or_of_the_jobs_own_people() -> None:
    own = StageRule("own", "确认", "all_of", roles=("work_leader", "guardian"))
    named = replace(own, id="named", signs_for="作业负责人意见", timers=Timers(1, 2, 3, 4))
    first, second, last = routed(
        rules=staged(own, named, StageRule("top", "审批", "any_of", posts=(BOSS, WATER)))
    ).stages
    assert first.slots == (
        Slot("own.0", None, "work_leader", "plant", "确认", True, False),
        Slot("own.1", None, "guardian", "plant", "确认", True, False),
    )
    assert (first.is_approval, first.mode, first.name, first.timers) == (False, "all_of", "确认", RULES.defaults.timers)
    assert (second.slots[0].signs_for, second.timers) == ("作业负责人意见", Timers(1, 2, 3, 4))
    assert last.slots == (
        Slot("top.0", "gm", None, "plant", "主管领导", True, False),
        Slot("top.1", "water_engineer", None, "plant", "会签单位", False, True),
    )
    assert (last.is_approval, last.mode, last.id) == (True, "any_of", "top")
    assert routed(rules=staged(own)).slots == first.slots


def test_a_stage_only_for_some_jobs_is_left_out_of_others() -> None:
    windy = StageRule("windy", "大风", "all_of", posts=(BOSS,), only_if=(Condition("wind_force", at_least=4.0),))
    always = StageRule("always", "审批", "all_of", posts=(BOSS,))
    for wind, stages in ((4, ["windy", "always"]), (3, ["always"])):
        way = routed(job(inputs={"wind_force": wind}), rules=staged(windy, always))
        assert [stage.id for stage in way.stages] == stages


def test_a_post_that_is_not_concerned_is_left_out_with_the_reason_and_only_where_it_may_be() -> None:
    both = StageRule("both", "会签", "all_of", posts=(BOSS, WATER))
    excused = job(inputs={"not_concerned": {"water_engineer": "没有给排水", "gm": "不用"}})
    way = routed(excused, rules=staged(both))
    assert [slot.post for slot in way.slots] == ["gm"]
    assert way.reasons[-1] == "给排水工程师不涉及：没有给排水"
    alone = StageRule("alone", "会签", "all_of", posts=(WATER,))
    assert [stage.id for stage in routed(excused, rules=staged(alone, both)).stages] == ["both"]
    approving = replace(BOSS, concerned=True)
    kept = routed(excused, rules=staged(StageRule("kept", "审批", "all_of", posts=(approving,))))
    assert [each.post for each in kept.slots] == ["gm"]
    for given in ("water_engineer", {"water_engineer": ""}, None):
        kept = routed(job(inputs={"not_concerned": given}), rules=staged(both))
        assert [slot.post for slot in kept.slots] == ["gm", "water_engineer"]


def test_an_extra_stage_stands_before_the_last_or_after_it() -> None:
    night = job("2026-11-25T21:00", "2026-11-25T23:00", level="special", area="hydro")
    way = routed(night)
    assert [stage.id for stage in way.stages][-2:] == ["approve", "top_duty"]
    top = way.stages[-1]
    assert (top.name, top.mode, top.slots) == (
        "主要负责人加签",
        "all_of",
        (Slot("top_duty.0", "gm", None, "plant", "主管领导", False, False),),
    )
    assert "增加：主要负责人加签" in way.reasons
