"""The digest: who has several signatures waiting is reminded by one card in the order of urgency, not by each alone.

Every line leads to its own permit, which is signed alone. The clock opens the card, so that a reminder locks nothing
but its own permit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from models import delivery as deliveries
from models import ledger
from models.ask import Ask, move, waiting_for, wanted_by
from models.book import book
from models.subject import Subject, desk, desk_of
from rules.plant import Person

KIND, SIGN = "permit.digest", "permit.sign"
LOOK = timedelta(minutes=1)
WHY = "你有几张票等着签，按急的先后排好了"


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「待签」: everything that waits for him, on a new card; an older one makes way."""
    waiting = waiting_for(person.id, SIGN)
    if not waiting:
        return Answer("现在没有等你签的票。有新的会发卡片给你。", "caution")
    subject = desk(person.id, now)
    for old in waiting_for(person.id, KIND):
        asks.close(old, "superseded", now)
    data = {"told_at": now.isoformat()}
    asks.open_ask(subject, Wanted(KIND, person.id, ["你发了「待签」"], steps=[("look", 1)], data=data), now)
    return Answer(f"{len(waiting)} 张票等你签，卡片发给你了。", "info")


def remind(ask: Ask, words: str, now: datetime, *, purpose: str = "remind") -> None:
    """Reminds the signer of this ask: by his digest where several wait for him, else in these words."""
    bounds, own = book(now).config.rules.defaults.digest, waiting_for(ask.person, KIND)
    several = 0 < bounds.at_least <= len(waiting_for(ask.person, SIGN))
    if own:
        _remind_of_all(own[0], timedelta(minutes=bounds.every_min), now, purpose)
    elif several:
        _plan(ask.person, now)
    else:
        asks.tell(ask, ask.person, words, now, purpose=purpose)


def look(person_id: str, now: datetime) -> None:
    """The person's digest shows what still waits for him; it is over when nothing does."""
    waiting = waiting_for(person_id, SIGN)
    for own in waiting_for(person_id, KIND):
        if waiting:
            asks.repaint(own, now)
        else:
            asks.close(own, "done", now, {"result": "signed", "at": ledger.stamp(now)})


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Each minute: what others signed, gave back or withdrew leaves the card. The first step brings it."""
    Ask.update(next_at=now + LOOK).where(Ask.id == ask.id).execute()
    if waiting_for(ask.person, KIND)[0].id != ask.id:
        move(ask, "superseded", closed_at=now)
    elif not deliveries.of_ask(ask) and waiting_for(ask.person, SIGN):
        asks.bring(ask, now)
    else:
        look(ask.person, now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Each signature goes to its own substitute; a summary needs none."""
    asks.close(ask, "expired", now)


def _plan(person_id: str, now: datetime) -> None:
    """An ask without its card yet: the clock brings it in its next turn, under the lock of the person's desk."""
    Ask.create(
        kind=KIND,
        subject=desk_of(person_id, now),
        person=person_id,
        opened_at=now,
        next_at=now,
        escalation={"steps": [["look", 1]], "expires_at": None},
        why=[WHY],
        data={"told_at": now.isoformat()},
    )


def _remind_of_all(own: Ask, rest: timedelta, now: datetime, purpose: str) -> None:
    """One short text for all of them, and none so soon after the last."""
    if now - datetime.fromisoformat(own.data["told_at"]) < rest:
        return
    Ask.update(data={**own.data, "told_at": now.isoformat()}).where(Ask.id == own.id).execute()
    waiting = waiting_for(own.person, SIGN)
    first = wanted_by(waiting[0])
    by = f"，最急的 {first:%H:%M} 前" if first else ""
    asks.tell(own, own.person, f"还有 {len(waiting)} 张票等你签{by}。点开一张一张签。", now, purpose=purpose)
