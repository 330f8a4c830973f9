"""What takes safety away is refused: over three hundred changes of the demo plant, each with its file, line, field and
a sentence about this fault. What is taken all the same does no harm, and says why."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from spoiling import GONE, Rounds, Spoilt, spoil

LEADER = {"id": "x", "name": "自己确认", "mode": "all_of", "roles": ["work_leader"], "signs_for": "作业负责人意见"}
UNIT = {"post": "workshop_director", "scope": "area", "signs_for": "所在基层单位", "statutory": True}
AREA = {"post": "workshop_safety_officer", "scope": "area", "signs_for": "属地核查"}
ONLY_IF = [{"input": "open_air", "equals": True}]
HW = "permit_templates/kinds/hot_work"
CS = "permit_templates/kinds/confined_space"
TP = "permit_templates/kinds/temp_power"
GAS = "permit_templates/gas"
RULES = "routing_rules"
AFTER = "routing_rules/after_signing"
HOURS = "routing_rules/defaults/timers"
ON_SITE = "routing_rules/defaults/presence"
BEFORE, AGAIN = "gas_test/before_start_max_min", "gas_test/retest_after_break_min"
DETECTOR = "sensors/instruments/PM-0007/measures"
METHANE = {"analyte": "flammable", "gas": "甲烷", "unit": "%LEL", "upto": 100}
SULFIDE = {"gas": "硫化氢", "formula": "H2S", "limit": 10, "kind": "MAC", "molar_mass": 34.08}
RC = "permit_templates/kinds/road_closure"
HIGH, LIFT = "permit_templates/kinds/height", "permit_templates/kinds/lifting"
SHARED, LOWER = "routing_rules/defaults/distinct_except", "routing_rules/downgrades/D1/decided_by"
CONFLICTS = "permit_templates/relations/conflicts"
TOP, SAFETY = "routing_rules/upgrades/extra_stages/top_duty/posts", "plant/roles/safety_office/0"
APPROVED = {
    "id": "approve",
    "name": "主管领导审批",
    "mode": "any_of",
    "posts": [{"post": "deputy_gm", "scope": "plant", "signs_for": "主管领导", "statutory": True}],
}
LOOKALIKES = ("表A.1\u200b", "表А.1", "表 A.1", "表Ａ.1", "表A·1", "表A1", "表Α.一", "附录A 表A.l", "A.1", "表a．①")
# A kind of somebody's own: nothing in it says which work it is.
OWN = {
    "form": "本厂表1",
    "name": "维修作业",
    "words": ["维修"],
    "measures": [
        {"id": "W1", "text": "工具查过", "applies": "always", "confirm": "guardian", "evidence": "none"},
        {"id": "W2", "text": "围栏拉好", "applies": "always", "confirm": "guardian", "evidence": "photo"},
    ],
    "jsa": [{"step": "干活", "hazard": "磕碰", "consequence": "受伤", "risk": "low", "measures": ["小心"]}],
    "outside_standard": {
        "why": "只是换换零件，标准的八类里没有这样的",
        "decided_by": "U04",
        "decided_on": "2026-10-08",
    },
}
WELDERS = {"worker": ["C-WELD"], "worker_contractor": ["T-CONTR"], "guardian": ["T-GUARD"], "gas_analyst": ["T-GAS"]}
NEAR = {"id": "near", "label": "旁边同时会有", "kind": "choices", "choices": ["动火", "吊装"]}
LINES, CHAINS, UNITS = "routing_rules/gb_roles", "routing_rules/substitutions", "routing_rules/fragments/unit/posts"
PAPER, TRAINED = "plant/authorizations/SQ-2026-07", "routing_rules/defaults/approver_qualification"
WELDERS_SIGN = {"floor": 10, "functions": ["maintenance"], "approves": "safety"}
WEEKENDS = [(1, day) for day in (4, 10, 11, 17, 18, 24, 25, 31)] + [(3, day) for day in (1, 7, 8, 14, 15)]
NIGHT, FIRST = "routing_rules/windows/night", "routing_rules/routes/HW-FIRST/stages"


def trained(*some: str) -> Any:
    """Only these people still have the approvers' training."""

    def change(old: Any) -> Any:
        gone = {"T-APPROVE"}
        return [
            each if each["id"] in some else {**each, "certs": {k: v for k, v in each["certs"].items() if k not in gone}}
            for each in old
        ]

    return change


def stage(**more: Any) -> dict[str, Any]:
    return {"id": "x", "name": "审批", "mode": "any_of", "posts": [UNIT], **more}


def square(west: float, south: float, wide: float = 0.001, high: float = 0.001) -> list[list[float]]:
    return [[west, south], [west + wide, south], [west + wide, south + high], [west, south + high]]


def area(**more: Any) -> dict[str, Any]:
    """An area beside the others, for faults of areas."""
    return {"id": "yard", "name": "堆场", "department": "ws1", "hazard_place": False, **more}


def lazy(old: Any, **more: Any) -> Any:
    """A kind of the standard as a lazy plant writes it: with a form of its own, and these things changed besides."""
    papers = {**old["qualifications"], "worker": ["T-ENTRY3"], "worker_contractor": ["T-CONTR"]}
    return {**old, **OWN, "qualifications": papers, **more}


def rerouted(first: dict[str, Any], rest: dict[str, Any]) -> Any:
    """The routes of lifting with these matches: those of the first level, then of all others."""
    mine = {"L-FIRST": {"kind": "lifting", **first}, "L-SECOND-THIRD": {"kind": "lifting", **rest}}
    return lambda old: [{**each, "match": mine.get(each["id"], each["match"])} for each in old]


def renamed(**more: Any) -> Any:
    return lambda old: lazy(old, **more)


def stating(**more: Any) -> Any:
    """The same, with these things of its statement changed."""
    return renamed(outside_standard={**OWN["outside_standard"], **more})


def keeping(part: str, said: str = "", most: int = 99) -> Any:
    """The same, with this part as the library has it, but for some words more in each sentence; at most so many."""

    def change(old: Any) -> Any:
        kept = [
            {key: each + said if key in ("text", "step") else each for key, each in line.items()} for line in old[part]
        ]
        return lazy(old, fields=[], **{part: kept[:most]})

    return change


def without_methods(words: list[str], level: str = "", **more: Any) -> Any:
    """The same without the questions that offer a choice."""

    def change(old: Any) -> Any:
        fields = [each for each in old["fields"] if "choices" not in each]
        levels = [{**each, "name": level + each["name"]} for each in old["levels"]]
        return lazy(old, fields=fields, words=words, levels=levels, **more)

    return change


