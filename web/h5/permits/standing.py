"""What somebody on site looks for first: who stopped the work and why, the last gas test and how long it holds, and who
briefed, checked and took over the watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.permits import crew, raised, timetable
from handlers.permits.gates import facts, resuming
from handlers.permits.work import untold
from models import gas
from models import permit as permits
from models.ask import of_subject
from models.book import name_of
from models.gas import GasTest
from models.permit import Permit
from rules import gas as rules
from rules.plant import Plant
from web.h5.sheet import Line
from web.h5.words import clock
from web.people import titled

RECORD = "gas_record"


def first(permit: Permit, plant: Plant, now: datetime) -> list[Line]:
    """What stands against any work there, the stop while it lasts, then the last gas test: directly under the title."""
    return [*_against(permit, now), *_stopped(permit, plant, now), *_gas(permit, plant, now)]


def _against(permit: Permit, now: datetime) -> Iterator[Line]:
    if permit.state in facts.SIGNED:
        yield from (Line(words, "这里不能作业：", "stop") for words in facts.against(permit, now))


def _stopped(permit: Permit, plant: Plant, now: datetime) -> Iterator[Line]:
    if permit.state == "suspended":
        yield from _stop(permit, plant, now)
    missing = untold.unreached(permit) if permit.state == "suspended" or permits.unaccepted(permit) else []
    if missing:
        yield Line(f"{'、'.join(name_of(plant, each) for each in missing)}，请当面叫停", "没通知到：")


def _stop(permit: Permit, plant: Plant, now: datetime) -> Iterator[Line]:
    stop = permit.work.last_stop
    who = titled(plant, stop.by) if stop.by else "系统"
    held = f"（{clock(stop.made, now)} 点的，{clock(stop.at, now)} 才收到）" if stop.made else ""
    yield Line(f"{clock(stop.at, now)} {who}{held}", "谁停的：", "due")
    yield Line(stop.why or "没写原因", "为什么停：")


def _gas(permit: Permit, plant: Plant, now: datetime) -> Iterator[Line]:
    test = gas.newest(permit)
    if test is None:
        if permit.state in facts.SIGNED and facts.gas_needed(permit):
            yield Line("还没有测", "测气：")
        return
    at = clock(test.sampled_at.astimezone(plant.zone), now)
    yield Line(f"{at} {'合格' if test.ok else '不合格'} · {gas.readings(test)}", "测气：", "" if test.ok else "stop")
    if holds := _holds(permit, test, plant, now):
        yield Line(holds)
    by = titled(plant, test.analyst) if test.analyst else "测气仪"
    how = (by, gas.instrument(test), test.point, test.presence)
    yield Line(" · ".join(filter(None, how)), tone="small")


def _holds(permit: Permit, test: GasTest, plant: Plant, now: datetime) -> str:
    """Until when the test is good enough for what comes next; empty once the work is over."""
    kind = raised.kind_of(permit)
    if permit.state not in facts.SIGNED:
        return ""
    if not test.ok:
        return "处理好后重新取样"
    until = rules.good_until(test.sampled_at, kind)
    if permit.state == "approved":
        if until is None:
            return ""
        return f"{clock(until.astimezone(plant.zone), now)} 前开工不用重测" if now <= until else "过时了，开工前要重测"
    if permit.state == "suspended":
        return "复工前要重测" if resuming.gas_needed(permit, now) else _break(permit, plant, now)
    again = timetable.moment_of(permit.subject, RECORD)
    return f"{clock(again.astimezone(plant.zone), now)} 再测" if again else _most(permit)


def _break(permit: Permit, plant: Plant, now: datetime) -> str:
    """While the work is stopped: until when it may resume without another test."""
    minutes = rules.break_allowed(raised.kind_of(permit), permit.level)
    if minutes is None:
        return ""
    until = permit.work.last_stop.at + timedelta(minutes=minutes)
    return f"{clock(until.astimezone(plant.zone), now)} 前复工不用重测"


def _most(permit: Permit) -> str:
    minutes = rules.break_allowed(raised.kind_of(permit), permit.level)
    return f"停工超过 {minutes} 分钟要重测" if minutes is not None else ""


def hands(permit: Permit, plant: Plant, now: datetime) -> Iterator[Line]:
    """Who briefed and was briefed, who checked on site, who took over the watch: each with the time."""
    work = permit.work

    def told(person: str, at: datetime | None) -> str:
        return f"{name_of(plant, person)} {clock(at, now) if at else ''}".strip()

    if work.briefing:
        yield Line(told(work.briefing.by, work.briefing.at), "交底：")
    if work.briefed:
        yield Line("、".join(told(person, how.at) for person, how in work.briefed.items()), "签了交底：")
    left = [each for each in crew.workers(permit) if each not in work.briefed]
    if work.briefing and left:
        yield Line("、".join(name_of(plant, each) for each in left), "没签交底：")
    if work.foreman_check:
        yield Line(told(work.foreman_check.by, work.foreman_check.at), "验票：")
    for ask in of_subject(permit.subject):
        if ask.kind == "permit.takeover" and ask.state == "done":
            yield Line(told(ask.person, ask.closed_at), "接手监护：")
