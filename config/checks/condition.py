"""The routing rules compared with the templates: conditions that no job can meet, levels that its kind does not have,
records that are asked for too seldom."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from config.problem import Finding, Path
from rules.gas import record_every
from rules.plant import Area
from rules.routing_rules import Condition, FollowUp, RoutingRules
from rules.templates import Kind, Level, Templates

AREA_FIELDS = {f"area.{field.name}" for field in fields(Area)}


def check(rules: RoutingRules, templates: Templates) -> Iterator[Finding]:
    """Every condition of upgrades, downgrades and stages, and every question after the signatures."""
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
    after = rules.after_signing
    for part, asks in (("pre_start", after.pre_start), ("during", after.during), ("close", after.close)):
        for place, ask in enumerate(asks):
            yield from _levels(("after_signing", part, place, "levels"), ask, templates)
    yield from _records(after.during, templates)


def _conditions(
    at: Path, conditions: Iterable[Condition], kinds: Iterable[str], templates: Templates
) -> Iterator[tuple[Path, str]]:
    for place, condition in enumerate(conditions):
        if (condition.equals is None) == (condition.at_least is None):
            yield (*at, place), f"“{condition.input}”要么写 equals，要么写 at_least：请写其中一种"
        yield from _reached((*at, place, "at_least"), condition, kinds, templates)
        if condition.input.startswith("area."):
            if condition.input not in AREA_FIELDS:
                yield (*at, place, "input"), f"区域没有“{condition.input.removeprefix('area.')}”这一项：请改正"
        else:
            yield from _asked((*at, place, "input"), condition.input, kinds, templates)
            yield from _on_form((*at, place, "input"), condition.input, kinds, templates)


def _reached(at: Path, condition: Condition, kinds: Iterable[str], templates: Templates) -> Iterator[tuple[Path, str]]:
    """A condition on a number that no form accepts is never met."""
    fields = (field for kind in sorted(kinds) if kind in templates.kinds for field in templates.kinds[kind].fields)
    for field in fields:
        if field.id == condition.input and _above(condition.at_least, field.upto):
            words = f"“{field.label}”在表单里最多填 {field.upto:g}，写 {condition.at_least:g} 永远不会符合：请改正"
            yield at, words


def _above(wanted: float | None, most: float | None) -> bool:
    return wanted is not None and most is not None and wanted > most


def _asked(at: Path, name: str, kinds: Iterable[str], templates: Templates) -> Iterator[tuple[Path, str]]:
    for kind in sorted(kinds):
        template = templates.kinds.get(kind)
        if template is not None and name not in template.level_inputs:
            yield at, f"{template.name}的 level_inputs 里没有“{name}”，这个条件永远不会符合：请改正，或把它加上"


def _on_form(at: Path, name: str, kinds: Iterable[str], templates: Templates) -> Iterator[tuple[Path, str]]:
    """A condition on what nobody is asked is never met; every request says whether a contractor works."""
    for kind in sorted(kinds):
        template = templates.kinds.get(kind)
        fields = {field.id for field in template.fields} if template else set()
        if template and name in template.level_inputs and name != "contractor" and name not in fields:
            yield at, f"{template.name}的表单没有问“{name}”，这个条件永远不会符合：请写进 fields"


def _levels(at: Path, ask: FollowUp, templates: Templates) -> Iterator[tuple[Path, str]]:
    kinds = [kind for name, kind in templates.kinds.items() if not ask.kinds or name in ask.kinds]
    known = {level.id for kind in kinds for level in kind.levels}
    for level in sorted(ask.levels - known):
        yield at, f"这些作业没有“{level}”这个级别，{ask.ask} 永远不会问：请改正"


def _records(asks: Iterable[FollowUp], templates: Templates) -> Iterator[tuple[Path, str]]:
    """A kind whose template wants gas records at an interval must be asked for them at least that often."""
    records = [ask for ask in asks if ask.ask == "gas_record"]
    for name, kind in templates.kinds.items():
        wanted = record_every(kind)
        asked = [ask.every_min for ask in records if ask.every_min and (not ask.kinds or name in ask.kinds)]
        if wanted is not None and (not asked or min(asked) > wanted):
            yield (
                ("after_signing", "during"),
                f"{kind.name}要每 {wanted} 分钟记录一次气体：请写 gas_record 和它的 every_min",
            )
        yield from (_unrecorded(kind, level) for level in kind.levels if not _recorded(name, kind, level, records))


def _recorded(name: str, kind: Kind, level: Level, records: Iterable[FollowUp]) -> bool:
    """Whether readings are recorded while work with continuous detection goes on. A portable alarm tells the house
    nothing, so the record is all that is known of it, and a missing one ends the work."""
    if level.id not in kind.gas_test.continuous_levels:
        return True
    return any(
        ask.on_silent == "suspend"
        and (not ask.kinds or name in ask.kinds)
        and (not ask.levels or level.id in ask.levels)
        for ask in records
    )


def _unrecorded(kind: Kind, level: Level) -> tuple[Path, str]:
    words = f"{kind.name}{level.name if len(kind.levels) > 1 else ''}要连续检测"
    return ("after_signing", "during"), f"{words}，没有写按时记录：请写 gas_record、every_min 和 on_silent: suspend"
