"""The plant's folder loads, survives the way through the store, and each fault has its file, line and field."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoiling import sound

from config.building import build
from config.files import FILES
from config.loader import examine, load, problems, raw
from config.problem import PlantInvalid, Problem
from config.shelves import LIBRARY, Library, library
from config.source import Document, Json, parsed, read
from config.taking import complete
from rules.printed import BEFORE

ANHE = Path(__file__).parents[2] / "config" / "plants" / "anhe"
Spoil = Callable[..., list[Problem]]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Replaces one piece of text in a copy of the demo plant and says what is found in the folder."""

    def change(file: str, old: str, new: str) -> list[Problem]:
        folder = shutil.copytree(ANHE, tmp_path / "plant")
        (folder / file).write_text(spoilt(file, old, new), encoding="utf-8")
        return problems(folder)

    return change


def spoilt(file: str, old: str, new: str) -> str:
    text = (ANHE / file).read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@cache
def own() -> dict[str, Document]:
    """The demo plant's files alone, without what they take."""
    return {name: read(ANHE / f"{name}.yaml") for name in FILES}


def home(file: str, text: str) -> Path:
    """Where this text stands: in the plant's file, or in one of the library's from which the file takes."""
    files = [ANHE / file, LIBRARY / file, *sorted((LIBRARY / "kinds").glob("*"))]
    return next(each for each in files if text in each.read_text(encoding="utf-8"))


@cache
def whole() -> dict[str, Json]:
    return raw(ANHE)


def faults(contents: dict[str, Json]) -> list[Problem]:
    """Of data without its files, so without lines."""
    return examine({name: Document(f"{name}.yaml", contents.get(name)) for name in FILES})[1]


def test_the_demo_plant_has_no_faults() -> None:
    assert problems(ANHE) == []


def test_what_the_store_keeps_builds_the_same() -> None:
    kept = json.loads(json.dumps(raw(ANHE), ensure_ascii=False))
    assert build(kept) == load(ANHE)


def test_the_whole_folder_loads_within_a_second() -> None:
    def seconds() -> float:
        started = time.process_time()
        load(ANHE)
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 1


def test_a_fault_has_file_line_field_and_a_sentence(spoil: Spoil) -> None:
    [fault] = spoil("plant.yaml", "posts: [gas_analyst], supervisor: U08", "posts: [gas_analyser], supervisor: U08")
    lines = (ANHE / "plant.yaml").read_text(encoding="utf-8").splitlines()
    assert (fault.file, fault.field) == ("plant.yaml", "people[U28].posts[1]")
    assert "id: U28" in lines[fault.line - 1]
    assert fault.message == "没有“gas_analyser”这个岗位：请改正，或先把它加上"


