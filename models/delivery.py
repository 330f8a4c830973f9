"""Deliveries: each is the wanted state of a card in a person's chat, not a message. The queue only wakes workers; the
truth is here."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from peewee import AutoField, BooleanField, Case, CharField, ForeignKeyField, TextField

from models.ask import Ask
from models.base import JsonField, MomentField, WholeField
from models.kept import Given, Kept, given
from models.store import is_sqlite
from models.table import Table

LEASE = timedelta(seconds=30)
ANSWER, ANSWER_LEASE = "answer", timedelta(seconds=1)
TO_BRING = ("waiting", "stuck")
# The form of a card in a group's chat: it has no one reader, so it never changes, and what is new is a card of its own.
GROUP = "group"
# Why a try failed, where somebody can do something: correct a setting of the platform, or see to the line to it.
SETTINGS, SILENT = "settings", "silent"
# Of a card whose person was out of reach, until he has it: somebody else has been asked as well.
PASSED_ON = "passed_on"
# Purposes of texts that say once more what is asked, that nobody has taken an alert, and what it says besides.
REMIND, AGAIN, MORE = "remind", "alert.again", "alert.more"


class Delivery(Table):
    """One row a card (ask × person × platform), a short text, or a card for a group (without a person).

    state: `waiting` (wanted > sent), `sent`, `unreachable`, `stuck` (somebody has been asked to look; it is still tried
    now and then, in case the cause is gone), `overtaken` (a text that newer words replace, or the last state of a card
    that the platform refuses for good). An urgent text is tried until the platform has answered clearly: twice is
    better than never. not_before is plant time; the lease is real time. `issue` counts the cards sent for the same ask
    because an older one could no longer be repainted; `card` is the platform's id of this issue, kept before the first
    attempt to send it.
    words: a text's words, or what the card tells the person who has just tapped it.
    cause: why the last try failed (SETTINGS, SILENT, or empty), or PASSED_ON; unsure: how often in a row nobody has
    answered in time, so that a slow platform may have brought it all the same.
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
    wanted = WholeField(default=1)
    sent = WholeField(default=0)
    issue = WholeField(default=1)
    card = CharField(max_length=64, default="")
    state = CharField(max_length=16, default="waiting")
    not_before = MomentField()
    lease = CharField(max_length=32, default="")
    lease_until = MomentField(default=0)
    attempts = WholeField(default=0)
    last_error = TextField(default="")
    cause = CharField(max_length=16, default="")
    unsure = WholeField(default=0)
    receipt = JsonField(null=True)
    created_at = MomentField()
    delivered_at = MomentField(null=True)
    # Of this attempt only: whether the one before it was cut off, and whether the platform may have heard of this one.
    cut_off = False
    called = False

    class Meta:
        indexes = ((("state", "not_before"), False),)

    @property
    def vital(self) -> bool:
        """Whether this text must arrive, even at the price of a double."""
        return bool(self.urgent) and self.form == "text"


class Rendition(Table):
    """What a person was shown: the body of a card, or a page (then without a delivery), and its plain text."""

    id = AutoField()
    ask_id: int
    ask = ForeignKeyField(Ask, backref="renditions")
    delivery = ForeignKeyField(Delivery, null=True, backref="renditions")
    version = WholeField(default=1)
    body = JsonField(default=dict)
    text = TextField()
    shown = CharField(max_length=64)
    made_at = MomentField()


def want(ask: Ask, now: datetime) -> None:
    """Every card of the ask is to show the state of this moment. A card that can't be delivered at present stays that
    way."""
    _want.run(ask=ask, not_before=now)


@Kept
def _want() -> Any:
    changes = {**_raised(), Delivery.not_before: Given(Delivery.not_before)}
    return Delivery.update(changes).where(Delivery.ask == Given(Delivery.ask), Delivery.form == "card")


def _raised() -> dict[Any, Any]:
    state = Case(Delivery.state, (("sent", "waiting"),), Delivery.state)
    return {Delivery.wanted: Delivery.wanted + 1, Delivery.attempts: 0, Delivery.state: state}


def tapped(card: Delivery, receipt: dict[str, str], words: str, now: datetime, real: datetime) -> None:
    """The card is to show these words once the tap's answer has gone out; `receipt` holds the permission that the tap
    gave."""
    values = {"receipt": receipt, "words": words, "not_before": now, "real": real, "until": real + ANSWER_LEASE}
    _after_a_tap.run(id=card.id, **values)


