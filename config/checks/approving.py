"""Who approves each level of the standard's kinds (表B.1), and who can speak for the plant at all: nobody whose post is
too low to sign anything accepts work, speaks for an area, takes a red alert or leads the plant for a day."""

from collections.abc import Iterable, Iterator, Mapping

from config.checks.originals import approvers, least
from config.checks.signers import signs
from config.checks.standard import CONFINED, EXCAVATION, HEIGHT, HOT_WORK, LIFTING, PLATES, POWER, ROAD
from config.problem import Finding, Path
from rules.plant import FUNCTIONS, Plant, Post
from rules.routing_rules import Approver, GbRole, RouteRule, RoutingRules, StageRule
from rules.templates import Kind, Level, Templates

# Who may approve in whose place: he or one further to the right. The power unit's approval is nobody else's.
LADDER: tuple[Approver, ...] = ("unit", "profession", "safety", "leader")
# From the least strict level to the strictest; one for kinds without levels.
BY_LEVEL: Mapping[str, tuple[Approver, ...]] = {
    HOT_WORK: ("unit", "safety", "leader"),
    CONFINED: ("unit",),
    PLATES: ("unit",),
    HEIGHT: ("unit", "profession", "profession", "leader"),
    LIFTING: ("profession", "profession", "leader"),
    POWER: ("power",),
    EXCAVATION: ("profession",),
    ROAD: ("profession",),
}
# Who may decide on a lower level (§5.1: whoever is responsible for production or safety).
LOWERING = ("profession", "safety", "leader")
SPEAKERS = {"area_rep": "属地代表", "safety_office": "安全部门"}


