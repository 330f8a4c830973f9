"""What the house sent about a matter: to whom, what, with what result, and who can't be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from peewee import ForeignKeyField

from bot.channel import PLATFORM_NAMES, Platform
from models.ask import Ask
from models.delivery import Delivery, Rendition
from models.meter import Reach
from models.subject import Subject
from rules.plant import Plant
from web.h5.words import clock
from web.people import titled


@dataclass(frozen=True)
class Sent:
    """what: what was delivered; now: what it shows by now, if that is something else; todo: what somebody should do
    about it, or empty."""

    who: str
    platform: str
    what: str
    now: str
    word: str
    tone: str
    at: str
    todo: str


def sent_cards(subject: Subject, plant: Plant, now: datetime, *also: int) -> list[Sent]:
    """Cards and texts of all asks about the subject, in the order in which they were ordered. also: asks that stand at
    a desk and carry something about the subject."""
    about = (Ask.subject == subject) | Ask.id.in_(also)
    query = Delivery.select(Delivery, Ask).join(Ask).where(about).order_by(Delivery.id)
    rows = list(query)
    ids = [row.id for row in rows]
    last, first = titles_of(Rendition.delivery, ids), titles_of(Rendition.delivery, ids, first=True)
    gone = {reach.person: reach for reach in Reach.select()}
    return [_sent(row, first.get(row.id, ""), last.get(row.id, ""), gone.get(row.person), plant, now) for row in rows]


def titles_of(owner: ForeignKeyField, ids: list[int], *, first: bool = False) -> dict[int, str]:
    """The first line of what was last shown, or of what arrived `first`: a try that did not arrive leaves nothing.
    owner: `Rendition.delivery` or `Rendition.ask`."""
    shown = Rendition.select(owner, Rendition.text).where(owner.in_(ids), Rendition.delivery.is_null(False))
    pairs = cast("list[tuple[int, str]]", list(shown.order_by(Rendition.id.desc() if first else Rendition.id).tuples()))
    return {number: text.partition("\n")[0] for number, text in pairs}


def _sent(row: Delivery, first: str, last: str, gone: Reach | None, plant: Plant, now: datetime) -> Sent:
    word, tone = outcome(row, now)
    todo = row.last_error if row.state in ("stuck", "waiting") else ""
    if gone is not None:
        todo = f"{clock(gone.since, now)} 起联系不上（{gone.words}）：请打电话"
    return Sent(
        who=titled(plant, row.person) if row.person else row.account,
        platform=PLATFORM_NAMES.get(cast(Platform, row.platform), row.platform),
        what=row.words if row.form == "text" else first or last,
        now=last if first and last != first else "",
        word=word,
        tone=tone,
        at=clock(row.delivered_at or row.created_at, now),
        todo=todo,
    )


def outcome(row: Delivery, now: datetime) -> tuple[str, str]:
    """What became of a card or text, in one word with its tone."""
    if row.state == "sent":
        return ("送到", "done")
    if row.state == "waiting":
        return ("已送到，待更新", "info") if row.sent else ("排队", "info")
    if row.state == "overtaken":
        return "有了新的通知，没再发", "info"
    return ("联系不上", "stop") if row.state == "unreachable" else ("发不出去", "stop")
