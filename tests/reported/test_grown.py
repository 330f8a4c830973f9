"""Chapter 10, grown: PostgreSQL, several processes, a web server in front. Each test names the kind of fault."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
import pytest
import redis
import requests
import servers
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of
from databases import empty_database
from demo import START
from peewee import OperationalError
from plant import Log, Plant, environment_of
from room import Room, build
from stores import migrated, open_copy

from bot.channel import PLATFORM_NAMES
from config.logs import version
from config.root import ROOT
from config.settings import Settings
from models import away, meter, outage, plant_time, store
from models.base import database
from models.delivery import Delivery
from models.inbox import Received
from models.meter import Heartbeat
from web.ops import LOST_FOR_S, SILENT
from workers import queue, start
from workers.processes import programs
from workers.scenarios.phone import Phone
from workers.scenarios.stage import Stage, stage, wait_for

OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"
END = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}"
WELL_WITHIN = 10.0
AWAY = "the store takes no work"
AWAY_REDIS = "Redis can't be reached"
STARTS_WITHIN = 60.0
# Places in what statvfs returns.
BAVAIL, FLAG = 4, 8
PROCESSES = {"web", "worker", "courier", "clock", "watchman", "stream:dingtalk"}
SPEAKERS = ("U33", "U41")  # one on each platform: through the callback door and through the stream


@dataclass
class Load:
    """People who ask for a permit all the time; `answered`: how often the house said that it has heard them."""

    house: Stage
    answered: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Load:
        self._threads = [threading.Thread(target=self._speak, args=(self.house.phone(who),)) for who in SPEAKERS]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()

    def _speak(self, phone: Phone) -> None:
        while not self.over.is_set():
            self.answered += phone.say("动火")["status"] == 200

    def more_than(self, number: int) -> bool:
        return self.answered > number


@pytest.fixture(scope="module")
def own_server() -> Iterator[str]:
    """A PostgreSQL that only this file uses, because it is ended here."""
    with servers.postgres_server() as address:
        yield address


@pytest.fixture
def grown(own_server: str, tmp_path: Path) -> Iterator[Stage]:
    """A whole house of real processes on PostgreSQL."""
    with empty_database(own_server) as url, stage(Settings(database_url=url, var=tmp_path), tmp_path, START) as house:
        yield house
        database.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = build(tmp_path)
    open_copy(made.settings.database, migrated)
    yield made
    database.close()


def cut(house: Stage) -> None:
    with psycopg.connect(house.environment["ANHAO_DATABASE_URL"], autocommit=True) as session:
        session.execute(END)


def restart(house: Stage) -> None:
    """Takes as long as programs that look often, and one that is asked, need to see that the server is away."""
    with servers.without_postgres(house.environment["ANHAO_DATABASE_URL"]):
        logs = [house.folder / f"{name}.log" for name in ("web", "clock", "courier")]
        wait_for("who misses it", lambda: all(AWAY in log.read_text() for log in logs), WELL_WITHIN)


def logged(house: Stage) -> list[dict[str, Any]]:
    """What the house's own programs have logged, with the program as `log`."""
    files = [house.folder / f"{part.partition(':')[0]}.log" for part in PROCESSES]
    return [{**json.loads(line), "log": file.name} for file in files for line in file.read_text().splitlines()]


def signs_since(moment: datetime) -> set[str]:
    """The parts of which a process has given its own sign."""
    return {beat.name.partition("@")[0] for beat in meter.instances(moment) if beat.at > moment}


def test_a_server_that_ended_every_connection_costs_no_answered_act_and_no_process(grown: Stage) -> None:
    with Load(grown) as load:
        wait_for("the load", lambda: load.answered > 4)
        for strike in (cut, restart):
            strike(grown)
            struck, heard = plant_time.real_now(), load.answered
            wait_for("the next answers", partial(load.more_than, heard + 4), WELL_WITHIN)
        wait_for("a sign of every process", lambda: signs_since(struck) >= PROCESSES, WELL_WITHIN)
        wait_for("well", lambda: requests.get(f"{grown.base}/readyz").status_code == 200, WELL_WITHIN)
    assert Received.select().where(Received.name == "动火").count() >= load.answered
    newcomer = grown.phone("U30")
    newcomer.say("动火")
    wait_for("the card", lambda: newcomer.card(lambda words: words == "请填：动火票申请"))
    assert all(process.poll() is None for process in grown.running.values())
    lines = logged(grown)
    assert not [line for line in lines if "trace" in line]
    assert all(datetime.fromisoformat(line["at"]).tzinfo and line["version"] == version() for line in lines)
    outages = Counter(line["log"] for line in lines if AWAY in line["words"])
    assert max(outages.values()) <= 2, "more lines than outages"
    assert {line["from"] for line in lines if line["words"].startswith("started as")} == {"anhao.instance"}
    [sent, *_] = [line for line in lines if line["from"] == "anhao.deliver" and line.get("outcome") == "sent"]
    assert sent["platform"] in PLATFORM_NAMES and sent["ask"] and sent["delivery"]
    [heard, *_] = [line for line in lines if line["from"] == "anhao.dispatch"]
    assert heard["request"] and heard["outcome"]
    said = " ".join(line["words"] for line in lines)
    assert not [who for who in SPEAKERS if grown.phone(who).account in said or grown.phone(who).name in said]


