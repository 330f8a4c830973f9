"""What the platforms' directories say of people: who is gone, and accounts that nobody here has."""

from __future__ import annotations

from datetime import datetime

from bot.channel import PLATFORM_NAMES, Action
from handlers.staff import taking
from models import meter, news, staff
from models.book import book
from models.staff import StaffEvent
from rules.plant import Person
from rules.staff.events import Event

NEW = "{}来了新账号 {}，不知道是谁：请给已有的人补上账号，或记一条入职"


def left(person: Person, now: datetime) -> None:
    """The platform has confirmed that this person left the company."""
    said = Event("left", person.id, book(now).plant.day(now), platform=person.platform, account=person.account)
    taking.take(person.platform, [(f"left/{person.account}/{now:%Y%m%d%H%M%S}", said)], now)


def came(action: Action, person: Person | None, now: datetime) -> None:
    """Somebody came. Whom the same platform took out last is back; where nobody is known by this account, somebody has
    to say who that is: an account that was used before need not be the same person."""
    if action.name != "joined" or not action.account:
        return
    today = book(now).plant.day(now)
    before = _taken_out(action.platform, action.account)
    if before is not None:
        said = Event("returned", before.person, today, platform=action.platform, account=action.account)
        taking.take(action.platform, [(action.key[:120], said)], now)
        news.overtaken(action.platform, action.account, now)
        meter.found(action.platform, action.account)
    if before is not None or person is not None or _expected(action.platform, action.account):
        return
    said = Event("joined", "", today, platform=action.platform, account=action.account)
    words = NEW.format(PLATFORM_NAMES[action.platform], action.account)
    taking.keep_aside(action.platform, f"came/{action.account}/{today}", said, words, now)


def _expected(platform: str, account: str) -> bool:
    """Whether the account has been said of somebody who comes, or is back, at the clock's next turn or later."""
    rows = [row for row in staff.in_state("kept") if row.kind != "left" and row.said.account == account]
    return any(row.said.platform == platform and staff.of_person(row.person)[-1].kind != "left" for row in rows)


def _taken_out(platform: str, account: str) -> StaffEvent | None:
    """The leaving of whoever had this account, if it is the newest that was said of him and the platform itself said
    it."""
    rows = [row for row in staff.in_state("kept") if row.kind == "left" and row.source == platform]
    mine = [row for row in rows if row.said.account == account]
    last = mine[-1] if mine else None
    newest = staff.of_person(last.person)[-1] if last else None
    return last if last and newest and newest.id == last.id else None
