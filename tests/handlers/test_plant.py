"""Loading the plant's data: what has faults is refused with file, line and field, and the running rules stay."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from plant import MORNING
from stores import open_copy

from config.loader import load as plant_in
from config.loader import problems
from config.root import ROOT
from config.settings import Settings
from config.sheets import blank
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.commands import register
from handlers.plant import Faulty, held, load, notes
from models import store
from models.book import book
from models.house_asks import Alert
from models.subject import desk

ANHE = ROOT / "config" / "plants" / "anhe"

# a fault of each sort that the issue of permits names (overlapping levels, a route that can't match, two routes of the
# same weight, a chain that loops): file, old text, new text, field, words
FAULTS = [
    (
        "permit_templates.yaml",
        "height: {take: height}",
        "height: {take: height, level_table: [{over: 2, upto: 5, A: II, B: II}, {over: 4, upto: 9, A: IV, B: IV}]}",
        "kinds.height.level_table[2]",
        "与上一档重叠",
    ),
    ("routing_rules.yaml", 'levels: ["I"]', 'levels: ["V"]', "routes[H-I].match.levels", "没有“V”这个级别"),
    (
        "routing_rules.yaml",
        "levels: [second, third]}",
        "levels: [first, second, third]}",
        "routes[L-SECOND-THIRD].match",
        "一样具体",
    ),
    (
        "routing_rules.yaml",
        "chain: [{post: electrical_manager}]",
        "chain: [{post: power_dispatcher}]",
        "substitutions.power_dispatcher.chain[1]",
        "替补链里有它自己",
    ),
]


def the_plant() -> None:
    load(ANHE, MORNING)


@pytest.fixture
def loaded(store_url: str) -> int:
    """A store in which the demo plant's rules hold; gives their version."""
    open_copy(store_url, the_plant)
    return book(MORNING).version


def test_data_with_faults_are_refused_with_each_of_them_and_the_running_rules_stay(loaded: int, tmp_path: Path) -> None:
    folder = changed(tmp_path, *(fault[:3] for fault in FAULTS))
    with pytest.raises(Faulty) as caught:
        load(folder, MORNING)
    found = {(fault.file, fault.line, fault.field): fault.message for fault in caught.value.faults}
    for file, old, _, field, words in FAULTS:
        text = (ANHE / file).read_text(encoding="utf-8")
        line = text[: text.index(old)].count("\n") + 1
        assert words in found[file, line, field]
    assert book(MORNING).version == loaded


