"""A gas test grows too old while the start is awaited: whoever tests is asked a little before, once for each result."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.permits import raised, timetable
from handlers.permits.gates import analyst, facts, questions
from models import ask as ask_table
from models import gas
from models.gas import GasTest
from models.permit import Permit
from rules.gas import good_until

# The moment to ask for another test, and the moment from which this one is too old.
SOON, OVER = "gas_soon_old", "gas_old"
# So long before, or half of the time for which a test holds where that is shorter.
BEFORE = timedelta(minutes=10)
# In its last second a test still holds.
SECOND = timedelta(seconds=1)


def watch(permit: Permit, now: datetime) -> None:
    """Looks again before the newest test is too old for the start; where the work may begin only later, before that."""
    test = _awaited(permit)
    until = good_until(test.sampled_at, raised.kind_of(permit)) if test else None
    if test is None or until is None:
        return
    before = min(BEFORE, (until - test.sampled_at) / 2)
    timetable.at(permit.subject, SOON, max(until, facts.begins_at(permit, now)) - before, now)
    if until > now:
        timetable.at(permit.subject, OVER, until + SECOND, now)


def soon(permit: Permit, now: datetime) -> None:
    """Asks for another test, if only the start is awaited; before, it would be too old again."""
    test = _awaited(permit)
    until = good_until(test.sampled_at, raised.kind_of(permit)) if test else None
    if test is None or until is None or not ask_table.movable(permit.subject, questions.START):
        return
    if not _asked_since(permit, test):
        then = f"{until:%H:%M} 就过时" if now < until else "已经过时"
        analyst.ask_for_test(permit, f"{test.sampled_at:%H:%M} 测的{then}，还没开工：请再测", now)


def _awaited(permit: Permit) -> GasTest | None:
    """The good test on which the start rests; None where nobody waits for that."""
    test = gas.newest(permit) if permit.state == "approved" and facts.gas_needed(permit) else None
    return test if test and test.ok else None


def _asked_since(permit: Permit, test: GasTest) -> bool:
    mine = (each for each in ask_table.of_subject(permit.subject) if each.kind == analyst.TEST)
    return any(each.opened_at > test.recorded_at for each in mine)
