"""From a reading over its limit to people: through real processes, by HTTP and, where there is mosquitto, by MQTT.

Each round has a sensor of its own and a permit at work in its area; rounds follow one another, so nothing is folded.
"""

from __future__ import annotations

import json
import math
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from config.loader import load
from config.root import ROOT
from handlers.permits import life
from handlers.permits.work import watch
from models import api_key, plant_time, store
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from models.hazard import Hazard
from models.permit import Permit
from models.sensor import SensorAlarm, SensorRow
from models.subject import desk, next_number, open_subject
from tests.demo import START, form
from workers.processes import free_port, programs
from workers.scenarios.simulator import direct
from workers.scenarios.stage import Stage, stage, wait_for

# A gas sensor of the demo plant, of which each area gets some more.
MODEL = "id: TX-202, area: sewage,"
LIKE, OVER = 2, "12"
PLANT, DOOR, PATIENCE = ROOT / "config" / "plants" / "anhe", "/api/v1/sensor-readings", 10.0
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
# A platform lets nobody have more than so many messages a minute, and some people are told in every round.
QUIET_S = 90.0
STAGE = {"id": "leader", "name": "作业负责人确认", "mode": "all_of", "approval": False, "slots": []}
HOUSE, HOT_WORK = {"system": "bench"}, "hot_work"
# What hazards.md asks for of a sample: on a ticket, and in somebody's hand.
TICKET_S, CARD_S = 5, 10


@dataclass(frozen=True)
class Took:
    """Seconds from when the reading was sent: until it is a ticket and the work is stopped, both kept in one
    transaction; until the first card of the ticket, and until whoever works has been told."""

    kept: float
    card: float
    told: float


Send = Callable[[dict[str, object]], None]


def figures(folder: Path) -> Iterator[Figure]:
    fsync = fsync_ms(folder)
    plant, sensors = _with_sensors(folder)
    settings = house.settings_in(folder / "sensing").model_copy(update={"plant": plant})
    with stage(settings, folder / "sensing", START) as here, ExitStack() as running:
        ways: dict[str, Send] = {"HTTP": _by_http(here)}
        if MOSQUITTO:
            ways["MQTT"] = running.enter_context(_by_mqtt(here, folder, dict(sensors)))
        share = len(sensors) // len(ways)
        for number, (way, send) in enumerate(ways.items()):
            took = [_round(place, *sensors[place], send) for place in range(number * share, (number + 1) * share)]
            yield from _told(way, took, fsync)


def _told(way: str, took: Sequence[Took], fsync: float) -> Iterator[Figure]:
    for words, limit, seconds in (
        ("on a ticket, and hot work there suspended", TICKET_S, [each.kept for each in took]),
        ("the first card of the ticket at its platform", CARD_S, [each.card for each in took]),
        ("whoever works there told to stop", CARD_S, [each.told for each in took]),
    ):
        ordered = sorted(seconds)
        p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
        how = f"p50 {ordered[len(ordered) // 2]:.2f} s, slowest of {len(ordered)} {ordered[-1]:.2f} s"
        yield Figure(f"a reading over its limit by {way}: {words}, p95", p95, limit, "s", fsync, how)