# what kind of fault, where, what stands there now, words of the sentence, where the fault is named (if elsewhere)
Case = tuple[str, str, object, str] | tuple[str, str, object, str, str]
REFUSED: list[Case] = [
    # a word for what posts do that nobody knows: only this is said
    ("function", "plant/posts/gm/function", "管理", "没有“管理”这个职能，只能写 management（管理）、safety（安全）、"),
    *(
        ("function", f"plant/posts/{post}/function", "managment", "这个职能")
        for post in ("gm", "safety_manager", "fire_officer")
    ),
    ("function", "plant/posts/shift_foreman/function", "product", "这个职能"),
    # a route on which nobody but the job's own people decides
    ("whose hazards", "hazard_categories/defaults/fallback_owner_post", "rigger", "司索工不得审批，不能兜底负责隐患"),
    ("whose hazards", "hazard_categories/categories/0/supervisor_post", "contractor_leader", "不能督办隐患、批延期"),
    ("whose hazards", "sensors/trouble/owner_post", "rigger", "司索工不得审批，不能负责报警的隐患"),
    ("whose hazards", "sensors/sensors/GD-101/owner_post", "contractor_leader", "不能负责报警的隐患"),
    ("whose hazards", "sensors/keepers/0", "crane_operator", "不能决定屏蔽测气仪"),
    ("whose hazards", "hazard_categories/categories/1/name", "电气", "“电气”和类别 ELEC 同名"),
    ("nobody decides", FIRST, [LEADER], "只有作业方自己确认"),
    ("nobody decides", f"{RULES}/routes/H-I/stages", [LEADER, {**LEADER, "roles": ["guardian"]}], "只有作业方自己确认"),
    ("nobody decides", f"{RULES}/routes/CS-ANY/stages", [{**LEADER, "roles": ["requester", "worker"]}], "没有一定要签"),
    ("nobody decides", FIRST, [LEADER, stage(posts=[AREA])], "都是核查、会签的栏，不是审批"),
    (
        "nobody decides",
        FIRST,
        [{"use": "area"}, stage(posts=[{**UNIT, "statutory": False, "optional": True}])],
        "都可以跳过",
    ),
    ("nobody decides", FIRST, [{"use": "area"}, stage(posts=[{**UNIT, "concerned": True}])], "由申请人说不涉及"),
    ("nobody decides", FIRST, [{"use": "area"}, stage(only_if=ONLY_IF)], "都带条件"),
    ("nobody decides", FIRST, [stage(posts=[UNIT, AREA])], "（any_of）别人签了也算"),
    ("nobody decides", FIRST, [stage(only_if=ONLY_IF)], "都带条件"),
    ("nobody decides", FIRST, [stage(posts=[{**UNIT, "statutory": False, "optional": True}])], "都可以跳过"),
    ("nobody decides", FIRST, [stage(posts=[{**UNIT, "concerned": True}])], "由申请人说不涉及"),
    ("nobody decides", f"{RULES}/defaults/conflict_of_interest", [], "申请人就能审批自己的票"),
    ("nobody decides", f"{RULES}/defaults/conflict_of_interest", ["requester", "worker", "guardian"], "作业负责人就能"),
    ("nobody decides", f"{RULES}/defaults/conflict_of_interest", lambda old: old[:-1], "监护人就能审批"),
    (
        "nobody decides",
        f"{RULES}/defaults/distinct_except",
        ["所在基层单位", "安全管理部门"],
        "一个人就能签两栏",
        f"{FIRST}/dual/posts",
    ),
    ("nobody decides", "permit_templates/separation", lambda old: old[1:], "作业人和监护人就能是同一个人"),
    ("nobody decides", "permit_templates/separation", lambda old: old[:-1], "作业申请人和完工验收人就能是同一个人"),
    ("nobody decides", f"{AFTER}/close/accept/to", ["work_leader"], "自己人不能验收自己的活"),
    (
        "nobody decides",
        f"{AFTER}/close/accept/to",
        ["foreman"],
        "没有“foreman”这个角色或岗位",
        f"{AFTER}/close/accept/to/0",
    ),
    (
        "nobody decides",
        "plant/posts/safety_director/may_approve",
        False,
        "安全总监不得审批",
        f"{FIRST}/dual/posts/1/post",
    ),
    # empty stages
    ("empty stages", FIRST, [], "一个阶段也没有"),
    ("empty stages", f"{RULES}/routes/CS-ANY/stages", [], "一个阶段也没有"),
    ("empty stages", f"{RULES}/routes/EX-ANY/stages", [], "没人审就通过了"),
    ("empty stages", f"{FIRST}/dual/posts", [], "要么写 posts，要么写 roles", f"{FIRST}/dual"),
    (
        "empty stages",
        f"{RULES}/upgrades/extra_stages/top_duty/posts",
        [],
        "要么写 posts",
        f"{RULES}/upgrades/extra_stages/top_duty",
    ),
    ("empty stages", f"{RULES}/fragments/unit/posts", [], "要么写 posts，要么写 roles", f"{RULES}/fragments/unit"),
    ("empty stages", f"{RULES}/routes/TP-ANY/stages", GONE, "缺少这一项"),
    # explosion limits
    ("explosion limit", f"{GAS}/media/0/lel_pct", 0, "氢气的爆炸下限"),
    ("explosion limit", f"{GAS}/media/4/lel_pct", 0.11, "甲苯的爆炸下限手册上约 1.1"),
    ("explosion limit", f"{GAS}/media/4/lel_pct", 11, "甲苯的爆炸下限手册上约 1.1"),
    ("explosion limit", f"{GAS}/media/+", {"name": "厂里的气", "lel_pct": 0}, "写的是 0%vol", f"{GAS}/media/7/lel_pct"),
    (
        "explosion limit",
        f"{GAS}/media/+",
        {"name": "厂里的气", "lel_pct": -4},
        "写的是 -4%vol",
        f"{GAS}/media/7/lel_pct",
    ),
    (
        "explosion limit",
        f"{GAS}/media/+",
        {"name": "厂里的气", "lel_pct": 100},
        "要在 0.5 到 35%vol之间",
        f"{GAS}/media/7/lel_pct",
    ),
    ("explosion limit", f"{GAS}/media/+", {"name": "厂里的气", "lel_pct": "4.0"}, "不加引号", f"{GAS}/media/7/lel_pct"),
    ("explosion limit", "sensors/instruments/PM-0007/measures/0/lel_pct", 0, "写的是 0%vol"),
    (
        "explosion limit",
        f"{GAS}/media/+",
        {"name": "厂里的气", "lel_pct": 0.3},
        "写的是 0.3%vol",
        f"{GAS}/media/7/lel_pct",
    ),
    (
        "explosion limit",
        f"{GAS}/media/+",
        {"name": "甲 烷", "lel_pct": 5.0},
        "“甲 烷”和“甲烷”是同一种介质",
        f"{GAS}/media/7/name",
    ),
    (
        "explosion limit",
        f"{GAS}/media/+",
        {"name": "乙\u200b炔（现场）", "lel_pct": 0.6},
        "爆炸下限手册上约 2.5",
        f"{GAS}/media/7/lel_pct",
    ),
    ("explosion limit", f"{GAS}/media/4", {"name": "C₇H₈", "lel_pct": 35}, "手册上约 1.1", f"{GAS}/media/4/lel_pct"),
    ("explosion limit", f"{DETECTOR}/0", {**METHANE, "lel_pct": 0.3}, "写的是 0.3%vol", f"{DETECTOR}/0/lel_pct"),
    ("explosion limit", f"{DETECTOR}/0", {**METHANE, "lel_pct": 6}, "在 gas.media 里是 5", f"{DETECTOR}/0/lel_pct"),
    (
        "explosion limit",
        f"{DETECTOR}/0",
        {**METHANE, "gas": "CO（报警仪）", "lel_pct": 2},
        "手册上约 12",
        f"{DETECTOR}/0/lel_pct",
    ),
    # molar masses
    ("molar mass", f"{GAS}/toxic/limits/0/molar_mass", 0, "H2S 的摩尔质量约 34.08"),
    ("molar mass", f"{GAS}/toxic/limits/0/molar_mass", 3.408, "H2S 的摩尔质量约 34.08"),
    ("molar mass", f"{GAS}/toxic/limits/1/molar_mass", 35.45, "Cl2 的摩尔质量约 70.9"),
    ("molar mass", f"{GAS}/toxic/limits/2/molar_mass", -17.03, "NH3 的摩尔质量约 17.03"),
    ("molar mass", f"{GAS}/toxic/limits/3/molar_mass", 1e9, "CO 的摩尔质量约 28.01"),
    (
        "molar mass",
        f"{GAS}/toxic/limits/3",
        {"gas": "怪气", "formula": "X", "limit": 1, "kind": "MAC", "molar_mass": 0},
        "要在 2 到 500g/mol之间",
        f"{GAS}/toxic/limits/3/molar_mass",
    ),
    (
        "molar mass",
        f"{GAS}/toxic/limits/3",
        {"gas": "怪气", "formula": "X", "limit": 1, "kind": "MAC", "molar_mass": True},
        "要写数字",
        f"{GAS}/toxic/limits/3/molar_mass",
    ),
    # above the standard's limit
    ("above the standard", f"{GAS}/flammable/rule/0/max_vol_pct", 0.6, "写的是 0.6%vol"),
    ("above the standard", f"{GAS}/flammable/rule/1/max_vol_pct", 0.5, "爆炸下限小于 4% 的最多 0.2 %vol"),
    (
        "above the standard",
        f"{GAS}/flammable/rule",
        [{"lel_at_least_pct": 2, "max_vol_pct": 0.5}, {"lel_below_pct": 2, "max_vol_pct": 0.2}],
        "写的是 2%vol",
        f"{GAS}/flammable/rule/0/lel_at_least_pct",
    ),
    ("above the standard", f"{GAS}/oxygen/hot_work_oxygen_equipment/max_vol_pct", 25, "写的是 25%vol"),
    ("above the standard", f"{GAS}/oxygen/confined_space/max_vol_pct", 23.5, "人呼吸的氧最多 21 %vol"),
    ("above the standard", f"{GAS}/oxygen/confined_space/min_vol_pct", 18, "写的是 18%vol，要在 19.5"),
    ("above the standard", f"{GAS}/toxic/limits/0/limit", 100, "硫化氢的限值 GBZ 2.1 最多 10"),
    ("above the standard", f"{GAS}/toxic/limits/1/limit", 3, "氯气的限值 GBZ 2.1 最多 1 "),
    (
        "above the standard",
        f"{GAS}/toxic/limits/0",
        {**SULFIDE, "formula": "H₂S ", "limit": 18_000},
        "硫化氢的限值 GBZ 2.1 最多 10",
        f"{GAS}/toxic/limits/0/limit",
    ),
    (
        "above the standard",
        f"{GAS}/toxic/limits/0",
        {**SULFIDE, "gas": "硫 化 氢", "formula": "X", "limit": 18_000},
        "硫 化 氢的限值 GBZ 2.1 最多 10",
        f"{GAS}/toxic/limits/0/limit",
    ),
    (
        "above the standard",
        f"{GAS}/toxic/limits/+",
        {**SULFIDE, "gas": "怪气", "formula": "X", "limit": 18_000},
        "不在手册表里，限值最多 1500",
        f"{GAS}/toxic/limits/4/limit",
    ),
    ("above the standard", f"{GAS}/toxic/limits/1/formula", "H2S", "H2S 不是氯气"),
    (
        "above the standard",
        f"{GAS}/toxic/limits/+",
        {**SULFIDE, "gas": "H₂S气体", "formula": "Y"},
        "“H₂S气体”和“硫化氢”是同一种气体",
        f"{GAS}/toxic/limits/4/gas",
    ),
    ("above the standard", f"{HW}/levels/special/validity_h", 24, "特级最长 8 小时"),
    ("above the standard", f"{HW}/levels/first/validity_h", 72, "一级最长 8 小时"),
    ("above the standard", f"{HW}/levels/second/validity_h", 168, "二级最长 72 小时"),
    ("above the standard", f"{CS}/levels/none/validity_h", 72, "受限空间最长 24 小时"),
    ("above the standard", "permit_templates/kinds/height/levels/I/validity_h", 336, "最长 168 小时"),
    ("above the standard", f"{TP}/levels/none/validity_h", 720, "临时用电最长 360 小时"),
    ("above the standard", f"{TP}/levels/none/validity_max_special_h", 1000, "写的是 1000小时"),
    ("above the standard", "permit_templates/kinds/lifting/levels/first/validity_source", "gb", "标准没有写吊装的时限"),
    ("above the standard", f"{HW}/{AGAIN}/special", 60, "特级中断超过 30 分钟要重新测气"),
    ("above the standard", f"{HW}/{AGAIN}/second", 120, "二级中断超过 60 分钟要重新测气"),
    (
        "above the standard",
        f"{HW}/{AGAIN}/first",
        GONE,
        "一级中断超过 30 分钟要重新测气：请写上 first",
        f"{HW}/{AGAIN}",
    ),
    ("above the standard", f"{CS}/{AGAIN}", {}, "受限空间中断超过 60 分钟"),
    ("above the standard", f"{CS}/gas_test/record_every_min", 240, "写的是 240分钟"),
    ("above the standard", f"{HW}/gas_test/continuous_levels", [], "特级连续检测"),
    ("above the standard", f"{HW}/gas_test/required", "never", "标准要求动火测气"),
    ("above the standard", f"{CS}/gas_test/required", "if_toxic_area", "标准要求受限空间测气"),
    ("above the standard", f"{CS}/gas_test/analytes", ["oxygen"], "标准要求受限空间测可燃气体、有毒气体"),
    ("above the standard", "permit_templates/keep/permit_days", 180, "要在 365 到"),
    (
        "above the standard",
        "permit_templates/kinds/excavation/triggers/confined_space_rules_if/depth_over_m",
        3,
        "要在 0 到 1.2米",
    ),
    (
        "above the standard",
        "permit_templates/relations/conflicts/0/radius_m",
        10,
        "盲板抽堵 30 米内不得动火",
        "permit_templates/relations/conflicts/0",
    ),
    ("above the standard", "permit_templates/relations/conflicts", lambda old: old[1:], "没有写盲板抽堵与动火的冲突"),
    ("above the standard", f"{GAS}/analyst", [], "谁都能测"),
    ("above the standard", f"{HW}/video", GONE, "标准要求特级动火全程录像"),
    ("above the standard", f"{HW}/video/levels", ["first"], "标准要求特级动火全程录像", f"{HW}/video"),
    ("above the standard", f"{HW}/gas_test/daily", False, "标准要求动火每天作业前测气"),
    ("above the standard", f"{CS}/entry_log", GONE, "标准要求受限空间登记进出的人和工具"),
    ("above the standard", f"{CS}/entry_log/tools", False, "登记进出的人和工具", f"{CS}/entry_log"),
    ("above the standard", "permit_templates/relations/conflicts/1/radius_m", 3, "至少相距 10 米，写的是 3"),
    ("above the standard", "permit_templates/qualifications/T-GUARD/valid_months", 120, "最多管 36 个月"),
    ("above the standard", "permit_templates/qualifications/C-WELD/valid_months", 96, "最多管 72 个月"),
    ("above the standard", "permit_templates/certified_roles", lambda old: old[2:], "标准要求作业人有证"),
    # stricter at night, on rest days and in wind
    ("upgrade", f"{RULES}/upgrades/rules/U1", GONE, "标准要求动火在夜间升级", f"{RULES}/upgrades/rules"),
    (
        "upgrade",
        f"{RULES}/upgrades/rules/U1/when_any",
        ["night", "rest_day"],
        "在节假日升级",
        f"{RULES}/upgrades/rules",
    ),
    ("upgrade", f"{RULES}/upgrades/rules/U1/kinds", ["lifting"], "在公休日升级", f"{RULES}/upgrades/rules"),
    ("upgrade", f"{RULES}/upgrades/rules/U2/when_all/1/at_least", 7, "从 5 级风起升级，写的是 7"),
    ("upgrade", f"{RULES}/upgrades/rules/U2/when_all/1/at_least", 50, "最多填 17，写 50 永远不会符合"),
    ("upgrade", f"{RULES}/downgrades/D1/needs", [], "降级规则 D1 没有写条件"),
    ("upgrade", f"{RULES}/downgrades/D1/to", "special", "降级规则 D1 没有降低级别", f"{RULES}/downgrades/D1"),
    # who may sign in whose place
    ("stand-in", f"{RULES}/substitution_reasons/+", "refused", "拒签不能换人", f"{RULES}/substitution_reasons"),
    (
        "stand-in",
        f"{RULES}/substitution_reasons/+",
        "in_a_hurry",
        "不认识“in_a_hurry”",
        f"{RULES}/substitution_reasons",
    ),
    ("stand-in", f"{RULES}/gb_roles/主管领导/floor", 8, "floor 却写 8"),
    ("stand-in", f"{RULES}/gb_roles/安全管理部门/floor", 0, "floor 却写 0"),
    ("stand-in", f"{RULES}/gb_roles/属地核查/floor", 5, "floor 却写 5"),
    (
        "stand-in",
        f"{RULES}/routes/BP-ANY/stages",
        [stage(posts=[{**UNIT, "statutory": False}])],
        "没有不能空缺的法定栏",
    ),
    # gas validity
    ("gas validity", f"{HW}/{BEFORE}", 45, "要在 1 到 30分钟之间（标准）"),
    ("gas validity", f"{CS}/{BEFORE}", 60, "要在 1 到 30分钟之间"),
    ("gas validity", f"{TP}/{BEFORE}", 31, "写的是 31分钟"),
    ("gas validity", f"{HW}/{BEFORE}", 0, "写的是 0分钟"),
    ("gas validity", f"{HW}/{BEFORE}", -30, "写的是 -30分钟"),
    ("gas validity", f"{HW}/{BEFORE}", None, "没有写取样到开工最多几分钟", f"{HW}/gas_test"),
    ("gas validity", f"{CS}/{BEFORE}", GONE, "没有写取样到开工最多几分钟", f"{CS}/gas_test"),
    ("gas validity", "permit_templates/kinds/blind_plate/gas_test/before_start_max_min", 480, "写的是 480分钟"),
    # oxygen
    ("oxygen", f"{GAS}/oxygen/confined_space/min_vol_pct", 22, "氧的下限 22 大于上限 21"),
    (
        "oxygen",
        f"{GAS}/oxygen/confined_space",
        {"min_vol_pct": 21, "max_vol_pct": 19.5, "source": "gb"},
        "氧的下限 21 大于上限 19.5",
        f"{GAS}/oxygen/confined_space/min_vol_pct",
    ),
    ("oxygen", f"{GAS}/oxygen/confined_space/min_vol_pct", GONE, "没有写氧的下限", f"{GAS}/oxygen/confined_space"),
    ("oxygen", f"{GAS}/oxygen/confined_space/oxygen_rich_max_vol_pct", 20, "富氧时的上限 20 小于平时的 21"),
    ("oxygen", f"{GAS}/oxygen/confined_space/max_vol_pct", 100, "最多 21 %vol"),
    ("oxygen", f"{GAS}/oxygen/confined_space/min_vol_pct", 0, "写的是 0%vol"),
    (
        "oxygen",
        f"{GAS}/breathing",
        "hot_work_oxygen_equipment",
        "没有写氧的下限",
        f"{GAS}/oxygen/hot_work_oxygen_equipment",
    ),
    ("oxygen", f"{GAS}/breathing", "none", "没有“none”这个"),
    (
        "oxygen",
        f"{CS}/gas_test/extra",
        [{"analyte": "oxygen", "limit": "hot_work_oxygen_equipment", "applies": "箱内"}],
        "没有氧的下限，只给氧气设备动火用",
        f"{CS}/gas_test/extra/0/limit",
    ),
    # negative and endless timers
    ("timers", f"{HOURS}/remind", -5, "写的是 -5分钟"),
    ("timers", f"{HOURS}/remind", 0, "写的是 0分钟"),
    ("timers", f"{HOURS}/alarm", 100_000, "要在 1 到 240分钟之间"),
    ("timers", f"{HOURS}/substitute", 10**30, "一个天文数字分钟"),
    ("timers", f"{RULES}/defaults/on_call/timers/alarm", float("inf"), "不是能用的数"),
    ("timers", f"{FIRST}/dual/timers/warn", 600, "写的是 600分钟"),
    ("timers", f"{RULES}/routes/EX-ANY/stages/countersign/timers/remind", -1, "写的是 -1分钟"),
    ("timers", f"{AFTER}/during/interim_check/timers/alarm", 1440, "写的是 1440分钟"),
    (
        "timers",
        f"{AFTER}/during/interim_check/timers",
        {"remind": 20, "warn": 10, "substitute": 15, "alarm": 30},
        "一个比一个晚",
    ),
    ("timers", f"{AFTER}/during/gas_record/every_min", 0, "写的是 0分钟"),
    ("timers", f"{AFTER}/during/video_running/every_min", 9_999, "要在 5 到 480分钟之间"),
    ("timers", f"{AFTER}/expiry/warn_before_min", [], "到期前不提醒"),
    ("timers", f"{AFTER}/expiry/warn_before_min/0", -60, "写的是 -60分钟"),
    ("timers", f"{HW}/ask_interval_min", 100_000, "要在 5 到 480分钟之间"),
    ("timers", f"{HW}/ask_interval_min", 0, "写的是 0分钟"),
    ("timers", f"{HW}/levels/special/validity_h", -8, "写的是 -8小时"),
    ("timers", f"{HOURS}/warn", "10", "要写数字，不加引号"),
    ("timers", "sensors/feed/suspend_after_s", 86_400, "写的是 86400秒"),
    ("timers", "sensors/sensors/GD-101/stale_after_s", 1_000_000, "写的是 1000000秒"),
    ("timers", "sensors/sensors/OX-301/high_alarm", 0, "高报值要在恢复值之上"),
    ("timers", "sensors/sensors/GD-101/negative_fault_below", 5, "写的是 5"),
    # radii and reaches
    ("radius", f"{ON_SITE}/radius_m", 1e9, "要在 1 到 200米之间"),
    ("radius", f"{ON_SITE}/radius_m", -50, "写的是 -50米"),
    ("radius", f"{ON_SITE}/radius_m", 0, "写的是 0米"),
    ("radius", f"{ON_SITE}/max_accuracy_m", 40_000, "写的是 40000米"),
    ("radius", f"{ON_SITE}/max_age_s", 86_400, "写的是 86400秒"),
    ("radius", "plant/areas/sewage/radius_m", 1e9, "写的是 1000000000米"),
    ("radius", "plant/areas/sewage/radius_m", -70, "半径要大于 0 米"),
    ("radius", "plant/areas/hydro/polygon/1/0", 122.9, "公里大，定位说明不了人在现场", "plant/areas/hydro/polygon"),
    ("radius", "permit_templates/relations/conflicts/1/radius_m", 0, "写的是 0米"),
    ("radius", "permit_templates/relations/conflicts/1/radius_m", 1e9, "写的是 1000000000米"),
    # presence
    ("presence", f"{ON_SITE}/required", False, "要求在作业现场审批，不能关掉"),
    ("presence", f"{ON_SITE}/required", "no", "不能关掉"),
    ("presence", f"{ON_SITE}/on_missing", "accept", "只能写"),
    ("presence", f"{ON_SITE}/required", GONE, "缺少这一项"),
    ("presence", f"{ON_SITE}/fallback", ["a_call"], "只能写 site_qr_and_photo"),
    ("presence", f"{RULES}/defaults/presence", GONE, "缺少这一项"),
    ("presence", f"{ON_SITE}/required", 0, "不能关掉"),
    # words of a kind that hide a house word
    ("house word", f"{HW}/words", ["动火", "停工"], "“停工”是系统自己的词", f"{HW}/words/1"),
    ("house word", f"{HW}/words", ["我不在"], "“我不在”是系统自己的词", f"{HW}/words/0"),
    ("house word", f"{CS}/words/1", "我回来了", "“我回来了”是系统自己的词"),
    ("house word", f"{CS}/words/1", "待签", "“待签”是系统自己的词"),
    ("house word", f"{TP}/words/1", " 停工 ", "“停工”是系统自己的词"),
    ("house word", f"{TP}/words/1", "停\u200b工", "“停工”是系统自己的词"),
    ("house word", f"{TP}/words/1", "停⼯", "“停工”是系统自己的词"),
    ("house word", f"{CS}/words/1", "动火", "已经用来办动火作业票"),
    ("house word", f"{CS}/words/1", "动 火", "有空格或看不见的字"),
    ("house word", f"{CS}/words/1", "快停工", "“快停工”是系统自己的词"),
    ("house word", "permit_templates/stop_words", ["动火"], "已经用来办动火作业票", "permit_templates/stop_words/0"),
    ("house word", "permit_templates/stop_words", ["歇火", "我的"], "是系统自己的词", "permit_templates/stop_words/1"),
    ("house word", "permit_templates/stop_words", ["。"], "这个词是空的", "permit_templates/stop_words/0"),
    (
        "house word",
        "plant/posts/duty_leader",
        {"name": "值班", "scope": "plant", "authority": 50, "function": "safety"},
        "“duty_leader”在系统里另有意思",
    ),
    # empty words
    ("empty word", f"{HW}/words", [], "没有写发什么词办动火作业票"),
    ("empty word", f"{HW}/words", [""], "这个词是空的", f"{HW}/words/0"),
    ("empty word", f"{HW}/words", ["动火", "  "], "是空的", f"{HW}/words/1"),
    ("empty word", f"{HW}/words", ["\u3164"], "这个词是空的", f"{HW}/words/0"),
    ("empty word", "plant/people/U01/name", "", "是空的"),
    ("empty word", f"{HW}/measures/DH01/text", " ", "是空的"),
    ("empty word", f"{HW}/fields/method/choices/0", "", "是空的"),
    ("empty word", "permit_templates/common_start_gate/signed/text", "\u200b", "是空的"),
    ("empty word", "plant/areas/tank/name", "\u2800", "是空的"),
    ("empty word", "courses/courses/0/lessons/0/body", "\n", "是空的"),
    # unknown questions
    ("unknown question", f"{HW}/fields/method/asked_if", {"nothing": True}, "没有“nothing”这道是否题"),
    ("unknown question", f"{HIGH}/fields/height_m/asked_if", {"open_air": True}, "是选人或定级的题，要总是问"),
    ("unknown question", f"{HW}/fields/method/least", 2, "不是选几个人的题"),
    ("unknown question", f"{LIFT}/fields/mass_t/not_below", "wind_force", "要都是数、单位一样"),
    ("unknown question", f"{LIFT}/fields/rigger/least", 0, "0"),
    ("unknown ask", f"{AFTER}/pre_start/foreman_check/ask", "forman_check", "不认识“forman_check”"),
    (
        "unknown ask",
        f"{AFTER}/pre_start/+",
        {"order": 9, "ask": "pray", "to": ["guardian"]},
        "不认识“pray”",
        f"{AFTER}/pre_start/pray/ask",
    ),
    ("unknown ask", f"{AFTER}/during/gas_record/ask", "gas_test", "不认识“gas_test”"),
    ("unknown ask", f"{AFTER}/during/video_running/ask", "", "不认识“”"),
    ("unknown ask", f"{AFTER}/close/power_cancel/ask", "cancel_power", "不认识“cancel_power”"),
    ("unknown ask", f"{AFTER}/pre_start/start/to", [], "start 没有写问谁"),
    ("unknown ask", f"{AFTER}/close/accept/to", [], "accept 没有写问谁"),
    # a life without start or accept
    ("no start or accept", f"{AFTER}/pre_start/start", GONE, "动火作业特级没有写 start", f"{AFTER}/pre_start"),
    (
        "no start or accept",
        f"{AFTER}/pre_start/start/kinds",
        ["hot_work"],
        "受限空间作业没有写 start",
        f"{AFTER}/pre_start",
    ),
    (
        "no start or accept",
        f"{AFTER}/pre_start/start/levels",
        ["special", "first", "none"],
        "动火作业二级没有写 start",
        f"{AFTER}/pre_start",
    ),
    ("no start or accept", f"{AFTER}/close/accept", GONE, "没有写 accept", f"{AFTER}/close"),
    ("no start or accept", f"{AFTER}/close/accept/kinds", ["hot_work"], "受限空间作业没有写 accept", f"{AFTER}/close"),
    ("no start or accept", f"{AFTER}/close", [], "没有人验收，票就关不了"),
    ("no start or accept", f"{AFTER}/pre_start/briefing", GONE, "没有写 briefing", f"{AFTER}/pre_start"),
    ("no start or accept", f"{AFTER}/pre_start/gas_test/kinds", ["hot_work"], "没有人测气", f"{AFTER}/pre_start"),
    ("no start or accept", f"{AFTER}/during/interim_check", GONE, "没有写 interim_check", f"{AFTER}/during"),
    (
        "no start or accept",
        f"{AFTER}/during/interim_check/on_silent",
        GONE,
        "没人报平安就要停工",
        f"{AFTER}/during/interim_check",
    ),
    (
        "no start or accept",
        "permit_templates/common_start_gate/certs",
        GONE,
        "少了“certs”这一关",
        "permit_templates/common_start_gate",
    ),
    (
        "no start or accept",
        "permit_templates/common_start_gate/window",
        GONE,
        "少了“window”这一关",
        "permit_templates/common_start_gate",
    ),
    ("no start or accept", "permit_templates/common_start_gate", [], "少了“signed”这一关"),
    (
        "no start or accept",
        "permit_templates/common_start_gate/guardian/applies",
        "有人看着",
        "每张票都要过",
        "permit_templates/common_start_gate/guardian",
    ),
    # who is asked, who accepts, how long silence lasts
    ("asked", f"{AFTER}/close/accept/to", ["work_leader", "shift_foreman"], "自己人不能验收自己的活"),
    (
        "asked",
        f"{AFTER}/close/accept/to",
        ["briefing_receiver", "shift_foreman"],
        "“briefing_receiver”是票上的角色",
        f"{AFTER}/close/accept/to/0",
    ),
    (
        "asked",
        f"{AFTER}/close/accept/to",
        ["second_guardian"],
        "“second_guardian”是票上的角色",
        f"{AFTER}/close/accept/to/0",
    ),
    ("asked", f"{AFTER}/close/accept/to", ["chief_engineer"], "chief_engineer 没有人任"),
    ("asked", f"{AFTER}/during/interim_check/to", ["civil_engineer"], "civil_engineer 没有人任，interim_check 就没人"),
    ("asked", f"{AFTER}/during/video_running/to", ["chief_engineer", "steam_engineer"], "没有人任，video_running"),
    ("asked", f"{AFTER}/close/power_cancel/to", ["steam_engineer"], "没有人任，power_cancel 就没人可问"),
    ("asked", f"{AFTER}/close/power_cancel", GONE, "临时用电作业没有写 power_cancel", f"{AFTER}/close"),
    ("asked", f"{AFTER}/close/power_cancel/kinds", ["hot_work"], "接的电完工后没有人断", f"{AFTER}/close"),
    ("asked", f"{AFTER}/during/interim_check/to", ["worker"], "干活的人不能给自己报平安"),
    (
        "asked",
        f"{AFTER}/during/interim_check/timers",
        {"remind": 200, "warn": 220, "substitute": 230, "alarm": 240},
        "最多 60 分钟就要停工，写的是 240",
        f"{AFTER}/during/interim_check/timers/alarm",
    ),
    ("asked", f"{AFTER}/pre_start/start/order", 1, "开工要排在最后"),
    ("asked", f"{AFTER}/pre_start/gas_test/order", 4, "gas_test 却是 4", f"{AFTER}/pre_start/start/order"),
    # what a kind of work can't go without
    ("emptied", f"{HW}/measures", [], "一条措施也没有"),
    ("emptied", f"{HW}/jsa", [], "一条风险也没有"),
    ("emptied", f"{CS}/closeout", [], "一条完工检查也没有"),
    ("emptied", f"{HW}/fire_watch_min", 45, "没有一条写“45 分钟”"),
    ("emptied", f"{HW}/fire_watch_min", 0, "要在 1 到 480分钟之间"),
    ("emptied", f"{HW}/measures/15/reading/graded_by", "open_air", "没有填数的“open_air”"),
    ("emptied", f"{HW}/measures/15/units", ["级"], "units 只给用文字写的读数"),
    ("emptied", f"{TP}/measures", [], "一条措施也没有"),
    ("emptied", f"{HW}/start_gate_extra", [], "当班班长验票"),
    (
        "emptied",
        f"{HW}/start_gate_extra/foreman_check/levels",
        ["special"],
        "不写 levels 和 applies",
        f"{HW}/start_gate_extra",
    ),
    ("emptied", f"{HW}/start_gate_extra/gas/levels", ["special"], "gas 这一关，不能只写几级"),
    (
        "emptied",
        "permit_templates/common_start_gate/+",
        {"id": "gas", "text": "测气", "levels": ["special"]},
        "gas 这一关，不能只写几级",
        "permit_templates/common_start_gate/9/levels",
    ),
    # the library's grading, on a form of the standard
    ("grading", f"{HW}/level_rules", [{"level": "second", "why": "都算二级"}], "的动火该定一级的，照这里定不到"),
    ("grading", f"{HW}/level_rules", lambda old: old[1:], "该定特级的，照这里定不到"),
    ("grading", f"{HW}/level_rules", lambda old: old[:-1], "该定二级的，照这里定不到"),
    ("grading", f"{HW}/level_rules/0/level", "first", "该定特级的，照这里定不到", f"{HW}/level_rules"),
    (
        "grading",
        f"{HW}/level_rules/0/all",
        ["in_hazard_place", "equipment_running", "open_air"],
        "该定特级的，照这里定不到",
        f"{HW}/level_rules",
    ),
    ("grading", f"{HW}/area_says", {}, "该定一级的，照这里定不到", f"{HW}/level_rules"),
    ("grading", f"{HW}/fields/equipment_running", GONE, "“equipment_running”没人答", f"{HW}/level_rules/0/all"),
    ("grading", f"{HW}/fields/equipment_running/required", False, "没人答", f"{HW}/level_rules/0/all"),
    ("grading", f"{HW}/fields/equipment_running/only_in", "roads", "该定特级的，照这里定不到", f"{HW}/level_rules"),
    ("grading", f"{HW}/levels/special/name", "二级", "从严到宽是特级、一级、二级", f"{HW}/levels"),
    (
        "grading",
        f"{HW}/levels",
        lambda old: [{**old[0], "rank": 1}, old[1], {**old[2], "rank": 3}],
        "从严到宽是特级、一级、二级",
    ),
    ("grading", f"{HIGH}/level_table/0/B", "I", "定的级别比标准低", f"{HIGH}/level_table"),
    ("grading", f"{HIGH}/level_table", [{"over": 0, "upto": None, "A": "I", "B": "I"}], "定的级别比标准低"),
    (
        "grading",
        f"{HIGH}/level_table",
        lambda old: [{**old[0], "upto": 8}, {**old[1], "over": 8}, *old[2:]],
        "定的级别比标准低",
    ),
    ("grading", f"{HIGH}/objective_factors", lambda old: old[1:], "少了“阵风五级以上”"),
    ("grading", f"{HIGH}/fields/objective_factors/choices", ["没有"], "表单里也要能选到", f"{HIGH}/objective_factors"),
    ("grading", f"{HIGH}/at_least/IV", [], "至少是Ⅳ级", f"{HIGH}/at_least"),
    ("grading", f"{HIGH}/fields/height_m/required", False, "标准按这个数定级", f"{HIGH}/level_by"),
    (
        "grading",
        f"{LIFT}/level_table",
        lambda old: [{**old[0], "upto": 60}, {**old[1], "over": 60}, old[2]],
        "定的级别比标准低",
    ),
    # what else a kind of the standard keeps
    ("kept", f"{HW}/measures", lambda old: old[:1], "至少 5 条措施一定要落实"),
    ("kept", f"{HW}/measures/DH03/applies", "if", "只有 4 条", f"{HW}/measures"),
    ("kept", f"{HW}/measures/DH03/confirm", "worker", "不能自己确认自己的措施"),
    ("kept", f"{HW}/measures/DH15/confirm", "requester", "不能自己确认自己的措施"),
    ("kept", f"{HW}/ask_interval_min", 480, "动火作业中最多隔 120 分钟问一次"),
    ("kept", f"{HW}/qualifications/worker", ["T-ENTRY3"], "作业人有国家的证书"),
    ("kept", f"{TP}/qualifications/electrician", ["T-ENTRY3"], "电工有国家的证书"),
    ("kept", "permit_templates/kinds/excavation/triggers", GONE, "还要守受限空间的规定"),
    ("kept", "permit_templates/kinds/excavation/gas_test/required", "never", "标准要求动土测气"),
    ("kept", f"{HW}/upgrade/wind_force_at_least", 6, "从 5 级风起升级"),
    ("kept", "permit_templates/kinds/lifting/name", "动火作业", "已经有一类叫“动火作业”"),
    ("kept", f"{HW}/attachments", [], "标准要求特级动火有方案"),
    ("kept", f"{HW}/attachments/plan/required", False, "标准要求特级动火有方案", f"{HW}/attachments"),
    ("kept", f"{LIFT}/attachments/plan/levels", ["first"], "标准要求二级吊装有方案", f"{LIFT}/attachments"),
    ("kept", CONFLICTS, lambda old: [old[0]], "动火作业与可燃粉尘清扫 10 米"),
    # work from above, and what is below it
    ("kept", "permit_templates/relations/vertical", GONE, "没有写上下交叉怎么算", "permit_templates/relations"),
    ("kept", "permit_templates/relations/vertical/double_over_m", 30, "要在 2 到 24米之间（标准）"),
    ("kept", "permit_templates/kinds/lifting/from_above", GONE, "从上面干的标记"),
    ("kept", "permit_templates/kinds/height/from_above/height", "wind_force", "必填的数（unit: 米）"),
    ("kept", f"{CONFLICTS}/1/effect", "coordinate", "少了标准的一条", CONFLICTS),
    # form numbers that only look like the standard's
    *(("form", f"{HW}/form", form, "看上去是标准的表号") for form in LOOKALIKES),
    ("form", f"{CS}/form", "表A.2 ", "请写 表A.2"),
    ("form", f"{HW}/form", "本厂表1", "动火作业是标准的作业"),
    (
        "form",
        HW,
        lambda old: {**old, "form": "本厂表1", "name": "烧焊作业"},
        "动火作业是标准的作业",
        f"{HW}/form",
    ),
    (
        "form",
        HW,
        lambda old: {**old, "form": "本厂表1", "name": "烧焊作业", "words": ["烧焊"]},
        "动火作业是标准的作业",
        f"{HW}/form",
    ),
    # one of the standard's works under another name
    *(
        (
            "other name",
            f"permit_templates/kinds/{kind}",
            renamed(name=name),
            words,
            f"permit_templates/kinds/{kind}/form",
        )
        for kind, name, words in (
            ("hot_work", "焊接作业", "“焊接作业”说的是动火"),
            ("hot_work", "焊 · 接（车间）", "请以模板库的 hot_work 为底来改（take: hot_work，form: 表A.1）"),
            ("hot_work", "氩弧銲", "动火作业是标准的作业"),
            ("hot_work", "管道切割", "动火作业是标准的作业"),
            ("hot_work", "焊缝返修焊接", "动火作业是标准的作业"),
            ("confined_space", "进罐清洗", "“进罐清洗”说的是受限空间"),
            ("confined_space", "清釜作业", "受限空间作业是标准的作业"),
            ("blind_plate", "加盲作业", "盲板抽堵作业是标准的作业"),
            ("height", "屋面检修", "高处作业是标准的作业"),
            ("lifting", "设备起重", "吊装作业是标准的作业"),
            ("temp_power", "接电作业", "请以模板库的 temp_power 为底来改"),
            ("excavation", "挖沟埋管", "动土作业是标准的作业"),
            ("road_closure", "占道施工", "断路作业是标准的作业"),
        )
    ),
    ("other name", HW, without_methods(["维修", "补焊"]), "“补焊”说的是动火", f"{HW}/form"),
    ("other name", HW, without_methods(["维修"], "焊接"), "“焊接特级”说的是动火", f"{HW}/form"),
    ("other name", HW, without_methods(["冲洗", "从人孔进浆塔"]), "“从人孔进浆塔”说的是受限空间", f"{HW}/form"),
    ("other name", HW, without_methods(["冲洗", "登塔冲洗"]), "“登塔冲洗”说的是高处", f"{HW}/form"),
    ("other name", HW, renamed(), "“电焊”说的是动火", f"{HW}/form"),
    ("other name", HW, keeping("measures", said="，看过"), "措施或风险有三成是照动火的写的", f"{HW}/form"),
    ("other name", HW, keeping("jsa", said="（先）"), "措施或风险有三成是照动火的写的", f"{HW}/form"),
    ("other name", HW, keeping("jsa", most=3), "措施或风险有三成是照动火的写的", f"{HW}/form"),
    ("other name", HW, without_methods(["维修"], qualifications=WELDERS), "（焊接与热切割）”说的是动火", f"{HW}/form"),
    ("other name", CS, keeping("measures"), "措施或风险有三成是照受限空间的写的", f"{CS}/form"),
    ("other name", f"{TP}/words/+", "焊接", "“焊接”说的是动火", f"{TP}/form"),
    ("other name", "permit_templates/kinds/road_closure/name", "断路动火", "“断路动火”说的是动火", f"{RC}/form"),
    # what a plant states about a kind of its own
    ("outside", RC, renamed(outside_standard=None), "要写明为什么不是标准的八类、谁定的", RC),
    *(
        ("outside", RC, stating(**{name: given}), words, f"{RC}/outside_standard/{name}")
        for name, given, words in (
            ("why", "", "没说清为什么"),
            ("why", "\u200b \u3000", "没说清为什么：请至少写 10 个字"),
            ("why", "本厂自己的。", "没说清为什么"),
            ("decided_by", "U99", "没有“U99”这个人员"),
            ("decided_by", "U36", "是承包商的人，不能定"),
            ("decided_by", "U34", "不能签安全管理部门这一栏"),
            ("decided_by", "U15", "不能签安全管理部门这一栏"),
            ("decided_on", "2026-11-02", "晚于这份文件起用的日子（effective_from: 2026-11-01）"),
            ("decided_on", "2036-01-01", "先定了才能用"),
            ("decided_on", "去年", "要写日期"),
        )
    ),
    *(
        ("outside", RC, stating(**{name: None}), "要写", f"{RC}/outside_standard/{name}")
        for name in ("why", "decided_by")
    ),
    ("outside", f"{HW}/outside_standard", OWN["outside_standard"], "这一类就是标准的作业：请删去"),
    (
        "outside",
        RC,
        renamed(fields=[{"id": "standard_works", "label": "随便问", "kind": "text", "required": False}]),
        "在系统里另有意思",
        f"{RC}/fields/standard_works/id",
    ),
    # what nobody can ask for
    (
        "kept",
        "permit_templates/kinds/excavation/qualifications/worker",
        ["T-EXCAV", "T-CS", "C-HEIGHT", "C-CRANE-OP"],
        "现在没有人能当动土的作业人，票申请不了",
        "permit_templates/kinds/excavation",
    ),
    ("kept", f"{HW}/jsa", [], "一条风险也没有"),
    # what an applicant may not excuse
    ("approver", f"{FIRST}/dual/posts/1/concerned", True, "是审批的栏，申请人不能说不涉及"),
    ("excused", f"{RULES}/fragments/area/posts/0/concerned", True, "车间安全员是属地代表，在他的区域干活总与他有关"),
    (
        "excused",
        f"{RULES}/routes/EX-ANY/stages/+",
        stage(
            posts=[{**UNIT, "post": "shift_foreman", "signs_for": "属地核查", "statutory": False, "concerned": True}]
        ),
        "是属地代表",
        f"{RULES}/routes/EX-ANY/stages/4/posts/0/concerned",
    ),
    (
        "excused",
        f"{RULES}/routes/HW-SPECIAL-TANK/stages/dual/posts/1/concerned",
        True,
        "标准的动火没有会签，每一栏都要签，申请人不能说不涉及",
    ),
    ("excused", f"{RULES}/routes/BP-ANY/stages/process/posts/0/concerned", True, "标准的盲板抽堵没有会签"),
    ("excused", f"{RULES}/routes/L-FIRST/stages/review/posts/1/concerned", True, "标准的吊装没有会签"),
    ("excused", f"{RULES}/upgrades/extra_stages/fire_extra/posts/0/concerned", True, "“消防加签”是加签的"),
    # who approves each level
    ("approver", f"{RULES}/routes/HW-SPECIAL/stages", [stage()], "动火特级由主管领导审批"),
    ("approver", FIRST, [stage()], "动火一级由安全管理部门审批"),
    ("approver", f"{FIRST}/dual/mode", "any_of", "动火一级由安全管理部门审批", FIRST),
    ("approver", f"{FIRST}/dual/posts/1/optional", True, "动火一级由安全管理部门审批", FIRST),
    ("approver", f"{FIRST}/dual/only_if", ONLY_IF, "动火一级由安全管理部门审批", FIRST),
    ("approver", f"{RULES}/routes/HW-SECOND/stages", [LEADER], "动火二级由所在基层单位审批"),
    ("approver", f"{RULES}/routes/H-IV/stages", [stage()], "高处Ⅳ级由主管领导审批"),
    *(
        (
            "approver",
            f"{RULES}/routes",
            rerouted({"levels": ["first"], **some}, {}),
            "吊装一级由主管领导审批",
            f"{RULES}/routes/L-SECOND-THIRD/stages",
        )
        for some in ({"contractor": True}, {"areas": ["tank"]})
    ),
    ("approver", f"{RULES}/routes/TP-ANY/stages", [stage()], "临时用电由配送电单位审批"),
    ("approver", f"{RULES}/routes/RC-ANY/stages", [stage()], "断路由所在单位专业部门审批"),
    ("approver", f"{RULES}/gb_roles/安全管理部门/approves", GONE, "动火一级由安全管理部门审批", FIRST),
    ("approver", f"{RULES}/gb_roles/主管领导/floor", 60, "也够签“主管领导”，两级就成了一级"),
    # an approver's line is as high as the library's, whatever the plant calls it
    ("lowered", f"{LINES}/安全管理部门/floor", 40, "由安全管理部门审批，floor 至少 60，写的是 40"),
    ("lowered", f"{LINES}/所在基层单位/floor", 10, "由所在基层单位审批，floor 至少 60"),
    ("lowered", f"{LINES}/配送电单位/floor", 30, "由配送电单位审批，floor 至少 55"),
    (
        "lowered",
        f"{LINES}/安全管理部门/functions",
        ["safety", "production"],
        "production（生产）不能签，只能写 management（管理）、safety（安全）",
    ),
    ("lowered", f"{LINES}/主管领导/functions", ["management", "production"], "production（生产）不能签"),
    ("lowered", f"{LINES}/焊工批", WELDERS_SIGN, "“焊工批”由安全管理部门审批，floor 至少 60", f"{LINES}/焊工批/floor"),
    (
        "lowered",
        f"{LINES}/焊工批",
        {**WELDERS_SIGN, "floor": 60},
        "“焊工批”由安全管理部门审批，maintenance（检修）不能签",
        f"{LINES}/焊工批/functions",
    ),
    (
        "lowered",
        f"{LINES}/自己批",
        {"floor": 10, "functions": ["production"], "approves": "unit"},
        "“自己批”由所在基层单位审批，floor 至少 60",
        f"{LINES}/自己批/floor",
    ),
    # people of another department
    ("elsewhere", f"{UNITS}/0/scope", "plant", "每个部门各有车间主任，写 plant 别的部门的也能签“所在基层单位”"),
    ("elsewhere", f"{UNITS}/1/scope", "plant", "每个部门各有车间副主任"),
    ("elsewhere", f"{FIRST}/dual/posts/0/scope", "plant", "每个部门各有车间主任"),
    (
        "elsewhere",
        f"{RULES}/substitutions/workshop_director/chain/0",
        {"post": "workshop_deputy"},
        "每个部门各有车间副主任，不写 scope 或写 plant，别的部门的也能替“workshop_director”",
    ),
    ("elsewhere", f"{AFTER}/close/accept/scope", "plant", "别的部门的也能答 accept", f"{AFTER}/close/accept"),
    (
        "elsewhere",
        f"{AFTER}/pre_start/foreman_check/scope",
        GONE,
        "答 foreman_check",
        f"{AFTER}/pre_start/foreman_check",
    ),
    # a chain in which nobody may ever sign
    *(
        (
            "too small a chain",
            f"{CHAINS}/{post}/chain",
            [{"post": given}],
            f"“{post}”的替补链走到底也没有够签“{line}”的人",
            f"{CHAINS}/{post}",
        )
        for post, given, line in (
            ("deputy_gm", "shift_foreman", "主管领导"),
            ("deputy_gm", "process_manager", "主管领导"),
            ("equipment_manager", "civil_engineer", "所在单位专业部门"),
            ("safety_director", "equipment_manager", "安全管理部门"),
            ("workshop_director", "gas_analyst", "所在基层单位"),
        )
    ),
    # the approvers' training, which nobody has, too few have, or workers have
    *(
        ("untrained", "plant/people", trained(*some), words, TRAINED)
        for some, words in (
            ((), "的“属地核查”现在没有人能签"),
            (("U02", "U03"), "现在没有人能签，票会卡在那里：审批人要有作业票审批人培训（T-APPROVE），一人签一栏"),
            (("U34",), "现在没有人能签"),
        )
    ),
    ("untrained", TRAINED, "T-SAFETY", "审批人要有安全管理人员考核合格（T-SAFETY）"),
    ("untrained", TRAINED, "C-WELD", "是作业人的证，不是审批人的培训"),
    ("untrained", TRAINED, "T-ENTRY3", "是作业人的证，不是审批人的培训"),
    # what is written on paper for people who never approve
    *(
        ("paper", f"{PAPER}/to_person", person, f"{name}是承包商的人，授权书 SQ-2026-07 写给他也不能替签")
        for person, name in (("U36", "呼延拓"), ("U37", "苻长风"), ("U38", "茹远山"), ("U40", "呙驰野"))
    ),
    ("paper", "plant/people/U04/posts", ["rigger"], "的岗位都不得审批，授权书 SQ-2026-07", f"{PAPER}/to_person"),
    ("approver", f"{RULES}/downgrades/D1/decided_by/posts", ["welder"], "不能批准降级", f"{LOWER}/posts/0"),
    ("approver", f"{RULES}/downgrades/D1/kinds", ["hot_work", "height"], "标准只让动火降级"),
    ("approver", f"{TOP}/0/optional", True, "没有一定要签的人", TOP),
    ("approver", f"{TOP}/0/concerned", True, "没有一定要签的人", TOP),
    # one person for two lines; people who can't speak for the plant
    ("two lines", SHARED, ["安全管理部门", "主管领导"], "“主管领导”是审批的栏"),
    ("two lines", SHARED, ["安全管理部门"], "一个人就能签两栏"),
    ("two lines", SHARED, ["会签单位", "所在基层单位"], "“所在基层单位”是审批的栏"),
    ("two lines", SHARED, ["消防安全管理部门"], "一个人就能签两栏"),
    ("two lines", SHARED, ["配送电单位"], "“配送电单位”是审批的栏"),
    ("too low", "plant/roles/safety_office", ["welder"], "焊工哪一栏都不够签，不能当安全部门", SAFETY),
    ("too low", "plant/roles/area_rep", ["welder"], "不能当属地代表", "plant/roles/area_rep/0"),
    ("too low", "plant/duty_roster/weekly/3", "U30", "不能当值班领导"),
    ("too low", f"{AFTER}/close/accept/to", ["gas_analyst"], "不能验收", f"{AFTER}/close/accept/to/0"),
    ("too low", f"{AFTER}/close/accept/to", ["electrician"], "不能验收", f"{AFTER}/close/accept/to/0"),
    # wind, nights and days of rest
    ("upgrade", f"{RULES}/upgrades/rules/U2", GONE, "在 5 级风起升级", f"{RULES}/upgrades/rules"),
    (
        "upgrade",
        f"{RULES}/upgrades/rules/U2",
        lambda old: {
            **old,
            "source": "plant",
            "when_all": [old["when_all"][0], {"input": "wind_force", "at_least": 17}],
        },
        "在 5 级风起升级",
        f"{RULES}/upgrades/rules",
    ),
    (
        "upgrade",
        f"{RULES}/upgrades/rules/U2/when_all/+",
        {"input": "full_shutdown_cleared", "equals": True},
        "表单没有问“full_shutdown_cleared”",
        f"{RULES}/upgrades/rules/U2/when_all/2/input",
    ),
    ("upgrade", f"{RULES}/upgrades/rules/U2/effect", "add_stage", "在 5 级风起升级", f"{RULES}/upgrades/rules"),
    ("upgrade", f"{HW}/fields/wind_force", GONE, "在 5 级风起升级", f"{RULES}/upgrades/rules"),
    *(
        (
            "wind",
            f"{HW}/fields/open_air",
            lambda old, given=given: {**old, **given},
            "问法照模板库：现在的风力、露天",
            f"{RULES}/upgrades/rules",
        )
        for given in ({"label": "已请示领导"}, {"label": "不在露天"}, {"label": "室内"}, {"required": False})
    ),
    ("wind", f"{HW}/fields/wind_force/label", "地震烈度", "在 5 级风起升级", f"{RULES}/upgrades/rules"),
    ("wind", f"{HW}/fields/wind_force/unit", "米/秒", "在 5 级风起升级", f"{RULES}/upgrades/rules"),
    (
        "wind",
        f"{RULES}/upgrades/rules/U2/when_all/0/input",
        "equipment_running",
        "在 5 级风起升级",
        f"{RULES}/upgrades/rules",
    ),
    ("rest", NIGHT, {"from": "03:00", "to": "03:03"}, "夜间至少要含 22:00–06:00"),
    ("rest", f"{NIGHT}/from", "23:00", "夜间至少要含 22:00–06:00", NIGHT),
    ("rest", f"{NIGHT}/to", "04:00", "夜间至少要含 22:00–06:00", NIGHT),
    (
        "rest",
        f"{RULES}/calendar/make_up_workdays",
        [f"2026-{month:02}-{day:02}" for month, day in WEEKENDS],
        "2026 年写了 13 个调休上班日",
    ),
    (
        "rest",
        f"{RULES}/calendar/make_up_workdays/+",
        "2026-11-25",
        "本来就不是休息日",
        f"{RULES}/calendar/make_up_workdays",
    ),
    ("rest", f"{RULES}/calendar/known_until", "9999-12-31", "2027 年却没有假期"),
    ("rest", f"{RULES}/calendar/holidays", [], "2026 年却没有假期", f"{RULES}/calendar/known_until"),
    ("house word", f"{TP}/words/1", "停工！", "“停工”是系统自己的词"),
    # codes
    ("code", "plant/people/U01/id", "house", "另有意思"),
    ("code", "plant/people/U01/id", "Console", "另有意思"),
    ("code", "plant/people/U01/id", "U 01", "只能用字母、数字"),
    ("code", "plant/people/U01/id", "U01\u200b", "只能用字母、数字"),
    ("code", "plant/people/U01/id", "谌望舒", "只能用字母、数字"),
    ("code", "plant/people/U01/id", "../U01", "只能用字母、数字"),
    ("code", "plant/people/U01/id", "U" * 33, "太长，最多 32"),
    ("code", "plant/people/U02/id", "u01", "“u01”和“U01”只差大小写"),
    ("code", "plant/areas/tank/id", "tank'--", "只能用字母、数字"),
    ("code", "plant/departments/ws1/id", "plant", "“plant”在系统里另有意思"),
    (
        "code",
        "plant/posts/车间主任",
        {"name": "车间主任", "scope": "plant", "authority": 50, "function": "safety"},
        "只能用字母、数字",
    ),
    ("code", "plant/company/id", "an he", "只能用字母、数字"),
    ("code", f"{HW}/code", "动火", "两个大写字母"),
    ("code", f"{HW}/code", "dh", "两个大写字母"),
    ("code", f"{HW}/levels/second/id", "二级", "只能用字母、数字"),
    ("code", f"{HW}/levels/second/id", "a_very_long_level", "太长，最多 16"),
    ("code", f"{HW}/measures/DH01/id", "DH/01", "只能用字母、数字"),
    ("code", f"{HW}/attachments/plan/id", "<plan>", "只能用字母、数字"),
    ("code", "routing_rules/routes/H-I/id", "高处一级", "只能用字母、数字"),
    ("code", "sensors/instruments/GD-601/id", "GD 601", "只能用字母、数字"),
    (
        "code",
        "permit_templates/qualifications/焊工证",
        {"name": "焊工证", "type": "state", "valid_months": 72, "source": "gb"},
        "只能用字母、数字",
    ),
    ("account: group", "plant/dingtalk_group", "https://oapi.dingtalk.com/robot/send", "不像钉钉群"),
    ("account: group", "plant/dingtalk_group", "cidA;IM_ROBOT.boss", "不像钉钉群"),
    ("account: group", "plant/dingtalk_group", "cid A=", "不像钉钉群"),
    ("account: group", "plant/dingtalk_group", "安全群", "不像钉钉群"),
    ("account: group", "plant/dingtalk_group", "cid" + "a" * 121, "不像钉钉群"),
    # accounts
    ("account: case", "plant/people/U02/account", "ANHE_U01", "有两个人在用"),
    ("account: case", "plant/people/U02/account", "Anhe_u01", "有两个人在用"),
    ("account: case", "plant/people/U10/account", "DT-ANHE-0006", "看上去一样"),
    ("account: case", "plant/people/U11/account", "dt-Anhe-0006", "看上去一样"),
    ("account: case", "plant/people/U12/account", "dt-anhe-0006", "有两个人在用"),
    ("account: blanks", "plant/people/U02/account", "anhe_u01 ", "有空格或看不见的字"),
    ("account: blanks", "plant/people/U02/account", " anhe_u01", "有空格或看不见的字"),
    ("account: blanks", "plant/people/U02/account", "anhe_ u01", "有空格或看不见的字"),
    ("account: blanks", "plant/people/U02/account", "anhe_u01\u3000", "有空格或看不见的字"),
    ("account: blanks", "plant/people/U10/account", "dt-anhe-0006\t", "有空格或看不见的字"),
    ("account: invisible", "plant/people/U02/account", "anhe_u01\u200b", "有空格或看不见的字"),
    ("account: invisible", "plant/people/U02/account", "\ufeffanhe_u01", "有空格或看不见的字"),
    ("account: invisible", "plant/people/U10/account", "dt-anhe\u00ad-0006", "有空格或看不见的字"),
    ("account: invisible", "plant/people/U10/account", "dt-anhe-0006\u202e", "有空格或看不见的字"),
    ("account: invisible", "plant/people/U10/account", "dt-anhe-0006\ufe0f", "有空格或看不见的字"),
    ("account: signs", "plant/people/U02/account", "ａnhe_u01", "只能用半角"),
    ("account: signs", "plant/people/U10/account", "ｄt-anhe-0006", "看上去一样"),
    ("account: signs", "plant/people/U02/account", "蔺砚秋", "只能用半角"),
    ("account: signs", "plant/people/U02/account", "a" * 65, "超过 64 个字"),
    ("account: blanks", "plant/people/U02/account", "  ", "没有平台账号"),
    ("account: signs", "plant/people/U02/account", "anhe_u02;U01", "只能用半角"),
    ("account: signs", "plant/people/U02/account", "anhe_u0２", "只能用半角"),
    ("account: many", "plant/people/U02/account", "@all", "首位不是 @"),
    ("account: many", "plant/people/U02/account", "anhe_u03|anhe_u04", "一个人一个"),
    ("account: many", "plant/people/U10/account", "@ALL", "首位不是 @"),
    ("account: many", "plant/people/U10/account", "dt-1;IM_GROUP.cid", "一个人一个"),
    ("account: many", "plant/people/U10/account", "dt-1,dt-2", "一个人一个"),
    # texts that show something else than they hold
    ("text", "plant/people/U01/name", "张三\n审批：同意", "里面有换行（U+000A）"),
    ("text", "plant/people/U01/name", "\u202e三张", "看不见的控制字符（U+202E）"),
    ("text", "plant/people/U01/name", "张三\u200b", "看不见的控制字符（U+200B）"),
    ("text", "plant/people/U01/name", "张\x00三", "看不见的控制字符（U+0000）"),
    ("text", "plant/people/U01/name", "李" * 5000, "这个名称有 5000 个字，最多 60"),
    ("text", "plant/areas/tank/name", "罐区\u2028二号", "里面有换行（U+2028）"),
    ("text", f"{HW}/measures/DH01/text", "好\u2066的", "（U+2066）"),
    ("text", f"{HW}/fields/method/choices/0", "电\x1b焊", "（U+001B）"),
    # areas over each other
    (
        "overlap",
        "plant/areas/+",
        area(polygon=square(121.9005, 32.5005)),
        "与一车间加氢装置区重叠",
        "plant/areas/yard/polygon",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(polygon=square(121.9000, 32.5000, 0.0016, 0.0011)),
        "与一车间加氢装置区重叠",
        "plant/areas/yard/polygon",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(polygon=square(121.9004, 32.5003, 0.0004, 0.0004)),
        "与一车间加氢装置区重叠",
        "plant/areas/yard/polygon",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(polygon=square(121.8990, 32.5004, 0.0060, 0.0002)),
        "重叠",
        "plant/areas/yard/polygon",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(center=[121.9008, 32.5005], radius_m=20),
        "与一车间加氢装置区重叠",
        "plant/areas/yard/center",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(center=[121.9046, 32.5027], radius_m=30),
        "与污水处理站重叠",
        "plant/areas/yard/center",
    ),
    (
        "overlap",
        "plant/areas/+",
        area(polygon=square(121.9030, 32.5015, 0.003, 0.003)),
        "重叠",
        "plant/areas/yard/polygon",
    ),
    ("overlap", "plant/areas/sewage/radius_m", 300, "重叠", "plant/areas/sewage/center"),
    # days that end before they begin
    ("holiday", f"{RULES}/calendar/holidays/6/to", "2026-09-30", "国庆节的结束日早于开始日"),
    (
        "holiday",
        f"{RULES}/calendar/holidays/1/from",
        "2026-02-24",
        "春节的结束日早于开始日",
        f"{RULES}/calendar/holidays/1/to",
    ),
    ("holiday", f"{RULES}/calendar/holidays/0/to", "2025-01-03", "元旦的结束日早于开始日"),
    (
        "holiday",
        f"{RULES}/calendar/plant_special",
        [{"name": "大检修", "from": "2026-06-02", "to": "2026-06-01"}],
        "大检修的结束日早于开始日",
        f"{RULES}/calendar/plant_special/0/to",
    ),
    ("holiday", f"{RULES}/calendar/holidays/6/to", "2062-10-07", "国庆节超过 60 天"),
    (
        "holiday",
        f"{RULES}/calendar/make_up_workdays/+",
        "2026-10-02",
        "在国庆节假期里",
        f"{RULES}/calendar/make_up_workdays",
    ),
    ("holiday", f"{RULES}/calendar/fixed_fallback/+", "13-01", "不是 月-日", f"{RULES}/calendar/fixed_fallback"),
    ("holiday", "plant/people/U03/leave/0/to", "2026-11-22", "请假的结束日早于开始日", "plant/people/U03/leave/0"),
    ("holiday", "plant/authorizations/SQ-2026-07/valid_to", "2026-11-22", "的结束日早于开始日"),
    ("holiday", f"{NIGHT}/to", "20:00", "就没有夜间了", NIGHT),
    ("holiday", f"{RULES}/windows/rest_day/weekdays", [], "没有公休日"),
    ("holiday", "plant/shifts/day/to", "07:00", "下班时间早于上班时间"),
    # a contractor as duty leader
    ("contractor leads", "plant/duty_roster/weekly/3", "U36", "呼延拓是承包商的人，不能当值班领导"),
    ("contractor leads", "plant/duty_roster/weekly/7", "U40", "呙驰野是承包商的人"),
    ("contractor leads", "plant/duty_roster/dates/2026-12-31", "U37", "苻长风是承包商的人"),
    ("contractor leads", "plant/duty_roster/dates/2027-01-01", "U38", "茹远山是承包商的人"),
    (
        "contractor leads",
        "plant/people/U08/department",
        "contractor",
        "逄景行是承包商的人",
        "plant/duty_roster/weekly/3",
    ),
    ("contractor leads", "plant/departments/tech/contractor", True, "逄景行是承包商的人", "plant/duty_roster/weekly/3"),
    ("contractor leads", "plant/people/U08/posts", ["rigger"], "的岗位都不得审批", "plant/duty_roster/weekly/3"),
    ("contractor leads", "plant/duty_roster/weekly/3", "U99", "没有“U99”这个人员"),
    # keys that nothing looks up: at least five
    (
        "unknown key",
        f"{RULES}/defaults/min_lead_min",
        {"speciall": 120, "default": 30},
        "没有“speciall”这个级别，写了也不起作用",
        f"{RULES}/defaults/min_lead_min/speciall",
    ),
    (
        "unknown key",
        f"{RULES}/defaults/min_lead_min",
        {"sepcial": 120, "frist": 60, "default": 30},
        "没有“frist”这个级别",
        f"{RULES}/defaults/min_lead_min/frist",
    ),
    (
        "unknown key",
        "plant/shifts/offset",
        lambda old: {**old, "E": 1},
        "没有“E”这个班",
        "plant/shifts/offset/E",
    ),
    (
        "unknown key",
        "plant/shifts/hours",
        lambda old: {**old, "M": ["08:00", "16:00"]},
        "倒班周期（cycle）里没有“M”",
        "plant/shifts/hours/M",
    ),
    ("unknown key", "plant/shifts/names", {"E": "戊班"}, "没有“E”这个班", "plant/shifts/names/E"),
    (
        "unknown key",
        "plant/people/U34/cert_numbers",
        {"T-GAS": "T320"},
        "certs 里没有“T-GAS”",
        "plant/people/U34/cert_numbers/T-GAS",
    ),
    (
        "unknown key",
        f"{GAS}/oxygen",
        lambda old: {**old, "confined_spce": {"min_vol_pct": 19.5, "max_vol_pct": 21, "source": "gb"}},
        "哪里也没有用“confined_spce”这个限值",
        f"{GAS}/oxygen/confined_spce",
    ),
    ("unknown key", f"{HW}/one_permit_per", ["spce"], "表单没有问“spce”", f"{HW}/one_permit_per/0"),
    ("unknown key", f"{HW}/unique_active_by", "spce", "表单没有问“spce”"),
    # dates with a wrong year
    ("wrong year", "plant/people/U34/certs/C-WELD", "2207-05-31", "要在 1996-11-24 到 2036-11-24 之间：请核对年份"),
    ("wrong year", "plant/people/U34/certs/C-WELD", "2035-05-31", "从发证起只管 72 个月，最晚到 2033-05"),
    ("wrong year", "plant/people/U28/certs/T-GAS", "2029-02-28", "气体采样分析培训从发证起只管 12 个月"),
    ("wrong year", "plant/people/U28/certs/T-GAS", "1026-02-28", "请核对年份"),
    ("wrong year", "plant/authorizations/SQ-2026-01/valid_to", "2207-12-31", "请核对年份"),
    ("wrong year", "plant/authorizations/SQ-2026-01/valid_from", "1926-01-01", "请核对年份"),
    (
        "wrong year",
        "plant/people/U05/leave",
        [{"from": "2026-12-01", "to": "2062-12-10", "reason": "探亲"}],
        "写的是 2062-12-10",
        "plant/people/U05/leave/0/to",
    ),
    (
        "wrong year",
        "plant/duty_roster/dates",
        {"2206-12-31": "U02"},
        "写的是 2206-12-31",
        "plant/duty_roster/dates/2206-12-31",
    ),
    ("wrong year", "plant/areas/fixed_hot/reviewed_on", "2062-03-12", "写的是 2062-03-12"),
    (
        "wrong year",
        "courses/courses/NH3-301/lessons/NH3-301-L1/questions/NH3-301-L1-Q1/retired",
        "2026-11-26",
        "写的是 2026-11-26",
    ),
    ("wrong year", "plant/shifts/anchor_date", "2206-11-23", "写的是 2206-11-23"),
    (
        "wrong year",
        f"{RULES}/calendar/plant_special",
        [{"name": "大检修", "from": "2206-06-01", "to": "2206-06-03"}],
        "写的是 2206-06-01",
        f"{RULES}/calendar/plant_special/0/from",
    ),
    ("wrong year", "sensors/instruments/PM-0007/calibrated_until", "2207-02-28", "写的是 2207-02-28"),
    # rules that are loaded before their day
    ("too early", f"{RULES}/effective_from", "2027-06-01", "载入就马上起用，请到那天再载入"),
    ("too early", "permit_templates/effective_from", "2027-06-01", "载入就马上起用，请到那天再载入"),
    ("too early", f"{RULES}/effective_from", "2026-11-26", "现在就用，写 2026-11-25 或更早的日子"),
    ("too early", f"{RULES}/effective_from", "2062-11-01", "请核对年份"),
    ("too early", "permit_templates/effective_from", "1962-11-01", "请核对年份"),
    # whoever does the work confirms nothing himself
    *(
        (
            "self-confirmed",
            RC,
            renamed(
                fields=[{"id": doer, "label": "干活的", "kind": "people", "works": True}],
                measures=[{**OWN["measures"][0], "confirm": doer}, OWN["measures"][1]],
            ),
            "干活的人不能自己确认自己的措施",
            f"{RC}/measures/W1/confirm",
        )
        for doer in ("crane_operator", "rigger", "electrician")
    ),
    (
        "self-confirmed",
        RC,
        renamed(measures=[{**OWN["measures"][0], "confirm": "worker"}, OWN["measures"][1]]),
        "干活的人不能自己确认自己的措施",
        f"{RC}/measures/W1/confirm",
    ),
    ("self-confirmed", f"{LIFT}/measures/DZ01/confirm", "worker", "干活的人不能自己确认自己的措施"),
    # places that can't be meant
    ("odd place", "plant/areas/sewage/radius_m", 1, "要在 5 到 2000米之间"),
    ("odd place", "plant/areas/sewage/center", [21.9045, 32.5027], "不在国内"),
    ("odd place", "plant/areas/sewage/center", [112.9045, 32.5027], "同一部门的"),
    ("odd place", "plant/areas/sewage/center", [121.9045, 23.5027], "公里，同一部门的"),
    (
        "odd place",
        "plant/areas/+",
        area(polygon=square(121.8900, 32.4900, 0.000001, 0.005)),
        "只有 0.1 米宽",
        "plant/areas/yard/polygon",
    ),
    ("odd place", "plant/areas/+", area(center=[121.8990, 35.5005], radius_m=20), "公里", "plant/areas/yard/center"),
    # crews that can't be meant
    ("odd turn", "plant/shifts/hours/D", ["08:00", "07:00"], "这一班有 23 小时，最多 16 小时"),
    ("odd turn", "plant/shifts/hours/N", ["20:00", "20:00"], "这一班有 24 小时"),
    ("odd turn", "plant/shifts/hours/N", ["20:00", "13:00"], "这一班有 17 小时"),
    ("odd turn", "plant/shifts/cycle", ["D", "N", "D", "N"], "一个班要连着上 24 小时，最多 16 小时"),
    ("odd turn", "plant/shifts/cycle", ["N", "D", "O", "O"], "一个班要连着上 24 小时"),
    ("odd turn", "plant/shifts/cycle", ["D", "O", "O", "N"], "一个班要连着上 24 小时"),
    ("odd turn", "plant/shifts/offset", {"A": 0, "B": 0, "C": 0, "D": 0}, "一起上班、一起休"),
    ("odd turn", "plant/shifts/offset", {"A": 1, "B": 5, "C": 9, "D": 1}, "一起上班、一起休"),
    # what nobody can tell apart, and forms that the standard does not have
    ("looks like another", f"{HW}/fields/open_air/label", "动火方式", "有两道题都问“动火方式”"),
    (
        "looks like another",
        f"{HW}/fields/+",
        {"id": "more", "label": "露 天", "kind": "yes_no"},
        "有两道题都问“露 天”",
        f"{HW}/fields/more/label",
    ),
    (
        "looks like another",
        RC,
        renamed(fields=[{"id": "what", "label": "洗什么", "kind": "choice", "choices": ["管束", "外壁", "管束"]}]),
        "“管束”这一项写了两次",
        f"{RC}/fields/what/choices/2",
    ),
    ("looks like another", RC, renamed(form="表A.9"), "标准只有表A.1 到表A.8", f"{RC}/form"),
    ("looks like another", RC, renamed(form="附录表 A.12"), "标准只有表A.1 到表A.8", f"{RC}/form"),
]


