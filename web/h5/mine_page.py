"""「我的」: what waits for the visitor, what he began, what he signed, what he is in; with a search. Of every flow.

Only matters that name him are found, so that a search shows nobody more than what he has a part in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import render_template

from handlers import digest
from models import findable, points
from models.ask import MOVABLE, Ask
from models.findable import Findable, Sought, search
from rules.grams import plain, words
from web.h5.act import body, page_token, page_visitor
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.h5.waiting_page import Row, row_of
from web.h5.words import period
from web.people import Visitor
from web.refused import Refused

PARTS = {"todo": "待我办", "begun": "我发起的", "signed": "我签过的", "in": "有我的"}
MAX_WORDS = 64
# The last number that a store can give a row.
LAST = 2**63 - 1
NOT_HERE = Refused("这一页上找不了。", "请从聊天里重新打开「我的」。", 404)


def mine(who: Visitor, wanted: Target) -> str:
    """The page, with the first list of the part that the link names."""
    part = wanted.thing if wanted.thing in PARTS else "todo"
    return render_template(
        "h5/mine.html",
        who=who.person.name,
        parts=PARTS,
        part=part,
        listed=_listed(who, part, "", 0),
        points=points.balance(who.person.id) if who.book.config.hazards.categories else None,
        page=page_data(who, wanted, reading(who, wanted)),
    )


def listed() -> dict[str, Any]:
    """`{part, words, before?}` from the page → `{ok, listed}`: the list as HTML. Raises Refused."""
    who, given = page_visitor(), body()
    part, before = str(given.get("part", "")), given.get("before", 0)
    counted = type(before) is int and 0 <= before <= LAST
    if page_token().page not in ("mine", "waiting") or part not in PARTS or not counted:
        raise NOT_HERE
    return {"ok": True, "listed": _listed(who, part, str(given.get("words", ""))[:MAX_WORDS], before)}


def _listed(who: Visitor, part: str, said: str, before: int) -> str:
    if part == "todo":
        return _render(part, said, _waiting(who, said), 0)
    found = search(Sought(words=said, person=who.person.id, part=part, before=before))
    older = found.rows[-1].subject_id if found.older and found.rows else 0
    return _render(part, said, [_row(row, who) for row in found.rows], older)


def _render(part: str, said: str, rows: Iterable[Row], older: int) -> str:
    return render_template("h5/mine_rows.html", rows=list(rows), part=part, said=said, older=older)


def _row(row: Findable, who: Visitor) -> Row:
    when = period(row.starts_at, row.ends_at)
    days = when if row.starts_at.year == who.now.year else f"{row.starts_at.year} 年 {when}"
    return Row(row.title, row.about, days, row.number, row.word, row.tone, f"/h5/{who.platform}/{row.page}")


def _waiting(who: Visitor, said: str) -> list[Row]:
    """What he is asked and has not answered, as far as every word is on its card or in its matter."""
    mine = Ask.select().where(Ask.person == who.person.id, Ask.state.in_(MOVABLE), Ask.kind != digest.KIND)
    asked = list(mine.order_by(Ask.due_at.is_null(), Ask.due_at, Ask.opened_at.desc()))
    texts = findable.texts_of(ask.subject_id for ask in asked)
    rows = [(row, texts.get(ask.subject_id, "")) for ask in asked for row in row_of(ask, who)]
    return [row for row, text in rows if _fits(said, plain(f"{row.title}{row.about}") + "\n" + text)]


def _fits(said: str, text: str) -> bool:
    return all(word in text for word in words(said))
