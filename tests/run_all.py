"""The test command: each step says what it is, and the first that fails ends it. A missing browser
or broker is mentioned at the end.

Import contracts and types are checked beside the tests, so that both cores are busy to the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

BIN = Path(sys.executable).parent
QUICK = [("格式", ["ruff", "format", "--check", "--quiet", "."]), ("规范", ["ruff", "check", "--quiet", "."])]
BESIDE = [("分层", ["lint-imports", "--no-logo"]), ("类型", ["mypy"])]
# In a fresh clone one process compiles what four would all compile at once.
COMPILED = Path(__file__).parent / "__pycache__"
COMPILE = ("编译", ["pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"])
# Four for two cores, because tests that wait for real processes or a browser leave their core to others.
TESTS = ("测试", ["pytest", "-n", "4", "--no-loadscope-reorder"])
# Every control of every page must be pressed in some browser test; each test process tells what it heard.
CONTROLS = ("控件", ["python", "-m", "tests.controls"])
# The one that has no window costs less.
BROWSERS = ("chromium-headless-shell", "chromium")


@dataclass
class Step:
    """A running step; what it prints is shown at once, or kept until it has failed."""

    name: str
    command: list[str]
    kept: IO[bytes] | None = None
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        print(f"· {self.name} …", flush=True)
        command = [str(BIN / self.command[0]), *self.command[1:]]
        self.process = subprocess.Popen(command, env=_environment(), stdout=self.kept, stderr=self.kept)

    @property
    def failed(self) -> bool:
        return self.process.poll() not in (None, 0)

    def ended(self) -> int:
        """Waits for it; says how it ended."""
        code = self.process.wait()
        if code and self.kept:
            self.kept.seek(0)
            print(self.kept.read().decode())
        words = f"✗ {self.name}没有通过" if code else f"  {self.name}通过，{time.monotonic() - self.began:.0f} 秒"
        print(words, flush=True)
        return code


def main() -> int:
    parser = ArgumentParser(description="The test command.")
    parser.add_argument("--fast", action="store_true", help="only format, lint, import contracts and types")
    if parser.parse_args().fast:
        return _in_turn([*QUICK, *BESIDE])
    with TemporaryDirectory() as folder:
        os.environ["ANHAO_TEST_CONTROLS"] = folder
        code = _in_turn(QUICK) or _tests_and_beside() or _in_turn([CONTROLS])
    if not code:
        print(f"✓ 全部通过{_without_broker()}")
    return code


def _in_turn(steps: Sequence[tuple[str, list[str]]]) -> int:
    return next((code for step in steps if (code := Step(*step).ended())), 0)


def _tests_and_beside() -> int:
    with ExitStack() as ends:
        beside = [ends.enter_context(_ended(Step(*step, ends.enter_context(TemporaryFile())))) for step in BESIDE]
        if not COMPILED.exists():
            compiling = ends.enter_context(_ended(Step(*COMPILE, ends.enter_context(TemporaryFile()))))
            if code := compiling.ended():
                return code
        tests = ends.enter_context(_ended(Step(*TESTS)))
        while tests.process.poll() is None and not any(step.failed for step in beside):
            time.sleep(0.2)
        if failed := next((step for step in beside if step.failed), None):
            return failed.ended()
        code = tests.ended() or next((code for step in beside if (code := step.ended())), 0)
        if tests.failed:
            _say_browser()
        return code


@contextmanager
def _ended(step: Step) -> Iterator[Step]:
    """Whatever happens, the step ends with this context."""
    try:
        yield step
    finally:
        step.process.terminate()
        step.process.wait()


def _environment() -> dict[str, str]:
    """Compiled modules are kept: the house's programs start many times, and so do the tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _without_broker() -> str:
    """What was not tested on a machine without the broker of the sensors; CI has it, and fails without."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    return "" if found else "；这台机器没有 mosquitto，传感器只测了 HTTP，没有测 MQTT（装：apt-get install mosquitto）"


def _say_browser() -> None:
    if not any(shutil.which(name) for name in BROWSERS):
        print("没有找到 Chromium，网页测试因此失败。装一个：.venv/bin/playwright install --with-deps chromium")


if __name__ == "__main__":
    sys.exit(main())
