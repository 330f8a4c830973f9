"""Gas tests on the phone: judged by each gas's own limit, kept with both times, told to everybody when bad."""

from __future__ import annotations

import json
from typing import Any

import pytest
from at_work import CREW, at_work
from builders import DIRECTOR, FOREMAN, GUARDIAN, MANAGER, SHIFT_FOREMAN, WELDER, ask_for_permit, confirm, fresh, sign
from gates import (
    ANALYST,
    BAD,
    GOOD,
    ON_SITE,
    approved,
    brief,
    check,
    minutes,
    open_asks,
    page_of,
    sampling,
    start,
    test_gas,
    working,
)
from plant import Plant, anhe

from handlers.permits.gates import analyst
from handlers.plant import keep
from models import store
from models.gas import GasTest, of_permit, readings
from models.ledger import Entry
from workers.scenarios.phone import PageRefused, text_of


def test_a_good_test_is_kept_as_it_was_typed_with_the_converted_value(plant: Plant) -> None:
    permit = approved(plant)
    answer = test_gas(plant, permit)
    assert answer["tone"] == "done" and "合格：甲烷 2%LEL（即 0.1%vol），限值 10%LEL（即 0.5%vol）" in answer["words"]
    [test] = of_permit(permit)
    assert test.ok and test.analyst == ANALYST and test.instrument == "XP-302M 0017"
    assert (test.readings[0]["value"], test.readings[0]["vol_pct"]) == ("2", "0.1")
    plant.expect_all(*ON_SITE)


def test_the_page_knows_the_media_of_the_area_and_the_instrument_of_last_time(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    assert 'data-gas="甲烷"' in page.html and 'value="5" readonly' in page.html and 'value="XP-302M' not in page.html
    test_gas(plant, permit, BAD)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    assert 'value="XP-302M 0017"' in page.html and "不合格：甲烷 32%LEL" in page.html
    plant.expect_all(*ON_SITE)


def test_a_bad_test_tells_everybody_and_asks_for_another(plant: Plant) -> None:
    permit = approved(plant)
    answer = test_gas(plant, permit, BAD)
    assert "不合格：甲烷 32%LEL（即 1.6%vol）" in answer["words"]
    for person in (FOREMAN, GUARDIAN, WELDER):
        plant.expect(person, "气体不合格，不能干")
    assert "上次 08:10 不合格" in text_of(plant.expect(ANALYST, "请测气"))
    assert fresh(permit).state == "approved" and not open_asks(permit, "permit.foreman_check")
    plant.expect_all(*ON_SITE)


def test_whoever_heard_the_alarm_hears_that_the_gas_is_good_again(plant: Plant) -> None:
    permit = approved(plant)
    assert test_gas(plant, permit, BAD, calibrated_until="2026-01-01")["tone"] == "caution", "red, whatever is kept"
    plant.advance(5)
    assert test_gas(plant, permit)["tone"] == "done"
    for person in (FOREMAN, GUARDIAN, WELDER):
        assert "还没开工" in text_of(plant.expect(person, "气体复测合格"))
    assert not [each for each in plant.phone(ANALYST).messages() if "气体复测合格" in text_of(each)]
    plant.expect_all(*ON_SITE)


def test_a_bad_value_of_an_instrument_out_of_date_counts_and_both_are_said(plant: Plant) -> None:
    answer = test_gas(plant, approved(plant), BAD, calibrated_until="2026-01-01")
    assert "不合格：甲烷 32%LEL" in answer["words"] and "检定有效期 2026年1月1日 已过" in answer["words"]
    plant.expect_all(*ON_SITE)


SPACE = [
    {"analyte": "oxygen", "gas": "氧", "value": "20.8", "unit": "%vol", "lel_pct": None},
    {**GOOD[0], "value": "1"},
    {"analyte": "toxic", "gas": "硫化氢", "value": "0", "unit": "ppm", "lel_pct": None},
]
FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("nothing measured", {"readings": []}, "还没有填可燃气体（甲烷）的读数"),
    ("a made-up gas", {"readings": [{**GOOD[0], "gas": "某气", "lel_pct": "0.5"}]}, "还没有填可燃气体（甲烷）的读数"),
    ("another gas", {"readings": [{**GOOD[0], "gas": "氢", "lel_pct": "4"}]}, "还没有填可燃气体（甲烷）的读数"),
    ("no number", {"readings": [{**GOOD[0], "value": "low"}]}, "「读数」没填或填得不对"),
    ("below zero", {"readings": [{**GOOD[0], "value": "-4"}]}, "不是读数"),
    ("a wrong explosion limit", {"readings": [{**GOOD[0], "lel_pct": "9"}]}, "爆炸下限是 5%，不是 9%"),
    ("a foreign unit", {"readings": [{**GOOD[0], "unit": "mg/m3"}]}, "不能用单位"),
    ("tomorrow", {"sampled_at": "2026-11-26T08:00:00+08:00"}, "取样时间在现在之后"),
    ("two days ago", {"sampled_at": "2026-11-23T08:00:00+08:00"}, "一天以前"),
    ("before the request", {"sampled_at": "2026-11-25T08:09:00+08:00"}, "在申请这张票之前（08:10 申请）：不算数"),
    ("no zone", {"sampled_at": "2026-11-25T08:00:00"}, "「取样时间」没填或填得不对"),
    ("an old calibration", {"calibrated_until": "2026-11-24"}, "检定有效期 2026年11月24日 已过"),
    ("no point", {"point": ""}, "「取样点」没填"),
]


