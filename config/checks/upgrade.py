"""Stricter management of hot work at night, on rest days, on holidays and in wind, as GB 30871—2022 §5.1.1 and §5.2.15
require, and signatures that the standard's forms must have."""

from collections.abc import Iterator

from config.checks.standard import HOT_WORK, WIND_FORCE
from config.checks.works import letters, wind_questions
from config.problem import Finding, Path
from rules.printed import FORMS
from rules.routing_rules import RouteRule, RoutingRules, UpgradeRule
from rules.templates import Field, Kind, Templates

WINDOWS = {"night": "夜间", "rest_day": "公休日", "holiday": "节假日"}


def check(rules: RoutingRules, templates: Templates) -> Iterator[Finding]:
    """Faults of the standard's own kinds; for its own kinds the plant decides."""
    yield from (Finding("routing_rules", path, message) for path, message in _faults(rules, templates))


def _faults(rules: RoutingRules, templates: Templates) -> Iterator[tuple[Path, str]]:
    for name, kind in templates.kinds.items():
        if kind.form == HOT_WORK:
            yield from _calendar(name, kind, rules)
            yield from _wind(name, kind, rules)
    for place, route in enumerate(rules.routes):
        kind_of_route = templates.kinds.get(route.match.kind)
        if kind_of_route and kind_of_route.form in FORMS and not _statutory(route):
            message = f"路线 {route.id} 没有不能空缺的法定栏：请在审批的岗位上写 statutory: true"
            yield ("routes", place, "stages"), message


def _calendar(name: str, kind: Kind, rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    raising = [rule for rule in rules.upgrades.rules if name in rule.kinds and rule.effect == "raise_level"]
    for window, words in WINDOWS.items():
        if not any(window in rule.when_any for rule in raising):
            yield ("upgrades", "rules"), f"标准要求{kind.short}在{words}升级：请写一条 when_any 有 {window} 的升级规则"


def _wind(name: str, kind: Kind, rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """Some rule begins at the standard's wind force, or at a lower one that the kind names, and wants at most the open
    air besides."""
    force = min(WIND_FORCE, kind.upgrade.wind_force_at_least or WIND_FORCE)
    mine = [(place, rule) for place, rule in enumerate(rules.upgrades.rules) if name in rule.kinds]
    if not any(_by_wind(rule, force, kind) for _, rule in mine):
        message = (
            f"标准要求露天{kind.short}在 {force} 级风起升级：请写一条 effect: raise_level，"
            f"when_all 里是风力 at_least: {force}，另外只能有露天 equals: true，"
            f"两项表单里都要问，问法照模板库：{'、'.join(field.label for field in wind_questions())}"
        )
        yield ("upgrades", "rules"), message
    for place, rule in mine:
        if rule.source == "gb":
            yield from _from(place, rule, force, kind)


def _by_wind(rule: UpgradeRule, force: int, kind: Kind) -> bool:
    wind, open_air = wind_questions()
    fields = {field.id: field for field in kind.fields if not field.only_in}
    asked = [(condition, fields.get(condition.input)) for condition in rule.when_all]
    winds = [
        field
        for condition, field in asked
        if _same(field, wind) and condition.at_least is not None and condition.at_least <= force
    ]
    others = [field for condition, field in asked if _same(field, open_air) and condition.equals is True]
    whole = len(winds) == 1 and len(others) <= 1 and len(winds) + len(others) == len(asked)
    return rule.effect == "raise_level" and whole


def _same(field: Field | None, asked: Field) -> bool:
    """Whether the form asks what the library asks: in the same words, and an answer is as much wanted as there."""
    if field is None or (field.kind, field.unit) != (asked.kind, asked.unit):
        return False
    return letters(field.label) == letters(asked.label) and (field.required or not asked.required)


def _from(place: int, rule: UpgradeRule, force: int, kind: Kind) -> Iterator[tuple[Path, str]]:
    for number, condition in enumerate(rule.when_all):
        if condition.at_least is not None and condition.at_least > force:
            words = f"标准里{kind.short}从 {force} 级风起升级，写的是 {condition.at_least:g}：请改正"
            yield ("upgrades", "rules", place, "when_all", number, "at_least"), words


def _statutory(route: RouteRule) -> bool:
    stages = (stage for stage in route.stages if not stage.only_if)
    return any(slot.statutory for stage in stages for slot in stage.posts)
