"""What all plants share lies once, in the library: a plant takes it under its own ids, and says what is different."""

from __future__ import annotations

import copy
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from spoiling import ANHE, spoil

from config.building import build
from config.checks.works import content_of, works
from config.files import FILES, OPTIONAL
from config.loader import examine, load, problems, raw, read_folder
from config.problem import Problem
from config.shelves import LIBRARY, library
from config.source import Document, Json, read
from config.taking import complete

KEPT = Path(__file__).parent / "data" / "anhe_before_library.json.gz"
Plant = dict[str, Any]


@cache
def own() -> dict[str, Document]:
    """The demo plant's files alone, without what they take."""
    return {name: read(ANHE / f"{name}.yaml") for name in FILES}


def written(**changes: Callable[[Plant], object]) -> dict[str, Document]:
    """The demo plant, in some files of which something else is written; with what they take."""
    documents = dict(own())
    for name, change in changes.items():
        data = copy.deepcopy(documents[name].data)
        change(data)
        documents[name] = replace(documents[name], data=data)
    return complete(documents, library())


def templates(**changes: Any) -> dict[str, Any]:
    """The templates of the demo plant, whose file says these things besides."""
    whole: Any = written(permit_templates=lambda data: data.update(changes))["permit_templates"]
    assert whole.problems == []
    return whole.data


def said(**changes: Any) -> list[Problem]:
    return examine(written(permit_templates=lambda data: data.update(changes)))[1]


def kind(**changes: Any) -> dict[str, Any]:
    """Only hot work, as the demo plant takes it with these changes."""
    return {"kinds": {"hot_work": {"take": "hot_work", **changes}}}


# Nothing is changed by it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["permit_templates", "courses", "hazard_categories", "posts_matrix", "routing_rules"])
def test_what_the_demo_plant_said_itself_it_takes_unchanged_until_it_raises_its_version(file: str) -> None:
    kept, now = json.loads(gzip.decompress(KEPT.read_bytes()))[file], raw(ANHE)[file]
    assert isinstance(now, dict)
    of_then = {key: now[key] for key in kept}
    assert kept["version"] < now["version"] or text(of_then) == text(kept)


def test_a_rule_version_that_was_stored_with_keywords_is_still_built() -> None:
    kept = json.loads(gzip.decompress(KEPT.read_bytes()))["hazard_categories"]
    hazards = build({**raw(ANHE), "hazard_categories": kept}).hazards
    assert hazards.speech is None
    assert all(each.keywords and not each.words and each.spoken.things for each in hazards.categories)