def test_data_without_faults_is_a_new_version_once(loaded: int) -> None:
    again = load(ANHE, MORNING)
    assert (again.version, again.new) == (loaded, False)


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the demo plant with pieces of text replaced in its files."""
    copy = shutil.copytree(ANHE, folder / "changed")
    for file, old, new in changes:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def version_line(file: str) -> str:
    return next(line for line in (ANHE / file).read_text(encoding="utf-8").splitlines() if line.startswith("version:"))


PHONE = ("plant.yaml", "10000000001", "10000000099")
# a change of each file that is as good as the one before
CHANGES = [
    PHONE,
    ("routing_rules.yaml", "per_stage: 3", "per_stage: 2"),
    (
        "permit_templates.yaml",
        "罐区操作授权培训, type: plant, valid_months: 12",
        "罐区操作授权, type: plant, valid_months: 12",
    ),
    ("posts_matrix.yaml", "annual_hours: 16", "annual_hours: 20"),
    ("courses.yaml", "minutes: 6", "minutes: 7"),
    ("drills.yaml", "pass_score: 80", "pass_score: 85"),
    ("hazard_categories.yaml", "owner_post: electrical_leader", "owner_post: equipment_manager"),
    ("sensors.yaml", "suspend_after_s: 300", "suspend_after_s: 240"),
]


@pytest.mark.parametrize("changes", [[PHONE], CHANGES], ids=["one file", "each file"])
def test_other_contents_of_the_same_version_are_refused(
    loaded: int, tmp_path: Path, changes: list[tuple[str, str, str]]
) -> None:
    folder = changed(tmp_path, *changes)
    with pytest.raises(Faulty) as caught:
        load(folder, MORNING)
    assert sorted(fault.file for fault in caught.value.faults) == sorted(file for file, *_ in changes)
    for fault in caught.value.faults:
        number = int(version_line(fault.file).split()[1])
        assert fault.field == "version"
        lines = (folder / fault.file).read_text(encoding="utf-8").splitlines()
        assert lines[fault.line - 1].startswith("version:")
        assert (
            fault.message
            == f"内容和库里的第 {number} 版不一样，version 却写 {number}：请写 {number + 1}，或改回原来的内容"
        )
    assert book(MORNING).version == loaded


def test_a_raised_version_is_taken_and_a_lowered_one_is_not(loaded: int, tmp_path: Path) -> None:
    line = version_line("plant.yaml")
    number = int(line.split()[1])
    raised = changed(tmp_path / "raised", PHONE, ("plant.yaml", line, f"version: {number + 2}"))
    assert load(raised, MORNING).new
    with pytest.raises(Faulty) as caught:
        load(ANHE, MORNING)
    assert [fault.message for fault in caught.value.faults] == [
        f"内容和库里的第 {number + 2} 版不一样，version 却写 {number}：请写 {number + 3}，或改回原来的内容"
    ]
    lowered = changed(tmp_path / "lowered", PHONE)
    with pytest.raises(Faulty, match="1 faults"):
        load(lowered, MORNING)


def test_another_plant_s_versions_say_nothing(loaded: int, tmp_path: Path) -> None:
    elsewhere = changed(
        tmp_path, ("plant.yaml", "{id: anhe,", "{id: other,"), ("routing_rules.yaml", "plant: anhe", "plant: other")
    )
    assert problems(elsewhere, held(MORNING)) == []


UNASKED = (
    "（没有库：version 有没有加一、删去的还有没有没办完的票，没查。"
    "库在第一次启动（make run）时才有；启动过的，看 ANHAO_VAR 是不是这个厂的）"
)


def command(*words: str) -> Result:
    return typed("load-plant", "--check", *words)


def typed(*words: str) -> Result:
    group = click.Group()
    register(group, Settings(var=Path("var")))
    return CliRunner().invoke(group, words)


def test_check_says_it_too_where_there_is_a_store(loaded: int, tmp_path: Path) -> None:
    said = command(str(changed(tmp_path, PHONE)))
    assert said.exit_code == 1
    assert "plant.yaml" in said.output and "请写" in said.output and "有 1 处问题" in said.output
    assert book(MORNING).version == loaded
    assert command(str(ANHE)).output.splitlines()[0] == "没有发现问题"


def test_check_names_whoever_leaves_with_something_open(loaded: int, tmp_path: Path) -> None:
    plant = book(MORNING).plant
    gone = next(each for each in plant.people if "welder" in each.posts)
    line = next(line for line in (ANHE / "plant.yaml").read_text("utf-8").splitlines() if f"id: {gone.id}," in line)
    number = int(version_line("plant.yaml").split()[1])
    folder = changed(tmp_path, ("plant.yaml", line, ""), ("plant.yaml", f"version: {number}", f"version: {number + 1}"))
    left = f"{gone.name}（{gone.id}）还有没办完的事"
    assert left not in command(str(folder)).output
    wanted = Wanted(alerts.KIND, gone.id, ["试"], data=Alert(topic="试", title="试", lines=(), red=False))
    store.write(lambda: asks.open_ask(desk("test", MORNING), wanted, MORNING))
    said = command(str(folder))
    assert said.exit_code == 1 and left in said.output and "plant.yaml:0" not in said.output
    with pytest.raises(Faulty) as caught:
        load(folder, MORNING)
    assert [fault.line > 0 for fault in caught.value.faults if left in fault.message] == [True]


def test_check_names_the_kinds_that_are_held_against_no_floor(loaded: int) -> None:
    first, unasked, *old, unread, second, rays, scaffolds = command(str(ANHE.parent / "lizhou")).output.splitlines()
    assert first == "没有发现问题"
    assert unasked.startswith(
        "（这个库装的是安禾化工，不是这个厂：version 有没有加一、删去的还有没有没办完的票，没查。"
    )
    assert all("待审" in line for line in old) and unread.endswith("没有 reviewed_on，待安全部核对")
    assert second.startswith("射线作业、脚手架作业：本厂自定的作业，没有标准的底线可比。")
    assert [line.split("，")[0] for line in (rays, scaffolds)] == ["射线作业", "脚手架作业"]


@pytest.mark.parametrize("there", ["no file", "no tables"])
def test_check_without_a_store_says_what_it_did_not_ask(tmp_path: Path, there: str) -> None:
    file = tmp_path / "store.db"
    store.open_store(f"sqlite:///{file}")
    if there == "no tables":
        file.touch()
    said = command(str(changed(tmp_path, PHONE)))
    assert said.output.startswith(f"没有发现问题\n{UNASKED}\n")
    assert file.exists() is (there == "no tables")


def test_rules_are_not_loaded_before_their_day(loaded: int, tmp_path: Path) -> None:
    """Plant time decides, which in a demo is another day than the clock of the machine."""
    line = version_line("routing_rules.yaml")
    raised = ("routing_rules.yaml", line, f"version: {int(line.split()[1]) + 1}")
    dated = ("routing_rules.yaml", "effective_from: 2026-11-01", "effective_from: 2026-12-05")
    folder = changed(tmp_path, raised, dated)
    with pytest.raises(Faulty) as caught:
        load(folder, MORNING)
    [fault] = caught.value.faults
    assert (fault.file, fault.field) == ("routing_rules.yaml", "effective_from") and fault.line > 0
    assert fault.message == (
        "写的是 2026-12-05，还没到：载入就马上起用，请到那天再载入；现在就用，写 2026-11-25 或更早的日子"
    )
    assert load(folder, MORNING + timedelta(days=10)).new


def test_a_far_area_hours_without_a_crew_and_a_medium_that_nobody_knows_are_said_to_be_looked_at(
    loaded: int, tmp_path: Path
) -> None:
    number = int(version_line("plant.yaml").split()[1])
    yard = "  - {id: yard, name: 泵站, department: ws1, hazard_place: false, center: [121.9, 32.8], radius_m: 20}\n"
    folder = changed(
        tmp_path,
        ("plant.yaml", "\n# 贴设备码的设备", f"{yard}\n# 贴设备码的设备"),
        ("plant.yaml", 'D: ["08:00", "20:00"]', 'D: ["08:00", "16:00"]'),
        ("plant.yaml", "media: [丙烷]", "media: [柄烷]"),
        ("plant.yaml", "media: [硫化氢, 甲烷]", "media: [硫化轻, 甲烷]"),
        ("plant.yaml", f"version: {number}", f"version: {number + 1}"),
    )
    said = command(str(folder)).output
    assert "液化气罐区的介质“柄烷”" in said and "测气时不会要求测它" in said
    assert "污水处理站的介质“硫化轻”（是不是“硫化氢”？）" in said
    assert "泵站离本厂别的区域 33 公里：请核对它的经度和纬度" in said
    assert "每天 16:00–20:00 没有一个倒班的班在" in said


def test_an_import_says_who_is_still_needed_or_that_it_looked_at_no_store(
    loaded: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has something open is not taken out of the workbook, wherever the command is typed."""
    folder, book_file = changed(tmp_path), tmp_path / "people.xlsx"
    (folder / "demo.yaml").unlink()
    blank.write(book_file, folder)
    gone = next(each for each in book(MORNING).plant.people if "welder" in each.posts)
    without(book_file, gone.id, gone.name)
    words = ("import-people", str(book_file), "--plant", str(folder))
    assert "还没生效" in typed(*words, "--write").output
    shutil.copy(ANHE / "plant.yaml", folder)
    wanted = Wanted(alerts.KIND, gone.id, ["试"], data=Alert(topic="试", title="试", lines=(), red=False))
    store.write(lambda: asks.open_ask(desk("test", MORNING), wanted, MORNING))
    refused = typed(*words, "--write")
    assert refused.exit_code == 1 and f"{gone.name}（{gone.id}）还有没办完的事" in refused.output
    store.open_store(f"sqlite:///{tmp_path / 'none.db'}")
    assert UNASKED in typed(*words).output


