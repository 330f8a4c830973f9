"""What every page of a hazard shows of it: lines that are kept as they are read, its pictures, how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from handlers.hazards import compared as comparing
from handlers.hazards import counted, untold
from models import hazard as hazards
from models import matter, photo_print
from models.ask import Ask
from models.book import name_of
from models.hazard import Hazard
from models.hazard_photo import Photo
from models.hazard_report import Marked, Mended
from rules import pictured, presence
from rules.hazards import seen as seen_rules
from rules.hazards.clocks import LATE
from rules.hazards.major import LEVELS, Level
from rules.phrases import duration, moment_words
from web.h5.files import link
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

LATEST = "请看最新的卡片。"
SAID = {True: "改好了", False: "没改好"}


def over(ask: Ask, hazard: Hazard, who: Visitor, words: str) -> Refused:
    """Why a page is not open any more: what its reader did himself, and what he can do where that was wrong; else these
    words. Whom an order to leave has not reached stands there all the same."""
    before = counted.counted(ask, hazard, who.person)
    todo = f"{counted.way_back(ask, hazard, who.person, who.now)}。" if before else LATEST
    missing = "、".join(name_of(who.plant, each) for each in untold.missing(hazard))
    call = f"撤离还没通知到：{missing}，马上打电话或当面叫。" if missing else ""
    return Refused(f"{f'{before}。' if before else words}{call}", todo, 200)


@dataclass(frozen=True)
class Shot:
    """A picture with a link to it; taken: how, when and where, by its own account and the phone's; region: where in it
    the hazard is, in thousandths, if somebody has marked it there."""

    link: str
    taken: str
    sha256: str
    region: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Played:
    """A clip with a link to it, and how many seconds it takes."""

    link: str
    seconds: str


def opened(who: Visitor, wanted: Target, *kinds: str) -> tuple[Ask, Hazard]:
    """The ask behind the link and its hazard, both of this person. Raises Refused."""
    ask = own_ask(who, wanted, *kinds)
    hazard = hazards.of_subject(ask.subject)
    if hazard is None:
        raise Refused("这条隐患找不到了。", "请从最新的卡片打开。", 404)
    return ask, hazard


def shots(photos: Sequence[Photo], marked: Marked | None = None) -> list[Shot]:
    return [Shot(link(each.sha256), pictured.words(each.kept), each.sha256, _region(each, marked)) for each in photos]


def clips(mended: Mended | None) -> list[Played]:
    """Those of a mending."""
    return [Played(link(each.sha256), each.seconds) for each in mended.clips] if mended else []


def _region(photo: Photo, marked: Marked | None) -> Mapping[str, int] | None:
    return asdict(marked.region) if marked and marked.photo == photo.sha256 else None


def found(hazard: Hazard, who: Visitor) -> Section:
    """What was found where, by whom and when."""
    report, at = hazard.report, hazard.found_at.astimezone(who.plant.zone)
    awaited = hazards.awaited(hazard)
    area = hazards.area_name(hazard)
    fixed = (Line(report.fixed.note, "发现人当场："),) if report.fixed and not hazard.work.mended else ()
    lines = (
        Line(report.words or "没有写，见照片", "看到："),
        Line("，".join(filter(None, (area or "待定", report.spot))), "地点："),
        *((Line(hazard.work.well, "怎样算改好："),) if hazard.work.well else ()),
        Line(f"{hazards.found_by(hazard, partial(name_of, who.plant))}，{moment_words(at)}", "谁报的："),
        *_came(hazard, who),
        *((Line(f"{awaited}，有信号就会传来", "照片："),) if awaited else ()),
        *((Line(f"有 {len(report.given_up)} 张没了，没有传来", "照片："),) if report.given_up else ()),
        Line(hazard.number, "编号："),
        *fixed,
    )
    return Section(lines, hazards.category_name(hazard))


def _came(hazard: Hazard, who: Visitor) -> Iterator[Line]:
    """When a report came that had waited long for signal, and that its phone's clock is wrong."""
    late: timedelta = hazard.received_at - hazard.found_at
    if late > LATE:
        at = moment_words(hazard.received_at.astimezone(who.plant.zone))
        yield Line(f"{at}，晚了 {duration(late)}，当时没有信号", "收到：")
    if hazard.report.clock and hazard.report.clock.suspect:
        yield Line("那部手机的钟不准，期限从收到的时候算", "时间：")


def mended(hazard: Hazard, who: Visitor) -> Section:
    """What its owner says that he did; empty before."""
    if not hazard.work.mended:
        return Section(())
    last = hazard.work.mended[-1]
    at = moment_words(last.at.astimezone(who.plant.zone))
    cause = (Line(last.cause, "原因："),) if last.cause else ()
    lines = (Line(last.note or "没有写", "做了什么："), Line(f"{name_of(who.plant, last.by)}，{at}", "谁改的："))
    return Section((*lines, *_where(last.presence), *_cover(last), *cause), "整改")