def test_a_web_without_its_store_is_taken_out_by_the_balancer_after_ten_seconds_and_comes_back(
    room: Room, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    client, late = room.app.test_client(), monotonic() + LOST_FOR_S + 1
    store.open_store("postgresql://postgres@127.0.0.1:1/nowhere")
    assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(outage, "monotonic", lambda: late)
    assert client.get("/healthz").status_code == 503
    assert client.get("/readyz").json["faults"] == [away.LOST]
    store.open_store(room.settings.database)
    assert client.get("/healthz").status_code == 200
    log.expect("takes no work")
    log.expect("takes work again")


def test_a_disk_that_was_full_for_a_minute_is_no_refusal_of_the_platform(plant: Plant, log: Log) -> None:
    people = (WECOM_PERSON, DINGTALK_PERSON)
    asks = [alert(plant, person, f"第 {number} 件") for number in range(4) for person in people]
    with full_disk():
        plant.settle()
    states = {card_of(ask).state for ask in asks}
    assert "waiting" in states and "stuck" not in states
    plant.advance(0.1)
    assert {card_of(ask).state for ask in asks} == {"sent"}
    plant.expect_all(WECOM_PERSON, DINGTALK_PERSON)
    log.expect("磁盘满了")
    log.expect("takes work again")


@pytest.mark.both_stores
def test_what_yesterday_parked_for_a_fault_of_its_store_is_tried_at_once(plant: Plant) -> None:
    asks = [alert(plant, WECOM_PERSON, words) for words in ("甲", "乙")]
    for ask, words in zip(asks, ("卡片做不出来（OperationalError）。请管理员看日志。", "refused"), strict=True):
        later = {"state": "stuck", "last_error": words, "not_before": plant.now + timedelta(days=31)}
        store.write(partial(Delivery.set_by_id, card_of(ask).id, later))
    importlib.import_module("models.migrations.0008_parked_by_the_store").up(None, database.obj)
    plant.settle()
    plant.expect(WECOM_PERSON, "甲")
    assert [card_of(ask).state for ask in asks] == ["sent", "stuck"]


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite finds no room for one more page, as on a full disk."""
    before = database.execute_sql("PRAGMA max_page_count").fetchone()[0]
    database.execute_sql("PRAGMA max_page_count = 1")
    with suppress(OperationalError):
        while True:
            database.execute_sql(
                "INSERT INTO heartbeat (name, at, detail) VALUES (hex(randomblob(9)), 1, zeroblob(99))"
            )
    yield
    database.execute_sql(f"PRAGMA max_page_count = {before}")


def test_the_loss_of_one_of_two_clocks_is_seen_and_an_end_on_purpose_is_not(plant: Plant, tmp_path: Path) -> None:
    with clock(plant, tmp_path, 1) as first:
        with clock(plant, tmp_path, 2) as second:
            second.kill()
            second.wait()
        kept, lost = instances()
        old = plant_time.real_now() - SILENT - timedelta(seconds=1)
        store.write(lambda: Heartbeat.update(at=old).where(Heartbeat.name == lost).execute())
        [fault] = [fault for fault in faults(plant) if "时钟（" in fault]
        assert lost.partition("@")[2] in fault
        with clock(plant, tmp_path, 2):
            wait_for("its successor", lambda: not [fault for fault in faults(plant) if "时钟（" in fault])
            assert instances() == [kept, lost]
        wait_for("its end", lambda: instances() == [kept])
        first.terminate()
        first.wait()
    assert instances() == []


def test_no_figure_vanishes_when_it_is_nothing_and_each_platform_and_door_has_its_own(plant: Plant) -> None:
    requests.get(f"{plant.base}/healthz")
    text = requests.get(f"{plant.base}/metrics").text
    for platform in PLATFORM_NAMES:
        for figure in ("waiting_by_platform", "stuck_by_platform", "held_back_deliveries"):
            assert f'\nanhao_{figure}{{platform="{platform}"}} 0\n' in text
        assert f'\nanhao_calls_total{{platform="{platform}",measure="push"}} 0\n' in text
    assert f'\nanhao_build_info{{version="{version()}"}} 1\n' in f"\n{text}"
    assert "\nanhao_queue_jobs 0\n" in text
    for door in ("ops", "h5", "console", "wecom", "dingtalk"):
        assert f'\nanhao_requests_total{{door="{door}",status="5xx"}} ' in text
        assert f'\nanhao_request_seconds_count{{door="{door}"}} ' in text
    assert '\nanhao_requests_total{door="ops",status="2xx"} 0\n' not in text
    counters = re.findall(r"# TYPE (\w+) counter", text)
    assert counters and all(name.endswith("_total") for name in counters)


WRONG = {
    "several": (
        {
            "ANHAO_DATABSE_URL": "postgresql://db/anhao",
            "ANHAO_DATABASE_URL": "mysql://db/anhao",
            "ANHAO_PLANT": "/nowhere/plant",
        },
        ["是不是 ANHAO_DATABASE_URL？", "ANHAO_DATABASE_URL 写得不对", "ANHAO_PLANT 指的文件夹"],
    ),
    "no server": ({"ANHAO_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/x"}, ["存储连不上"]),
    "no folder": ({"ANHAO_VAR": "/dev/null/var"}, ["/dev/null/var"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_setting_that_can_not_be_meant_is_named_in_one_sentence_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    """`tests/reported/test_operated.py` has one that can't be read, which ends every program."""
    settings, said = WRONG[case]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    monkeypatch.setattr(os, "environ", kept | {"ANHAO_VAR": str(tmp_path / "var")} | settings)
    monkeypatch.setattr(os, "umask", lambda _: 0)
    assert start.main() == 1
    told = capsys.readouterr().out
    assert "没有启动：" in told and not [words for words in said if words not in told]


@pytest.fixture(params=["full", "read only"])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A real disk that takes nothing more, and what is said of it; only root may lay one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this account may mount no disk")
    try:
        if request.param == "full":
            with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
                while file.write(b"x" * 4096):
                    pass
        else:
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        yield disk / "var", {"full": "所在的磁盘满了", "read only": "所在的磁盘只能读"}[request.param]
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_disk_that_takes_nothing_more_is_named_at_the_start(
    small_disk: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    var, said = small_disk
    monkeypatch.setattr(os, "umask", lambda _: 0)
    monkeypatch.setenv("ANHAO_VAR", str(var))
    assert start.main() == 1
    assert f"没有启动：{var} {said}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("free", "flag", "said"), [(0, 0, "所在的磁盘满了"), (1 << 30, os.ST_RDONLY, "只能读")], ids=["full", "read only"]
)
def test_a_disk_that_takes_nothing_more_is_named_by_readyz_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, free: int, flag: int, said: str
) -> None:
    real = os.statvfs(room.settings.var)
    told = list(real)
    told[BAVAIL], told[FLAG] = free // real.f_frsize, flag
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(told))
    [fault] = [fault for fault in room.app.test_client().get("/readyz").json["faults"] if said in fault]
    assert str(room.settings.var) in fault


