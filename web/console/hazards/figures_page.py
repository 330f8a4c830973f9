"""Figures of hazards: each percent with its n and its interval, how it is computed, and the hazards behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, request

from models.book import Book, name_of
from models.counted import counted, valid_reports
from rules.hazards import figures
from rules.hazards.figures import LEAST, Counted, Figures, Period, Share, Span
from rules.phrases import moment_words
from web.console.filters import turned
from web.console.hazards.scope import NATURES, Scope, read, shortcuts
from web.house import house
from web.people import rulebook

TOO_FEW = f"不足 {LEAST} 条，不显示"


@dataclass(frozen=True)
class Row:
    """list: the name of the list behind it, empty for none; low: it is lower than it should be, in words."""

    name: str
    value: str
    interval: str
    n: str
    how: str
    list: str = ""
    low: str = ""


@dataclass(frozen=True)
class Unit:
    """A department or an area, in the order of the plant's data, never by its figures."""

    name: str
    query: str
    due: int
    values: tuple[tuple[str, str], ...]


def show() -> str:
    """`?from=&to=&department=&area=&nature=&list=&page=`."""
    now = house().now()
    rules = rulebook(now)
    local = now.astimezone(rules.plant.zone)
    scope = read(request.args, rules.plant, local.date())
    period = scope.period(rules.plant, now)
    whole, reports = counted(period, rules), valid_reports(period)
    every = [one for one in whole if _within(one, scope)]
    listed = _listed(every, scope, period)
    turn = turned(len(listed), scope.page)
    return render_template(
        "console/hazards/figures.html",
        scope=scope,
        shortcuts=shortcuts(scope, local.date()),
        departments=[(each.id, each.name) for each in rules.plant.departments],
        areas=[(each.id, each.name) for each in rules.plant.areas],
        natures=NATURES,
        rows=list(_rows(_figures(every, scope, period, rules, reports), _usual(period, rules, reports))),
        units=_units(whole, scope, period, rules, reports),
        of_areas=bool(scope.department),
        listed=[_line(one, rules, period) for one in turn.cut(listed)],
        title=LISTS[scope.shown][0] if scope.shown in LISTS else "",
        found=len(listed),
        page=turn.at,
        pages=turn.of,
    )


def percent(share: Share, *, bad: bool = False) -> str:
    """62.5%; where none of a bad kind was found, how many there may be all the same."""
    if share.rate is None:
        return TOO_FEW
    return f"≤ {share.most:.1%}" if bad and share.most is not None else f"{share.rate:.1%}"


def interval(share: Share) -> str:
    return "" if share.rate is None else f"{share.low:.1%}–{share.high:.1%}"


def hours(span: Span) -> str:
    """中位 31.5 小时，平均 40.2 小时"""
    if not span.n:
        return "还没有"
    middle = f"中位 {span.median:.1f} 小时" if span.median is not None else "没改好的超过一半，中位还算不出"
    return middle + (f"，平均 {span.mean:.1f} 小时" if span.mean is not None else "")


def _rows(found: Figures, usual: float | None) -> list[Row]:
    rate = found.activity.rate
    low = "比全厂低一半还多，可能有隐患没人报" if rate is not None and usual and rate < usual / 2 else ""
    censored = f"，另有 {found.mending.censored} 条没改好的也算进中位" if found.mending.censored else ""
    unrated = f"；其中 {found.unrated} 次没记抽中的可能，按 1 算" if found.unrated else ""
    return [
        _share("整改率", found.closure, "到期（含延期）的里面，已销号的", "open"),
        _share("按期率", found.on_time, "到期的里面，不晚于第一次期限销号的；延期不算按期", "late"),
        _share("逾期率", found.overdue, "到期的里面，过了期限才销号的和还没销号的", "overdue", bad=True),
        Row(
            "整改时间",
            hours(found.mending),
            "",
            f"{found.mending.n}{censored}",
            "收到到销号；没改好的超过一成时，中位是估算的：没改好的也算进去",
            "closed",
        ),
        _share(
            "复查不合格率", found.recheck, f"安全部和管理层复查没过的，按抽中的可能加权{unrated}", "failed", bad=True
        ),
        _share("复发率", found.repeats, "这段时间销号的里面，90 天内又出现的那一类", "repeats", bad=True),
        Row(
            "每百人每月有效上报",
            TOO_FEW if rate is None else f"{rate:.1f} 条",
            "",
            f"{found.activity.reports} 条 / {found.activity.people} 人",
            "太少说明没人报，不是没隐患",
            low=low,
        ),
        Row("报改好到班组去看", hours(found.check_lag), "", str(found.check_lag.n), "中位"),
        Row(
            "红色预警到责任人动手",
            hours(found.action_lag),
            "",
            str(found.action_lag.n),
            "预警以后第一次接单、申请延期或报改好",
        ),
        _share("没真改的", found.fakes, "报改好的次数里，有人核实没真改的", "fakes", bad=True),
    ]