def checked(hazard: Hazard, who: Visitor) -> Section:
    """Everybody who looked whether it was mended, and where his phone was."""
    looks = ((each, each.at.astimezone(who.plant.zone)) for each in hazard.work.checked)
    lines = [
        line
        for each, at in looks
        for line in (
            Line(
                "，".join(filter(None, (name_of(who.plant, each.by), moment_words(at), SAID[each.ok], each.note))),
                f"{LEVELS[cast(Level, each.level)]}：",
            ),
            *_where(each.presence),
        )
    ]
    return Section(tuple(lines), "查看")


def last_time(hazard: Hazard, who: Visitor) -> Section:
    """How it was mended when it was there before; empty for a new one."""
    mended = hazards.last_time(hazard)
    if mended is None:
        return Section(())
    at = moment_words(mended.at.astimezone(who.plant.zone))
    cause = (Line(mended.cause, "当时写的原因："),) if mended.cause else ()
    lines = (Line(f"{name_of(who.plant, mended.by)}，{at}，{mended.note}", "当时怎么改的："), *cause)
    return Section(lines, f"以前出过：{hazard.work.repeats}")


def _cover(last: Mended) -> tuple[Line, ...]:
    """The permit under which it was mended and how that stands; amber where it was mended without one."""
    permit = matter.under(last.permit) if last.permit else None
    if permit:
        return (Line(f"{permit.number}，{permit.title}，{permit.word}", "作业票："),)
    return (Line(f"没有用票：{last.no_permit}", "作业票：", "caution"),) if last.no_permit else ()


def permit_link(hazard: Hazard, who: Visitor) -> str:
    """Where the permit under which it was mended is shown; empty without one."""
    mended = hazard.work.mended
    permit = matter.under(mended[-1].permit) if mended and mended[-1].permit else None
    return f"/h5/{who.platform}/{permit.page}" if permit else ""


def _where(words: str) -> tuple[Line, ...]:
    """Amber where the phone was elsewhere, or did not say."""
    return (Line(words, "手机位置：", "" if presence.seen(words) else "caution"),) if words else ()


def compared(hazard: Hazard, who: Visitor) -> Section:
    """What the comparison of the photos saw, whose region it looked at, and what it can't see; empty where there is
    nothing to compare."""
    if not comparing.comparable(hazard):
        return Section(())
    seen = hazard.work.mended[-1].seen
    if seen is None:
        return Section((Line("还在对比，比好了这一页自己换成新的", tone="caution"),), "照片对比")
    by = Line(name_of(who.plant, seen.marked.by) if seen.marked else "还没有人框", "框是谁画的：")
    if comparing.under_way(hazard):
        again = "位置后来又框过，正在按新的框重新对比，比好了这一页自己换成新的"
        return Section((Line(again, tone="caution"), Line(seen.words, "按以前的框：", "quiet")), "照片对比")
    earlier = photo_print.found(seen.like) if seen.like else None
    at = moment_words(earlier.at.astimezone(who.plant.zone)) if earlier else ""
    like = (Line(f"{name_of(who.plant, earlier.by)}，{at}", "那一张是谁传的："),) if earlier else ()
    return Section((Line(seen.words), *like, by, Line(seen_rules.LIMITS, tone="quiet")), "照片对比")


def side_by_side(hazard: Hazard) -> str:
    """A link to both photos in one picture; empty while there is none."""
    seen = hazard.work.mended[-1].seen if hazard.work.mended else None
    return link(seen.picture) if seen and seen.picture else ""


def same_as(hazard: Hazard) -> Shot | None:
    """The earlier photo of the plant that the one after is like, with what it was handed in for."""
    seen = hazard.work.mended[-1].seen if hazard.work.mended else None
    if seen is None or not seen.like:
        return None
    taken = photo_print.found(seen.like)
    number = hazards.with_photo(seen.like, taken.at) if taken else ""
    return Shot(link(seen.like), f"和 {number} 那张一样的" if number else "和以前这一张一样的", seen.like)


def deadline(hazard: Hazard, now: datetime) -> Iterator[Line]:
    """By when as clock time, and how much is left."""
    until: datetime | None = hazard.until
    if until is None:
        return
    local = until.astimezone(now.tzinfo)
    left = f"还剩 {duration(until - now)}" if until > now else f"超期 {duration(now - until)}"
    label = "方案批好：" if hazard.state == "planning" else "改好："
    yield Line(f"{moment_words(local)}，{left}", label, "" if until > now else "stop")