# what was spoilt: file, old text, new text, words that the fault says
FAULTS = [
    ("permit_templates.yaml", "[作业内容, project]", "[作业内容]", "表头一行要写"),
    ("permit_templates.yaml", "[作业内容, project]", "[作业内容, projekt]", "没有“projekt”这项内容"),
    ("permit_templates.yaml", "    - {part: trail, title: 全程记录}\n", "", "全程记录（trail）不能不印"),
    ("permit_templates.yaml", "{part: jsa, title", "{part: measures, title", "“measures”印了两次"),
    ("permit_templates.yaml", "[动火方式, method,", "[动火方式, part,", "“part”在表头里已经有一栏"),
    ("plant.yaml", "  - {id: U02,", "  - {id: U01,", "用了两次"),
    ("plant.yaml", "timezone: Asia/Shanghai", "timezone: Asia", "没有这个时区"),
    ("plant.yaml", "timezone: Asia/Shanghai", f"timezone: {'A' * 300}", "没有这个时区"),
    ("plant.yaml", "crs: GCJ-02", "crs: GCJ-03", "只能写 GCJ-02、WGS-84"),
    ("plant.yaml", "shift: C,", "shift: E,", "没有“E”这个班次或 day，现有 A、B、C、D、day："),
    ("plant.yaml", "account: anhe_u01", 'account: ""', "没有平台账号"),
    ("plant.yaml", "account: anhe_u02", "account: anhe_u01", "有两个人在用"),
    ("plant.yaml", "radius_m: 70", "radius_m: 0", "半径要大于 0 米"),
    ("plant.yaml", "[121.9016, 32.5000], [121.9016, 32.5011]", "[121.9016, 32.5011], [121.9016, 32.5000]", "互相交叉"),
    ("plant.yaml", "[[121.9000, 32.5000]", "[[32.5000, 121.9000]", "第 1 个点（32.5，121.9）经度纬度写反了"),
    ("plant.yaml", "7: U01}", "8: U01}", "周日没有值班领导"),
    ("plant.yaml", "5: U04", "5: U99", "没有“U99”这个人员"),
    (
        "plant.yaml",
        "posts: [gm], supervisor: null",
        "posts: [gm], supervisor: U04",
        "上级一层层往上又回到他自己",
    ),
    ("plant.yaml", "valid_to: 2026-12-20", "valid_to: 2026-11-24", "已于 2026-11-24 失效"),
    ("plant.yaml", "valid_to: 2026-12-20", "valid_to: soon", "要写日期"),
    ("plant.yaml", "vacant: [ws2]", "vacant: [ws1]", "但戚长庚任此岗"),
    ("routing_rules.yaml", "on_no_signer: blocked", "on_nobody: blocked", "不认识这一项"),
    ("routing_rules.yaml", "on_no_signer: blocked", "on_nobody: blocked", "缺少这一项"),
    ("routing_rules.yaml", "reserve_nominal: true", "reserve_nominal: perhaps", "只能写 true 或 false"),
    ("routing_rules.yaml", "remind: 5, warn: 10", "remind: 15, warn: 10", "时间要一个比一个晚"),
    ("routing_rules.yaml", "authorization: SQ-2026-01", "authorization: SQ-2025-01", "没有“SQ-2025-01”这个授权书"),
    ("routing_rules.yaml", "levels: [special], areas: [tank, lpg, ammonia]", "levels: [special]", "永远轮不到"),
    (
        "routing_rules.yaml",
        "match: {kind: road_closure}",
        "match: {kind: road_closure, contractor: true}",
        "找不到路线",
    ),
    ("routing_rules.yaml", "levels: [second, third]}", "levels: [first, second, third]}", "与 L-FIRST 一样具体"),
    (
        "routing_rules.yaml",
        "match: {kind: confined_space}",
        "match: {kind: confined_space, areas: [tank]}",
        "与 CS-CONTRACTOR 一样具体",
    ),
    ("routing_rules.yaml", "{input: wind_force, at", "{input: wind_speed, at", "这个条件永远不会符合"),
    ("routing_rules.yaml", "{input: open_air, equals: true}", "{input: open_air}", "要么写 equals，要么写 at_least"),
    ("routing_rules.yaml", "input: area.major_hazard", "input: area.hazard", "区域没有“hazard”这一项"),
    ("routing_rules.yaml", "needs: [full_shutdown_cleared]", "needs: [cleared]", "这个条件永远不会符合"),
    (
        "routing_rules.yaml",
        "{post: safety_manager}, {post: deputy_gm}, {post: gm}",
        "{post: safety_manager}, {post: deputy_gm}, {post: deputy_gm}",
        "的替补链里 deputy_gm 写了两次",
    ),
    ("routing_rules.yaml", 'levels: ["I"]', 'levels: ["V"]', "没有“V”这个级别"),
    ("routing_rules.yaml", "{use: unit}", "{use: units}", "没有“units”这个公共片段"),
    (
        "routing_rules.yaml",
        "chain: [{post: electrical_manager}]",
        "chain: [{post: power_dispatcher}]",
        "替补链里有它自己",
    ),
    (
        "routing_rules.yaml",
        "post: gm, scope: plant, signs_for: 主管领导",
        "post: welder, scope: plant, signs_for: 主管领导",
        "权限或职能不够",
    ),
    ("routing_rules.yaml", "statutory: false, optional: true", "statutory: true, optional: true", "法定栏不能跳过"),
    ("routing_rules.yaml", "version: 10", "version: 10\nlevels: {}", "级别写在 permit_templates.yaml"),
    ("routing_rules.yaml", "plant: anhe", "plant: other", "不是同一个厂"),
    ("permit_templates.yaml", "worker: [C-WELD, T-ENTRY3]", "worker: []", "作业人没有写要什么证书"),
    ("permit_templates.yaml", "worker: [C-WELD, T-ENTRY3]", "worker: [C-WELDING]", "没有“C-WELDING”这个证书"),
    ("permit_templates.yaml", "{over: 5, upto: 15", "{over: 4, upto: 15", "与上一档重叠"),
    ("permit_templates.yaml", "{over: 5, upto: 15", "{over: 6, upto: 15", "与上一档之间有空档"),
    ("permit_templates.yaml", "{lel_below_pct: 4.0", "{lel_below_pct: 5.0", "分成两档"),
    ("permit_templates.yaml", "id: first, name: 一级, rank: 2", "id: first, name: 一级, rank: 3", "分不出谁更严"),
    ("permit_templates.yaml", "continuous_levels: [special]", "continuous_levels: [top]", "没有“top”这个级别"),
    ("permit_templates.yaml", "{id: DH02,", "{id: DH01,", "用了两次"),
    ("routing_rules.yaml", "at_least: 3, every_min: 5", "at_least: 1, every_min: 5", "at_least 写 0（不汇总）或至少 2"),
    ("routing_rules.yaml", "  most: 3\n", "  most: 0\n", "most 和 posts 要么都写，要么都不写"),
    ("routing_rules.yaml", "{post: gm, kinds: [hot_work], levels: [special]}", "{post: gm, levels: [top]}", "“top”"),
    ("routing_rules.yaml", "  most: 2\n", "  most: 0\n", "most 和 posts 要么都写，要么都不写"),
    ("routing_rules.yaml", "    - {post: safety_engineer}", "    - {post: safety_boss}", "没有“safety_boss”这个岗位"),
    ("routing_rules.yaml", "    - {post: safety_engineer}", "    - {post: welder}", "焊工的权限或职能不够签“会签单位”"),
    ("routing_rules.yaml", "every_min: 120, kinds", "every_min: 121, kinds", "要每 120 分钟记录一次气体"),
    (
        "routing_rules.yaml",
        "every_min: 60, kinds: [hot_work], levels: [special]",
        "every_min: 60, levels: [top]",
        "永远不会问",
    ),
    ("permit_templates.yaml", "{over: 40, upto: 100, lower", "{over: 39, upto: 100, lower", "与上一档重叠"),
    ("permit_templates.yaml", "level_by: mass_t\n", "", "level_table 和 level_by 要一起写"),
    ("permit_templates.yaml", "level_by: mass_t", "level_by: mass_kg", "level_inputs 里没有“mass_kg”"),
    ("permit_templates.yaml", "all: [on_pipe_rack]", "all: [in_hazard_place]", "两条的条件完全相同"),
    ("permit_templates.yaml", "{level: second, why", "{level: special, why", "条件更少的一条已经定为同级或更严"),
    ("permit_templates.yaml", "all: [on_pipe_rack]", "all: [on_pipe_racks]", "这一条永远不会符合"),
    (
        "permit_templates.yaml",
        "[异温, 雪天, 雨天, 夜间人工照明, 带电, 悬空]}\nlevel_inputs",
        "[设备内]}\nlevel_inputs",
        "请只留一处",
    ),
    ("permit_templates.yaml", "  required: always\n", "  required: often\n", "只能写"),
    ("permit_templates.yaml", "limit: hot_work_oxygen_equipment", "limit: oxygen", "没有“oxygen”这个限值"),
    ("permit_templates.yaml", "b: 储罐切水或取样, same: dike_id,", "b: 储罐切水或取样,", "要么写 radius_m"),
    ("permit_templates.yaml", "b: 溶剂清洗或喷漆, radius_m: 10", "b: blind_plate, radius_m: 10", "的冲突写了两次"),
    ("permit_templates.yaml", "required: if_odd_shape", "required: if_odd", "“if_odd”看不明白"),
    ("permit_templates.yaml", "above: {depth_m: 1.2}", "above: {depth: 1.2}", "表单没有“depth”这个数"),
    ("posts_matrix.yaml", "courses: [HAZ-101, HOT-201", "courses: [HAZ-999, HOT-201", "没有“HAZ-999”这个课程"),
    ("hazard_categories.yaml", "owner_post: electrical_leader", "owner_post: 机电班长", "没有“机电班长”这个岗位"),
    ("hazard_categories.yaml", "owner_role: work_leader", "owner_role: null", "要么写 owner_post，要么写 owner_role"),
    (
        "hazard_categories.yaml",
        "{id: ACT, take: ACT, ",
        "{id: ACT, take: ACT, nature: thing, ",
        "没有收违章行为（三违）",
    ),
    ("hazard_categories.yaml", "{id: ACT, take: ACT, ", "{id: ACT, take: ACT, nature: thing, ", "thing 是 2"),
    ("hazard_categories.yaml", "{id: ACT, take: ACT, ", "{id: ACT, take: ACT, photo_check: true, ", "照片看不出"),
    ("hazard_categories.yaml", "take: ACT, owner_post: shift_foreman, ", "take: ACT, ", "要么写 owner_post"),
    ("hazard_categories.yaml", "take: ACT, ", "take: ACT, words: null, ", "要么写 words，要么写 keywords"),
    ("hazard_categories.yaml", "{take: all, fall", "{take: all, speech: null, fall", "没有写大家怎么说话"),
    ("hazard_categories.yaml", "danger_type: 3,", "danger_type: 9,", "1 到 8"),
    ("hazard_categories.yaml", "danger_type: 8, management: 3", "danger_type: 8, management: 4", "management 是 3"),
    ("sensors.yaml", "alarm1: 20, alarm2: 40, reset: 15", "alarm1: 20, alarm2: 10, reset: 15", "报警值的先后不对"),
    ("sensors.yaml", "alarm1: general, alarm2: major", "alarm1: major, alarm2: general", "二级不能比一级轻"),
    ("sensors.yaml", "area: lpg", "area: 液化气罐区", "没有“液化气罐区”这个区域"),
    ("sensors.yaml", "id: MX4-0032", "id: MX4-0031", "用了两次"),
    ("sensors.yaml", "area: sewage, point: 格栅间", "area: sewer, point: 格栅间", "没有“sewer”这个区域"),
    ("sensors.yaml", "calibrated_until: 2027-02-28", "calibrated_until: 2026-11-24", "检定已于 2026-11-24 到期"),
    ("sensors.yaml", "every_s: 60", "every_s: 150", "要大于两个间隔"),
    ("sensors.yaml", "every_s: 60", "every_s: 0", "间隔要大于 0 秒"),
    ("sensors.yaml", "keep_every_min: 10", "keep_every_min: 0", "要大于 0 分钟"),
    ("sensors.yaml", "gas: 甲烷,", "gas: 丁烷,", "不知道丁烷的爆炸下限"),
    ("measures.yaml", "area: lpg\n", "area: 球罐区\n", "没有“球罐区”这个区域"),
    ("measures.yaml", "machine: p-201a", "machine: b-1", "这台设备不在这个区域"),
    ("measures.yaml", "machine: p-201a", "machine: p-999", "没有“p-999”这个设备"),
    ("measures.yaml", "post: fire_officer", "post: 消防", "没有“消防”这个岗位"),
    ("measures.yaml", "id: CS-T101-2", "id: CS-T101-1", "用了两次"),
    ("measures.yaml", "cycle: 1, unit: months", "cycle: 0, unit: months", "1 到"),
    ("measures.yaml", 'unit: months, days: workday, from: "09:00"', 'unit: weeks, from: "09:00"', "只能写"),
    ("measures.yaml", 'days: workday, from: "09:00"', 'between: ["09:00", "10:00"], from: "09:00"', "只有按小时查的"),
    ("measures.yaml", 'from: "08:00"', 'from: "08:00", within_min: 250', "请写 240 以内"),
    ("measures.yaml", 'from: "08:00"', 'from: "08:00", between: ["08:00"]', "要写两个时间"),
    ("measures.yaml", 'from: "08:00"', 'from: "20:00", between: ["21:00", "22:00"]', "轮到的是 00:00、04:00、08:00"),
    ("measures.yaml", "cycle: 4, unit: hours", "cycle: 168, unit: hours, days: workday", "这样的日子一圈也轮不到"),
    ("measures.yaml", "since: 2026-11-01", "since: 2028-11-01", "请核对年份"),
    ("measures.yaml", "值班表排好，带班领导到位, 消防器材齐全能用", "消防器材齐全能用, 消防器材齐全能用", "有两条一样"),
    (
        "measures.yaml",
        "items: [值班表排好，带班领导到位, 消防器材齐全能用, 可燃气体报警器都在线]",
        "items: []",
        "没有要查的",
    ),
    ("plant.yaml", "shift_foreman: [shift_foreman]", "shift_foreman: [foreman]", "没有“foreman”这个岗位"),
    ("plant.yaml", "area_rep: [workshop_safety_officer,", "area_rep: [gm, gm,", "“gm”在同一个列表里写了两次"),
    ("plant.yaml", "  duty_stand_in: [deputy_gm, gm]", "", "缺少这一项"),
    ("plant.yaml", "safety_office: [safety_manager, safety_engineer, safety_director]", "safety_office: []", "没人接"),
    ("plant.yaml", "shift_foreman: [shift_foreman]", "shift_foreman: []", "没人重新验票：请写岗位"),
    ("plant.yaml", "shift_foreman: [shift_foreman]", "shift_foreman: [steam_engineer]", "请写有人任的岗位"),
    ("plant.yaml", "contractor_leader: [contractor_leader]", "contractor_leader: []", "没有承包商负责人"),
    ("plant.yaml", "gas_analyst: [gas_analyst]", "area_rep: [gm]", "没有气体分析人"),
    ("plant.yaml", "gas_analyst: [gas_analyst]", "area_rep: [gm]", "属地代表不在这里找"),
    ("plant.yaml", "gas_analyst: [gas_analyst]", "analyst: [gas_analyst]", "没有“analyst”这个角色"),
    ("plant.yaml", "shift_foreman, workshop_director, workshop_deputy]", "rigger]", "司索工不得审批，不能当属地代表"),
    (
        "plant.yaml",
        "area_rep: [workshop_safety_officer, shift_foreman, workshop_director, workshop_deputy]",
        "area_rep: [workshop_safety_officer]",
        "锅炉房没有人能当属地代表",
    ),
    ("permit_templates.yaml", "breathing: confined_space", "breathing: confined", "没有“confined”这个氧含量限值"),
    ("permit_templates.yaml", "analyst: [T-GAS]", "analyst: [T-GASES]", "没有“T-GASES”这个证书"),
    ("permit_templates.yaml", "leads_as: lift_commander", "leads_as: commander", "没有“commander”这个角色"),
    ("permit_templates.yaml", "if_yes: [has_toxic,", "if_yes: [medium,", "没有“medium”这个是否题"),
    ("permit_templates.yaml", "{kind: confined_space, depth:", "{kind: pit, depth:", "没有“pit”这个作业种类"),
    ("permit_templates.yaml", "depth: depth_m, lines", "depth: method, lines", "没有“method”这个数"),
    ("permit_templates.yaml", "on_pipe_rack: pipe_rack}", "on_rack: pipe_rack}", "里没有“on_rack”"),
    ("permit_templates.yaml", "on_pipe_rack: pipe_rack}", "on_pipe_rack: pipes}", "只能写"),
    ("routing_rules.yaml", "ask: start, to: [guardian]", "ask: start, to: [gm]", "start 只问监护人"),
    (
        "routing_rules.yaml",
        "ask: gas_test, to: [gas_analyst]",
        "ask: gas_test, to: [worker]",
        "gas_test 只问气体分析人",
    ),
    ("routing_rules.yaml", "roles: [work_leader]", "roles: [traffic_guide]", "动火作业的表单没有问交通指挥人"),
    ("permit_templates.yaml", "{id: special, name: 特级, rank", "{id: none, name: 特级, rank", "“none”是不分级的意思"),
    ("sensors.yaml", "gas: 硫化氢, unit: ppm", "gas: 光气, unit: ppm", "没有光气的限值"),
    ("sensors.yaml", "gas: 硫化氢, unit: ppm, upto: 100", "gas: 硫化氢, unit: ppm, upto: 9000", "最多到 2000"),
    ("drills.yaml", "next: N2\n", "next: N99\n", "没有“N99”这一步"),
    ("courses.yaml", "answer: [B]\n", "answer: [E]\n", "不在选项里"),
    ("courses.yaml", "answer: [B]\n", "answer: []\n", "没有答案"),
    ("courses.yaml", "answer: [B]\n", "answer: [A, B]\n", "只能有一个答案"),
    ("courses.yaml", "minutes: 6\n", "minutes: 20\n", "5 到 8"),
    ("courses.yaml", "quiz_size: 3", "quiz_size: 8", "至少要 20 题"),
    ("courses.yaml", "{A: 那里不通风,", "{A: 以上都对,", "选项的次序会打乱"),
    ("courses.yaml", "{A: 那里不通风,", "{A: 那里有积水,", "和选项 A 一样"),
    ("courses.yaml", "explanation: 冷氨雾与液滴可形成重云贴地。", "explanation: 后三个都不对。", "不能按位置、字母说"),
    ("courses.yaml", "{A: 那里不通风,", "{A: 用烧得很烫很烫很烫很烫很烫很烫很烫很烫的热水,", "卡片上最多 20 个"),
    ("courses.yaml", "stem: 处置后的含氨废水应：", "stem: 刚泄漏的低温液氨气雾：", "是同一个题干"),
    ("courses.yaml", "stem: 处置后的含氨废水应：", f"stem: {'处置后的含氨废水' * 18}应：", "卡片上最多 150 个"),
    ("courses.yaml", "type: multiple\n", "type: judge\n", "判断题只有两个选项"),
    ("courses.yaml", "- id: NH3-301-L1\n", "- id: NH3-301-FINAL\n", "那是总测用的"),
    ("courses.yaml", "under: 一点点，变一大团", "under: 一点点", "课文里没有【一点点】这一段"),
]

