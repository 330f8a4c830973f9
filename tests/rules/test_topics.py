"""What the three levels have to teach, and what teaches it (training.md §1)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from demo import data_of

from config.building import build
from config.checks import taught
from config.loader import problems, raw
from rules.training.topics import Covered, of_post, untaught

ANHE = Path(__file__).parents[2] / "config" / "plants" / "anhe"


def covered(plant: str, post: str) -> dict[str, Covered]:
    config = data_of(plant)
    found = of_post(post, config.trades, config.courses)
    return {each.topic.id: each for level in found for each in level.topics}


@pytest.mark.parametrize("plant", ["anhe", "lizhou"])
def test_in_both_plants_something_teaches_each_topic_and_every_lesson_teaches_one(plant: str) -> None:
    config = data_of(plant)
    assert untaught(config.trades, config.courses) == [] == list(taught.doubtful(config.trades, config.courses))
    assert all(lesson.topics for course in config.courses.courses for lesson in course.lessons)
    assert {each.teaches for each in config.trades.levels} == {"plant", "shop", "crew"}


def test_a_post_is_taught_by_the_lessons_of_its_trades_and_by_whoever_teaches_the_level() -> None:
    welder = covered("anhe", "welder")
    basics = [lesson.id for _, lesson in welder["plant-basics"].lessons]
    assert basics == ["HAZ-101-L1", "HAZ-101-L2"] and not welder["plant-basics"].on_site
    assert welder["plant-state"].on_site and not welder["plant-state"].lessons
    assert [course.id for course, _ in welder["plant-rescue"].lessons] == ["FIRE-101"]
    assert all(each.taught for each in welder.values()) and len(welder) == 18
    # Its courses say nothing of what can injure somebody in this very trade.
    electrician = covered("anhe", "electrician")
    assert [name for name, each in electrician.items() if not each.taught] == ["shop-injuries"]


def test_without_a_trade_only_what_is_told_on_site_is_taught_and_nothing_of_high_risk_is_asked() -> None:
    nobody = covered("anhe", "chief_engineer")
    assert {"plant-rescue", "plant-drills"}.isdisjoint(nobody)
    assert {name for name, each in nobody.items() if each.taught} == {
        name for name, each in covered("anhe", "welder").items() if each.on_site and name != "plant-drills"
    }


def test_loading_a_plant_names_what_nothing_in_it_teaches() -> None:
    config = data_of("anhe")
    courses = tuple(each for each in config.courses.courses if each.id not in ("HAZ-101", "FIRE-101", "NH3-301"))
    (said,) = taught.doubtful(config.trades, replace(config.courses, courses=courses))
    assert said.startswith(
        "公司级要教的“安全生产基本知识”“从业人员的安全生产权利和义务”“有关事故案例（厂级）”“事故应急救援"
    )
    assert said.endswith("请给课写上 topics，或写进这一级的 on_site（带的人当面讲）")
    # A course that nobody has to learn teaches nobody.
    idle = tuple(replace(each, courses=()) for each in config.trades.trades)
    assert len(list(taught.doubtful(replace(config.trades, trades=idle), config.courses))) == 2
    first, *others = config.trades.levels
    (said,) = taught.doubtful(
        replace(config.trades, levels=(replace(first, teaches=None, on_site=()), *others)), config.courses
    )
    assert said.startswith("公司级没有写 teaches")
    assert list(taught.doubtful(replace(config.trades, topics=()), config.courses)) == []


WRONG = (
    ("courses.yaml", "topics: [shop-hazards, shop-injuries,", "topics: [shop-sheep,", "没有“shop-sheep”这个内容"),
    ("posts_matrix.yaml", "on_site: [shop-rules]", "on_site: [shop-sheep]", "没有“shop-sheep”这个内容"),
    ("posts_matrix.yaml", "on_site: [shop-rules]", "on_site: [crew-cases]", "“有关事故案例（班组级）”不是这一级的内容"),
    ("posts_matrix.yaml", "teaches: shop", "teaches: sheep", "只能"),
)


@pytest.mark.parametrize(("file", "old", "new", "words"), WRONG, ids=[case[2] for case in WRONG])
def test_a_name_that_no_topic_has_is_refused_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    folder = Path(shutil.copytree(ANHE, tmp_path / "anhe"))
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), "utf-8")
    (found,) = problems(folder)
    line = 1 + text[: text.index(old)].count("\n")
    assert (found.file, found.line) == (file, line) and words in found.message, found


def test_a_plant_without_topics_takes_the_librarys_lessons_and_an_older_version_is_built() -> None:
    data: dict[str, Any] = raw(ANHE)
    del data["posts_matrix"]["topics"]
    for level in data["posts_matrix"]["levels"]:
        level.pop("teaches"), level.pop("on_site")
    config = build(data)
    assert list(taught.check(config.trades, config.courses)) == []
    assert all(not each.topics for each in of_post("welder", config.trades, config.courses))