def test_what_cannot_be_judged_is_told_plainly_and_changes_nothing(plant: Plant) -> None:
    permit = approved(plant)
    before = Entry.select().count()
    for fault, changes, words in FAULTS:
        answer = test_gas(plant, permit, **changes)
        assert not answer["ok"] and words in answer["words"], (fault, answer)
        assert not GasTest.select().count() and Entry.select().count() == before, fault
        assert len(open_asks(permit, "permit.gas_test")) == 1


def test_an_instrument_counts_to_the_last_day_of_its_calibration(plant: Plant) -> None:
    permit = approved(plant)
    answer = test_gas(plant, permit, calibrated_until="2026-11-25")
    assert answer["tone"] == "done"
    plant.expect_all(*ON_SITE)


def test_one_bad_point_of_three_stops_the_work_and_is_named(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    plant.settle()
    two = [{**each, "point": point} for point in ("上", "中") for each in SPACE]
    answer = test_gas(plant, permit, two, point="上、中")
    assert not answer["ok"] and "上、中测了，还没有测下" in answer["words"]
    bad = [*two, *({**each, "point": "下", "value": "19.0" if each["gas"] == "氧" else "0"} for each in SPACE)]
    answer = page_of(plant, open_asks(permit, "permit.gas_test")[0]).act(
        "permit.gas", {**sampling(plant, bad), "point": "上、中、下"}, attempt=2
    )
    assert "不合格：下 氧 19%vol" in answer["words"]
    plant.settle()
    assert fresh(permit).state == "suspended"
    words = readings(of_permit(permit)[0])
    assert words.count("甲烷") == 3 and "下：氧 19.0 %vol、甲烷 0 %LEL" in words
    plant.expect_all(*CREW, "U04", "U08")


def test_case_26_a_sampling_typed_in_late_counts_from_its_own_time(plant: Plant) -> None:
    permit = approved(plant, starts_at=plant.now.isoformat())
    plant.advance(26)
    test_gas(plant, permit, sampled=plant.now - minutes(25))
    entry = json.loads(Entry.get(Entry.kind == "permit.gas_tested").canonical)
    assert entry["late"] == "取样后 25 分钟才填"
    assert entry["at"] == "2026-11-25T08:11:00.000+08:00" and entry["recorded_at"] == "2026-11-25T08:36:00.000+08:00"
    brief(plant, permit)
    check(plant, permit)
    plant.advance(6)
    assert "取样到开工已 31 分钟，超过 30 分钟" in start(plant, permit)["words"]
    plant.expect_all(*ON_SITE)


def test_a_test_that_is_there_already_is_not_asked_again(plant: Plant) -> None:
    permit = approved(plant)
    [ask] = open_asks(permit, "permit.gas_test")
    page = page_of(plant, ask)
    test_gas(plant, permit)
    answer = page.act("permit.gas", sampling(plant), attempt=2)
    assert answer["tone"] == "info" and "隆星回已经测气" in answer["words"]
    with pytest.raises(PageRefused, match="隆星回已经测气，不用再做"):
        plant.phone(ANALYST).open(f"{plant.base}/h5/wecom/gas/{ask.id}")
    assert GasTest.select().count() == 1
    plant.expect_all(*ON_SITE)


def test_the_page_of_a_test_that_is_done_takes_bad_values_only(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    test_gas(plant, permit)
    plant.advance(3)
    for number, changes in enumerate(({}, {"instrument": "XP-302M 0018"}, {"point": "池底"}), 2):
        answer = page.act("permit.gas", {**sampling(plant), **changes}, attempt=number)
        assert (answer["tone"], "08:10 隆星回已经测气，不用再做。这次没有记" in answer["words"]) == ("info", True)
    assert GasTest.select().count() == 1
    foreign = [{**BAD[0], "gas": "某气", "value": "60", "lel_pct": "0.5"}]
    early = (plant.now - minutes(180)).isoformat()
    answer = page.act("permit.gas", {**sampling(plant), "readings": foreign, "sampled_at": early}, attempt=9)
    assert "不合格：某气 60%LEL" in answer["words"]
    assert [test.ok for test in GasTest.select()] == [True, False]
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_without_an_analyst_who_may_test_the_safety_office_is_called(plant: Plant) -> None:
    data = json.loads(json.dumps(anhe(), default=str))
    for person in data["plant"]["people"]:
        person["certs"].pop("T-GAS", None)
    permit = ask_for_permit(plant)
    store.write(lambda: keep(data, plant.now))
    confirm(plant)
    for person in (SHIFT_FOREMAN, MANAGER, DIRECTOR):
        sign(plant, person)
    assert "没有持证的气体分析人能来" in text_of(plant.expect(MANAGER, "没有人能测气"))
    assert not open_asks(permit, "permit.gas_test")
    plant.expect_all(*ON_SITE, MANAGER, "U08")


def test_case_17_a_reading_out_of_limits_stops_the_work_and_everybody_leaves(plant: Plant) -> None:
    permit = working(plant)
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    plant.settle()
    test_gas(plant, permit, BAD)
    assert fresh(permit).state == "suspended"
    for person in (GUARDIAN, WELDER, SHIFT_FOREMAN):
        assert "马上停手" in text_of(plant.expect(person, "红色警报】停工撤离"))
    plant.expect("U04", "作业叫停")
    assert {ask.person for ask in open_asks(permit, "permit.resume")} == {GUARDIAN, SHIFT_FOREMAN}
    plant.expect_all(*ON_SITE, "U04", "U08")
