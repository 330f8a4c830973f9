"""Alarms that come together, a sensor that hangs elsewhere, one that is taken out of the data, and grades that are
upside down."""

from __future__ import annotations

import pytest
from hazard_acts import again
from plant import Plant, anhe
from sensing import GAS, key, one, post, quiet, run, tickets, with_sensor

from handlers.plant import Faulty, keep
from models import store
from models.ledger import of_subject
from models.sensor import SensorRow
from workers.scenarios.phone import text_of


def refused(plant: Plant) -> str:
    """Why the plant's data without the sensor are not taken."""
    with pytest.raises(Faulty) as caught:
        store.write(lambda: keep(with_sensor(GAS, gone=True), plant.now))
    [fault] = [each for each in caught.value.faults if GAS in each.message]
    return fault.message


def test_a_second_level_is_pushed_with_its_value_and_is_major_also_where_others_came_before(plant: Plant) -> None:
    held = key(plant)
    post(plant, held, [one("GD-103", "60", plant.now)])
    [first] = tickets()
    assert first.grade == "major"
    plant.expect(first.owner, "GD-103")
    quiet(plant)
    run(plant, held, "GD-104", ["67"], 1)
    assert [each.id for each in tickets()] == [first.id]
    pushed = text_of(plant.expect(first.owner, "【红色警报】"))
    assert "GD-104" in pushed and "67%LEL" in pushed and "GD-103 60%LEL" in pushed
    # Two in a minute are no storm.
    assert "sensor.storm" not in [entry.kind for entry in of_subject(first.subject)]
    quiet(plant)


def test_what_joins_a_lesser_ticket_keeps_its_own_grade(plant: Plant) -> None:
    held = key(plant)
    run(plant, held, "GD-103", ["30"] * 4, 2)
    run(plant, held, "GD-104", ["30"] * 4, 2)
    run(plant, held, "GD-105", ["30"] * 4, 2)
    [first, *_] = tickets()
    assert first.grade == "general"
    assert "GD-105" in text_of(plant.expect(first.owner, "又有一处"))
    run(plant, held, GAS, ["67"], 1)
    assert (again(first).grade, again(first).state) == ("major", "planning")
    assert "67%LEL" in text_of(plant.expect(first.owner, "【红色警报】"))
    quiet(plant)


def test_a_sensor_that_hangs_elsewhere_begins_anew_there(plant: Plant) -> None:
    held = key(plant)
    post(plant, held, [one(GAS, "60", plant.now)])
    [old] = tickets()
    store.write(lambda: keep(with_sensor(GAS, area="sewage", place="格栅间"), plant.now))
    plant.settle()
    assert "便携仪" in text_of(plant.expect(old.owner, f"{GAS} 移到污水处理站"))
    assert "sensor.moved" in [entry.kind for entry in of_subject(old.subject)]
    run(plant, held, GAS, ["3"], 2)
    assert len(tickets()) == 1 and SensorRow.get_by_id(GAS).state.state.level == 0
    run(plant, held, GAS, ["61"], 2)
    [_, new] = tickets()
    assert (old.area, new.area) == ("tank", "sewage") and "61%LEL" in new.report.words
    quiet(plant)


def test_a_sensor_in_alarm_or_with_an_open_ticket_stays_in_the_data(plant: Plant) -> None:
    held = key(plant)
    store.write(lambda: keep(with_sensor("GD-105", gone=True), plant.now))
    store.write(lambda: keep(anhe(), plant.now))
    post(plant, held, [one(GAS, "60", plant.now)])
    assert "还在报警" in refused(plant)
    run(plant, held, GAS, ["3"] * 13, 10)
    assert SensorRow.get_by_id(GAS).state.state.level == 0
    assert "没销号" in refused(plant)
    quiet(plant)
