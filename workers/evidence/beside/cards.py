"""What people were shown and when it reached them: the rows of cards and texts against the entries that name them.

The time at which a short text arrived is in no entry, and the console's page says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from models import blob
from models.ask import Ask
from models.delivery import Delivery, Rendition
from models.kept import Given, Kept
from models.seals import Written
from models.subject import Subject
from workers.evidence.difference import Difference, differing, to_the_second
from workers.evidence.trail import PLATFORMS

DELIVERED = "card.delivered"


def differences(subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
    yield from _arrivals(subject, chain)
    yield from _texts(subject, chain)


def _arrivals(subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
    """When each card arrived first. A card's id ends in the number of its delivery and of its issue."""
    first: dict[int, Written] = {}
    # An entry that names no card is about one of the ask's, and it is not known which.
    vague = {line["data"]["ask"] for line in (entry.line for entry in chain) if _names_no_card(line)}
    for entry in chain:
        parts = str(entry.line["data"].get("card", "")).split("-")
        if entry.kind == DELIVERED and len(parts) == 3 and parts[1].isdigit():
            first.setdefault(int(parts[1]), entry)
    opened = {entry.line["data"]["ask"] for entry in chain if entry.kind == "ask.opened"}
    rows = {row.id: row for row in _cards.rows(Delivery, subject=subject) if row.ask_id in opened - vague}
    for number in sorted(first.keys() | {row.id for row in rows.values() if row.delivered_at}):
        brought, row = first.get(number), rows.get(number)
        sealed = _arrived(brought.line) if brought else ()
        stored = _stored(row) if row and row.delivered_at else ()
        yield from differing("卡片送到", sealed, stored, brought.seq if brought else 0)
        if brought and row:
            yield from differing("送到的卡片是哪一条待办的", brought.line["data"]["ask"], row.ask_id, brought.seq)


@Kept
def _cards() -> Any:
    compared = (Delivery.id, Delivery.ask, Delivery.person, Delivery.platform, Delivery.delivered_at)
    mine = Delivery.select(*compared).join(Ask).where(Ask.subject == Given(Ask.subject))
    return mine.where(Delivery.form == "card")


def _names_no_card(line: Mapping[str, Any]) -> bool:
    return bool(line["kind"] == DELIVERED and not line["data"].get("card"))


def _stored(row: Delivery) -> tuple[str, ...]:
    return (row.person, PLATFORMS.get(row.platform, row.platform), to_the_second(row.delivered_at))


def _arrived(line: Mapping[str, Any]) -> tuple[str, ...]:
    platform = line["data"].get("platform", "")
    at = to_the_second(datetime.fromisoformat(line["at"]))
    return (line["data"]["to"], PLATFORMS.get(platform, platform), at)


def _texts(subject: Subject, chain: Sequence[Written]) -> Iterator[Difference]:
    """The text of each rendition under the hash that the chain has for it, or that it claims."""
    named = {entry.line["data"]["rendition"]: entry for entry in chain if _names_a_text(entry.line)}
    for row in _shown.rows(Rendition, subject=subject):
        entry = named.get(row.id)
        sealed = entry.line["shown"] if entry else row.shown
        if hashlib.sha256(row.text.encode()).hexdigest() != sealed or row.shown != sealed:
            yield Difference("给人看的原文", _text(sealed), row.text, entry.seq if entry else 0)
        if entry and "ask" in entry.line["data"]:
            yield from differing("给人看的原文是哪一条待办的", entry.line["data"]["ask"], row.ask_id, entry.seq)


@Kept
def _shown() -> Any:
    compared = (Rendition.id, Rendition.ask, Rendition.text, Rendition.shown)
    return Rendition.select(*compared).join(Ask).where(Ask.subject == Given(Ask.subject)).order_by(Rendition.id)


def _names_a_text(line: Mapping[str, object]) -> bool:
    data = line["data"]
    return "shown" in line and isinstance(data, dict) and bool(data.get("rendition"))


def _text(digest: str) -> str:
    try:
        return blob.read(digest).decode()
    except blob.Unfit as fault:
        return f"哈希 {digest[:16]}（原文{fault.words}）"
