"""Drills that can't be played are refused at load, at their place, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from demo import data_of

from config.checks import drilled
from config.checks.shape import shape
from config.loader import located
from config.problem import Problem
from config.root import ROOT
from config.shelves import library
from config.source import read
from config.taking import complete

Change = Callable[[dict[str, Any]], Any]
FILE = ROOT / "config" / "plants" / "anhe" / "drills.yaml"
WRITTEN = complete({"drills": read(FILE)}, library())["drills"]
LINES = FILE.read_text("utf-8").splitlines()


def told(change: Change) -> list[Problem]:
    """What is said of the first drill after this change."""
    data: Any = deepcopy(WRITTEN.data)
    change(data["drills"][0])
    drills, faults = shape("drills", data)
    assert not faults, faults
    found = chain(drilled.check(drills), drilled.check_roles(drills, data_of("anhe").plant))
    return [located(each, replace(WRITTEN, data=data)) for each in found]


def node(drill: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in drill["nodes"] if each["id"] == name)
    return found


FAULTS: list[tuple[Change, str, str]] = [
    (lambda drill: node(drill, "N9")["options"][0].update(next="N3"), "next", "绕回“N3”，没有尽头"),
    (lambda drill: node(drill, "N4")["options"][1].update(next="N4"), "next", "绕回“N4”"),
    (lambda drill: node(drill, "N4")["on_timeout"].update(next="N77"), "next", "没有“N77”这一步"),
    (lambda drill: node(drill, "N10").update(options=[]), "options", "要有 2 到 4 个选项，现在 0 个"),
    (lambda drill: drill.update(start="N0"), "start", "没有“N0”这一步"),
    (lambda drill: node(drill, "N1")["options"][2].update(next="N2"), "id", "“N2F”走不到"),
    (lambda drill: node(drill, "N1")["on_timeout"].update(score=3), "score", "超时不得分"),
    (lambda drill: node(drill, "N1")["options"][2].update(score=9), "score", "致命错误不能得 9 分"),
    (lambda drill: node(drill, "N2")["options"][0].update(score=1), "options", "没有一个做得对的选项"),
    (lambda drill: node(drill, "N2")["options"][1].update(id="A"), "id", "用了两次"),
    (lambda drill: node(drill, "N2").update(text="{nobody}怎么办"), "text", "没有写在 vary 里"),
    (lambda drill: node(drill, "N2").update(text="{怎么办"), "text", "没有写在 vary 里"),
    (lambda drill: drill["vary"].update(wind=["上风"]), "wind", "不是风向"),
    (lambda drill: drill["vary"].update(valve=[]), "valve", "至少写一个"),
    (lambda drill: drill["team"]["turns"][1]["cards"][2]["options"][0].update(next="T1"), "next", "绕回“T1”"),
    (lambda drill: drill["team"]["turns"][0]["cards"].pop(0), "cards", "每个岗位要有一张卡"),
    (lambda drill: drill["team"]["turns"][0].update(leads="cook"), "leads", "没有“cook”"),
    (lambda drill: drill["team"]["turns"][0]["cards"][0]["options"][0].update(next="T2"), "next", "由 leads 的岗位定"),
    (lambda drill: drill["team"]["facts"][0].update(needs=["scene"]), "needs", "要写别的岗位"),
    (lambda drill: drill["team"]["facts"][0].update(knows="cook"), "knows", "没有“cook”这个岗位"),
    (
        lambda drill: drill["team"]["facts"].append({**drill["team"]["facts"][0], "id": "new"}),
        "id",
        "没有一个选项能说出它",
    ),
    (lambda drill: drill["team"]["posts"].pop(), "cards", "每个岗位要有一张卡"),
    (lambda drill: drill["roles"].__setitem__(0, "宇航员"), "roles", "“宇航员”这个角色本厂没有人能当：请写岗位的名称"),
    (lambda drill: drill["team"]["posts"][0].update(posts=[]), "posts", "没有写哪些岗位能当现场人员"),
]


def test_the_plants_own_drills_are_in_order() -> None:
    assert told(lambda drill: None) == []


def test_a_role_is_a_place_of_the_team_a_post_or_part_of_its_name_and_free_where_one_plays_alone() -> None:
    assert told(lambda drill: drill.update(roles=["现场人员", "罐区操作工", "操作工"])) == []
    assert told(lambda drill: (drill.update(roles=["宇航员"]), drill.pop("team"))) == []


@pytest.mark.parametrize(("change", "field", "words"), FAULTS, ids=[f"{field} {words}" for _, field, words in FAULTS])
def test_it_is_refused_at_its_place(change: Change, field: str, words: str) -> None:
    found = told(change)
    [fault, *_] = [each for each in found if field in each.field and words in each.message] or [pytest.fail(str(found))]
    # An item of a list stands below the name of the list; what is not there is missed at what is around it.
    names, lines = re.findall(r"[\w-]+", fault.field)[-3:], LINES[fault.line - 2 : fault.line]
    assert fault.file == "drills.yaml" and any(name in line for name in names for line in lines), (fault, lines)
