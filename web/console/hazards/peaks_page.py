"""When hazards are found, hour by hour of the week, and which of these hours are really higher than people on shift
explain. A sentence for each peak, what is done about it, the heat map, and what was found in one of its fields."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.hazards import peak_measures
from handlers.hazards.peak_measures import BadMeasure
from models import peak_measure, store
from models.book import Book
from models.counted import happened
from rules.hazards import peaks, rostered
from rules.hazards.effects import MOST_WORDS, Spot
from rules.hazards.figures import Period
from rules.hazards.peaks import FEW, HOURLY, WEEKDAYS, WEEKS, Band, Cell, Happened, Peak
from rules.phrases import moment_words
from web.console.filters import turned
from web.console.hazards import measures_part
from web.console.hazards.scope import NATURES, Scope, day_of, read, within
from web.house import house
from web.people import rulebook

SHADES = 5
MOST_CATEGORIES = 3
NO_PEAK = "没有统计上可靠的高峰"
FIELDS = ("peak", "words", "begins", "once", "end", "reason")


@dataclass(frozen=True)
class Chosen:
    """A field of the heat map; page counts from 1."""

    weekday: int
    hour: int
    page: int = 1


@dataclass(frozen=True)
class Field:
    """A field of the heat map. shade: 0 to SHADES, by how many were found."""

    count: int
    shade: int
    peak: bool
    query: str
    words: str


@dataclass(frozen=True)
class Weeks:
    """The last 13 whole weeks, until midnight. sure: their peaks."""

    period: Period
    found: Sequence[Happened]
    sessions: int
    hourly: Sequence[Cell]
    sure: Sequence[Peak]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last."""
        return self.period.start.date(), self.period.end.date() - timedelta(days=1)


def show(told: str = "", given: Mapping[str, str] | None = None) -> str:
    """`?nature=&department=&day=0–6&hour=0–23&page=&before=&end=`. told: why a measure was not taken; given: as it was
    typed."""
    now = house().now()
    rules = rulebook(now)
    scope = read(request.args, rules.plant, _midnight(rules, now).date())
    weeks = _weeks(scope, rules, now)
    chosen = _chosen()
    inside = _inside(weeks.found, chosen)
    turn = turned(len(inside), chosen.page if chosen else 1)
    listed, older = measures_part.rows(_whole(request.args.get("before", "")), weeks.period.end, rules)
    return render_template(
        "console/hazards/peaks.html",
        scope=scope,
        departments=[(each.id, each.name) for each in rules.plant.departments],
        natures=NATURES,
        since=weeks.days[0],
        until=weeks.days[1],
        many=len(weeks.found),
        sessions=weeks.sessions,
        few=weeks.sessions < FEW,
        enough=FEW,
        sentences=[_sentence(peak, rules) for peak in weeks.sure],
        no_peak=NO_PEAK,
        weekdays=WEEKDAYS,
        rows=_rows(weeks.hourly, weeks.sure, scope),
        chosen=f"{WEEKDAYS[chosen.weekday]} {chosen.hour}–{chosen.hour + 1} 点" if chosen else "",
        listed=[_line(one, rules) for one in turn.cut(inside)],
        found=len(inside),
        page=turn.at,
        pages=turn.of,
        paged=lambda number: _address(scope, chosen.weekday, chosen.hour, number) if chosen else "",
        told=told,
        given=given or {},
        once=secrets.token_hex(8),
        choices=[(_name(spot), str(spot)) for spot in (_spot(peak, scope) for peak in weeks.sure)],
        today=now.astimezone(rules.plant.zone).date(),
        most=MOST_WORDS,
        measures=listed,
        older=older,
        ending=measures_part.ending(_whole(request.form.get("end", "") or request.args.get("end", "")), rules),
    )


def enter() -> Response:
    """A measure for a peak that is shown, or one that no longer holds (`end`). What can't be entered comes back as it
    was typed, with the reason."""
    given = {name: request.form.get(name, "").strip() for name in FIELDS}
    now, who = house().now(), str(g.name)
    try:
        if given["end"]:
            store.write(lambda: peak_measures.end(_whole(given["end"]), given["reason"], who, now))
        else:
            _begin(given, who, now)
    except BadMeasure as error:
        return make_response(show(str(error), given), 400)
    department, nature = (request.args.get(name) for name in ("department", "nature"))
    address = url_for("console.hazard_peaks", department=department, nature=nature, _anchor="measures")
    return make_response(redirect(address))


def _begin(given: Mapping[str, str], who: str, now: datetime) -> None:
    """Raises BadMeasure."""
    rules = rulebook(now)
    scope = read(request.args, rules.plant, _midnight(rules, now).date())
    weeks = _weeks(scope, rules, now)
    key, begins = given["once"][:16] or secrets.token_hex(8), day_of(given["begins"])
    spots = [_spot(peak, scope) for peak in weeks.sure]
    # Whose answer was lost may send it again when the peak is no longer there.
    if before := peak_measure.of_key(key):
        spots.append(before.spot)
    spot = next((each for each in spots if _name(each) == given["peak"]), None)
    if spot is None:
        raise BadMeasure("还要选哪个高峰，从表里选")
    store.write(lambda: peak_measures.begin(spot, weeks.days, given["words"], begins, who, key, now))