NH3 = "courses[NH3-301].lessons[NH3-301-L1]"
# Of what is learned: the words of a fault, and its field.
FIELDS = {
    "没有“HAZ-999”这个课程": "trades[P01].courses[1]",
    "没有“N99”这一步": "drills[DRILL-NH3].nodes[N1].on_timeout.next",
    "不在选项里": f"{NH3}.questions[NH3-301-L1-Q1].answer",
    "没有答案": f"{NH3}.questions[NH3-301-L1-Q1].answer",
    "只能有一个答案": f"{NH3}.questions[NH3-301-L1-Q1].answer",
    "5 到 8": f"{NH3}.minutes",
    "至少要 20 题": f"{NH3}.questions",
    "选项的次序会打乱": f"{NH3}.questions[NH3-301-L1-Q10].options.A",
    "和选项 A 一样": f"{NH3}.questions[NH3-301-L1-Q10].options.C",
    "卡片上最多 20 个": f"{NH3}.questions[NH3-301-L1-Q10].options.A",
    "是同一个题干": f"{NH3}.questions[NH3-301-L1-Q5].stem",
    "卡片上最多 150 个": f"{NH3}.questions[NH3-301-L1-Q5].stem",
    "判断题只有两个选项": f"{NH3}.questions[NH3-301-L1-Q4].options",
    "那是总测用的": "courses[NH3-301].lessons[NH3-301-FINAL].id",
    "课文里没有【一点点】这一段": f"{NH3}.drawings[1].under",
}


