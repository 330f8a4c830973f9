"""The test command: each step says what it is; the first that fails ends it. A missing browser is said at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

BIN = Path(sys.executable).parent
FAST = [
    ("格式", ["ruff", "format", "--check", "--quiet", "."]),
    ("规范", ["ruff", "check", "--quiet", "."]),
    ("类型", ["mypy"]),
    ("分层", ["lint-imports", "--no-logo"]),
]
# In their own order: otherwise the files with few and long tests come last, and one core waits for the other.
# Three for two cores: real processes are waited for a quarter of the time.
TESTS = ("测试", ["pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"])
# Every control of every page is pressed by a hand in some browser test; each test process tells what it heard.
CONTROLS = ("控件", ["python", "-m", "tests.controls"])
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    if "--fast" in sys.argv:
        return _run(FAST)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANHAO_TEST_CONTROLS"] = folder
        return _run([*FAST, TESTS, CONTROLS])


def _run(steps: Sequence[tuple[str, list[str]]]) -> int:
    for name, command in steps:
        began = time.monotonic()
        print(f"· {name} …", flush=True)
        code = subprocess.run([str(BIN / command[0]), *command[1:]]).returncode
        if code:
            print(f"✗ {name}没有通过")
            _say_browser()
            return code
        print(f"  {name}通过，{time.monotonic() - began:.0f} 秒", flush=True)
    print("✓ 全部通过")
    return 0


def _say_browser() -> None:
    if not any(shutil.which(name) for name in BROWSERS):
        print("没有找到 Chromium，网页测试因此失败。装一个：.venv/bin/playwright install --with-deps chromium")


if __name__ == "__main__":
    sys.exit(main())
