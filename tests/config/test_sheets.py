"""A workbook brings people, posts, areas and certificates: the difference is said, checked, written into YAML."""

from __future__ import annotations

import dataclasses
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from workbooks import add, brought, faults, new_plant, put, remove, workbook

from config.loader import load, problems
from config.root import ROOT
from config.settings import Settings
from config.sheets import blank
from config.sheets.importing import prepare
from config.sheets.tables import BY_TITLE
from handlers.commands import register
from models import store
from rules.plant import Area, Authorization, Department, Person, Post

PLANTS = [*sorted((ROOT / "config" / "plants").iterdir()), ROOT / "config" / "sample"]
# What of an entry a workbook does not hold: who is on leave says so in the chat; certificates are a sheet of their own.
ELSEWHERE = {"leave", "certs", "cert_numbers"}


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path) -> None:
    store.open_store(f"sqlite:///{tmp_path / 'none.db'}")


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_what_the_command_writes_changes_nothing(plant: Path, tmp_path: Path) -> None:
    blank.write(tmp_path / "people.xlsx", plant)
    found = prepare(tmp_path / "people.xlsx", plant)
    assert (found.changes, found.faults) == ((), ())


@pytest.mark.parametrize(
    ("sheet", "shape"),
    [("部门", Department), ("岗位", Post), ("人员", Person), ("区域", Area), ("授权书", Authorization)],
)
def test_every_field_of_an_entry_has_its_column(sheet: str, shape: type) -> None:
    named = {field.name for field in dataclasses.fields(shape)} - ELSEWHERE
    assert {column.field for column in BY_TITLE[sheet].columns} == named | {"id"}


OWN_PEOPLE = [
    ["00123", "尚可", "厂部", "厂长（主要负责人）", None, "企业微信", "shangke", "13800001111", "常白班"],
    ["00124", "师宁", "厂部", "safety_manager、生产副厂长（主管领导）", "尚可", "钉钉", "0571-sn", None, "常白班"],
    ["00125", "束安", "生产车间", "车间主任", "尚可", "企业微信", "shuan", None, "A 班"],
]


def test_new_changed_and_gone_are_said_and_written(tmp_path: Path) -> None:
    plant, found = brought(
        tmp_path,
        add("人员", *OWN_PEOPLE),
        put("人员", 2, "电话", 13900002222),
        remove("人员", "编号", "P06"),
        remove("证书", "人员", "吴六"),
        add("证书", ["尚可", "T-APPROVE", date(2027, 6, 30)], ["束安", "作业票审批人培训", "2027年6月1日"]),
        put("区域", 3, "半径（米）", "80"),
        add("区域", ["coal", "煤场", "生产车间", "否", None, None, "121.91,32.5\n121.911，32.5;121.911 32.501"]),
        add("值班领导", ["2027-01-01", "尚可"]),
    )
    assert found.faults == ()
    assert "人员：新增 3 行，改 1 行，删去 1 行" in found.changes
    assert "  + 尚可（00123）" in found.changes
    assert "  ~ 赵一（P01）：电话 （空） → 13900002222" in found.changes
    assert "  - 吴六（P06）" in found.changes
    assert "  ~ 公用工程区（util）：半径（米） 60 → 80" in found.changes
    assert "  + 尚可 作业票审批人培训" in found.changes
    before = load(plant).plant
    found.write()
    after = load(plant).plant
    assert (after.version, len(after.people)) == (before.version + 1, 12)
    boss, safety, director = (after.person(each[0]) for each in OWN_PEOPLE)
    assert (boss.posts, boss.supervisor, boss.phone, boss.certs) == (
        ("plant_manager",), None, "13800001111", {"T-APPROVE": date(2027, 6, 30)},
    )  # fmt: skip
    assert (safety.posts, safety.supervisor) == (("safety_manager", "deputy_manager"), "00123")
    assert (safety.platform, safety.account, safety.phone) == ("dingtalk", "0571-sn", "")
    assert (director.shift, director.certs) == ("A", {"T-APPROVE": date(2027, 6, 1)})
    assert after.area("coal").polygon == ((121.91, 32.5), (121.911, 32.5), (121.911, 32.501))
    assert after.duty_roster.dates == {date(2027, 1, 1): "00123"}
    assert prepare(workbook_again(tmp_path, plant), plant).changes == ()


