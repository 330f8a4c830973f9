"""What counts of training: cells that are valid, hours, the four 100 %."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from demo import data_of
from hypothesis import given
from hypothesis import strategies as st

from models.training_counted import Told, told
from rules.plant import Plant
from rules.staff.standing import Standing, with_staff
from rules.training import hours
from rules.training.coverage import Hundred, Learned, Share, cells, hundreds, lacks, share
from rules.training.hours import Earned, Spent

TODAY = date(2026, 11, 25)
LATER = TODAY + timedelta(days=200)


def test_of_several_tries_the_longest_counts_and_never_more_than_half_as_long_again() -> None:
    assert hours.counted([]) == 0
    assert hours.counted([Spent(100, 6), Spent(400, 6), Spent(300, 6)]) == 400
    assert hours.counted([Spent(9_000, 6)]) == 540
    assert (hours.words(540), hours.words(2_699), hours.words(2_700)) == ("0.2 学时", "0.9 学时", "1.0 学时")
    assert hours.reaches(2_700 * 20, Fraction(20)) and not hours.reaches(2_700 * 20 - 1, Fraction(20))


def test_hours_come_from_levels_lessons_and_drills_and_a_level_taught_again_counts_once() -> None:
    day, later = date(2026, 11, 25), date(2027, 1, 4)
    level = {"level": "team", "hours": "7.5"}
    drill = {"ok": "yes", "seconds": 540}
    lines: list[Told] = [
        ("training.levels", {}, day),
        ("training.levelled", {**level, "hours": "8"}, day),
        ("training.levelled", level, day),
        ("training.drilled", drill, day),
        ("training.drilled", {**drill, "ok": "no"}, day),
        # As it was written before drills were counted.
        ("training.drilled", {"ok": "yes"}, day),
        ("training.levels", {}, later),
        ("training.levelled", level, later),
    ]
    found = hours.years([*told(lines), Earned(day, 400, "lesson"), Earned(day, 300, "lesson")])
    taught = 15 * hours.HOUR_S // 2
    assert found == {2026: {"level": taught, "lesson": 700, "drill": 540}, 2027: {"level": taught}}
    assert hours.told(found[2026]) == "三级教育 7.5 学时，微课 0.2 学时，桌面演练 0.2 学时"


@given(st.lists(st.builds(Spent, st.integers(0, 10_000), st.integers(1, 20)), max_size=6))
def test_no_number_of_tries_adds_up(tries: list[Spent]) -> None:
    counted = hours.counted(tries)
    assert counted <= max((each.minutes * 90 for each in tries), default=0)
    assert counted <= max((each.seconds for each in tries), default=0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_hundred_percent_means_all(held: int, wanted: int) -> None:
    one = Share(min(held, wanted), wanted)
    assert (one.percent == 100) == (one.held == one.wanted)


def test_a_course_is_valid_while_each_of_its_lessons_is_and_says_what_is_left() -> None:
    rules = data_of("anhe")
    person = next(each for each in rules.plant.people if "welder" in each.posts)
    lessons = [each.id for each in rules.courses.courses[0].lessons]

    def first(**learned: Learned) -> str:
        mine = {name: learned[key] for name, key in zip(lessons, "ab", strict=False) if key in learned}
        found = cells(person, rules.trades, rules.courses, rules.plant, mine, TODAY)
        assert share(found).wanted == len(found)
        return found[0].standing

    passed, over = Learned(LATER, True), Learned(TODAY - timedelta(days=1), True)
    assert first() == "none"
    assert first(a=Learned(None, True)) == first(a=passed) == "learning"
    assert first(a=passed, b=passed) == "valid"
    assert first(a=passed, b=Learned(TODAY, True)) == "due"
    assert first(a=passed, b=over) == "expired"
    nothing = cells(person, rules.trades, rules.courses, rules.plant, {}, TODAY)
    [words] = lacks(nothing)
    assert words.startswith("没开始学《") and words.count("《") == len(nothing)


@pytest.mark.parametrize("plant", ["anhe", "lizhou"])
def test_each_of_the_four_names_exactly_those_who_lack_something(plant: str) -> None:
    rules = data_of(plant)
    called = rules.templates.qualifications

    def four(learned: dict[str, Learned]) -> dict[str, tuple[Share, set[str]]]:
        every = {
            each.id: cells(each, rules.trades, rules.courses, rules.plant, learned, TODAY)
            for each in rules.plant.people
        }
        found = hundreds(rules.plant, rules.trades, called, every, TODAY)
        return {each.key: (each.share, {*each.missing}) for each in found}

    nothing = four({})
    everything = four({each.id: Learned(LATER, True) for course in rules.courses.courses for each in course.lessons})
    for key, (one, missing) in nothing.items():
        assert one.wanted - one.held == len(missing), key
    assert nothing["workers"][0].held == 0 and everything["workers"][0].percent == 100
    # A course never replaces a certificate.
    assert nothing["special"] == everything["special"]
    without = {each.id for each in rules.plant.people if not any(each.certs.values())}
    assert everything["dangerous"][1] >= {*without} & nothing["dangerous"][1]
    assert everything["heads"][1] <= nothing["heads"][1]


@pytest.mark.parametrize("plant", ["anhe", "lizhou"])
def test_whoever_has_left_counts_in_none_of_the_four(plant: str) -> None:
    rules = data_of(plant)
    who = next(each for each in rules.plant.people if {*each.posts} & {*rules.plant.roles.safety_office})
    gone = with_staff(rules.plant, [Standing(who.id, left=TODAY)])

    def four(given: Plant) -> dict[str, Hundred]:
        every = {each.id: cells(each, rules.trades, rules.courses, given, {}, TODAY) for each in given.people}
        return {each.key: each for each in hundreds(given, rules.trades, rules.templates.qualifications, every, TODAY)}

    before, after = four(rules.plant), four(gone)
    assert after["workers"].left_out == before["workers"].left_out
    assert after["workers"].share.wanted == before["workers"].share.wanted - 1
    assert after["heads"].share.wanted == before["heads"].share.wanted - 1
    assert all(who.id not in each.missing for each in after.values())
