"""A disk that fills up in the middle of a file: one sentence is said, and what is there is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from workbooks import new_plant, put, workbook

from config.fresh import fresh_folder
from config.loader import problems
from config.root import ROOT

# bash counts in 1,024 bytes; the plant's files and the workbook are larger, the house's own are smaller.
FULL = 'ulimit -f 5; exec "$@"'


def full(tmp_path: Path, *words: str) -> str:
    """The command on a disk where no file can grow beyond 5 KB; what it says of that."""
    command = ["bash", "-c", FULL, "-", sys.executable, "-m", "flask", "--app", "wsgi", *words]
    own = {"ANHAO_VAR": str(tmp_path / "var")}
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    [said] = ran.stderr.splitlines()
    assert "磁盘是不是满了" in said
    return said


@pytest.mark.parametrize("folder", ["mine", "some/mine", "empty"])
def test_a_new_plant_is_written_as_a_whole_or_leaves_nothing(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    assert "什么也没留下" in full(tmp_path, "new-plant", str(tmp_path / folder))
    assert {each.name for each in tmp_path.iterdir()} <= {"var", "empty"}
    assert not [*(tmp_path / "empty").iterdir()]


def test_an_import_leaves_the_plant_as_it_was(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "0571-8888"))
    before = {each.name: each.read_bytes() for each in plant.iterdir()}
    said = full(tmp_path, "import-people", str(file), "--plant", str(plant), "--write")
    assert "写不了 plant.yaml" in said and "什么也没改" in said
    assert {each.name: each.read_bytes() for each in plant.iterdir()} == before
    assert problems(plant) == []


def test_a_template_is_not_left_half_written(tmp_path: Path) -> None:
    plant = new_plant(tmp_path)
    said = full(tmp_path, "import-people", "--template", str(tmp_path / "people.xlsx"), "--plant", str(plant))
    assert "people.xlsx" in said
    assert {each.name for each in tmp_path.iterdir()} <= {"var", "mine"}


def test_what_was_there_stays_when_a_later_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "precious").touch()
    with pytest.raises(OSError):
        fresh_folder(tmp_path, {"a": b"new", "b": b"new"})
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["b", "precious"]
