"""Readings that a broker brings: none is lost over a restart, none counts twice, and what it had kept is old."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from plant import Log, Plant
from sensing import GAS, WARM, quiet, tickets

from models.sensor import Sender, SensorReading, SensorRow, UnknownSensor
from workers.mqtt import Line, NoBroker, address, take

NAME = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
# CI installs the broker, and fails without it.
needed = pytest.mark.skipif(not NAME and not os.environ.get("CI"), reason="no mosquitto on this machine")
TOPIC = f"plant/anhe/area/tank/sensor/{GAS}/value"
PATIENCE = 10.0


@contextmanager
def broker(folder: Path, port: int) -> Iterator[None]:
    assert NAME, "mosquitto is missing: apt-get install mosquitto"
    config = folder / "mosquitto.conf"
    keeps = f"persistence true\npersistence_location {folder}/\n"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n{keeps}user root\n")
    with subprocess.Popen([NAME, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until(lambda: _listens(port))
        yield
        running.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(there: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.02)


@pytest.fixture
def port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def listening(port: int, quiet: float = 60) -> Iterator[Line]:
    line, stop = Line(address(f"mqtt://127.0.0.1:{port}"), "anhe", take, quiet=quiet), threading.Event()
    thread = threading.Thread(target=line.run, args=(stop,))
    thread.start()
    try:
        until(lambda: line.opened)
        time.sleep(0.2)
        yield line
    finally:
        stop.set()
        thread.join(PATIENCE)


def say(port: int, *messages: tuple[str, object], retain: bool = False, plain: bool = False) -> None:
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for topic, payload in messages:
        body = str(payload) if plain else json.dumps(payload)
        client.publish(topic, body, qos=1, retain=retain).wait_for_publish(PATIENCE)
    client.disconnect()
    client.loop_stop()


def reading(plant: Plant, seq: int, value: object, **more: object) -> dict[str, object]:
    return {"ts": plant.now.isoformat(), "seq": seq, "value": value, "gateway": "gw-9", **more}


@needed
def test_readings_come_through_a_restart_and_count_once(plant: Plant, port: int, tmp_path: Path) -> None:
    with broker(tmp_path, port):
        with listening(port):
            say(port, (TOPIC, reading(plant, 1, "3")), (TOPIC, reading(plant, 1, "3")), (TOPIC, reading(plant, 2, "4")))
            until(lambda: SensorReading.select().count() == 2)
        # Nobody listens: the broker keeps what comes.
        say(
            port,
            (TOPIC, reading(plant, 3, "60")),
            (TOPIC, "rubbish"),
            (TOPIC.replace("tank", "lpg"), reading(plant, 4, 1)),
        )
        with listening(port):
            until(lambda: SensorReading.select().count() == 3 and UnknownSensor.get_or_none(UnknownSensor.times == 2))
    row = SensorRow.get()
    assert (row.sender, row.gaps) == ("gw-9", 0) and row.state.state.level == 2
    assert len(tickets()) == 1
    assert UnknownSensor.get().times == 2
    plant.settle()
    quiet(plant)


@needed
def test_what_the_broker_had_kept_is_old_and_a_sender_that_is_gone_is_one_ticket(
    plant: Plant, port: int, tmp_path: Path
) -> None:
    with broker(tmp_path, port):
        old = reading(plant, 1, "60")
        say(port, (TOPIC, old), retain=True)
        with listening(port):
            until(lambda: SensorRow.select().count())
            assert tickets() == [] and SensorRow.get().state.state.level == 0
            say(port, (TOPIC, reading(plant, 2, "3")))
            until(lambda: SensorReading.select().count() == 2)
            say(port, ("plant/anhe/gateway/gw-9/status", "offline"), plain=True)
            until(lambda: Sender.get().offline_at)
    plant.advance(0.9)
    assert tickets() == []
    plant.advance(0.2)
    [hazard] = tickets()
    assert "gw-9" in hazard.report.words
    quiet(plant)


@needed
def test_whatever_a_message_holds_it_is_taken_off_and_the_others_count(plant: Plant, port: int, tmp_path: Path) -> None:
    far, warm = "1E+9999999999999999999", TOPIC.replace("tank", "chem_store").replace(GAS, WARM)
    body = json.dumps(reading(plant, 1, "@")).replace('"@"', far)
    odd = [body, body.replace("E+", "E-").replace('"seq": 1', '"seq": 2'), far, f"[{far}]", "7" * 4000, "[" * 4000]
    odd += [json.dumps(reading(plant, 3, "1", gateway="\ud800\u202e")), json.dumps({"value": {far: [far]}})]
    with broker(tmp_path, port):
        with listening(port):
            say(port, *((warm, each) for each in odd), plain=True)
            say(port, (TOPIC, reading(plant, 1, "60")))
            until(lambda: SensorReading.select().where(SensorReading.sensor == GAS).count() == 1)
        with listening(port):
            # Nothing is brought again.
            say(port, (TOPIC, reading(plant, 2, "61")))
            until(lambda: SensorReading.select().where(SensorReading.sensor == GAS).count() == 2)
    assert UnknownSensor.get().times == 5
    assert [each.seq for each in SensorReading.select().where(SensorReading.sensor == WARM)] == [1, 2, 3]
    assert any("60" in each.report.words for each in tickets())
    plant.settle()
    quiet(plant)


@needed
def test_a_line_that_is_quiet_for_too_long_is_opened_anew(plant: Plant, port: int, tmp_path: Path, log: Log) -> None:
    with broker(tmp_path, port), listening(port, quiet=0.5) as line:
        until(lambda: line.opened > 1)
        say(port, (TOPIC, reading(plant, 1, "3")))
        until(lambda: SensorReading.select().count() == 1)
    log.expect("nothing came for")


def test_an_address_that_is_none_is_said_so() -> None:
    found = address("mqtts://plant:p%40ss@broker.example")
    assert (found.port, found.secure, found.password) == (8883, True, "p@ss")
    for wrong in ("broker", "http://broker", "mqtt://", "mqtt://broker:port"):
        with pytest.raises(NoBroker):
            address(wrong)
