"""Gas tests: whether one is needed, is within limits and still fresh, and when it must be done again.

Limits are volume percent: a reading in %LEL is converted by its own gas's explosion limit, because a flat %LEL rule is
wrong (GB 30871—2022 §5.3, §6.3–6.5). The clock runs from the sampling to the actual start. Missing data is never safe.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from rules.grading import said
from rules.phrases import minutes_of
from rules.plant import Area
from rules.related import confined_rules
from rules.substances import EXPLOSION_LIMITS, HIGHEST_LEL, LOWEST_LEL, SLIP, near, substance
from rules.templates import GasLimits, Kind, Medium, OxygenLimit, ToxicLimit

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

    point: where in the space it was taken (上, 中, 下); empty when there is only one. upto: how far this instrument
    shows; None: as far as the plant's instruments do.
    """

    analyte: str
    gas: str
    value: Decimal
    unit: str
    lel_pct: Decimal | None = None
    point: str = ""
    upto: Decimal | None = None


@dataclass(frozen=True)
class Converted:
    """A reading in the unit of its limit (%vol or mg/m3), with the words for the form; shown_limit: the limit in the
    unit of the reading; beyond: the end of the range that it exceeds. Such a value is bad whatever the limit is: nobody
    knows how much there was."""

    reading: Reading
    value: Decimal
    unit: str
    limit: str
    ok: bool
    beyond: Decimal | None = None
    shown_limit: str = ""

    @property
    def words(self) -> str:
        gas, given, unit = self.reading.gas, self.reading.value, self.reading.unit
        at = f"{self.reading.point} " if self.reading.point else ""
        shown = f"{at}{gas} {_plain(given)}{unit}"
        if self.beyond is not None:
            shown += f"（超量程，仪器只到 {_plain(self.beyond)}）"
        elif unit != self.unit:
            shown += f"（即 {_plain(self.value)}{self.unit}）"
        limit = f"{self.shown_limit}（即 {self.limit}）" if self.shown_limit else self.limit
        return f"{shown}，限值 {limit}"


@dataclass(frozen=True)
class Verdict:
    ok: bool
    words: str
    converted: tuple[Converted, ...]

    @property
    def beyond(self) -> bool:
        """Whether a value is beyond its range: more than there was to show, or a slip of the finger."""
        return any(each.beyond is not None for each in self.converted)


def flammable_media(area: Area, limits: GasLimits) -> list[Medium]:
    """The flammable media of the area by name, as far as the plant knows their explosion limits: the form asks for
    these."""
    here = {substance(medium) for medium in area.media}
    return [medium for medium in limits.media if substance(medium.name) in here]


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
    ends = [_range_end(each, limits) for each in readings]
    converted = tuple(
        _ranged(_converted(each, kind, area, limits), end) for each, end in zip(readings, ends, strict=True)
    )
    over = [each for each in converted if not each.ok]
    if over:
        words = f"不合格：{'；'.join(each.words for each in over)}。请停止作业并撤离，处理后重新取样"
        return Verdict(False, words, converted)
    words = f"合格：{'；'.join(each.words for each in converted)}"
    watched = "。作业中须连续检测" if level in kind.gas_test.continuous_levels else ""
    return Verdict(True, words + watched, converted)


def fresh(sampled_at: datetime, at: datetime, kind: Kind) -> str:
    """Why a sampling does not count for a start at `at`, or nothing."""
    if sampled_at > at:
        return "取样时间在现在之后：请核对时间，重新填写"
    allowed, until = kind.gas_test.before_start_max_min, good_until(sampled_at, kind)
    if until is None or at <= until:
        return ""
    return f"取样到开工已 {minutes_of(at - sampled_at)} 分钟，超过 {allowed} 分钟：请重新取样"


def good_until(sampled_at: datetime, kind: Kind) -> datetime | None:
    """Until when work may start on this sampling; None where the template says nothing."""
    allowed = kind.gas_test.before_start_max_min
    return None if allowed is None else sampled_at + timedelta(minutes=allowed)


def retest_after(break_min: float, kinds_and_levels: Iterable[tuple[Kind, str]]) -> bool:
    """Whether a break of this many minutes makes a new test necessary; the strictest of the job's permits decides."""
    allowed = (break_allowed(kind, level) for kind, level in kinds_and_levels)
    return any(minutes is not None and break_min > minutes for minutes in allowed)


def record_every(kind: Kind) -> int | None:
    """Minutes between two records during the work; None where the template asks for none."""
    return kind.gas_test.record_every_min


def break_allowed(kind: Kind, level: str) -> int | None:
    """Minutes of a break after which nobody tests again; None where the template says nothing."""
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
    """What the template asks for and nobody measured; each toxic medium of the area by its own name. Of the flammable
    ones one is enough, the worst here, but another gas than theirs says nothing."""
    wanted = [analyte for analyte in kind.gas_test.analytes if analyte not in {each.analyte for each in readings}]
    measured = {substance(each.gas) for each in readings}
    media = {substance(medium) for medium in area.media}
    here = [each for each in limits.toxic.limits if substance(each.gas) in media]
    toxic = [each.gas for each in here if not {substance(each.gas), substance(each.formula)} & measured]
    named = toxic if "toxic" in kind.gas_test.analytes else []
    flammable = [each.name for each in flammable_media(area, limits)]
    if "flammable" in kind.gas_test.analytes and flammable and not _measured(readings, flammable):
        named = [f"{NAMES['flammable']}（{'或'.join(flammable)}）", *named]
    unnamed = [each for each in wanted if not (each == "toxic" and toxic) and not (each == "flammable" and flammable)]
    return [*(NAMES[each] for each in unnamed), *named]


