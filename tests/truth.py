"""Whether the phones show what the store says was delivered to them, and the store says what its chains say."""

from __future__ import annotations

from collections.abc import Iterator

from worlds import Here

from models import delivery as deliveries
from models.delivery import Delivery
from models.permit import Permit
from models.seals import written
from workers.evidence.permits.chain.told import told
from workers.scenarios.simulator import Json


def untrue(simulator: Here) -> list[str]:
    """A line for each card whose newest issue shows something other than what was last delivered."""
    shown = {_card_id(message): message for message in _cards(simulator)}
    brought = Delivery.select().where(Delivery.form == "card", Delivery.receipt.is_null(False), Delivery.card != "")
    return [fault for row in brought for fault in _faults(row, shown.get(row.card))]


def bent() -> list[str]:
    """A line for each row of a permit that says otherwise than the permit's chain."""
    permits = list(Permit.select())
    return [each.words for permit in permits for each in told(permit, written(permit.subject)).differences]


def _cards(simulator: Here) -> Iterator[Json]:
    for who in simulator.in_use():
        yield from (m for m in simulator.messages(who["platform"], who["account"]) if m["kind"] == "card")


def _card_id(message: Json) -> str:
    body = message["body"]
    return str(body["template_card"].get("task_id") if message["platform"] == "wecom" else body["outTrackId"])


def _faults(row: Delivery, message: Json | None) -> Iterator[str]:
    rendition = deliveries.brought_rendition(row)
    if rendition is None or message is None or row.state != "sent":
        return
    body = message["body"]
    shown = _words(body["template_card"] if row.platform == "wecom" else body, row.platform)
    if shown != _words(rendition.body, row.platform):
        yield f"{row.person} is shown {shown}, brought was {_words(rendition.body, row.platform)}"


def _words(body: Json, platform: str) -> str:
    if platform == "wecom":
        return f"{body['main_title']['title']} / {body.get('sub_title_text', '')}"
    shown = body.get("cardData", body)["cardParamMap"]
    return f"{shown['title']} / {shown['lines']} / {shown['status']}"
