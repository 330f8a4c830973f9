"""Which papers a request must carry: by level, by a yes, by a number; what is said when they are missing."""

from dataclasses import replace

import pytest
from anhe import TEMPLATES

from rules.attachments import missing

KINDS = TEMPLATES.kinds
CASES = [
    ("hot_work", "first", {"equipment_running": False}, []),
    ("hot_work", "first", {"equipment_running": True}, ["隔离与盲板清单（含位置图）"]),
    ("hot_work", "special", {}, ["特级动火作业方案"]),
    ("confined_space", "none", {}, ["隔离与能量锁定清单（盲板图）", "应急救援处置卡"]),
    ("lifting", "third", {"odd_shape": False}, ["起重机械检验报告与年检合格证"]),
    (
        "lifting",
        "third",
        {"odd_shape": True},
        ["吊装作业方案（异形、精密或条件特殊）", "起重机械检验报告与年检合格证"],
    ),
    ("excavation", "none", {"depth_m": 1.2}, ["动土范围简图（深度、面积）", "地下管线电缆图"]),
    ("excavation", "none", {"depth_m": 1.3}, ["动土范围简图（深度、面积）", "地下管线电缆图", "支护或放坡方案"]),
    ("blind_plate", "none", {"pressure_mpa": 10.5}, ["盲板位置图及编号", "高压盲板探伤报告"]),
]


@pytest.mark.parametrize(("kind", "level", "inputs", "names"), CASES)
def test_what_is_wanted_follows_level_and_answers(
    kind: str, level: str, inputs: dict[str, object], names: list[str]
) -> None:
    found = list(missing(KINDS[kind], level, inputs, {}))
    assert [words.split("「")[1].split("」")[0] for words in found] == names
    assert all(words.endswith("还没有传：请补上再交") for words in found)


def test_what_is_there_is_not_asked_for() -> None:
    given = {"isolation": 1, "rescue_plan": 2}
    assert list(missing(KINDS["confined_space"], "none", {}, given)) == []


def test_where_two_are_wanted_one_is_too_few() -> None:
    kind = KINDS["confined_space"]
    two = replace(kind, attachments=(replace(kind.attachments[0], min=2),))
    name = two.attachments[0].name
    given = {two.attachments[0].id: 1}
    assert list(missing(two, "none", {}, given)) == [f"附件「{name}」至少 2 份，现在 1 份：请补上再交"]
