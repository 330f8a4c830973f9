"""Brings one card to the wanted state: claim, render, keep what will be shown, call, keep the outcome.

The attempt is kept before the call, so that a crash leaves a trace and the next try uses the same card id.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.channel import Channel, Receipt
from bot.errors import BotError, Expired, Held, NotUpdatable, Rejected, Throttled, Unavailable
from cards import dingtalk, wecom
from cards.builders import build
from cards.card import Card
from handlers import alerts, voice
from handlers import delivery as outcome
from models import blob, kinds, matter, store
from models import delivery as deliveries
from models.ask import MOVABLE
from models.away import FAULTS
from models.delivery import Delivery, Rendition
from workers.failures import A_MOMENT, failed, perhaps_sent

T = TypeVar("T")
log = logging.getLogger("anhao.deliver")
# Seconds: less than a lease.
KEPT_WITHIN = 20.0
GIVEN_BACK = timedelta(seconds=2)
RENDERERS = {"wecom": wecom, "dingtalk": dingtalk}
NO_PHONE = "用钉钉，没有电话"
OPEN = "等一等：别的通知正在发"
# So many urgent texts of one matter go to one person in a minute; the rest of what his platform takes for him is left
# for the first orders of others.
MOST_OF_ONE, A_MINUTE, CROWDED = 8, timedelta(minutes=1), "等一等：这张票刚给他发过好几条"
# A tapped card may be repainted with the permission that the tap gave; an untapped card only once: for news that its
# reader must have, else for its last state.
ONE_REPAINT = ("wecom",)
# WeCom's update codes (page 94888) work for three days.
CODE_LASTS = timedelta(hours=72)
CODES = ("response_code", "response_code_at", *outcome.CLICK)
# Kept beside the platform's tokens: which news the card in the chat tells, and which end.
NEWS, ENDED = TOLD = ("news", "ended")


@dataclass(frozen=True)
class Prepared:
    """What one attempt sends: the claimed row, the card, its rendition and the platform's body."""

    card: Card
    rendition: int
    shown: str
    body: Mapping[str, object]


def deliver(
    delivery_id: int,
    channels: Mapping[str, Channel],
    base: str,
    now: datetime,
    real: datetime,
    administrator: str = "",
) -> str:
    """Sends or repaints one delivery; returns what happened in one word (`sent`, `kept`, `waits`, `stuck`, …).

    administrator: the person who is asked when sending is useless; empty: the safety office.
    """
    row: Delivery | None
    card: Prepared | Exception | None
    try:
        row, card = store.write(lambda: _take(delivery_id, channels, base, now, real))
    except FAULTS as fault:
        # What a card takes may not fit where its claim does; that it is put off must be kept.
        row, card = store.write(lambda: deliveries.claim(delivery_id, now, real)), fault
    if row is None:
        return "not due"
    # The calls are counted with their outcome: one transaction less.
    with store.together():
        done = _bring(row, card, channels, base, now, real, administrator)
    about = {"platform": row.platform, "ask": row.ask_id, "number": matter.number_of(row.ask.subject)}
    log.info("delivery %s: %s", row.id, done, extra={**about, "delivery": row.id, "outcome": done})
    return done


def _take(
    delivery_id: int, channels: Mapping[str, Channel], base: str, now: datetime, real: datetime
) -> tuple[Delivery | None, Prepared | Exception | None]:
    """The claimed row, None where it is not to be had; and of a card what it is to show, or why that can't be made."""
    row = deliveries.claim(delivery_id, now, real)
    if row is None or row.platform not in channels or row.form in (voice.FORM, "text"):
        return row, None
    try:
        with store.savepoint():
            return row, _prepare(row, base, now, update=row.receipt is not None)
    except FAULTS:
        raise
    except Exception as error:
        return row, error


