"""`python -m workers.tied COMMAND …`: becomes the command, which does not outlive the process that started it.

Whoever is killed with `kill -9` can't stop what he started, and a house would go on beside the next one. A small
process beside the command looks whether the starter still lives; that works on every Unix.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

LOOK = 0.2  # seconds
# So long a program may take to end by itself.
PATIENCE = 15.0


def main(command: list[str]) -> None:
    starter, program = os.getppid(), os.getpid()
    if os.fork() == 0:
        _watch(starter, program)
        os._exit(0)
    os.execvp(command[0], command)  # noqa: S606 - our own words


def _watch(starter: int, program: int) -> None:
    """Ends the program when its starter is gone; ends when the program does."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for each in range(3):
        os.dup2(nothing, each)
    for ours in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ours, signal.SIG_IGN)
    while os.getppid() == program and _lives(starter):
        time.sleep(LOOK)
    until = time.monotonic() + PATIENCE
    while os.getppid() == program:
        os.kill(program, signal.SIGTERM if time.monotonic() < until else signal.SIGKILL)
        time.sleep(1)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        with Path(f"/proc/{pid}/stat").open() as found:
            # In a container nobody may take away what is dead.
            return not found.read().rpartition(")")[2].startswith(" Z")
    except OSError:
        return True


if __name__ == "__main__":
    main(sys.argv[1:])
