"""How the house itself is doing: faults, waits, people out of reach, cards that are stuck, the month, signs of life.

Each line says what to do next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import render_template

from bot.channel import PLATFORM_NAMES, Platform
from config.settings import Limits
from handlers.staff import vacating
from handlers.staff.reaching import NO_ACCOUNT_YET
from models import kinds, matter, meter, plant_time
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.delivery import SETTINGS, Delivery, Rendition
from models.delivery import SILENT as NO_ANSWER
from models.meter import Reach
from rules.phrases import duration
from rules.plant import Plant
from rules.staff.standing import LEFT
from web.console.cards_sent import titles_of
from web.console.rooms import rooms
from web.h5.words import clock
from web.house import house
from web.ops import SILENT, faults_of, notices_of, part_name
from web.people import rulebook, titled

MOST = 50
# What to do about a card that is stuck, by its cause.
STUCK = {
    SETTINGS: "再按提示查{}的设置，",
    NO_ANSWER: "{}没有回应，通了就发；请看网络，",
    "": "再把原因告诉维护人员，",
}
# The platform that counts by the month.
METERED: Platform = "dingtalk"


@dataclass(frozen=True)
class Item:
    """what: who or what it is; how: its state; todo: what to do next."""

    what: str
    how: str
    todo: str
    tone: str = "quiet"
    number: str = ""


@dataclass(frozen=True)
class Allowance:
    """This month's calls; percent may be above 100."""

    name: str
    used: int
    limit: int
    word: str
    tone: str
    todo: str

    @property
    def percent(self) -> int:
        return round(self.used * 100 / self.limit) if self.limit else 0


def show() -> str:
    now, real = house().now(), plant_time.real_now()
    settings = house().settings
    plant = rulebook(now).plant
    metered = any(person.platform == METERED for person in plant.people) or meter.used(METERED, "api", now) > 0
    return render_template(
        "console/house.html",
        faults=[
            *notices_of(settings, now),
            *faults_of(settings, real),
            *(words for each in _left_alone() for words in each(now)),
        ],
        waits=list(_waits(plant, now)),
        unreachable=list(_unreachable(plant, now)),
        stuck=list(_stuck(plant, now)),
        allowances=list(_allowances(settings.limits, now)) if metered else [],
        beats=list(_beats(real, metered)),
        most=MOST,
        parts=[part for part in (each(now) for room in rooms() for each in room.said) if part],
    )


def _left_alone() -> Iterator[Callable[[datetime], Iterator[str]]]:
    """What of each flow waits, and for nobody."""
    for room in rooms():
        yield from room.left_alone
    yield vacating.told


def _waits(plant: Plant, now: datetime) -> Iterator[Item]:
    """The asks that wait longest, first those past their time limit."""
    waiting = Ask.select().where(Ask.state.in_(MOVABLE), Ask.kind.not_in(kinds.standing()))
    rows = list(waiting.order_by(Ask.opened_at).limit(MOST))
    titles = titles_of(Rendition.ask, [ask.id for ask in rows])
    for ask in sorted(rows, key=lambda each: not _late(each, now)):
        late = _late(ask, now)
        over = f"，过了时限 {duration(now - ask.due_at)}" if late else ""
        call = _call(plant, ask.person)
        again = f"{clock(ask.next_at, now)} 会自动再看；急就{call.removeprefix('请')}" if ask.next_at else call
        yield Item(
            what=f"等{titled(plant, ask.person)}",
            how=f"{titles.get(ask.id, '卡片还没送到')}，已等 {duration(now - ask.opened_at)}{over}",
            todo=call if late or not ask.delivered_at else again,
            tone="caution" if late else "info",
            number=_number(ask),
        )


def _late(ask: Ask, now: datetime) -> bool:
    return bool(ask.due_at and ask.due_at < now)


def _unreachable(plant: Plant, now: datetime) -> Iterator[Item]:
    for row in Reach.select().order_by(Reach.since):
        platform = PLATFORM_NAMES.get(cast(Platform, row.platform), row.platform)
        how, todo, tone = f"{clock(row.since, now)} 起{platform}联系不上：{row.words}", _call(plant, row.person), "stop"
        if row.words == LEFT:
            how, todo, tone = f"{clock(row.since, now)} 起不再找他：{LEFT}", "他的岗位空了的，写在上面，请补岗", "quiet"
        elif row.words == NO_ACCOUNT_YET:
            todo += "；请在「人员」里登记他的账号"
        else:
            todo += f"；请他重新登录{platform}，或在平台后台看他的账号"
        yield Item(what=titled(plant, row.person), how=how, todo=todo, tone=tone)


def _stuck(plant: Plant, now: datetime) -> Iterator[Item]:
    rows = Delivery.select(Delivery, Ask).join(Ask).where(Delivery.state == "stuck")
    for row in rows.order_by(Delivery.id.desc()).limit(MOST):
        platform = PLATFORM_NAMES.get(cast(Platform, row.platform), row.platform)
        yield Item(
            what=f"给{name_of(plant, row.person)}的卡片",
            how=f"{platform}：{row.last_error}",
            todo=f"请先打电话告诉本人；{STUCK[row.cause].format(platform)}{clock(row.not_before, now)} 会再试",
            tone="stop",
            number=_number(row.ask),
        )


def _number(ask: Ask) -> str:
    found = matter.of(ask.subject)
    return found.number if found else ""


def _allowances(limits: Limits, now: datetime) -> Iterator[Allowance]:
    """The month's allowances; only DingTalk counts by the month."""
    for measure, name, limit in (
        ("api", "钉钉接口调用", limits.dingtalk_api_month),
        ("push", "钉钉消息推送", limits.dingtalk_push_month),
    ):
        used = meter.used(METERED, measure, now)
        word, tone, todo = "够用", "done", "不用管"
        if used * 100 >= limit * limits.degrade_at_percent:
            word, tone, todo = "将尽", "stop", "现在只发警报、签字和现场安全的事：请马上加购额度"
        elif used * 100 >= limit * limits.warn_at_percent:
            word, tone, todo = "快用完", "caution", "请加购额度，或减少非必要的卡片"
        yield Allowance(name, used, limit, word, tone, todo)


def _beats(real: datetime, metered: bool) -> Iterator[Item]:
    """Every part that has ever given a sign of life, and each process of the last day; the silent ones first. A
    platform with nobody on it is nobody's concern."""
    rows = [beat for beat in meter.beats() if "@" not in beat.name]
    rows = sorted([*rows, *meter.instances(real)], key=lambda beat: beat.at)
    for beat in (each for each in rows if metered or METERED not in each.name):
        silent = real - beat.at > SILENT
        ago = max(real - beat.at, timedelta(0))
        since = f"{int(ago.total_seconds())} 秒" if ago < timedelta(minutes=2) else duration(ago)
        troubles = json.loads(beat.detail) if beat.name == "watchman" and beat.detail else []
        yield Item(
            what=part_name(beat.name),
            how=f"{since}没有动静" if silent else f"{since}前还在",
            todo="请重启它，并看 var/log 里它的日志" if silent else "；".join(troubles) or "正常，不用管",
            tone="stop" if silent else "caution" if troubles else "done",
        )


def _call(plant: Plant, person: str) -> str:
    if not plant.knows(person):
        return "请问一问：他不在通讯录"
    number = plant.person(person).phone
    return f"请打电话：{number}" if number else "请当面找他：没有登记电话"
