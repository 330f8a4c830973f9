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
    """todo: what somebody should do about it, or empty."""

    who: str
    platform: str
    what: str
    word: str
    tone: str
    at: str
    todo: str


def sent_cards(subject: Subject, plant: Plant, now: datetime) -> list[Sent]:
    """Cards and texts of all asks about the subject, in the order in which they were ordered."""
    query = Delivery.select(Delivery, Ask).join(Ask).where(Ask.subject == subject).order_by(Delivery.id)
    rows = list(query)
    titles = titles_of(Rendition.delivery, [row.id for row in rows])
    gone = {reach.person: reach for reach in Reach.select()}
    return [_sent(row, titles.get(row.id, ""), gone.get(row.person), plant, now) for row in rows]


def titles_of(owner: ForeignKeyField, ids: list[int]) -> dict[int, str]:
    """The first line of what was last shown; owner: `Rendition.delivery` or `Rendition.ask`."""
    shown = Rendition.select(owner, Rendition.text).where(owner.in_(ids), Rendition.delivery.is_null(False))
    pairs = cast("list[tuple[int, str]]", list(shown.order_by(Rendition.id).tuples()))
    return {number: text.partition("\n")[0] for number, text in pairs}


def _sent(row: Delivery, title: str, gone: Reach | None, plant: Plant, now: datetime) -> Sent:
    word, tone = outcome(row, now)
    todo = row.last_error if row.state in ("stuck", "waiting") else ""
    if gone is not None:
        todo = f"{clock(gone.since, now)} 起联系不上（{gone.words}）：请打电话"
    return Sent(
        who=titled(plant, row.person) if row.person else row.account,
        platform=PLATFORM_NAMES.get(cast(Platform, row.platform), row.platform),
        what=row.words if row.form == "text" else title,
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
