"""Gas detectors that report by themselves: a test without typing, a stop at once, and silence that is never safety."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from at_work import (
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    at_work,
    confirm_resume,
    gas_test,
    open_kinds,
    standing,
    state,
    tap,
    trail,
)
from builders import GUARDIAN, ON_SITE, fresh, open_card
from detectors import (
    AIR,
    EXPLOSIVE,
    FIXED,
    FOUR_GASES,
    METHANE,
    OXYGEN,
    PORTABLE,
    TOO_MUCH,
    Values,
    message,
    report,
    send,
)
from gates import approved, minutes, open_asks, test_gas
from plant import Log, Plant
from roads import road
from sensing import key, one, outcomes, post, quiet, tickets

from models import plant_time
from models.gas import GasTest, of_permit
from models.inbox import Received
from models.ledger import Entry, of_subject
from models.permit import Permit
from models.seals import seal_all, sealed
from models.sensor import SensorConflict
from workers.evidence.permits.on_site import on_site
from workers.scenarios.phone import text_of

OFFICE, DUTY_LEADER = "U04", "U08"


@road
def space(plant: Plant, **changes: Any) -> Permit:
    """A confined space at work whose detector has just reported."""
    permit = at_work(plant, "confined_space", "none", **changes)
    report(plant, permit.number)
    return permit


def keep_reporting(plant: Plant, permit: Permit, times: int) -> None:
    for _ in range(times):
        plant.advance(1)
        report(plant, permit.number)


def test_a_detector_that_measures_everything_stands_for_the_test_before_the_start(plant: Plant) -> None:
    permit = approved(plant)
    words = report(plant, permit.number, METHANE, PORTABLE)
    assert "记下了。合格：动火点周围10米 甲烷 2%LEL（即 0.1%vol）" in words
    [test] = of_permit(permit)
    assert (test.source, test.instrument, test.analyst) == ("sensor", PORTABLE, "")
    assert not open_asks(permit, "permit.gas_test")
    plant.expect_all(*ON_SITE)


def test_less_than_a_whole_test_opens_no_gate(plant: Plant) -> None:
    permit = approved(plant)
    status, words = send(plant, message(plant, permit.number, AIR[:1], "MX4-0031"))
    assert (status, words[:3]) == (200, "收到。")
    assert not of_permit(permit) and open_asks(permit, "permit.gas_test")
    plant.expect_all(*ON_SITE)


def test_a_detector_does_not_clear_what_the_analyst_found_bad(plant: Plant) -> None:
    permit = approved(plant)
    test_gas(plant, permit, [{"analyte": "flammable", "gas": "甲烷", "value": "32", "unit": "%LEL", "lel_pct": "5"}])
    plant.advance(1)
    report(plant, permit.number, METHANE, PORTABLE)
    assert [test.ok for test in of_permit(permit)] == [False] and open_asks(permit, "permit.gas_test")
    plant.expect_all(*ON_SITE)


def test_good_reports_are_kept_now_and_then_and_each_bad_one(plant: Plant) -> None:
    permit = space(plant)
    keep_reporting(plant, permit, 21)
    assert len(of_permit(permit)) == 3
    plant.advance(1)
    report(plant, permit.number, TOO_MUCH)
    assert [test.ok for test in of_permit(permit)] == [True, True, True, False]
    seal_all(plant.now)
    many, bad = (each.words for each in on_site(of_permit(permit), sealed(permit.subject), {}, {})["气体分析"])
    assert many == "11-25 08:10 至 11-25 08:30 内部代表点 测气仪 MX4-0031 记下 3 次，都合格"
    assert bad.startswith("11-25 08:32")
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_a_report_answers_the_record_that_was_asked_for(plant: Plant) -> None:
    permit = space(plant)
    keep_reporting(plant, permit, 119)
    plant.advance(1)
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    assert "permit.gas_record" in open_kinds(permit)
    plant.advance(0.5)
    report(plant, permit.number)
    assert "permit.gas_record" not in open_kinds(permit)
    plant.expect_all(*CREW)


def test_case_17_a_detector_out_of_limits_stops_the_work_and_everybody_leaves(plant: Plant) -> None:
    permit = space(plant)
    plant.advance(1)
    assert "不合格" in report(plant, permit.number, TOO_MUCH)
    assert state(permit) == "suspended"
    for person in (GUARDIAN, WORKER, LEADER, AREA_FOREMAN):
        assert "马上停手" in text_of(plant.expect(person, "红色警报】停工撤离"))
    plant.expect(OFFICE, "作业叫停")
    plant.advance(5)
    report(plant, permit.number)
    assert "重新测气" in confirm_resume(plant, GUARDIAN)["words"]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_case_17_a_detector_of_the_area_stops_all_work_there_and_clears_none(plant: Plant) -> None:
    here = [at_work(plant, "confined_space", "none"), at_work(plant, guardian="U32")]
    elsewhere = at_work(plant, area="tank", guardian="U20")
    assert report(plant, "", METHANE, FIXED) == "收到。"
    assert not GasTest.select().count()
    plant.advance(1)
    words = report(plant, "", TOO_MUCH, FIXED)
    assert all(each.number in words and state(each) == "suspended" for each in here)
    assert state(elsewhere) == "working"
    plant.expect_all(*CREW, "U32", "U20", OFFICE, DUTY_LEADER)


def test_a_bad_report_during_a_short_stop_still_asks_for_a_good_test(plant: Plant) -> None:
    permit = space(plant)
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(1)
    report(plant, permit.number, TOO_MUCH)
    assert "重新测气" in confirm_resume(plant, GUARDIAN)["words"]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_case_18_a_detector_that_falls_silent_is_missed_and_then_stops_the_work(plant: Plant) -> None:
    permit = space(plant)
    plant.advance(2)
    assert "漏报一次" in text_of(plant.expect(GUARDIAN, "MX4-0031"))
    plant.expect(LEADER, "满 5 分钟没有就停工")
    assert state(permit) == "working" and "permit.gas_silent" in trail(permit)
    plant.advance(3)
    assert state(permit) == "suspended"
    assert "没有数据" in text_of(plant.expect(WORKER, "【红色警报】"))
    plant.advance(1)
    assert "重新测气" in confirm_resume(plant, GUARDIAN)["words"]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_case_18_where_detection_is_not_continuous_silence_warns_only(plant: Plant) -> None:
    permit = at_work(plant)
    report(plant, permit.number, METHANE, PORTABLE)
    plant.advance(30)
    assert state(permit) == "working" and trail(permit).count("permit.gas_silent") == 1
    plant.expect(GUARDIAN, "没有数据不等于安全")
    plant.expect_all(*CREW)


def test_case_18_silence_counts_from_the_resumption_not_from_before_the_stop(plant: Plant) -> None:
    permit = space(plant)
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(20)
    for person in (GUARDIAN, AREA_FOREMAN):
        assert confirm_resume(plant, person)["tone"] == "done"
    plant.advance(1)
    assert state(permit) == "working"
    plant.advance(4)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_case_18_after_its_stop_a_detector_counts_again_from_its_next_report(plant: Plant) -> None:
    permit = space(plant)
    plant.advance(6)
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)
    gas_test(plant, permit)
    for person in (GUARDIAN, AREA_FOREMAN):
        assert confirm_resume_of(plant, person) == "done"
    plant.advance(10)
    assert state(permit) == "working"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def confirm_resume_of(plant: Plant, person: str) -> str:
    card = plant.phone(person).card(lambda words: "复工要确认" in words)
    assert card is not None
    tone = str(open_card(plant, person, card, "看条件，确认复工").act("permit.resume", standing(plant))["tone"])
    plant.settle()
    return tone


def test_a_report_sent_twice_is_taken_once_and_answered_alike(plant: Plant) -> None:
    permit = space(plant)
    plant.advance(1)
    body = message(plant, permit.number, TOO_MUCH, "MX4-0031")
    first, again = send(plant, body), send(plant, body)
    assert first == again and [test.ok for test in of_permit(permit)] == [True, False]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_other_readings_of_the_same_moment_are_a_message_of_their_own_and_stop_the_work(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    assert "合格：内部代表点 氧 20.9%vol" in report(plant, permit.number, OXYGEN)
    assert "不合格：内部代表点 甲烷 60%LEL" in report(plant, permit.number, EXPLOSIVE)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_other_readings_of_the_same_moment_stop_the_work_of_a_whole_area(plant: Plant) -> None:
    permit = at_work(plant)
    assert report(plant, "", METHANE, FIXED) == "收到。"
    assert permit.number in report(plant, "", EXPLOSIVE, FIXED)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)
    quiet(plant)


def test_what_was_bad_is_not_cleared_by_good_readings_of_the_same_moment(plant: Plant) -> None:
    permit = approved(plant)
    microseconds = plant.now - timedelta(milliseconds=7.5)
    assert "不合格" in report(plant, permit.number, EXPLOSIVE, PORTABLE, microseconds)
    assert "合格" in report(plant, permit.number, METHANE, PORTABLE, microseconds)
    assert [test.ok for test in of_permit(permit)] == [False] and open_asks(permit, "permit.gas_test")
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize(
    "again",
    [
        (("甲烷", "60", "%LEL"), ("氧", "20.9", "%vol")),
        (("氧", "20.90", "%vol"), ("甲烷", "6.0E1", "%LEL")),
        (("氧", "020.9", "%vol "), (" 甲烷", "60.0", "%LEL")),
    ],
    ids=["in another order", "with another spelling of the numbers", "with blanks"],
)
def test_the_same_readings_written_otherwise_are_the_same_message(plant: Plant, again: Values) -> None:
    permit = space(plant)
    plant.advance(1)
    first = report(plant, permit.number, (*OXYGEN, *EXPLOSIVE))
    assert report(plant, permit.number, again) == first
    assert [test.ok for test in of_permit(permit)] == [True, False]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def as_yesterday() -> None:
    """Leaves the sensor's newest message in the inbox as the last version kept it: its key did not cover readings."""
    [row] = Received.select().where(Received.platform == "sensor").order_by(Received.at.desc()).limit(1)
    Received.update(key=row.key.rpartition(":")[0]).where(Received.key == row.key).execute()


