"""Gas tests: whether one is needed, is within limits and still fresh, and when it must be done again.

Limits are volume percent: a reading in %LEL is converted by its own gas's explosion limit, because a flat %LEL rule is
wrong (GB 30871—2022 §5.3, §6.3–6.5). The clock runs from the sampling to the actual start. Missing data is never safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rules.grading import said
from rules.plant import Area
from rules.related import confined_rules
from rules.substances import EXPLOSION_LIMITS, HIGHEST_LEL, LOWEST_LEL, SLIP, near, substance
from rules.templates import GasLimits, Kind, OxygenLimit, ToxicLimit

NAMES = {"flammable": "可燃气体", "oxygen": "氧", "toxic": "有毒气体"}
PPM_IN_ONE_PERCENT = 10_000
LITRES_PER_MOLE = Decimal("24.45")  # at 25 °C, as in the templates' `convert`


class BadReading(ValueError):
    """A value that can't be judged; the text says what is wrong and what to do. Nothing of the sampling is kept."""


class Incomplete(BadReading):
    """The readings are fine in themselves, but are fewer than a test of this kind of work needs."""


@dataclass(frozen=True)
class Reading:
    """One value as the instrument showed it; `lel_pct` is the gas's lower explosion limit in volume percent.

    point: where in the space it was taken (上, 中, 下); empty when there is only one.
    """

    analyte: str
    gas: str
    value: Decimal
    unit: str
    lel_pct: Decimal | None = None
    point: str = ""


@dataclass(frozen=True)
class Converted:
    """A reading in the unit of its limit (%vol or mg/m3), with the words for the form."""

    reading: Reading
    value: Decimal
    unit: str
    limit: str
    ok: bool

    @property
    def words(self) -> str:
        gas, given, unit = self.reading.gas, self.reading.value, self.reading.unit
        at = f"{self.reading.point} " if self.reading.point else ""
        shown = f"{at}{gas} {_plain(given)}{unit}"
        if unit != self.unit:
            shown += f"（即 {_plain(self.value)}{self.unit}）"
        return f"{shown}，限值 {self.limit}"


@dataclass(frozen=True)
class Verdict:
    ok: bool
    words: str
    converted: tuple[Converted, ...]


def needed(kind: Kind, level: str, area: Area, inputs: Mapping[str, object]) -> bool:
    """Whether a gas test is needed before the start. An unanswered question counts as no, as in the form."""
    test = kind.gas_test
    toxic_or_flammable = area.hazard_place or any(inputs.get(name) is True for name in test.if_yes)
    when = {
        "always": True,
        "never": False,
        "in_hazard_area": said("hazard_place", kind, area, inputs),
        "if_confined_rules": confined_rules(kind, area, inputs),
        "if_toxic_or_flammable": toxic_or_flammable,
        "if_toxic_area": toxic_or_flammable,
    }
    return level in test.continuous_levels or when[test.required]


def judge(readings: Sequence[Reading], kind: Kind, level: str, area: Area, limits: GasLimits) -> Verdict:
    """Judges a whole sampling: every point of it must pass. Raises BadReading for an impossible value and Incomplete
    for a missing one."""
    points = tuple(dict.fromkeys(each.point for each in readings))
    _check_points(points, kind)
    for point in points or ("",):
        there = [each for each in readings if each.point == point]
        missing = _missing(there, kind, area, limits)
        if missing or not readings:
            at = f"（{point}）" if point else ""
            raise Incomplete(f"还没有填{'、'.join(missing) or '气体'}的读数{at}：请测好再提交")
    return measured(readings, kind, level, area, limits)


