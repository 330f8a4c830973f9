"""Faults of rounds and campaigns: cycles that never fall due or overlap, rounds too long to walk, nobody to hand a
finding to."""

from collections.abc import Iterator

from config.problem import Finding, Path
from rules.hazards.categories import HazardCategories
from rules.patrols.cycles import ever, hours_of
from rules.patrols.measures import Checklist, Measure, Measures
from rules.patrols.plans import plans
from rules.plant import Plant
from rules.routing_rules import RoutingRules

# As many as one person walks, and one page shows.
MOST_POINTS, MOST_ITEMS = 40, 40
HOUR_MIN, DAY_MIN = 60, 1440


def check(measures: Measures) -> Iterator[Finding]:
    """What is wrong with the file by itself, whatever the others say."""
    yield from (Finding("measures", path, message) for path, message in _own(measures))


def check_hazards(measures: Measures, hazards: HazardCategories) -> Iterator[Finding]:
    if (measures.points or measures.campaigns) and not hazards.categories:
        yield Finding("measures", (), "查到问题要报成隐患，这个厂还没有 hazard_categories.yaml：请先写好")


def check_places(measures: Measures, plant: Plant) -> Iterator[Finding]:
    yield from (Finding("measures", path, message) for path, message in _placed(measures, plant))


def _own(measures: Measures) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for path, measure in _measures(measures):
        yield from ((path + rest, words) for rest, words in _measure(measure))
        if measure.id in seen:
            yield (*path, "id"), f"编号“{measure.id}”用了两次：请改掉一个"
        seen.add(measure.id)
    for place, checklist in enumerate(measures.campaigns):
        yield from ((("campaigns", place, *rest), words) for rest, words in _checklist(checklist))


def _placed(measures: Measures, plant: Plant) -> Iterator[tuple[Path, str]]:
    for place, checklist in enumerate(measures.campaigns):
        if not checklist.areas and not plant.areas:
            yield ("campaigns", place, "areas"), "没有区域可查：请写区域"
    stand = {machine.id: machine.area for machine in plant.machines}
    for place, point in enumerate(measures.points):
        if stand.get(point.machine or "", point.area) != point.area:
            yield ("points", place, "machine"), "这台设备不在这个区域：请改正 area 或 machine"
    areas = {area.id for area in plant.areas}
    if all(point.area in areas for point in measures.points):
        yield from _too_long(measures, plant)


def check_falls(measures: Measures, rules: RoutingRules) -> Iterator[Finding]:
    """Cycles of which no round ever falls due."""
    for path, measure in _measures(measures):
        if measure.cycle > 0 and len(measure.between) in (0, 2) and not ever(measure, measures.since, rules):
            yield Finding("measures", (*path, *_never(measure)[0]), _never(measure)[1])


def _never(measure: Measure) -> tuple[Path, str]:
    if not measure.between:
        return ("days",), "这样的日子一圈也轮不到：请改 days 或 cycle"
    hours = [f"{each:%H:%M}" for each in hours_of(measure)]
    return ("between",), f"这几个小时里一圈也轮不到，轮到的是 {'、'.join(hours)}：请改 between 或 from"


def _measures(measures: Measures) -> Iterator[tuple[Path, Measure]]:
    for p, point in enumerate(measures.points):
        for e, event in enumerate(point.events):
            for number, measure in enumerate(event.measures):
                yield ("points", p, "events", e, "measures", number), measure


def _measure(measure: Measure) -> Iterator[tuple[Path, str]]:
    if measure.between and len(measure.between) != 2:
        yield ("between",), "要写两个时间，从几点到几点：请改正"
    elif measure.between and measure.between[0] == measure.between[1]:
        yield ("between",), "两个时间一样：请改正，全天就不写"
    if measure.between and measure.unit != "hours":
        yield ("between",), "只有按小时查的才写：请删去"
    if measure.unit == "hours" and measure.within > measure.cycle * HOUR_MIN:
        yield ("within_min",), f"比周期还长，上一圈没完下一圈又到：请写 {measure.cycle * HOUR_MIN} 以内"
    if measure.unit == "days" and measure.within > measure.cycle * DAY_MIN:
        yield ("within_min",), f"比周期还长：请写 {measure.cycle * DAY_MIN} 以内"


def _checklist(checklist: Checklist) -> Iterator[tuple[Path, str]]:
    if not checklist.items:
        yield ("items",), "没有要查的：请至少写一条"
    if len(checklist.items) > MOST_ITEMS:
        yield ("items",), f"最多 {MOST_ITEMS} 条：请分成几个清单"
    if len(checklist.items) != len(set(checklist.items)):
        yield ("items",), "有两条一样：请删掉一条"


def _too_long(measures: Measures, plant: Plant) -> Iterator[tuple[Path, str]]:
    for plan in plans(measures, plant):
        if len(plan.stops) > MOST_POINTS:
            where = plant.title(plan.post, plan.department or None)
            yield ("points",), f"{where}一圈要查 {len(plan.stops)} 处，最多 {MOST_POINTS} 处：请把周期或时间错开"


def unheld(measures: Measures, plant: Plant) -> Iterator[str]:
    """What somebody has to look at: measures whose post nobody of the area's own people can hold, as only a contractor,
    or another department, has it."""
    areas = {area.id: area for area in plant.areas}
    for point in [each for each in measures.points if each.area in areas]:
        area = areas[point.area]
        posts = [measure.post for event in point.events for measure in event.measures if measure.post in plant.posts]
        for post in dict.fromkeys(posts):
            held = plant.holders(post, plant.where(post, area.department))
            if not any(not plant.is_contractor(each) or each.department == area.department for each in held):
                name, unit = plant.posts[post].name, plant.department(area.department).name
                yield (
                    f"measures.yaml {point.name}（{area.name}）由{name}查，{unit}没有自己的人任{name}："
                    "到时会改请区域代表、当班负责人，请核对 post"
                )
