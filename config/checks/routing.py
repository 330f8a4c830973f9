"""Faults of routing_rules.yaml beyond its shape: routes that are never taken or can't be told from another, lines that
nobody may sign."""

from collections.abc import Iterator
from itertools import combinations, pairwise, product

from config.checks import calendar, chain
from config.problem import Finding, Path
from rules.plant import Plant
from rules.routes import excusable
from rules.routing_rules import SITE_CODE, GbRole, Match, PostRule, RoutingRules, StageRule, Timers, UpgradeRule

# Reasons for a substitute. A refusal is no reason, because it is final.
REASONS = frozenset(
    ("vacant", "on_leave", "off_shift", "certificate_expired", "conflict_of_interest", "unreachable", "timeout")
)


def check(rules: RoutingRules, plant: Plant) -> Iterator[Finding]:
    """`rules` with the levels of the templates in it."""
    yield from (Finding("routing_rules", path, message) for path, message in _faults(rules, plant))


def _faults(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    yield from _same_plant(rules, plant)
    yield from _match_levels(rules)
    yield from _coverage(rules, plant)
    yield from _same_weight(rules)
    for path, stage in _stages(rules):
        yield from ((path + rest, message) for rest, message in _stage(stage, rules, plant))
    yield from _upgrades(rules)
    yield from _downgrades(rules)
    yield from _floors(rules, plant)
    for way in sorted({*rules.defaults.presence.fallback} - {SITE_CODE}):
        yield ("defaults", "presence", "fallback"), f"不认识“{way}”：只能写 {SITE_CODE}，或留空"
    for reason in sorted(rules.substitution_reasons - REASONS):
        yield ("substitution_reasons",), f"不认识“{reason}”：只能写 {'、'.join(sorted(REASONS))}，拒签不能换人"
    yield from _additions(rules, plant)
    yield from _copies(rules)
    yield from chain.faults(rules, plant, (stage for _, stage in _stages(rules)))
    yield from calendar.faults(rules)
    yield from _timers(("defaults", "timers"), rules.defaults.timers)
    yield from _timers(("defaults", "on_call", "timers"), rules.defaults.on_call.timers)
    after = rules.after_signing
    for part, follows in (("pre_start", after.pre_start), ("during", after.during), ("close", after.close)):
        for place, follow in enumerate(follows):
            if follow.timers:
                yield from _timers(("after_signing", part, place, "timers"), follow.timers)
    if rules.defaults.digest.at_least == 1:
        yield ("defaults", "digest", "at_least"), "at_least 写 0（不汇总）或至少 2：请改正"


def _same_plant(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    if rules.plant != plant.company.id:
        yield ("plant",), f"与 plant.yaml 的“{plant.company.id}”不是同一个厂：请改正"
    if rules.timezone != plant.company.timezone:
        yield ("timezone",), f"与 plant.yaml 的“{plant.company.timezone}”不一致：请改正"
    if "default" not in rules.defaults.min_lead_min:
        yield ("defaults", "min_lead_min"), "缺少 default：请补上其他级别的提前时间"


def _match_levels(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    for place, rule in enumerate(rules.routes):
        if rule.match.kind not in rules.levels:
            continue
        for level in sorted(rule.match.levels - _known(rule.match.kind, rules)):
            there = "、".join(f"{each.id}（{each.name}）" for each in rules.levels.get(rule.match.kind, ()))
            message = f"这类作业没有“{level}”这个级别：请改正{f'，能写的是 {there}' if there else ''}"
            yield ("routes", place, "match", "levels"), message


def _known(kind: str, rules: RoutingRules) -> frozenset[str]:
    return frozenset(level.id for level in rules.levels.get(kind, ()))


def _coverage(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Sends every possible job through the table: a route that gets none is useless, a level without a route is
    stuck."""
    reached: set[int] = set()
    stuck: set[tuple[str, str]] = set()
    for kind, levels in rules.levels.items():
        for level, area, contractor in product(levels, plant.areas, (False, True)):
            fits = (
                place
                for place, rule in enumerate(rules.routes)
                if _accepts(rule.match, kind, level.id, area.id, contractor)
            )
            first = next(fits, None)
            if first is None:
                stuck.add((kind, level.name))
            else:
                reached.add(first)
    unknown = any(rule.match.kind not in rules.levels for rule in rules.routes)
    lost = {place for place, rule in enumerate(rules.routes) if rule.match.levels - _known(rule.match.kind, rules)}
    for place, rule in enumerate(rules.routes):
        if place not in {*reached, *lost} and rule.match.kind in rules.levels:
            yield ("routes", place), f"路线 {rule.id} 永远轮不到，前面的路线已经全包：请把它往前移，或删去"
    # A route whose kind or level is written wrong may be meant for what has none.
    doubtful = {rules.routes[place].match.kind for place in lost}
    for kind, name in sorted(each for each in stuck if each[0] not in doubtful and not unknown):
        yield ("routes",), f"{kind} 的{name}有作业找不到路线：请补一条不限条件的路线"


def _same_weight(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """Two routes that fit the same job and are equally specific: only their order would decide."""
    for (_, first), (place, second) in combinations(enumerate(rules.routes), 2):
        if _weight(first.match) == _weight(second.match) and _meet(first.match, second.match):
            message = f"路线 {second.id} 与 {first.id} 一样具体，又有同样的作业：请给其中一条多写一个条件"
            yield ("routes", place, "match"), message


def _weight(match: Match) -> int:
    """How many things a match restricts besides the kind."""
    return bool(match.levels) + bool(match.areas) + (match.contractor is not None)


def _meet(a: Match, b: Match) -> bool:
    """Whether some job fits both."""
    return (
        a.kind == b.kind
        and (not a.levels or not b.levels or bool(a.levels & b.levels))
        and (not a.areas or not b.areas or bool(a.areas & b.areas))
        and (a.contractor is None or b.contractor is None or a.contractor == b.contractor)
    )


def _accepts(match: Match, kind: str, level: str, area: str, contractor: bool) -> bool:
    return (
        match.kind == kind
        and (not match.levels or level in match.levels)
        and (not match.areas or area in match.areas)
        and match.contractor in (None, contractor)
    )


def _stages(rules: RoutingRules) -> Iterator[tuple[Path, StageRule]]:
    for name, fragment in rules.fragments.items():
        yield ("fragments", name), fragment
    for place, rule in enumerate(rules.routes):
        seen: set[str] = set()
        for number, stage in enumerate(rule.stages):
            if stage.id not in seen and stage not in rules.fragments.values():
                yield ("routes", place, "stages", number), stage
            seen.add(stage.id)
    for name, extra in rules.upgrades.extra_stages.items():
        yield ("upgrades", "extra_stages", name), StageRule(name, extra.name, extra.mode, extra.posts)


def _stage(stage: StageRule, rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    if bool(stage.posts) == bool(stage.roles):
        yield (), f"“{stage.name}”要么写 posts，要么写 roles：请写其中一种"
    if stage.timers:
        yield from _timers(("timers",), stage.timers)
    named = [(slot.post, slot.scope) for slot in stage.posts]
    for place, slot in enumerate(stage.posts):
        at: Path = ("posts", place)
        if named.index((slot.post, slot.scope)) < place:
            yield at, f"“{stage.name}”里同一岗位写了两次：请删掉一个"
        yield from ((at + rest, message) for rest, message in _slot(slot, rules, plant))


def _slot(slot: PostRule, rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    if slot.statutory and slot.optional:
        yield ("optional",), "法定栏不能跳过：statutory 和 optional 只能写一个"
    if slot.concerned and not excusable(slot, rules):
        message = f"“{slot.signs_for}”是审批的栏，申请人不能说不涉及：请删去 concerned（会签的栏才行）"
        yield ("concerned",), message
    if slot.statutory and slot.post in plant.posts and slot.post not in rules.substitutions:
        yield ("post",), f"“{slot.post}”签法定栏，却没有替补链：请在 substitutions 里补上"
    post, line = plant.posts.get(slot.post), rules.gb_roles.get(slot.signs_for)
    if post and not post.may_approve:
        yield ("post",), f"{post.name}不得审批：请换岗位"
    if post and line and (post.authority < line.floor or post.function not in line.functions):
        yield ("post",), f"{post.name}的权限或职能不够签“{slot.signs_for}”：请换岗位，或改 gb_roles"
    if post and line and line.approves and slot.scope == "plant" and _of_each_unit(slot, line, plant):
        message = f"每个部门各有{post.name}，写 plant 别的部门的也能签“{slot.signs_for}”：请写 scope: area"
        yield ("scope",), message


def _of_each_unit(slot: PostRule, line: GbRole, plant: Plant) -> bool:
    """Whether others hold the post elsewhere, who have no say over this area's work."""
    if plant.posts[slot.post].scope == "department" or line.approves != "unit":
        return plant.posts[slot.post].scope == "department"
    units = {area.department for area in plant.areas}
    return len(units) > 1 and units <= {each.department for each in plant.holders(slot.post)}


def _upgrades(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    for place, rule in enumerate(rules.upgrades.rules):
        at: Path = ("upgrades", "rules", place)
        if bool(rule.when_any) == bool(rule.when_all):
            yield at, f"升级规则 {rule.id} 要么写 when_any，要么写 when_all：请写其中一种"
        if _needs_stage(rule) != (rule.stage is not None):
            yield at, f"升级规则 {rule.id} 加签时要写 stage，不加签时不写：请改正"
        if rule.effect == "raise_level" and rule.at_top is None:
            yield at, f"升级规则 {rule.id} 没有写已是最高级怎么办：请写 at_top"


def _needs_stage(rule: UpgradeRule) -> bool:
    return rule.effect == "add_stage" or rule.at_top == "add_stage"


def _downgrades(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """A downgrade must go down, between levels that exist."""
    for place, rule in enumerate(rules.downgrades):
        for kind in sorted(rule.kinds & set(rules.levels)):
            rank = {level.id: level.rank for level in rules.levels[kind]}
            if not rule.needs:
                yield ("downgrades", place, "needs"), f"降级规则 {rule.id} 没有写条件：请写 level_inputs 里的项"
            unknown = sorted((rule.from_ | {rule.to}) - set(rank))
            if unknown:
                yield ("downgrades", place), f"{kind} 没有“{unknown[0]}”这个级别：请改正"
            elif any(rank[level] <= rank[rule.to] for level in rule.from_):
                yield ("downgrades", place), f"降级规则 {rule.id} 没有降低级别：请改正"


def _floors(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """A line's lowest authority must be near that of its signers, or else everybody could stand in for them."""
    stages = [stage for _, stage in _stages(rules)] + list(rules.fragments.values())
    for line, role in rules.gb_roles.items():
        signers = [slot.post for stage in stages for slot in stage.posts if slot.signs_for == line]
        lowest = min((plant.posts[post].authority for post in signers if post in plant.posts), default=0)
        if role.floor < lowest / 2:
            message = f"签“{line}”的岗位权限最低 {lowest}，floor 却写 {role.floor}，职位低得多的人也能替：请核对改正"
            yield ("gb_roles", line, "floor"), message


def _additions(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Whoever may be added must be able to sign the line for which he is added."""
    additions = rules.additions
    if additions.most < 0 or bool(additions.most) != bool(additions.posts):
        yield ("additions", "most"), "most 和 posts 要么都写，要么都不写：请改正"
    for place, each in enumerate(additions.posts):
        slot = PostRule(each.post, each.scope, additions.signs_for)
        yield from ((("additions", "posts", place, *rest), message) for rest, message in _slot(slot, rules, plant))


def _copies(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    if rules.copies.most < 0 or bool(rules.copies.most) != bool(rules.copies.posts):
        yield ("copies", "most"), "most 和 posts 要么都写，要么都不写：请改正"
    for place, each in enumerate(rules.copies.rules):
        kinds = each.kinds or frozenset(rules.levels)
        known = {level.id for kind in kinds for level in rules.levels.get(kind, ())}
        for level in sorted(each.levels - known):
            yield ("copies", "rules", place, "levels"), f"这些作业没有“{level}”这个级别：请改正"


def _timers(at: Path, timers: Timers) -> Iterator[tuple[Path, str]]:
    minutes = (timers.remind, timers.warn, timers.substitute, timers.alarm)
    if any(a >= b for a, b in pairwise(minutes)):
        yield at, "时间要一个比一个晚：提醒、警示、替补、报警"