def last_name(field: str) -> str:
    """trades[P01].courses[1] → courses."""
    return field.rsplit(".", 1)[-1].partition("[")[0]


def with_spoilt(shared: Library, name: str, place: Path, data: Json) -> Library:
    shelf = shared.shelves[name]
    assert isinstance(shelf.data, dict)
    kinds = shelf.data.get("kinds")
    if place.parent.name == "kinds" and isinstance(kinds, dict):
        data = {**shelf.data, "kinds": {**kinds, place.stem: data}}
    elif isinstance(data, dict) and kinds is not None:
        data = {**data, "kinds": kinds}
    return replace(shared, shelves={**shared.shelves, name: replace(shelf, data=data)})


Case = tuple[str, str, str, str]
OF_FILE = {file: [case for case in FAULTS if case[0] == file] for file in dict.fromkeys(case[0] for case in FAULTS)}


@pytest.mark.parametrize("file", OF_FILE)
def test_each_fault_of_a_file_is_found(file: str) -> None:
    for number, case in enumerate(OF_FILE[file]):
        if not is_found(case, *one_of_each_file(number)):
            found, texts = examined([case])
            assert is_found(case, found, texts), (case, found)


@cache
def one_of_each_file(number: int) -> tuple[list[Problem], dict[str, str]]:
    """An examination costs the same for one fault and for some. What a fault does may be hidden by another one's."""
    return examined([cases[number] for cases in OF_FILE.values() if number < len(cases)])


