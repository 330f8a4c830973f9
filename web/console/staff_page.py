"""People who join, move, leave and come back: what HR, sheets and directories said, what became of it, and a form for
what nobody says or what came wrong. Only accounts of the console, which are the safety office's, come here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.channel import PLATFORM_NAMES
from config.sheets.cells import SEPARATORS
from handlers.staff import taking
from models import staff, store
from models.book import Book, name_of
from models.staff import StaffEvent
from rules.phrases import date_words
from rules.plant import Plant
from rules.staff.events import DAY_SHIFT, NAMES, Event, Kind
from rules.staff.listing import namesakes
from rules.staff.standing import has_account, has_left
from rules.training.coverage import untaught
from web.console import staff_deciding
from web.console.filters import turned
from web.console.finding import Unclear, one, shown
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled

MANY = 30
KIND_FIELDS = ("kind", "person", "name", "department", "posts", "supervisor")
FIELDS = (*KIND_FIELDS, "platform", "account", "phone", "shift", "on", "once", "of")
VIEWS = {"open": "要核对的", "kept": "生效、待生效的", "all": "全部"}
STATES = {
    "kept": ("生效，名单里还没写", "info"),
    "soon": ("马上生效", "info"),
    "later": ("到那天生效", "info"),
    "waiting": ("等入职", "caution"),
    "aside": ("要核对", "caution"),
    "void": ("名单里写了", "done"),
    "dropped": ("不要了", "quiet"),
    "settled": ("定了", "done"),
}
SOURCES = {"wecom": "企业微信", "dingtalk": "钉钉", "sheet": "花名册"}


class BadEvent(ValueError):
    """What was typed is no event; the text says what to do."""


@dataclass(frozen=True)
class Row:
    """may: somebody may still say that it is wrong, or mend it; choose: he has only to choose what holds."""

    id: int
    who: str
    what: str
    said: str
    on: str
    came: str
    word: str
    tone: str
    why: str
    may: bool
    choose: bool


@dataclass(frozen=True)
class Choices:
    """What the form offers: value → words."""

    kinds: Mapping[str, str]
    departments: Mapping[str, str]
    platforms: Mapping[str, str]
    shifts: Mapping[str, str]
    posts: str


def show(
    told: str = "",
    given: Mapping[str, str] | None = None,
    *,
    dropping: str = "",
    deciding: tuple[int, Mapping[str, str]] | None = None,
) -> str:
    """`?view=&page=&mend=&drop=&decide=`. told: why something was not taken; given: as it was typed; deciding: the
    number of the entry that was to be decided, and as it was typed."""
    now = house().now()
    rules = rulebook(now)
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    rows = _rows(view)
    turn = turned(rows.count())
    number, typed = deciding or (_whole(request.args.get("decide", "")), None)
    decide = staff_deciding.shown(number, rules, typed, told)
    strangers = staff_deciding.strangers(rules)
    without = [each for each in rules.plant.people if not has_account(each) and not has_left(each)]
    return render_template(
        "console/staff.html",
        told="" if decide else told,
        decide=decide,
        posts={each: post.name for each, post in rules.plant.posts.items()},
        strangers=strangers[: staff_deciding.MANY],
        more_strangers=max(0, len(strangers) - staff_deciding.MANY),
        dropping=dropping,
        given=given or _mended(rules),
        once=secrets.token_hex(8),
        choices=_choices(rules),
        drop=_chosen("drop", rules, now),
        view=view,
        views=VIEWS,
        rows=[_row(each, rules, now) for each in rows.paginate(turn.at, turn.rows)],
        page=turn.at,
        pages=turn.of,
        open=StaffEvent.select().where(StaffEvent.state.in_(staff.OPEN)).count(),
        without=[(titled(rules.plant, each.id), each.id) for each in without[:MANY]],
        more=max(0, len(without) - MANY),
    )


def enter() -> Response:
    """An event that somebody typed, or one that is not to count (`drop`). What can't be taken comes back as it was
    typed, with the reason."""
    now, by = house().now(), str(g.name)
    number = _whole(request.form.get("drop", ""))
    if number:
        reason = request.form.get("reason", "").strip()[:200]
        if len(reason) < 2:
            return make_response(show(dropping="还要写一句为什么不要。"), 400)
        if not store.write(lambda: taking.drop(number, reason, by, now)):
            return make_response(show(told="这一条已经有人处理过了。"), 400)
        return make_response(redirect(url_for("console.staff")))
    given = {name: request.form.get(name, "").strip()[:200] for name in FIELDS}
    try:
        event = _event(given, rulebook(now))
        store.write(lambda: _take(event, given, by, now))
    except (BadEvent, Unclear) as error:
        return make_response(show(str(error), given), 400)
    return make_response(redirect(url_for("console.staff", view="all")))


def decide() -> Response:
    """Who an account is, or whether what a directory says holds, as somebody chose it."""
    now, by = house().now(), str(g.name)
    try:
        number = staff_deciding.take(by, now)
    except (staff_deciding.Undecided, Unclear) as error:
        return make_response(show(str(error), deciding=staff_deciding.given()), 400)
    page = url_for("console.staff", decide=number, _anchor="decide") if number else url_for("console.staff")
    return make_response(redirect(page))


def _take(event: Event, given: Mapping[str, str], by: str, now: datetime) -> None:
    """What can't be right is said at once, and not kept. Raises BadEvent."""
    verdict = taking.judge(event, now)
    if verdict.state == "aside":
        raise BadEvent(f"{verdict.why}。")
    taking.take(f"console/{by}"[:60], [(given["once"][:16] or secrets.token_hex(8), event)], now)
    if mended := _whole(given["of"]):
        taking.drop(mended, "改好重新记了", by, now)