def _share(name: str, share: Share, how: str, behind: str, *, bad: bool = False) -> Row:
    none = bad and share.most is not None
    return Row(
        name,
        percent(share, bad=bad),
        "一条也没有" if none else interval(share),
        f"{share.hits} / {share.n}",
        how,
        behind,
    )


def _figures(every: Sequence[Counted], scope: Scope, period: Period, rules: Book, reports: Sequence[str]) -> Figures:
    """People and reports are those of the department; of an area and of a nature there are none of its own."""
    people = {each.id for each in rules.plant.people if not scope.department or each.department == scope.department}
    made = sum(not scope.department or finder in people for finder in reports)
    return figures.figures(every, period, made, len(people))


def _usual(period: Period, rules: Book, reports: Sequence[str]) -> float | None:
    return figures.activity(len(reports), len(rules.plant.people), period).rate


def _units(whole: Sequence[Counted], scope: Scope, period: Period, rules: Book, reports: Sequence[str]) -> list[Unit]:
    """Departments; within one, its areas."""
    plant = rules.plant
    if scope.department:
        areas = [each for each in plant.areas if each.department == scope.department]
        scopes = [(each.name, replace(scope, area=each.id)) for each in areas]
    else:
        owning = {area.department for area in plant.areas}
        departments = [each for each in plant.departments if each.id in owning]
        scopes = [(each.name, replace(scope, department=each.id, area="")) for each in departments]
    return [_unit(name, each, whole, period, rules, reports) for name, each in scopes]


def _unit(
    name: str, scope: Scope, whole: Sequence[Counted], period: Period, rules: Book, reports: Sequence[str]
) -> Unit:
    mine = [one for one in whole if _within(one, scope)]
    found = _figures(mine, scope, period, rules, reports)
    shares = (
        ("整改率", percent(found.closure)),
        ("按期率", percent(found.on_time)),
        ("逾期率", percent(found.overdue, bad=True)),
    )
    return Unit(name, scope.address(shown=""), found.closure.n, shares)


def _within(one: Counted, scope: Scope) -> bool:
    return (
        scope.department in ("", one.department) and scope.area in ("", one.area) and scope.nature in ("", one.nature)
    )


Wanted = Callable[[Counted, Period], bool]


def _due(wanted: Wanted) -> Wanted:
    return lambda one, period: figures.is_due(one, period) and wanted(one, period)


LISTS: dict[str, tuple[str, Wanted]] = {
    "open": ("到期还没销号的", _due(lambda one, period: not period.over(one.closed_at))),
    "late": (
        "到期没按期的",
        _due(lambda one, period: not (period.over(one.closed_at) and figures.closed_by(one, one.due_at))),
    ),
    "overdue": ("逾期的", _due(figures.is_overdue)),
    "closed": ("这段时间销号的", lambda one, period: period.holds(one.closed_at)),
    "failed": ("复查没过的", lambda one, period: any(not look.ok and period.holds(look.at) for look in one.looks)),
    "repeats": ("复发的", lambda one, period: one.repeat and period.holds(one.closed_at)),
    "fakes": ("核实没真改的", lambda one, period: one.fakes > 0),
}


def _listed(every: Sequence[Counted], scope: Scope, period: Period) -> list[Counted]:
    wanted = LISTS.get(scope.shown)
    return [one for one in reversed(every) if wanted and wanted[1](one, period)]


def _line(one: Counted, rules: Book, period: Period) -> dict[str, str]:
    """Nobody's name stands beside what people did wrong."""
    category = rules.config.hazards.of(one.category)
    return {
        "number": one.number,
        "what": category.name if category else "没分类",
        "where": next((area.name for area in rules.plant.areas if area.id == one.area), "地点待定"),
        "who": "" if one.nature == "act" or not one.owner else name_of(rules.plant, one.owner),
        "until": _moment(one.until, rules),
        "closed": _moment(one.closed_at, rules) if period.over(one.closed_at) else "没销号",
    }


def _moment(moment: datetime | None, rules: Book) -> str:
    return moment_words(moment.astimezone(rules.plant.zone)) if moment else "—"
