"""What a report consists of, and how it is read from what a page has sent: taken as it is or said what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action
from handlers import whereabouts
from handlers.hazards import fixing
from handlers.hazards.fixing import Done
from handlers.hazards.photos import MOST, Brought, brought
from models import hazard as hazards
from models import plant_time
from models.ask import Ask
from models.book import book
from models.hazard_asks import Wish
from models.hazard_photo import Photo
from models.hazard_report import Clock, Origin
from rules.hazards import clocks
from rules.hazards.marked import Region, region
from rules.hazards.places import Found, area_at, area_named
from rules.hazards.proposing import propose
from rules.plant import Machine, Person
from rules.texts import bare

MOST_WORDS, LEAST_WORDS, MOST_SPOT = 300, 4, 60
DRAFT, HASH = re.compile(r"[0-9a-f-]{32,36}"), re.compile(r"[0-9a-f]{64}")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
INSTEAD = "打电话或当面告诉班长；正在伤人的，勾「正在伤人」马上叫人。"


@dataclass(frozen=True)
class Given:
    """What a report consists of. area: chosen by its reporter, empty where he chose none; marked: where in which of its
    photos it is, marked_later: in which of those that follow, by its hash. draft, awaited, clock: of one that was kept
    in the phone (`models.hazard`); ago: how long before it came in the hazard was found. done: what he mended on the
    spot; origin: the round in which it was found; machine: the one that it is about; scanned: its code was read for
    this report; claim: the hash of the code that leads back to one without a name."""

    words: str
    sent: Brought
    way: str
    area: str = ""
    category: str = ""
    spot: str = ""
    danger: bool = False
    position: Mapping[str, str] | None = None
    marked: tuple[Region, Photo] | None = None
    marked_later: tuple[Region, str] | None = None
    draft: str = ""
    awaited: tuple[str, ...] = ()
    clock: Clock | None = None
    ago: timedelta = timedelta()
    done: Done | None = None
    origin: Origin | None = None
    machine: Machine | None = None
    scanned: bool = False
    claim: str = ""


def from_page(action: Action, ask: Ask, person: Person, now: datetime) -> Given | str:
    """What the page sent, or what is wrong with it."""
    data = action.data
    words = action.text.strip()[:MOST_WORDS]
    sent = brought(action, person)
    awaited = _awaited(data.get("awaited"), sent) if (draft := draft_of(action)) else ()
    clock = clocks.read(data.get("clock")) if draft else None
    found = clocks.found(clock) if clock else None
    if not sent.photos and not awaited and len(bare(words)) < LEAST_WORDS:
        return "照片和说明至少要有一样：拍一张，或写一句看到了什么。"
    done, machine = fixing.done(action, awaited, person), _machine(data, now)
    given = Given(
        words,
        sent,
        "page",
        _known_area(data, now),
        _known_category(data, now),
        str(data.get("spot") or "").strip()[:MOST_SPOT],
        data.get("danger") is True,
        whereabouts.kept(data.get("position")),
        _marked(data.get("mark"), sent),
        _marked_later(data.get("mark"), awaited),
        draft,
        awaited,
        _clock(clock, found) if clock and found else None,
        found.ago * (plant_time.rate() or 1.0) if found else timedelta(),
        done,
        machine=machine,
        scanned=machine is not None and machine.id == Wish.of(ask).machine,
    )
    if done is None:
        return given
    if _before(given, done) & _after(done, data):
        return fixing.SAME
    return given if _both_seen(given, done, now) else fixing.BOTH


def _known_area(data: Mapping[str, Any], now: datetime) -> str:
    """The area that the page chose, empty where the plant has none such."""
    chosen = data.get("area")
    return next((area.id for area in book(now).plant.areas if area.id == chosen), "")


def _known_category(data: Mapping[str, Any], now: datetime) -> str:
    chosen = str(data.get("category") or "")
    return chosen if book(now).config.hazards.of(chosen) else ""


def _machine(data: Mapping[str, Any], now: datetime) -> Machine | None:
    """The machine that the page names, unless the finder chose another area than its own."""
    found = book(now).plant.machine(data.get("machine"))
    return found if found and data.get("area") in (None, "", found.area) else None


def _before(given: Given, done: Done) -> set[str]:
    """The pictures of before, by what the phone sends."""
    return {each.came_as for each in given.sent.photos} | {*given.awaited} - {*done.awaited}


def _after(done: Done, data: Mapping[str, Any]) -> set[str]:
    return {each.came_as for each in done.sent.photos} | {*_hashes(data.get("after_awaited"))}


def _both_seen(given: Given, done: Done, now: datetime) -> bool:
    """Whether there are pictures of before and after, where a picture can show it."""
    known = book(now).config.hazards
    kind = known.of(given.category or propose(given.words, known).category)
    before = given.sent.photos or len(given.awaited) > len(done.awaited)
    return bool(before and done.seen) or (kind is not None and not kind.photo_check)


def _marked(given: object, sent: Brought) -> tuple[Region, Photo] | None:
    """The region and its photo, which the page names by its place in the list, or by the hash of what it sent; None
    when there is none."""
    found, told = region(given), given if isinstance(given, Mapping) else {}
    at = told.get("photo")
    if found and type(at) is int and 0 <= at < len(sent.photos):
        return found, sent.photos[at]
    photo = next((each for each in sent.photos if each.came_as == told.get("of")), None)
    return (found, photo) if found and photo else None


def _marked_later(given: object, awaited: tuple[str, ...]) -> tuple[Region, str] | None:
    found, of = region(given), given.get("of") if isinstance(given, Mapping) else None
    return (found, of) if found and of in awaited else None


def draft_of(action: Action) -> str:
    """The id that the phone gave the report; empty where it gave none that could be one."""
    given = action.data.get("draft")
    return given if isinstance(given, str) and DRAFT.fullmatch(given) else ""


def _awaited(given: object, sent: Brought) -> tuple[str, ...]:
    """The pictures that are to follow, each once, nine at most with those that came."""
    here = {each.came_as for each in sent.photos}
    return tuple(each for each in _hashes(given) if each not in here)[: MOST - len(here)]


def _hashes(given: object) -> list[str]:
    """Each once."""
    named = dict.fromkeys(each for each in given if isinstance(each, str)) if isinstance(given, list) else {}
    return [each for each in named if HASH.fullmatch(each)]


def _clock(told: clocks.Clock, found: clocks.Found) -> Clock:
    skew = {} if found.skew is None else {"skew_s": int(found.skew / SECOND)}
    return Clock(shown=clocks.shown(told), suspect=found.suspect, **skew)


def place_of(given: Given, now: datetime) -> Found:
    """Where it is: chosen, else where the machine stands, else by the phone's position, else by the words."""
    plant = book(now).plant
    if any(area.id == given.area for area in plant.areas):
        return Found(given.area, "code" if given.scanned else "chosen")
    if given.machine:
        return Found(given.machine.area, "code" if given.scanned else "chosen")
    return area_at(given.position or {}, plant) or area_named(f"{given.spot}{given.words}", plant) or Found("", "")


