"""What GB 30871—2022 sets for its own eight forms: a plant may only be stricter, whatever its figures.

Kinds are known by the number of their form in the standard's annex A; a plant's own kinds have other forms and are
bounded by `bounds.py` alone. For the figures see §5.2–5.3, 6.3–6.5, 7.6, 8.1, 10.1, 10.8 and B.3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.problem import Path
from rules.gas import NAMES
from rules.gates import DETECTION
from rules.printed import FORMS
from rules.templates import GasTest, Kind, Level, Templates

HOT_WORK, CONFINED, PLATES, HEIGHT, LIFTING, POWER, EXCAVATION, ROAD = FORMS
# Open-air hot work is managed more strictly from this wind force on (§5.2.15).
WIND_FORCE = 5
# The longest validity in hours; for hot work, the least strict level has its own.
LONGEST: Mapping[str, int] = {HOT_WORK: 8, CONFINED: 24, HEIGHT: 168, POWER: 360}
LONGEST_OF_THE_LAXEST = {HOT_WORK: 72}
HOT_WORK_FROM_PLATES_M = 30
# The least distance of any of the standard's conflicts (§5.2.9: cleaning, painting, dust).
LEAST_M = 10
# How long a certificate may be valid before it is reviewed: the state gives six years at most.
LONGEST_MONTHS = {"state": 72, "special_equipment": 72, "plant": 36}
CERTIFIED = ("worker", "guardian")


@dataclass(frozen=True)
class Tested:
    """A gas test as the standard requires it: when, what, after which break again, how often recorded, and whether
    detection is continuous at the strictest level or at all levels."""

    required: frozenset[str]
    analytes: frozenset[str]
    retest_min: int | None = None
    retest_of_the_laxest_min: int | None = None
    record_min: int | None = None
    continuous: str = ""


TESTED: Mapping[str, Tested] = {
    HOT_WORK: Tested(frozenset({"always"}), frozenset({"flammable"}), 30, 60, continuous="top"),
    CONFINED: Tested(frozenset({"always"}), frozenset({"oxygen", "flammable", "toxic"}), 60, 60, 120, "all"),
    POWER: Tested(frozenset({"always", "in_hazard_area"}), frozenset({"flammable"})),
    EXCAVATION: Tested(frozenset({"always", "if_confined_rules"}), frozenset({"oxygen", "flammable", "toxic"})),
}


def faults(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in permit_templates.yaml."""
    for name, kind in templates.kinds.items():
        for rest, message in (*_kind(kind), *_foreman(kind, templates), *_deep(kind, templates)):
            yield ("kinds", name, *rest), message
    yield from _near_plates(templates)
    for code, paper in templates.qualifications.items():
        longest = LONGEST_MONTHS[paper.type]
        if paper.valid_months > longest:
            message = f"{paper.name}最多管 {longest} 个月，写的是 {paper.valid_months}：请改正"
            yield ("qualifications", code, "valid_months"), message
    for role in CERTIFIED:
        if role in templates.roles and role not in templates.certified_roles and follows(templates):
            yield ("certified_roles",), f"标准要求{templates.roles[role]}有证：请写上 {role}"


def follows(templates: Templates) -> bool:
    """Whether some kind is one of the standard's own."""
    return any(kind.form in FORMS for kind in templates.kinds.values())


def _kind(kind: Kind) -> Iterator[tuple[Path, str]]:
    laxest = min(kind.levels, key=lambda level: level.rank, default=None)
    for place, level in enumerate(kind.levels):
        yield from ((("levels", place, *rest), message) for rest, message in _validity(kind, level, level is laxest))
    cited = [place for place, level in enumerate(kind.levels) if level.validity_source == "gb"]
    if cited and kind.form not in LONGEST:
        yield ("levels", cited[0], "validity_source"), f"标准没有写{kind.short}的时限：validity_source 请写 plant"
    wanted, test = TESTED.get(kind.form), kind.gas_test
    if wanted is not None:
        yield from _test(kind, test, wanted)
        yield from _breaks(kind, test, wanted)
    yield from _detected(kind)
    yield from _kept(kind)
    if test.required != "never" and test.before_start_max_min is None:
        yield ("gas_test",), f"{kind.name}没有写取样到开工最多几分钟（before_start_max_min）：请写，标准最多 30"


def _validity(kind: Kind, level: Level, laxest: bool) -> Iterator[tuple[Path, str]]:
    longest = LONGEST.get(kind.form)
    if laxest and len(kind.levels) > 1:
        longest = LONGEST_OF_THE_LAXEST.get(kind.form, longest)
    if longest is not None and level.validity_h > longest:
        yield (
            ("validity_h",),
            f"标准里{kind.short}{_named(kind, level)}最长 {longest} 小时，写的是 {level.validity_h}：请改正",
        )


def _named(kind: Kind, level: Level) -> str:
    return level.name if len(kind.levels) > 1 else ""