def test_a_contractor_comes_in_once_plant_yaml_names_the_post_of_its_leader(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), tmp_path / "mine" / "plant.yaml"
    came = workbook(
        tmp_path,
        add("部门", ["kuang", "矿建公司", "是"]),
        add("岗位", ["kj_leader", "矿建队长", "每部门一个", 20, "production", None, "否", "否"]),
        add("人员", ["K1", "郎一", "矿建公司", "矿建队长", None, "企业微信", "langyi", None, "常白班"]),
    )
    [fault] = prepare(came, plant).faults
    assert "roles.contractor_leader：没有承包商负责人" in fault
    file.write_text(file.read_text("utf-8").replace("contractor_leader: []", "contractor_leader: [kj_leader]"), "utf-8")
    found = prepare(came, plant)
    assert found.faults == ()
    found.write()
    assert load(plant).plant.roles.contractor_leader == ("kj_leader",)


def test_whoever_has_something_open_is_not_removed(tmp_path: Path) -> None:
    plant = new_plant(tmp_path)
    file = workbook(tmp_path, remove("人员", "编号", "P06"), remove("证书", "人员", "吴六"))
    held = {"plant": {"version": 1, "company": load(plant).plant.company.__dict__}}
    assert prepare(file, plant, held).faults == ()
    [fault] = prepare(file, plant, held, {"people": {"P06": "吴六", "P01": "赵一"}}).faults
    assert "吴六（P06）还有没办完的事：请先给他写 leave，让别人接手" in fault and "plant.yaml:0" not in fault


def workbook_again(folder: Path, plant: Path) -> Path:
    blank.write(folder / "again.xlsx", plant)
    return folder / "again.xlsx"


def test_comments_and_the_lines_of_whom_nothing_concerns_stay(tmp_path: Path) -> None:
    plant, found = brought(
        tmp_path, put("人员", 3, "电话", "0571-8888"), remove("人员", "编号", "P10"), remove("证书", "人员", "褚十")
    )
    file = plant / "plant.yaml"
    before = file.read_text("utf-8").splitlines()
    found.write()
    after = file.read_text("utf-8").splitlines()
    gone = [line for line in before if line not in after]
    assert [re.sub(r".*(version|id: \w+).*", r"\1", line) for line in gone] == ["version", "id: P02", "id: P10"]
    assert len(after) == len(before) - 1
    assert [line for line in before if line in after] == [line for line in after if line in before]


def test_a_circle_becomes_a_polygon(tmp_path: Path) -> None:
    corners = "121.95,32.51; 121.951,32.51; 121.951,32.5108"
    plant, found = brought(
        tmp_path, put("区域", 3, "边界", corners), put("区域", 3, "圆心", None), put("区域", 3, "半径（米）", None)
    )
    assert found.faults == ()
    found.write()
    area = load(plant).plant.area("util")
    assert (area.center, area.radius_m, len(area.polygon)) == (None, 0, 3)


@pytest.mark.parametrize("name", ["钱二", "甲、乙", "P02"])
def test_whom_a_name_does_not_tell_from_others_goes_by_his_number(tmp_path: Path, name: str) -> None:
    plant = new_plant(tmp_path)
    yaml = plant / "plant.yaml"
    yaml.write_text(yaml.read_text("utf-8").replace("name: 赵一", f"name: {name}"), "utf-8")
    file = workbook_again(tmp_path, plant)
    assert load_workbook(file)["人员"]["E3"].value == "P01"
    assert (prepare(file, plant).changes, prepare(file, plant).faults) == ((), ())


