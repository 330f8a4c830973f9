"""Deliveries: a wanted state of a card in a person's chat, not a message. The queue only wakes; this is the truth."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from peewee import AutoField, BooleanField, Case, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from models.ask import Ask
from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table

LEASE = timedelta(seconds=30)
ANSWER, ANSWER_LEASE = "answer", timedelta(seconds=1)
TO_BRING = ("waiting", "stuck")


class Delivery(Table):
    """One row a card (ask × person × platform) or a short text.

    state: `waiting` (wanted > sent), `sent`, `unreachable`, `stuck` (a person has been asked to look; it is still tried
    now and then, in case the cause was mended).
    not_before is plant time; the lease is real time. `issue` counts cards sent for the same ask after the older one
    could no longer be repainted; `card` is the platform's id of this issue, kept before the first attempt to send it.
    words: a text's words, or what the card tells the person who has just tapped it.
    """

    id = AutoField()
    ask_id: int
    ask = ForeignKeyField(Ask, backref="deliveries")
    person = CharField(max_length=32)
    platform = CharField(max_length=16)
    account = CharField(max_length=128)
    form = CharField(max_length=8, default="card")
    purpose = CharField(max_length=48)
    urgent = BooleanField(default=False)
    words = TextField(default="")
    wanted = IntegerField(default=1)
    sent = IntegerField(default=0)
    issue = IntegerField(default=1)
    card = CharField(max_length=64, default="")
    state = CharField(max_length=16, default="waiting")
    not_before = MomentField()
    lease = CharField(max_length=32, default="")
    lease_until = MomentField(default=0)
    attempts = IntegerField(default=0)
    last_error = TextField(default="")
    receipt = JSONField(null=True)
    created_at = MomentField()
    delivered_at = MomentField(null=True)
    cut_off = False

    class Meta:
        indexes = ((("state", "not_before"), False),)


class Rendition(Table):
    """What was put in front of a person: a card's body, or a page (then without a delivery), and its plain text."""

    id = AutoField()
    ask_id: int
    ask = ForeignKeyField(Ask, backref="renditions")
    delivery = ForeignKeyField(Delivery, null=True, backref="renditions")
    version = IntegerField(default=1)
    body = JSONField(default=dict)
    text = TextField()
    shown = CharField(max_length=64)
    made_at = MomentField()


def want(ask: Ask, now: datetime) -> list[Delivery]:
    """Every card of the ask is to show the state of this moment; returns the cards that were raised."""
    cards = list(Delivery.select().where(Delivery.ask == ask, Delivery.form == "card"))
    for card in cards:
        raise_wanted(card, now)
    return cards


def raise_wanted(card: Delivery, now: datetime) -> None:
    """The card is to show the state of this moment; one that can't be brought at present stays so."""
    Delivery.update({**_raised(), Delivery.not_before: now}).where(Delivery.id == card.id).execute()


def _raised() -> dict[Any, Any]:
    state = Case(Delivery.state, (("sent", "waiting"),), Delivery.state)
    return {Delivery.wanted: Delivery.wanted + 1, Delivery.attempts: 0, Delivery.state: state}


def tapped(card: Delivery, receipt: dict[str, str], words: str, now: datetime, real: datetime) -> None:
    """The card is to show these words by the tap's own permission in `receipt`, after the tap's answer has gone out."""
    values = {"receipt": receipt, "words": words, "not_before": now, "real": real, "until": real + ANSWER_LEASE}
    _TAPPED.run(id=card.id, **values)


def _after_a_tap() -> Any:
    free = Delivery.lease_until < Given(Delivery.lease_until, "real")
    held = Given(Delivery.lease_until, "until")
    changes = {
        **_raised(),
        **{field: Given(field) for field in (Delivery.receipt, Delivery.words, Delivery.not_before)},
        Delivery.lease: Case(None, ((free, ANSWER),), Delivery.lease),
        Delivery.lease_until: Case(None, ((free, held),), Delivery.lease_until),
    }
    return Delivery.update(changes).where(Delivery.id == Given(Delivery.id))


_TAPPED = Kept(_after_a_tap)


