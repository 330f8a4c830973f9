"""Chapter 10, a house as its operators run it: one settings file for all programs and commands, none of which makes a
store by the way; the oldest server; the version."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from peewee import OperationalError
from plant import Plant

from config import environment
from config.environment import NEVER_STARTS
from config.logs import version
from config.root import ROOT
from models import away, store
from models.base import database
from requirements import release

FLASK = ("-m", "flask", "--app", "wsgi")


def ended(tmp_path: Path, *command: str, here: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    own = {**kept, "ANHAO_SETTINGS": str(tmp_path / "house.env"), **settings}
    return subprocess.run((sys.executable, *command), cwd=here, env=own, capture_output=True, text=True, check=False)


def test_programs_and_commands_read_the_same_file_and_no_command_makes_a_store_by_the_way(tmp_path: Path) -> None:
    file, var = tmp_path / "house.env", tmp_path / "var"
    file.write_text(f"ANHAO_VAR='{var}'\nANHAO_PROXIES=abc\n", "utf-8")
    for command in (
        (*FLASK, "seal"),
        ("-m", "workers", "clock"),
        (
            "-m",
            "workers.start",
        ),
    ):
        said = ended(tmp_path, *command)
        assert said.returncode == NEVER_STARTS and "ANHAO_PROXIES 要写一个整数" in said.stderr
    # Flask reads the `.env` of the folder where it runs; whoever names another file has said which one counts.
    (tmp_path / ".env").write_text("ANHAO_SENSOR_KEY=x\nANHAO_LIMIT_WECOM_API_MINUTE=abc\n", "utf-8")
    empty = ended(tmp_path, *FLASK, "seal", here=tmp_path, PYTHONPATH=str(ROOT), ANHAO_PROXIES="1")
    assert empty.returncode == 1 and f"没有做：{var}/anhao.db 还是空的" in empty.stderr, empty.stderr
    assert "ANHAO_LIMIT" not in empty.stderr and not (var / "anhao.db").exists()


def test_a_settings_file_that_can_not_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(environment.FILE, str(tmp_path / "house.env"))
    with pytest.raises(SystemExit) as gone:
        environment.read()
    assert gone.value.code == NEVER_STARTS and "house.env 不在" in capsys.readouterr().err
    (tmp_path / "house.env").write_bytes(b"ANHAO_VAR=\xff\xfe")
    said = ended(tmp_path, *FLASK, "migrate", ANHAO_VAR=str(tmp_path / "var"))
    assert said.returncode == NEVER_STARTS and "设置文件" in said.stderr and "Traceback" not in said.stderr
    assert not (tmp_path / "var").exists()


def test_a_server_that_is_too_old_is_named(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOWEST", 99)
    store.open_store(postgres_url)
    with pytest.raises(OperationalError) as fault:
        database.connect()
    assert away.words_of(fault.value) == "PostgreSQL 太旧，要 15 或更新：请升级数据库"
    monkeypatch.undo()
    assert f"要 {store.LOWEST} 或更新" in away.words_of(fault.value)
    assert f"PostgreSQL {store.LOWEST} or newer" in (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_version_is_said_and_a_release_is_tagged_once_its_changes_are_told(
    plant: Plant, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert requests.get(f"{plant.base}/readyz", timeout=5).json()["version"] == version()
    git = ("git", "-C", str(tmp_path))
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "a")
        monkeypatch.setenv(f"{name}_EMAIL", "a@example.com")
    subprocess.run((*git, "init", "-q"), check=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    for told, words in (("## Unreleased", "没有「## 1.2.3」这一章"), ("## 1.2.3, 2026-11-30", "")):
        (tmp_path / "CHANGELOG.md").write_text(told)
        with pytest.raises(SystemExit, match="还有没提交的改动"):
            release.main(tmp_path)
        subprocess.run((*git, "add", "."), check=True)
        subprocess.run((*git, "commit", "-qm", told), check=True)
        if words:
            with pytest.raises(SystemExit, match=words):
                release.main(tmp_path)
    release.main(tmp_path)
    assert "打好了 v1.2.3" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="已经有了"):
        release.main(tmp_path)
    pages = (ROOT / "docs").glob("*.md")
    named = {each for page in pages for each in re.findall(r"\bv\d+\.\d+\.\d+\b", page.read_text("utf-8"))}
    assert named <= set(subprocess.check_output(("git", "tag"), cwd=ROOT, text=True).split()), "no clone has them"
