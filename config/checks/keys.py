"""Keys that nothing looks up: a misspelt level, gas, crew or certificate. What stands there would never count."""

from collections.abc import Iterable, Iterator

from config.checks.originals import whole
from config.problem import Finding, Path
from rules.plant import Plant
from rules.routing_rules import RoutingRules
from rules.templates import Templates

DEFAULT = "default"


def check_rules(rules: RoutingRules) -> Iterator[Finding]:
    known = {level.id: level.name for levels in rules.levels.values() for level in levels}
    at: Path = ("defaults", "min_lead_min")
    words = f"没有“{{}}”这个级别，写了也不起作用：请写级别的编号（{'、'.join(sorted(known))}）或 {DEFAULT}"
    yield from _unknown("routing_rules", at, rules.defaults.min_lead_min, {*known, DEFAULT}, words)


def check_plant(plant: Plant) -> Iterator[Finding]:
    crews = plant.shifts.crews
    words = f"没有“{{}}”这个班：请改正（crews 里写的是 {'、'.join(crews)}），或删去"
    yield from _unknown("plant", ("shifts", "offset"), plant.shifts.offset, crews, words)
    yield from _unknown("plant", ("shifts", "names"), plant.shifts.names, crews, words)
    words = "倒班周期（cycle）里没有“{}”，这个时间用不上：请改正，或删去"
    yield from _unknown("plant", ("shifts", "hours"), plant.shifts.hours, plant.shifts.cycle, words)
    for place, person in enumerate(plant.people):
        words = f"{person.name}的 certs 里没有“{{}}”，这个编号用不上：请改正代码，或先写上有效期"
        yield from _unknown("plant", ("people", place, "cert_numbers"), person.cert_numbers, person.certs, words)


def check_templates(templates: Templates) -> Iterator[Finding]:
    extra = {each.limit for kind in templates.kinds.values() for each in kind.gas_test.extra}
    # What a plant has from the library may be of a kind that it does not do.
    known = {templates.gas.breathing, *extra, *whole().gas.oxygen}
    words = "哪里也没有用“{}”这个限值：请在 breathing 或 gas_test.extra 里写上它，或删去"
    yield from _unknown("permit_templates", ("gas", "oxygen"), templates.gas.oxygen, known, words)
    for name, kind in templates.kinds.items():
        fields = {field.id for field in kind.fields}
        for part, asked in (("one_permit_per", kind.one_permit_per), ("unique_active_by", (kind.unique_active_by,))):
            for number, each in enumerate(asked):
                if each and each not in fields:
                    place: Path = (number,) if part == "one_permit_per" else ()
                    words = f"{kind.name}的表单没有问“{each}”：请写进 fields，或改正"
                    yield Finding("permit_templates", ("kinds", name, part, *place), words)


def _unknown(file: str, at: Path, keys: Iterable[str], known: Iterable[str], words: str) -> Iterator[Finding]:
    there = set(known)
    yield from (Finding(file, (*at, key), words.format(key)) for key in keys if key not in there)