def _measured(readings: Sequence[Reading], flammable: Sequence[str]) -> bool:
    """Whether one of these flammable gases was measured as such."""
    known = set(map(substance, flammable))
    return any(each.analyte == "flammable" and substance(each.gas) in known for each in readings)


def _converted(reading: Reading, kind: Kind, area: Area, limits: GasLimits) -> Converted:
    if reading.analyte == "flammable":
        return _flammable(reading, limits)
    if reading.analyte == "oxygen":
        return _oxygen(reading, limits.oxygen[_oxygen_rule(kind, limits)], "氧气" in area.media)
    return _toxic(reading, limits)


def _range_end(reading: Reading, limits: GasLimits) -> Decimal:
    """How far the instrument shows. Raises BadReading where nothing could have been measured as this."""
    upto = next(
        (each.upto for each in limits.ranges if (each.analyte, each.unit) == (reading.analyte, reading.unit)), None
    )
    if upto is None:
        raise BadReading(f"{reading.gas}不能用单位 {reading.unit}：请按仪器换单位再填")
    if not reading.value.is_finite() or reading.value < 0:
        raise BadReading(f"{reading.gas} {reading.value}{reading.unit} 不是读数：请检查仪器，重新测")
    return Decimal(str(upto)) if reading.upto is None else reading.upto


def _ranged(converted: Converted, end: Decimal) -> Converted:
    return converted if converted.reading.value <= end else replace(converted, ok=False, beyond=end)


def _flammable(reading: Reading, limits: GasLimits) -> Converted:
    lel = _explosion_limit(reading, limits)
    percent = {"%LEL": reading.value * lel / 100, "ppm": reading.value / PPM_IN_ONE_PERCENT}
    value = percent.get(reading.unit, reading.value)
    allowed = _flammable_max(lel, limits)
    own = {"%LEL": allowed * 100 / lel, "ppm": allowed * PPM_IN_ONE_PERCENT}.get(reading.unit)
    return Converted(reading, value, "%vol", f"{_plain(allowed)}%vol", value <= allowed, shown_limit=_in(reading, own))


def _in(reading: Reading, limit: Decimal | None) -> str:
    """The limit in the unit that the instrument showed; empty where that is its own unit."""
    return "" if limit is None else f"{_plain(limit)}{reading.unit}"


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
    own = allowed * LITRES_PER_MOLE / mass if reading.unit == "ppm" else None
    words = f"{_plain(allowed)}mg/m3"
    return Converted(reading, value, "mg/m3", words, value <= allowed, shown_limit=_in(reading, own))


def _toxic_limit(reading: Reading, limits: GasLimits) -> ToxicLimit:
    gas = substance(reading.gas)
    for each in limits.toxic.limits:
        if gas in (substance(each.gas), substance(each.formula)):
            return each
    raise BadReading(f"没有{reading.gas}的限值：请安全部门补上，再测")


def _plain(value: Decimal) -> str:
    """Three digits after the point at most, no zeros at the end."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


class Sampled(Protocol):
    """A test that was kept. id: in the order in which tests arrived; analyst: empty when a detector reported."""

    id: int
    sampled_at: datetime
    recorded_at: datetime
    analyst: str
    instrument: str
    point: str
    ok: bool


Test = TypeVar("Test", bound=Sampled)


def deciding(tests: Iterable[Test]) -> Test | None:
    """The test that says whether people may work: the newest bad one that nothing has cleared, else the newest. They
    may arrive in another order than they were taken."""
    ordered = sorted(tests, key=_taken)
    bad = [each for each in ordered if not each.ok and not any(_clears(good, each, ordered) for good in ordered)]
    return next(reversed(bad or ordered), None)


def _clears(good: Sampled, bad: Sampled, every: Iterable[Sampled]) -> bool:
    """Whether this later test is good at the point of the bad one. Names of points are free text: under one that was
    not tested before, an analyst may mean the same point. That counts if he sampled after the bad result had come."""
    if not good.ok or _taken(good) <= _taken(bad):
        return False
    if _place(good) == _place(bad):
        return True
    known = {_place(each) for each in every if each.id < good.id} if bad.analyst else set()
    answered = good.id > bad.id and good.sampled_at >= bad.recorded_at.replace(second=0, microsecond=0)
    return bool(good.analyst) and answered and _place(good) not in known


def _taken(test: Sampled) -> tuple[datetime, int]:
    return test.sampled_at, test.id


def _place(test: Sampled) -> tuple[str, str]:
    """Where an analyst sampled, or which detector reported from where."""
    name = unicodedata.normalize("NFKC", test.point).casefold()
    return "" if test.analyst else test.instrument, "".join(name.split())
