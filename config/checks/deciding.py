"""Nobody decides on his own work: on each route somebody of a post must sign, and no rule is missing that keeps the
job's own people apart from those who decide and watch."""

from collections.abc import Iterator

from config.checks import standard
from config.problem import Finding, Path
from rules.absence import ROLE_WORDS
from rules.routing_rules import PostRule, RouteRule, RoutingRules, StageRule
from rules.templates import Templates

OWN_PEOPLE = ("requester", "work_leader", "worker", "guardian")
# Who may not be whom, where a plant has both roles.
APART = (
    ("worker", "guardian"),
    ("work_leader", "guardian"),
    ("worker", "acceptor"),
    ("worker", "gas_analyst"),
    ("requester", "acceptor"),
)


def check(rules: RoutingRules, templates: Templates) -> Iterator[Finding]:
    """Holds for any plant, whatever its posts and whoever holds them."""
    yield from (Finding("routing_rules", path, message) for path, message in _routing(rules, templates))
    yield from (Finding("permit_templates", path, message) for path, message in _apart(templates))


def _routing(rules: RoutingRules, templates: Templates) -> Iterator[tuple[Path, str]]:
    for place, route in enumerate(rules.routes):
        yield from ((("routes", place, *rest), message) for rest, message in _route(route, rules))
    for name, extra in rules.upgrades.extra_stages.items():
        needed = [_must_sign(slot) for slot in extra.posts]
        if extra.posts and not (all(needed) if extra.mode == "any_of" else any(needed)):
            message = f"“{extra.name}”里没有一定要签的人，加了等于没加：请去掉 optional 或 concerned"
            yield ("upgrades", "extra_stages", name, "posts"), message
    for role in OWN_PEOPLE:
        if role not in rules.defaults.conflict_of_interest:
            at: Path = ("defaults", "conflict_of_interest")
            yield at, f"没有写 {role}，{ROLE_WORDS[role]}就能审批自己的票：请补上"
    if not rules.defaults.presence.required and standard.follows(templates):
        yield (
            ("defaults", "presence", "required"),
            f"{templates.standard} 要求在作业现场审批，不能关掉：请写 true",
        )


def _route(route: RouteRule, rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    if not route.stages:
        yield ("stages",), f"路线 {route.id} 一个阶段也没有，没人审就通过了：请补上"
        return
    whole = all(stage.posts or stage.roles for stage in route.stages)  # else `routing` says who is missing
    if whole and not any(_decides(stage, rules) for stage in route.stages):
        message = (
            f"路线 {route.id} 没有一定要签的审批人，{_why(route, rules)}："
            "请加一个由岗位签、不能跳过的阶段，signs_for 写审批的栏（gb_roles 里有 approves 的）"
        )
        yield ("stages",), message
    shared = rules.defaults.distinct_except
    for place, stage in enumerate(route.stages):
        lines = sorted({slot.signs_for for slot in stage.posts} & shared)
        if stage.mode == "all_of" and len(lines) > 1:
            message = f"“{stage.name}”的{'、'.join(lines)}都写在 distinct_except 里，一个人就能签两栏：请删去一个"
            yield ("stages", place, "posts"), message
    wanted = [slot.signs_for for stage in route.stages for slot in stage.posts if _must_sign(slot)]
    if len(wanted) > 1 and set(wanted) <= shared:
        yield ("stages",), f"路线 {route.id} 的栏都写在 distinct_except 里，一个人就能全签：请从里面删去审批的栏"


def _decides(stage: StageRule, rules: RoutingRules) -> bool:
    """Whether nobody passes this stage without an approver, whatever the requester says: of an any-of stage each line
    is one."""
    approving = [_must_sign(slot) and _approves(slot, rules) for slot in stage.posts]
    return not stage.only_if and bool(approving) and (all(approving) if stage.mode == "any_of" else any(approving))


def _approves(slot: PostRule, rules: RoutingRules) -> bool:
    """Whoever looks at the place or countersigns decides nothing."""
    line = rules.gb_roles.get(slot.signs_for)
    return line is not None and line.approves is not None


def _must_sign(slot: PostRule) -> bool:
    return not slot.optional and not slot.concerned


def _why(route: RouteRule, rules: RoutingRules) -> str:
    by_post = [stage for stage in route.stages if stage.posts]
    approving = [(stage, slot) for stage in by_post for slot in stage.posts if _approves(slot, rules)]
    if not by_post:
        return "只有作业方自己确认"
    if not approving:
        return "岗位签的都是核查、会签的栏，不是审批"
    if all(stage.only_if for stage, _ in approving):
        return "审批的阶段都带条件，条件不成立就没有了"
    if not any(_must_sign(slot) and not stage.only_if for stage, slot in approving):
        return "审批的都可以跳过（optional）、由申请人说不涉及（concerned），或条件成立才签"
    return "有审批人的阶段（any_of）别人签了也算"


def _apart(templates: Templates) -> Iterator[tuple[Path, str]]:
    pairs = {frozenset(pair) for pair in templates.separation}
    for one, other in APART:
        if {one, other} <= set(templates.roles) and frozenset({one, other}) not in pairs:
            names = f"{templates.roles[one]}和{templates.roles[other]}"
            yield ("separation",), f"没有写 [{one}, {other}]，{names}就能是同一个人：请补上"