# One fault is not told over and over.
MOST_SAID = 12
NAMED = Counter(case[0] for case in REFUSED)


ROUNDS = Rounds((case[1], case[2]) for case in REFUSED)


@pytest.mark.parametrize("kind", NAMED)
def test_it_is_refused_at_its_place_in_words_about_it(kind: str) -> None:
    for number, case in enumerate(REFUSED):
        if case[0] == kind and not is_refused(case, ROUNDS.spoilt(number)):
            alone = spoil((case[1], case[2]))
            assert is_refused(case, alone), (case, alone.found)


def is_refused(case: Case, spoilt: Spoilt) -> bool:
    """At its place, by words about it, and not over and over."""
    place, _, words = case[1:4]
    wanted = spoilt.where(case[4] if len(case) == 5 else place)
    said = [fault for fault in spoilt.found if words in fault.message]
    at_its_place = wanted in [(fault.file, fault.line, fault.field) for fault in said] and wanted[1] > 0
    return at_its_place and all("：" in fault.message for fault in said) and len(spoilt.found) <= MOST_SAID


def test_hot_work_without_levels_is_refused_whatever_else_was_fitted_to_it() -> None:
    levels = [{"id": "none", "name": "不分级", "rank": 1, "validity_h": 8, "validity_source": "gb", "when": "都算"}]
    ungraded = {"levels": levels, "level_rules": [{"level": "none", "why": "都算"}]}
    found = spoil((HW, lambda old: {**old, **ungraded})).found
    assert any(fault.message.startswith("标准的动火从严到宽是特级、一级、二级") for fault in found)