def _bring(
    row: Delivery,
    card: Prepared | Exception | None,
    channels: Mapping[str, Channel],
    base: str,
    now: datetime,
    real: datetime,
    administrator: str,
) -> str:
    channel = channels.get(row.platform)
    if channel is None:
        return store.write(lambda: outcome.not_connected(row, now, administrator))
    try:
        if row.form == voice.FORM:
            return _voice(row, channels, channel, now, administrator)
        return _text(row, channel, base, now, real) if row.form == "text" else _card(row, card, channel, now)
    except BotError as error:
        return failed(row, error, now, administrator)
    except FAULTS:
        if row.called:
            raise  # its lease runs out, as when a worker dies
        return _given_back(row, now)
    except Exception as error:
        log.exception("delivery %s can't be made", row.id)
        words = f"卡片做不出来（{type(error).__name__}）。请管理员看日志。"
        return store.write(lambda: outcome.stuck(row, words, now, administrator))


def _card(row: Delivery, prepared: Prepared | Exception | None, channel: Channel, now: datetime) -> str:
    if isinstance(prepared, Exception):
        raise prepared
    if prepared is None:
        store.write(lambda: outcome.settled(row))
        return "kept"
    urgent = row.urgent or kinds.keeps_going(row.purpose)
    if row.receipt is not None:
        row.called = True
        try:
            receipt = channel.update(row.account, _spend(row, now), prepared.body, purpose=row.purpose, urgent=urgent)
        except NotUpdatable:
            return _issue_again(row, prepared, now)
        except Rejected as refusal:
            if refusal.configuration:
                raise
            # Perhaps it does not know the card any more. If it is the content, the new card is refused for it, too.
            return _issue_again(row, prepared, now)
    else:
        receipt = _send(row, channel, prepared, urgent=urgent)
        earlier = deliveries.tried_before(row, prepared.rendition) if receipt.kept_first else None
        if earlier is not None and earlier.shown != prepared.shown:
            return _there_already(row, prepared, earlier, now)
    ended = prepared.card.final and row.ask.state not in MOVABLE
    told = {NEWS: prepared.card.news, ENDED: _end(prepared.card) if ended else ""}
    tokens = _left(row, receipt, now) | {name: words for name, words in told.items() if words}
    _keep(lambda: outcome.sent(row, tokens, prepared.shown, prepared.rendition, now))
    return "sent"


def _keep(work: Callable[[], T]) -> T:
    """Keeps what the platform has answered, as long as the lease lasts: else it would be asked again."""
    return store.persist(work, KEPT_WITHIN)


def _given_back(row: Delivery, now: datetime) -> str:
    """A fault of the store is no refusal of the platform: the attempt does not count, and the next one is soon."""
    return _keep(lambda: outcome.waits(row, "存储没有回应", now + GIVEN_BACK, counted=False))


def _prepare(row: Delivery, base: str, now: datetime, *, update: bool) -> Prepared | None:
    """Renders the state of this moment and keeps it. Returns None when the person has it already, when the ask is over
    before anything was sent, or when the platform's only repaint is saved for later."""
    plain = _card_of(row, base, now, update=update)
    if (update and _needs_no_repaint(row, plain)) or (plain.final and not row.card and row.issue == 1):
        return None
    if not row.card:
        row.card = f"{secrets.token_hex(5)}-{row.id}-{row.issue}"
        Delivery.set_by_id(row.id, {"card": row.card})
    text = plain.text()
    rendition = Rendition.create(
        ask=row.ask, delivery=row, version=row.wanted, text=text, shown=blob.keep_text(text, now), made_at=now
    )
    card, renderer = plain.numbered(rendition.id), RENDERERS[row.platform]
    make = renderer.render_update if update else renderer.render
    body = make(card, ask=row.ask_id, rendition=rendition.id, card_id=row.card, base_link=base)
    Rendition.set_by_id(rendition.id, {"body": body})
    return Prepared(card, rendition.id, rendition.shown, body)


