"""Faults of a permit's life after the signatures: questions that the house doesn't know, people whom nobody names, work
that could begin without its gates or end without anybody looking."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from config.checks.standard import POWER
from config.problem import Finding, Path
from rules import accepting
from rules.gates import MEASURED, OF_SOME
from rules.plant import Plant
from rules.routing_rules import AfterSigning, FollowUp, RoutingRules
from rules.templates import Gate, Kind, Templates

# what the house can ask in each part (the tables of the flows), and what it must ask
ASKS = {
    "pre_start": ("gas_test", "briefing", "foreman_check", "start"),
    "during": ("interim_check", "gas_record", "video_running"),
    "close": ("finish", "accept", "power_cancel"),
}
MUST: dict[str, dict[str, str]] = {
    "pre_start": {
        "briefing": "没有安全交底，作业人不知道风险",
        "gas_test": "没有人测气",
        "start": "没有人来开工，票就停在这里",
    },
    "during": {"interim_check": "作业中没有人问平安"},
    "close": {"accept": "没有人验收，票就关不了", "power_cancel": "接的电完工后没有人断"},
}
# Of these only some kinds are asked.
NEEDS: Mapping[str, Callable[[Kind], bool]] = {
    "gas_test": lambda kind: kind.gas_test.required != "never",
    "power_cancel": lambda kind: kind.form == POWER,
}
# what work of any kind needs before it begins
GATES = ("window", *(gate for gate in MEASURED if gate not in OF_SOME))
OWN_PEOPLE = ("requester", "work_leader", "worker", "guardian")
# These go to one role of the permit, or somebody of the area is asked when there is nobody.
NEVER_UNASKED = ("gas_test", "briefing", "foreman_check", "start", "finish")
# What is said of an area's work is said by its own people.
OF_THE_UNIT = ("foreman_check", "accept", "power_cancel")
# The check on the work is not for those who do it, and its silence ends the work within this time.
DOERS = frozenset({"requester", "work_leader", "worker"})
LONGEST_SILENCE_MIN, BOUND_MIN = 60, 240


def check(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[Finding]:
    """Faults in both files: the questions are in the routing rules, the gates in the templates."""
    yield from (Finding("routing_rules", path, message) for path, message in _questions(rules, templates, plant))
    yield from (Finding("permit_templates", path, message) for path, message in _gates(templates))


def _questions(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[tuple[Path, str]]:
    after = rules.after_signing
    yield from _order(after)
    parts = {"pre_start": after.pre_start, "during": after.during, "close": after.close}
    for part, follows in parts.items():
        for place, follow in enumerate(follows):
            found = (*_question(follow, part), *_people(follow, plant, templates), *_silence(follow, rules))
            for rest, message in found:
                yield ("after_signing", part, place, *rest), message
        for ask, harm in MUST[part].items():
            message = _left_out(ask, part, follows, templates)
            if message:
                yield ("after_signing", part), f"{message}没有写 {ask}，{harm}：请补上"
    yield from _closers(rules, plant)
    if not after.expiry.warn_before_min:
        yield ("after_signing", "expiry", "warn_before_min"), "到期前不提醒：请至少写一个分钟数"
    if not after.expiry.useful_rest_min:
        message = "没有写 useful_rest_min，签完只剩几分钟也会放行：请写 take: all（取模板库的）或分钟数"
        yield ("after_signing", "expiry"), message


def _question(follow: FollowUp, part: str) -> Iterator[tuple[Path, str]]:
    if follow.ask not in ASKS[part]:
        yield ("ask",), f"不认识“{follow.ask}”：这里只能写 {'、'.join(ASKS[part])}"
    if not follow.to:
        yield ("to",), f"{follow.ask} 没有写问谁：请写角色或岗位"
    if follow.ask == "interim_check" and follow.on_silent != "suspend":
        yield (), "没人报平安就要停工：请写 on_silent: suspend"


def _people(follow: FollowUp, plant: Plant, templates: Templates) -> Iterator[tuple[Path, str]]:
    """Whoever is asked must be there; the work is accepted by posts, never by a role in the job. What is neither a role
    nor a post is told as such elsewhere."""
    if follow.ask == "accept":
        for place, name in enumerate(follow.to):
            if name in OWN_PEOPLE:
                yield ("to",), "自己人不能验收自己的活：请写一个岗位"
            elif name not in plant.posts and name in templates.roles:
                yield ("to", place), f"“{name}”是票上的角色，自己人不能验收自己的活：请写一个岗位"
    known_posts = [plant.posts[name] for name in follow.to if name in plant.posts]
    each_unit = [post.name for post in known_posts if post.scope == "department"]
    if follow.ask in OF_THE_UNIT and follow.scope == "plant" and each_unit:
        yield (), f"每个部门各有{each_unit[0]}，不写 scope 别的部门的也能答 {follow.ask}：请写 scope: area"
    if follow.ask == "interim_check" and follow.to and set(follow.to) <= DOERS:
        yield ("to",), "干活的人不能给自己报平安：请写 guardian 或一个岗位"
    asked = follow.ask not in NEVER_UNASKED and follow.to and not set(follow.to) & set(OWN_PEOPLE)
    known = all(name in plant.posts or name in templates.roles for name in follow.to)
    if asked and known and not any(_somebody(name, plant) for name in follow.to):
        yield ("to",), f"{'、'.join(follow.to)} 没有人任，{follow.ask} 就没人可问：请写有人任的岗位"


def _closers(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """In each area somebody must be left to sign at the end of the work, whoever has a part in it."""
    for place, follow in enumerate(rules.after_signing.close):
        words = accepting.SIGNED.get(follow.ask)
        for area in plant.areas if words and follow.to else ():
            if len(accepting.ever(follow, area.department, plant, rules)) < 2:
                message = (
                    f"{area.name}完工后最多只有一个人能{words}，他在票上时票就关不了："
                    "请在替补链里，或 plant.yaml 的 roles.safety_office 里，再写一个有人任的岗位"
                )
                yield ("after_signing", "close", place, "to"), message


def _somebody(name: str, plant: Plant) -> bool:
    posts = (name,) if name in plant.posts else plant.roles.on_permit.get(name, ())
    return any(plant.holders(post) for post in posts)


def _silence(follow: FollowUp, rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """How long nobody may say that all is well; the bounds of numbers speak of what is above theirs."""
    alarm = (follow.timers or rules.defaults.timers).alarm
    if follow.ask == "interim_check" and LONGEST_SILENCE_MIN < alarm <= BOUND_MIN:
        at: Path = ("timers", "alarm") if follow.timers else ()
        said = "写的是" if follow.timers else "没有写 timers，用 defaults 的"
        yield at, f"没人报平安，最多 {LONGEST_SILENCE_MIN} 分钟就要停工，{said} {alarm}：请改正"


def _order(after: AfterSigning) -> Iterator[tuple[Path, str]]:
    """The start comes after every other question of the same work."""
    for place, start in enumerate(after.pre_start):
        others = (each for each in after.pre_start if each.ask != "start" and _together(each, start))
        late = next((each for each in others if each.order >= start.order), None)
        if start.ask == "start" and late:
            message = f"开工的 order 是 {start.order}，{late.ask} 却是 {late.order}：开工要排在最后，请改大"
            yield ("after_signing", "pre_start", place, "order"), message


def _together(one: FollowUp, other: FollowUp) -> bool:
    """Whether some work is asked both."""
    kinds = not one.kinds or not other.kinds or bool(one.kinds & other.kinds)
    return kinds and (not one.levels or not other.levels or bool(one.levels & other.levels))


def _left_out(ask: str, part: str, follows: Sequence[FollowUp], templates: Templates) -> str:
    """The first kind and level that is not asked this; empty when all are. Questions at the end depend only on the
    kind."""
    asked = [follow for follow in follows if follow.ask == ask]
    for name, kind in templates.kinds.items():
        if not NEEDS.get(ask, _always)(kind):
            continue
        levels = kind.levels[:1] if part == "close" else kind.levels
        for level in levels:
            if not any(_concerns(follow, name, level.id, part) for follow in asked):
                return f"{kind.name}{level.name if len(kind.levels) > 1 else ''}"
    return ""


def _always(kind: Kind) -> bool:
    return True


def _concerns(follow: FollowUp, kind: str, level: str, part: str) -> bool:
    by_level = part == "close" or not follow.levels or level in follow.levels
    return by_level and (not follow.kinds or kind in follow.kinds)


def _gates(templates: Templates) -> Iterator[tuple[Path, str]]:
    """These gates must be common to all kinds, and nobody may say that one doesn't apply."""
    there = {gate.id: (place, gate) for place, gate in enumerate(templates.common_start_gate)}
    yield from _narrowed(("common_start_gate",), templates.common_start_gate)
    for name, kind in templates.kinds.items():
        yield from _narrowed(("kinds", name, "start_gate_extra"), kind.start_gate_extra)
    for gate_id in GATES:
        if gate_id not in there:
            yield ("common_start_gate",), f"少了“{gate_id}”这一关，没有它也能开工：请补上"
            continue
        place, gate = there[gate_id]
        if gate.levels or gate.applies:
            yield ("common_start_gate", place), f"“{gate_id}”这一关每张票都要过：请删去 levels 和 applies"


def _narrowed(at: Path, gates: Sequence[Gate]) -> Iterator[tuple[Path, str]]:
    """Whether the gas must be tested follows from the kind, its level and the place; a gate says nothing of it."""
    for place, gate in enumerate(gates):
        if gate.id == "gas" and gate.levels:
            yield (*at, place, "levels"), "要测气的级别都要过 gas 这一关，不能只写几级：请删去 levels"
