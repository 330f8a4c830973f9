"""Faults of a kind of work that relies on a question which its form does not ask, or asks in another way."""

from collections.abc import Iterator, Mapping

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
    yield from _weather(kind, sorts)
    yield from _height(kind)
    if kind.triggers is not None:
        rule, at = kind.triggers.confined_space_rules_if, ("triggers", "confined_space_rules_if")
        for field, name, sort, words in (
            ("depth", rule.depth, "number", "数"),
            ("lines", rule.lines, "yes_no", "是否题"),
        ):
            if sorts.get(name) != sort:
                yield (*at, field), f"表单没有“{name}”这个{words}：请写进 fields，或改正"


def _height(kind: Kind) -> Iterator[tuple[Path, str]]:
    """How high the work is must be asked in every area, in metres."""
    name = kind.from_above.height if kind.from_above else None
    asked = next((field for field in kind.fields if field.id == name), None)
    if name and (asked is None or (asked.kind, asked.unit) != ("number", "米") or asked.only_in or not asked.required):
        yield ("from_above", "height"), f"每个区域的表单都要有“{name}”这个必填的数（unit: 米）：请写进 fields，或改正"


def _weather(kind: Kind, sorts: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """The form asks for all that decides, in every area, and the wind in degrees of force."""
    limits = kind.weather
    if limits is None:
        return
    wanted = (("open_air", limits.open_air, "yes_no"), ("wind", limits.wind, "number"), ("fog", limits.fog, "yes_no"))
    for part, name, sort in wanted:
        asked = next((field for field in kind.fields if field.id == name), None)
        if asked is None or sorts[name] != sort or asked.only_in or (part == "wind" and asked.unit != "级"):
            words = "数（unit: 级）" if sort == "number" else "是否题"
            yield ("weather", part), f"每个区域的表单都要有“{name}”这个{words}：请写进 fields，或改正"
        elif part == "open_air" and not asked.required:
            yield ("weather", part), f"“{name}”必须答，不然大风也能办：请删去 required"
    offered = {choice for field in kind.fields for choice in field.choices}
    for place, word in enumerate(limits.factors):
        if word not in offered:
            yield ("weather", "factors", place), f"“{word}”在表单里选不到：请写进 fields 的 choices，或改正"