def give_up(ask: Ask, words: str) -> bool:
    """Nothing more is sent to the ask's person; False when that was so already."""
    cards = (Delivery.ask == ask) & (Delivery.form == "card") & (Delivery.state != "unreachable")
    return bool(Delivery.update(state="unreachable", last_error=words).where(cards).execute())


def take_up(ask: Ask, now: datetime) -> None:
    """The ask's person can be reached again: the card is brought to the state of today."""
    changes = {"state": "waiting", "wanted": Delivery.wanted + 1, "not_before": now, "attempts": 0, "last_error": ""}
    Delivery.update(changes).where(Delivery.ask == ask, Delivery.state == "unreachable").execute()


def hold_for_answer(card: Delivery, real: datetime) -> None:
    """Keeps workers off a card for one second, so that no update overtakes the answer to its own tap."""
    Delivery.update(lease=ANSWER, lease_until=real + ANSWER_LEASE).where(
        Delivery.id == card.id, Delivery.lease_until < real
    ).execute()


def due(now: datetime, real: datetime, limit: int = 200) -> list[int]:
    """Ids of what waits to be sent and may be sent now: the most urgent first, and cards, which ask, before texts."""
    rows = (
        Delivery.select(Delivery.id)
        .where(Delivery.state.in_(TO_BRING), Delivery.not_before <= now, Delivery.lease_until < real)
        .order_by(Delivery.urgent.desc(), Delivery.form, Delivery.not_before, Delivery.id)
        .limit(limit)
    )
    return [row.id for row in rows]


def claim(delivery_id: int, now: datetime, real: datetime) -> Delivery | None:
    """Takes the delivery for this worker, or None when it is another's, not due, or done.

    A lease that nobody has ended is an attempt that was cut off: the row says so in `cut_off`.
    """
    before = _find(delivery_id)
    if before is None:
        return None
    lease = secrets.token_hex(8)
    won = (
        Delivery.update(lease=lease, lease_until=real + LEASE, attempts=Delivery.attempts + 1)
        .where(
            Delivery.id == delivery_id,
            Delivery.state.in_(TO_BRING),
            Delivery.not_before <= now,
            Delivery.lease_until < real,
            Delivery.lease == before.lease,
        )
        .execute()
    )
    if not won:
        return None
    row: Delivery = Delivery.get_by_id(delivery_id)
    row.cut_off = before.lease not in ("", ANSWER)
    return row


def settle(row: Delivery, **changes: object) -> bool:
    """Ends this worker's lease with what came of it; False when the lease was lost meanwhile."""
    values = {"lease": "", "lease_until": 0, **changes}
    return bool(Delivery.update(values).where(Delivery.id == row.id, Delivery.lease == row.lease).execute())


def hold_back(row: Delivery, words: str, until: datetime) -> None:
    """A limit of this person's was reached: what else waits for them would only be told the same, one by one."""
    waiting = (Delivery.state == "waiting") & (Delivery.lease == "") & (Delivery.not_before < until)
    person = (Delivery.platform == row.platform) & (Delivery.account == row.account)
    Delivery.update(not_before=until, last_error=words).where(waiting, person, ~Delivery.urgent).execute()


def of_ask(ask: Ask) -> list[Delivery]:
    return list(Delivery.select().where(Delivery.ask == ask).order_by(Delivery.id))


def by_card(card: str) -> Delivery | None:
    """The delivery behind a platform's card id (`{random}-{delivery}-{issue}`)."""
    number = card.split("-")[1] if card.count("-") == 2 else ""
    return _find(int(number)) if number.isdigit() else None


def _find(delivery_id: int) -> Delivery | None:
    return Delivery.get_or_none(Delivery.id == delivery_id)


def tried_before(card: Delivery, rendition: int) -> Rendition | None:
    """What the first of the tries before this rendition's showed, of those whose answer nobody got: it holds the id."""
    lost = Rendition.select().where(Rendition.delivery == card, Rendition.version > card.sent, Rendition.id < rendition)
    first: Rendition | None = lost.order_by(Rendition.id).first()
    return first


def brought_rendition(card: Delivery) -> Rendition | None:
    """The newest rendition that was brought: one of an attempt that failed or was cut off does not count."""
    brought = Rendition.select().where(Rendition.delivery == card, Rendition.version <= card.sent)
    newest: Rendition | None = brought.order_by(Rendition.id.desc()).first()
    return newest
