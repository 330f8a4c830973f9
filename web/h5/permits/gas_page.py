"""The page of a gas test: one sampling, filled in as far as known. The handler judges it, never this page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from handlers.permits.gates import analyst as gas_flow
from models.book import book_of
from models.gas import GasTest, newest
from models.permit import Permit
from rules.gas import NAMES, flammable_media
from rules.plant import Area
from rules.substances import substance
from rules.templates import GasLimits, Kind
from web.h5.opened import page_data, showing
from web.h5.permits.gate_sheet import WANTED, opened, sheet
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor

PLEDGE = "读数是我在现场用这台仪器测的，取样时间属实。"
METHODS = ("便携式检测仪", "气相色谱", "检测管")


@dataclass(frozen=True)
class Row:
    """One value to be typed in. gas: empty where the analyst has to write or choose it."""

    analyte: str
    name: str
    gas: str
    units: tuple[str, ...]
    lel_pct: str = ""
    choices: tuple[str, ...] = field(default=())


def gas(who: Visitor, wanted: Target) -> str:
    """Readings, place and time of the sampling, instrument. Raises Refused when the test has been done."""
    ask, permit = opened(who, wanted, (gas_flow.TEST, gas_flow.RECORD))
    config = book_of(int(permit.rules)).config
    kind, area = config.templates.kinds[permit.kind], config.plant.area(permit.area)
    groups = list(dict.fromkeys((kind.gas_test.points or {}).values()))
    shown = sheet(permit, ask, who, "请测气", (_earlier(permit, who),), PLEDGE)
    token, _ = showing(who, ask, shown.text, wanted)
    return render_template(
        "h5/gas.html",
        sheet=shown,
        state=WANTED,
        who=who.person.name,
        rows=list(rows(kind, area, config.templates.gas)),
        example=next((each.name for each in config.templates.gas.media), ""),
        groups=groups,
        before=before.point if (before := newest(permit)) else "",
        points=_points(groups),
        several=any(len(group) > 1 for group in groups),
        methods=METHODS,
        last=_last_of(who.person.id),
        now=who.now.astimezone(who.plant.zone),
        page=page_data(who, wanted, token, offset=who.now.astimezone(who.plant.zone).isoformat()[-6:]),
    )


def rows(kind: Kind, area: Area, limits: GasLimits) -> Iterator[Row]:
    """What must be measured here for this kind of work: each flammable or toxic medium of the area by its own name."""
    for analyte in kind.gas_test.analytes:
        yield from ROWS[analyte](area, limits, _units(analyte, limits))


def _flammable(area: Area, limits: GasLimits, units: tuple[str, ...]) -> Iterator[Row]:
    known = flammable_media(area, limits)
    for medium in known:
        yield Row("flammable", NAMES["flammable"], medium.name, units, f"{medium.lel_pct:g}")
    if not known:
        yield Row("flammable", NAMES["flammable"], "", units)


def _oxygen(area: Area, limits: GasLimits, units: tuple[str, ...]) -> Iterator[Row]:
    yield Row("oxygen", NAMES["oxygen"], NAMES["oxygen"], units)


def _toxic(area: Area, limits: GasLimits, units: tuple[str, ...]) -> Iterator[Row]:
    here = {substance(medium) for medium in area.media}
    known = [each.gas for each in limits.toxic.limits if substance(each.gas) in here]
    for name in known:
        yield Row("toxic", NAMES["toxic"], name, units)
    if not known:
        yield Row("toxic", NAMES["toxic"], "", units, choices=tuple(each.gas for each in limits.toxic.limits))


ROWS = {"flammable": _flammable, "oxygen": _oxygen, "toxic": _toxic}


def _units(analyte: str, limits: GasLimits) -> tuple[str, ...]:
    return tuple(each.unit for each in limits.ranges if each.analyte == analyte)


def _points(groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Every point with readings of its own on the page, and last the place that has no name yet."""
    return [*dict.fromkeys(point for group in groups for point in group), ""]


def _earlier(permit: Permit, who: Visitor) -> Section:
    tests = GasTest.select().where(GasTest.permit == permit).order_by(GasTest.sampled_at)
    lines = [Line(_said(test), f"{test.sampled_at.astimezone(who.plant.zone):%H:%M} ") for test in tests]
    return Section(tuple(lines), "已经测过的")


def _said(test: GasTest) -> str:
    words = f"{test.words}。没有停：{test.excused}" if test.excused else test.words
    return " · ".join(filter(None, [words, test.presence]))


def _last_of(analyst: str) -> dict[str, Any]:
    """The instrument that the analyst used last: mostly it is the same."""
    tests = GasTest.select().where(GasTest.analyst == analyst).order_by(GasTest.id.desc())
    last: GasTest | None = tests.first()
    if last is None:
        return {"method": METHODS[0], "instrument": "", "calibrated_until": ""}
    return {"method": last.method, "instrument": last.instrument, "calibrated_until": last.calibrated_until}
