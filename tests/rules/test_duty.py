"""Shifts, the steps of a silent ask, certificates and roles."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from anhe import MORNING, PLANT, RULES, TEMPLATES, at, crews_on, job
from hypothesis import given
from hypothesis import strategies as st

from rules.duty import following, leading, responders
from rules.escalation import steps
from rules.plant import Leave, Plant
from rules.qualifications import doubled, lacking, missing_roles
from rules.routing_rules import Timers
from rules.shifts import days_at, duty_leader, leave_at, next_day_shift, on_duty

DUTY = [
    ("the day shift in its hours", "U19", "2026-11-25T08:10", True),
    ("the day shift before eight", "U19", "2026-11-25T07:59", False),
    ("the day shift at its end", "U19", "2026-11-25T17:30", False),
    ("the day shift on Saturday", "U19", "2026-11-28T09:00", False),
    ("the day shift on a make-up Saturday", "U19", "2026-10-10T09:00", True),
    ("the day shift on National Day", "U19", "2026-10-01T09:00", False),
    ("crew C by day", "U27", "2026-11-25T08:10", True),
    ("crew C at its hand-over", "U27", "2026-11-25T20:00", False),
    ("crew C in its night after midnight", "U27", "2026-11-27T03:00", True),
    ("crew C after its night", "U27", "2026-11-27T08:00", False),
]


@pytest.mark.parametrize(("person", "now", "works"), [case[1:] for case in DUTY], ids=[case[0] for case in DUTY])
def test_who_is_at_work(person: str, now: str, works: bool) -> None:
    assert on_duty(PLANT.person(person), PLANT, RULES, at(now)) is works


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-25T07:59", "2026-11-25T08:00"),
        ("2026-11-25T08:00", "2026-11-26T08:00"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),
        ("2026-09-30T20:00", "2026-10-08T08:00"),
        ("2026-10-09T20:00", "2026-10-10T08:00"),
    ],
)
def test_the_next_day_shift_begins_on_a_working_day(now: str, begins: str) -> None:
    assert next_day_shift(PLANT, RULES, at(now)) == at(begins)


def test_a_plant_whose_day_shift_never_works_waits_for_none() -> None:
    never = replace(PLANT, shifts=replace(PLANT.shifts, day=replace(PLANT.shifts.day, weekdays=frozenset())))
    none = replace(RULES, calendar=replace(RULES.calendar, make_up_workdays=frozenset()))
    assert next_day_shift(never, none, at(MORNING)) == at(MORNING)


def hours(begin: time, end: time) -> Plant:
    """The plant whose crews have this one turn on each of their days."""
    only = dict.fromkeys(PLANT.shifts.hours, (begin, end))
    return replace(PLANT, shifts=replace(PLANT.shifts, hours=only, cycle=tuple(PLANT.shifts.hours)[:1]))


def test_a_turn_until_midnight_is_no_turn_of_the_next_day() -> None:
    evening = hours(time(16), time(0))
    assert days_at(PLANT.person("U27"), evening, at("2026-11-25T20:00")) == (date(2026, 11, 25), date(2026, 11, 25))
    assert days_at(PLANT.person("U27"), evening, at("2026-11-25T12:00")) == (date(2026, 11, 25), date(2026, 11, 25))


def test_a_turn_that_ends_at_the_hour_it_began_lasts_a_whole_day() -> None:
    round_the_clock = hours(time(8), time(8))
    assert days_at(PLANT.person("U27"), round_the_clock, at("2026-11-26T03:00")) == (
        date(2026, 11, 25),
        date(2026, 11, 26),
    )


# crew C works by day on the 25th, in the night of the 26th to the 27th, and rests until the 29th
AWAY = [
    ("the day shift on its leave", "U19", ("2026-11-25", "2026-11-25"), "2026-11-25T08:10", True),
    ("the day shift on the evening of it", "U19", ("2026-11-25", "2026-11-25"), "2026-11-25T22:00", True),
    ("the day shift on the next morning", "U19", ("2026-11-25", "2026-11-25"), "2026-11-26T00:30", False),
    (
        "a night that begins on the last day, after midnight",
        "U27",
        ("2026-11-25", "2026-11-26"),
        "2026-11-27T03:00",
        True,
    ),
    ("the same night before its end", "U27", ("2026-11-25", "2026-11-26"), "2026-11-27T07:59", True),
    ("after that night", "U27", ("2026-11-25", "2026-11-26"), "2026-11-27T08:00", False),
    (
        "a night that reaches into the first day, before midnight",
        "U27",
        ("2026-11-27", "2026-11-28"),
        "2026-11-26T21:00",
        True,
    ),
    ("before that night", "U27", ("2026-11-27", "2026-11-28"), "2026-11-26T19:00", False),
    ("a day of rest in it", "U27", ("2026-11-27", "2026-11-28"), "2026-11-28T12:00", True),
    ("the turn before it", "U27", ("2026-11-26", "2026-11-28"), "2026-11-25T12:00", False),
]


@pytest.mark.parametrize(("person", "days", "now", "away"), [case[1:] for case in AWAY], ids=[case[0] for case in AWAY])
def test_a_crew_is_away_for_the_turns_that_its_leave_touches(
    person: str, days: tuple[str, str], now: str, away: bool
) -> None:
    first, last = map(date.fromisoformat, days)
    somebody = replace(PLANT.person(person), leave=(Leave(first, last, "事假"),))
    assert (leave_at(somebody, PLANT, at(now)) is not None) is away


@given(st.integers(0, 60 * 24 * 400))
def test_one_crew_is_always_at_work(minutes: int) -> None:
    assert len(crews_on(at("2026-06-01T00:00") + timedelta(minutes=minutes))) == 1


def test_a_date_in_the_roster_goes_before_its_weekday() -> None:
    assert duty_leader(PLANT, at("2026-11-26T12:00")).id == "U10"
    assert duty_leader(PLANT, at("2026-12-31T12:00")).id == "U02"


def away(*people: str, cover: str | None = None) -> Plant:
    """The plant in which these are on leave on the story's Wednesday, when U08 leads; `cover`: whom each named."""
    leave = Leave(date(2026, 11, 25), date(2026, 11, 25), "事假", cover)
    mine = (replace(each, leave=(leave,)) if each.id in people else each for each in PLANT.people)
    return replace(PLANT, people=tuple(mine))


