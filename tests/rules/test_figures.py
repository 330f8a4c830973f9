"""Figures of the flow: what counts, in which week, and that what is not over counts in no duration."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rules.figures import (
    OTHER,
    Answered,
    Passed,
    Span,
    refusals,
    stage_times,
    substitutes,
    to_approval,
    waits,
    weekly,
)

START = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def answered(minutes: float | None = 10, **changes: object) -> Answered:
    end = None if minutes is None else START + timedelta(minutes=minutes)
    given = {"number": "DH-1", "requester": "U33", "person": "U04", "stage": "1/dual", "stage_name": "双签"}
    state = "open" if minutes is None else "done"
    return Answered(**{**given, "opened_at": START, "closed_at": end, "state": state, **changes})


def test_a_week_counts_what_began_in_it() -> None:
    sunday = START - timedelta(hours=9)
    permits = [Passed("a", sunday, sunday + timedelta(minutes=30)), Passed("b", START, START + timedelta(minutes=8))]
    before, this = weekly(permits, [answered(instead_of="安全总监")], date(2026, 11, 16), 2)
    assert (before.raised, before.minutes, before.substitutes) == (1, 30, 0)
    assert (this.raised, this.minutes, this.substitutes) == (1, 8, 1)


def test_a_week_knows_its_monday_and_counts_its_refusals() -> None:
    (week,) = weekly([], [answered(state="refused", reason="时间不对"), answered(), answered(None)], START.date(), 1)
    assert (week.monday, week.refusals) == (date(2026, 11, 23), 1)


def test_a_week_without_an_approval_has_no_minutes() -> None:
    (week,) = weekly([Passed("a", START)], [], date(2026, 11, 23), 1)
    assert (week.raised, week.approved, week.minutes) == (1, 0, None)


def test_a_stage_lasts_from_its_first_ask_to_its_last_answer() -> None:
    (span,) = stage_times([], [answered(4), answered(17, person="U19"), answered(40, state="superseded", person="U02")])
    assert (span.name, span.count, span.median) == ("双签", 1, 17)


def test_a_stage_that_still_waits_counts_in_no_duration() -> None:
    assert stage_times([], [answered(4), answered(None, person="U19")]) == ()


def test_a_stage_that_waits_hides_no_other_one() -> None:
    later = answered(9, stage="2/safety", stage_name="安全审批")
    assert [span.name for span in stage_times([], [answered(None), later])] == ["安全审批"]


def test_work_that_is_not_over_has_no_length() -> None:
    begun = Passed("a", START, START + timedelta(minutes=10), START + timedelta(minutes=25))
    assert [span.name for span in stage_times([begun], [])] == ["开工准备"]


def test_work_on_site_has_its_stages_too() -> None:
    moments = [START + timedelta(minutes=minutes) for minutes in (10, 25, 125, 130)]
    names = {span.name: span.median for span in stage_times([Passed("a", START, *moments)], [])}
    assert names == {"开工准备": 15, "作业": 100, "验收": 5}


def test_the_longest_waits_come_first_and_nobody_waits_for_himself() -> None:
    found = waits([answered(5), answered(30, person="U19"), answered(99, person="U33"), answered(None, person="U02")])
    assert [(each.awaited, each.span.longest) for each in found] == [("U19", 30), ("U04", 5)]


def test_waits_name_who_waited_and_pairs_of_one_length_go_by_name() -> None:
    two = [answered(5, person="U19", requester="U36"), answered(5, person="U19"), answered(5)]
    assert [(each.waiter, each.awaited) for each in waits(two)] == [("U33", "U04"), ("U33", "U19"), ("U36", "U19")]
    assert {each.span.name for each in waits(two)} == {""}


def test_ten_waits_and_six_reasons_are_told_unless_more_are_asked_for() -> None:
    many = [answered(5, person=f"P{number:02}", state="refused", reason=f"原因{number}") for number in range(12)]
    assert (len(waits(many)), len(refusals(many))) == (10, 6)
    assert (len(waits(many, 11)), len(refusals(many, 12))) == (11, 12)
    assert OTHER not in dict(refusals(many[:6]))


def test_a_reason_is_its_first_words_without_the_full_stop() -> None:
    given = ["时间不对。", "时间不对,改明天", "时间不对，改后天", " 时间不对 。", "。", "X 光机坏了"]
    assert refusals([answered(state="refused", reason=each) for each in given]) == (
        ("时间不对", 4),
        (OTHER, 1),
        ("X 光机坏了", 1),
    )


def test_substitutes_are_counted_as_asked_and_as_signed() -> None:
    asked = [answered(instead_of="安全总监"), answered(None, instead_of="安全总监"), answered()]
    assert substitutes(asked) == (("安全总监", "U04", 2, 1),)
    assert substitutes([answered(None, instead_of="安全总监")]) == (("安全总监", "U04", 1, 0),)


def test_rare_reasons_are_counted_together() -> None:
    given = [answered(state="refused", reason=f"原因{number}，别的话") for number in range(8)]
    given.append(answered(state="refused", reason="原因0"))
    found = refusals(given, most=3)
    assert found[0] == ("原因0", 2)
    assert found[-1] == (OTHER, 6)
    assert len(found) == 3


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_every_approval_counts_and_the_median_lies_between(minutes: list[int]) -> None:
    span = to_approval([Passed(str(number), START, START + timedelta(minutes=m)) for number, m in enumerate(minutes)])
    assert span.count == len(minutes)
    assert not minutes or min(minutes) <= span.median <= span.longest == max(minutes)


def test_the_way_to_approval_has_a_name_and_is_nothing_without_one() -> None:
    assert to_approval([]) == Span("请求到批准", 0, 0, 0)
    assert to_approval([Passed("a", START, START + timedelta(minutes=9))]) == Span("请求到批准", 1, 9, 9)