def _event(given: Mapping[str, str], rules: Book) -> Event:
    """Raises BadEvent or Unclear."""
    if given["kind"] not in NAMES:
        raise BadEvent("还要选是什么变动。")
    person = given["person"].rpartition(" · ")[2]
    if not person or len(person) > 32 or not all(each.isalnum() or each in "_.-" for each in person):
        raise BadEvent("人员编号只用字母、数字和 _ . -，最多 32 个：请改正。")
    try:
        on = date.fromisoformat(given["on"])
    except ValueError:
        raise BadEvent("还要填从哪天起，如 2026-12-01。") from None
    names = {post.name: each for each, post in rules.plant.posts.items()}
    posts = tuple(names.get(each.strip(), each.strip()) for each in SEPARATORS.split(given["posts"]) if each.strip())
    return Event(
        kind=cast(Kind, given["kind"]),
        person=person,
        on=on,
        name=given["name"] or None,
        department=given["department"] or None,
        posts=posts or None,
        supervisor=one(given["supervisor"], rules.plant) or None,
        platform=given["platform"] or None,
        account=given["account"] or None,
        phone=given["phone"][:20] or None,
        shift=given["shift"] or None,
    )


def _mended(rules: Book) -> dict[str, str]:
    """The form as it is first: empty, or filled with an event that is to be mended."""
    row = StaffEvent.find(_whole(request.args.get("mend", ""))) if request.args.get("mend") else None
    if row is None or row.state not in staff.OPEN:
        return {}
    event = row.event
    texts = ("name", "department", "platform", "account", "phone", "shift")
    said = {name: getattr(event, name) or "" for name in texts}
    posts = "、".join(
        rules.plant.posts[each].name if each in rules.plant.posts else each for each in row.said.posts or ()
    )
    above = shown(rules.plant, row.said.supervisor) if row.said.supervisor else ""
    whose = {"kind": row.kind, "person": row.person, "on": row.on.isoformat(), "of": str(row.id), "once": ""}
    return {**said, **whose, "posts": posts, "supervisor": above}