@Kept
def _after_a_tap() -> Any:
    free = Delivery.lease_until < Given(Delivery.lease_until, "real")
    held = Given(Delivery.lease_until, "until")
    changes = {
        **_raised(),
        **given(Delivery, ("receipt", "words", "not_before")),
        Delivery.lease: Case(None, ((free, ANSWER),), Delivery.lease),
        Delivery.lease_until: Case(None, ((free, held),), Delivery.lease_until),
    }
    return Delivery.update(changes).where(Delivery.id == Given(Delivery.id))


def give_up(ask: Ask, words: str) -> bool:
    """Stops sending to the ask's person; False when it had stopped already."""
    cards = (Delivery.ask == ask) & (Delivery.form == "card") & (Delivery.state != "unreachable")
    return bool(Delivery.update(state="unreachable", last_error=words).where(cards).execute())


def issue_again(ask: Ask, shown: int, now: datetime) -> None:
    """The chat has a card of the ask with a rendition that nobody here knows: a new one takes its place, once."""
    if Rendition.select().where(Rendition.ask == ask, Rendition.id > shown).exists():
        return
    fresh = {"issue": Delivery.issue + 1, "card": "", "receipt": None, "state": "waiting", "not_before": now}
    mine = (Delivery.ask == ask) & (Delivery.form == "card") & (Delivery.state == "sent")
    Delivery.update({**fresh, "wanted": Delivery.wanted + 1, "attempts": 0}).where(mine).execute()


def page_opened(ask: Ask) -> bool:
    """Whether a page of the ask was shown to its person: what it showed was kept."""
    return bool(Rendition.select().where(Rendition.ask == ask, Rendition.delivery.is_null()).exists())


def first_opened(ask: Ask, page: str, since: datetime) -> datetime | None:
    """When this page of the ask was first shown to its person, at that moment or later."""
    rows = _opened.rows(Rendition, ask=ask, made_at=since)
    return next((row.made_at for row in rows if row.body.get("page") == page), None)


@Kept
def _opened() -> Any:
    mine = (Rendition.ask == Given(Rendition.ask)) & (Rendition.made_at >= Given(Rendition.made_at))
    pages = Rendition.select(Rendition.body, Rendition.made_at).where(mine, Rendition.delivery.is_null())
    return pages.order_by(Rendition.id)


def first_said(ask: Ask) -> str:
    """What the ask's card said when it was first sent; empty before."""
    cards = Rendition.select().where(Rendition.ask == ask, Rendition.delivery.is_null(False))
    first: Rendition | None = cards.order_by(Rendition.id).first()
    return str(first.text) if first else ""


def take_up(ask: Ask, now: datetime) -> None:
    """Sends to the ask's person again, who can be reached: the card is brought up to date."""
    changes = {"state": "waiting", "wanted": Delivery.wanted + 1, "not_before": now, "attempts": 0, "last_error": ""}
    mine = (Delivery.ask == ask) & (Delivery.form == "card") & (Delivery.state == "unreachable")
    Delivery.update({**changes, "cause": PASSED_ON}).where(mine).execute()


def bring_once_more(ask: Ask, now: datetime) -> None:
    """The card that is in somebody's chat shows how the ask ended, as far as it still reaches him."""
    changes = {**_raised(), Delivery.state: "waiting", Delivery.not_before: now, Delivery.cause: PASSED_ON}
    there = (Delivery.form == "card") & (Delivery.card != "") & (Delivery.state == "unreachable")
    Delivery.update(changes).where(Delivery.ask == ask, there).execute()


def refused(person: str, purposes: Collection[str]) -> list[Delivery]:
    """The texts of these purposes that this person has not got because he was out of reach."""
    mine = (Delivery.person == person) & (Delivery.form == "text") & Delivery.purpose.in_(list(purposes))
    return list(Delivery.select().where(Delivery.state == "unreachable", mine).order_by(Delivery.id))


def try_again(row: Delivery, now: datetime, **chat: str) -> None:
    """A text to somebody who was out of reach goes out now, in this chat."""
    changes = {"state": "waiting", "not_before": now, **chat}
    Delivery.update(changes).where(Delivery.id == row.id, Delivery.state == "unreachable").execute()


def soon(ask: Ask, purpose: str, at: datetime) -> bool:
    """Whether a text of this purpose under the ask still waits, and no try of it has begun; it goes out then, or when
    it was to go out if that is sooner."""
    mine = (Delivery.ask == ask) & (Delivery.form == "text") & (Delivery.purpose == purpose)
    waiting = list(Delivery.select().where(mine, Delivery.state.in_(TO_BRING), Delivery.lease == ""))
    for row in waiting:
        if at < row.not_before and not row.attempts:
            Delivery.update(not_before=at).where(Delivery.id == row.id).execute()
    return bool(waiting)