def without(file: Path, person: str, name: str) -> None:
    """Takes somebody's rows out of the workbook."""
    sheets = load_workbook(file)
    for sheet in (sheets["人员"], sheets["证书"]):
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, 1).value in (person, name):
                sheet.delete_rows(row)
    sheets.save(file)


@pytest.mark.parametrize("name", ["anhe", "lizhou"])
def test_posts_that_training_counts_and_the_matrix_lacks_are_named(name: str) -> None:
    config = plant_in(ROOT / "config" / "plants" / name)
    head, first = config.plant.roles.plant_head[0], config.trades.trades[0]
    everybody = replace(config.trades, trades=(replace(first, posts=tuple(config.plant.posts)),))
    assert not any("不在能力矩阵里" in each for each in notes(replace(config, trades=everybody), MORNING.date()))
    less = tuple(replace(each, posts=tuple({*each.posts} - {head})) for each in config.trades.trades)
    without = replace(config, trades=replace(config.trades, trades=less))
    (said,) = [each for each in notes(without, MORNING.date()) if "不在能力矩阵里" in each]
    assert config.plant.posts[head].name in said.split("不在能力矩阵里")[0] and "posts_matrix.yaml" in said


def test_a_phone_of_several_people_is_said(tmp_path: Path) -> None:
    """Families and lines of the house exist, so nothing is refused; a slip would call somebody else."""
    mine, other = re.findall(r'phone: "(\d+)"', (ANHE / "plant.yaml").read_text("utf-8"))[:2]
    line = f"写的是同一个电话 {mine}：急就打电话，会打到别人那里，请核对"
    assert line not in command(str(ANHE)).output
    assert line in command(str(changed(tmp_path, ("plant.yaml", other, f"{mine[:3]} {mine[3:]}")))).output


