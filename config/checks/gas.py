"""Gas limits that can't be right: compared with each other, with the standard, and with handbooks."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from config.checks.standard import HOT_WORK
from config.problem import Path
from rules.gas import NAMES, flammable_media
from rules.plant import Plant
from rules.substances import (
    EXPLOSION_LIMITS,
    EXPOSURE_LIMITS,
    HIGHEST_EXPOSURE,
    LIQUIDS,
    MOLAR_MASSES,
    SLIP,
    near,
    substance,
)
from rules.templates import FlammableLimit, GasLimits, Kind, OxygenLimit, Templates

BELOW_FOUR, BREATHED = 0.2, 21.0
DUST = "粉尘"
FULL = {"%LEL": 100.0, "%vol": 100.0}


def faults(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in permit_templates.yaml."""
    gas = templates.gas
    yield from (((("gas", *rest)), message) for rest, message in _gas(gas))
    for name, kind in templates.kinds.items():
        for place, message in _of(kind, gas):
            yield ("kinds", name, "gas_test", *place), message


def _gas(gas: GasLimits) -> Iterator[tuple[Path, str]]:
    yield from _flammable(gas.flammable.rule)
    if not gas.analyst:
        yield ("analyst",), "没有写测气的人要什么证书，谁都能测：请补上"
    for name, limit in gas.oxygen.items():
        yield from ((("oxygen", name, *rest), message) for rest, message in _oxygen(limit, name == gas.breathing))
    yield from _toxic(gas)
    yield from _media(gas)
    for place, each in enumerate(gas.ranges):
        if each.upto > FULL.get(each.unit, each.upto):
            yield ("ranges", place, "upto"), f"{each.unit} 最多到 {FULL[each.unit]:g}：请改正"


def _media(gas: GasLimits) -> Iterator[tuple[Path, str]]:
    """Each medium once, and a known one with an explosion limit of its own."""
    seen: dict[str, str] = {}
    for place, medium in enumerate(gas.media):
        key = substance(medium.name)
        if key in seen:
            yield ("media", place, "name"), f"“{medium.name}”和“{seen[key]}”是同一种介质：请删掉一个"
        seen.setdefault(key, medium.name)
        message = explosion_limit(medium.name, medium.lel_pct)
        if message:
            yield ("media", place, "lel_pct"), message


def unknown_media(plant: Plant, gas: GasLimits) -> Iterator[str]:
    """What somebody has to look at: media of which no gas is asked for, as the plant has no limit by that name; toxic
    ones without a limit, though they burn as well; and dusts, which no gas detector shows, whatever else is there."""
    own = [*(each.name for each in gas.media), *(each.gas for each in gas.toxic.limits)]
    limits = [substance(name) for each in gas.toxic.limits for name in (each.gas, each.formula)]
    known = {*limits, *(substance(each.name) for each in gas.media)}
    unlimited = {*EXPOSURE_LIMITS} - {*limits} - (LIQUIDS & known)
    for area in plant.areas:
        dusts = [medium for medium in area.media if DUST in medium]
        toxic = [medium for medium in area.media if substance(medium) in unlimited]
        yield from (_dust(area.name, medium) for medium in dusts)
        yield from (_unlimited(area.name, medium) for medium in toxic)
        left = [medium for medium in area.media if medium not in {*dusts, *toxic} and substance(medium) not in known]
        unknown = {medium: _meant(medium, own) for medium in left}
        if not area.hazard_place or flammable_media(area, gas):
            unknown = {medium: meant for medium, meant in unknown.items() if meant}
        for medium, meant in unknown.items():
            near = f"（是不是“{meant}”？）" if meant else ""
            yield (
                f"{area.name}的介质“{medium}”{near}在气体限值里没有，测气时不会要求测它："
                "请核对写法，或在 gas.media 里补上爆炸下限，本来就不用测的不用管。"
            )


def _dust(area: str, medium: str) -> str:
    return (
        f"{area}的介质“{medium}”是粉尘，测气仪测不出来，写进 gas.media 也没用："
        "请写成措施（measures），如动火前清扫干净、停下会起尘的机器、盖住扬尘的口子。"
    )


def _unlimited(area: str, medium: str) -> str:
    """With what a handbook knows of it, ready to be written."""
    name = substance(medium)
    return (
        f"{area}的介质“{medium}”有毒，却没有限值，测气时不会要求测它："
        "请在 gas.toxic.limits 里补上（写法见 docs/rules.md），"
        f"GBZ 2.1 最多 {EXPOSURE_LIMITS[name]:g} mg/m3，摩尔质量 {MOLAR_MASSES[name]:g}。只补爆炸下限不够。"
    )


def _meant(medium: str, own: Iterable[str]) -> str:
    """The plant's or a handbook's substance that is spelt nearly so; empty for one of a handbook, or like none."""
    names = [*own, *EXPLOSION_LIMITS, *EXPOSURE_LIMITS]
    return "" if substance(medium) in names else next(iter(get_close_matches(medium, names, 1)), "")


