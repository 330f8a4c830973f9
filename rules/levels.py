"""The level of a job: downgrades that a named person decided, then upgrades by time, weather and place.

GB 30871—2022 §5.1.1 says "upgraded" for hot work only. By how much, and what holds for other kinds, the plant decides.
Every rule that fits is named, but the level rises once (`combine: once`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.calendar import Span, Touch, beyond_calendar, touches, work_windows
from rules.job import Job, holds
from rules.plant import Plant
from rules.routing_rules import Downgrade, RoutingRules, UpgradeRule
from rules.templates import Field, Level

AREA_WORDS = {
    "area.hazard_place": "是火灾爆炸危险场所",
    "area.major_hazard": "是重大危险源",
    "area.pipe_rack": "是管廊",
    "area.fixed_hot_work_zone": "是固定动火区",
}


class Forbidden(Exception):
    """The work may not be done; `reasons` are sentences for the requester."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True)
class Graded:
    """The level to manage the job at, the extra stages it needs (ids), and why."""

    level: Level
    extra_stages: tuple[str, ...]
    reasons: tuple[str, ...]


def grade(job: Job, plant: Plant, rules: RoutingRules) -> Graded:
    """Apply downgrades and upgrades to the level that the requester chose. Raises Forbidden."""
    level, reasons = _downgraded(job, plant, rules)
    spans = _spans(job, plant, level)
    met = touches(spans, rules, plant.zone)
    fits = [(rule, why) for rule in rules.upgrades.rules if (why := _fits(rule, job, plant, rules, met))]
    raising = [rule for rule, _ in fits if rule.effect == "raise_level"]
    reasons += [f"{rule.name}：{why}" for rule, why in fits]
    extra = [rule.stage for rule, _ in fits if rule.effect == "add_stage" and rule.stage]
    higher = _higher(level, rules.levels[job.kind], max((rule.steps for rule in raising), default=0))
    if raising and higher is None:
        extra += _at_top(raising, level)
        reasons.append(f"已是{level.name}，不再升级，改为加签")
    elif raising and higher is not None:
        reasons.append(f"由{level.name}升为{higher.name}管理，只升一次")
    reasons += [f"增加：{rules.upgrades.extra_stages[stage].name}" for stage in dict.fromkeys(extra)]
    warning = beyond_calendar(spans, rules, plant.zone)
    return Graded(higher or level, tuple(dict.fromkeys(extra)), (*reasons, *([warning] if warning else [])))


def _spans(job: Job, plant: Plant, level: Level) -> tuple[Span, ...]:
    span = Span(job.starts_at.astimezone(plant.zone), job.ends_at.astimezone(plant.zone))
    return work_windows(span, level)


def _fits(rule: UpgradeRule, job: Job, plant: Plant, rules: RoutingRules, met: Sequence[Touch]) -> str:
    """Why the rule applies to the job, or nothing."""
    if job.kind not in rule.kinds:
        return ""
    if rule.when_all:
        return _conditions_words(rule, job, plant, rules) if all(holds(c, job, plant) for c in rule.when_all) else ""
    return "、".join(touch.words for touch in met if touch.window in rule.when_any)


def _conditions_words(rule: UpgradeRule, job: Job, plant: Plant, rules: RoutingRules) -> str:
    asked = {field.id: field for field in rules.questions[job.kind]}
    return "、".join(_condition_words(each.input, asked.get(each.input), job, plant) for each in rule.when_all)


def _condition_words(name: str, asked: Field | None, job: Job, plant: Plant) -> str:
    """风力6级, 露天作业, 液氨罐区是重大危险源."""
    if asked is None:
        fact = AREA_WORDS.get(name)
        return f"{plant.area(job.area).name}{fact}" if fact else name
    return asked.title if asked.kind == "yes_no" else f"{asked.title}{job.inputs.get(name)}{asked.unit}"


def _higher(level: Level, ladder: Sequence[Level], steps: int) -> Level | None:
    """The level so many steps up, the strictest at most; None when there is none above."""
    above = sorted((each for each in ladder if each.rank > level.rank), key=lambda each: each.rank)
    return above[min(steps, len(above)) - 1] if steps and above else None


def _at_top(raising: Sequence[UpgradeRule], level: Level) -> list[str]:
    """At the strictest level already: some rules then forbid the work, the others add a signer."""
    forbidding = [rule.name for rule in raising if rule.at_top == "forbid"]
    if forbidding:
        words = "、".join(forbidding)
        raise Forbidden([f"已是{level.name}，{words}不能再升级：不得作业", "请改期，等条件允许再办票"])
    return [rule.stage for rule in raising if rule.stage]


def _downgraded(job: Job, plant: Plant, rules: RoutingRules) -> tuple[Level, list[str]]:
    """The chosen level, or a lower one that a named person with the right post decided on."""
    chosen = rules.level(job.kind, job.level)
    decision = job.inputs.get("downgrade")
    if not isinstance(decision, Mapping):
        return chosen, []
    rule = next((each for each in rules.downgrades if each.id == decision.get("rule")), None)
    refusal = _refusal(rule, decision, job, plant)
    if refusal or rule is None:
        return chosen, [f"降级不成立：{refusal or '没有这条降级规定'}"]
    lower = rules.level(job.kind, rule.to)
    decider = plant.person(str(decision["decided_by"])).name
    return lower, [f"由{chosen.name}降为{lower.name}：{decider}批准，理由：{decision['reason']}"]


def _refusal(rule: Downgrade | None, decision: Mapping[str, object], job: Job, plant: Plant) -> str:
    """Why a downgrade decision does not count, or nothing."""
    if rule is None or job.kind not in rule.kinds or job.level not in rule.from_:
        return "没有适用于本票的降级规定"
    if not all(job.inputs.get(need) is True for need in rule.needs):
        return "装置还没有全部停车、清洗置换并隔离"
    decider = decision.get("decided_by")
    if not plant.knows(decider) or not set(plant.person(str(decider)).posts) & set(rule.decided_by.posts):
        return "批准人没有这个权限"
    return "" if decision.get("reason") else "没有写理由"
