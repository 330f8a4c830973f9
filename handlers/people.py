"""People as their platform's directory knows them: what somebody who went was asked is asked of others at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.channel import Action
from handlers.flow import Flow, OnStep
from models import ask as ask_table
from models import delivery as deliveries
from models import ledger, meter
from models.ask import MOVABLE, Ask
from models.subject import lock
from rules.plant import Person

WORDS = {"left": "平台通知：已离开企业", "scope": "平台通知：已不在应用可见范围"}


def gone(action: Action, person: Person, now: datetime, unreachable: Mapping[str, OnStep]) -> None:
    """Left the company or the app's sight: a visible state, and each open ask takes its way round the person."""
    words = WORDS[action.name]
    meter.lost(person.platform, person.account, person.id, words, now)
    for asked in _open(person):
        subject = lock(asked.subject_id)
        ask = ask_table.find(asked.id)
        if ask is None or ask.state not in MOVABLE or not deliveries.give_up(ask, words):
            continue
        ask.subject = subject
        data = {"ask": ask.id, "person": person.id, "platform": person.platform, "why": words}
        ledger.append(subject, "person.unreachable", now, actor={"system": "directory"}, data=data)
        unreachable[ask.kind](ask, subject, words, now)


def back(action: Action, person: Person, now: datetime, unreachable: Mapping[str, OnStep]) -> None:
    """Came (again): cards that could not be brought are brought as they stand today."""
    meter.found(person.platform, person.account)
    for ask in _open(person):
        deliveries.take_up(ask, now)


def _open(person: Person) -> list[Ask]:
    """By subject, the order in which every transaction locks them."""
    mine = Ask.select().where(Ask.person == person.id, Ask.state.in_(MOVABLE))
    return list(mine.order_by(Ask.subject, Ask.id))


FLOW = Flow(directory={"left": gone, "scope": gone, "joined": back})