def text(data: Json) -> str:
    """As the digest of a rule version sees it: 4 is not 4.0, the order of keys is nothing."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def test_what_is_stored_is_whole_and_names_nothing_of_the_library() -> None:
    kept = json.loads(json.dumps(raw(ANHE), ensure_ascii=False))
    assert not {"take", "without", "change", "more"} & set(keys(kept))
    assert build(kept) == load(ANHE)


def keys(data: object) -> Iterator[str]:
    for key, each in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from [key] if isinstance(key, str) else []
        yield from keys(each)


# The library alone ---------------------------------------------------------------------------------------------------


def taking_everything() -> dict[str, Document]:
    """A plant that takes each thing of the library as it is. The posts of hazards are its own to say."""

    def hazards(data: Plant) -> None:
        posts = {"owner_post": "shift_foreman", "supervisor_post": "gm"}
        whole: Any = library().shelves["hazard_categories"].data
        owned = [posts if "owner_role" not in each else {"supervisor_post": "gm"} for each in whole["categories"]]
        data["categories"] = [
            {"id": each["id"], "take": each["id"], **post}
            for each, post in zip(whole["categories"], owned, strict=True)
        ]

    def plain(data: Plant) -> None:
        data["take"] = "all"
        for part in ("kinds", "qualifications", "calendar", "gb_roles", "substitution_reasons", "courses", "scoring"):
            data.pop(part, None)

    def tank(data: Plant) -> None:
        plain(data)
        data["qualifications"] = {"take": "all", "T-TANK": own_data("permit_templates")["qualifications"]["T-TANK"]}

    def courses(data: Plant) -> None:
        data["courses"] = {"take": "all", "more": [each for each in data["courses"] if "take" not in each]}

    return written(permit_templates=tank, hazard_categories=hazards, routing_rules=plain, drills=plain, courses=courses)


def own_data(name: str) -> dict[str, Any]:
    data: Any = own()[name].data
    return data


def test_whoever_takes_all_of_it_has_no_faults() -> None:
    assert library().problems == ()
    assert examine(taking_everything())[1] == []


def test_all_of_it_can_be_taken() -> None:
    for name, shelf in library().shelves.items():
        whole = taking_everything()[name].data
        for key, each in shelf.data.items() if isinstance(shelf.data, dict) else ():
            taken = whole.get(key) if isinstance(whole, dict) else None
            assert taken is not None and len(str(taken)) >= len(str(each)), (name, key)


def test_each_of_its_files_is_read() -> None:
    homes = {home for shelf in library().shelves.values() for home in shelf.homes.values()} - {"courses/"}
    assert {str(file.relative_to(LIBRARY)) for file in LIBRARY.rglob("*.yaml")} == homes | {
        "works.yaml",
        "stop_words.yaml",
    }


def test_each_of_the_standards_works_is_known_by_its_words_and_its_content_and_is_no_other() -> None:
    for work in works().values():
        spoken = [other.key for other in works().values() if other.spoken(work.kind)]
        copied = [other.key for other in works().values() if other.copied(content_of(work.kind))]
        assert spoken == copied == [work.key]


def test_a_broken_file_of_it_is_named_with_its_line(tmp_path: Path) -> None:
    shared = shutil.copytree(LIBRARY, tmp_path / "library")
    with (shared / "kinds" / "height.yaml").open("a", encoding="utf-8") as file:
        file.write("words: [\n")
    [fault] = examine(read_folder(ANHE, shared))[1]
    assert (fault.file, fault.line > 80) == ("library/kinds/height.yaml", True)


# What a plant changes ------------------------------------------------------------------------------------------------


def test_a_list_is_changed_by_the_ids_of_its_items() -> None:
    changed = templates(
        **kind(
            words=["动火", "烧焊"],
            measures={
                "without": ["DH06"],
                "change": {"DH09": {"text": "灭火器两具"}},
                "more": [
                    {"id": "DH90", "text": "看火人到位", "applies": "always", "confirm": "guardian", "evidence": "none"}
                ],
            },
        )
    )["kinds"]["hot_work"]
    ids = [each["id"] for each in changed["measures"]]
    assert ids[:6] == ["DH01", "DH02", "DH03", "DH04", "DH05", "DH07"] and ids[-1] == "DH90"
    nine = next(each for each in changed["measures"] if each["id"] == "DH09")
    assert nine == {"id": "DH09", "text": "灭火器两具", "applies": "always", "confirm": "guardian", "evidence": "photo"}
    assert changed["words"] == ["动火", "烧焊"]


def test_plain_values_go_and_come_by_themselves() -> None:
    roles = templates(**kind(required_roles={"without": ["shift_foreman"], "more": ["area_rep"]}))
    assert roles["kinds"]["hot_work"]["required_roles"][-2:] == ["acceptor", "area_rep"]
    assert "shift_foreman" not in roles["kinds"]["hot_work"]["required_roles"]


def test_what_is_given_replaces_and_null_takes_away() -> None:
    changed = templates(**kind(video=None, qualifications={"worker": ["C-WELD"]}))["kinds"]["hot_work"]
    assert "video" not in changed
    assert changed["qualifications"] == {"worker": ["C-WELD"]}


def test_inside_an_entry_all_of_a_part_can_be_taken_and_changed() -> None:
    test = templates(**kind(gas_test={"take": "all", "before_start_max_min": 15}))["kinds"]["hot_work"]["gas_test"]
    assert (test["before_start_max_min"], test["required"], test["continuous_levels"]) == (15, "always", ["special"])


def test_what_a_plant_writes_itself_in_place_of_the_library_stands_alone() -> None:
    assert templates(separation=[["worker", "guardian"]])["separation"] == [["worker", "guardian"]]
    assert templates(gas={"take": "all", "media": {"more": [{"name": "汽油", "lel_pct": 1.3}]}})["gas"]["media"][
        -1
    ] == {
        "name": "汽油",
        "lel_pct": 1.3,
    }


# Under ids of its own ------------------------------------------------------------------------------------------------


@cache
def renamed() -> dict[str, Any]:
    return templates(
        kinds={"fire": {"take": "hot_work"}, "vessel": {"take": "confined_space"}, "power": {"take": "temp_power"}},
        qualifications={"take": "all", "ZJ-01": {"take": "C-WELD"}, "ZJ-02": {"take": "T-GAS", "valid_months": 6}},
    )


def test_what_the_library_says_of_kinds_and_certificates_says_it_with_the_plants_ids() -> None:
    kinds = renamed()["kinds"]
    assert list(kinds) == ["fire", "vessel", "power"]
    assert kinds["fire"]["qualifications"]["worker"] == ["ZJ-01", "T-ENTRY3"]
    assert kinds["power"]["linked_validity"]["to_kinds"] == ["fire", "vessel"]
    assert renamed()["gas"]["analyst"] == ["ZJ-02"]
    assert {"C-WELD", "T-GAS"} & set(renamed()["qualifications"]) == set()
    assert renamed()["qualifications"]["ZJ-02"]["valid_months"] == 6


def test_of_the_relations_only_those_come_that_can_meet_in_the_plant() -> None:
    relations = renamed()["relations"]
    assert [each["kinds"] for each in relations["together"]] == [
        ["vessel", "fire"],
        ["fire", "power"],
        ["vessel", "power"],
    ]
    assert [(each["a"], each["b"]) for each in relations["conflicts"]] == [
        ("fire", "溶剂清洗或喷漆"),
        ("fire", "可燃粉尘清扫"),
        ("fire", "fire"),
    ]


def test_a_relation_that_the_plant_writes_itself_never_goes_unsaid() -> None:
    spoilt = spoil(("permit_templates/relations/conflicts/1/b", "放空"))
    assert any("“放空”不是作业种类，表单里也选不到" in fault.message for fault in spoilt.found)
    spoilt = spoil(("permit_templates/relations/conflicts/6/same", "pipe"))
    assert any("没有表单问“pipe”" in fault.message for fault in spoilt.found)
    spoilt = spoil(("permit_templates/relations/same_spot", ["dyke"]))
    assert any("没有“dyke”这个表单的问题" in fault.message for fault in spoilt.found)


def test_a_course_under_another_id_takes_its_lessons_along() -> None:
    def take(data: Plant) -> None:
        data["courses"] = [{"id": "KC-1", "take": "HOT-201", "refresh_months": 6}]

    whole: Any = written(courses=take)["courses"].data
    [course] = whole["courses"]
    assert (course["id"], course["refresh_months"]) == ("KC-1", 6)
    assert [lesson["id"] for lesson in course["lessons"]] == ["KC-1-L1", "KC-1-L2"]
    assert course["lessons"][0]["questions"][0]["id"] == "KC-1-L1-Q1"


# What is wrong with it -----------------------------------------------------------------------------------------------

MEASURE = {"id": "DH09", "text": "甲", "applies": "always", "confirm": "guardian", "evidence": "none"}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    (kind(take="hot_works"), "kinds.hot_work.take", "模板库里没有“hot_works”可以取"),
    (kind(take=3), "kinds.hot_work.take", "模板库里没有“3”可以取"),
    ({"kind": {"take": "hot_work"}}, "kind.take", "模板库里没有“hot_work”可以取"),
    ({"kinds": {"a": {"take": "height"}, "b": {"take": "height"}}}, "kinds.b.take", "模板库的“height”取了两次"),
    (kind(measures={"without": ["DH99"]}), "kinds.hot_work.measures.without[1]", "没有“DH99”，有的是 DH01、DH02"),
    (kind(measures={"without": ["DH01", "DH01"]}), "kinds.hot_work.measures.without[2]", "“DH01”写了两次"),
    (kind(measures={"change": {"DH99": {}}}), "kinds.hot_work.measures.change.DH99", "没有“DH99”"),
    (
        kind(measures={"without": ["DH01"], "change": {"DH01": {}}}),
        "kinds.hot_work.measures.change.DH01",
        "没有“DH01”",
    ),
    (kind(measures={"more": [MEASURE]}), "kinds.hot_work.measures.more[DH09]", "已经有“DH09”：要改它请写在 change 里"),
    (kind(measures={"change": ["DH09"]}), "kinds.hot_work.measures.change", "要写成“编号: 改什么”"),
    (kind(measures={"without": "DH09"}), "kinds.hot_work.measures.without", "要写成列表"),
    (kind(measures={"remove": ["DH09"]}), "kinds.hot_work.measures.remove", "只能写 without、change、more"),
    (kind(measures={"change": {"DH09": "甲"}}), "kinds.hot_work.measures.change.DH09", "要写成“编号: 改什么”"),
    (kind(jsa={"without": ["动火"]}), "kinds.hot_work.jsa.without[1]", "没有“动火”，它的各项没有编号"),
    (kind(words={"change": {"动火": {}}}), "kinds.hot_work.words.change.动火", "这一项没有编号，不能改"),
    (kind(form="本厂表1"), "kinds.hot_work.form", "表号就是 表A.1，不能换"),
    (kind(form="表A.8"), "kinds.hot_work.form", "表号就是 表A.1，不能换"),
    (kind(form=None), "kinds.hot_work.form", "表号就是 表A.1，不能换"),
    ({"standard": {"take": "all", "more": 1}}, "standard.more", "取来的这一项不能再改"),
    # what can be no name at all
    (kind(take=[None]), "kinds.hot_work.take", "模板库里没有“[None]”可以取"),
    ({"roles": {"take": {"a": 1}}}, "roles.take", "可以取"),
    ({"roles": {"take": "all", "x": {"take": {}}}}, "roles.x.take", "可以取"),
    ({"qualifications": {"x": {"take": []}}}, "qualifications.x.take", "可以取"),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG, ids=[f"{case[1]} {case[2]}" for case in WRONG])
def test_a_fault_in_taking_is_said_alone_in_its_place(changes: dict[str, Any], field: str, words: str) -> None:
    [fault] = said(**changes)
    assert (fault.file, fault.field) == ("permit_templates.yaml", field)
    assert words in fault.message and "：" in fault.message


@pytest.mark.parametrize("wrong", [{"id": {}, "kind": "text"}, {"id": "x", "kind": "choices", "choices": [[{}]]}])
def test_a_question_that_can_be_none_is_said_in_words(wrong: dict[str, Any]) -> None:
    found = said(**kind(fields={"more": [{"label": "甲", **wrong}]}))
    [fault] = [each for each in found if each.file == "permit_templates.yaml"]
    assert "kinds.hot_work.fields" in fault.field and "请改成文字" in fault.message


def test_a_fault_of_what_is_taken_has_the_line_of_the_take_and_names_the_librarys_file(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    file = folder / "permit_templates.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    start = lines.index("  take: all")
    lines[start : start + 1] = ["  ZJ-01: {take: C-CHEM}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = [each for each in problems(folder) if each.file == file.name and "“T-GUARD-CS”这个证书" in each.message]
    wanted = next(number for number, line in enumerate(lines, 1) if "confined_space: {take: confined_space}" in line)
    assert {(fault.file, fault.line) for fault in found} == {("permit_templates.yaml", wanted)}
    assert found[0].field == "kinds.confined_space.qualifications.guardian[2]"
    assert found[0].message.endswith("（模板库的 kinds/confined_space.yaml，在这里取用）")


def test_a_fault_of_what_the_plant_changed_has_its_own_line_and_no_word_of_the_library(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    file = folder / "permit_templates.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{DL10: {text: 应急", "{DL10: {confirm: boss, text: 应急"), encoding="utf-8")
    [fault] = problems(folder)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "DL10" in each)
    assert (fault.line, fault.field) == (line, "kinds.road_closure.measures[DL10].confirm")
    assert fault.message == "没有“boss”这个角色：请改正，或先把它加上"


# What need not be there ----------------------------------------------------------------------------------------------


def test_a_small_plant_has_no_courses_drills_hazards_and_sensors(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    for name in OPTIONAL:
        (folder / f"{name}.yaml").unlink()
    matrix = folder / "posts_matrix.yaml"
    matrix.write_text("take: all\nversion: 1\ntrades: []\n", encoding="utf-8")
    config = load(folder)
    assert (config.courses.courses, config.drills.drills) == ((), ())
    assert (config.hazards.categories, config.sensors.sensors, config.sensors.instruments) == ((), (), ())
    assert build(raw(folder)) == config


def test_a_link_that_leads_nowhere_is_a_fault_and_no_absent_file(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    (folder / "sensors.yaml").unlink()
    (folder / "sensors.yaml").symlink_to(tmp_path / "not.there")
    [fault] = problems(folder)
    assert (fault.file, fault.line) == ("sensors.yaml", 1)
    assert "断了的链接：请换成文件，或删掉" in fault.message


def test_what_names_an_entry_of_a_file_that_is_not_there_is_a_fault() -> None:
    documents = {name: each for name, each in written().items() if name != "hazard_categories"}
    found = [fault for fault in examine(documents)[1] if fault.file == "sensors.yaml"]
    assert found and all("这个隐患类别" in fault.message for fault in found)


@pytest.mark.parametrize(
    ("file", "part"), [("hazard_categories", "defaults"), ("drills", "scoring"), ("sensors", "storm")]
)
def test_what_only_a_file_with_entries_needs_is_asked_for(file: str, part: str) -> None:
    def drop(data: Plant) -> None:
        del data[part]

    [fault] = examine(written(**{file: drop}))[1]
    assert (fault.file, fault.field, fault.message) == (f"{file}.yaml", part, "缺少这一项：请补上")


def test_a_question_asked_only_where_an_area_has_dikes_offers_them() -> None:
    def plain(data: Plant) -> None:
        for name in ("hot_work", "road_closure"):
            data["kinds"][name] = {"take": name}

    config, found = examine(written(permit_templates=plain))
    assert found == [] and config is not None
    asked = {field.id: field.choices for kind in config.templates.kinds.values() for field in kind.fields}
    assert (asked["dike_id"], asked["road_id"]) == (("D1", "D2", "D3", "D4"), ("R1", "R2", "R3"))
    hot = {field.id: field for field in config.templates.kinds["hot_work"].fields}
    assert hot["dike_id"].choices == ("D1", "D2", "D4", "D3")


def test_the_example_of_the_page_is_taken_as_it_says(tmp_path: Path) -> None:
    page = (ANHE.parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    file = tmp_path / "permit_templates.yaml"
    file.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    whole: Any = complete({"permit_templates": read(file)}, library())["permit_templates"].data
    fire = whole["kinds"]["fire"]
    assert fire["qualifications"]["worker"] == ["ZJ-01", "T-ENTRY3"] and "video" not in fire
    assert (fire["gas_test"]["before_start_max_min"], fire["measures"][-1]["id"]) == (15, "DH17")
    assert whole["roles"]["ray_operator"] == "射线操作人" and whole["roles"]["worker"] == "作业人"
