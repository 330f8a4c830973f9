"""Faults of the gas detectors in sensors.yaml that show only together with the gas limits of the permit templates."""

from collections.abc import Iterator
from datetime import date

from config.checks.gas import explosion_limit
from config.problem import Finding, Path
from config.shapes.sensors import Instrument, Measured, Sensors
from rules.substances import HIGHEST_LEL, LOWEST_LEL, substance
from rules.templates import GasLimits


def check(sensors: Sensors, limits: GasLimits, today: date) -> Iterator[Finding]:
    """`today`: the day on which a detector's calibration must hold."""
    if sensors.feed.keep_every_min <= 0:
        yield Finding("sensors", ("feed", "keep_every_min"), "要大于 0 分钟：请改正")
    for place, instrument in enumerate(sensors.instruments):
        for rest, message in _faults(instrument, sensors, limits, today):
            yield Finding("sensors", ("instruments", place, *rest), message)


def _faults(instrument: Instrument, sensors: Sensors, limits: GasLimits, today: date) -> Iterator[tuple[Path, str]]:
    if instrument.calibrated_until < today:
        yield ("calibrated_until",), f"检定已于 {instrument.calibrated_until} 到期：请写新的日期，或删去这一台"
    if instrument.every_s <= 0:
        yield ("every_s",), "间隔要大于 0 秒：请改正"
    elif sensors.feed.suspend_after_s <= 2 * instrument.every_s:
        yield ("every_s",), "间隔太长：停工时限 feed.suspend_after_s 要大于两个间隔，否则来不及先提醒：请改正"
    if not instrument.measures:
        yield ("measures",), "没有写测什么：请至少写一种"
    for place, each in enumerate(instrument.measures):
        yield from (((("measures", place, *rest)), message) for rest, message in _measured(each, limits))


def _measured(each: Measured, limits: GasLimits) -> Iterator[tuple[Path, str]]:
    """Every value that it may show must have a limit to be judged by."""
    upto = next((known.upto for known in limits.ranges if (known.analyte, known.unit) == (each.analyte, each.unit)), 0)
    if not 0 < each.upto <= upto:
        yield ("upto",), f"{each.gas}按 {each.unit} 最多到 {upto:g}（permit_templates.yaml 的 gas.ranges）：请改正"
    gas = substance(each.gas)
    if each.analyte == "flammable":
        yield from _flammable(each, {substance(one.name): one.lel_pct for one in limits.media}.get(gas))
    toxic = {substance(name) for one in limits.toxic.limits for name in (one.gas, one.formula)}
    if each.analyte == "toxic" and gas not in toxic:
        yield ("gas",), f"没有{each.gas}的限值：请加进 gas.toxic.limits"


def _flammable(each: Measured, known: float | None) -> Iterator[tuple[Path, str]]:
    """known: the explosion limit that the templates have for this gas."""
    if each.lel_pct is None:
        if known is None:
            yield ("gas",), f"不知道{each.gas}的爆炸下限：请写 lel_pct，或加进 gas.media"
    elif not LOWEST_LEL <= each.lel_pct <= HIGHEST_LEL:
        return  # the bounds of numbers say so
    elif known not in (None, each.lel_pct):
        message = (
            f"{each.gas}的爆炸下限在 gas.media 里是 {known:g}，这里写 {each.lel_pct:g}：请删去 lel_pct，或改成一样"
        )
        yield ("lel_pct",), message
    elif message := explosion_limit(each.gas, each.lel_pct):
        yield ("lel_pct",), message
