"""Who a new account is, or whether what a directory says of somebody holds: what the safety office chooses from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import request

from bot.channel import PLATFORM_NAMES, Platform
from handlers.staff import deciding, hearing, taking
from models import directory, staff, store
from models.book import Book
from models.staff import StaffEvent
from rules.accounts import account_key
from rules.plant import Plant
from rules.staff.events import Event, Kind
from rules.staff.standing import has_left
from web.console.finding import label, one
from web.people import rulebook, titled

FIELDS = ("name", "department", "post", "also", "shift", "supervisor", "on", "whom")
MANY = 30
SETTLED = "这一条已经有人定过了。"


class Undecided(ValueError):
    """What was chosen can't be followed; the text says what to do."""


@dataclass(frozen=True)
class Deciding:
    """An entry that somebody is to decide. kind: `who` (an account of nobody), `moved`, `left`; given: the fields as
    they are first, or as they were typed; told: why that was not taken."""

    id: int
    kind: str
    words: str
    who: str
    given: Mapping[str, str]
    told: str = ""


@dataclass(frozen=True)
class Stranger:
    """An account that the directory had before anybody heard of it. key: platform and account."""

    key: str
    words: str


def decidable(row: StaffEvent) -> bool:
    """Whether somebody has only to choose."""
    return row.state == "aside" and (not row.person or taking.PROPOSED in row.key)


def shown(number: int, rules: Book, given: Mapping[str, str] | None = None, told: str = "") -> Deciding | None:
    """The entry of that number; None where there is nothing to decide any more."""
    row = StaffEvent.find(number) if number else None
    if row is None or not decidable(row):
        return None
    plant, said = rules.plant, row.said
    person = plant.person(row.person) if plant.knows(row.person) else None
    above = plant.person(said.supervisor) if said.supervisor and plant.knows(said.supervisor) else None
    posts = said.posts or (person.posts if person else ())
    first = {
        "name": said.name or "",
        "department": said.department or "",
        "post": posts[0] if posts else "",
        "also": posts[1] if len(posts) > 1 else "",
        "shift": said.shift or "",
        "supervisor": label(plant, above) if above else "",
        "on": row.on.isoformat(),
        "whom": _perhaps(said.name or "", plant),
    }
    who = f"{titled(plant, row.person)}（{row.person}）" if person else ""
    return Deciding(row.id, row.kind if row.person else "who", row.why, who, {**first, **(given or {})}, told)


def strangers(rules: Book) -> list[Stranger]:
    """Accounts of the directories that nobody here has, and of which nothing is to be decided."""
    waiting = {_key(row) for row in staff.in_state("aside") if not row.person}
    found = []
    for platform, called in PLATFORM_NAMES.items():
        for row in directory.picture(platform).values():
            if (platform, row.account) not in waiting and rules.plant.person_at(platform, row.account) is None:
                words = "，".join(filter(None, (row.name, "、".join(row.departments))))
                found.append(Stranger(f"{platform}/{row.account}", f"{called} {row.account}：{words}"))
    return found


def given() -> tuple[int, dict[str, str]]:
    """Which entry the form decides, and what was typed."""
    text = request.form.get("decide", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return number, {name: request.form.get(name, "").strip()[:200] for name in FIELDS if name in request.form}


def take(by: str, now: datetime) -> int:
    """Follows the form: `stranger` is an account that becomes an entry, whose number is returned; else `answer` decides
    an entry. Raises Undecided or Unclear."""
    if stranger := request.form.get("stranger", ""):
        return store.write(lambda: _taken_up(stranger, now))
    number, typed = given()
    store.write(lambda: _decided(number, request.form.get("answer", ""), typed, by, now))
    return 0


def _decided(number: int, answer: str, given: Mapping[str, str], by: str, now: datetime) -> None:
    """Raises Undecided or Unclear."""
    row, rules = StaffEvent.find(number) if number else None, rulebook(now)
    if row is None or not decidable(row):
        raise Undecided(SETTLED)
    said = _said(row, answer, given, rules, now)
    if isinstance(said, str):
        if not taking.settle(row, said, by, now):
            raise Undecided(SETTLED)
        return
    event, words = said
    verdict = deciding.decide(row, event, words, by, now)
    if verdict.state == "aside":
        raise Undecided(f"{verdict.why}。")


def _said(
    row: StaffEvent, answer: str, given: Mapping[str, str], rules: Book, now: datetime
) -> tuple[Event, str] | str:
    """The event that follows, and how it was settled; only the words where nothing follows."""
    plant = rules.plant
    if not row.person:
        if answer == "none":
            return "不是我们的人"
        if answer == "known":
            return _known(row, given, plant)
        if answer == "new":
            event = replace(_placed(row, given, plant), kind="joined", name=given.get("name") or None)
            return deciding.numbered(event, now), "是新来的人"
    elif row.kind == "moved" and answer == "move":
        return _placed(row, given, plant), "照这样调岗"
    elif row.kind == "left" and answer == "left":
        return replace(row.event, on=_day(given)), "走了"
    elif answer == "stay":
        return "没有变"
    raise Undecided("请从下面选一个。")


def _known(row: StaffEvent, given: Mapping[str, str], plant: Plant) -> tuple[Event, str]:
    """Somebody who is on the list has this account now."""
    person = one(given.get("whom", ""), plant)
    if not person:
        raise Undecided("还要选是名单里的谁。")
    kind: Kind = "returned" if has_left(plant.person(person)) else "moved"
    event = Event(kind, person, row.on, platform=row.said.platform, account=row.said.account)
    return event, f"是{plant.person(person).name}的新账号"


def _placed(row: StaffEvent, given: Mapping[str, str], plant: Plant) -> Event:
    posts = tuple(dict.fromkeys(filter(None, (given.get("post"), given.get("also")))))
    if not given.get("department") or not posts:
        raise Undecided("还要选部门和岗位。")
    return replace(
        row.event,
        on=_day(given),
        department=given["department"],
        posts=posts,
        shift=given.get("shift") or None,
        supervisor=one(given.get("supervisor", ""), plant) or None,
    )


def _day(given: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(given.get("on", ""))
    except ValueError:
        raise Undecided("还要填从哪天起，如 2026-12-01。") from None


def _taken_up(key: str, now: datetime) -> int:
    """An account that was there before becomes an entry; its number, 0 where the directory has it no more."""
    platform, _, account = key.partition("/")
    seen = directory.seen(platform, account)
    if seen is None or platform not in PLATFORM_NAMES:
        return 0
    called: Platform = "wecom" if platform == "wecom" else "dingtalk"
    return hearing.asked_about(called, seen, now)


def _perhaps(name: str, plant: Plant) -> str:
    """Whom the account may belong to, where just one has this name."""
    found = [each for each in plant.people if name and each.name == name]
    return label(plant, found[0]) if len(found) == 1 else ""


def _key(row: StaffEvent) -> tuple[str, str]:
    return account_key(row.said.platform or "", row.said.account or "")
