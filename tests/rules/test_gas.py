"""Gas tests: converted by each gas's own explosion limit, fresh from the sampling, and never passed without data."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from anhe import PLANT, TEMPLATES, at
from hypothesis import given
from hypothesis import strategies as st

from rules.gas import (
    BadReading,
    Incomplete,
    Reading,
    deciding,
    fresh,
    judge,
    measured,
    needed,
    record_every,
    retest_after,
)

LIMITS, KINDS = TEMPLATES.gas, TEMPLATES.kinds
HOT, CONFINED = KINDS["hot_work"], KINDS["confined_space"]
SEWAGE, UTIL, HYDRO = PLANT.area("sewage"), PLANT.area("util"), PLANT.area("hydro")
AIR = Reading("oxygen", "氧", Decimal("20.9"), "%vol")
NO_H2S = Reading("toxic", "硫化氢", Decimal(0), "ppm")


def flammable(value: str, unit: str = "%LEL", gas: str = "甲烷", lel: str | None = None) -> Reading:
    return Reading("flammable", gas, Decimal(value), unit, Decimal(lel) if lel else None)


CONVERSIONS = [
    ("methane at its limit", "甲烷", None, "10", "0.5", True),
    ("methane just over", "甲烷", None, "10.1", "0.505", False),
    ("hydrogen at its limit: 12.5, not 10", "氢气", None, "12.5", "0.5", True),
    ("hydrogen just over", "氢气", None, "12.6", "0.504", False),
    ("propane at 9 is good", "丙烷", None, "9", "0.189", True),
    ("propane at 10 is over 0.2 %", "丙烷", None, "10", "0.21", False),
    ("benzene at 16 is good", "苯", None, "16", "0.192", True),
    ("a gas whose limit is typed", "丁烷", "1.9", "10", "0.19", True),
]


@pytest.mark.parametrize(
    ("gas", "lel", "value", "vol", "ok"), [c[1:] for c in CONVERSIONS], ids=[c[0] for c in CONVERSIONS]
)
def test_lel_is_converted_by_the_gas(gas: str, lel: str | None, value: str, vol: str, ok: bool) -> None:
    verdict = judge([flammable(value, gas=gas, lel=lel)], HOT, "first", UTIL, LIMITS)
    assert (verdict.converted[0].value, verdict.ok) == (Decimal(vol), ok)


@given(st.decimals(0, 100, places=2), st.sampled_from(LIMITS.media))
def test_a_reading_in_lel_and_the_same_in_volume_get_the_same_verdict(value: Decimal, medium: object) -> None:
    name, lel = medium.name, Decimal(str(medium.lel_pct))
    by_lel = judge([Reading("flammable", name, value, "%LEL")], HOT, "first", UTIL, LIMITS)
    by_volume = judge([Reading("flammable", name, value * lel / 100, "%vol")], HOT, "first", UTIL, LIMITS)
    assert by_lel.ok == by_volume.ok


@pytest.mark.parametrize(("gas", "lel"), [("某气", "0.5"), ("氢", None), ("丙烷", None)])
def test_another_flammable_gas_than_the_areas_is_no_whole_test(gas: str, lel: str | None) -> None:
    other = flammable("1", gas=gas, lel=lel)
    with pytest.raises(Incomplete, match="还没有填可燃气体（甲烷）的读数"):
        judge([other], HOT, "first", SEWAGE, LIMITS)
    assert judge([other, flammable("1", gas="CH4")], HOT, "first", SEWAGE, LIMITS).ok
    assert judge([flammable("1", gas="甲苯")], HOT, "first", HYDRO, LIMITS).ok
    with pytest.raises(Incomplete, match="可燃气体（氢气或甲苯）"):
        judge([replace(flammable("1"), analyte="flammable")], HOT, "first", HYDRO, LIMITS)


def test_a_bad_verdict_says_what_is_over_and_what_to_do() -> None:
    verdict = judge([flammable("10", gas="丙烷")], HOT, "first", UTIL, LIMITS)
    assert (
        verdict.words
        == "不合格：丙烷 10%LEL（即 0.21%vol），限值 9.524%LEL（即 0.2%vol）。请停止作业并撤离，处理后重新取样"
    )


OXYGEN = [("19.4", False), ("19.5", True), ("21", True), ("21.1", False)]


@pytest.mark.parametrize(("value", "ok"), OXYGEN)
def test_oxygen_in_a_confined_space(value: str, ok: bool) -> None:
    air = Reading("oxygen", "氧", Decimal(value), "%vol")
    assert judge([air, flammable("0"), NO_H2S], CONFINED, "none", SEWAGE, LIMITS).ok == ok


@pytest.mark.parametrize(("value", "ok"), [("23.5", True), ("23.6", False), ("5", True)])
def test_oxygen_inside_oxygen_equipment(value: str, ok: bool) -> None:
    inside = Reading("oxygen", "氧", Decimal(value), "%vol")
    assert judge([flammable("0"), inside], HOT, "first", UTIL, LIMITS).ok == ok


@pytest.mark.parametrize(
    ("value", "unit", "ok"), [("10", "mg/m3", True), ("10.1", "mg/m3", False), ("7", "ppm", True), ("8", "ppm", False)]
)
def test_hydrogen_sulphide_in_both_units(value: str, unit: str, ok: bool) -> None:
    toxic = Reading("toxic", "硫化氢", Decimal(value), unit)
    assert judge([AIR, flammable("0"), toxic], CONFINED, "none", SEWAGE, LIMITS).ok == ok


def test_the_areas_own_toxic_gas_must_be_measured() -> None:
    carbon_monoxide = Reading("toxic", "一氧化碳", Decimal(1), "ppm")
    with pytest.raises(BadReading, match="还没有填硫化氢的读数"):
        judge([AIR, flammable("0"), carbon_monoxide], CONFINED, "none", SEWAGE, LIMITS)


BAD = [
    ("nothing measured", [], "还没有填可燃气体的读数"),
    ("below zero", [flammable("-1")], "不是读数"),
    ("not a number", [flammable("NaN")], "不是读数"),
    ("a unit that does not fit", [flammable("3", "mg/m3")], "不能用单位 mg/m3"),
    ("an unknown gas without its limit", [flammable("3", gas="丁烷")], "不知道丁烷的爆炸下限"),
    ("a typed limit that loosens the test", [flammable("3", gas="苯", lel="5")], "苯的爆炸下限是 1.2%，不是 5%"),
    ("a limit of nothing", [flammable("3", gas="丁烷", lel="0")], "爆炸下限 0% 不对"),
    ("a poison without limit", [flammable("0"), Reading("toxic", "光气", Decimal(0), "ppm")], "没有光气的限值"),
]


@pytest.mark.parametrize(("readings", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_value_that_cannot_be_judged_is_refused(readings: list[Reading], words: str) -> None:
    with pytest.raises(BadReading, match=words):
        judge(readings, HOT, "first", UTIL, LIMITS)


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (flammable("400"), "甲烷 400%LEL（超量程，仪器只到 100），限值"),
        (flammable("101"), "甲烷 101%LEL（超量程"),
        (replace(flammable("1"), upto=Decimal("0.9")), "甲烷 1%LEL（超量程，仪器只到 0.9）"),
        (Reading("oxygen", "氧", Decimal("208"), "%vol"), "氧 208%vol（超量程，仪器只到 30）"),
    ],
)
def test_more_than_an_instrument_shows_is_bad_and_stands_as_it_was_given(reading: Reading, words: str) -> None:
    others = [each for each in (AIR, flammable("0"), NO_H2S) if each.analyte != reading.analyte]
    verdict = judge([reading, *others], CONFINED, "none", SEWAGE, LIMITS)
    assert not verdict.ok and verdict.beyond and words in verdict.words
    assert not judge([AIR, flammable("100"), NO_H2S], CONFINED, "none", SEWAGE, LIMITS).beyond


def at_point(point: str, methane: str = "0") -> list[Reading]:
    return [replace(each, point=point) for each in (AIR, flammable(methane), NO_H2S)]


def test_several_points_are_one_test_and_all_must_pass() -> None:
    good = [*at_point("上"), *at_point("中"), *at_point("下")]
    assert judge(good, CONFINED, "none", SEWAGE, LIMITS).ok
    bad = judge([*at_point("上"), *at_point("中"), *at_point("下", "11")], CONFINED, "none", SEWAGE, LIMITS)
    assert not bad.ok and "不合格：下 甲烷 11%LEL" in bad.words


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ([*at_point("上"), *at_point("中")], "上、中测了，还没有测下"),
        ([*at_point("上"), *at_point("中"), *at_point("下")[:2]], "还没有填硫化氢的读数（下）"),
        ([*at_point("内部代表点")[1:]], "还没有填氧的读数（内部代表点）"),
    ],
)
def test_a_point_that_is_missing_or_half_measured_is_named(readings: list[Reading], words: str) -> None:
    with pytest.raises(Incomplete, match=words):
        judge(readings, CONFINED, "none", SEWAGE, LIMITS)


def test_what_is_less_than_a_test_is_still_held_against_its_limit() -> None:
    assert measured([flammable("11")], CONFINED, "none", SEWAGE, LIMITS).words.startswith("不合格：甲烷 11%LEL")


def test_where_detection_is_continuous_the_verdict_says_so() -> None:
    assert judge([flammable("0")], HOT, "special", SEWAGE, LIMITS).words.endswith("作业中须连续检测")


NEEDED = [
    ("hot_work", "second", UTIL, {}, True),
    ("temp_power", "none", UTIL, {}, False),
    ("temp_power", "none", HYDRO, {}, True),
    ("height", "I", UTIL, {}, False),
    ("height", "I", HYDRO, {}, True),
    ("blind_plate", "none", UTIL, {"has_toxic": True}, True),
    ("blind_plate", "none", UTIL, {"has_toxic": False}, False),
    ("blind_plate", "none", UTIL, {}, False),
    ("lifting", "first", HYDRO, {}, False),
    ("excavation", "none", HYDRO, {"depth_m": 1.3, "near_buried_lines": True}, True),
    ("excavation", "none", HYDRO, {"depth_m": 1.2, "near_buried_lines": True}, False),
    ("excavation", "none", HYDRO, {"depth_m": 1.3}, False),
]


@pytest.mark.parametrize(("kind", "level", "area", "inputs", "wanted"), NEEDED)
def test_when_a_test_is_needed(kind: str, level: str, area: object, inputs: dict[str, object], wanted: bool) -> None:
    assert needed(KINDS[kind], level, area, inputs) is wanted


@given(st.integers(0, 240))
def test_a_sampling_is_fresh_for_thirty_minutes_to_the_start(minutes: int) -> None:
    sampled = at("2026-11-25T08:00")
    words = fresh(sampled, sampled + timedelta(minutes=minutes), HOT)
    assert (words == "") == (minutes <= 30)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("08:00:00", ""),
        ("08:30:00", ""),
        ("08:30:01", "取样到开工已 30 分钟，超过 30 分钟：请重新取样"),
        ("08:31:59", "取样到开工已 31 分钟，超过 30 分钟：请重新取样"),
        ("07:59:59", "取样时间在现在之后：请核对时间，重新填写"),
    ],
)
def test_a_sampling_counts_to_the_second(start: str, words: str) -> None:
    assert fresh(at("2026-11-25T08:00"), at(f"2026-11-25T{start}"), HOT) == words


def test_where_the_template_sets_no_limit_a_sampling_stays_fresh() -> None:
    assert fresh(at("2026-11-25T08:00"), at("2026-11-25T20:00"), KINDS["lifting"]) == ""


@given(
    st.integers(0, 120), st.lists(st.sampled_from([(HOT, "special"), (HOT, "second"), (CONFINED, "none")]), max_size=3)
)
def test_the_strictest_permit_of_the_job_decides_on_a_break(minutes: int, permits: list[tuple[object, str]]) -> None:
    alone = [retest_after(minutes, [each]) for each in permits]
    assert retest_after(minutes, permits) == any(alone)


def test_the_confined_space_is_recorded_every_two_hours() -> None:
    assert (record_every(CONFINED), record_every(HOT)) == (120, None)


@pytest.mark.parametrize(("value", "ok"), [("23.5", True), ("23.6", False), ("19.4", False)])
def test_oxygen_where_the_area_handles_oxygen(value: str, ok: bool) -> None:
    rich = replace(SEWAGE, media=("氧气", "硫化氢"))
    air = Reading("oxygen", "氧", Decimal(value), "%vol")
    verdict = judge([air, flammable("0"), NO_H2S], CONFINED, "none", rich, LIMITS)
    assert (verdict.ok, verdict.converted[0].limit) == (ok, "19.5–23.5%vol")


def test_every_reading_is_told_with_its_unit_and_its_limit() -> None:
    toxic = Reading("toxic", "硫化氢", Decimal(7), "ppm")
    verdict = judge([AIR, flammable("10"), toxic], CONFINED, "none", SEWAGE, LIMITS)
    assert verdict.words == (
        "合格：氧 20.9%vol，限值 19.5–21%vol；甲烷 10%LEL（即 0.5%vol），限值 10%LEL（即 0.5%vol）；"
        "硫化氢 7ppm（即 9.757mg/m3），限值 7.174ppm（即 10mg/m3）。作业中须连续检测"
    )
    assert [each.unit for each in verdict.converted] == ["%vol", "%vol", "mg/m3"]
    both = judge([flammable("11"), replace(toxic, value=Decimal(8)), AIR], CONFINED, "none", SEWAGE, LIMITS)
    assert both.words == (
        "不合格：甲烷 11%LEL（即 0.55%vol），限值 10%LEL（即 0.5%vol）；"
        "硫化氢 8ppm（即 11.151mg/m3），限值 7.174ppm（即 10mg/m3）。请停止作业并撤离，处理后重新取样"
    )


def test_oxygen_that_has_no_lower_limit_is_told_by_its_upper_one() -> None:
    inside = Reading("oxygen", "氧", Decimal("0.5"), "%vol")
    verdict = judge([flammable("0"), inside], HOT, "first", UTIL, LIMITS)
    assert (verdict.ok, verdict.converted[1].limit, verdict.converted[1].value) == (
        True,
        "不超过 23.5%vol",
        Decimal("0.5"),
    )
    assert verdict.words.endswith("限值 不超过 23.5%vol"), "a first-level job is not watched continuously"


@pytest.mark.parametrize(("value", "ok"), [("5000", True), ("5001", False)])
def test_a_flammable_gas_in_ppm_is_converted_to_volume(value: str, ok: bool) -> None:
    verdict = judge([flammable(value, "ppm")], HOT, "first", UTIL, LIMITS)
    assert (verdict.ok, verdict.converted[0].value) == (ok, Decimal(value) / 10_000)


@pytest.mark.parametrize(
    ("lel", "fits"),
    [("1.2", True), ("2.7", True), ("0.9", False), ("9", False), ("100.5", False), ("-1", False), ("1E-999999", False)],
)
def test_a_typed_explosion_limit_is_near_the_handbooks(lel: str, fits: bool) -> None:
    if fits:
        assert judge([flammable("0", gas="丁烷", lel=lel)], HOT, "first", UTIL, LIMITS).ok
    else:
        with pytest.raises(BadReading, match="爆炸下限"):
            judge([flammable("0", gas="丁烷", lel=lel)], HOT, "first", UTIL, LIMITS)


@pytest.mark.parametrize("gas", ["甲 烷", "甲烷（现场）", "ＣＨ₄", "甲\u200b烷气体"])
def test_a_known_gas_keeps_its_explosion_limit_however_it_is_spelt(gas: str) -> None:
    with pytest.raises(BadReading, match=r"的爆炸下限是 5%，不是 0\.6%"):
        judge([flammable("60", gas=gas, lel="0.6")], HOT, "first", UTIL, LIMITS)
    assert not judge([flammable("60", gas=gas)], HOT, "first", UTIL, LIMITS).ok


@pytest.mark.parametrize("gas", ["H₂S", "硫 化 氢", "h2s"])
def test_a_poison_keeps_its_limit_however_it_is_spelt(gas: str) -> None:
    poison = Reading("toxic", gas, Decimal(30), "mg/m3")
    assert not measured([poison], CONFINED, "none", SEWAGE, LIMITS).ok


def test_an_explosion_limit_that_no_gas_has_is_refused_in_words() -> None:
    for lel in ("1E-999999", "0.3", "36", "1E+999999"):
        with pytest.raises(BadReading, match=r"要在 0\.5 到 35% 之间"):
            judge([flammable("60", gas="厂里的气", lel=lel)], HOT, "first", UTIL, LIMITS)


def test_a_gas_of_just_four_percent_has_the_limit_of_those_above() -> None:
    assert judge([flammable("0.5", "%vol", "氢气")], HOT, "first", UTIL, LIMITS).ok
    assert not judge([flammable("0.5", "%vol", "厂里的气", "3.9")], HOT, "first", UTIL, LIMITS).ok


def test_what_nobody_measured_is_told_whole() -> None:
    with pytest.raises(Incomplete) as caught:
        judge([], CONFINED, "none", replace(SEWAGE, media=("硫化氢", "氨")), LIMITS)
    assert str(caught.value) == "还没有填氧、可燃气体、硫化氢、氨的读数：请测好再提交"
    with pytest.raises(Incomplete) as caught:
        judge([], CONFINED, "none", replace(SEWAGE, media=()), LIMITS)
    assert str(caught.value) == "还没有填氧、可燃气体、有毒气体的读数：请测好再提交"
    with pytest.raises(Incomplete) as caught:
        judge([], KINDS["lifting"], "none", SEWAGE, LIMITS)
    assert str(caught.value) == "还没有填气体的读数：请测好再提交"


def test_points_are_finished_in_the_group_that_lacks_least() -> None:
    begun = [replace(flammable("0"), point=point) for point in ("上", "中")]
    with pytest.raises(Incomplete, match="上、中测了，还没有测下："):
        judge(begun, HOT, "first", UTIL, LIMITS)
    both = [replace(flammable("0"), point=point) for point in ("上", "设备内部")]
    with pytest.raises(Incomplete, match="还没有测动火点周围10米："):
        judge(both, HOT, "first", UTIL, LIMITS)
    with pytest.raises(Incomplete, match="还没有测中、下："):
        judge(both[:1], HOT, "first", UTIL, LIMITS)


@dataclass(frozen=True)
class Kept:
    """taken and came: minutes past nine."""

    id: int
    taken: int
    came: int
    point: str
    ok: bool
    analyst: str = "U31"
    instrument: str = "XP"

    @property
    def sampled_at(self) -> datetime:
        return at("2026-11-25 09:00") + timedelta(minutes=self.taken)

    @property
    def recorded_at(self) -> datetime:
        return at("2026-11-25 09:00") + timedelta(minutes=self.came)


TOP_BAD = Kept(2, 17, 21, "罐顶", ok=False)
ORDERS = [
    ("no test", [], 0),
    ("another point, taken later, came before", [Kept(1, 19, 20, "法兰", ok=True), TOP_BAD], 2),
    ("the same point, taken later, came before", [Kept(1, 19, 20, " 罐 顶", ok=True), TOP_BAD], 1),
    ("the same point, taken later, came later", [TOP_BAD, Kept(3, 22, 23, "罐顶", ok=True)], 3),
    ("the same point, taken before", [TOP_BAD, Kept(3, 16, 23, "罐顶", ok=True)], 2),
    ("a point of no known name, after the bad came", [TOP_BAD, Kept(3, 22, 23, "罐口", ok=True)], 3),
    ("a point of no known name, in its minute", [TOP_BAD, Kept(3, 21, 23, "罐口", ok=True)], 3),
    ("a point of no known name, before the bad came", [TOP_BAD, Kept(3, 20, 23, "罐口", ok=True)], 2),
    (
        "another point that was tested before",
        [Kept(1, 10, 11, "法兰", ok=True), TOP_BAD, Kept(3, 22, 23, "法兰", ok=True)],
        2,
    ),
    ("a detector clears no analyst's", [TOP_BAD, Kept(3, 22, 23, "罐顶", ok=True, analyst="")], 2),
    ("an analyst clears a detector's", [replace(TOP_BAD, analyst=""), Kept(3, 22, 23, "法兰", ok=True)], 3),
    (
        "another detector does not",
        [replace(TOP_BAD, analyst=""), Kept(3, 22, 23, "罐顶", ok=True, analyst="", instrument="Q")],
        2,
    ),
    (
        "of two bad ones each is to be cleared",
        [TOP_BAD, Kept(3, 18, 22, "法兰", ok=False), Kept(4, 23, 24, "法兰", ok=True)],
        2,
    ),
    ("the newest bad one is named", [TOP_BAD, Kept(3, 18, 22, "法兰", ok=False)], 3),
    ("a value put right in the same minute", [TOP_BAD, Kept(3, 17, 22, "罐顶", ok=True)], 3),
]


@pytest.mark.parametrize(("tests", "wanted"), [each[1:] for each in ORDERS], ids=[each[0] for each in ORDERS])
def test_the_test_that_decides_whatever_the_order(tests: list[Kept], wanted: int) -> None:
    for order in (tests, tests[::-1]):
        found = deciding(order)
        assert (found.id if found else 0) == wanted