def _test(kind: Kind, test: GasTest, wanted: Tested) -> Iterator[tuple[Path, str]]:
    if test.required not in wanted.required:
        yield ("gas_test", "required"), f"标准要求{kind.short}测气：请写 {' 或 '.join(sorted(wanted.required))}"
    missing = sorted(wanted.analytes - set(test.analytes))
    if missing:
        names = "、".join(NAMES[each] for each in missing)
        yield ("gas_test", "analytes"), f"标准要求{kind.short}测{names}：请补上 {', '.join(missing)}"
    if wanted.record_min is not None and test.record_every_min is None:
        yield (
            ("gas_test",),
            f"{kind.short}没有写多久记录一次（record_every_min）：请写，标准是 {wanted.record_min} 分钟",
        )
    levels = sorted(kind.levels, key=lambda level: level.rank)
    watched = {"all": levels, "top": levels[-1:]}.get(wanted.continuous, [])
    for level in watched:
        if level.id not in test.continuous_levels:
            message = f"标准要求{kind.short}{_named(kind, level)}连续检测：请在 continuous_levels 里写上 {level.id}"
            yield ("gas_test", "continuous_levels"), message


def _detected(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Work with continuous detection does not begin without it, whether the kind is the standard's or the plant's."""
    gates = [gate for gate in kind.start_gate_extra if gate.id == DETECTION and not gate.applies]
    for level in kind.levels:
        gated = any(not gate.levels or level.id in gate.levels for gate in gates)
        if level.id in kind.gas_test.continuous_levels and not gated:
            words = f"{kind.short}{_named(kind, level)}要连续检测，没有检测也能开工"
            message = f"{words}：请写上 {DETECTION} 这一关，不写 applies"
            yield ("start_gate_extra",), message


def _kept(kind: Kind) -> Iterator[tuple[Path, str]]:
    """What must be filmed, registered and tested each day."""
    strictest = max(kind.levels, key=lambda level: level.rank, default=None)
    if kind.form == HOT_WORK and strictest is not None:
        if kind.video is None or strictest.id not in kind.video.levels:
            yield ("video",), f"标准要求{strictest.name}{kind.short}全程录像：请在 video.levels 里写上 {strictest.id}"
        force = kind.upgrade.wind_force_at_least
        if force is None or force > WIND_FORCE:
            yield (
                ("upgrade", "wind_force_at_least"),
                f"标准里露天{kind.short}从 {WIND_FORCE} 级风起升级：请写 {WIND_FORCE}",
            )
        if not kind.gas_test.daily:
            yield ("gas_test", "daily"), f"标准要求{kind.short}每天作业前测气：请写 true"
    if kind.form == CONFINED and not (kind.entry_log and kind.entry_log.people and kind.entry_log.tools):
        yield ("entry_log",), f"标准要求{kind.short}登记进出的人和工具：请写 entry_log，people、tools 都是 true"


def _deep(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    """A deep pit is a confined space as well, where a plant has both."""
    confined = any(each.form == CONFINED for each in templates.kinds.values())
    if kind.form == EXCAVATION and confined and kind.triggers is None:
        yield ("triggers",), f"标准里深的{kind.short}还要守受限空间的规定：请照模板库写 triggers"


def _foreman(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    """The shift's foreman looks at all hot work before its start."""
    gates = (*templates.common_start_gate, *kind.start_gate_extra)
    always = [gate for gate in gates if gate.id == "foreman_check" and not gate.levels and not gate.applies]
    if kind.form == HOT_WORK and not always:
        message = f"标准要求{kind.short}开工前由当班班长验票：请写上 foreman_check，不写 levels 和 applies"
        yield ("start_gate_extra",), message


def _breaks(kind: Kind, test: GasTest, wanted: Tested) -> Iterator[tuple[Path, str]]:
    """The break after which each level must be tested again."""
    if wanted.retest_min is None:
        return
    laxest = min((level.rank for level in kind.levels), default=0) if len(kind.levels) > 1 else None
    for level in kind.levels:
        longest = wanted.retest_of_the_laxest_min if level.rank == laxest else wanted.retest_min
        given = (test.retest_after_break_min or {}).get(level.id)
        words = f"标准里{kind.short}{_named(kind, level)}中断超过 {longest} 分钟要重新测气"
        if given is None:
            yield ("gas_test", "retest_after_break_min"), f"{words}：请写上 {level.id}"
        elif longest is not None and given > longest:
            yield ("gas_test", "retest_after_break_min", level.id), f"{words}，写的是 {given}：请改正"


def _near_plates(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Hot work and blind plates keep their distance, in plants that do both."""
    form = {name: kind.form for name, kind in templates.kinds.items()}
    far = False
    for place, rule in enumerate(templates.relations.conflicts):
        if (
            rule.source == "gb"
            and HOT_WORK in (form.get(rule.a), form.get(rule.b))
            and (rule.radius_m or LEAST_M) < LEAST_M
        ):
            message = f"标准里动火与别的作业至少相距 {LEAST_M} 米，写的是 {rule.radius_m:g}：请改正"
            yield ("relations", "conflicts", place, "radius_m"), message
        if {form.get(rule.a), form.get(rule.b)} == {HOT_WORK, PLATES}:
            far = True
            if rule.effect != "block" or rule.radius_m is None or rule.radius_m < HOT_WORK_FROM_PLATES_M:
                message = f"标准里盲板抽堵 {HOT_WORK_FROM_PLATES_M} 米内不得动火：请写 effect: block 和半径"
                yield ("relations", "conflicts", place), message
    if not far and {HOT_WORK, PLATES} <= set(form.values()):
        yield ("relations", "conflicts"), f"没有写盲板抽堵与动火的冲突：请补上，标准是 {HOT_WORK_FROM_PLATES_M} 米"
