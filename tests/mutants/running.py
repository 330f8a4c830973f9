"""A run of mutmut over one room, in a copy of the tree: nothing is changed in the tree itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.rooms import Room
from tests.mutants.short_first import SECONDS

ROOT = Path(__file__).resolve().parents[2]
# The folder that mutmut makes beside the tree.
MUTANTS = "mutants"
QUIET = ("-p", "tests.mutants.short_first", "-p", "no:cacheprovider", "--tb=no", "--assert=plain")


class Failed(Exception):
    """mutmut could not try the changes; its own words say why."""


def prepare(room: Room, folder: Path) -> None:
    """The tree in `folder`, every file that git knows or would take, with mutmut's settings for this room."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in names:
        if (ROOT / name).is_file() and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    beside = sorted({name.split("/")[0] for name in names} - {room.name, ""})
    project = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(f"{project}\n{settings(room, beside)}")


def try_out(room: Room, names: Sequence[str], folder: Path) -> None:
    """Tries these changes, or all that were not tried yet where none are named; `folder / MUTANTS` gets the results.
    Raises Failed."""
    told = os.environ | {SECONDS: str(room.seconds)}
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1), *names]
    with (folder / "mutmut.log").open("w") as log:
        code = subprocess.run(command, cwd=folder, env=told, stdout=log, stderr=log).returncode
    if code:
        last = (folder / "mutmut.log").read_text().replace("\r", "\n").splitlines()[-20:]
        raise Failed("\n".join(last))


def settings(room: Room, beside: Sequence[str]) -> str:
    """The section of pyproject.toml that mutmut reads. beside: what else it has to copy."""
    values = {
        "source_paths": [room.name],
        "also_copy": list(beside),
        "pytest_add_cli_args_test_selection": list(room.tests),
        "pytest_add_cli_args": [*QUIET, *room.arguments],
        "process_isolation": room.isolation,
        "use_git_change_detection": False,
    }
    return "[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
