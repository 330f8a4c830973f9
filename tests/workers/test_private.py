"""However the house is started, what lies in `var/` can be read by its own account only."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from plant import settings_for

import wsgi
from config.root import ROOT

OPEN_FOLDER, OPEN_FILE = 0o755, 0o644
FLASK = ("-m", "flask", "--app", "wsgi")
# Each ends by itself: `stream` because DingTalk is not connected. What it says when it has done its work.
STARTS = {"flask": ((*FLASK, "load-plant"), "第 1 版"), "workers": (("-m", "workers", "stream"), "")}


def start(var: Path, *command: str, **settings: str) -> str:
    """Runs a command of the house to its end, for somebody whose files are open to all; gives what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    environment = {**kept, "ANHAO_VAR": str(var), **settings}
    ended = subprocess.run(
        (sys.executable, *command), cwd=ROOT, env=environment, capture_output=True, text=True, umask=0o022, check=False
    )
    return ended.stdout + ended.stderr


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def open_to_others(var: Path) -> list[str]:
    """What in the folder, with itself, others may read or enter."""
    return [f"{mode(each):o} {each}" for each in (var, *var.rglob("*")) if mode(each) & 0o077]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house whose store has just been made."""
    var = tmp_path_factory.mktemp("house") / "var"
    assert "数据表已更新" in start(var, *FLASK, "migrate")
    return var


@pytest.fixture
def own_umask() -> Iterator[None]:
    """The house in this process must not change what the next test's files look like."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_house_that_is_set_up_by_hand_is_open_to_nobody_else(migrated: Path) -> None:
    assert open_to_others(migrated) == []


@pytest.mark.parametrize(("command", "said"), STARTS.values(), ids=STARTS)
def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(
    migrated: Path, tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    var = shutil.copytree(migrated, tmp_path / "var")
    var.chmod(OPEN_FOLDER)
    (var / "anhao.db").chmod(OPEN_FILE)
    (var / "anhao.db.lock").chmod(OPEN_FILE)
    with closing(sqlite3.connect(var / "anhao.db")) as used:
        used.execute("CREATE TABLE mine (id)")
        beside = [var / "anhao.db-wal", var / "anhao.db-shm"]
        assert [mode(each) for each in beside] == [OPEN_FILE, OPEN_FILE]
        assert said in start(var, *command)
        assert open_to_others(var) == [] and all(each.exists() for each in beside)


def test_a_database_elsewhere_stays_as_its_owner_has_it(tmp_path: Path) -> None:
    elsewhere, var = tmp_path / "elsewhere", tmp_path / "var"
    elsewhere.mkdir()
    file = elsewhere / "anhao.db"
    file.touch()
    file.chmod(0o664)
    elsewhere.chmod(0o775)
    assert "数据表已更新" in start(var, *FLASK, "migrate", ANHAO_DATABASE_URL=f"sqlite:///{file}")
    assert (mode(elsewhere), mode(file)) == (0o775, 0o664)
    assert open_to_others(var) == []


@pytest.mark.usefixtures("own_umask")
def test_a_folder_of_another_account_stays_as_it_is(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir(OPEN_FOLDER)
    settings = settings_for(
        "http://127.0.0.1:1", "http://127.0.0.1:2", f"sqlite:///{var / 'anhao.db'}", "redis://x", var
    )
    with mock.patch("os.geteuid", return_value=os.geteuid() + 1):
        wsgi.create(settings)
    assert mode(var) == OPEN_FOLDER
    wsgi.create(settings)
    assert mode(var) == 0o700
