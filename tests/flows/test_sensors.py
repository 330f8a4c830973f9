"""Sensors by their one door: alarms, faults, silence and storms become hazards, and work in the area stops."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
import requests
from at_work import at_work, state
from builders import page_of
from doors import doors
from hazard_acts import again, kinds
from major_acts import ask_of, look_at
from plant import Log, Plant, data_of, running_plant
from sensing import GAS, SECOND, WARM, key, many, one, outcomes, post, quiet, run, tickets
from worlds import Here

from config.loader import raw
from config.root import ROOT
from handlers.sensors import readings
from handlers.sensors.readings import From
from models import api_key, store
from models.delivery import Delivery
from models.detector import Inhibit
from models.hazard import Hazard
from models.ledger import Entry, of_subject
from models.seals import written
from models.sensor import SensorAlarm, SensorConflict, SensorReading, SensorRow, UnknownSensor
from workers.evidence.hazards.recorder import ROWS
from workers.scenarios import hand
from workers.scenarios.phone import text_of

LIZHOU = ROOT / "config" / "plants" / "lizhou"
TOXIC = "TX-202"


def trail(hazard: Hazard) -> list[Entry]:
    return list(of_subject(hazard.subject))


def cards() -> int:
    return Delivery.select().where(Delivery.form == "card").count()


def test_10_a_value_that_flaps_around_the_limit_for_an_hour_is_one_ticket(plant: Plant) -> None:
    held = key(plant)
    began = plant.now
    batch = [one("GD-101", "20.1" if each % 2 else "19.9", began + 2 * each * SECOND) for each in range(1800)]
    for at in range(0, 1800, 150):
        plant.set_time(began + 2 * (at + 149) * SECOND)
        assert set(outcomes(post(plant, held, batch[at : at + 150]))) == {"kept"}
    [hazard] = tickets()
    assert kinds(hazard)[:2] == ["hazard.reported", "hazard.assigned"]
    marked = plant.expect("U41", "抖动，请查探头")
    assert "GD-101" in text_of(marked)
    quiet(plant)


@pytest.mark.both_stores
def test_11_a_sender_that_dies_is_one_ticket_for_all_its_sensors(plant: Plant) -> None:
    held = key(plant)
    sensors = ["GD-101", GAS, "TX-201", TOXIC, "TX-203", "OX-301", WARM]
    normal = {"OX-301": "20.9"}
    post(plant, held, [one(each, normal.get(each, "1"), plant.now) for each in sensors])
    plant.advance(30)
    [hazard] = tickets()
    assert "网关 gw-1" in hazard.report.words and hazard.category == "INST"
    [alarm] = SensorAlarm.select()
    assert (alarm.sensor, alarm.what) == ("gw-1", "down")
    post(plant, held, [one(GAS, "1", plant.now)])
    assert "sensor.back" in [entry.kind for entry in trail(hazard)] and again(hazard).state == "assigned"
    quiet(plant)


def test_one_of_several_sensors_that_falls_silent_is_a_ticket_of_its_own(plant: Plant) -> None:
    held = key(plant)
    post(plant, held, [one(each, "1", plant.now) for each in (GAS, "TX-201", TOXIC)])
    for _ in range(4):
        plant.advance(0.25)
        post(plant, held, [one(each, "1", plant.now) for each in ("TX-201", TOXIC)])
    [hazard] = tickets()
    assert GAS in hazard.report.words and "没有来数" in hazard.report.words
    quiet(plant)


@pytest.mark.parametrize(("name", "sensor", "value"), [("anhe", "GD-101", "1"), ("lizhou", "SD-NJ-01", "40")])
def test_the_card_of_a_silent_sensor_says_to_its_end_what_to_do(
    simulator: Here, redis_url: str, usual_store: str, log: Log, name: str, sensor: str, value: str
) -> None:
    """The sensor with the longest name of each plant."""
    data = data_of(name)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        held = key(plant)
        for _ in range(2):
            post(plant, held, [one(sensor, value, plant.now)])
        plant.advance(120)
        [hazard] = tickets()
        assert hazard.report.words.endswith(("再查网关、电源、网络", "再查探头、线路"))
        assert hazard.report.words in text_of(plant.expect(hazard.owner, "先到现场用便携仪测"))
        quiet(plant)


def test_12_a_value_that_a_broker_had_kept_is_shown_as_old_and_alarms_nobody(plant: Plant) -> None:
    old = one(GAS, "60", plant.now - timedelta(days=1))
    [result] = store.write(lambda: readings.take([(old, From("mqtt", retained=True))], plant.now))
    assert result.outcome == "late"
    row = SensorRow.get()
    assert row.state.state.value == 60 and plant.now - row.value_at == timedelta(days=1)
    assert tickets() == [] and row.state.state.level == 0
    plant.advance(2)
    [hazard] = tickets()
    assert "没有来数" in hazard.report.words
    quiet(plant)


def test_an_alarm_has_an_owner_is_upgraded_on_the_same_ticket_and_is_not_closed_by_a_normal_value(plant: Plant) -> None:
    held = key(plant)
    run(plant, held, GAS, ["26"] * 4, 2)
    [hazard] = tickets()
    assert (hazard.grade, hazard.state, hazard.area) == ("general", "assigned", "tank")
    assert hazard.owner != hazard.follower
    plant.expect("U22", "26%LEL，达到一级报警值 25%LEL")
    run(plant, held, GAS, ["60"], 2)
    assert [each.id for each in tickets()] == [hazard.id]
    assert (again(hazard).grade, again(hazard).state) == ("major", "planning")
    assert "按现场声光报警" in text_of(plant.expect(hazard.owner, "【红色警报】"))
    for leader in ("U04", "U08"):
        plant.expect(leader, "二级报警：重大泄漏")
    assert ROWS.wrong(hazard.subject, written(hazard.subject)) == []
    SensorAlarm.update(over_at=plant.now).execute()
    [said] = ROWS.wrong(hazard.subject, written(hazard.subject))
    assert f"{GAS} 的二级报警" in said
    SensorAlarm.update(over_at=None).execute()
    run(plant, held, GAS, ["3"] * 130, 2)
    assert again(hazard).state == "planning"
    assert [entry.kind for entry in trail(hazard) if entry.kind.startswith("sensor.")] == [
        "sensor.second",
        "sensor.normal",
    ]
    run(plant, held, GAS, ["30"] * 4, 2)
    assert SensorAlarm.get().times == 2 and len(tickets()) == 1
    quiet(plant)


def test_an_alarm_within_a_day_of_the_closing_is_the_same_again(plant: Plant) -> None:
    held = key(plant)
    run(plant, held, GAS, ["26"] * 4, 2)
    [first] = tickets()
    page = page_of(plant, first.owner, f"fix/{ask_of(first, 'hazard.fix').id}")
    given = {"photos": [page.bring(hand.shot("after"))], "no_permit": "没动火"}
    assert page.act("hazard.mend", given, text="换了法兰垫片")["ok"]
    run(plant, held, GAS, ["3"] * 28, 10)
    for kind in ("hazard.check", "hazard.recheck", "hazard.confirm"):
        assert look_at(plant, first, kind)["ok"]
    assert again(first).state == "closed_out"
    run(plant, held, GAS, ["26"] * 4, 2)
    _, second = tickets()
    assert second.work.repeats == first.number and "hazard.repeats" in kinds(second)
    quiet(plant)


@pytest.mark.parametrize("together", [True, False])
def test_a_storm_of_sixty_sensors_is_one_ticket_and_at_most_eleven_cards(
    simulator: Here, redis_url: str, usual_store: str, log: Log, together: bool
) -> None:
    data, ids = many("anhe", "GD-101", 60)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        held, before = key(plant), cards()
        now = plant.now
        batch = [one(each, "55", now + (0 * SECOND if together else count * SECOND)) for count, each in enumerate(ids)]
        if together:
            post(plant, held, batch)
        else:
            for at in range(0, 60, 4):
                plant.advance(4 / 60)
                post(plant, held, batch[at : at + 4])
        assert cards() - before <= 11
        assert len(tickets()) <= 2 and SensorAlarm.select().count() == 60
        first = tickets()[0]
        joined = [entry for entry in trail(first) if entry.kind == "sensor.joined"]
        assert len(joined) >= 58
        assert [entry.kind for entry in trail(first)].count("sensor.storm") == 1
        # One person gets eight urgent texts of one matter in a minute; what is newer takes the place of what waits.
        plant.advance(1)
        told = [text_of(each) for each in plant.phone(first.finder).messages()]
        assert "【报警风暴】" in "".join(told) and sum("【红色警报】YH" in words for words in told) <= 18
        assert any("同时二级的还有" in words and "59 处" in words for words in told)
        quiet(plant)


@pytest.mark.both_stores
def test_an_alarm_stops_work_that_depends_on_the_air_there_and_a_sensor_under_an_inhibit_stops_nothing(
    plant: Plant,
) -> None:
    permit = at_work(plant, "confined_space", "none")
    held = key(plant)
    until = plant.now + timedelta(hours=1)
    Inhibit.create(instrument=TOXIC, by="U41", reason="通标气", since=plant.now, until=until)
    run(plant, held, TOXIC, ["25"], 5)
    assert state(permit) == "working" and tickets() == []
    assert SensorAlarm.get().what == "idle"
    Inhibit.update(ended_at=plant.now).execute()
    run(plant, held, TOXIC, ["25"], 5)
    [hazard] = tickets()
    assert state(permit) == "suspended" and hazard.grade == "major"
    assert permit.number in str([entry.canonical for entry in trail(hazard) if entry.kind == "sensor.stopped"])
    quiet(plant)


@pytest.mark.both_stores
def test_another_reading_under_the_same_key_is_kept_and_shown_and_the_same_one_changes_nothing(plant: Plant) -> None:
    held, first = key(plant), one(GAS, "1", plant.now)
    assert outcomes(post(plant, held, [first, first, {**first, "value": "2"}])) == ["kept", "again", "conflict"]
    assert outcomes(post(plant, held, [first, {**first, "value": "2"}])) == ["again", "conflict"]
    [kept] = SensorConflict.select()
    assert (kept.kept, kept.other, kept.times) == ("1", "2", 2)
    assert SensorReading.select().count() == 1
    # An alarm does not hide behind the good value that has its key.
    assert outcomes(post(plant, held, [{**first, "value": "60"}])) == ["conflict"]
    assert len(tickets()) == 1
    quiet(plant)


@pytest.mark.both_stores
def test_what_can_not_be_used_is_answered_for_itself_and_harms_nothing_else(plant: Plant) -> None:
    held = key(plant)
    now = plant.now
    sent = [
        one(GAS, "abc", now),
        one(GAS, "NaN", now),
        one(GAS, None, now),
        one(GAS, "1", now, unit="香蕉"),
        one(GAS, "1", now, colour="red"),
        one("NOPE", "1", now),
        one(GAS, "1", now - timedelta(days=400)),
        one(GAS, "1", now + timedelta(days=3)),
        {"sensor": GAS},
        "text",
        None,
        one(GAS, "2", now),
    ]
    found = outcomes(post(plant, held, sent))
    assert found == ["fault"] * 3 + ["refused"] * 2 + ["unknown", "late", "kept"] + ["refused"] * 3 + ["kept"]
    [unknown] = UnknownSensor.select()
    assert (unknown.sensor, unknown.times) == ("NOPE", 1)
    quiet(plant)


def test_a_number_that_no_computer_holds_costs_neither_the_others_nor_their_time(plant: Plant) -> None:
    held, far = (
        key(plant),
        ("1E+9999999999999999999", "-1E-9999999999999999999", "7" * 5000, '"1E+9999999999999999999"'),
    )
    odd = [one(GAS, "@", plant.now) for _ in far] + [one(GAS, "1", plant.now, seq=0) for _ in range(2)]
    body = json.dumps({"readings": [*odd, one(GAS, "60", plant.now), one(WARM, "20." + "0" * 60 + "E5", plant.now)]})
    for number in far:
        body = body.replace('"@"', number, 1)
    for number in ("1E+4000000", "9" * 4000):
        body = body.replace('"seq": 0', f'"seq": {number}', 1)
    begun = time.monotonic()
    answer = requests.post(
        f"{plant.base}/api/v1/sensor-readings", data=body, headers={"Authorization": f"Bearer {held}"}, timeout=20
    )
    assert time.monotonic() - begun < 5
    plant.settle()
    assert outcomes(answer) == ["fault"] * 4 + ["refused"] * 2 + ["kept", "fault"]
    assert any("60" in each.report.words for each in tickets()), "the alarm among them counts"
    quiet(plant)


def test_a_broken_probe_is_told_once_and_above_the_range_it_is_an_alarm_too(plant: Plant) -> None:
    held = key(plant)
    post(plant, held, [one(each, "NaN", plant.now + count * SECOND) for count in range(3) for each in ("TX-203",)])
    [fault] = tickets()
    assert fault.category == "INST" and "值不是数" in fault.report.words
    run(plant, held, GAS, ["120"] * 4, 2)
    [_, alarm] = tickets()
    assert alarm.grade == "major" and "超过量程" in alarm.report.words
    assert "sensor.trouble" in [entry.kind for entry in trail(alarm)]
    post(plant, held, [one(WARM, "300", plant.now + count * SECOND / 10) for count in range(4)])
    assert "超过量程" in tickets()[2].report.words and tickets()[2].category == "INST"
    quiet(plant)


def test_what_a_sender_kept_while_it_was_cut_off_is_one_ticket(plant: Plant) -> None:
    held, now = key(plant), plant.now
    old = [one(GAS, "34" if 20 < each < 60 else "2", now - (3600 - 10 * each) * SECOND) for each in range(100)]
    assert set(outcomes(post(plant, held, [*old, one(GAS, "2", now)]))) == {"late", "kept"}
    [hazard] = tickets()
    assert "断线期间" in hazard.report.words and "34%LEL" in hazard.report.words and hazard.grade == "general"
    quiet(plant)


def test_a_thousand_readings_in_one_post(plant: Plant) -> None:
    held, now = key(plant), plant.now
    batch = [one(GAS, "1", now - (999 - each) * SECOND / 10) for each in range(1000)]
    assert set(outcomes(post(plant, held, batch))) == {"kept"}
    assert SensorReading.select().count() == 1000
    too_many = post(plant, held, [*batch, one(GAS, "1", now)])
    assert too_many.status_code == 413 and "1000" in too_many.json()["detail"]


def test_the_door_opens_to_a_key_with_the_scope_and_says_no_as_a_problem(plant: Plant) -> None:
    held, limited = key(plant), key(plant, "dev-2", (WARM,))
    for wrong in ("", "ah_nonsense"):
        answer = post(plant, wrong, [])
        assert answer.status_code == 401 and answer.headers["Content-Type"] == "application/problem+json"
    other = store.write(lambda: api_key.issue("hr", (), (), plant.now))
    assert post(plant, other, []).status_code == 403
    assert outcomes(post(plant, limited, [one(GAS, "1", plant.now), one(WARM, "20", plant.now)])) == ["refused", "kept"]
    headers = {"Authorization": f"Bearer {held}"}
    for body in (b"{", b"[" * 100_000, b'"text"', b'{"readings": 1}'):
        answer = requests.post(f"{plant.base}/api/v1/sensor-readings", data=body, headers=headers, timeout=10)
        assert answer.status_code == 400 and answer.json()["title"] == "内容看不明白"
    assert outcomes(post(plant, held, [one(GAS, "1", plant.now)], "/ingest")) == ["kept"]
    assert store.write(lambda: api_key.revoke("gw-1", plant.now))
    assert post(plant, held, []).status_code == 401
    described = requests.get(f"{plant.base}/api/v1/openapi.json", timeout=10).json()
    assert described["paths"]["/api/v1/sensor-readings"]["post"]["responses"].keys() >= {"202", "401"}


def test_gas_detectors_of_permits_report_by_the_same_door(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    held, at = key(plant), plant.now
    air = (("氧", "20.8", "%vol"), ("甲烷", "60", "%LEL"), ("硫化氢", "0", "ppm"))
    sent = [{**one("MX4-0031", v, at, unit=u), "gas": gas, "permit": permit.number} for gas, v, u in air]
    answer = post(plant, held, sent)
    assert outcomes(answer) == ["kept"] * 3 and "不合格" in answer.json()["results"][0]["words"]
    assert state(permit) == "suspended"
    refused = post(plant, held, [{**sent[0], "permit": "SX-1"}])
    assert outcomes(refused) == ["refused"]
    quiet(plant)


def test_the_second_plant_has_sensors_of_its_own(simulator: Here, redis_url: str, usual_store: str, log: Log) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=raw(LIZHOU)) as plant:
        held = key(plant)
        run(plant, held, "SD-NJ-01", ["88"] * 25, 30)
        run(plant, held, "WD-NJ-01", ["46"], 30)
        damp, warm = tickets()
        assert (damp.area, damp.grade, warm.grade) == ("nj-tuzhuang", "general", "major")
        assert plant.person(damp.owner).department == "nj"
        run(plant, held, "SD-NJ-01", ["96"] * 3, 30)
        # Nobody is hurt by damp, but its second level calls as any other does.
        voices = Delivery.select().where(Delivery.form == "voice")
        assert again(damp).grade == "general" and damp.subject_id in {each.ask.subject_id for each in voices}
        quiet(plant)
