"""Somebody of the safety office says who an account is, or whether what a directory says holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from handlers.staff import taking
from models import directory, news, rulebook, staff
from models.book import book
from models.staff import StaffEvent
from rules.accounts import number_fault
from rules.staff.events import Event, Verdict

SIGNS, MOST, NAMELESS = re.compile(r"[^0-9A-Za-z_-]|^[_.@-]+"), 24, "P"


def numbered(event: Event, now: datetime) -> Event:
    """The joining with a number of its own. It is made of the account, and was never anybody's."""
    stem = SIGNS.sub("", event.account or "")[:MOST] or NAMELESS
    plant, name, times = book(now).plant, stem, 1
    while number_fault(name) or plant.knows(name) or staff.of_person(name) or rulebook.last_named("people", name):
        times += 1
        name = f"{stem}-{times}"
    return replace(event, person=name)


def decide(row: StaffEvent, event: Event, words: str, by: str, now: datetime) -> Verdict:
    """What somebody said of an entry that was kept aside is followed, and the entry is settled; what can't be right is
    answered `aside` with the reason, and nothing is kept."""
    verdict = taking.judge(event, now)
    if verdict.state == "aside":
        return verdict
    if not taking.settle(row, words, by, now):
        return Verdict("aside", "这一条已经有人定过了")
    taking.take(f"console/{by}"[:60], [(f"decided/{row.id}", event)], now)
    if event.kind == "left" and row.said.account:
        # Whoever has the account now, if anybody, is new.
        directory.forget(row.source, row.said.account)
        news.hear(row.source, row.said.account, "joined", now)
    return verdict
