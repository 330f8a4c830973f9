"""Safety points: who has how many, each entry, goods for points, and an entry taken back. Only accounts of the console,
which are the safety office's, come here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.hazards import earning
from handlers.hazards.earning import BadEntry
from models import fame, points, points_told, store
from models.book import Book
from models.points import PointEntry
from rules.hazards.points import WHY
from web.console.filters import turned
from web.console.finding import Unclear, one, shown
from web.h5.hazards.fame_page import month_words
from web.h5.hazards.points_page import signed
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled

MANY = 30
FIELDS = ("who", "amount", "goods", "once", "entry", "reason")


@dataclass(frozen=True)
class Row:
    """may: it can be taken back."""

    id: int
    who: str
    what: str
    signed: str
    number: str
    note: str
    when: str
    by: str
    may: bool


def show(told: str = "", given: dict[str, str] | None = None) -> str:
    """`?person=&page=&before=&reverse=`."""
    now = house().now()
    rules = rulebook(now)
    person, unclear = _person(rules)
    before = _whole(request.args.get("before", ""))
    found = points.page(person, before, MANY + 1)
    everybody = _balances(rules, person)
    turn = turned(len(everybody))
    return render_template(
        "console/hazards/points.html",
        told=told,
        unclear=unclear,
        given=given or {},
        once=secrets.token_hex(8),
        person=shown(rules.plant, person) if person else request.args.get("person", ""),
        doubts=_doubts(person, rules),
        balances=turn.cut(everybody),
        page=turn.at,
        pages=turn.of,
        rows=[_row(entry, rules, now) for entry in found[:MANY]],
        older=found[MANY - 1].id if len(found) > MANY else 0,
        reverse=_chosen(rules, now),
        boards=[_board(month, rules) for month in fame.months(12)],
    )


def enter() -> Response:
    """Goods for points, or an entry taken back (`entry`). What can't be entered comes back as it was typed, with the
    reason."""
    given = {name: request.form.get(name, "")[:100] for name in FIELDS}
    now = house().now()
    try:
        if given["entry"]:
            number = _whole(given["entry"])
            store.write(lambda: earning.reverse(number, given["reason"], str(g.name), now))
        else:
            person, amount = one(given["who"], rulebook(now).plant), _whole(given["amount"])
            store.write(lambda: earning.spend(person, amount, given["goods"], str(g.name), given["once"][:16], now))
    except (Unclear, BadEntry) as error:
        return make_response(show(str(error), given), 400)
    return make_response(redirect(url_for("console.points")))


def _person(rules: Book) -> tuple[str, str]:
    try:
        return one(request.args.get("person", "")[:64], rules.plant), ""
    except Unclear as unclear:
        return "", str(unclear)


def _balances(rules: Book, person: str) -> list[tuple[str, str, int]]:
    """(who, what a field shows for him, points) of everybody who ever had an entry, in the order of the plant's data;
    only the chosen one where one is."""
    found = points.balances()
    order = {each.id: place for place, each in enumerate(rules.plant.people)}
    wanted = sorted(
        (each for each in found if person in ("", each)), key=lambda each: (order.get(each, len(order)), each)
    )
    return [(titled(rules.plant, each), shown(rules.plant, each), found[each]) for each in wanted]


def _doubts(person: str, rules: Book) -> list[tuple[str, list[str]]]:
    """Whose rows do not say what the trails say, of everybody or of the chosen one: (who, in which words). Whoever has
    no row left is among them."""
    found = {person: points_told.differences(person)} if person else points_told.everybody()
    return [(titled(rules.plant, each), words) for each, words in sorted(found.items()) if words]


def _row(entry: PointEntry, rules: Book, now: datetime) -> Row:
    may = entry.why != "reversed" and not points.is_reversed(entry)
    return Row(
        entry.id,
        titled(rules.plant, entry.person),
        WHY[points.why_of(entry)],
        signed(entry.amount),
        entry.number,
        entry.note,
        clock(entry.at, now),
        entry.by,
        may,
    )


def _chosen(rules: Book, now: datetime) -> Row | None:
    """The entry that is to be taken back."""
    number = _whole(request.form.get("entry", "") or request.args.get("reverse", ""))
    entry = PointEntry.find(number) if number else None
    return _row(entry, rules, now) if entry else None


def _board(month: str, rules: Book) -> dict[str, object]:
    found = fame.newest(month)
    placed = found.board.placed if found else ()
    return {
        "month": month_words(month),
        "rows": [(titled(rules.plant, each.person), each.cleared, each.due, each.points) for each in placed],
        "why": found.why if found else "",
    }


def _whole(given: str) -> int:
    """The number; 0 for anything else, and for one that no store can keep."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
