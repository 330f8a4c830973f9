"""The process manager's configuration. Its file holds no path and no word of ours, because there a `%` begins an
expansion and a `#` a comment, and a folder may have both in its name. It runs in the folder of the logs, and reads the
rest from its environment, where everything is taken literally."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from workers.processes import Program

HOUSE = """\
[supervisord]
nodaemon=true
silent=true
logfile=supervisord.log
logfile_maxbytes=10MB
logfile_backups=2
pidfile=supervisord.pid
"""
# Restarted when it dies, stopped with its children.
PROGRAM = """\
[program:{name}]
command=%(ENV_RUN_{name})s
directory=%(ENV_RUN_FROM)s
priority={priority}
autorestart=true
startretries=1000
startsecs=1
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


def configuration(found: Sequence[Program]) -> str:
    """The manager's file for these programs."""
    programs = (PROGRAM.format(name=program.name, priority=program.priority) for program in found)
    return "".join((HOUSE, *programs))


def tied(command: Sequence[str]) -> list[str]:
    """The command, which ends when whoever started it has ended, however that was. Without `site`, to start at once."""
    return [sys.executable, "-S", "-m", "workers.tied", *command]


def environment(found: Sequence[Program], folder: Path) -> Mapping[str, str]:
    """What the file takes from the manager's environment: each program's command, and where all of them run."""
    return {"RUN_FROM": str(folder), **{f"RUN_{program.name}": shlex.join(tied(program.command)) for program in found}}
