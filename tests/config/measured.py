"""Hostile files are read by a program of its own, whose memory is bounded: any of them might take all there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from config.root import ROOT

MOST_SECONDS, MOST_BYTES = 5, 300_000_000
# What reading the demo plant takes on the machine that the seconds are those of; on another one they are scaled by it.
USUAL_SECONDS = 0.08
CHILD = f"""
import json, resource, sys, time
from importlib import import_module
from pathlib import Path
from config import loader
from config.root import ROOT
room, reader, *files = sys.argv[1:]
read = getattr(import_module(room), reader)
def usual():
    began = time.process_time()
    loader.problems(ROOT / "config" / "plants" / "anhe")
    return time.process_time() - began
usual()
scale = {USUAL_SECONDS} / min(usual(), usual())
resource.setrlimit(resource.RLIMIT_DATA, ({MOST_BYTES}, {MOST_BYTES}))
for file in files:
    began = time.process_time()
    said = read(Path(file))
    print(json.dumps([said, (time.process_time() - began) * scale]), flush=True)
"""


class Measured(NamedTuple):
    """What is said of a file, and the processor time until then, as of the usual machine."""

    said: list[str]
    seconds: float


def measured(reader: str, files: Iterable[Path]) -> list[Measured]:
    """Reads the files one after the other, as a program with little memory. reader: module and function, which takes a
    path and gives what it says."""
    command = [sys.executable, "-c", CHILD, *reader.split(":"), *map(str, files)]
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "config")))
    ran = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": paths}, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return [Measured(*json.loads(line)) for line in ran.stdout.splitlines()]
