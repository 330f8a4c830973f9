"""The stage of scenarios: a whole house of real processes with a store of its own, in which stories are played."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import requests
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from config.root import ROOT
from config.settings import Settings
from models import plant_time, store
from models.book import book
from workers import manager
from workers.preparation import prepare_store
from workers.processes import Program, free_port, programs
from workers.scenarios import cast
from workers.scenarios.phone import Phone
from workers.scenarios.simulator import Simulator

T = TypeVar("T")
PATIENCE = 20.0
READY_WITHIN = 60.0


class Late(Exception):
    """What the story waited for did not come; the message says what it was, and from whom."""


@dataclass
class Stage:
    """A running house: its address, its simulator, and its processes by name, and its settings. No process outlives
    whoever plays."""

    base: str
    simulator: Simulator
    folder: Path
    environment: dict[str, str]
    programs: dict[str, Program]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    signed_by: Settings | None = None

    @property
    def key(self) -> str:
        """What its processes sign posted codes with, which the first of them may have made."""
        return self.signed_by.signing_key if self.signed_by else ""

    def start(self, name: str) -> None:
        command = manager.tied(self.programs[name].command)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """kill -9 of the program and its children, as a power cut would."""
        process = self.running[name]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def phone(self, person_id: str) -> Phone:
        rules = book(plant_time.now())
        person = rules.plant.person(person_id)
        at = cast.centre(cast.place(rules))
        return Phone(self.simulator, self.base, person.platform, person.account, person.name, at)

    def set_time(self, now: datetime, rate: float = 1.0) -> None:
        """Moves plant time: the simulator tells the service through its demo door."""
        self.simulator.set_time(now, rate)

    def arrived(self, now: datetime) -> None:
        """Waits until the service's own clock has been moved."""
        wait_for(f"服务的钟走到 {now:%H:%M}", lambda: abs(plant_time.now() - now) < timedelta(minutes=1))


def wait_for(what: str, look: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """Asks `look` again until it finds something, and returns that. Raises Late after `patience` seconds of real
    time."""
    again = Retrying(stop=stop_after_delay(patience), wait=wait_fixed(0.05), retry=retry_if_result(_nothing))
    try:
        return again(look)  # type: ignore[return-value]  # None is asked again
    except RetryError as error:
        raise Late(f"{what}，等了 {patience:.0f} 秒没有来") from error


def _nothing(found: object) -> bool:
    return not found


@contextmanager
def stage(settings: Settings, folder: Path, start: datetime) -> Iterator[Stage]:
    """A house for stories: fresh SQLite in `folder`, or the store of ANHAO_DATABASE_URL; plant time at `start`."""
    if not settings.database_url:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    port, simulator_port = free_port(18000), free_port(18300)
    base, simulator_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{simulator_port}"
    environment = _environment(settings, folder, base, simulator_url)
    own = _settings(environment)
    store.open_store(own.database)
    prepare_store(own, start)
    config = folder / "simulator.json"
    config.write_text(json.dumps(cast.simulator_config(book(start), base, start, simulator_port)), "utf-8")
    found = {program.name: program for program in programs(own, port, config)}
    house = Stage(base, Simulator(simulator_url), folder, environment, found, signed_by=own)
    try:
        for name in found:
            house.start(name)
        _until_ready(house)
        yield house
    finally:
        house.stop()


def _environment(settings: Settings, folder: Path, base: str, simulator_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    return {
        **kept,
        **cast.environment(simulator_url, "stream"),
        "ANHAO_SETTINGS": os.devnull,
        "ANHAO_DATABASE_URL": settings.database_url,
        "ANHAO_BASE_URL": base,
        "ANHAO_PLANT": str(settings.plant),
        "ANHAO_VAR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }


def _settings(environment: dict[str, str]) -> Settings:
    """The settings that the stage's processes will read."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        return Settings()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _until_ready(house: Stage) -> None:
    """Asks /readyz until all is well; a failure names its last complaint."""
    seen = "no answer"

    def ready() -> bool:
        nonlocal seen
        dead = [name for name, process in house.running.items() if process.poll() is not None]
        if dead:
            raise Late(f"{'、'.join(dead)} 起来（进程停了，日志在 {house.folder}）")
        try:
            reply = requests.get(f"{house.base}/readyz", timeout=10)
        except requests.RequestException:
            return False
        seen = reply.text
        return reply.status_code == 200

    try:
        wait_for("就绪的进程", ready, READY_WITHIN)
    except Late as late:
        raise Late(f"{late}: {seen}") from late
