"""A new plant: a folder that loads as it is written, on whatever day, with words for whoever changes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from config.files import OPTIONAL
from config.loader import load, problems
from config.new_plant import SAMPLE, make
from config.problem import Refused
from config.root import ROOT
from config.settings import Settings
from handlers.commands import register
from models import store
from rules.texts import blank, misleading

FILES = ["permit_templates.yaml", "plant.yaml", "posts_matrix.yaml", "routing_rules.yaml"]
TODAY = date(2026, 11, 25)


def command(*words: str) -> Result:
    group = click.Group()
    register(group, Settings(var=Path("var")))
    return CliRunner().invoke(group, list(words))


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path) -> None:
    store.open_store(f"sqlite:///{tmp_path / 'none.db'}")


def test_the_command_writes_a_small_plant_in_which_check_finds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "mine"
    said = command("new-plant", str(folder), "--name", "华北钢构", "--platform", "dingtalk")
    assert said.exit_code == 0, said.output
    assert sorted(file.name for file in folder.iterdir()) == FILES
    assert "没有发现问题" in command("load-plant", "--check", str(folder)).output
    config = load(folder)
    assert (config.plant.company.name, config.plant.company.id) == ("华北钢构", "mine")
    assert (len(config.plant.people), len(config.plant.areas), len(config.templates.kinds)) == (10, 2, 2)
    assert {person.platform for person in config.plant.people} == {"dingtalk"}
    assert not {f"{name}.yaml" for name in OPTIONAL} & {*FILES}


@pytest.mark.parametrize("file", FILES)
def test_every_file_says_what_it_is_what_to_change_first_and_what_each_part_means(file: str) -> None:
    text = (SAMPLE / file).read_text("utf-8")
    head = text[: text.index("\nversion:")] if "\nversion:" in text else text
    assert head.startswith("# ") and "先改什么" in head
    lines = text.splitlines()
    parts = [number for number, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    unsaid = [
        lines[number]
        for number in parts
        if not any("#" in lines[near] for near in (number - 1, number, number + 1) if near < len(lines))
    ]
    self_evident = (
        "version",
        "standard",
        "plant:",
        "timezone",
        "effective_from",
        "substitution_reasons",
        "take",
        "trades",
    )
    assert [line for line in unsaid if not line.startswith(self_evident)] == []
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in lines if re.match(r"\s*# ?\S", line) and "{" not in line)


@pytest.mark.parametrize("today", [date(2026, 1, 1), TODAY, date(2028, 2, 29), date(2099, 12, 31)])
def test_its_days_count_from_the_day_on_which_it_is_made(tmp_path: Path, today: date) -> None:
    make(tmp_path / "mine", "厂", "wecom", today)
    assert problems(tmp_path / "mine") == []
    config = load(tmp_path / "mine")
    [paper] = config.plant.authorizations
    assert config.rules.effective_from == paper.valid_from == today
    assert {(until - today).days for person in config.plant.people for until in person.certs.values()} == {364}


def test_nothing_but_its_name_platform_and_days_differs_from_the_sample(tmp_path: Path) -> None:
    make(tmp_path / "mine", "厂", "wecom", date(2026, 1, 1))
    for file in FILES:
        sample, written = ((folder / file).read_text("utf-8").splitlines() for folder in (SAMPLE, tmp_path / "mine"))
        assert [line for line in written if line not in sample] in (
            [],
            ["company: {id: mine, name: 厂, timezone: Asia/Shanghai}"],
            ["plant: mine"],
        )
        assert len(sample) == len(written)


@pytest.mark.parametrize("there", ["a file in it", "a hidden file in it", "a file of that name"])
def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "mine"
    if there == "a file of that name":
        folder.write_text("看我")
    else:
        folder.mkdir()
        (folder / ("x" if there == "a file in it" else ".git")).touch()
    before = [*tmp_path.rglob("*")]
    said = command("new-plant", str(folder))
    assert said.exit_code == 1
    assert "已经有东西，不动它：请换一个空文件夹" in said.output
    assert [*tmp_path.rglob("*")] == before


def test_a_place_where_no_folder_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "请检查路径和权限" in command("new-plant", str(tmp_path / "file" / "mine")).output


@pytest.mark.parametrize(
    ("folder", "name", "words"),
    [
        ("x" * 300, "厂", "请检查路径和权限"),
        ("mine", "厂" * 300, "有 300 个字，最多 60"),
        ("mine", "a\udcff", "控制字符"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused_in_words(tmp_path: Path, folder: str, name: str, words: str) -> None:
    said = command("new-plant", str(tmp_path / folder), "--name", name)
    assert said.exit_code == 1 and words in said.output
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("words", [["new-plant", "{}/mine", "--name", "a\udcff"], ["hold", "a\udcff", "--reason", "x"]])
def test_a_command_with_bytes_that_are_no_text_does_nothing_and_says_so(tmp_path: Path, words: list[str]) -> None:
    given = [os.fsencode(word.format(tmp_path)) for word in words]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *given]
    own = {"ANHAO_VAR": str(tmp_path / "var")}
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1 and ran.stderr == "命令里有不是 UTF-8 的字，什么也没做：请检查终端的编码，再输一次\n"
    assert not [*tmp_path.iterdir()]


def test_a_folder_whose_name_is_no_code_gives_the_plant_another_id(tmp_path: Path) -> None:
    make(tmp_path / "我的 厂", "厂", "wecom", TODAY)
    assert problems(tmp_path / "我的 厂") == []
    assert load(tmp_path / "我的 厂").plant.company.id == "plant"


@settings(max_examples=20)
@given(st.text(max_size=20) | st.sampled_from(["{a: b}", "# x", "'", '"', "*x", "\n", "null", "1"]))
def test_any_name_is_taken_as_it_is_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("any") / "mine"
    if blank(name):
        with pytest.raises(Refused, match="公司名称是空的"):
            make(folder, name, "wecom", TODAY)
        assert not folder.exists()
    elif misleading(name):
        with pytest.raises(Refused, match="公司名称不能用，里面有"):
            make(folder, name, "wecom", TODAY)
        assert not folder.exists()
    else:
        make(folder, name, "wecom", TODAY)
        assert load(folder).plant.company.name == name
