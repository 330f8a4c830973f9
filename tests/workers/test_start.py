"""`make run` in whatever folder somebody has cloned into: a real house starts, works, begins again as the second plant,
and is gone after Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from config.root import ROOT
from workers.scenarios.phone import Phone, title
from workers.scenarios.simulator import Simulator
from workers.scenarios.stage import wait_for

# What a folder may be called, and more than a socket's path holds.
FOLDER = Path("安全 软件 100%") / "my code; it's #1 a=b" / ("long" * 30)
FOREMAN = ("wecom", "anhe_u33")
# The second plant, whose hot work has a word of its own too.
SECOND, LEADER = "config/plants/lizhou", ("dingtalk", "dt-lz-0151")
STARTS_WITHIN = 60.0


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git knows of this tree, with the compiled files of the modules, and the tests' libraries."""
    copy = tmp_path / FOLDER
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [Path(name) for name in known.split("\0") if name]
    for name in names:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    for room in {name.parent for name in names if name.suffix == ".py" and name.parts[0] != "tests"}:
        if (compiled := ROOT / room / "__pycache__").exists():
            shutil.copytree(compiled, copy / room / "__pycache__")
    (copy / ".venv").symlink_to(ROOT / ".venv", target_is_directory=True)
    return copy


@contextmanager
def made_run(clone: Path) -> Iterator[subprocess.Popen[str]]:
    """The second line of `make run`, in a session of its own as a terminal has one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    command = [".venv/bin/python", "-m", "workers.start"]
    with subprocess.Popen(
        command, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True, umask=0o022
    ) as running:
        try:
            yield running
        finally:
            for each in of_session(running.pid):
                os.kill(each, signal.SIGKILL)


def until_said(running: subprocess.Popen[str], words: str) -> str:
    """Reads what `make run` prints until a line has these words; returns all of it."""
    said = ""
    for line in running.stdout or ():
        said += line
        if words in line:
            return said
    raise AssertionError(f"never said {words}: {said}")


def of_session(session: int) -> list[int]:
    """The living processes of a session."""
    found = (line.split() for line in processes())
    return [int(pid) for pid, state in found if state[0] != "Z" and session_of(int(pid)) == session]


def processes() -> Iterator[str]:
    """A line for each process of this machine: number and state."""
    if not Path("/proc/self/stat").exists():
        yield from subprocess.check_output(["ps", "-A", "-o", "pid=,stat="], text=True).splitlines()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            yield f"{stat.parent.name} {stat.read_text().rpartition(')')[2].split()[0]}"


def session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def answers(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def test_a_clone_in_a_folder_of_any_name_starts_works_and_stops(clone: Path) -> None:
    with made_run(clone) as running:
        said = until_said(running, "/console/")
        simulator = Simulator(re.findall(r"打开 (http://[\d.:]+)/", said)[0])
        console = requests.get(re.findall(r"电脑看 (\S+)", said)[0], timeout=10)
        assert console.status_code == 200 and "演示，免登录" in console.text
        before = of_session(running.pid)
        with made_run(clone) as second:
            assert simulator.url in until_said(second, "已经开着一个") and second.wait(STARTS_WITHIN) == 1
        assert of_session(running.pid) == before
        phone = Phone(simulator, "", *FOREMAN, "", (0, 0))
        phone.say("动火")
        wait_for("the card", lambda: any("动火票申请" in title(message) for message in phone.messages()), STARTS_WITHIN)
        crashes = [
            line for line in (clone / "var" / "log" / "supervisord.log").read_text().splitlines() if "exited" in line
        ]
        assert crashes == [] and len(of_session(running.pid)) >= 9
        assert unending(clone / "var" / "run" / "supervisord.conf") == []
        (clone / ".env").write_text(f"ANHAO_PLANT={SECOND}\n", "utf-8")
        begin_again(running, simulator, clone / "var")
        wall = {(each["person"]["platform"], each["person"]["account"]) for each in simulator.get("phones")}
        assert LEADER in wall and FOREMAN not in wall
        phone = Phone(simulator, "", *LEADER, "", (0, 0))
        phone.say("烧焊")
        wait_for("the card", lambda: any("动火票申请" in title(message) for message in phone.messages()), STARTS_WITHIN)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(STARTS_WITHIN) == 0
        assert of_session(running.pid) == [] and not answers(simulator.url)
        var = clone / "var"
        assert [each for each in (var, *var.rglob("*")) if each.stat().st_mode & 0o077] == []
        kept = json.loads((var / "simulator_world.json").read_text("utf-8"))
        [mine] = [each for each in kept["phones"] if each["person"]["account"] == LEADER[1]]
        assert any("动火票申请" in title(message) for message in mine["messages"])


def unending(conf: Path) -> list[str]:
    """The logs that grow for ever, of all that the manager is told to keep."""
    told = RawConfigParser()
    told.read(conf, "utf-8")
    kept = {name: "logfile" if name == "supervisord" else "stdout_logfile" for name in told.sections()}
    assert len(kept) >= 7 and all(told[name].get(log) for name, log in kept.items())
    return [
        name
        for name, log in kept.items()
        if told[name].get(f"{log}_maxbytes") != "10MB" or told[name].get(f"{log}_backups") != "2"
    ]


def begin_again(running: subprocess.Popen[str], simulator: Simulator, var: Path) -> None:
    """「重新开始」: every process ends and begins again, with an empty store and phones, at the same address. What
    the settings file says by now holds: here another plant, with a story of its own."""
    before = of_session(running.pid)
    assert simulator.post("afresh", {})["ok"] is True
    said = until_said(running, "电脑看")
    assert simulator.url in said and "点「演示」" in said
    assert set(of_session(running.pid)) & set(before) == {running.pid}
    [aside] = (var / "before").iterdir()
    assert {"anhao.db", "simulator_world.json"} <= {each.name for each in aside.iterdir()}
    assert not (aside / "anhao.db-wal").exists()