def _needs_no_repaint(row: Delivery, card: Card) -> bool:
    """Whether the person has this already, or the platform's only repaint is saved for later."""
    last = deliveries.brought_rendition(row)
    return (last is not None and last.text == card.text()) or _spare(row, card)


def _card_of(row: Delivery, base: str, now: datetime, *, update: bool) -> Card:
    """What this card is to say: by its one repaint what lasts, or its end if that comes first or somebody taps it."""
    card = build(row.ask, base, 0, now)
    if update and card.lasting is not None and row.platform in ONE_REPAINT:
        last = deliveries.brought_rendition(row)
        said = last is not None and card.lasting.status in last.text.split("\n")
        if not card.final or (said and not _clicked(row)):
            card = card.lasting
    return replace(card, notice=row.words) if row.words else card


def _spare(row: Delivery, card: Card) -> bool:
    """Whether to save the repaint: where the platform allows only one, an untapped card keeps it for its last state."""
    return row.platform in ONE_REPAINT and not _clicked(row) and not card.final and not _is_news(row, card)


def _clicked(row: Delivery) -> bool:
    """Whether a tap has brought its own permission to repaint."""
    return bool((row.receipt or {}).get("click_code"))


def _is_news(row: Delivery, card: Card) -> bool:
    """Whether the card tells something that its reader must know and that the one in the chat does not."""
    return bool(card.news) and card.news != (row.receipt or {}).get(NEWS)


def _spend(row: Delivery, now: datetime) -> Receipt:
    """The receipt to repaint with: the permission of the last tap if there is one, else the card's own. One that is too
    old for the platform is not spent."""
    kept = dict(row.receipt or {})
    name = "click_code" if kept.get("click_code") else "response_code"
    code, at = kept.get(name, ""), kept.get(f"{name}_at", "")
    # Cards of an earlier version lack the age of their code.
    born = datetime.fromisoformat(at) if at else row.delivered_at if name == "response_code" else None
    tokens = {each: value for each, value in kept.items() if each not in (*CODES, *TOLD)}
    usable = code and (born is None or now - born <= CODE_LASTS)
    return Receipt(row.card, {**tokens, **({"response_code": code} if usable else {})})


def _left(row: Delivery, receipt: Receipt, now: datetime) -> dict[str, str]:
    """What is left of the platform's tokens after the call; a new code with the moment from which its days count."""
    before = dict(row.receipt or {})
    if before.get("click_code"):
        return {name: value for name, value in before.items() if name not in (*outcome.CLICK, *TOLD)}
    fresh = {"response_code_at": now.isoformat()} if "response_code" in receipt.tokens else {}
    return {**receipt.tokens, **fresh}


def _issue_again(row: Delivery, prepared: Prepared, now: datetime) -> str:
    """The card in the chat can't be repainted any more: sends a new one if its content is worth a message."""
    # Nobody has seen what was rendered for it.
    _forget(prepared)
    if not _worth_a_card(row, prepared.card):
        store.write(lambda: outcome.settled(row))
        return "kept"
    store.write(lambda: outcome.reissue(row, now))
    return "issued again"


def _worth_a_card(row: Delivery, card: Card) -> bool:
    """Whether its reader must know, and has not read already that it ended so. What can still be tapped answers."""
    read = not card.buttons and (row.receipt or {}).get(ENDED) == _end(card)
    return _is_news(row, card) or ((card.final or row.urgent) and not read)


def _end(card: Card) -> str:
    """What an ended card says above all; names and facts below may change."""
    return f"{card.title} {card.status}"


