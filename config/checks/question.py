"""Faults of a kind of work that relies on a question which its form does not ask, or asks in another way."""

from collections.abc import Iterator

from config.problem import Path
from rules.templates import Kind


def faults(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Each fault with its path inside the kind."""
    sorts = {field.id: field.kind for field in kind.fields}
    for place, name in enumerate(kind.gas_test.if_yes):
        if sorts.get(name) != "yes_no":
            yield ("gas_test", "if_yes", place), f"表单没有“{name}”这个是否题：请写进 fields，或改正"
    used = {*kind.level_inputs, *(name for rule in kind.level_rules for name in rule.all_)}
    for name in kind.area_says:
        if name not in used:
            yield ("area_says", name), f"level_inputs 里没有“{name}”：请改正，或删去"
    if kind.triggers is not None:
        rule, at = kind.triggers.confined_space_rules_if, ("triggers", "confined_space_rules_if")
        for field, name, sort, words in (
            ("depth", rule.depth, "number", "数"),
            ("lines", rule.lines, "yes_no", "是否题"),
        ):
            if sorts.get(name) != sort:
                yield (*at, field), f"表单没有“{name}”这个{words}：请写进 fields，或改正"
