"""People who come and go in their platform's directory: what somebody who left was asked, others are asked at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.channel import Action
from handlers import alerts
from handlers.flow import Flow, OnStep
from models import ask as ask_table
from models import delivery as deliveries
from models import ledger, meter
from models.ask import MOVABLE, Ask
from models.meter import Reach
from models.subject import desk, lock
from rules.plant import Person

WORDS = {"left": "平台通知：已离开企业", "scope": "平台通知：已不在应用可见范围"}
# Why somebody is out of reach when his platform has no credentials here.
NOT_CONNECTED = "这个平台没有接上"


def gone(action: Action, person: Person, now: datetime, unreachable: Mapping[str, OnStep]) -> None:
    """The person left the company or the app's scope: everybody can see that, and for each open ask somebody else is
    asked."""
    words = WORDS[action.name]
    meter.lost(person.platform, person.account, person.id, words, now)
    for asked in _open(person.id):
        subject = lock(asked.subject_id)
        ask = ask_table.find(asked.id)
        if ask is None or ask.state not in MOVABLE or not deliveries.give_up(ask, words):
            continue
        ask.subject = subject
        data = {"ask": ask.id, "person": person.id, "platform": person.platform, "why": words}
        ledger.append(subject, "person.unreachable", now, actor={"system": "directory"}, data=data)
        unreachable[ask.kind](ask, subject, words, now)


def back(action: Action, person: Person, now: datetime, unreachable: Mapping[str, OnStep]) -> None:
    """The person came, or came back: cards that could not be delivered are delivered as they are today."""
    _found(person.platform, person.account, person.id, now)


def connected(platforms: Collection[str], now: datetime) -> None:
    """These platforms have their credentials: people who were out of reach without them are asked again."""
    for row in Reach.select().where(Reach.words == NOT_CONNECTED, Reach.platform.in_(list(platforms))):
        _found(row.platform, row.account, row.person, now)
    alerts.over(desk("house", now), {not_connected(platform) for platform in platforms}, "已经接上", now)


def not_connected(platform: str) -> str:
    """The topic of the alert about a platform without credentials."""
    return f"connect/{platform}"


def _found(platform: str, account: str, person: str, now: datetime) -> None:
    meter.found(platform, account)
    for ask in _open(person):
        deliveries.take_up(ask, now)


def _open(person: str) -> list[Ask]:
    """The person's open asks in the order of subjects, as every transaction locks them."""
    mine = Ask.select().where(Ask.person == person, Ask.state.in_(MOVABLE))
    return list(mine.order_by(Ask.subject, Ask.id))


FLOW = Flow(directory={"left": gone, "scope": gone, "joined": back})
