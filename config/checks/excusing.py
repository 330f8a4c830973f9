"""Whom an applicant may excuse as not concerned (`concerned: true`): units that countersign, where the standard has
some, and never whoever speaks for the area, nor a stage that a rule adds."""

from collections.abc import Iterator

from config.checks.originals import originals
from config.problem import Finding, Path
from rules.plant import Plant
from rules.routing_rules import PostRule, RoutingRules, StageRule
from rules.templates import Kind, Templates

NO = "申请人不能说不涉及：请删去 concerned"


def check(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[Finding]:
    said: set[Path] = set()
    for path, message in _faults(rules, templates, plant):
        if path not in said:
            said.add(path)
            yield Finding("routing_rules", path, message)


def _faults(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[tuple[Path, str]]:
    for place, route in enumerate(rules.routes):
        kind = templates.kinds.get(route.match.kind)
        for number, stage in enumerate(route.stages):
            at = _home(stage, rules) or ("routes", place, "stages", number)
            for slot, post in enumerate(stage.posts):
                why = _why_not(post, kind, plant) if post.concerned else ""
                if why:
                    yield (*at, "posts", slot, "concerned"), f"{why}，{NO}"
    for name, extra in rules.upgrades.extra_stages.items():
        for slot, post in enumerate(extra.posts):
            if post.concerned:
                yield ("upgrades", "extra_stages", name, "posts", slot, "concerned"), f"“{extra.name}”是加签的，{NO}"


def _why_not(post: PostRule, kind: Kind | None, plant: Plant) -> str:
    if post.post in plant.roles.area_rep:
        return f"{_name(post.post, plant)}是属地代表，在他的区域干活总与他有关"
    original = originals().get(kind.form) if kind else None
    if kind and original and not original.countersign_units:
        return f"标准的{kind.short}没有会签，每一栏都要签"
    return ""


def _name(post: str, plant: Plant) -> str:
    return plant.posts[post].name if post in plant.posts else post


def _home(stage: StageRule, rules: RoutingRules) -> Path:
    """Where a stage is written that several routes use; empty when it stands in its route."""
    return next((("fragments", name) for name, each in rules.fragments.items() if each == stage), ())