def _rows(view: str) -> Any:
    """A query of what this view lists, the newest first."""
    rows = StaffEvent.select().order_by(StaffEvent.id.desc())
    wanted = {"open": staff.OPEN, "kept": ("kept",)}.get(view)
    return rows.where(StaffEvent.state.in_(wanted)) if wanted else rows


def _row(row: StaffEvent, rules: Book, now: datetime) -> Row:
    state = row.state
    if row.state == "kept" and row.in_force_at is None:
        state = "later" if row.on > rules.plant.day(now) else "soon"
    word, tone = STATES[state]
    called = titled(rules.plant, row.person) if rules.plant.knows(row.person) else row.said.name or row.person
    settled = f"{row.settled_by}：{row.reason}" if row.reason else row.why
    return Row(
        id=row.id,
        who="不知道是谁" if not row.person else called if called == row.person else f"{called}（{row.person}）",
        what=NAMES[row.kind],
        said=_said(row, rules),
        on=date_words(row.on),
        came=f"{clock(row.came_at, now)}，{_source(row.source)}",
        word=word,
        tone=tone,
        why="；".join(filter(None, (settled, _untaught(row, rules)))),
        may=row.state in staff.OPEN,
        choose=staff_deciding.decidable(row),
    )


def _untaught(row: StaffEvent, rules: Book) -> str:
    """What is to be done for whoever came or moved to a post that brings no course."""
    plant, trades = rules.plant, rules.config.trades
    follows = row.state == "kept" and row.kind in ("joined", "moved", "returned") and plant.knows(row.person)
    if not (trades.trades and follows) or has_left(plant.person(row.person)):
        return ""
    return untaught(plant.person(row.person), plant, trades)


def _said(row: StaffEvent, rules: Book) -> str:
    said, plant = row.said, rules.plant
    departments = {each.id: each.name for each in plant.departments}
    posts = "、".join(plant.posts[each].name if each in plant.posts else each for each in said.posts or ())
    above = name_of(plant, said.supervisor) if said.supervisor else ""
    called = cast(Mapping[str, str], PLATFORM_NAMES)
    parts = (
        ("", departments.get(said.department or "", said.department or "")),
        ("", posts),
        ("上级", above),
        ("", called.get(said.platform or "", said.platform or "")),
        ("账号", said.account or ""),
        ("班次", _shifts(rules).get(said.shift or "", said.shift or "")),
        ("名单里还有同名的", "、".join(_others(row, plant))),
    )
    return "，".join(f"{words} {value}".strip() for words, value in parts if value)


def _others(row: StaffEvent, plant: Plant) -> list[str]:
    """The numbers of those who are called as somebody who joins."""
    name = row.said.name if row.kind == "joined" and row.person else None
    return [each.id for each in namesakes(name, plant) if each.id != row.person] if name else []


def _source(source: str) -> str:
    room, _, name = source.partition("/")
    return (
        f"{name}在控制台记的" if room == "console" else f"人事系统 {name}" if room == "hr" else SOURCES.get(room, room)
    )


def _choices(rules: Book) -> Choices:
    return Choices(
        kinds=NAMES,
        departments={each.id: each.name for each in rules.plant.departments},
        platforms=cast(Mapping[str, str], PLATFORM_NAMES),
        shifts=_shifts(rules),
        posts="、".join(post.name for post in rules.plant.posts.values()),
    )


def _shifts(rules: Book) -> dict[str, str]:
    plan = rules.plant.shifts
    crews = {each: f"{plan.names[each]}班" if each in plan.names else f"{each} 班" for each in plan.crews}
    return {DAY_SHIFT: "常白班", **crews}


def _chosen(name: str, rules: Book, now: datetime) -> Row | None:
    number = _whole(request.form.get(name, "") or request.args.get(name, ""))
    row = StaffEvent.find(number) if number else None
    return _row(row, rules, now) if row else None


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