def _with_sensors(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """The demo plant with LIKE more sensors in each of its areas: its folder, and (sensor, area) of each, so that those
    of one area are far apart in time."""
    plant = folder / "plant"
    shutil.copytree(PLANT, plant)
    file = plant / "sensors.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    [model] = [line for line in lines if MODEL in line]
    areas = [area.id for area in load(PLANT).plant.areas]
    sensors = [(f"X-{number}-{area}", area) for number in range(LIKE) for area in areas]
    # At once at its first level, so that the sensor's own delay is not measured.
    at_once = model.replace("alarm1: 5,", "alarm1: 0,")
    more = [at_once.replace(MODEL, f"id: {sensor}, area: {area},") for sensor, area in sensors]
    at = lines.index(model)
    file.write_text("".join([*lines[:at], *more, *lines[at:]]), "utf-8")
    return plant, sensors


def _round(number: int, sensor: str, area: str, send: Send) -> Took:
    permit = store.write(lambda: _at_work(area, number))
    wait_for("the cards of the work", lambda: not _waiting(), QUIET_S)
    now = plant_time.now()
    began = time.perf_counter()
    send({"sensor": sensor, "ts": now.isoformat(), "seq": 1, "value": OVER, "unit": "mg/m3"})
    wait_for("the ticket", lambda: SensorAlarm.get_or_none(SensorAlarm.sensor == sensor))
    wait_for("the work to stop", lambda: Permit.get_by_id(permit.id).state == "suspended")
    kept = time.perf_counter() - began
    ticket = Hazard.get(Hazard.number == SensorAlarm.get(SensorAlarm.sensor == sensor).ticket)
    card = wait_for("a card of the ticket", lambda: _arrived(ticket, now))
    told = wait_for("a word to whoever works", lambda: _arrived(permit, now))
    return Took(kept, (card - now).total_seconds(), (told - now).total_seconds())


def _arrived(matter: Hazard | Permit, since: datetime) -> datetime | None:
    """When the first message about it that was wanted since then had been taken by its platform."""
    about = Delivery.select(Delivery.delivered_at).join(Ask).where(Ask.subject == matter.subject_id)
    sent = about.where(Delivery.created_at >= since, Delivery.delivered_at.is_null(False))
    first = sent.order_by(Delivery.delivered_at).first()
    return first.delivered_at if first else None


def _waiting() -> bool:
    return bool(Delivery.select().where(Delivery.state == "waiting").exists())


def _at_work(area: str, number_of_round: int) -> Permit:
    """Hot work in this area, just begun, by other people in each round."""
    now, rules = plant_time.now(), book(plant_time.now())
    people = [each.id for each in rules.plant.people]
    leader, guardian, worker = (people[(3 * number_of_round + each) % len(people)] for each in range(3))
    kind = rules.config.templates.kinds[HOT_WORK]
    number = f"{kind.code}-{now:%Y%m%d}-{next_number(kind.code):04d}"
    until, level = now + timedelta(hours=6), kind.level("first")
    over = {"state": "done", "opened_at": now, "closed_at": now, "escalation": {"steps": [], "expires_at": None}}
    request = Ask.create(
        kind="permit.request", subject=desk(leader, now), person=leader, answer={"permit": number}, **over
    )
    given = {
        **form(now),
        "starts_at": now.isoformat(),
        "ends_at": until.isoformat(),
        "area": area,
        "area_name": rules.plant.area(area).name,
        "level": level.id,
        "level_name": level.name,
        "contractor": False,
        "requester": leader,
        "work_leader": leader,
        "guardian": guardian,
        "workers": [worker],
        "request_ask": request.id,
        "position": {},
    }
    permit: Permit = Permit.create(
        subject=open_subject(f"permit/{number}", now),
        number=number,
        kind=HOT_WORK,
        level=level.id,
        area=area,
        state="approved",
        requester=leader,
        form=given,
        related=[],
        rules=str(rules.version),
        requested_at=now,
        decided_at=now,
        route={"original_level": level.id, "stages": [STAGE], "id": "bench"},
        template={"kind_name": kind.name, "jsa": [], "measures": [asdict(each) for each in kind.measures], "roles": {}},
        starts_at=now,
        ends_at=until,
    )
    life.move(permit, "working", now, actor=HOUSE)
    watch.began(permit, now)
    return permit


def _by_http(here: Stage) -> Send:
    key = store.write(lambda: api_key.issue("bench", ("sensor-readings",), (), plant_time.now()))
    session, headers = direct(), {"Authorization": f"Bearer {key}"}

    def send(reading: dict[str, object]) -> None:
        answer = session.post(f"{here.base}{DOOR}", json={"readings": [reading]}, headers=headers, timeout=20)
        answer.raise_for_status()

    return send


@contextmanager
def _by_mqtt(here: Stage, folder: Path, areas: Mapping[str, str]) -> Iterator[Send]:
    """A broker, the house's own program that listens to it, and a sender."""
    port, config = free_port(18800), folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\n")
    url = f"mqtt://127.0.0.1:{port}"
    broker = subprocess.Popen([str(MOSQUITTO), "-c", str(config)], stdout=DEVNULL, stderr=DEVNULL)
    client = Client(CallbackAPIVersion.VERSION2)
    try:
        wait_for("the broker", lambda: _listens(port))
        _listen(here, url)
        client.connect("127.0.0.1", port)
        client.loop_start()

        def send(reading: dict[str, object]) -> None:
            sensor = str(reading["sensor"])
            body = {name: value for name, value in reading.items() if name != "sensor"} | {"gateway": "bench"}
            topic = f"plant/{PLANT.name}/area/{areas[sensor]}/sensor/{sensor}/value"
            client.publish(topic, json.dumps(body), qos=1).wait_for_publish(PATIENCE)

        any_one = next(iter(areas))

        def heard() -> object:
            send({"sensor": any_one, "ts": plant_time.now().isoformat(), "seq": 0, "value": "1"})
            return SensorRow.get_or_none(SensorRow.sensor == any_one)

        wait_for("the house at the broker", heard)
        yield send
    finally:
        client.disconnect()
        client.loop_stop()
        broker.terminate()
        broker.wait()


def _listen(here: Stage, url: str) -> None:
    """Starts the house's own program that listens to the broker."""
    if here.signed_by is None:
        raise LookupError("the stage has no settings")
    here.environment["ANHAO_MQTT_URL"] = url
    own = here.signed_by.model_copy(update={"mqtt_url": url})
    here.programs["mqtt"] = next(each for each in programs(own, 0, None) if each.name == "mqtt")
    here.start("mqtt")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
