"""Faults of the routing rules: somebody is to be asked whom the permit never names."""

from collections.abc import Iterator

from config.problem import Finding, Path
from rules.routing_rules import RoutingRules
from rules.templates import Kind, Templates

# These go to one role of the permit, whatever the rules say; when nobody is named, the plant's `roles` say who fills
# it.
ALWAYS = {"gas_test": "gas_analyst", "briefing": "briefing_giver", "start": "guardian", "finish": "work_leader"}
ON_EVERY_FORM = ("requester", "work_leader", "worker", "guardian")


def check(rules: RoutingRules, templates: Templates) -> Iterator[Finding]:
    yield from (Finding("routing_rules", path, message) for path, message in _faults(rules, templates))


def _faults(rules: RoutingRules, templates: Templates) -> Iterator[tuple[Path, str]]:
    for part in ("pre_start", "close"):
        for place, follow in enumerate(getattr(rules.after_signing, part)):
            role = ALWAYS.get(follow.ask)
            if role is not None and follow.to != (role,):
                name = templates.roles.get(role, role)
                yield ("after_signing", part, place, "to"), f"{follow.ask} 只问{name}：请写 [{role}]"
    for place, route in enumerate(rules.routes):
        kind = templates.kinds.get(route.match.kind)
        for number, stage in enumerate(route.stages if kind else ()):
            for role in stage.roles:
                if kind and role not in _named(kind):
                    message = (
                        f"{kind.name}的表单没有问{templates.roles.get(role, role)}，{stage.name}没人确认：请写进 fields"
                    )
                    yield ("routes", place, "stages", number, "roles"), message


def _named(kind: Kind) -> set[str | None]:
    asked = {field.id for field in kind.fields if field.kind in ("person", "people")}
    return {*ON_EVERY_FORM, *asked, kind.leads_as}