def _midnight(rules: Book, now: datetime) -> datetime:
    return datetime.combine(now.astimezone(rules.plant.zone).date(), time(), rules.plant.zone)


def _weeks(scope: Scope, rules: Book, now: datetime) -> Weeks:
    midnight = _midnight(rules, now)
    period = Period(midnight - timedelta(weeks=WEEKS), midnight)
    found = [one for one in happened(period, rules) if within(one, scope.department, scope.nature, rules.plant)]
    every = peaks.sessions(found)
    people = [one for one in rules.plant.people if scope.department in ("", one.department)]
    exposure = rostered.exposure(rules.plant, rules.config.rules, period.start, WEEKS, people)
    hourly = peaks.table(every, exposure, HOURLY, period.start, WEEKS)
    parts = peaks.table(every, exposure, peaks.bands(rostered.changes(rules.plant)), period.start, WEEKS)
    sure = [*peaks.peaks(parts), *(peaks.peaks(hourly) if len(every) >= FEW else ())]
    return Weeks(period, found, len(every), hourly, sure)


def _spot(peak: Peak, scope: Scope) -> Spot:
    return Spot(peak.cell.weekday, peak.cell.band, scope.department, scope.nature)


def _name(spot: Spot) -> str:
    """By which a form names it."""
    return f"{spot.weekday}-{spot.band.start}-{spot.band.end}"


def _whole(given: str) -> int:
    """The number; 0 for anything else, and for one that no store can keep."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _chosen() -> Chosen | None:
    given = [request.args.get(name, "") for name in ("day", "hour", "page")]
    day, hour, page = (int(each) if each.isascii() and each.isdigit() and len(each) < 6 else -1 for each in given)
    return Chosen(day, hour, max(1, page)) if 0 <= day < 7 and 0 <= hour < 24 else None


def _address(scope: Scope, weekday: int, hour: int, page: int = 1) -> str:
    asked = {"nature": scope.nature, "department": scope.department, "day": weekday, "hour": hour, "page": page}
    return "?" + urlencode(asked)


def _inside(found: Sequence[Happened], chosen: Chosen | None) -> list[Happened]:
    if chosen is None:
        return []
    return [one for one in reversed(found) if (one.at.weekday(), one.at.hour) == (chosen.weekday, chosen.hour)]


def _rows(cells: Sequence[Cell], sure: Sequence[Peak], scope: Scope) -> list[tuple[int, list[Field]]]:
    """For each hour of the day its seven fields."""
    most = max((cell.count for cell in cells), default=0)
    high = {(peak.cell.weekday, hour) for peak in sure for hour in _hours_of(peak)}
    by_place = {(cell.weekday, cell.band.start): cell for cell in cells}
    return [
        (hour, [_field(by_place[day, hour], most, (day, hour) in high, scope) for day in range(7)])
        for hour in range(24)
    ]


def _hours_of(peak: Peak) -> tuple[int, ...]:
    return peak.cell.band.hours if len(peak.cell.band.hours) == 1 else ()


def _field(cell: Cell, most: int, peak: bool, scope: Scope) -> Field:
    shade = -(-cell.count * SHADES // most) if most else 0
    words = f"{WEEKDAYS[cell.weekday]} {cell.band}：{cell.count} 次"
    return Field(cell.count, shade, peak, _address(scope, cell.weekday, cell.band.start), words)


def _sentence(peak: Peak, rules: Book) -> str:
    """周三 9–10 点偏高，多见于交接班：13 周里 9 周都有，共 22 次，按在岗人时该有 6.1 次，是 3.6 倍（…）。"""
    cell = peak.cell
    handover = (
        "，多见于交接班" if rostered.touches(cell.band, rostered.changes(rules.plant)) and _short(cell.band) else ""
    )
    return (
        f"{WEEKDAYS[cell.weekday]} {cell.band}偏高{handover}：{len(cell.by_week)} 周里 {peak.weeks} 周都有，"
        f"共 {cell.count} 次，按在岗人时该有 {peak.expected:.1f} 次，是 {peak.ratio:.1f} 倍"
        f"（95% 区间 {peak.low:.1f}–{peak.high:.1f}）。多的是{_most(cell, rules)}。{_advice(bool(handover))}"
    )


def _short(band: Band) -> bool:
    return len(band.hours) <= 2


def _most(cell: Cell, rules: Book) -> str:
    inside = Counter(one.category for session in cell.sessions for one in session.found)
    names = {each.id: each.name for each in rules.config.hazards.categories}
    return "、".join(f"{names.get(each, '没分类')} {many}" for each, many in inside.most_common(MOST_CATEGORIES))


def _advice(handover: bool) -> str:
    return "建议两班在现场当面交，下个月再看。" if handover else "建议这段时间多走一遍，下个月再看。"


def _line(one: Happened, rules: Book) -> dict[str, str]:
    category = rules.config.hazards.of(one.category)
    return {
        "number": one.number,
        "what": category.name if category else "没分类",
        "where": next((area.name for area in rules.plant.areas if area.id == one.area), "地点待定"),
        "when": moment_words(one.at),
    }