def test_a_sheet_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    def only_areas(book: object) -> None:
        for title in ("部门", "岗位", "人员", "证书", "值班领导", "授权书", "说明"):
            del book[title]

    _, found = brought(tmp_path, put("区域", 3, "名称", "公用工程"), only_areas)
    assert found.faults == ()
    assert found.changes == ("区域：改 1 行", "  ~ 公用工程（util）：名称 公用工程区 → 公用工程")


def test_columns_may_stand_in_any_order_with_remarks_and_empty_rows_between(tmp_path: Path) -> None:
    plant = new_plant(tmp_path)
    book = load_workbook(workbook(tmp_path))
    sheet = book["人员"]
    sheet.insert_rows(4, 3)
    sheet.insert_cols(1)
    sheet["A1"], sheet["A2"] = "备注", "看看"
    sheet.move_range("I1:I30", cols=3)
    book.save(tmp_path / "moved.xlsx")
    assert (prepare(tmp_path / "moved.xlsx", plant).changes, prepare(tmp_path / "moved.xlsx", plant).faults) == ((), ())


def test_a_number_that_gets_another_name_is_pointed_out(tmp_path: Path) -> None:
    _, found = brought(
        tmp_path, put("人员", 11, "姓名", "别人"), *[put("证书", row, "人员", "别人") for row in (14, 15, 16)]
    )
    assert found.faults == ()
    assert "注意：编号 P10 从“褚十”变成“别人”。不是同一个人改名，就请给新编号" in found.changes


@pytest.mark.parametrize(
    ("value", "form", "read"),
    [
        ("0012", "@", "0012"),
        (12, "0000", "0012"),
        (" 0012 ", "General", "0012"),
        (13800001111, "General", "13800001111"),
    ],
)
def test_leading_zeros_stay_where_they_can_be_seen(tmp_path: Path, value: object, form: str, read: str) -> None:
    plant, found = brought(tmp_path, put("人员", 2, "账号", value, form))
    assert found.faults == ()
    found.write()
    assert load(plant).plant.people[0].account == read


@pytest.mark.parametrize(
    "value", ["2027-06-30", "2027/6/30", "2027.6.30", "2027年6月30日", date(2027, 6, 30), datetime(2027, 6, 30)]  # noqa: DTZ001 - as Excel has it
)  # fmt: skip
def test_a_day_is_a_day_however_it_is_written(tmp_path: Path, value: object) -> None:
    plant, found = brought(tmp_path, put("证书", 2, "有效期至", value))
    assert found.faults == ()
    found.write()
    assert load(plant).plant.people[0].certs["T-APPROVE"] == date(2027, 6, 30)


def test_faults_of_the_plant_as_it_would_be_are_said_where_they_stand_in_the_workbook(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        put("人员", 3, "账号", "Sample01"),
        put("人员", 4, "账号", "有 空格"),
        put("区域", 3, "圆心", "121.9005,32.5004"),
        put("岗位", 3, "空缺的部门", "全厂"),
        put("证书", 3, "有效期至", "2026-01-01"),
        put("授权书", 2, "至", "2026-01-01"),
    )
    assert found[0].startswith("“岗位”表第 3 行“空缺的部门”（F3）：生产副厂长（主管领导）写了空缺，但钱二任此岗")
    assert "“人员”表第 3 行“账号”（G3）：账号“Sample01”有两个人在用（赵一、钱二）：请改正" in found
    assert any(each.startswith("“人员”表第 4 行“账号”（G4）：账号“有 空格”里有空格") for each in found)
    assert any(each.startswith("“区域”表第 3 行“圆心”（H3）：公用工程区与原料罐区重叠") for each in found)
    assert any(each.startswith("“授权书”表第 2 行“至”（E2）：授权书 SQ-01 的结束日早于开始日") for each in found)


