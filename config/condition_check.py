"""Conditions of the routing rules that no job can meet: questions that the form of their kind does not ask."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from config.problem import Finding, Path
from rules.plant import Area
from rules.routing_rules import Condition, RoutingRules
from rules.templates import Templates

AREA_FIELDS = {f"area.{field.name}" for field in fields(Area)}


def check(rules: RoutingRules, templates: Templates) -> Iterator[Finding]:
    """Every condition of upgrades, downgrades and stages against the level inputs of its kinds."""
    yield from (Finding("routing_rules", path, message) for path, message in _faults(rules, templates))


def _faults(rules: RoutingRules, templates: Templates) -> Iterator[tuple[Path, str]]:
    for place, upgrade in enumerate(rules.upgrades.rules):
        at: Path = ("upgrades", "rules", place, "when_all")
        yield from _conditions(at, upgrade.when_all, upgrade.kinds, templates)
    for place, downgrade in enumerate(rules.downgrades):
        for number, need in enumerate(downgrade.needs):
            yield from _asked(("downgrades", place, "needs", number), need, downgrade.kinds, templates)
    for place, route in enumerate(rules.routes):
        for number, stage in enumerate(route.stages):
            at = ("routes", place, "stages", number, "only_if")
            yield from _conditions(at, stage.only_if, {route.match.kind}, templates)


def _conditions(
    at: Path, conditions: Iterable[Condition], kinds: Iterable[str], templates: Templates
) -> Iterator[tuple[Path, str]]:
    for place, condition in enumerate(conditions):
        if (condition.equals is None) == (condition.at_least is None):
            yield (*at, place), f"“{condition.input}”要么写 equals，要么写 at_least：请写其中一种"
        if condition.input.startswith("area."):
            if condition.input not in AREA_FIELDS:
                yield (*at, place, "input"), f"区域没有“{condition.input.removeprefix('area.')}”这一项：请改正"
        else:
            yield from _asked((*at, place, "input"), condition.input, kinds, templates)


def _asked(at: Path, name: str, kinds: Iterable[str], templates: Templates) -> Iterator[tuple[Path, str]]:
    for kind in sorted(kinds):
        template = templates.kinds.get(kind)
        if template is not None and name not in template.level_inputs:
            yield at, f"{template.name}的 level_inputs 里没有“{name}”，这个条件永远不会符合：请改正，或把它加上"