def measured(readings: Sequence[Reading], kind: Kind, level: str, area: Area, limits: GasLimits) -> Verdict:
    """Judges what was measured, even when it is not a whole test. Raises BadReading for an impossible value."""
    converted = tuple(_converted(each, kind, area, limits) for each in readings)
    over = [each for each in converted if not each.ok]
    if over:
        words = f"不合格：{'；'.join(each.words for each in over)}。请停止作业并撤离，处理后重新取样"
        return Verdict(False, words, converted)
    words = f"合格：{'；'.join(each.words for each in converted)}"
    watched = "。作业中须连续检测" if level in kind.gas_test.continuous_levels else ""
    return Verdict(True, words + watched, converted)


def fresh(sampled_at: datetime, at: datetime, kind: Kind) -> str:
    """Why a sampling does not count for a start at `at`, or nothing."""
    allowed = kind.gas_test.before_start_max_min
    if sampled_at > at:
        return "取样时间在现在之后：请核对时间，重新填写"
    if allowed is None or at - sampled_at <= timedelta(minutes=allowed):
        return ""
    minutes = int((at - sampled_at).total_seconds() // 60)
    return f"取样到开工已 {minutes} 分钟，超过 {allowed} 分钟：请重新取样"


def retest_after(break_min: float, kinds_and_levels: Iterable[tuple[Kind, str]]) -> bool:
    """Whether a break of this many minutes makes a new test necessary; the strictest of the job's permits decides."""
    allowed = (_break_allowed(kind, level) for kind, level in kinds_and_levels)
    return any(minutes is not None and break_min > minutes for minutes in allowed)


def record_every(kind: Kind) -> int | None:
    """Minutes between two records during the work; None where the template asks for none."""
    return kind.gas_test.record_every_min


def _break_allowed(kind: Kind, level: str) -> int | None:
    return (kind.gas_test.retest_after_break_min or {}).get(level)


def _check_points(points: Sequence[str], kind: Kind) -> None:
    """Whoever begins with 上、中、下 must finish it: the points are one whole group of the template, or none of it."""
    groups = [group for group in (kind.gas_test.points or {}).values() if set(group) & set(points)]
    if not groups or any(set(group) <= set(points) for group in groups):
        return
    nearest = min(groups, key=lambda group: len(set(group) - set(points)))
    rest = "、".join(point for point in nearest if point not in points)
    raise Incomplete(f"{'、'.join(points)}测了，还没有测{rest}：几个点同一次测好再提交")


def _missing(readings: Sequence[Reading], kind: Kind, area: Area, limits: GasLimits) -> list[str]:
    """What the template asks for and nobody measured; each toxic medium of the area by its own name."""
    wanted = [analyte for analyte in kind.gas_test.analytes if analyte not in {each.analyte for each in readings}]
    measured = {substance(each.gas) for each in readings}
    media = {substance(medium) for medium in area.media}
    here = [each for each in limits.toxic.limits if substance(each.gas) in media]
    toxic = [each.gas for each in here if not {substance(each.gas), substance(each.formula)} & measured]
    named = toxic if "toxic" in kind.gas_test.analytes else []
    return [*(NAMES[each] for each in wanted if not (each == "toxic" and named)), *named]


def _converted(reading: Reading, kind: Kind, area: Area, limits: GasLimits) -> Converted:
    _check_range(reading, limits)
    if reading.analyte == "flammable":
        return _flammable(reading, limits)
    if reading.analyte == "oxygen":
        return _oxygen(reading, limits.oxygen[_oxygen_rule(kind, limits)], "氧气" in area.media)
    return _toxic(reading, limits)


def _check_range(reading: Reading, limits: GasLimits) -> None:
    """Raises BadReading where no instrument of the plant could have shown this."""
    upto = next(
        (each.upto for each in limits.ranges if (each.analyte, each.unit) == (reading.analyte, reading.unit)), None
    )
    if upto is None:
        raise BadReading(f"{reading.gas}不能用单位 {reading.unit}：请按仪器换单位再填")
    if not reading.value.is_finite() or not 0 <= reading.value <= Decimal(str(upto)):
        raise BadReading(f"{reading.gas} {reading.value}{reading.unit} 超出仪器量程（0–{upto:g}）：请检查仪器，重新测")


def _flammable(reading: Reading, limits: GasLimits) -> Converted:
    lel = _explosion_limit(reading, limits)
    percent = {"%LEL": reading.value * lel / 100, "ppm": reading.value / PPM_IN_ONE_PERCENT}
    value = percent.get(reading.unit, reading.value)
    allowed = _flammable_max(lel, limits)
    return Converted(reading, value, "%vol", f"{_plain(allowed)}%vol", value <= allowed)


def _explosion_limit(reading: Reading, limits: GasLimits) -> Decimal:
    """The plant's own figure comes first: a typing error would loosen the limit. Without one, a figure that was typed
    or is the instrument's must be possible, and fit the handbook's."""
    gas = substance(reading.gas)
    known = next((Decimal(str(each.lel_pct)) for each in limits.media if substance(each.name) == gas), None)
    given = reading.lel_pct
    if known is not None and given in (None, known):
        return known
    if given is None:
        raise BadReading(f"不知道{reading.gas}的爆炸下限：请填上")
    if not (given.is_finite() and Decimal(str(LOWEST_LEL)) <= given <= Decimal(str(HIGHEST_LEL))):
        raise BadReading(f"爆炸下限 {given:.6g}% 不对，要在 {LOWEST_LEL:g} 到 {HIGHEST_LEL:g}% 之间：请按介质填写")
    if known is not None:
        raise BadReading(f"{reading.gas}的爆炸下限是 {_plain(known)}%，不是 {_plain(given)}%：请改好")
    handbook = EXPLOSION_LIMITS.get(gas)
    if handbook is not None and not near(float(given), handbook, SLIP):
        raise BadReading(f"{reading.gas}的爆炸下限手册上约 {handbook:g}%，不是 {_plain(given)}%：请核对改好")
    return given


def _flammable_max(lel: Decimal, limits: GasLimits) -> Decimal:
    """The templates hold one limit at and above an explosion limit, and one below it."""
    fits = (
        each.max_vol_pct
        for each in limits.flammable.rule
        if (each.lel_at_least_pct is not None and lel >= Decimal(str(each.lel_at_least_pct)))
        or (each.lel_below_pct is not None and lel < Decimal(str(each.lel_below_pct)))
    )
    return Decimal(str(next(fits)))


def _oxygen_rule(kind: Kind, limits: GasLimits) -> str:
    """The template's own limit for oxygen, else the range for whoever breathes in it."""
    return next((each.limit for each in kind.gas_test.extra if each.analyte == "oxygen"), limits.breathing)


def _oxygen(reading: Reading, rule: OxygenLimit, oxygen_rich: bool) -> Converted:
    highest = rule.oxygen_rich_max_vol_pct if oxygen_rich else None
    low, high = Decimal(str(rule.min_vol_pct or 0)), Decimal(str(highest or rule.max_vol_pct))
    words = f"{_plain(low)}–{_plain(high)}%vol" if low else f"不超过 {_plain(high)}%vol"
    return Converted(reading, reading.value, "%vol", words, low <= reading.value <= high)


def _toxic(reading: Reading, limits: GasLimits) -> Converted:
    rule = _toxic_limit(reading, limits)
    mass = Decimal(str(rule.molar_mass))
    value = reading.value * mass / LITRES_PER_MOLE if reading.unit == "ppm" else reading.value
    allowed = Decimal(str(rule.limit))
    return Converted(reading, value, "mg/m3", f"{_plain(allowed)}mg/m3", value <= allowed)


def _toxic_limit(reading: Reading, limits: GasLimits) -> ToxicLimit:
    gas = substance(reading.gas)
    for each in limits.toxic.limits:
        if gas in (substance(each.gas), substance(each.formula)):
            return each
    raise BadReading(f"没有{reading.gas}的限值：请安全部门补上，再测")


def _plain(value: Decimal) -> str:
    """Three digits after the point at most, no zeros at the end."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
