"""Plain sentences that were put where they do not belong: a hole in the floor is no unsafe act, and what a plant itself
calls major needs no word of what is wrong.

The sentences were written before the words were changed; of 22 written after the first change, five were wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from demo import data_of
from hazard_acts import asked, newest
from major_acts import ask_of, everybody_expects
from plant import Plant, anhe

from cards.builders import build
from handlers.plant import keep
from models import store
from rules.hazards.proposing import propose

ANHE, LIZHOU = (data_of(name).hazards for name in ("anhe", "lizhou"))
SHUT_IN = ("关 人", "困 人")

SAID = [
    ("北侧地面有洞，脚踩下去了", "HGT"),
    ("通道上有个坑，脚踩进去了", "HGT"),
    ("加氢泵基础旁护栏断了一截，有洞", "HGT"),
    ("楼梯口护栏断了一截，有洞", "HGT"),
    ("配电柜底下有洞，老鼠钻进去", "ELEC"),
    ("围墙破了个洞，外人能钻进来", "5S"),
    ("平台上站人就晃", "HGT"),
    ("走道板烂了，脚踩穿了", "HGT"),
    ("栏杆缺口能钻过去人", "HGT"),
    ("雨棚铁皮有洞，下雨漏到电柜上", "ELEC"),
    ("手套有洞，酸会渗进来", "PPE"),
    ("沟盖板缺一块，一脚踩进沟里", "HGT"),
    ("楼板开了个洞没人管，差点踩下去", "HGT"),
    ("防护罩上有个洞，手能伸进去", "MECH"),
    ("除尘布袋有洞，往外冒灰", "DUST"),
    ("有人用脚踩阀门", "ACT"),
    ("操作工脚踩着皮带清料", "ACT"),
]


@pytest.mark.parametrize(("words", "category"), SAID)
def test_a_hole_or_a_broken_rail_is_what_it_is(words: str, category: str) -> None:
    got = propose(words, ANHE)
    # Where two categories are too close, it is the first that the safety office is offered.
    assert (got.category or got.leads[0]) == category


def test_the_second_plant_understands_them_too() -> None:
    names = {word: LIZHOU.of(propose(word, LIZHOU).category) for word, _ in SAID[:4]}
    assert {found.name for found in names.values() if found} == {"高处与临边"} and all(names.values())


@pytest.mark.parametrize(
    ("words", "major"),
    [
        ("冷库关人了，里面困人", True),
        ("冷库里关着两个人", True),
        ("冷库关过人，放出来了，处理好了", False),
        ("冷库会不会关人，谁知道？", False),
        ("冷库今天盘点", False),
    ],
)
def test_what_the_plant_calls_major_needs_no_word_of_what_is_wrong(words: str, major: bool) -> None:
    first, *others = ANHE.categories
    known = replace(ANHE, categories=(replace(first, major_hints=(*first.major_hints, *SHUT_IN)), *others))
    assert propose(words, known).major is major


def test_the_officer_can_stop_its_use_at_once(plant: Plant) -> None:
    data: dict[str, Any] = anhe()
    conf = next(each for each in data["hazard_categories"]["categories"] if each.get("id") == "CONF")
    conf["major_hints"] = [*conf.get("major_hints", ()), *SHUT_IN]
    store.write(lambda: keep(data, plant.now))
    plant.phone("U34").say("隐患：冷库里关着两个人")
    plant.settle()
    hazard = newest()
    assert hazard.report.hinted and ask_of(hazard, "hazard.sort").urgent
    card = build(ask_of(hazard, "hazard.sort"), "https://x", 1, plant.now)
    assert card.title.startswith("请定级") and card.buttons[0].text == "停用、撤人"
    assert asked(hazard, "hazard.sort")
    everybody_expects(plant)