def explosion_limit(name: str, lel_pct: float) -> str:
    """Why this can't be the substance's explosion limit; empty when it can."""
    known = EXPLOSION_LIMITS.get(substance(name))
    if known is None or near(lel_pct, known, SLIP):
        return ""
    return f"{name}的爆炸下限手册上约 {known:g} %vol，写的是 {lel_pct:g}：请核对改正"


def _flammable(limits: tuple[FlammableLimit, ...]) -> Iterator[tuple[Path, str]]:
    """Exactly one limit on each side of one explosion limit: no medium without a rule, none with two."""
    above = [limit.lel_at_least_pct for limit in limits if limit.lel_at_least_pct is not None]
    below = [limit.lel_below_pct for limit in limits if limit.lel_below_pct is not None]
    if len(above) != 1 or above != below or len(limits) != 2:
        yield ("flammable", "rule"), "爆炸下限要在同一个数上分成两档，不留空档也不重叠：请改正"
    for place, limit in enumerate(limits):
        if limit.lel_below_pct is not None and limit.max_vol_pct > BELOW_FOUR:
            message = f"标准里爆炸下限小于 4% 的最多 {BELOW_FOUR} %vol，写的是 {limit.max_vol_pct:g}：请改正"
            yield ("flammable", "rule", place, "max_vol_pct"), message


def _oxygen(limit: OxygenLimit, breathed: bool) -> Iterator[tuple[Path, str]]:
    low, high, rich = limit.min_vol_pct, limit.max_vol_pct, limit.oxygen_rich_max_vol_pct
    if low is not None and low > high:
        yield ("min_vol_pct",), f"氧的下限 {low:g} 大于上限 {high:g}：请改正"
    if rich is not None and rich < high:
        yield ("oxygen_rich_max_vol_pct",), f"富氧时的上限 {rich:g} 小于平时的 {high:g}：请改正"
    if breathed and low is None:
        yield (), "人要在里面呼吸，没有写氧的下限（min_vol_pct）：请写，标准是 19.5 %vol"
    if breathed and high > BREATHED:
        yield ("max_vol_pct",), f"标准里人呼吸的氧最多 {BREATHED:g} %vol，写的是 {high:g}：请改正"


def _toxic(gas: GasLimits) -> Iterator[tuple[Path, str]]:
    seen: dict[str, str] = {}
    for place, each in enumerate(gas.toxic.limits):
        at: Path = ("toxic", "limits", place)
        names = {substance(each.gas), substance(each.formula)}
        twin = next((seen[name] for name in names if name in seen), "")
        seen |= dict.fromkeys(names, each.gas)
        if twin:
            yield (*at, "gas"), f"“{each.gas}”和“{twin}”是同一种气体：请删掉一个"
        if len(names & set(EXPOSURE_LIMITS)) > 1:
            yield (*at, "formula"), f"{each.formula} 不是{each.gas}：请改正"
        highest = min((EXPOSURE_LIMITS[name] for name in names if name in EXPOSURE_LIMITS), default=None)
        if each.limit > (HIGHEST_EXPOSURE if highest is None else highest):
            known = f"的限值 GBZ 2.1 最多 {highest:g} mg/m3" if highest is not None else _unknown()
            yield (*at, "limit"), f"{each.gas}{known}，写的是 {each.limit:g}：请改正"
        mass = next((MOLAR_MASSES[name] for name in sorted(names) if name in MOLAR_MASSES), None)
        if mass is not None and not near(each.molar_mass, mass, 1.02):
            message = f"{each.formula} 的摩尔质量约 {mass:g}，写的是 {each.molar_mass:g}：请改正"
            yield (*at, "molar_mass"), message


def _unknown() -> str:
    return f"不在手册表里，限值最多 {HIGHEST_EXPOSURE:g} mg/m3（气体名和分子式按 GBZ 2.1 写）"


def _of(kind: Kind, gas: GasLimits) -> Iterator[tuple[Path, str]]:
    """What is measured must have a limit: for oxygen the kind's own, else the one for breathing."""
    test = kind.gas_test
    if test.required != "never" and not test.analytes:
        yield ("analytes",), f"{kind.name}要测气，却没有写测什么：请写 {'、'.join(NAMES)} 里的几项"
    for place, analyte in enumerate(test.analytes):
        if analyte not in NAMES:
            yield ("analytes", place), f"不认识“{analyte}”：请写 {'、'.join(NAMES)} 里的一项"
    for place, extra in enumerate(test.extra):
        if extra.analyte not in NAMES:
            yield ("extra", place, "analyte"), f"不认识“{extra.analyte}”：请写 {'、'.join(NAMES)} 里的一项"
        if extra.analyte == "oxygen" and extra.limit not in gas.oxygen:
            yield ("extra", place, "limit"), f"gas.oxygen 里没有“{extra.limit}”这个限值：请改正"
        elif extra.analyte == "oxygen" and kind.form != HOT_WORK and gas.oxygen[extra.limit].min_vol_pct is None:
            message = (
                f"“{extra.limit}”没有氧的下限，只给氧气设备动火用，{kind.name}里有人呼吸：请删去这一条，或换一个限值"
            )
            yield ("extra", place, "limit"), message
