"""The stories of the `scenario` command: real processes, both stores; several share a house, as it starts slowly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import FOREMAN, ask_for_permit
from demo import PLANT
from plant import Plant, anhe

from config.settings import ROOT
from workers.scenarios import scenarios
from workers.scenarios.turns import standing

LIVES = [name for name in scenarios(PLANT) if name.startswith("permit-")]
PLAYED = {"sqlite": ("hot-work", *LIVES[::2]), "postgres": ("hot-work", *LIVES[1::2])}


@pytest.mark.timeout(240)
@pytest.mark.both_stores
def test_every_story_keeps_every_promise_and_its_package_verifies(
    store_kind: str, store_url: str, tmp_path: Path
) -> None:
    names = PLAYED[store_kind]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ANHAO_")}
    environment |= {"ANHAO_VAR": str(tmp_path), "ANHAO_DATABASE_URL": store_url if store_kind == "postgres" else ""}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scenario", *names]

    played = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=230)

    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.count("✓ 承诺都做到了") == len(names)
    assert played.stdout.count(" 归档\n") == len(names) - 1
    assert "企业微信改卡" in played.stdout and "钉钉改卡" in played.stdout
    assert [name for name in names if not _package(tmp_path, name).exists()] == []


def test_there_is_a_story_of_a_whole_life_for_each_kind_that_the_demo_plant_has() -> None:
    assert {f"permit-{kind}" for kind in anhe()["permit_templates"]["kinds"]} == set(LIVES)


def test_a_story_that_came_to_a_halt_says_who_is_waited_for(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect_all(FOREMAN)
    assert standing(permit) == f"{permit.number} 停在 signing，等着：宓有方（permit.sign，08:10 起）"


def _package(folder: Path, name: str) -> Path:
    return folder / "scenarios" / f"{name}.zip"
