"""People who come and go in their platform's directory.

An event is news, not truth: it may be late, and its person back again. So the platform is asked for the state that
holds before somebody is put out of reach; until it has answered, he is asked as before. What somebody who is gone was
asked, others are asked at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import cast

from bot.channel import PLATFORM_NAMES, Action, Platform
from handlers import alerts, flows
from handlers.flow import Flow
from models import ask as ask_table
from models import delivery as deliveries
from models import ledger, meter, news
from models.ask import MOVABLE, Ask
from models.book import book
from models.meter import Reach
from models.news import News
from models.subject import desk, lock
from rules.plant import Person

WORDS = {
    "left": "平台核实：已离开企业",
    "scope": "平台核实：已不在应用可见范围",
    "changed": "平台核实：账号停用，或不在应用可见范围",
    "compared": "平台核实：账号停用，或不在应用可见范围",
    "joined": "平台核实：账号停用，或不在应用可见范围",
    "missing": "平台核对：通讯录里没有他了",
}
# Why somebody is out of reach when his platform has no credentials here.
NOT_CONNECTED = "这个平台没有接上"
MONTH = timedelta(days=31)


def said_gone(action: Action, person: Person, now: datetime) -> None:
    """The platform says that the person left the company or the app's scope: it is to be asked whether that holds."""
    news.hear(person.platform, person.account, action.name, now)


def said_changed(action: Action, person: Person, now: datetime) -> None:
    """Something about the person changed: his account may be switched off or back on, or out of the app's scope. A new
    name, number or superior is none of that, and is left alone on purpose: people are those of the plant's data."""
    if not action.data.get("only"):
        news.hear(person.platform, person.account, action.name, now)


def answered(row: News, *, here: bool, now: datetime) -> str:
    """What the platform answered about this news; returns one word for the log."""
    if not news.settle(row):
        return "newer news"
    person = book(now).person_at(row.platform, row.account)
    if person is None:
        return "unknown"
    if here:
        found(person.platform, person.account, person.id, now)
        return "here"
    gone(person, WORDS[row.name], now)
    return "gone"


def not_answered(row: News, words: str, until: datetime, now: datetime, administrator: str, *, useless: bool) -> str:
    """The platform does not say whether the person is gone: he counts as reachable, and it is asked again. useless: it
    refuses to say, so the administrator hears of it once a month."""
    news.later(row, until)
    if useless:
        name = PLATFORM_NAMES[cast(Platform, row.platform)]
        lines = [f"{name}：{words}", "核实不了的人照旧收待办。人真的离开了，请在名单里改"]
        topic = f"directory/{row.platform}"
        alerts.house_alert(topic, f"有人离开{name}，核实不了", lines, now, administrator, rest=MONTH)
    return "not answered"


def gone(person: Person, words: str, now: datetime) -> None:
    """Everybody can see that the person is gone, and for each open ask somebody else is asked."""
    meter.lost(person.platform, person.account, person.id, words, now)
    for asked in _open(person.id):
        subject = lock(asked.subject_id)
        ask = ask_table.find(asked.id)
        if ask is None or ask.state not in MOVABLE or not deliveries.give_up(ask, words):
            continue
        ask.subject = subject
        data = {"ask": ask.id, "person": person.id, "platform": person.platform, "why": words}
        ledger.append(subject, "person.unreachable", now, actor={"system": "directory"}, data=data)
        flows.here().unreachable[ask.kind](ask, subject, words, now)


def back(action: Action, person: Person, now: datetime) -> None:
    """The person came, or came back: cards that could not be delivered are delivered as they are today."""
    news.overtaken(person.platform, person.account, now)
    found(person.platform, person.account, person.id, now)


def connected(platforms: Collection[str], now: datetime) -> None:
    """These platforms have their credentials: people who were out of reach without them are asked again."""
    for row in Reach.select().where(Reach.words == NOT_CONNECTED, Reach.platform.in_(list(platforms))):
        found(row.platform, row.account, row.person, now)
    alerts.over(desk("house", now), {not_connected(platform) for platform in platforms}, "已经接上", now)


def not_connected(platform: str) -> str:
    """The topic of the alert about a platform without credentials."""
    return f"connect/{platform}"


def seen(platform: str, account: str, person: str, now: datetime) -> None:
    """Something has reached this person, or he has written or tapped something: if he was out of reach, he is back."""
    if meter.found(platform, account) and person:
        _take_up(person, now)


def found(platform: str, account: str, person: str, now: datetime) -> None:
    """The platform, or the plant's data, say that this person can be reached."""
    meter.found(platform, account)
    _take_up(person, now)


def _take_up(person: str, now: datetime) -> None:
    """Brings his cards up to date, and every order that still stands for him and was refused: these go first
    (`models.turns`)."""
    for ask in _open(person):
        deliveries.take_up(ask, now)
    orders, plant = flows.here().orders, book(now).plant
    if not plant.knows(person):
        return
    there = plant.person(person)
    for row in deliveries.refused(person, orders):
        if orders[row.purpose](row.ask, row):
            deliveries.try_again(row, now, platform=there.platform, account=there.account)


def _open(person: str) -> list[Ask]:
    """The person's open asks in the order of subjects, as every transaction locks them."""
    mine = Ask.select().where(Ask.person == person, Ask.state.in_(MOVABLE))
    return list(mine.order_by(Ask.subject, Ask.id))


FLOW = Flow(directory={"left": said_gone, "scope": said_gone, "changed": said_changed, "joined": back})
