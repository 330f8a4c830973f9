"""Calls by phone, where a card may be seen too late: one person after the other, until somebody answers. What came of
each call stands in the trail.

It is a delivery of the form `voice`; who is to be called after it stands in its words. Where nobody has switched calls
on, it is settled without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models import delivery as deliveries
from models import ledger
from models.ask import MOVABLE, Ask
from models.book import book
from models.delivery import Delivery
from models.subject import lock

FORM, PURPOSE = "voice", "voice"
# How soon the platform is asked again what came of a call, and how long a call may take.
LOOK_AGAIN, LONGEST = timedelta(seconds=10), timedelta(seconds=90)
MOST_CALLED = 6


def ring(ask: Ask, people: Sequence[str], now: datetime) -> None:
    """Orders a call to the first of these people under the locked subject's ask; the others follow while nobody
    answers."""
    known = [each for each in dict.fromkeys(people) if book(now).plant.knows(each)][:MOST_CALLED]
    if known:
        _order(ask, known, now)


def began(row: Delivery, number: str, now: datetime) -> str:
    """The phone rings: what came of it is asked for in a moment."""
    receipt = {"call": number, "since": now.isoformat()}
    deliveries.settle(row, receipt=receipt, attempts=0, not_before=now + LOOK_AGAIN)
    return "rings"


def rings_on(row: Delivery, now: datetime) -> str:
    since = datetime.fromisoformat((row.receipt or {})["since"])
    if now - since > LONGEST:
        return ended(row, "没有人接", now)
    deliveries.settle(row, attempts=0, not_before=now + LOOK_AGAIN)
    return "rings on"


def ended(row: Delivery, result: str, now: datetime, *, answered: bool = False, last: bool = False) -> str:
    """What came of it goes into the trail; unless he answered, the next is called at once. last: nobody can be called
    any more."""
    ask = Ask.get_by_id(row.ask_id)
    ask.subject = lock(ask.subject_id)
    if not deliveries.settle(row, sent=row.wanted, delivered_at=now, last_error=result):
        return "lost"
    left = row.words.split()
    # Once somebody has answered the card, nobody is called any more.
    more = "" if answered or last or not left or ask.state not in MOVABLE else "，叫下一个"
    data = {"ask": ask.id, "to": row.person, "result": f"{result}{more}", "platform": row.platform}
    ledger.append(ask.subject, "voice.rang", now, actor={"system": "worker"}, data=data)
    if more:
        _order(ask, left, now)
    return "answered" if answered else "not answered"


def off(row: Delivery) -> str:
    """Nobody has switched calls on."""
    deliveries.settle(row, state="overtaken", last_error="没有开通电话")
    return "off"


def _order(ask: Ask, people: Sequence[str], now: datetime) -> None:
    first, *left = people
    person = book(now).plant.person(first)
    chat = {"person": person.id, "platform": person.platform, "account": person.account}
    Delivery.create(
        ask=ask, **chat, form=FORM, purpose=PURPOSE, urgent=True, words=" ".join(left), not_before=now, created_at=now
    )
