"""A whole list of people as a workbook (花名册): what differs from who is here becomes events.

Whoever is not on it any more has left, or the list was cut off: nobody leaves by it unless somebody says how many do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

from config.problem import Refused
from config.sheets.names import PERSON
from config.sheets.reading import read
from config.sheets.standing import known
from config.source import Document
from handlers.plant import held
from handlers.staff import taking
from models.book import book
from models.staff import said_of
from rules.plant import Person
from rules.staff.events import Event
from rules.staff.standing import has_left

SOURCE = "sheet"
# So many who are not on the list are named.
MOST_NAMED = 20
# HR closes its lists once a month: what is older is a slip of the year, and would close files of people who were here.
MOST_LATE = timedelta(31)


@dataclass(frozen=True)
class Roster:
    """news: what differs; gone: who is not on the list; refused: why nobody leaves by it, empty where they do."""

    news: tuple[Event, ...]
    gone: tuple[Person, ...]
    refused: str = ""


def read_roster(file: Path, on: date, now: datetime, leavers: int | None = None) -> Roster:
    """What the list changes from that day on. leavers: how many leave by it, where somebody has counted. Raises Refused
    for a file that can't be read, or in which a cell can't be accepted."""
    today = book(now).plant.day(now)
    if on < today - MOST_LATE:
        words = f"早了 {(today - on).days} 天，最多补记 {MOST_LATE.days} 天：是不是年份写错了？什么也没记"
        raise Refused(f"--on {on} 比今天（{today}）{words}")
    rows = _rows(file, now)
    here = {each.id: each for each in book(now).plant.people if not has_left(each)}
    gone = tuple(person for name, person in here.items() if name not in rows)
    news = [event for name, row in rows.items() if (event := _event(name, row, here.get(name), on))]
    refused = _uncounted(len(gone), leavers)
    left = () if refused else tuple(Event("left", each.id, on) for each in gone)
    return Roster((*news, *left), gone, refused)


def keep(roster: Roster, now: datetime) -> list[taking.Result]:
    """Takes what differs, in the caller's transaction; the same list again changes nothing twice."""
    return taking.take(SOURCE, [(_number(each), each) for each in roster.news], now)


def _rows(file: Path, now: datetime) -> Mapping[str, Mapping[str, Any]]:
    data = held(now) or {}
    documents = {name: Document(f"{name}.yaml", part) for name, part in data.items()}
    tables = read(file, known(data["plant"], documents))
    # What the workbook's other sheets say of people is not asked here.
    if faults := [str(each) for each in tables.faults if each.sheet in (PERSON, "")]:
        raise Refused("\n  ".join(("这些格子要先改好，什么也没记：", *faults)))
    rows = tables.rows.get(PERSON, [])
    if not rows:
        raise Refused(f"“{PERSON}”表里一个人也没有：是不是没导出来？什么也没记")
    return {str(row["id"]): row for row in rows}


def _event(name: str, row: Mapping[str, Any], here: Person | None, on: date) -> Event | None:
    """He joins, or differs from what is known of him; None where nothing does."""
    said = {field: row.get(field) or None for field in ("name", "department", "supervisor", "platform", "account")}
    said |= {"phone": row.get("phone") or None, "shift": row.get("shift") or None}
    posts = tuple(row.get("posts") or ())
    if here is None:
        return Event("joined", name, on, posts=posts, **said)
    changed = {field: value for field, value in said.items() if value is not None and value != getattr(here, field)}
    moved = posts if posts and {*posts} != {*here.posts} else None
    return Event("moved", name, on, posts=moved, **changed) if changed or moved else None


def _uncounted(gone: int, leavers: int | None) -> str:
    if gone == (leavers or 0):
        return ""
    if leavers is not None:
        return f"表里少了 {gone} 人，不是 {leavers} 人：请核对，一个离职也没记"
    return f"表里少了 {gone} 人，一个离职也没记。先看是不是没导全；真走了，请加 --leavers {gone} 再导"


def _number(event: Event) -> str:
    said = dumps([event.kind, event.person, event.on.isoformat(), dict(said_of(event).kept)], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:24]


def told(roster: Roster, now: datetime) -> Iterator[str]:
    """A line for each that differs."""
    plant = book(now).plant
    names = {each.id: each.name for each in plant.people}
    words = {"joined": "入职", "moved": "变动", "left": "离职"}
    for each in roster.news:
        yield f"  {words[each.kind]} {each.name or names.get(each.person, '')}（{each.person}）"
    if roster.refused:
        for person in roster.gone[:MOST_NAMED]:
            yield f"  表里没有 {person.name}（{person.id}）"
        yield f"  {roster.refused}"