NOON = at("2026-11-25T12:00")
LEADING = [
    ("the roster's leader who is there", away(), (), ["U08"]),
    ("whom the one on leave named", away("U08", cover="U10"), (), ["U10"]),
    ("the plant's stand-in", away("U08"), (), ["U02"]),
    ("the next stand-in when the first is away too", away("U08", "U02"), (), ["U01"]),
    ("the stand-in for one out of reach", away(), ("U08",), ["U02"]),
    ("himself when nobody else is there", away("U08", "U02", "U01"), (), ["U08"]),
    ("nobody when he is the reason and nobody else is there", away("U08", "U02", "U01"), ("U08",), []),
]


@pytest.mark.parametrize(("plant", "out", "found"), [case[1:] for case in LEADING], ids=[case[0] for case in LEADING])
def test_a_duty_leader_who_is_there(plant: Plant, out: tuple[str, ...], found: list[str]) -> None:
    assert [person.id for person in leading(plant, NOON, out)] == found


def test_the_safety_office_s_first_who_is_there_is_called_with_the_leader() -> None:
    assert responders(PLANT, RULES, NOON) == ("U04", "U08")
    assert responders(away("U04"), RULES, NOON) == ("U05", "U08")
    assert responders(PLANT, RULES, NOON, {"U04", "U08"}) == ("U05", "U02")


def test_at_night_who_is_at_work_is_called_before_the_first_of_the_office() -> None:
    night = at("2026-11-27T03:00")
    assert responders(PLANT, RULES, night)[0] == "U06"
    assert responders(PLANT, RULES, at("2026-11-28T12:00"))[0] == "U04", "nobody of the office works then"


