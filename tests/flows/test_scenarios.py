"""The stories of the `scenario` command: real processes, both stores; several share a house, as it starts slowly."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import stories
from builders import FOREMAN, ask_for_permit
from demo import PLANT
from plant import Plant, anhe
from pypdf import PdfReader
from stories import Bill
from workbooks import new_plant

from config.loader import raw
from config.root import ROOT
from config.settings import Settings
from workers.scenarios import HAZARD, LIFE, TRAINING, scenarios
from workers.scenarios.play import UnknownStory, play_alone
from workers.scenarios.turns import standing

STANDARD = "版式参照 GB 30871—2022"
LIVES = [name for name in scenarios(PLANT) if name.startswith(LIFE)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("bill", stories.bills(), ids=str)
def test_every_story_keeps_every_promise_and_its_package_verifies(
    bill: Bill, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store_url = request.getfixturevalue("postgres_url") if bill.store == "postgres" else ""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ANHAO_")}
    environment |= {"ANHAO_VAR": str(tmp_path), "ANHAO_DATABASE_URL": store_url, "ANHAO_PLANT": str(bill.plant)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scenario", *bill.stories]

    played = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=590)

    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.count("✓ 承诺都做到了") == len(bill.stories)
    parts = played.stdout.split("· 场景 ")[1:]
    archived = {part.split()[0] for part in parts if " 归档\n" in part}
    assert {name for name in bill.stories if name.startswith((LIFE, HAZARD, f"{TRAINING}leaver"))} <= archived
    assert "企业微信改卡" in played.stdout and "钉钉改卡" in played.stdout
    assert [name for name in bill.stories if not _package(tmp_path, name).exists()] == []
    printed = {name: _printed(_package(tmp_path, name)) for name in bill.stories}
    assert [name for name, words in printed.items() if "与封存链不一致" in words or "未入链" in words] == []
    lives = [name for name in bill.stories if name.startswith(LIFE)]
    assert {name for name in lives if STANDARD in printed[name]} == _of_the_standard(bill.plant)


def test_every_story_is_played_once_and_by_make_stories_on_every_plant_and_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(stories.ALL, raising=False)
    once = [name for bill in stories.bills() for name in bill.stories]
    assert sorted(once) == sorted({name for _, name in stories.told()})
    shared = {name for name, count in Counter(name for _, name in stories.told()).items() if count > 1}
    shares = [len(shared & set(bill.stories)) for bill in stories.bills()]
    assert max(shares) - min(shares) <= 1, "the plants in turn"
    assert {bill.store for bill in stories.bills()} == set(stories.STORES)
    monkeypatch.setenv(stories.ALL, "all")
    every = Counter((bill.plant, name) for bill in stories.bills() for name in bill.stories)
    assert every == dict.fromkeys(stories.told(), len(stories.STORES))


def test_there_is_a_story_of_a_whole_life_for_each_kind_that_the_demo_plant_has() -> None:
    assert {f"permit-{kind}" for kind in anhe()["permit_templates"]["kinds"]} == set(LIVES)


def test_a_plant_without_a_moment_for_the_demo_begins_with_its_next_day_shift() -> None:
    own = replace(PLANT, plant=replace(PLANT.plant, demo_anchor=None))
    saturday = datetime(2026, 11, 28, 15, tzinfo=own.plant.zone)
    begins = scenarios(own, saturday)
    assert set(begins) == set(scenarios(PLANT))
    assert {begins[name] for name in LIVES} == {datetime(2026, 11, 30, 8, 10, tzinfo=own.plant.zone)}


def test_a_story_that_is_not_there_is_told_with_what_is_missing_for_it(tmp_path: Path) -> None:
    plant = new_plant(tmp_path)
    settings = Settings(_env_file=None, plant=plant, var=tmp_path / "var")
    with pytest.raises(
        UnknownStory, match=r"demo\.yaml 的 jobs 里没有写 height，请补上.*一个也没有，demo\.yaml 的 jobs"
    ):
        play_alone(["permit-height"], settings, print)


def test_a_story_that_came_to_a_halt_says_who_is_waited_for(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect_all(FOREMAN)
    assert standing(permit) == f"{permit.number} 停在 signing，等着：宓有方（permit.sign，08:10 起）"


def _of_the_standard(plant: Path) -> set[str]:
    """The stories of the kinds whose form is one of the standard's."""
    kinds = raw(plant)["permit_templates"]["kinds"].items()
    return {f"{LIFE}{name}" for name, kind in kinds if kind["form"].startswith("表A.")}


def _printed(package: Path) -> str:
    """The first page of its form."""
    with ZipFile(package) as box:
        form = next(name for name in box.namelist() if name.endswith(".pdf"))
        return PdfReader(io.BytesIO(box.read(form))).pages[0].extract_text()


def _package(folder: Path, name: str) -> Path:
    return folder / "scenarios" / f"{name}.zip"