@pytest.mark.parametrize("values", [AIR, TOO_MUCH], ids=["good", "bad"])
def test_a_report_taken_before_the_upgrade_and_sent_again_after_it_is_taken_once(plant: Plant, values: Values) -> None:
    permit = at_work(plant, "confined_space", "none")
    body = message(plant, permit.number, values, FOUR_GASES)
    first = send(plant, body)
    as_yesterday()
    before = counted()[:2]
    assert send(plant, body) == first == send(plant, body)
    assert counted()[:2] == before and len(of_permit(permit)) == 1
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


@pytest.mark.parametrize("instrument", [FOUR_GASES, FIXED])
def test_a_good_report_before_the_upgrade_hides_no_bad_one_of_its_moment_after_it(
    plant: Plant, instrument: str
) -> None:
    permit = at_work(plant, "confined_space", "none")
    number = "" if instrument == FIXED else permit.number
    report(plant, number, METHANE, instrument)
    as_yesterday()
    assert "不合格" in report(plant, number, EXPLOSIVE, instrument)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)
    quiet(plant)


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown instrument", {"instrument": "MX4-9999"}, "没有登记 MX4-9999 这台仪器"),
    ("an unknown permit", {"permit": "SX-20261125-0099"}, "没有 SX-20261125-0099 这张票"),
    ("a detector of another area", {"instrument": "GD-601", "permit": "tank", "readings": METHANE}, "不在这张票的区域"),
    ("a portable one without permit", {"permit": ""}, "请写票号 permit"),
    ("a gas that it does not show", {"readings": (("氯气", "0", "ppm"),)}, "不测 氯气 ppm"),
    ("below zero", {"readings": (("氧", "-1", "%vol"),)}, "低于 MX4-0031 的量程"),
    ("tomorrow", {"sampled_at": "2026-11-26T08:00:00+08:00"}, "取样时间在现在之后"),
    ("an hour ago", {"sampled_at": "2026-11-25T07:10:00+08:00"}, "取样时间太早"),
    ("the first hour of all years", {"sampled_at": "0001-01-01T00:00:00+14:00"}, "「取样时间」没填或填得不对"),
    ("the last hour of all years", {"sampled_at": "9999-12-31T23:59:59-14:00"}, "「取样时间」没填或填得不对"),
    ("a control character", {"instrument": "MX4\0-0031"}, "「仪器编号」没填或填得不对"),
    ("a number a mile long", {"readings": [("氧", "0E+999999", "%vol")]}, "「读数」没填或填得不对"),
    ("no zone", {"sampled_at": "2026-11-25T08:10:00"}, "「取样时间」没填或填得不对"),
    ("no readings", {"readings": ()}, "「读数」没填或填得不对"),
    ("no number", {"readings": (("氧", "high", "%vol"),)}, "「读数」没填或填得不对"),
    ("something else", {"operator": "U28"}, "填得不对"),
]


