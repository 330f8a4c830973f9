"""Which route a job takes: the level after upgrades, the first route that fits, its stages and slots, and why.

Routing names lines and posts; `staffing.py` finds the people when a stage opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.job import Job, holds
from rules.levels import Forbidden, Graded, grade
from rules.phrases import moment_words
from rules.plant import Plant
from rules.routing_rules import (
    ExtraStage,
    Match,
    Mode,
    Order,
    PostRule,
    RouteRule,
    RoutingRules,
    Scope,
    StageRule,
    Timers,
)

__all__ = ["Forbidden", "Route", "Slot", "Stage", "excusable", "excusable_posts", "hurried", "lead", "route"]


@dataclass(frozen=True)
class Slot:
    """One signature that is wanted: from a post, or from a role of the permit. `id` is unique in the route."""

    id: str
    post: str | None
    role: str | None
    scope: Scope
    signs_for: str
    statutory: bool
    optional: bool


@dataclass(frozen=True)
class Added:
    """A line that a signer has added to his own stage (加签), to be signed before his line `host` or after it."""

    slot: Slot
    host: str
    order: Order
    by: str
    person: str
    reason: str


@dataclass(frozen=True)
class Stage:
    """Slots asked at the same time. `is_approval` is false where the job's own people confirm, not approve.
    `added`: lines that signers have added since; each must be signed as well, whatever the mode."""

    id: str
    name: str
    mode: Mode
    timers: Timers
    slots: tuple[Slot, ...]
    is_approval: bool
    added: tuple[Added, ...] = ()

    @property
    def lines(self) -> tuple[Slot, ...]:
        return (*self.slots, *(each.slot for each in self.added))


@dataclass(frozen=True)
class Route:
    """`valid_until` is the end of the work window, cut to the level's ceiling; it is never extended."""

    route_id: str
    version: int
    level: str
    original_level: str
    valid_until: datetime
    reasons: tuple[str, ...]
    stages: tuple[Stage, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for stage in self.stages for slot in stage.slots)


def route(job: Job, plant: Plant, rules: RoutingRules, now: datetime) -> Route:
    """The route of a job submitted at `now`, with its reasons in words. Raises Forbidden."""
    if job.ends_at <= max(job.starts_at, now):
        raise Forbidden(["作业时段已经过去或先后颠倒：请改好起止时间再提交"])
    graded = grade(job, plant, rules)
    rule = next((each for each in rules.routes if matches(each.match, job, graded.level.id)), None)
    if rule is None:
        raise Forbidden([f"没有适用于{graded.level.name}的审签路线：请安全部门补上再提交"])
    until = min(job.ends_at, job.starts_at + timedelta(hours=graded.level.validity_h))
    reasons = (*graded.reasons, *_route_words(rule), *_time_words(job, plant, rules, graded, until, now))
    stages, left_out = _stages(rule, graded, job, plant, rules)
    return Route(rule.id, rules.version, graded.level.id, job.level, until, (*reasons, *left_out), tuple(stages))


def matches(match: Match, job: Job, level: str) -> bool:
    """Whether a route is for this job at this level; an empty field of the match does not restrict."""
    return (
        match.kind == job.kind
        and (not match.levels or level in match.levels)
        and (not match.areas or job.area in match.areas)
        and match.contractor in (None, job.contractor)
    )


def _route_words(rule: RouteRule) -> tuple[str, ...]:
    return (f"走审签路线 {rule.id}" + (f"：{rule.note}" if rule.note else ""),)


def _time_words(
    job: Job, plant: Plant, rules: RoutingRules, graded: Graded, until: datetime, now: datetime
) -> list[str]:
    words = []
    if until < job.ends_at:
        end = moment_words(until.astimezone(plant.zone))
        words.append(f"{graded.level.name}最长 {graded.level.validity_h} 小时，有效期到 {end}，不得延期")
    return [*words, *filter(None, [hurried(job.starts_at, graded.level.id, rules, now)])]


def lead(level: str, rules: RoutingRules) -> timedelta:
    """How long before its beginning work of this level should be asked for."""
    wanted = rules.defaults.min_lead_min
    return timedelta(minutes=wanted.get(level, wanted["default"]))


def hurried(starts_at: datetime, level: str, rules: RoutingRules, now: datetime) -> str:
    """That the signatures may come too late for work which begins so soon; empty when there is time."""
    wanted = lead(level, rules)
    if starts_at - now >= wanted:
        return ""
    return f"离计划开始不到 {wanted // timedelta(minutes=1)} 分钟，可能来不及签完"


def _stages(
    rule: RouteRule, graded: Graded, job: Job, plant: Plant, rules: RoutingRules
) -> tuple[list[Stage], list[str]]:
    """The stages in order, with extra stages in their places, and the words for countersigns that are left out."""
    wanted = [each for each in rule.stages if all(holds(c, job, plant) for c in each.only_if)]
    for extra_id in graded.extra_stages:
        extra = rules.upgrades.extra_stages[extra_id]
        place = len(wanted) - 1 if extra.position == "before_last" else len(wanted)
        wanted.insert(place, _extra(extra_id, extra))
    excused = _excused(job)
    stages = [_stage(each, excused, rules) for each in wanted]
    posts = [post.post for each in wanted for post in each.posts if excusable(post, rules) and post.post in excused]
    left_out = [f"{plant.posts[post].name}不涉及：{excused[post]}" for post in posts]
    return [stage for stage in stages if stage.slots], left_out


def excusable(post: PostRule, rules: RoutingRules) -> bool:
    """Whether the requester may say that the job is no concern of this post: the units
    that countersign, and nobody who approves."""
    line = rules.gb_roles.get(post.signs_for)
    return post.concerned and (line is None or line.approves is None)


def excusable_posts(kind: str, rules: RoutingRules) -> tuple[str, ...]:
    """The posts that a requester of this kind may leave out, in the order of the routes."""
    stages = (stage for rule in rules.routes if rule.match.kind == kind for stage in rule.stages)
    return tuple(dict.fromkeys(post.post for stage in stages for post in stage.posts if excusable(post, rules)))


def _excused(job: Job) -> dict[str, str]:
    """Countersigning posts that the requester marked 不涉及, each with a reason; without a reason it does not count."""
    given = job.inputs.get("not_concerned")
    return {str(post): str(why) for post, why in given.items() if why} if isinstance(given, Mapping) else {}


def _extra(extra_id: str, extra: ExtraStage) -> StageRule:
    return StageRule(extra_id, extra.name, extra.mode, extra.posts)


def _stage(rule: StageRule, excused: Mapping[str, str], rules: RoutingRules) -> Stage:
    asked = [post for post in rule.posts if not (excusable(post, rules) and post.post in excused)]
    by_post = [_post_slot(f"{rule.id}.{number}", post) for number, post in enumerate(asked)]
    by_role = [
        Slot(f"{rule.id}.{number}", None, role, "plant", rule.signs_for or rule.name, True, False)
        for number, role in enumerate(rule.roles)
    ]
    timers = rule.timers or rules.defaults.timers
    return Stage(rule.id, rule.name, rule.mode, timers, tuple(by_post or by_role), not rule.roles)


def _post_slot(slot_id: str, rule: PostRule) -> Slot:
    return Slot(slot_id, rule.post, None, rule.scope, rule.signs_for, rule.statutory, rule.optional)