def examined(cases: Iterable[Case]) -> tuple[list[Problem], dict[str, str]]:
    """What is found after these faults, of which each is in another file, and their texts."""
    written, shared, texts = {}, library(), {}
    for file, old, new, _ in cases:
        place, name = home(file, old), file.removesuffix(".yaml")
        texts[file] = place.read_text(encoding="utf-8").replace(old, new, 1)
        bad = parsed(file, texts[file].encode())
        if place.is_relative_to(LIBRARY):
            shared, bad = with_spoilt(shared, name, place, bad.data), own()[name]
        written[name] = bad
    return examine({**sound(), **complete(written, shared)})[1], texts


def is_found(case: Case, found: list[Problem], texts: dict[str, str]) -> bool:
    file, _, _, words = case
    # The same words may be said of another file's fault.
    mine = [each for each in found if words in each.message and (len(texts) == 1 or each.file == file)]
    fault = next(iter(mine), None)
    if fault is None or not fault.field:
        return False
    if words not in FIELDS:
        return True
    at_its_field = (fault.file, fault.field) == (file, FIELDS[words])
    return at_its_field and last_name(fault.field) in texts[file].splitlines()[fault.line - 1]


def test_a_key_given_twice_is_a_fault_at_the_second(spoil: Spoil) -> None:
    [fault] = spoil("plant.yaml", "crs: GCJ-02", "crs: GCJ-02\ncrs: WGS-84")
    assert fault.message == "“crs”在这里写了两次：请删掉一个"