@pytest.mark.parametrize(("changes", "words"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_a_report_that_cannot_be_taken_is_answered_plainly_and_changes_nothing(
    plant: Plant, log: Log, changes: dict[str, Any], words: str
) -> None:
    permit, other = at_work(plant, "confined_space", "none"), at_work(plant, area="tank", guardian="U20")
    before = counted()
    given = {**message(plant, permit.number, AIR, "MX4-0031"), **changes}
    if "readings" in changes:
        given["readings"] = [{"gas": gas, "value": value, "unit": unit} for gas, value, unit in changes["readings"]]
    if given["permit"] == "tank":
        given["permit"] = other.number
    status, answer = send(plant, given)
    assert status == 422 and words in answer
    assert counted() == before and not fresh(permit).work.feeds
    log.expect("refused a message of a detector with 422")
    plant.expect_all(*CREW, "U20")


def counted() -> tuple[int, int, int]:
    return GasTest.select().count(), Entry.select().count(), Received.select().count()


def test_a_report_on_a_permit_that_is_over_is_refused(plant: Plant, log: Log) -> None:
    permit = space(plant, ends_at="08:30")
    plant.set_time(plant.now + minutes(25))
    plant.turn()
    assert send(plant, message(plant, permit.number, AIR, "MX4-0031"))[0] == 422
    log.expect("422")
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_samplings_come_in_their_order(plant: Plant, log: Log) -> None:
    permit = space(plant)
    earlier = message(plant, permit.number, AIR, "MX4-0031", plant.now - minutes(1))
    assert "已经发过 08:10:00 的读数" in send(plant, earlier)[1]
    log.expect("422")
    plant.expect_all(*CREW)


def test_a_foreign_key_or_an_old_signature_is_refused(plant: Plant, log: Log) -> None:
    permit = at_work(plant, "confined_space", "none")
    body = message(plant, permit.number, TOO_MUCH, "MX4-0031")
    assert send(plant, body, key="somebody-else")[0] == 403
    assert send(plant, body, at=plant_time.real_now().timestamp() - 301)[0] == 403
    assert state(permit) == "working" and not GasTest.select().count()
    log.expect("403")
    plant.expect_all(*CREW)


def test_a_message_that_is_too_long_is_refused(plant: Plant, log: Log) -> None:
    assert send(plant, {"readings": "0" * 17_000})[0] == 413
    log.expect("413")


def test_a_detector_of_the_area_over_its_sensors_limit_is_one_hazard_by_either_door(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    held = key(plant)
    assert permit.number in report(plant, "", EXPLOSIVE, FIXED) and state(permit) == "suspended"
    [ticket] = tickets()
    assert (ticket.area, ticket.grade, ticket.report.way) == ("sewage", "major", "sensor")
    assert "60%LEL" in ticket.report.words and FIXED in ticket.report.words
    # Other readings of the same moment are kept beside the first ones, and shown.
    report(plant, "", TOO_MUCH, FIXED, sampled=plant.now)
    [conflict] = SensorConflict.select()
    assert (conflict.sensor, conflict.kept, conflict.other) == (FIXED, "60 %LEL", "32 %LEL")
    plant.advance(1)
    again = one(FIXED, "61", plant.now, gas="甲烷", unit="%LEL")
    assert outcomes(post(plant, held, [again])) == ["kept"]
    assert outcomes(post(plant, held, [{**again, "value": "62"}])) == ["conflict"]
    # What is normal again closes nothing, and a new alarm is a line on the same ticket.
    for _ in range(6):
        plant.advance(1)
        report(plant, "", METHANE, FIXED)
    assert "sensor.normal" in [entry.kind for entry in of_subject(ticket.subject)]
    plant.advance(1)
    report(plant, "", EXPLOSIVE, FIXED)
    assert [each.number for each in tickets()] == [ticket.number]
    assert "sensor.again" in [entry.kind for entry in of_subject(ticket.subject)]
    # A portable one tells of the inside of its work place only.
    report(plant, permit.number, TOO_MUCH)
    assert len(tickets()) == 1
    quiet(plant)