def instances() -> list[str]:
    return [beat.name for beat in meter.instances(plant_time.real_now()) if beat.name.startswith("clock@")]


def faults(plant: Plant) -> list[str]:
    found: list[str] = requests.get(f"{plant.base}/readyz").json()["faults"]
    return found


@contextmanager
def clock(plant: Plant, folder: Path, place: int) -> Iterator[subprocess.Popen[bytes]]:
    """A clock of this plant, once it has given a sign from this place."""
    command, since = [sys.executable, "-m", "workers", "clock"], plant_time.real_now()
    with subprocess.Popen(command, cwd=ROOT, env=environment_of(plant, folder)) as running:
        wait_for(
            "the clock",
            lambda: [beat for beat in Heartbeat.select() if beat.name.endswith(f"/{place}") and beat.at > since],
            STARTS_WITHIN,
        )
        try:
            yield running
        finally:
            running.terminate()


def test_a_worker_says_an_outage_of_redis_in_one_sentence_and_goes_on_afterwards(tmp_path: Path) -> None:
    settings, log = Settings(var=tmp_path), tmp_path / "worker.log"
    open_copy(settings.database, migrated)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    command = [sys.executable, "-m", "workers", "worker"]
    queue_server = next(program.command for program in programs(settings, 0, None) if program.name == "redis")
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=kept | {"ANHAO_VAR": str(tmp_path)}, stderr=out) as worker,
    ):
        # Once before it was ever there, once in the middle.
        for time in (1, 2):
            wait_for("the sentence", lambda time=time: log.read_text().count(AWAY_REDIS) == time, STARTS_WITHIN)
            with subprocess.Popen(queue_server, stdout=subprocess.DEVNULL) as server:
                since = plant_time.real_now()
                wait_for("a job that is done", lambda since=since: woken(settings, since), STARTS_WITHIN)
                server.kill()
        worker.terminate()
        assert worker.wait(10) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert not [line for line in lines if "trace" in line or line["from"].startswith("rq")]
    said = [line["words"] for line in lines if line["from"] == "anhao.queue"]
    assert len(said) <= 5 and all(AWAY_REDIS in words for words in said[::2])
    assert all("Redis can be reached again after" in words for words in said[1::2])
    database.close()


def woken(settings: Settings, since: datetime) -> bool:
    """Gives a worker something to do; whether one has done it."""
    queue.Wake(redis.Redis.from_url(settings.redis)).pulse()
    beat = Heartbeat.get_or_none(Heartbeat.name == "worker")
    return beat is not None and beat.at > since
