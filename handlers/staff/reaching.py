"""What follows from the plant's data: who has no account can't be reached, whoever has left is asked nothing more."""

from __future__ import annotations

from datetime import datetime

from handlers import people
from models import meter
from models.book import book
from models.meter import Reach
from rules.accounts import NO_ACCOUNT
from rules.staff.standing import LEFT, has_account, has_left

NO_ACCOUNT_YET = "还没有平台账号"


def follow(now: datetime) -> None:
    """After each change of the plant's data."""
    plant = book(now).plant
    without = {each.account: each for each in plant.people if not has_account(each)}
    for row in list(Reach.select().where(Reach.account.startswith(NO_ACCOUNT))):
        there = without.get(row.account)
        if there is None or there.platform != row.platform or (row.words == LEFT) != has_left(there):
            people.found(row.platform, row.account, row.person, now)
    for person in without.values():
        if has_left(person):
            people.gone(person, LEFT, now)
        else:
            meter.lost(person.platform, person.account, person.id, NO_ACCOUNT_YET, now)