def test_what_other_files_still_need_is_said_with_its_line_and_nothing_is_written(tmp_path: Path) -> None:
    plant, found = brought(tmp_path, remove("岗位", "编号", "welder"), put("人员", 11, "岗位", "监护人"))
    assert [re.sub(r":\d+ ", ":N ", each) for each in found.faults] == [
        "posts_matrix.yaml:N trades[welder].posts[1]：没有“welder”这个岗位：请改正，或先把它加上"
    ]
    before = (plant / "plant.yaml").read_bytes()
    said = command("import-people", str(tmp_path / "people.xlsx"), "--plant", str(plant), "--write")
    assert said.exit_code == 1
    assert "有 1 处问题，什么也没写" in said.output
    assert (plant / "plant.yaml").read_bytes() == before


@pytest.mark.parametrize(("company", "version"), [("mine", 8), ("anhe", 2)], ids=["its own", "another plant's"])
def test_the_version_rises_above_the_one_in_its_own_store(tmp_path: Path, company: str, version: int) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "1"))
    found = prepare(file, plant, {"plant": {"version": 7, "company": {"id": company}}})
    found.write()
    assert load(plant).plant.version == version


def test_the_function_of_a_post_is_written_in_the_plants_own_language(tmp_path: Path) -> None:
    plant, found = brought(tmp_path, put("岗位", 7, "职能", "技术"), put("岗位", 8, "职能", "maintenance"))
    assert found.changes[1:] == (
        "  ~ 检修班长（maintenance_leader）：职能 检修 → 技术",
        "  ~ 气体分析员（gas_analyst）：职能 技术 → 检修",
    )
    found.write()
    posts = load(plant).plant.posts
    assert (posts["maintenance_leader"].function, posts["gas_analyst"].function) == ("technical", "maintenance")


def test_a_file_that_is_written_in_a_way_that_cant_be_followed_is_left_alone(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("证书", 3, "有效期至", "2027-01-01"))
    yaml = plant / "plant.yaml"
    paper = "certs: {T-APPROVE: 2027-11-24}"
    yaml.write_text(
        yaml.read_text("utf-8").replace(paper, "certs: &p {T-APPROVE: 2027-11-24}", 1).replace(paper, "certs: *p")
    )
    assert problems(plant) == []
    found = prepare(file, plant)
    assert "  ~ 钱二 作业票审批人培训：有效期至 2027-11-24 → 2027-01-01" in found.changes
    assert "写法太特别（如 & 和 * 引用），改不进去，什么也没写：请把那里展开" in found.faults[0]


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "1"))
    found = prepare(file, plant)
    with (plant / "plant.yaml").open("a", encoding="utf-8") as text:
        text.write("# 刚加的一行\n")
    with pytest.raises(Exception, match="刚刚被别人改过"):
        found.write()
    assert "刚加的一行" in (plant / "plant.yaml").read_text("utf-8")


def test_a_plant_of_1200_people_and_40_areas_is_brought_within_seconds(tmp_path: Path) -> None:
    people = [[f"N{n}", f"新{n}", "厂部", "焊工", "赵一", "钉钉", f"n{n}", None, "常白班"] for n in range(1190)]
    papers = [[f"N{n}", code, "2027-06-30"] for n in range(1190) for code in ("C-WELD", "T-ENTRY3", "T-GUARD")]
    areas = [[f"A{n}", f"区{n}", "生产车间", "否", None, None, None, f"{122 + n / 100},32.5", 60] for n in range(38)]
    plant, file = (
        new_plant(tmp_path),
        workbook(tmp_path, add("人员", *people), add("证书", *papers), add("区域", *areas)),
    )
    began = time.process_time()
    prepare(file, plant).write()
    assert time.process_time() - began < 5
    assert (len(load(plant).plant.people), len(load(plant).plant.areas)) == (1200, 40)


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "1"), add("人员", OWN_PEOPLE[0]))
    yaml = plant / "plant.yaml"
    yaml.write_bytes(yaml.read_bytes().replace(b"\n", b"\r\n"))
    prepare(file, plant).write()
    assert b"\n" not in yaml.read_bytes().replace(b"\r\n", b"")
    assert problems(plant) == []