def spot_of(machine: Machine | None, written: str) -> str:
    """The machine's name, and what the finder wrote besides."""
    return "，".join(filter(None, (machine.name if machine else "", written)))


def too_many(person: Person, ago: timedelta, now: datetime) -> str:
    """Why nothing more is taken from this person, who found it so long ago; empty while it is. What waited in a phone
    counts at the moment at which it was found, and in a day at most as much comes in besides."""
    general, found = book(now).config.hazards.general, now - ago
    mine = hazards.reported_by(person.id, found - DAY)
    then = [each.found_at for each in mine if each.found_at <= found]
    if sum(each > found - HOUR for each in then) >= general.reports_an_hour:
        return f"你一小时里报了 {general.reports_an_hour} 条，这一条没有收。过一小时再报，急的{INSTEAD}"
    came = sum(each.received_at > now - DAY for each in mine)
    if sum(each > found - DAY for each in then) >= general.reports_a_day or came >= 2 * general.reports_a_day:
        return f"你一天里报了 {general.reports_a_day} 条，这一条没有收。明天再报，急的{INSTEAD}"
    return ""


def says(action: Action, now: datetime) -> tuple[object, ...]:
    """What somebody chose and wrote for a report, whatever pictures it brings."""
    data, machine = action.data, _machine(action.data, now)
    fixed = data.get("fixed") is True
    return (
        action.text.strip()[:MOST_WORDS],
        data.get("danger") is True,
        (str(data.get("did") or "").strip()[: fixing.MOST_WORDS] or fixing.DONE) if fixed else None,
        _known_area(data, now) if machine is None else "",
        _known_category(data, now),
        spot_of(machine, str(data.get("spot") or "").strip()[:MOST_SPOT]),
    )


def shows(action: Action, sent: Iterable[Brought]) -> set[str]:
    """The pictures that a report brings or names, by what the phone sends."""
    awaited = action.data.get("awaited")
    return {photo.came_as for each in sent for photo in each.photos} | set(_hashes(awaited))
