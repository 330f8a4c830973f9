"""Who and what is inside a confined space: the guardian logs people and tools in and out (GB 30871—2022 §6.8).

While somebody is inside under a permit that was stopped or has run out, the guardian counts and the red alert stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, life, telling
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_work import HeadCount
from rules.plant import Person

KIND = "permit.count"
INSIDE = "inside"
STEPS = tuple(("remind", minutes) for minutes in range(5, 120, 5))
MOST_TOOLS = 500
# Who and what is inside after a step of the log, and the step as the trail says it.
Counted = tuple[HeadCount, dict[str, str | int]]


def record(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """One step of the log: `{person, way: in|out}` or `{tools, way}`. Nobody may go in unless the permit is at work."""
    if ask.state not in MOVABLE:
        return Answer("现在不由你登记进出。请看最新的卡片。", "caution")
    entering = action.data.get("way") == "in"
    if entering and permit.state != "working":
        return Answer("作业没有在进行，不能再进。只登记出来的人和工具。", "stop")
    found = _tools(permit, action.data, entering) if "tools" in action.data else _person(permit, action.data, entering)
    if isinstance(found, Answer):
        return found
    now_inside, what = found
    life.note(permit, permit.work.counted(now_inside))
    people, tools = list(now_inside.people), now_inside.tools
    data = {"way": "in" if entering else "out", **what, "inside": people, "tools_inside": tools}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "permit.entry", now, actor=asks.actor(ask, person), data=data, shown=shown)
    if not people:
        _all_out(permit, now)
    return Answer(f"记下了。里面现在 {len(people)} 人、工具 {tools} 件。", "info")


def ask_count(permit: Permit, now: datetime) -> None:
    """People are inside although the work must stop: asks the guardian to count them out, and calls the safety
    office."""
    if ask_table.movable(permit.subject, KIND):
        return
    why = ["还有人在里面", "逐个点名，出来一个登记一个"]
    asks.open_ask(permit.subject, Wanted(KIND, permits.guardian(permit), why, steps=STEPS, urgent=True), now)
    _alarm(permit, now)


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Reminds every five minutes and raises the alert again, until everybody is counted out."""
    if not permit.work.head_count.people:
        return
    words = f"【红色警报】里面还有 {len(permit.work.head_count.people)} 人：{telling.title(permit)}。请马上撤出并点名。"
    telling.tell(permit, [ask.person, permit.form.work_leader], words, now, urgent=True)
    _alarm(permit, now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    step(permit, ask, "remind", now)


def _alarm(permit: Permit, now: datetime) -> None:
    names = "、".join(name_of(book(now).plant, each) for each in permit.work.head_count.people)
    lines = [permit.number, f"还在里面：{names}", "请到场组织撤出，人齐了才解除"]
    alerts.red_alert(
        permit.subject, INSIDE, f"作业停了，里面还有人：{permit.form.area_name}", lines, now, by_voice=True
    )


def _all_out(permit: Permit, now: datetime) -> None:
    for ask in ask_table.movable(permit.subject, KIND):
        asks.close(ask, "done", now, Outcome(result="out", at=now))
    alerts.over(permit.subject, {INSIDE}, f"{now:%H:%M} 人员全部撤出", now)


def _person(permit: Permit, data: Mapping[str, Any], entering: bool) -> Counted | Answer:
    count = permit.work.head_count
    who, here = str(data.get("person", "")), count.people
    if entering and who not in crew.workers(permit):
        return Answer("这个人不是本票作业人，不能进。请先办变更。", "stop")
    if entering == (who in here):
        return Answer("这个人已经登记过了。请核对名单。", "caution")
    people = [*here, who] if entering else [each for each in here if each != who]
    return HeadCount(people=tuple(people), tools=count.tools), {"person": who}


def _tools(permit: Permit, data: Mapping[str, Any], entering: bool) -> Counted | Answer:
    count, number = permit.work.head_count, data["tools"]
    if type(number) is not int or not 0 < number <= MOST_TOOLS:
        return Answer("工具件数填得不对。请填 1 到 500 的整数。", "stop")
    total = count.tools + (number if entering else -number)
    if total < 0:
        return Answer(f"里面只登记了 {count.tools} 件工具。请核对件数。", "stop")
    return HeadCount(people=count.people, tools=total), {"tools": number}