def test_there_are_five_of_each_kind_and_more_than_150() -> None:
    assert min(NAMED.values()) >= 5, NAMED
    assert sum(NAMED.values()) >= 150


# where, what stands there now, why it does no harm
ACCEPTED: list[tuple[str, object, str]] = [
    (f"{HW}/levels/second/validity_h", 24, "a plant may be stricter than the standard"),
    (f"{HW}/{BEFORE}", 15, "a fresher gas test is stricter"),
    (f"{HW}/{AGAIN}/second", 30, "a test after a shorter break is stricter"),
    (f"{GAS}/flammable/rule/0/max_vol_pct", 0.1, "a lower limit is stricter"),
    (f"{GAS}/toxic/limits/0/limit", 6.6, "a lower limit is stricter"),
    (
        f"{GAS}/media/3/lel_pct",
        6.0,
        "handbooks give 5.5 to 6.7 for methanol, and the house converts by what stands here",
    ),
    (
        f"{GAS}/media/+",
        {"name": "厂里的气", "lel_pct": 1.4},
        "a gas that no handbook of ours has, within what gases have",
    ),
    ("courses/courses/0/title", "动火👷\u200d♂️", "a sign that some pictures are joined by"),
    (f"{HOURS}/remind", 1, "more reminders ask nobody less"),
    (f"{HOURS}/alarm", 240, "four hours: silence still ends in an alarm, and in nothing else"),
    (f"{ON_SITE}/radius_m", 5, "a smaller fence is stricter"),
    (f"{ON_SITE}/fallback", [], "only a position shows then that somebody is on site"),
    ("plant/areas/+", area(polygon=square(121.9000, 32.5011, 0.0016, 0.00005)), "areas may have a border in common"),
    ("plant/areas/+", area(center=[121.8990, 32.5005], radius_m=20), "an area of its own"),
    (f"{HW}/words/+", "明火", "one more word of its own"),
    (f"{HW}/words/+", "停工检修", "the house answers to whole words, so this hides none"),
    (f"{HW}/fields/open_air/unit", "", "a question without a unit says so by nothing"),
    ("plant/people/U02/phone", "", "cards reach him by his account"),
    ("plant/people/U02/account", "anhe.u02@site", "what WeCom allows in an id"),
    ("plant/people/U10/account", "-10.a@b_C", "what is usual in ids of either platform"),
    ("plant/people/U10/account", "工号0010", "DingTalk says nothing of which letters an id has"),
    (f"{RULES}/calendar/plant_special", [{"name": "大检修", "from": "2026-06-01", "to": "2026-06-01"}], "one day"),
    (
        f"{RULES}/calendar",
        lambda old: {**old, "holidays": [], "known_until": "2025-12-31"},
        "nothing is said to be known: then fixed holidays and weekends count, and the requester is told so",
    ),
    (f"{RULES}/windows/rest_day/weekdays", [7], "one rest day a week, as the law has it; the second plant works so"),
    (f"{NIGHT}/from", "18:00", "a longer night is stricter"),
    (
        f"{HW}/level_rules/+",
        {"level": "first", "all": ["open_air"], "why": "露天"},
        "one more reason for a higher level",
    ),
    (f"{HW}/level_rules/3/level", "special", "stricter than the library: a pipe rack counts as the strictest"),
    (f"{HIGH}/level_table/0/A", "II", "stricter than the library"),
    (f"{HW}/ask_interval_min", 60, "asked more often"),
    (f"{HW}/form", "表A.1", "the standard's own number"),
    (f"{RULES}/routes/HW-SECOND/stages/+", APPROVED, "the plant's leader signs as well: more than 表B.1 wants"),
    (f"{RULES}/routes/L-SECOND-THIRD/match", {"kind": "lifting"}, "lifting of the first level has its route above"),
    (f"{RULES}/upgrades/rules/U2/when_all/1/at_least", 4, "upgraded from a lower wind on"),
    (f"{RULES}/upgrades/rules/U2/when_all", [{"input": "wind_force", "at_least": 5}], "indoors as well: stricter"),
    (f"{HW}/fields/open_air/name", "在外面干", "what reasons call it; the question is the library's"),
    (f"{HW}/fields/wind_force/required", True, "the wind must be told"),
    (RC, renamed(name="焊缝探伤作业", words=["焊缝检测"]), "a seam is looked at, nothing burns"),
    (RC, renamed(name="冷切割作业", words=["水刀切割"]), "cut with water, without a spark"),
    (RC, renamed(name="断路器检修"), "a circuit breaker, and no road"),
    (RC, renamed(name="脚手架搭设", words=["登高架设"]), "a trade, and a work that the standard has no form for"),
    (
        RC,
        lambda old: lazy(old, fields=[*old["fields"], NEAR]),
        "what happens beside the work is asked for; it is not done in it",
    ),
    (RC, renamed(closeout=["动火票已关"]), "it speaks of another permit, which must be there"),
    (f"{HW}/words/+", "氩弧焊", "one more word for hot work, on the standard's form"),
    (
        f"{RULES}/routes/RC-ANY/stages/countersign/posts/2/concerned",
        True,
        "the standard lets the units concerned countersign; who is left out, and why, stands on the permit",
    ),
    (f"{RULES}/routes/EX-ANY/stages/countersign/posts/0/concerned", False, "then it is always asked"),
    ("plant/duty_roster/dates", {}, "the week's roster holds"),
    (
        f"{AFTER}/during/video_running",
        GONE,
        "the camera stays a gate at the start; only hot work of one level is asked",
    ),
    (f"{AFTER}/pre_start/foreman_check", GONE, "its gate stays shut, so nothing starts unseen"),
    (f"{AFTER}/expiry/warn_before_min", [30], "one warning; at its end the work stops in any case"),
    (f"{RULES}/routes/H-I/stages/+", {**LEADER, "id": "again"}, "one more who confirms; who decides is there"),
    (f"{RULES}/defaults/distinct_except", [], "then nobody signs twice at all"),
    ("plant/version", 99, "a version that is higher than by one"),
    ("plant/people/U34/certs/C-WELD", "2033-04-30", "renewed before the old one ends, so it ends a little later"),
    ("plant/people/U29/certs/T-GAS", "2019-11-20", "a certificate that has lapsed may stay"),
    (f"{RULES}/effective_from", "2026-11-25", "in force from the day on which it is loaded"),
    ("plant/areas/+", area(center=[121.8990, 32.8005], radius_m=20), "a pump house 30 km away is named, not refused"),
    ("plant/shifts/hours/D", ["08:00", "16:00"], "a gap in each day is named, not refused: some plants sleep"),
    (
        "plant/shifts",
        lambda old: {
            **old,
            "cycle": ["D", "D", "E", "E", "N", "N", "O", "O"],
            "hours": {"D": ["08:00", "16:15"], "E": ["16:00", "00:15"], "N": ["00:00", "08:15"]},
            "offset": {"A": 0, "B": 2, "C": 4, "D": 6},
        },
        "an evening and the night after it are no more than sixteen hours, and a quarter to hand over",
    ),
    (f"{CHAINS}/power_dispatcher/chain", [{"post": "welder"}], "more than one holds the post"),
    (f"{LINES}/主管领导/floor", 90, "higher than the library's"),
    (f"{LINES}/焊工批", {"floor": 10, "functions": ["maintenance"]}, "a line that approves nothing"),
    ("plant/shifts/offset", {"A": 0, "B": 1, "C": 2, "D": 2}, "two crews together are named, not refused"),
    (f"{RULES}/defaults/min_lead_min", {"special": 240, "IV": 60, "default": 30}, "levels of any kind"),
    (f"{LIFT}/measures/DZ09/confirm", "rigger", "as in the library: the rigger answers for his own gear"),
]


HARMLESS = Rounds((place, given) for place, given, _ in ACCEPTED)


def test_what_does_no_harm_is_taken() -> None:
    for number, (place, given, why) in enumerate(ACCEPTED):
        if HARMLESS.spoilt(number).found:
            assert spoil((place, given)).found == [], (place, why)


@pytest.mark.parametrize(
    ("place", "given"),
    [
        (f"{FIRST}/dual/posts/0/post", "workshop_directr"),
        (f"{RULES}/routes/H-I/match/kind", "heigth"),
        (f"{AFTER}/close/accept/to/0", "shift_formen"),
        ("plant/posts/safety_manager/function", "安全"),
    ],
)
def test_a_misspelt_word_is_one_fault(place: str, given: str) -> None:
    [found] = spoil((place, given)).found
    assert f"没有“{given}”这个" in found.message
