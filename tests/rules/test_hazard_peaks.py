"""Peaks of the week: found where they are, and not where chance or one bad week made them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest
from anhe import PLANT, RULES
from demo import data_of

from rules.hazards import effects, peaks, rostered
from rules.hazards.effects import Effect, Seen, Spot
from rules.hazards.figures import Period
from rules.hazards.peaks import HOURLY, WEEKS, Band, Happened, sessions, table

MONDAY = datetime(2026, 8, 24, tzinfo=UTC)
EVEN = {(weekday, hour): 13.0 for weekday in range(7) for hour in range(24)}


def happened(weekday: int, hour: int, week: int, finder: str = "", minute: int = 0) -> Happened:
    at = MONDAY + timedelta(days=7 * week + weekday, hours=hour, minutes=minute)
    return Happened(at, finder, "tank", "ELEC", "thing", f"{at:%m%d%H%M}")


def noise(seed: int, many: int) -> list[Happened]:
    chance = random.Random(seed)
    return [happened(chance.randrange(7), chance.randrange(24), chance.randrange(WEEKS)) for _ in range(many)]


def found(every: list[Happened]) -> list[peaks.Peak]:
    return peaks.peaks(table(sessions(every), EVEN, HOURLY, MONDAY, WEEKS))


@pytest.mark.parametrize("many", [150, 400, 1000])
def test_09_chance_alone_makes_no_peak(many: int) -> None:
    assert [seed for seed in range(5) if found(noise(seed, many))] == []


def test_an_hour_with_ten_times_as_many_is_found_with_its_interval() -> None:
    [peak] = found([*noise(1, 400), *(happened(2, 9, week) for week in range(WEEKS) for _ in range(2))])
    assert (peak.cell.weekday, str(peak.cell.band)) == (2, "9–10 点")
    assert peak.weeks == WEEKS and peak.low < peak.ratio < peak.high and peak.low > 2


def test_one_bad_week_is_no_peak() -> None:
    assert found([*noise(2, 400), *(happened(2, 9, 5, minute=each) for each in range(12))]) == []


def test_one_round_of_one_person_counts_once() -> None:
    one = [happened(2, 9, 5, "U1", minute) for minute in (0, 10, 29)]
    later, elsewhere = happened(2, 9, 5, "U1", 45), happened(2, 9, 5, "U2", 5)
    assert [len(each.found) for each in sessions([*one, later, elsewhere])] == [3, 1, 1]


@pytest.mark.parametrize(("count", "expected", "scatter"), [(3, 1.2, 1.0), (12, 4.0, 1.8), (40, 33.3, 3.7), (0, 2, 1)])
def test_chances_and_intervals_are_those_of_scipy(count: int, expected: float, scatter: float) -> None:
    # Not at the top: it takes a second, in every process that collects tests.
    from scipy import stats

    other = (
        stats.nbinom.sf(count - 1, expected / (scatter - 1), 1 / scatter)
        if scatter > peaks.SCATTER
        else stats.poisson.sf(count - 1, expected)
    )
    assert peaks.at_least(count, expected, scatter) == pytest.approx(other)
    low, high = peaks.interval(count, expected, 1.0)
    assert low * expected == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0)
    assert high * expected == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    chances = [0.001, 0.5, 0.04, 0.04, 1.0]
    assert peaks.false_discovery(chances) == pytest.approx(list(stats.false_discovery_control(chances)))


def test_parts_of_the_day_lie_between_the_changes_of_shifts() -> None:
    parts = peaks.bands({time(8), time(17), time(20)})
    assert [str(each) for each in parts] == ["8–17 点", "17–20 点", "20–8 点"]
    night = parts[2]
    cells = table(sessions([happened(3, 2, 1), happened(2, 21, 1)]), EVEN, parts, MONDAY, WEEKS)
    [wednesday] = [cell for cell in cells if (cell.weekday, cell.band) == (2, night)]
    assert wednesday.count == 2
    assert sum(cell.share for cell in cells) == pytest.approx(1)


def test_exposure_is_people_on_shift_by_the_roster() -> None:
    plant = PLANT
    since = datetime(2026, 10, 12, tzinfo=plant.zone)
    hours = rostered.exposure(plant, RULES, since, 4, plant.people)
    assert hours[2, 10] > hours[2, 3] > 0 and hours[6, 10] < hours[2, 10]
    assert rostered.touches(Band(8, 9), rostered.changes(plant)) and not rostered.touches(Band(3, 4), {time(8)})


@pytest.mark.parametrize("name", ["anhe", "lizhou"])
def test_hours_in_a_cell_are_those_of_the_exposure(name: str) -> None:
    plant, rules = data_of(name).plant, data_of(name).rules
    since = datetime(2026, 10, 12, tzinfo=plant.zone)
    whole = rostered.exposure(plant, rules, since, 4, plant.people)
    cell, until = peaks.slots(2, Band(20, 8)), since + timedelta(weeks=4)
    assert rostered.hours_in(plant, rules, cell, since, until, plant.people) == sum(whole[hour] for hour in cell) > 0


@pytest.mark.parametrize(
    ("since", "before", "scatter", "words"),
    [
        (Seen(13, 400), Seen(26, 400), 1.0, "看不出变化：0.5 倍（0.2–1.0）"),
        (Seen(20, 400), Seen(40, 400), 1.0, "比以前少：0.5 倍（0.3–0.9）"),
        (Seen(20, 400), Seen(40, 400), 2.0, "看不出变化：0.5 倍（0.2–1.1）"),
        (Seen(16, 200), Seen(40, 400), 1.0, "看不出变化：0.8 倍（0.4–1.5）"),
        (Seen(30, 200), Seen(10, 200), 1.0, "比以前多：3.0 倍（1.4–6.9）"),
        (Seen(0, 200), Seen(12, 200), 1.0, "比以前少：0.0 倍（0.0–0.4）"),
        (Seen(9, 200), Seen(0, 200), 1.0, "比以前多：以前没有报过（2.0 倍以上）"),
        (Seen(1, 200), Seen(0, 200), 1.0, "看不出变化：以前没有报过（0.0 倍以上）"),
        (Seen(0, 200), Seen(0, 200), 1.0, "两段都没有报过，比不出"),
        (Seen(0, 0), Seen(9, 200), 1.0, "还没轮到这个时段"),
        (Seen(9, 200), None, 1.0, "还没有可比的时段"),
        (Seen(9, 200), Seen(0, 0), 1.0, "还没有可比的时段"),
    ],
)
def test_an_effect_is_told_with_its_interval_and_none_is_told_too(
    since: Seen, before: Seen | None, scatter: float, words: str
) -> None:
    assert str(Effect(since, before, scatter)) == words


@pytest.mark.parametrize(("a", "b", "x"), [(3, 4, 0.2), (0.7, 9.5, 0.3), (40, 21, 0.7), (5, 1, 0.99), (2, 3, 0)])
def test_the_beta_function_is_that_of_scipy(a: float, b: float, x: float) -> None:
    from scipy import special

    assert effects.beta(a, b, x) == pytest.approx(special.betainc(a, b, x))


def test_neither_side_of_an_effect_has_the_weeks_that_found_the_peak() -> None:
    week = effects.WEEK
    found = Period(MONDAY, MONDAY + 13 * week)
    assert effects.baseline(found, MONDAY - 99 * week) == Period(MONDAY - 13 * week, MONDAY)
    assert effects.baseline(found, MONDAY - 2.5 * week) == Period(MONDAY - 2 * week, MONDAY)
    assert effects.baseline(found, MONDAY - 0.9 * week) is effects.baseline(found, None) is None
    until = found.end + 3 * week
    assert effects.running(found.end + week, found, until) == Period(found.end + week, until)
    assert effects.running(MONDAY + week, found, until) == Period(found.end, until)
    assert effects.running(found.end, found, found.end - week) == Period(found.end, found.end)
    every = sessions(
        [happened(2, 21, 0), happened(3, 2, 1), happened(2, 21, 13), happened(2, 9, 13), happened(3, 8, 13)]
    )
    night = Spot(2, Band(20, 8))
    assert effects.count(night, every, found) == 2
    assert effects.count(night, every, Period(found.end, until)) == 1


def test_nothing_changed_is_seldom_called_a_change() -> None:
    chance, called = random.Random(5), 0
    for _ in range(400):
        since, before = (sum(chance.random() < 0.05 for _ in range(300)) for _ in range(2))
        called += not str(Effect(Seen(since, 300), Seen(before, 300))).startswith("看不出变化")
    assert called <= 20
