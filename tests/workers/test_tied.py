"""What a killed process had started ends as well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from config.root import ROOT
from workers import manager
from workers.scenarios.stage import wait_for

STARTER = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); p.wait()"


def lives(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()[:1] not in ("", "Z")


def test_a_program_ends_when_the_process_that_started_it_is_killed() -> None:
    program = manager.tied([sys.executable, "-S", "-c", "import time; print('here', flush=True); time.sleep(60)"])
    command = [sys.executable, "-S", "-c", STARTER, *program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert starter.stdout.readline() == "here\n" and lives(pid)
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait(10)
        wait_for("its end", lambda: not lives(pid), 10)
