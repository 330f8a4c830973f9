"""Prints the routing's decision for every combination in the demo plant: tests/rules/data/routing_decisions.md.

PYTHONPATH=.:tests/rules python tests/rules/routing_decisions.py > tests/rules/data/routing_decisions.md
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product

from anhe import PLANT, RULES, TEMPLATES, job

from rules.job import Job
from rules.levels import Forbidden
from rules.routes import Route, Stage, route
from rules.scene import Scene
from rules.staffing import staff

TIMES = {
    "白天": ("2026-11-25T08:30", "2026-11-25T16:30"),
    "夜间": ("2026-11-25T21:00", "2026-11-26T02:00"),
    "周末": ("2026-11-28T09:00", "2026-11-28T16:00"),
    "假期": ("2026-10-01T09:00", "2026-10-01T16:00"),
}
LEVELS = [(kind, level.id) for kind, levels in RULES.levels.items() for level in levels]
AREAS = [area.id for area in PLANT.areas]
WHO = {False: "本厂", True: "承包商"}
BEFORE = timedelta(minutes=30)

Decision = tuple[str, str, str, str, str]
Place = tuple[str, str, str]


def combinations() -> Iterator[tuple[Place, Job]]:
    """Kind and level, area, time of the calendar, own people or contractor; each with its job."""
    for (kind, level), area, (when, (start, end)), contractor in product(LEVELS, AREAS, TIMES.items(), WHO):
        crew = ("U36", ("U37",)) if contractor else ("U33", ("U34",))
        what = {"kind": kind, "level": level, "area": area, "contractor": contractor}
        yield (area, when, WHO[contractor]), job(start, end, **what, work_leader=crew[0], workers=crew[1])


def decisions() -> dict[Decision, list[tuple[Place, bool]]]:
    """Decision → the combinations that lead there, each with whether somebody is found for every stage."""
    found: dict[Decision, list[tuple[Place, bool]]] = defaultdict(list)
    for place, wanted in combinations():
        decision, staffed = _decide(wanted)
        found[decision].append((place, staffed))
    return found


def table() -> str:
    """The page as it is kept."""
    found = decisions()
    total = sum(map(len, found.values()))
    head = (
        f"# 演示厂所有组合的审签路线\n\n{total} 种组合（{len(LEVELS)} 个种类与级别 × {len(AREAS)} 个区域 × "
        f"{len(TIMES)} 种时段 × 本厂或承包商），{len(found)} 种不同的决定。"
        "“卡住”：开始前半小时逐个阶段找人，有一个阶段找不到人的组合数。\n\n"
        "| 作业 | 级别 | 路线 | 阶段（岗位） | 哪些组合 | 组合 | 卡住 |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(_row(decision, places) for decision, places in found.items())


def _decide(wanted: Job) -> tuple[Decision, bool]:
    now = wanted.starts_at - BEFORE
    kind = TEMPLATES.kinds[wanted.kind]
    before = kind.level(wanted.level).name
    try:
        way = route(wanted, PLANT, RULES, now)
    except Forbidden as error:
        return (kind.name, before, "–", "不得作业", str(error)), True
    level = before if way.level == wanted.level else f"{before}升{kind.level(way.level).name}"
    stages = " → ".join(_stage(stage) for stage in way.stages)
    return (kind.name, level, way.route_id, stages, ""), _staffed(way, wanted)


def _staffed(way: Route, wanted: Job) -> bool:
    signed: dict[str, str] = {}
    for stage in way.stages:
        found = staff(way, stage, Scene(wanted, PLANT, RULES, wanted.starts_at - BEFORE), signed)
        if found.blocked:
            return False
        signed |= {each.slot.id: each.person for each in found.asked if each.person}
    return True


def _stage(stage: Stage) -> str:
    joint = "＋" if stage.mode == "all_of" else "／"
    names = [PLANT.posts[slot.post].name if slot.post else TEMPLATES.roles[slot.role or ""] for slot in stage.slots]
    return joint.join(names)


def _row(decision: Decision, places: list[tuple[Place, bool]]) -> str:
    kind, level, way, stages, why = decision
    stuck = sum(not staffed for _, staffed in places)
    where = "<br>".join(_where([place for place, _ in places]))
    return f"| {kind} | {level} | {way} | {stages}{why} | {where} | {len(places)} | {stuck or ''} |\n"


def _where(places: list[Place]) -> Iterator[str]:
    """Areas with the same times and people together; `全部` for all of them."""
    by_area: dict[str, frozenset[tuple[str, str]]] = {
        area: frozenset((when, who) for each, when, who in places if each == area) for area in AREAS
    }
    for cases in dict.fromkeys(filter(None, by_area.values())):
        areas = [PLANT.area(area).name.split("（")[0] for area, own in by_area.items() if own == cases]
        yield f"{_words(areas, len(AREAS))}；{_cases(cases)}"


def _cases(cases: frozenset[tuple[str, str]]) -> str:
    by_time = {when: [who for who in WHO.values() if (when, who) in cases] for when in TIMES}
    whos = dict.fromkeys(tuple(who) for who in by_time.values() if who)
    return "，".join(
        f"{_words([when for when in TIMES if tuple(by_time[when]) == who], len(TIMES))}×{_words(who, len(WHO))}"
        for who in whos
    )


def _words(names: Iterable[str], all_of_them: int) -> str:
    shown = list(names)
    return "全部" if len(shown) == all_of_them else "、".join(shown)


if __name__ == "__main__":
    print(table(), end="")