def test_a_link_in_the_folder_leads_the_writing_nowhere(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "1"))
    yaml, precious = plant / "plant.yaml", tmp_path / "precious.txt"
    precious.write_text("precious")
    (plant / "plant.yaml.new").symlink_to(precious)
    yaml.chmod(0o640)
    prepare(file, plant).write()
    assert precious.read_text() == "precious"
    assert not yaml.is_symlink() and yaml.stat().st_mode & 0o777 == 0o640
    assert load(plant).plant.people[0].phone == "1"
    assert not [each for each in plant.iterdir() if each.name.startswith(".")]
    nowhere = tmp_path / "other.xlsx"
    nowhere.symlink_to(tmp_path / "not.there")
    assert "已经有" in command("import-people", "--template", str(nowhere), "--plant", str(plant)).output
    assert not (tmp_path / "not.there").exists()


def command(*words: str, answer: str = "") -> Result:
    group = click.Group()
    register(group, Settings(var=Path("var")))
    return CliRunner().invoke(group, list(words), input=answer)


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[tuple[Path, list[str]]]:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("人员", 2, "电话", "0571-8888"))
    yield plant, ["import-people", str(file), "--plant", str(plant)]
    shutil.rmtree(plant)


@pytest.mark.parametrize(
    ("words", "answer", "written"), [(["--write"], "", True), ([], "y\n", True), ([], "n\n", False), ([], "", False)]
)
def test_it_asks_before_it_writes(
    changed: tuple[Path, list[str]], words: list[str], answer: str, written: bool
) -> None:
    plant, call = changed
    said = command(*call, *words, answer=answer)
    assert "  ~ 赵一（P01）：电话 （空） → 0571-8888" in said.output
    assert (load(plant).plant.people[0].phone == "0571-8888") is written
    assert ("写好了" in said.output) is written


def test_it_names_a_medium_that_nobody_knows(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), workbook(tmp_path, put("区域", 2, "主要介质", "二甲笨"))
    said = command("import-people", str(file), "--plant", str(plant), answer="n\n").output
    assert "原料罐区的介质“二甲笨”（是不是“二甲苯”？）在气体限值里没有" in said


@pytest.mark.parametrize(
    ("number", "written", "words"),
    [
        ("radius_m: 60", "radius_m: 1e400", "“区域”表第 3 行“半径（米）”（I3）：要填数字"),
        ("authority: 100", f"authority: {'9' * 400}", "“岗位”表第 2 行“权限”（D2）：要填数字"),
    ],
)
def test_a_number_that_excel_cannot_hold_is_written_as_text_and_refused_at_its_place(
    tmp_path: Path, number: str, written: str, words: str
) -> None:
    plant = new_plant(tmp_path)
    yaml = plant / "plant.yaml"
    assert number in yaml.read_text("utf-8")
    yaml.write_text(yaml.read_text("utf-8").replace(number, written, 1), "utf-8")
    file = workbook_again(tmp_path, plant)
    assert [each for each in prepare(file, plant).faults if each.startswith(words)]


def test_the_template_is_written_once_and_never_over_another_file(tmp_path: Path) -> None:
    plant, file = new_plant(tmp_path), tmp_path / "people.xlsx"
    call = ["import-people", "--template", str(file), "--plant", str(plant)]
    assert command(*call).exit_code == 0
    titles = load_workbook(file).sheetnames
    assert titles == ["说明", "部门", "岗位", "人员", "证书", "区域", "值班领导", "授权书"]
    assert "已经有" in command(*call).output
    assert command("import-people", str(file), "--plant", str(plant)).output == "和 plant.yaml 一样，没有要改的\n"