CHAIN = (
    "chain: [{post: equipment_manager}, {post: deputy_gm}]}\n  power_dispatcher:        {authorization: SQ-2026-01, "
)


def test_two_posts_that_only_stand_in_for_each_other_go_round_in_circles(spoil: Spoil) -> None:
    found = spoil(
        "routing_rules.yaml", CHAIN, CHAIN.replace("equipment_manager}, {post: deputy_gm", "power_dispatcher")
    )
    assert [fault.field for fault in found] == ["substitutions.electrical_manager", "substitutions.power_dispatcher"]
    assert all("的替补链绕圈" in fault.message and fault.line > 1 for fault in found)


def test_a_chain_that_leads_to_nobody_ends_nowhere(spoil: Spoil) -> None:
    found = spoil("routing_rules.yaml", "chain: [{post: electrical_manager}]", "chain: [{post: crane_driver}]")
    assert any("走到底也没有人" in fault.message for fault in found)


def test_every_fault_is_reported_at_once_first_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    for file, old, new in (
        ("plant.yaml", "crs: GCJ-02", "crs: moon"),
        ("plant.yaml", "supervisor: U03", "supervisor: U77"),
        ("sensors.yaml", "area: lpg", "area: moon"),
        ("courses.yaml", "version: 12", "version: one"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    (folder / "posts_matrix.yaml").unlink()
    found = problems(folder)
    assert [(fault.file, fault.field) for fault in found] == [
        ("posts_matrix.yaml", ""),
        ("courses.yaml", "version"),
        ("plant.yaml", "crs"),
        ("plant.yaml", "people[U04].supervisor"),
        ("sensors.yaml", "sensors[GD-101].area"),
    ]


FOUR = "cycle: 4, unit: hours"


@pytest.mark.parametrize(
    ("broken", "file", "old", "new", "words"),
    [
        ("hazard_categories.yaml", "measures.yaml", FOUR, FOUR + ", within_min: 999", "比周期还长"),
        ("plant.yaml", "measures.yaml", FOUR, FOUR + ", within_min: 999", "比周期还长"),
        ("courses.yaml", "sensors.yaml", "unit: ppm, upto: 100}", "unit: ppm, upto: 9000}", "最多到 2000"),
    ],
)
def test_what_does_not_depend_on_a_broken_file_is_told_beside_it(
    tmp_path: Path, broken: str, file: str, old: str, new: str, words: str
) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    text = (folder / broken).read_text(encoding="utf-8")
    (folder / broken).write_text(re.sub(r"^version: .*$", "version: one", text, count=1, flags=re.M), encoding="utf-8")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(folder)
    assert (broken, "version") in [(fault.file, fault.field) for fault in found]
    assert [fault.file for fault in found if words in fault.message] == [file]


def test_broken_yaml_names_its_line(spoil: Spoil) -> None:
    [fault] = [each for each in spoil("sensors.yaml", "dedupe: {", "dedupe: {{") if "YAML" in each.message]
    assert fault.file == "sensors.yaml"
    assert fault.line > 1


BARE = "名称外面不用花括号：直接写 "


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "words"),
    [
        ("plant.yaml", "id: U33", "id: {lee}", "people[33].id", BARE + "lee"),
        ("plant.yaml", "supervisor: U15", "supervisor: {U15}", "people[U16].supervisor", BARE + "U15"),
        ("plant.yaml", "platform: wecom", "platform: {wecom}", "people[U01].platform", BARE + "wecom"),
        ("plant.yaml", "posts: [welder]", "posts: [{welder}]", "directory[1].posts[1]", BARE + "welder"),
        ("plant.yaml", "posts: [welder]", "posts: {welder, rigger}", "directory[1].posts", "写成 [welder, rigger]"),
        ("plant.yaml", "supervisor: U15", "supervisor: [U15]", "people[U16].supervisor", "只写一个值，不用方括号"),
        ("plant.yaml", "name: 宓有方", "name: {{lee}}", "people[33].name", "请去掉 { } 或 [ ]，直接写名称"),
        ("drills.yaml", "id: DRILL-NH3", "id: {DRILL-NH3}", "drills[1].id", BARE + "DRILL-NH3"),
    ],
)
def test_a_name_in_braces_is_told_with_what_to_write(
    spoil: Spoil, file: str, old: str, new: str, field: str, words: str
) -> None:
    line = next(at for at, text in enumerate((ANHE / file).read_text("utf-8").splitlines(), 1) if old in text)
    [fault] = [each for each in spoil(file, old, new) if each.line == line]
    assert (fault.file, fault.field) == (file, field) and words in fault.message


