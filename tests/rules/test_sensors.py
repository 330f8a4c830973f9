"""The life of a sensor, sample by sample, and what silence and storms mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sensor_state import Kept
from rules.sensors.late import exceeded
from rules.sensors.limits import BY_PLAN, HOT, SOUNDING, Limits, UnknownUnit, advice, plain
from rules.sensors.machine import Event, Sample, State, step
from rules.sensors.silence import Heard, silent
from rules.sensors.storm import Raised, parent

BEGAN = datetime(2026, 11, 25, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GAS = Limits(
    kind="combustible_gas",
    unit="%LEL",
    range=(Decimal(0), Decimal(100)),
    rising=True,
    alarm1=Decimal(20),
    alarm2=Decimal(40),
    reset=Decimal(15),
    reset_hold=120 * SECOND,
    delay1=5 * SECOND,
    delay2=0 * SECOND,
    sample=2 * SECOND,
    stale_after=60 * SECOND,
    fault_below=Decimal(-5),
)
OXYGEN = Limits(
    kind="oxygen",
    unit="%VOL",
    range=(Decimal(0), Decimal(30)),
    rising=False,
    alarm1=Decimal("19.5"),
    alarm2=Decimal(18),
    reset=Decimal(20),
    reset_hold=120 * SECOND,
    delay1=3 * SECOND,
    delay2=0 * SECOND,
    sample=5 * SECOND,
    stale_after=60 * SECOND,
    flat_after=3600 * SECOND,
    high_alarm=Decimal("23.5"),
    high_reset=Decimal(23),
)
VALUES = st.one_of(st.none(), st.decimals(-50, 150, places=1))
STEPS = st.lists(st.tuples(VALUES, st.integers(0, 90)), max_size=60)


def played(limits: Limits, values: list[object], every: float = 2) -> tuple[State, list[Event]]:
    state, events = State(), []
    for place, value in enumerate(values):
        sample = Sample(BEGAN + place * every * SECOND, None if value is None else Decimal(str(value)))
        state, happened = step(limits, state, sample)
        events += happened
    return state, events


def whats(events: list[Event]) -> list[str]:
    return [each.what for each in events]


def test_a_value_at_the_limit_counts_and_a_short_peak_does_not() -> None:
    assert whats(played(GAS, [20, 20, 20, 20])[1]) == ["alarm"]
    assert whats(played(GAS, [3, 30, 3, 3, 3, 3, 3])[1]) == []


def test_flapping_at_every_sample_is_one_alarm() -> None:
    _, events = played(GAS, ["19.9", "20.1"] * 900)
    assert sorted(whats(events)) == ["alarm", "flapping"]


def test_the_second_level_is_there_at_once_and_above_the_range_is_a_fault_as_well() -> None:
    _, events = played(GAS, [3, 120, 120, 120])
    assert whats(events) == ["alarm", "fault"] and events[0].level == 2
    warm = Limits(**{**GAS.__dict__, "kind": "temperature", "unit": "°C"})
    assert whats(played(warm, [3, 120, 120, 120])[1]) == ["fault"]


def test_an_alarm_ends_only_after_the_hold_and_between_reset_and_limit_it_stays() -> None:
    state, events = played(GAS, [50] + [18] * 200)
    assert state.level == 2 and whats(events) == ["alarm"]
    state, events = played(GAS, [50] + [10] * 61)
    assert state.level == 0 and whats(events) == ["alarm", "normal"]
    assert "最坏到过 50%LEL" in events[-1].why


def test_too_little_and_too_much_oxygen_and_a_value_that_never_changes() -> None:
    assert played(OXYGEN, ["17.9"], 5)[1][0].level == 2
    low, rich = played(OXYGEN, ["19.4"] * 3, 5)[1], played(OXYGEN, ["24"] * 3, 5)[1]
    assert (low[0].level, rich[0].level) == (1, 1) and "23.5" in rich[0].why
    assert whats(played(OXYGEN, ["20.9"] * 722 + ["20.8"], 5)[1]) == ["stuck", "stuck_over"]


@given(STEPS)
def test_whatever_comes_the_level_only_falls_to_nothing_and_only_after_the_hold(
    steps: list[tuple[object, int]],
) -> None:
    state, at, cleared = State(), BEGAN, None
    for value, seconds in steps:
        at += seconds * SECOND
        before = state
        sample = Sample(at, None if value is None else Decimal(str(value)))
        state, events = step(GAS, before, sample)
        good = sample.value is not None and sample.value <= 15 and not GAS.fault(sample.value)
        gap = before.at is not None and at - before.at > GAS.stale_after
        cleared = (at if gap or cleared is None else cleared) if good else None
        if state.level < before.level:
            assert state.level == 0 and cleared is not None and at - cleared >= GAS.reset_hold
        if sample.value is not None and sample.value >= 40:
            assert state.level == 2
        assert sum(each.what == "alarm" for each in events) <= 1
        assert (state.level > 0) or not [each for each in events if each.what in ("alarm", "upgraded")]
        assert step(GAS, before, sample) == (state, events)
        assert Kept.read(dict(Kept.of(state).kept)).state == state
        assert len(state.votes) <= 40 and len(state.turns) <= GAS.most_turns + 1


@given(STEPS, st.integers(1, 10_000))
def test_what_is_older_than_the_newest_changes_nothing(steps: list[tuple[object, int]], ago: int) -> None:
    state, _ = played(GAS, [value for value, _ in steps])
    if state.at is not None:
        assert step(GAS, state, Sample(state.at - ago * SECOND, Decimal(99))) == (state, ())


@given(st.lists(st.decimals("0", "19.9", places=1), max_size=60))
def test_below_the_limit_nothing_ever_alarms(values: list[Decimal]) -> None:
    assert [each for each in whats(played(GAS, list(values))[1]) if each == "alarm"] == []


def test_units_are_converted_once_and_what_can_not_be_is_refused() -> None:
    ammonia = Limits(**{**GAS.__dict__, "kind": "toxic_gas", "unit": "mg/m3", "medium": "NH3"})
    assert plain(ammonia.own(Decimal(10), "ppm")) == "6.965"
    assert GAS.own(Decimal(3), "%lel") == 3 and GAS.own(Decimal(3), "") == 3
    pressure = Limits(**{**GAS.__dict__, "kind": "pressure", "unit": "kPa"})
    assert pressure.own(Decimal("0.1"), "MPa") == 100
    for unit in ("ppm", "°F", "香蕉"):
        with pytest.raises(UnknownUnit):
            GAS.own(Decimal(1), unit)


def test_old_readings_are_one_line_with_their_worst() -> None:
    samples = [Sample(BEGAN + each * SECOND, Decimal(each)) for each in (3, 25, 34, 22, 4)]
    found = exceeded(GAS, samples)
    assert found and (found.peak, found.level, found.lasts) == (34, 1, False)
    assert exceeded(GAS, samples[:1]) is None


def heard(sensor: str, ago: float, sender: str = "gw", stale: int = 60, sample: int = 5) -> Heard:
    return Heard(sensor, sender, BEGAN - ago * SECOND, stale * SECOND, sample * SECOND)


def test_a_sender_is_down_when_its_sensors_fall_silent_together() -> None:
    known = [heard("a", 60), heard("b", 58), heard("c", 61), heard("d", 2, "other")]
    assert silent(known, ["a"], BEGAN).senders == {"gw": ("a",)}
    alone = [heard("a", 60), heard("b", 2), heard("c", 3)]
    assert silent(alone, ["a"], BEGAN).alone == ("a",)
    slow = [heard("a", 60), heard("b", 55, stale=600, sample=40)]
    assert silent(slow, ["a"], BEGAN).senders == {"gw": ("a",)}
    assert silent([heard("a", 60)], ["a"], BEGAN).alone == ("a",)
    assert silent([heard("a", 600), heard("b", 60)], ["b"], BEGAN, ["gw"]).senders == {"gw": ("b",)}


def test_a_storm_begins_before_there_are_more_cards_than_enough_and_goes_on_with_the_first() -> None:
    assert parent([], 10) == ""
    assert parent([Raised("YH-1", 4)], 10) == ""
    assert parent([Raised("YH-1", 4), Raised("YH-2", 4)], 10) == "YH-1"
    assert parent([Raised("YH-1", 6)], 10) == "YH-1"
    assert parent([Raised("YH-2", 4), Raised("YH-1", 0)], 10) == "YH-1"


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({"oxygen"}, SOUNDING),
        ({"temperature", "toxic_gas"}, SOUNDING),
        ({"temperature", "humidity"}, HOT),
        ({"humidity"}, BY_PLAN),
        (set(), BY_PLAN),
    ],
)
def test_only_where_the_air_is_measured_an_alarm_sounds_on_site(kinds: set[str], words: str) -> None:
    assert advice(kinds) == words