def test_somebody_is_always_called() -> None:
    nobody = replace(PLANT, roles=replace(PLANT.roles, safety_office=(), duty_stand_in=()))
    assert responders(nobody, RULES, NOON, {"U08"}) == ("U08",)


def test_who_is_there_is_called_next_before_who_is_not() -> None:
    def next_one(plant: Plant, asked: set[str], out: frozenset[str] = frozenset()) -> str | None:
        found = following(plant, NOON, asked, out)
        return found.id if found else None

    assert next_one(PLANT, {"U04"}) == "U05"
    assert next_one(away("U05"), {"U04"}, frozenset({"U06"})) == "U08"
    assert next_one(away("U05", "U06", "U08", "U02", "U01"), {"U04"}) == "U05"
    assert next_one(PLANT, {person.id for person in PLANT.people}) is None


def test_the_steps_of_silence_come_in_the_order_of_time() -> None:
    all_steps = steps(Timers(5, 10, 15, 30))
    assert [(step.kind, step.after_min) for step in all_steps] == [
        ("remind", 5),
        ("warn", 10),
        ("substitute", 15),
        ("alarm", 30),
    ]


def test_the_storys_people_have_their_certificates() -> None:
    assert lacking(job(inputs={"gas_analyst": "U28"}), PLANT, TEMPLATES, at(MORNING)) == ()


def test_an_electrician_in_a_hazard_place_needs_the_ex_certificate() -> None:
    wanted = job(kind="temp_power", level="none", area="tank", work_leader="U41", inputs={"electrician": "U10"})
    lacks = lacking(wanted, PLANT, TEMPLATES, at(MORNING))
    assert [(each.person, each.code) for each in lacks if each.role == "electrician"] == [("U10", "C-ELEC-EX")]


def test_a_contractor_rigger_needs_the_induction_as_well() -> None:
    wanted = job(kind="lifting", level="third", area="util", inputs={"rigger": ["U39", "U37"]})
    lacks = lacking(wanted, PLANT, TEMPLATES, at("2027-02-15T09:00"))
    assert ("U39", "T-CONTR") in [(each.person, each.code) for each in lacks]
    assert ("U37", "T-RIG") in [(each.person, each.code) for each in lacks]


def test_two_roles_that_exclude_each_other_are_named() -> None:
    assert doubled(job(guardian="U34"), PLANT, TEMPLATES) == ("苑成蹊不能既当作业人又当监护人：请换一个人",)


def test_roles_without_anybody_are_named() -> None:
    assert "还没有指定气体分析人：请填上" in missing_roles(job(), TEMPLATES)
    assert missing_roles(job(), TEMPLATES, ("worker", "guardian")) == ()


def test_each_day_has_its_crew_by_day_and_by_night_in_the_order_of_the_plan() -> None:
    dates = [f"2026-11-{day}" for day in (23, 24, 25, 26, 27)]
    assert [crews_on(at(f"{day}T12:00")) for day in dates] == [{"A"}, {"D"}, {"C"}, {"B"}, {"A"}]
    assert [crews_on(at(f"{day}T23:00")) for day in dates] == [{"B"}, {"A"}, {"D"}, {"C"}, {"B"}]


def test_a_crew_is_at_work_from_the_first_moment_of_its_turn_and_not_at_its_end() -> None:
    assert [crews_on(at(f"2026-11-25T{hour}")) for hour in ("07:59:59", "08:00:00")] == [{"A"}, {"C"}]
    assert [crews_on(at(f"2026-11-25T{hour}")) for hour in ("19:59:59", "20:00:00")] == [{"C"}, {"D"}]


def test_what_unit_and_post_have_in_common_is_said_once_even_if_it_is_one_character() -> None:
    def title(name: str) -> str:
        posts = {**PLANT.posts, "workshop_director": replace(PLANT.posts["workshop_director"], name=name)}
        return replace(PLANT, posts=posts).title("workshop_director", "ws4")

    assert {title(name) for name in ("车间主任", "间主任", "主任")} == {"公用工程车间主任"}
