"""What a day is, in words; the windows in which people really work; and which special hours these touch."""

from dataclasses import replace
from datetime import date, time

import pytest
from anhe import PLANT, RULES, at

from rules.calendar import DayKind, Span, Touch, beyond_calendar, kind_of, touches, work_windows
from rules.routing_rules import Night, Period

BY_DAY, SECOND = RULES.level("hot_work", "first"), RULES.level("hot_work", "second")
WINDOWS = RULES.windows


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 25), DayKind("workday", "11月25日是工作日")),
        (date(2026, 11, 28), DayKind("rest_day", "11月28日是公休日")),
        (date(2026, 10, 10), DayKind("workday", "10月10日是调休上班日")),
        (date(2026, 10, 1), DayKind("holiday", "10月1日是国庆节假期")),
        (date(2026, 12, 31), DayKind("workday", "12月31日是工作日")),
        (date(2027, 1, 1), DayKind("holiday", "1月1日是法定节日", True)),
        (date(2027, 3, 1), DayKind("workday", "3月1日是工作日", True)),
        (date(2027, 3, 6), DayKind("rest_day", "3月6日是公休日", True)),
    ],
)
def test_a_day_is_told_as_what_it_is_and_whether_the_calendar_knows_it(day: date, kind: DayKind) -> None:
    assert kind_of(day, RULES) == kind


def test_a_holiday_has_its_first_and_its_last_day() -> None:
    fair = Period("厂庆", date(2026, 11, 24), date(2026, 11, 25))
    rules = replace(RULES, calendar=replace(RULES.calendar, holidays=(fair,)))
    kinds = [kind_of(date(2026, 11, day), rules).kind for day in (23, 24, 25, 26)]
    assert kinds == ["workday", "holiday", "holiday", "workday"]
    assert kind_of(date(2026, 11, 24), rules).words == "11月24日是厂庆假期"


def windows(start: str, end: str, level: object = SECOND) -> list[tuple[str, str]]:
    found = work_windows(Span(at(start), at(end)), level)
    return [(f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}") for each in found]


def test_work_of_more_than_a_day_has_its_daily_hours() -> None:
    assert windows("2026-11-25T12:00", "2026-11-27T09:00") == [
        ("25 12:00", "25 18:00"),
        ("26 08:00", "26 18:00"),
        ("27 08:00", "27 09:00"),
    ]
    assert windows("2026-11-25T18:00", "2026-11-27T08:00") == [("26 08:00", "26 18:00")]


def test_work_of_a_day_or_without_daily_hours_is_one_stretch() -> None:
    assert windows("2026-11-25T12:00", "2026-11-26T12:00") == [("25 12:00", "26 12:00")]
    assert windows("2026-11-25T12:00", "2026-11-27T12:00", BY_DAY) == [("25 12:00", "27 12:00")]


def test_a_stretch_ends_before_its_end() -> None:
    one = Span(at("2026-11-25T12:00"), at("2026-11-25T14:00"))
    assert not one.overlaps(Span(one.end, at("2026-11-25T15:00"))) and not Span(one.end, one.end).overlaps(one)
    assert one.overlaps(Span(at("2026-11-25T13:59"), at("2026-11-25T15:00")))
    assert list(Span(at("2026-11-25T12:00"), at("2026-11-27T00:00")).days()) == [date(2026, 11, 25), date(2026, 11, 26)]


def met(start: str, end: str, rules: object = RULES) -> list[Touch]:
    return list(touches([Span(at(start), at(end))], rules, PLANT.zone))


NIGHT = Touch("night", "作业时段碰到夜间（20:00–08:00）")


def test_each_special_window_is_told_once_with_the_first_of_its_days() -> None:
    assert met("2026-11-25T08:00", "2026-11-25T20:00") == []
    assert met("2026-11-25T08:00", "2026-11-25T20:01") == [NIGHT]
    assert met("2026-11-25T07:59", "2026-11-25T12:00") == [NIGHT]
    assert met("2026-11-27T21:00", "2026-11-28T05:00") == [NIGHT, Touch("rest_day", "11月28日是公休日")]
    assert met("2026-11-28T09:00", "2026-11-29T12:00")[1:] == [Touch("rest_day", "11月28日是公休日")]
    assert met("2026-10-01T09:00", "2026-10-01T12:00") == [Touch("holiday", "10月1日是国庆节假期")]


def test_the_plants_own_days_are_told_by_their_name() -> None:
    fair = Period("重大活动", date(2026, 11, 25), date(2026, 11, 25))
    rules = replace(RULES, calendar=replace(RULES.calendar, plant_special=(fair,)))
    assert met("2026-11-25T09:00", "2026-11-25T12:00", rules) == [Touch("plant_special", "11月25日在重大活动期间")]
    assert met("2026-11-26T09:00", "2026-11-26T12:00", rules) == []


def test_a_night_within_one_day_ends_on_it() -> None:
    rules = replace(RULES, windows=replace(WINDOWS, night=Night(time(1), time(5))))
    told = [Touch("night", "作业时段碰到夜间（01:00–05:00）")]
    assert met("2026-11-25T04:59", "2026-11-25T12:00", rules) == told
    assert met("2026-11-25T05:00", "2026-11-26T01:00", rules) == []
    assert met("2026-11-25T12:00", "2026-11-26T01:01", rules) == told


def test_the_plants_night_counts_whatever_zone_the_moments_are_written_in() -> None:
    span = Span(at("2026-11-25T19:00").astimezone(None), at("2026-11-25T21:00").astimezone(None))
    assert touches([span], RULES, PLANT.zone) == (NIGHT,)


def test_work_beyond_the_calendar_is_warned_of_from_its_first_unknown_day() -> None:
    def warned(end: str) -> str | None:
        return beyond_calendar([Span(at("2026-12-31T09:00"), at(end))], RULES, PLANT.zone)

    assert warned("2026-12-31T23:59") is None
    assert warned("2027-01-01T00:00") == "假期表只到2026年12月31日，之后按周末和固定节日判断，请安全部门补假期表"
