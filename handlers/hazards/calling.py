"""Somebody is being hurt: whoever answers for the plant is called. What one person reports within a few minutes, and
what is reported of one area, is one alert. It says how many they are and what each reporter said last, so that whoever
is called still hears of another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from handlers import alerts
from handlers.hazards import life
from models import ask as ask_table
from models import hazard as hazards
from models.ask import Ask
from models.book import book, name_of
from models.hazard import Hazard, area_name, title
from models.house_asks import Alert
from rules.texts import cut

TOPIC = "hazard.danger"
TOGETHER = timedelta(minutes=10)
MOST_TOLD, MOST_QUOTED = 6, 60
COME = "请马上打电话、到现场"


def call(hazard: Hazard, now: datetime) -> None:
    """Calls them about the locked hazard that hurts people; an alert of the same reporter or area which nobody has
    taken yet takes it in."""
    words, who = hazard.report.words or "见照片", _reporter(hazard, now)
    first = _together(hazard, now)
    if first is None:
        lines = [words, f"{who}报的，{COME}"]
        alerts.red_alert(hazard.subject, TOPIC, f"正在伤人：{title(hazard)}", lines, now, by_voice=True)
        return
    alert = Alert.of(open_alert(first)[0])
    before = dict(zip(alert.by, alert.said, strict=True)) or {first.finder: _said(first, now)}
    # Who is reporting again does not push out what others said.
    said = {hazard.finder: _said(hazard, now), **{who: words for who, words in before.items() if who != hazard.finder}}
    count = alert.count + 1
    more = alert.but(
        title=f"正在伤人，几分钟里报了 {count} 条：{title(hazard)}",
        lines=[*[*said.values()][:MOST_TOLD], COME],
        by=list(said),
        said=list(said.values()),
        count=count,
    )
    alerts.says_newer(first.subject, TOPIC, more, hazard.number, now, at_once=hazard.finder not in before)
    hazards.keep(hazard, report=hazard.report.but(alarm=first.number))
    called = [ask.person for ask in open_alert(first)]
    life.tell_trail(hazard, "hazard.called_with", now, data={"of": first.number, "to": called})


def told(hazard: Hazard, now: datetime) -> str:
    """Who is being called, and who has got the card by now; empty once somebody has taken it."""
    first = hazards.by_number(hazard.report.alarm) if hazard.report.alarm else hazard
    asked = {ask.person: ask.delivered_at is not None for ask in open_alert(first)} if first else {}
    if first and asked and first.number != hazard.number:
        return f"并进 {first.number} 的警报，正在告诉{_names(asked, now)}。"
    there, to_come = ([each for each, got in asked.items() if got is wanted] for wanted in (True, False))
    parts = (f"{_names(there, now)}收到了" if there else "", f"正在叫{_names(to_come, now)}" if to_come else "")
    return f"{'，'.join(filter(None, parts))}。" if asked else ""


def open_alert(hazard: Hazard) -> list[Ask]:
    """The asks of its alert that nobody has taken yet."""
    return [ask for ask in ask_table.movable(hazard.subject, alerts.KIND) if Alert.of(ask).topic == TOPIC]


def _together(hazard: Hazard, now: datetime) -> Hazard | None:
    """The locked hazard whose open alert takes this one in."""
    for number in dict.fromkeys(_of_late(hazard, now)):
        found = hazards.by_number(number)
        first = hazards.locked(found.subject_id) if found else None
        if first and open_alert(first):
            return first
    return None


def _of_late(hazard: Hazard, now: datetime) -> Iterator[str]:
    """With whose alerts its reporter, and its area, have been called lately, the newest first. An area's are only those
    that began there: what somebody reports everywhere takes in nobody else's elsewhere."""
    for each in hazards.dangers(now - TOGETHER, finder=hazard.finder, area=hazard.area):
        if each.id == hazard.id:
            continue
        first = hazards.by_number(each.report.alarm) if each.report.alarm else each
        mine = hazard.finder and each.finder == hazard.finder
        if first and (mine or (hazard.area and first.area == hazard.area)):
            yield first.number


def _said(hazard: Hazard, now: datetime) -> str:
    where = area_name(hazard) or "地点待定"
    return f"{hazard.number} {where}：{cut(hazard.report.words or '见照片', MOST_QUOTED)}（{_reporter(hazard, now)}报）"


def _reporter(hazard: Hazard, now: datetime) -> str:
    return name_of(book(now).plant, hazard.finder) if hazard.finder else "有人匿名"


def _names(people: Iterable[str], now: datetime) -> str:
    return "、".join(name_of(book(now).plant, each) for each in people)