def overtaken(ask: Ask, purposes: Collection[str], words: str) -> None:
    """Texts of these purposes under the ask that have not arrived, and its card for a group, are sent no more, because
    newer ones take their place: nobody may hear "go on" after the next "stop", not even who was out of reach and is
    back. A worker that is about to send one loses its lease."""
    waiting = Delivery.state.in_((*TO_BRING, "unreachable")) & (Delivery.ask == ask)
    texts = Delivery.form.in_(("text", GROUP)) & Delivery.purpose.in_(list(purposes))
    changes = {"state": "overtaken", "lease": "", "lease_until": 0, "last_error": words}
    Delivery.update(changes).where(waiting, texts).execute()


def perhaps_posted(ask: Ask, group: str) -> bool:
    """Whether the ask's card is in this group, or may be: a try has begun of which nobody knows what came."""
    mine = (Delivery.ask == ask) & (Delivery.form == GROUP) & (Delivery.account == group)
    there = Delivery.delivered_at.is_null(False) | ((Delivery.card != "") & (Delivery.state == "waiting"))
    return bool(Delivery.select().where(mine, there).exists())


def regrouped(group: str, now: datetime) -> None:
    """What has not arrived in another group goes to this one, at once; empty: nowhere."""
    elsewhere = (Delivery.form == GROUP) & Delivery.state.in_(TO_BRING) & (Delivery.account != group)
    fresh = {"account": group, "state": "waiting", "attempts": 0, "not_before": now, "last_error": ""}
    given_up = {"state": "overtaken", "lease": "", "lease_until": 0}
    Delivery.update(fresh if group else given_up).where(elsewhere).execute()


def not_arrived(ask: Ask, purpose: str, since: datetime) -> list[Delivery]:
    """Texts of this purpose under the ask, ordered since then, that have not reached their people."""
    mine = (Delivery.ask == ask) & (Delivery.form == "text") & (Delivery.purpose == purpose)
    missing = Delivery.state.in_((*TO_BRING, "unreachable")) & (Delivery.created_at >= since)
    return list(Delivery.select().where(mine, missing).order_by(Delivery.id))


def arrived(ask: Ask, purpose: str, since: datetime) -> list[str]:
    """Who has got a text of this purpose under the ask, ordered since then."""
    mine = (Delivery.ask == ask) & (Delivery.form == "text") & (Delivery.purpose == purpose)
    there = (Delivery.state == "sent") & Delivery.delivered_at.is_null(False) & (Delivery.created_at >= since)
    return [row.person for row in Delivery.select().where(mine, there).order_by(Delivery.id)]


def on_its_way(ask: Ask, purpose: str, words: str, since: datetime) -> set[str]:
    """Who has got, or is to get, a text of this purpose under the ask that says these words, ordered since then."""
    mine = (Delivery.ask == ask) & (Delivery.form == "text") & (Delivery.purpose == purpose)
    said = Delivery.words.contains(words) & (Delivery.created_at >= since)
    rows = Delivery.select(Delivery.person).where(mine, said, Delivery.state.in_(("sent", *TO_BRING)))
    return {row.person for row in rows}


def still_out(purpose: str, people: Collection[str]) -> set[str]:
    """Whom of these people an urgent text of this purpose has not reached."""
    mine = Delivery.person.in_(list(people)) & (Delivery.purpose == purpose)
    return {row.person for row in Delivery.select(Delivery.person).where(mine, Delivery.state.in_(TO_BRING))}


def held(people: Collection[str], before: datetime) -> set[str]:
    """For whom of these people an urgent text has waited since then, though nobody has refused it."""
    late = (Delivery.form == "text") & Delivery.urgent & (Delivery.created_at < before)
    mine = Delivery.person.in_(list(people)) & (Delivery.state == "waiting")
    return {row.person for row in Delivery.select(Delivery.person).where(mine, late)}


def room_at(row: Delivery, most: int, within: timedelta, now: datetime) -> datetime | None:
    """When there is room for one more urgent text of this row's matter to its person, of whom the platform takes so
    many; None where there is now."""
    mine = (Delivery.ask == row.ask_id) & (Delivery.person == row.person) & (Delivery.form == "text") & Delivery.urgent
    lately = Delivery.select(Delivery.delivered_at).where(mine, Delivery.delivered_at > now - within)
    gone = list(lately.order_by(Delivery.delivered_at.desc()).limit(most))
    return gone[-1].delivered_at + within if len(gone) == most else None


def hold_for_answer(card: Delivery, real: datetime) -> None:
    """Keeps workers off a card for one second, so that no update overtakes the answer to its own tap."""
    _hold.run(id=card.id, lease_until=real + ANSWER_LEASE, real=real)


@Kept
def _hold() -> Any:
    free = Delivery.lease_until < Given(Delivery.lease_until, "real")
    held = Delivery.update(lease=ANSWER, lease_until=Given(Delivery.lease_until))
    return held.where(Delivery.id == Given(Delivery.id), free)


