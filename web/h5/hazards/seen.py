"""What every page of a hazard shows of it: lines that are kept as they are read, its pictures, how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import hazard as hazards
from models.ask import Ask
from models.book import name_of
from models.hazard import Hazard
from models.hazard_report import Photo
from rules import pictured
from rules.phrases import duration, moment_words
from web.h5.files import link
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


@dataclass(frozen=True)
class Shot:
    """A picture with a link to it; taken: how, when and where, by its own account and the phone's."""

    link: str
    taken: str


def opened(who: Visitor, wanted: Target, *kinds: str) -> tuple[Ask, Hazard]:
    """The ask behind the link and its hazard, both of this person. Raises Refused."""
    ask = own_ask(who, wanted, *kinds)
    hazard = hazards.of_subject(ask.subject)
    if hazard is None:
        raise Refused("这条隐患找不到了。", "请从最新的卡片打开。", 404)
    return ask, hazard


def shots(photos: Sequence[Photo]) -> list[Shot]:
    return [Shot(link(each.sha256), pictured.words(each.kept)) for each in photos]


def found(hazard: Hazard, who: Visitor) -> Section:
    """What was found where, by whom and when."""
    report, at = hazard.report, hazard.found_at.astimezone(who.plant.zone)
    area = hazards.area_name(hazard)
    lines = (
        Line(report.words or "没有写，见照片", "看到："),
        Line("，".join(filter(None, (area or "待定", report.spot))), "地点："),
        Line(f"{name_of(who.plant, hazard.finder)}，{moment_words(at)}", "谁报的："),
        Line(hazard.number, "编号："),
    )
    return Section(lines, hazards.category_name(hazard))


def mended(hazard: Hazard, who: Visitor) -> Section:
    """What its owner says that he did; empty before."""
    if not hazard.work.mended:
        return Section(())
    last = hazard.work.mended[-1]
    at = moment_words(last.at.astimezone(who.plant.zone))
    compared = (Line(last.seen.words, "照片对比："),) if last.seen else ()
    lines = (Line(last.note or "没有写", "做了什么："), Line(f"{name_of(who.plant, last.by)}，{at}", "谁改的："))
    return Section((*lines, *compared), "整改")


def deadline(hazard: Hazard, now: datetime) -> Iterator[Line]:
    """By when as clock time, and how much is left."""
    until: datetime | None = hazard.until
    if until is None:
        return
    local = until.astimezone(now.tzinfo)
    left = f"还剩 {duration(until - now)}" if until > now else f"超期 {duration(now - until)}"
    yield Line(f"{moment_words(local)}，{left}", "改好：", "" if until > now else "stop")
