"""The stories of the `scenario` command, with real processes, on both stores."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import ROOT


@pytest.mark.both_stores
@pytest.mark.parametrize("name", ["hot-work"])
def test_the_story_keeps_every_promise_and_its_package_verifies(
    name: str, store_kind: str, store_url: str, tmp_path: Path
) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ANHAO_")}
    environment |= {"ANHAO_VAR": str(tmp_path), "ANHAO_DATABASE_URL": store_url if store_kind == "postgres" else ""}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scenario", name]

    played = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110)

    assert played.returncode == 0, played.stdout + played.stderr
    assert "✓ 承诺都做到了" in played.stdout
    assert "企业微信改卡" in played.stdout and "钉钉改卡" in played.stdout
    assert (tmp_path / "scenarios" / f"{name}.zip").stat().st_size > 10_000