def test_a_date_beyond_the_next_re_check_is_named_and_old_words_about_certificates_do_nothing(tmp_path: Path) -> None:
    """A certificate of six years is looked at again every three: its end, written where the nearer date belongs, would
    hide that. Data of before that still say `block_on_expiry` load, and hear that it does nothing."""
    today = MORNING.date()
    assert not [each for each in notes(plant_in(ANHE), today) if "复审" in each or "block_on_expiry" in each]
    folder = changed(
        tmp_path,
        ("plant.yaml", "certs: {C-WELD: 2029-05-31", "certs: {C-WELD: 2031-05-31"),
        ("posts_matrix.yaml", "take: all", "take: all\ncert_rules: {take: all, state: {take: all, review_months: 24}}"),
    )
    welder = next(each for each in plant_in(folder).plant.people if each.certs.get("C-WELD") == date(2031, 5, 31))
    found = [each for each in notes(plant_in(folder), today) if "24 个月要复审一次" in each]
    [said] = [each for each in found if "焊接" in each]
    assert said.startswith(welder.name) and said.endswith("请写复审和到期里近的那一天；不用复审的，不用改")
    matrix = folder / "posts_matrix.yaml"
    old = "state: {valid_months: 72, review_months: 36, warn_days: [90], block_on_expiry: false}"
    matrix.write_text(matrix.read_text("utf-8").replace("state: {take: all, review_months: 24}", old, 1), "utf-8")
    lines = command(str(folder)).output.splitlines()
    assert lines[0] == "没有发现问题"
    assert [each for each in lines if "cert_rules.state：block_on_expiry" in each and "一律不能上岗" in each]
