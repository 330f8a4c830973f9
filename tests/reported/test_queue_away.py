"""Chapter 10: Redis goes away under web, clock and courier, or hangs. Callbacks are answered and kept, orders to stop
go out, no process floods its log, /readyz says it within ten seconds, and all goes on when it is back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import forged
import redis
import requests
from asking import tell
from builders import FOREMAN
from plant import Plant, environment_of

from config.root import ROOT
from models.ask import Ask
from models.meter import Heartbeat
from workers.processes import free_port, redis_command
from workers.scenarios.phone import text_of, title
from workers.scenarios.stage import wait_for

STARTS_WITHIN = 30.0
AWAY, BACK = "Redis can't be reached", "Redis can be reached again"
PROGRAMS = {"clock": ("-m", "workers", "clock"), "courier": ("-m", "workers", "courier")}


@contextmanager
def queue(socket: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(redis_command(socket, folder), stdout=subprocess.DEVNULL) as server:
        try:
            wait_for("redis", lambda: answers(socket), STARTS_WITHIN)
            yield server
        finally:
            server.kill()


def answers(socket: Path) -> bool:
    try:
        return bool(redis.Redis.from_url(f"unix://{socket}").ping())
    except redis.RedisError:
        return False


def test_redis_goes_away_under_web_clock_and_courier(plant: Plant, tmp_path: Path) -> None:
    socket, port = Path(f"/tmp/anhao-away-{os.getpid()}") / "redis.sock", free_port(18800)
    own = environment_of(plant, tmp_path) | {"ANHAO_REDIS_URL": f"unix://{socket}"}
    base = f"http://127.0.0.1:{port}"
    web = ("-m", "flask", "--app", "wsgi", "web", "--listen", f"127.0.0.1:{port}")

    def faults() -> str:
        try:
            return " ".join(requests.get(f"{base}/readyz", timeout=10).json()["faults"])
        except requests.ConnectionError:
            return "队列 - it has not started"

    with ExitStack() as running:
        for name, command in {"web": web, **PROGRAMS}.items():
            out = running.enter_context((tmp_path / f"{name}.log").open("wb"))
            process = subprocess.Popen((sys.executable, *command), cwd=ROOT, env=own, stdout=out, stderr=out)
            running.callback(process.wait)
            running.callback(process.terminate)
        with queue(socket, tmp_path):
            for part in ("clock", "courier"):
                wait_for(part, lambda part=part: Heartbeat.get_or_none(Heartbeat.name == part), STARTS_WITHIN)
            wait_for("the web process", lambda: "队列" not in faults(), STARTS_WITHIN)
        began = time.monotonic()
        wait_for("/readyz", lambda: "队列（Redis）连不上" in faults(), 10)
        assert time.monotonic() - began < 10
        logs = [tmp_path / f"{name}.log" for name in ("web", *PROGRAMS)]
        # Also those that have nothing to do.
        wait_for("a sentence of each", lambda: all(told(log)[-1:] == [AWAY] for log in logs), 15)
        plain = forged.wecom_word(plant.person(FOREMAN).account, "动火")
        plain_again = forged.wecom_word(plant.person(FOREMAN).account, "待办")
        began = time.monotonic()
        assert forged.wecom(cast(Plant, SimpleNamespace(base=base)), plain).status_code == 200
        assert time.monotonic() - began < 2 and Ask.get(Ask.kind == "permit.request").person == FOREMAN
        phone = plant.phone(FOREMAN)
        # An order to stop does not wait for Redis; a card does.
        tell(plant, Ask.get(Ask.kind == "permit.request"), "停工，马上撤离", urgent=True)
        wait_for("the order", lambda: any("停工，马上撤离" in text_of(each) for each in phone.messages()), 10)
        assert not any("动火票申请" in title(each) for each in phone.messages())
        with queue(socket, tmp_path) as server:
            plant.set_time(plant.now + timedelta(minutes=1))
            wait_for("the card", lambda: any("动火票申请" in title(each) for each in phone.messages()), 30)
            wait_for("/readyz", lambda: "队列" not in faults(), 10)
            wait_for("the other sentence", lambda: all(told(log)[-1:] == [BACK] for log in logs), 15)
            # It hangs: it takes connections and answers none.
            server.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            assert forged.wecom(cast(Plant, SimpleNamespace(base=base)), plain_again).status_code == 200
            for number in range(5):
                tell(plant, Ask.get(Ask.kind == "permit.request"), f"停工，撤离{number}", urgent=True)
            orders = [f"撤离{number}" for number in range(5)]
            wait_for("orders", lambda: all(each in "".join(map(text_of, phone.messages())) for each in orders), 10)
            assert time.monotonic() - began < 3
            wait_for("/readyz", lambda: "队列（Redis）连不上" in faults(), 10)
            wait_for("a sentence of each", lambda: all(told(log)[-1:] == [AWAY] for log in logs), 15)
            server.send_signal(signal.SIGCONT)
            wait_for("the other sentence", lambda: all(told(log)[-1:] == [BACK] for log in logs), 15)
            # They end while Redis is there: one that ends after it may have said so once more.
            running.close()
        plant.expect_all(FOREMAN)
    for name in ("web", *PROGRAMS):
        log = (tmp_path / f"{name}.log").read_text()
        said = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert "Traceback" not in log and not [line for line in said if line["level"] == "ERROR"]
        # What the courier's look at each platform finds, once at its start.
        warned = [line["words"] for line in said if line["level"] == "WARNING" and line["from"] != "anhao.queue"]
        assert len(warned) == len(set(warned)) and len(warned) <= 6, warned
        # Perhaps once before Redis was there for the first time, and once in the middle.
        assert told(tmp_path / f"{name}.log") in ([AWAY, BACK] * 2, [AWAY, BACK] * 3), (name, warned)


def told(log: Path) -> list[str]:
    """What a program has said of Redis, in order."""
    return re.findall(f"{AWAY}|{BACK}", log.read_text())