def _send(row: Delivery, channel: Channel, prepared: Prepared, *, urgent: bool) -> Receipt:
    """Calls the platform. A try that certainly did not arrive leaves no rendition, because nobody saw it."""
    row.called = True
    try:
        if row.form == deliveries.GROUP:
            return channel.post(row.account, prepared.body, card=row.card, purpose=row.purpose)
        perhaps = row.unsure > (1 if urgent else 0)
        more = {"card": row.card, "purpose": row.purpose, "urgent": urgent, "perhaps": perhaps}
        return channel.send(row.account, prepared.body, **more)
    except BotError as error:
        if not (isinstance(error, Unavailable) and error.maybe_done):
            _forget(prepared)
        raise


def _forget(prepared: Prepared) -> None:
    store.write(Rendition.delete().where(Rendition.id == prepared.rendition).execute)


def _there_already(row: Delivery, prepared: Prepared, earlier: Rendition, now: datetime) -> str:
    """The try whose answer was lost had arrived, and the platform keeps its content: that is what the person sees."""
    if _worth_a_card(row, prepared.card):
        return _issue_again(row, prepared, now)
    _forget(prepared)
    store.write(lambda: outcome.sent(row, {}, earlier.shown, earlier.id, now))
    return "sent"


def _text(row: Delivery, channel: Channel, base: str, now: datetime, real: datetime) -> str:
    if row.cut_off and not row.vital:
        return perhaps_sent(row, "发到一半断了")
    room = deliveries.room_at(row, MOST_OF_ONE, A_MINUTE, now) if row.vital else None
    if room is not None:
        return store.write(lambda: outcome.waits(row, CROWDED, room, counted=False))
    words = outcome.said_now(row, now, real)
    if words is None and row.last_error != OPEN:
        return store.write(lambda: outcome.waits(row, OPEN, now + A_MOMENT, counted=False))
    if words == "":
        return store.write(lambda: outcome.needless(row, "说的已经不是这样了"))
    told = words or row.words
    link = build(row.ask, base, 0, now).link if row.person == row.ask.person else ""
    key = f"text-{row.id}"
    row.called = True
    channel.text(row.account, told, link, key=key, purpose=row.purpose, urgent=row.urgent)
    return _keep(lambda: outcome.told(row, told, now))


def _voice(row: Delivery, channels: Mapping[str, Channel], channel: Channel, now: datetime, administrator: str) -> str:
    """Calls somebody, or asks what came of it. Whatever keeps this call from being made, the next is called at once."""
    if not any(each.calls for each in channels.values()):
        return store.write(lambda: voice.off(row))
    if not channel.calls:
        return store.write(lambda: voice.ended(row, NO_PHONE, now))
    number = str((row.receipt or {}).get("call", ""))
    try:
        if not number and row.cut_off:
            return store.write(lambda: voice.ended(row, "打到一半断了", now))
        if not number:
            row.called = True
            began = channel.ring(row.account, purpose=row.purpose)
            return _keep(lambda: voice.began(row, began, now))
        seen = channel.rang(row.account, number, purpose=row.purpose)
    except Held:
        raise
    except Throttled:
        return store.write(lambda: voice.ended(row, "打得太多，先不打", now))
    except BotError as error:
        return _not_called(row, error, now, administrator)
    if seen is None:
        return store.write(lambda: voice.rings_on(row, now))
    return store.write(lambda: voice.ended(row, seen.words, now, answered=seen.answered))


def _not_called(row: Delivery, error: BotError, now: datetime, administrator: str) -> str:
    """Out of credit, switched off, not listed: nobody can be called, and the administrator is told. Else the next."""
    hopeless = isinstance(error, Expired) or (isinstance(error, Rejected) and error.configuration)
    words = error.words.rstrip("。")
    if isinstance(error, Unavailable):
        # It is not tried again: the next is called.
        rang = bool((row.receipt or {}).get("call"))
        words = "不知道接没接" if rang else "不知道响没响" if error.maybe_done else "没打出去"

    def keep() -> str:
        done = voice.ended(row, words, now, last=hopeless)
        if hopeless:
            alerts.house_alert("voice", "电话打不出去", [error.words], now, administrator)
        return done

    return store.write(keep)
