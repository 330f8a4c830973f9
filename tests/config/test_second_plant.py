"""The second plant: made by a seeded command, far apart, working at night, without a laboratory, all ids its own."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import lizhou_people
import pytest

from config.building import build
from config.checks.code import CODES
from config.files import PlantConfig
from config.loader import Raw, load, problems, raw
from config.references import select
from config.root import ROOT
from config.source import read
from rules.geo import apart_m
from rules.outside import QUESTION
from rules.plant import Area, Point

ANHE, LIZHOU = (ROOT / "config" / "plants" / name for name in ("anhe", "lizhou"))
BASES = ("dy", "nj", "bz")
# What a plant calls as it likes; what is left out are words of the form or lists inside an entry.
OWN = ("departments/*/id", "areas/*/id", "posts/~", "people/*/id", "shifts/crews/*", "qualifications/~", "kinds/~")
OWN += ("routes/*/id", "courses/*/id", "trades/*/id", "categories/*/id", "upgrades/rules/*/id")


@cache
def config() -> PlantConfig:
    return load(LIZHOU)


@cache
def whole(plant: Path) -> Raw:
    """A plant's files with what they take. Nobody may change them."""
    return raw(plant)


@cache
def own(name: str) -> Any:
    """A file as it is written, without what it takes."""
    return read(LIZHOU / f"{name}.yaml").data


def test_it_has_no_faults() -> None:
    assert problems(LIZHOU) == []


def test_the_same_seed_gives_the_same_bytes() -> None:
    text = lizhou_people.PLANT.read_text(encoding="utf-8")
    assert lizhou_people.whole(text) == text
    assert lizhou_people.whole(text.replace("name: ", "name: 某", 5)).encode() != text.encode()


def test_it_has_400_people_with_names_of_their_own_and_numbers_that_nobody_can_dial() -> None:
    people = config().plant.people
    names = {person.name for person in people}
    assert (len(people), len(names)) == (400, 400)
    assert not names & {person.name for person in load(ANHE).plant.people}
    assert all(len(person.phone) == 11 and person.phone.startswith("10") for person in people)
    assert Counter(person.platform for person in people)["dingtalk"] > 100


def test_its_three_sites_are_more_than_100_km_apart() -> None:
    plant = config().plant
    assert {area.department for area in plant.areas} == set(BASES)
    for one, other in combinations(plant.areas, 2):
        apart = apart_m(_point(one), _point(other))
        assert (apart > 100_000) == (one.department != other.department), (one.name, other.name, apart)


def _point(area: Area) -> Point:
    return area.center or area.polygon[0]


def test_each_crew_of_each_base_can_work_at_night() -> None:
    plant = config().plant
    needed = {"anyuan", "gongzhang", "cebaoyuan", "peidian", "jianhu", "hanzhang", "jiance", "hangong", "zhihui"}
    for base in BASES:
        for crew in plant.shifts.crews:
            there = {
                post for each in plant.people if (each.department, each.shift) == (base, crew) for post in each.posts
            }
            assert needed <= there, (base, crew)


def test_two_contractors_work_there_and_no_laboratory_tests_the_gas() -> None:
    plant = config().plant
    assert len([each for each in plant.departments if each.contractor]) == 2
    assert plant.roles.on_permit["gas_analyst"] == ("cebaoyuan",)
    assert {plant.posts["cebaoyuan"].name} == {"测爆员"}
    assert all(plant.holders("cebaoyuan", base) for base in BASES)


@pytest.mark.parametrize("file", sorted({file for file, _, _ in CODES}))
def test_none_of_its_ids_is_one_of_the_first_plant(file: str) -> None:
    theirs, ours = whole(ANHE), whole(LIZHOU)
    for name, pattern, _ in CODES:
        if name == file and pattern in OWN:
            both = {value for _, value in select(theirs.get(file), pattern)}
            both &= {value for _, value in select(ours.get(file), pattern)}
            assert not both, (pattern, both)


def test_six_of_its_kinds_come_from_the_library_and_two_are_its_own() -> None:
    written = own("permit_templates")["kinds"]
    taken = {name: kind["take"] for name, kind in written.items() if "take" in kind}
    assert sorted(taken.values()) == ["confined_space", "excavation", "height", "hot_work", "lifting", "temp_power"]
    kinds = config().templates.kinds
    assert {kinds[name].name for name in written.keys() - taken.keys()} == {"射线作业", "脚手架作业"}
    assert not set(taken) & set(taken.values())


@pytest.mark.parametrize("name", ["shexian", "jiaoshoujia"])
def test_its_own_kinds_say_all_that_a_kind_says(name: str) -> None:
    kind = config().templates.kinds[name]
    assert len(kind.measures) >= 10 and len(kind.jsa) >= 7 and len(kind.fields) >= 7
    assert len(kind.levels) >= 3 and kind.level_rules and len(kind.words) == 2
    assert kind.closeout and kind.attachments and kind.start_gate_extra and kind.printed and kind.printed.facts
    assert kind.qualifications["guardian"] and kind.qualifications["work_leader"]


def test_it_has_four_courses_with_six_lessons_and_everybody_learns_one_at_least() -> None:
    courses = config().courses.courses
    assert (len(courses), sum(len(course.lessons) for course in courses)) == (4, 6)
    learning = {post for trade in config().trades.trades for post in trade.posts if trade.courses}
    assert [person.id for person in config().plant.people if not learning & {*person.posts}] == []


def test_it_has_drills_of_its_own_and_does_without_detectors_of_permits() -> None:
    drills = [(each.course, each.scene, len(each.nodes)) for each in config().drills.drills]
    assert drills == [("KC-RG", "hot_work_fire", 8), ("KC-JS", None, 9)]
    assert config().sensors.instruments == ()
    assert {each.kind for each in config().sensors.sensors} == {"temperature", "humidity"}


def test_its_own_kinds_ask_the_houses_question_first_and_an_older_version_of_them_asks_none() -> None:
    assert {kind.fields[0].id == QUESTION for kind in config().templates.kinds.values() if kind.outside_standard} == {
        True
    }
    older = deepcopy(whole(LIZHOU))
    templates: Any = older["permit_templates"]
    for kind in templates["kinds"].values():
        kind.pop("outside_standard", None)
    kinds = build(older).templates.kinds.values()
    assert not [kind for kind in kinds if kind.outside_standard or QUESTION in {field.id for field in kind.fields}]
