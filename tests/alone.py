"""A web process alone, with nothing in front of it, and how quickly it acknowledges what a platform brings."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import forged
import requests
import story
from plant import Plant
from stores import open_copy

from config.root import ROOT
from models.base import database
from workers.processes import free_port
from workers.scenarios import cast as played
from workers.scenarios.stage import wait_for

LOOKS, ROUNDS, CALLS = 3, 5, 16


@dataclass
class Web:
    port: int
    var: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self) -> float:
        """Somebody's word as WeCom brings it; gives the seconds until it was acknowledged."""
        began = time.perf_counter()
        assert forged.wecom(cast(Plant, self), forged.wecom_word("nobody", "帮助")).status_code == 200
        return time.perf_counter() - began

    def health(self) -> float:
        began = time.perf_counter()
        assert self.answers()
        return time.perf_counter() - began

    def slowed(self, beside: Callable[[], AbstractContextManager[None]], moods: float) -> bool:
        """Whether the slowest of some calls takes more than twice as long within `beside`, and longer than `moods` (in
        seconds). A machine's own slow moments pass, so that another look may be needed."""
        return all(within > max(2 * alone, moods) for alone, within in (self._in_turn(beside) for _ in range(LOOKS)))

    def _in_turn(self, beside: Callable[[], AbstractContextManager[None]]) -> tuple[float, float]:
        """With nobody there and within `beside`: medians of rounds in turn."""
        alone, within = [], []
        self._slowest()
        for _ in range(ROUNDS):
            alone.append(self._slowest())
            with beside():
                within.append(self._slowest())
        middle = statistics.median(alone), statistics.median(within)
        print("slowest of {} calls: {:.3f} s alone, {:.3f} s beside them".format(CALLS, *middle))
        return middle

    def _slowest(self) -> float:
        return max(self.health(), *(self.call() for _ in range(CALLS)))

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.base}/healthz", timeout=5).ok
        except requests.RequestException:
            return False


@contextmanager
def web_alone(var: Path, platforms: str, **own: str) -> Iterator[Web]:
    """With one permit that was asked for; `platforms` is where it finds both of them."""
    open_copy(f"sqlite:///{var}/anhao.db", asked_for)
    database.close()
    running = Web(free_port(18700), var)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "web", "--listen", f"127.0.0.1:{running.port}"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    env |= {**played.environment(platforms, "http"), "ANHAO_VAR": str(var), **own}
    with (
        (var / "web.log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=log) as process,
    ):
        wait_for("the web process", running.answers, 60)
        yield running
        process.terminate()
        assert process.wait(10) == 0
    assert "Traceback" not in (var / "web.log").read_text()


def asked_for() -> None:
    story.raise_permit()
