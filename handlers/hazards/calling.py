"""Somebody is being hurt: whoever answers for the plant is called. What one person reports within a few minutes, and
what is reported of one area, is one alert. It says how many they are and what each reporter said last, so that whoever
is called still hears of another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from handlers import alerts, flows
from handlers.hazards import life
from models import ask as ask_table
from models import hazard as hazards
from models.ask import Ask
from models.book import book, name_of
from models.hazard import Hazard, area_name, title
from models.house_asks import Alert
from rules.plant import Person
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
    _take_in(first, hazard.finder, _said(hazard, now), title(hazard), hazard.number, now)
    hazards.keep(hazard, report=hazard.report.but(alarm=first.number))
    called = [ask.person for ask in open_alert(first)]
    life.tell_trail(hazard, "hazard.called_with", now, data={"of": first.number, "to": called})


def more(person: Person, words: str, area: str, now: datetime) -> str:
    """Takes these words into the alert that he has raised lately, without a hazard of their own; work in that area
    stops. Returns what he reads; empty where he has none that is open."""
    mine = (each.report.alarm or each.number for each in hazards.dangers(now - TOGETHER, finder=person.id, area=""))
    first = _open(mine)
    if first is None:
        return ""
    where = book(now).plant.area_name(area, "地点待定")
    said = f"{where}：{cut(words or '见照片', MOST_QUOTED)}"
    _take_in(first, person.id, f"{said}（{person.name}又报）", title(first), first.number, now)
    if area:
        flows.here().withdrawn(area, f"{first.number} 正在伤人：{said}", now)
    called = [ask.person for ask in open_alert(first)]
    return f"先让人离开，打现场电话。写的话并进 {first.number} 的警报，正在告诉{_names(called, now)}。"


def _take_in(first: Hazard, who: str, words: str, about: str, number: str, now: datetime) -> None:
    """The open alert of the first one says these words of somebody besides. number: of what he reports."""
    alert = Alert.of(open_alert(first)[0])
    before = dict(zip(alert.by, alert.said, strict=True)) or {first.finder: _said(first, now)}
    # Who is reporting again does not push out what others said.
    said = {who: words, **{each: line for each, line in before.items() if each != who}}
    newer = alert.but(
        title=f"正在伤人，几分钟里报了 {alert.count + 1} 条：{about}",
        lines=[*[*said.values()][:MOST_TOLD], COME],
        by=list(said),
        said=list(said.values()),
        count=alert.count + 1,
    )
    alerts.says_newer(first.subject, TOPIC, newer, number, now, at_once=who not in before)


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
    return _open(_of_late(hazard, now))


def _open(numbers: Iterable[str]) -> Hazard | None:
    """The first of these hazards, locked, whose alert nobody has taken yet."""
    for number in dict.fromkeys(numbers):
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
