"""One whole hazard: what was found where, who mends it until when, who looked, every picture, cards, trail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from flask import render_template

from models import hazard as hazards
from models.book import Book
from models.hazard import Hazard
from models.hazard_photo import Photo
from models.hazard_report import Checked, Mended, Put
from models.ledger import Entry, of_subject
from models.rulebook import RuleVersion
from rules import pictured
from rules.hazards.major import LEVELS, Level
from rules.hazards.seen import LIMITS
from rules.phrases import moment_words
from rules.plant import Plant
from web.console.cards_sent import sent_cards
from web.h5.trail import steps
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled
from web.refused import Refused

WAYS = {"page": "在手机页面报", "chat": "在聊天里报", "anonymous": "扫码不留名报的", "sensor": "传感器报的"}
AREA_BY = {
    "position": "手机定位",
    "chosen": "自己选的",
    "words": "从说明里看出",
    "code": "扫现场码",
    "sensor": "传感器装在那里",
}
DECIDED = {
    "": ("还没批", "caution"),
    "granted": ("同意", "done"),
    "denied": ("不同意", "stop"),
    "dropped": ("不用批了", "quiet"),
}
PARTS = {"photos": "照片", "work": "整改和查看", "extensions": "延期", "cards": "卡片和消息", "trail": "经过"}
"""The parts of the long page to which its top leads."""


@dataclass(frozen=True)
class Shot:
    """A picture by its hash; taken: how, when and where, by its own account and the phone's."""

    digest: str
    taken: str


@dataclass(frozen=True)
class Look:
    """Somebody who mended it or looked at it."""

    at: datetime
    when: str
    what: str
    who: str
    word: str
    tone: str
    note: str
    where: str
    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class Wish:
    """An extension that somebody asked for."""

    when: str
    who: str
    until: str
    words: str
    word: str
    tone: str
    shots: tuple[Shot, ...]


def show(number: str) -> str:
    """The whole hazard. Raises Refused for a number that none has."""
    found = hazards.by_number(number)
    if found is None:
        raise Refused("没有这条隐患。", "请核对编号，或从隐患页打开。", 404)
    now = house().now()
    rules = rulebook(now)
    word, tone = hazards.stands(found)
    wishes = [_wish(each, rules, now) for each in found.work.extended]
    return render_template(
        "console/hazard.html",
        hazard=found,
        title=hazards.title(found),
        word=word,
        tone=tone,
        facts=list(_facts(found, rules, now)),
        grounds=list(grounds(found, rules.plant)),
        jumps=[(part, words) for part, words in PARTS.items() if part != "extensions" or wishes],
        before=_shots(found.report.photos),
        after=_shots(found.work.mended[-1].photos if found.work.mended else ()),
        compared=_compared(found),
        clips=[clip for each in found.work.mended for clip in each.clips],
        limits=LIMITS,
        looks=_looks(found, rules, now),
        wishes=wishes,
        unchecked=pictured.UNCHECKED,
        cards=sent_cards(found.subject, rules.plant, now),
        trail=steps(found.subject, rules.plant, now),
        sealed=Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null(False)).count(),
        rules=RuleVersion.get_or_none(RuleVersion.id == found.rules),
    )


