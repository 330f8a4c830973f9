"""Ports of houses that start at once, and the embedded Redis (tests/flows/test_a_flow_moves_in.py starts programs)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from config.root import ROOT
from config.settings import Settings
from workers.processes import free_port, programs, redis_command
from workers.scenarios.stage import wait_for

STARTS_WITHIN = 60.0


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