def test_a_bad_folder_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(PlantInvalid) as caught:
        load(tmp_path)
    assert len(caught.value.problems) == 4
    with pytest.raises(PlantInvalid):
        raw(tmp_path)


def test_a_version_of_before_stays_readable_whatever_is_checked_and_written_today() -> None:
    kept = raw(ANHE)
    del kept["permit_templates"]["printed"]
    kept["permit_templates"]["relations"]["conflicts"].append(
        {"a": "hot_work", "b": "没人问的作业", "radius_m": 5, "effect": "block", "source": "plant"}
    )
    assert build(kept).templates.printed == BEFORE


def test_bad_data_from_the_store_is_refused_without_lines() -> None:
    kept = raw(ANHE)
    kept["sensors"] = {"version": "one"}
    with pytest.raises(PlantInvalid) as caught:
        build(kept)
    assert {(fault.file, fault.line) for fault in caught.value.problems} == {("sensors.yaml", 0)}


def test_yaml_that_refers_to_itself_is_a_fault(spoil: Spoil) -> None:
    found = spoil("sensors.yaml", "version: 5", "version: &v [*v]")
    assert any("引用了它自己" in fault.message for fault in found)


@pytest.mark.parametrize(("text", "words"), [("", "要写成"), ("version: 1\x07", "控制字符"), ("\tversion: 1", "YAML")])
def test_a_file_without_contents_is_a_fault(spoil: Spoil, text: str, words: str) -> None:
    whole_file = (ANHE / "sensors.yaml").read_text(encoding="utf-8")
    found = spoil("sensors.yaml", whole_file, text)
    assert [words in fault.message for fault in found if fault.file == "sensors.yaml"] == [True]


JUNK = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just([]) | st.just({}) | st.just([[{}]])


@settings(max_examples=60)
@given(st.data(), JUNK)
def test_junk_anywhere_is_refused_in_words_or_harmless(data: st.DataObject, junk: Json) -> None:
    contents = dict(whole())
    place: Any = contents
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 3)) == 0:
            place[key] = junk
            break
        # What is changed is a copy; all else belongs to every example.
        place[key] = place[key].copy()
        place = place[key]
    assert all(fault.message for fault in faults(contents))
    with suppress(PlantInvalid):
        build(contents)