def _facts(hazard: Hazard, rules: Book, now: datetime) -> Iterator[tuple[str, str]]:
    report, plant = hazard.report, rules.plant
    yield "看到", report.words or "没有写，见照片"
    yield "地点", "，".join(filter(None, (hazards.area_name(hazard) or "待定", report.spot)))
    yield "类别", hazards.category_name(hazard) if hazard.category else "待定"
    yield "级别", hazards.graded(hazard)
    yield "发现人", hazards.found_by(hazard, partial(titled, plant))
    yield "上报", clock(hazard.received_at, now)
    for label, person in (("责任人", hazard.owner), ("督办人", hazard.supervisor)):
        yield label, titled(plant, person) if person else "还没定"
    if hazard.follower and hazard.follower != hazard.finder:
        yield "跟踪人", titled(plant, hazard.follower)
    first, until = hazard.due_at, hazard.until
    if until:
        yield "期限", f"{moment_words(until.astimezone(plant.zone))} 前改好"
    if first and first != until:
        yield "最初的期限", moment_words(first.astimezone(plant.zone))
    if hazard.work.accepted_at:
        yield "接单", clock(hazard.work.accepted_at, now)
    if hazard.round > 1:
        yield "第几次改", f"第 {hazard.round} 次"
    if hazard.closed_at:
        hours = (hazard.closed_at - hazard.received_at).total_seconds() / 3600
        yield "销号", f"{clock(hazard.closed_at, now)}，从上报算 {hours:.1f} 小时"
    if hazard.work.reason:
        yield "不算隐患", hazard.work.reason


def grounds(hazard: Hazard, plant: Plant) -> Iterator[str]:
    """Why it is what it is, and where: as it was found out."""
    report, trail = hazard.report, [json.loads(each.canonical) for each in of_subject(hazard.subject)]
    decided = [each["actor"].get("person", "") for each in trail if each["kind"] == "hazard.sorted"]
    by = f"{titled(plant, decided[-1])}定的" if decided else ""
    place = by or AREA_BY.get(report.area_by)
    yield "，".join(filter(None, (WAYS.get(report.way), f"地点：{place}" if place else "")))
    chosen = any(each["kind"] == "hazard.reported" and each["data"].get("chosen") for each in trail)
    if by or chosen:
        # What the words made likely is no ground for what somebody has decided.
        yield f"类别：{by or '发现人选的'}"
    elif report.proposed_why:
        yield f"类别：{report.proposed_why}"
    if report.danger:
        yield "二级报警，当时就叫了人" if report.way == "sensor" else "发现人说正在伤人，当时就叫了人"
    if drawn := hazard.work.sampled.get("why"):
        yield f"安全部复查：{drawn}"


def _looks(hazard: Hazard, rules: Book, now: datetime) -> list[Look]:
    """Each mending and each look, in the order of time."""
    found = [
        *(_mended(each, rules, now) for each in hazard.work.mended),
        *(_checked(each, rules, now) for each in hazard.work.checked),
    ]
    return sorted(found, key=lambda look: look.at)


def _mended(done: Mended, rules: Book, now: datetime) -> Look:
    note = "；".join(filter(None, (done.note, done.cause and f"原因：{done.cause}")))
    who, shots = titled(rules.plant, done.by), _shots(done.photos)
    return Look(done.at, clock(done.at, now), "整改", who, "报改好了", "info", note, done.presence, shots)


def _checked(seen: Checked, rules: Book, now: datetime) -> Look:
    word, tone = ("改好了", "done") if seen.ok else ("没改好", "stop")
    who, shots = titled(rules.plant, seen.by), _shots(seen.photos)
    level = LEVELS.get(cast(Level, seen.level), "查看")
    return Look(seen.at, clock(seen.at, now), level, who, word, tone, seen.note, seen.presence, shots)


def _wish(put: Put, rules: Book, now: datetime) -> Wish:
    word, tone = DECIDED.get(put.decided, (put.decided, "quiet"))
    by = f"，{titled(rules.plant, put.decided_by)}" if put.decided_by else ""
    until = moment_words(put.until.astimezone(rules.plant.zone))
    words = f"{put.reason}；这段时间：{put.interim}"
    return Wish(clock(put.at, now), titled(rules.plant, put.by), until, words, f"{word}{by}", tone, _shots(put.photos))


def _compared(hazard: Hazard) -> list[tuple[str, str]]:
    """What each comparison of two photos saw, and its picture."""
    return [(each.seen.words, each.seen.picture) for each in hazard.work.mended if each.seen]


def _shots(photos: Sequence[Photo]) -> tuple[Shot, ...]:
    return tuple(Shot(each.sha256, pictured.words(each.kept)) for each in photos)
