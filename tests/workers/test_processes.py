"""Real courier and clock processes: what is wanted arrives, also if Redis is emptied meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of, rename
from builders import FOREMAN
from plant import Plant, environment_of

from config.settings import ROOT, Settings
from models.ask import Ask
from models.meter import Heartbeat
from workers.processes import free_port, programs, redis_command
from workers.scenarios import cast
from workers.scenarios.phone import title
from workers.scenarios.stage import wait_for

STARTS_WITHIN = 60.0


@contextmanager
def process(plant: Plant, name: str, folder: Path) -> Iterator[Path]:
    """`python -m workers NAME` for this plant's store and queue; yields its log."""
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", "workers", name]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment_of(plant, folder), stdout=out, stderr=out) as running,
    ):
        yield log
        running.terminate()


def arrived(plant: Plant, person: str, words: str) -> None:
    phone = plant.phone(person)
    wait_for(words, lambda: any(words in title(message) for message in phone.messages()))
    plant.expect(person, words)


def alive(part: str) -> None:
    wait_for(f"the {part}", lambda: Heartbeat.get_or_none(Heartbeat.name == part), STARTS_WITHIN)


@pytest.mark.both_stores
def test_the_courier_brings_everything_though_redis_is_emptied(plant: Plant, tmp_path: Path) -> None:
    with process(plant, "clock", tmp_path) as clock_log:
        alive("clock")
        waiting = alert(plant, WECOM_PERSON, "排着队的")
        with process(plant, "courier", tmp_path) as courier_log:
            alive("courier")
            arrived(plant, WECOM_PERSON, "排着队的")
            plant.phone(FOREMAN).say("动火")
            arrived(plant, FOREMAN, "动火票申请")
            later = alert(plant, DINGTALK_PERSON, "改之前")
            arrived(plant, DINGTALK_PERSON, "改之前")
            rename(plant, later, "改之后")
            plant.house.redis.flushall()
            wait_for("the repaint", lambda: any(title(m) == "改之后" for m in plant.phone(DINGTALK_PERSON).messages()))
    assert [card_of(ask).state for ask in (waiting, later)] == ["sent", "sent"]
    assert Ask.get_by_id(later.id).delivered_at is not None
    hidden = [value for value in (*cast.WECOM.values(), *cast.DINGTALK.values()) if len(str(value)) > 12]
    logs = clock_log.read_text() + courier_log.read_text()
    assert not [line for line in logs.splitlines() if '"level": "ERROR"' in line]
    assert not [value for value in (*hidden, cast.CARD_SECRET) if str(value) in logs]


def test_two_houses_that_start_at_once_get_different_ports() -> None:
    own = free_port(18000)
    other = f"from workers.processes import free_port; print(free_port({own}))"
    answer = subprocess.run([sys.executable, "-c", other], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert int(answer.stdout) > own


@pytest.mark.parametrize("name", ["a" * 120, "my code", "100%20", "安全", "a=b"])
def test_the_embedded_redis_listens_whatever_the_folder_is_called(tmp_path: Path, name: str) -> None:
    settings = Settings(var=tmp_path / name, redis_url="")
    command = next(program.command for program in programs(settings, 0, None) if program.name == "redis")
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        queue = redis.Redis.from_url(settings.redis)
        assert wait_for("redis", lambda: _answers(queue), STARTS_WITHIN)
        # A worker looks for its own name in this list, which holds the socket's.
        assert [str(settings.redis_socket) in client["addr"] for client in queue.client_list()] == [True]
    finally:
        server.terminate()
        server.wait()
        settings.redis_socket.parent.rmdir()


def test_a_folder_of_somebody_else_is_no_place_for_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listens = tmp_path / "anhao-0123456789ab" / "redis.sock"
    listens.parent.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    with pytest.raises(PermissionError, match="是别人的，队列不能放在那里"):
        redis_command(listens, tmp_path / "run")


def _answers(queue: redis.Redis) -> bool:
    try:
        return bool(queue.ping())
    except redis.ConnectionError:
        return False