def may_be_brought() -> tuple[Any, Any, Any]:
    """What waits, whose moment has come, and that nobody has in hand."""
    come = Delivery.not_before <= Given(Delivery.not_before, "now")
    return Delivery.state.in_(TO_BRING), come, Delivery.lease_until < Given(Delivery.lease_until, "real")


def claim(delivery_id: int, now: datetime, real: datetime) -> Delivery | None:
    """Takes the delivery for this worker. Returns None when another worker has it, or it is not due, or done.

    A lease that nobody ended belongs to an attempt that was cut off: the row says so in `cut_off`.
    """
    before = Delivery.find(delivery_id)
    if before is None:
        return None
    lease, until, held = secrets.token_hex(8), real + LEASE, before.lease
    if not _claim.run(id=delivery_id, now=now, real=real, lease=lease, lease_until=until, before=held):
        return None
    row: Delivery = before
    if is_sqlite():  # the transaction is a lock, so nobody has written between the two
        row.lease, row.lease_until, row.attempts = lease, until, before.attempts + 1
    else:
        row = Delivery.get_by_id(delivery_id)
    row.cut_off = held not in ("", ANSWER)
    return row


@Kept
def _claim() -> Any:
    lease = given(Delivery, ("lease", "lease_until"))
    untouched = Delivery.lease == Given(Delivery.lease, "before")
    claimed = Delivery.update({**lease, Delivery.attempts: Delivery.attempts + 1})
    return claimed.where(Delivery.id == Given(Delivery.id), *may_be_brought(), untouched)


def settle(row: Delivery, **changes: object) -> bool:
    """Keeps what came of the attempt and ends this worker's lease; False when the lease was lost meanwhile. A version
    that was `sent` is the last word, unless a newer one is wanted by now."""
    values = {"lease": "", "lease_until": 0, **changes}
    return bool(_settling(tuple(values)).run(**values, id=row.id, held=row.lease))


@cache
def _settling(names: tuple[str, ...]) -> Kept:
    def write() -> Any:
        mine = Delivery.id == Given(Delivery.id), Delivery.lease == Given(Delivery.lease, "held")
        changes: dict[Any, Any] = {**given(Delivery, names)}
        if "sent" in names:
            newer = Delivery.wanted > Given(Delivery.sent)
            changes[Delivery.state] = Case(None, ((newer, "waiting"),), "sent")
        return Delivery.update(changes).where(*mine)

    return Kept(write)


def hold_back(row: Delivery, words: str, until: datetime) -> None:
    """Holds back everything that waits for this person, whose limit is reached: each call would only be refused as
    well."""
    waiting = (Delivery.state == "waiting") & (Delivery.lease == "") & (Delivery.not_before < until)
    person = (Delivery.platform == row.platform) & (Delivery.account == row.account)
    Delivery.update(not_before=until, last_error=words).where(waiting, person, ~Delivery.urgent).execute()


def of_ask(ask: Ask) -> list[Delivery]:
    return list(Delivery.select().where(Delivery.ask == ask).order_by(Delivery.id))


def by_card(card: str) -> Delivery | None:
    """The delivery behind a platform's card id (`{random}-{delivery}-{issue}`)."""
    number = card.split("-")[1] if card.count("-") == 2 else ""
    return Delivery.find(int(number)) if number.isdigit() else None


def tried_before(card: Delivery, rendition: int) -> Rendition | None:
    """The first rendition before this one whose answer got lost: if it arrived, the platform holds it under the card's
    id."""
    lost = Rendition.select().where(Rendition.delivery == card, Rendition.version > card.sent, Rendition.id < rendition)
    first: Rendition | None = lost.order_by(Rendition.id).first()
    return first


def newest_brought(platform: str) -> Delivery | None:
    """The card that the platform has brought to somebody last."""
    there = (Delivery.form == "card") & (Delivery.state == "sent") & Delivery.receipt.is_null(False)
    mine = Delivery.select().where(Delivery.platform == platform, there, Delivery.delivered_at.is_null(False))
    found: Delivery | None = mine.order_by(Delivery.id.desc()).first()
    return found


def brought_rendition(card: Delivery) -> Rendition | None:
    """The newest rendition that was delivered; one whose attempt failed or was cut off does not count."""
    return _brought.row(Rendition, delivery=card, sent=card.sent)


@Kept
def _brought() -> Any:
    of_card, sent = Rendition.delivery == Given(Rendition.delivery), Given(Rendition.version, "sent")
    return Rendition.select().where(of_card, Rendition.version <= sent).order_by(Rendition.id.desc()).limit(1)
