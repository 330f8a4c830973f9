"""A demo that was started again came up elsewhere, and one that was killed went on (strangers, 30 November): the house
has the same ports again while they are free, and nothing outlives whoever plays a scenario."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from config import ports
from config.root import ROOT
from config.settings import Settings
from workers import processes
from workers.processes import free_port
from workers.scenarios.stage import wait_for
from workers.start import own_port, say_address

PLAYS = """
import os, sys
from pathlib import Path
from workers.processes import Program
from workers.scenarios.simulator import Simulator
from workers.scenarios.stage import Stage
sleeps = Program("web", (sys.executable, "-S", "-c", "import time; print('here', flush=True); time.sleep(60)"))
house = Stage("", Simulator(""), Path(sys.argv[1]), dict(os.environ), {"web": sleeps})
house.start("web")
print(house.running["web"].pid, flush=True)
house.running["web"].wait()
"""


def started(var: Path, first: int) -> int | None:
    """Which port a house that starts in `var` gets, and gives back when it ends."""
    given = own_port(var, ports.WEB, first)
    processes._PORTS.pop().close()
    assert ports.remembered(var, ports.WEB) == given
    return given


def taken(port: int) -> socket.socket:
    """Another program that listens there."""
    other = socket.socket()
    other.bind(("127.0.0.1", port))
    other.listen()
    return other


def test_a_house_has_its_port_again_while_that_is_free_and_says_so_when_it_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = free_port(18900)
    processes._PORTS.pop().close()
    with closing(taken(first)):
        port = started(tmp_path, first)
    assert port and port > first
    assert started(tmp_path, first) == port, "though the first is free again"
    assert not capsys.readouterr().out
    with closing(taken(port)):
        other = started(tmp_path, first)
    assert other != port and f"先前用的端口 {port} 给别的程序占着，这次用 {other}" in capsys.readouterr().out


def test_whatever_names_the_house_s_address_names_the_one_that_it_had_last(tmp_path: Path) -> None:
    assert Settings(var=tmp_path).base_url == "http://127.0.0.1:8000"
    ports.remember(tmp_path, {ports.WEB: 8002})
    ports.remember(tmp_path, {ports.SIMULATOR: 8101})
    assert Settings(var=tmp_path).base_url == "http://127.0.0.1:8002"
    assert Settings(var=tmp_path, base_url="https://anhao.example").base_url == "https://anhao.example"
    (tmp_path / "ports.json").write_text("[half")
    assert Settings(var=tmp_path).base_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("simulator", [None, 8100])
def test_a_house_with_an_address_of_its_own_says_its_port_too(
    capsys: pytest.CaptureFixture[str], simulator: int | None
) -> None:
    say_address("https://anhao.example", "http://127.0.0.1:8003", simulator, story=True)
    told = capsys.readouterr().out
    assert "https://anhao.example/console/" in told and "服务在这台机器的 http://127.0.0.1:8003 " in told
    say_address("http://127.0.0.1:8003", "http://127.0.0.1:8003", simulator, story=True)
    assert "服务在这台机器的" not in capsys.readouterr().out


def lives(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()[:1] not in ("", "Z")


def test_the_house_of_a_scenario_that_is_killed_ends_with_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PLAYS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as player:
        assert player.stdout is not None
        pid = int(player.stdout.readline())
        wait_for("its beginning", lambda: "here" in (tmp_path / "web.log").read_text() and lives(pid))
        os.kill(player.pid, signal.SIGKILL)
        player.wait(10)
        wait_for("its end", lambda: not lives(pid), 20)