def check(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[Finding]:
    yield from (Finding("routing_rules", path, message) for path, message in _faults(rules, templates, plant))
    yield from (Finding("plant", path, message) for path, message in _speakers(rules, plant))


def _faults(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[tuple[Path, str]]:
    standard = {name: kind for name, kind in templates.kinds.items() if kind.form in BY_LEVEL}
    for name, kind in standard.items():
        yield from _routes(name, kind, rules)
    yield from _lowered(rules)
    if standard:
        yield from _floors(rules, plant)
        yield from _shared(rules)
    yield from _downgrades(rules, standard, plant)
    for place, follow in enumerate(rules.after_signing.close):
        for number, post in enumerate(follow.to if follow.ask == "accept" else ()):
            if post in plant.posts and not _signs_something(plant.posts[post], rules):
                at: Path = ("after_signing", "close", place, "to", number)
                yield at, f"{plant.posts[post].name}哪一栏都不够签，不能验收：请换岗位"


def _routes(name: str, kind: Kind, rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    wanted, levels = BY_LEVEL[kind.form], sorted(kind.levels, key=lambda level: level.rank)
    if len(wanted) not in (1, len(levels)):
        return  # the levels are wrong, which `kept` says
    for number, level in enumerate(levels):
        approver = wanted[min(number, len(wanted) - 1)]
        for place, route in enumerate(rules.routes):
            if _reaches(name, level, place, rules) and not any(
                _approves(stage, approver, rules) for stage in route.stages
            ):
                level_name = level.name if len(levels) > 1 else ""
                message = (
                    f"标准（表B.1）里{kind.short}{level_name}由{approvers().get(approver, approver)}审批："
                    "请加一个一定要签的阶段，岗位写 statutory: true，"
                    f"signs_for 写 gb_roles 里 approves: {approver} 的栏"
                )
                yield ("routes", place, "stages"), message


def _reaches(kind: str, level: Level, place: int, rules: RoutingRules) -> bool:
    """Whether work of this level can come to this route: the first that fits wins, so an earlier one without other
    conditions takes the level away."""
    earlier = (each for each in rules.routes[:place] if not each.match.areas and each.match.contractor is None)
    return _takes(rules.routes[place], kind, level) and not any(_takes(each, kind, level) for each in earlier)


def _takes(route: RouteRule, kind: str, level: Level) -> bool:
    return route.match.kind == kind and (not route.match.levels or level.id in route.match.levels)


def _approves(stage: StageRule, approver: Approver, rules: RoutingRules) -> bool:
    """Whether nobody passes this stage without that approver: of an any-of stage all lines are his."""
    if stage.only_if or not stage.posts:
        return False
    fits = [
        not slot.optional and not slot.concerned and _counts(rules.gb_roles.get(slot.signs_for), approver)
        for slot in stage.posts
    ]
    statutory = any(slot.statutory for slot, fit in zip(stage.posts, fits, strict=True) if fit)
    return statutory and (all(fits) or stage.mode == "all_of")


def _counts(line: GbRole | None, approver: Approver) -> bool:
    if line is None or line.approves is None or "power" in (line.approves, approver):
        return line is not None and line.approves == approver
    return LADDER.index(line.approves) >= LADDER.index(approver)


def _lowered(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """A line is an approver's only if no lower post, and none for other things, can sign it than in the library."""
    for name, line in rules.gb_roles.items():
        if line.approves is None:
            continue
        floor, functions = least(line.approves)
        words = f"“{name}”由{approvers()[line.approves]}审批"
        if line.floor < floor:
            yield ("gb_roles", name, "floor"), f"{words}，floor 至少 {floor}，写的是 {line.floor}：请改大"
        if others := sorted(line.functions - functions):
            message = f"{words}，{_named(others)}不能签，只能写 {_named(sorted(functions))}：请删去"
            yield ("gb_roles", name, "functions"), message


def _named(functions: Iterable[str]) -> str:
    return "、".join(f"{each}（{FUNCTIONS[each]}）" if each in FUNCTIONS else each for each in functions)


def _floors(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Whoever signs for the unit can't sign for the plant's leaders as well."""
    stages = [*rules.fragments.values(), *(stage for route in rules.routes for stage in route.stages)]
    lines = {name: line.approves for name, line in rules.gb_roles.items()}
    units = {slot.post for stage in stages for slot in stage.posts if lines.get(slot.signs_for) == "unit"}
    highest = max((plant.posts[post] for post in units if post in plant.posts), key=_authority, default=None)
    for name, line in rules.gb_roles.items():
        if line.approves == "leader" and highest is not None and highest.authority >= line.floor:
            message = (
                f"{highest.name}（权限 {highest.authority}）签基层单位的栏，也够签“{name}”，两级就成了一级："
                f"floor 请写得比 {highest.authority} 大，岗位的 authority 按高低写"
            )
            yield ("gb_roles", name, "floor"), message


def _authority(post: Post) -> int:
    return post.authority


def _shared(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """One person may sign several countersigns, but never one of the approvals, or a line as high as these."""
    lowest = min((line.floor for line in rules.gb_roles.values() if line.approves == "unit"), default=0)
    for name in sorted(rules.defaults.distinct_except):
        line = rules.gb_roles.get(name)
        if line is not None and (line.approves is not None or 0 < lowest <= line.floor):
            message = f"“{name}”是审批的栏，写在这里一个人就能签两栏：请删去，只留会签的栏"
            yield ("defaults", "distinct_except"), message


def _downgrades(rules: RoutingRules, standard: Mapping[str, Kind], plant: Plant) -> Iterator[tuple[Path, str]]:
    lines = [line for line in rules.gb_roles.values() if line.approves in LOWERING]
    for place, rule in enumerate(rules.downgrades):
        for name in sorted(rule.kinds & set(standard)):
            if standard[name].form != HOT_WORK:
                yield ("downgrades", place, "kinds"), f"标准只让动火降级，{standard[name].short}不行：请删去"
        for number, post in enumerate(rule.decided_by.posts if rule.kinds & set(standard) else ()):
            if post in plant.posts and not _signs(plant.posts[post], lines):
                message = f"{plant.posts[post].name}不是生产或安全负责人，不能批准降级：请换岗位"
                yield ("downgrades", place, "decided_by", "posts", number), message


def _speakers(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    for role, words in SPEAKERS.items():
        for place, name in enumerate(getattr(plant.roles, role)):
            post = plant.posts.get(name)
            if post and post.may_approve and not _signs_something(post, rules):
                yield ("roles", role, place), f"{post.name}哪一栏都不够签，不能当{words}：请换岗位"
    for part, leaders in (("weekly", plant.duty_roster.weekly), ("dates", plant.duty_roster.dates)):
        for on, person in leaders.items():
            posts = plant.person(person).posts if plant.knows(person) else ()
            able = [plant.posts[post] for post in posts if post in plant.posts and plant.posts[post].may_approve]
            if able and not any(_signs_something(post, rules) for post in able):
                message = f"{plant.person(person).name}（{able[0].name}）哪一栏都不够签，不能当值班领导：请换人"
                yield ("duty_roster", part, str(on)), message


def _signs_something(post: Post, rules: RoutingRules) -> bool:
    return _signs(post, list(rules.gb_roles.values()))


def _signs(post: Post, lines: list[GbRole]) -> bool:
    """Whether the post has the authority and function for one of the lines."""
    return any(signs(post, line) for line in lines)
