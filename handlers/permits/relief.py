"""People come and go with their shifts: what was asked of a function, and not of a named person, goes on to whoever is
on duty now, and the card of whoever has gone home says so.

It goes on only to somebody who is there: where nobody is, the question stays where it was.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from handlers.permits import crew, timetable
from handlers.permits.closing import acceptance
from handlers.permits.gates import analyst, facts, opening, questions
from handlers.permits.kinds import RESUME
from handlers.permits.work import checks, stopping, watch
from models import ask as ask_table
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Check, Measures
from rules.life import OVER
from rules.shifts import next_change


def look(permit: Permit, now: datetime) -> None:
    """Some people have come and others gone; sets the next such moment."""
    if permit.state in OVER or (permit.state == "expired" and permit.started_at is None):
        return
    timetable.at(permit.subject, timetable.RELIEF, next_change(book(now).plant, now), now)
    if permit.state == "approved":
        _measures(permit, now)
        _foreman(permit, now)
        opening.repaint(permit, now)
    _gas_test(permit, now)
    _checks(permit, now)
    _resume(permit, now)
    acceptance.relieve(permit, now)


def _measures(permit: Permit, now: datetime) -> None:
    """Lines that nobody has confirmed yet; a protecting layer stays with its coordinator."""
    roles = {each["id"]: each["confirm"] for each in permit.template["measures"]}
    waiting = set(facts.unconfirmed(permit)) & set(roles)
    for ask in questions.gone(permit, questions.MEASURES, now):
        mine = defaultdict(list)
        for line in Measures.of(ask).measures:
            person = opening.confirmer(permit, roles[line], now) if line in waiting else ""
            if person and crew.at_work(person, now):
                mine[person].append(line)
        for person, lines in mine.items():
            questions.note_relief(permit, ask, person, now)
            words = questions.instead([person], now)
            questions.leave_out(ask, lines, words, permit.work.measures, now)
            why = [f"{name_of(book(now).plant, ask.person)}下班了", opening.YOURS]
            questions.ask_for_measures(permit, person, why, lines, now)


def _foreman(permit: Permit, now: datetime) -> None:
    gone = questions.gone(permit, questions.FOREMAN_CHECK, now)
    if gone:
        opening.advance(permit, now)
        questions.pass_on(permit, gone, _there(permit, questions.FOREMAN_CHECK, now), now)


def _gas_test(permit: Permit, now: datetime) -> None:
    gone = [ask for ask in questions.gone(permit, questions.GAS_TEST, now) if ask.post]
    if gone and any(crew.at_work(person, now) for person in analyst.analysts(permit, now)):
        analyst.ask_for_test(permit, f"{questions.CHANGE}，请你测气", now)
        questions.pass_on(permit, gone, _there(permit, questions.GAS_TEST, now), now)


def _checks(permit: Permit, now: datetime) -> None:
    """The questions of the rules during the work, unless the person has the role in this permit."""
    if permit.state != "working":
        return
    for follow in watch.during(permit):
        gone = [
            each for each in questions.gone(permit, checks.KINDS[follow.ask], now) if Check.of(each).what == follow.ask
        ]
        people = [each for each in crew.asked(permit, follow.to, follow.scope, now) if crew.at_work(each, now)]
        if gone and people and not {each.person for each in gone} & set(people):
            questions.pass_on(permit, gone, people, now)
            checks.ask(permit, follow, people, now)


def _resume(permit: Permit, now: datetime) -> None:
    if permit.state != "suspended":
        return
    gone = [each for each in questions.gone(permit, RESUME, now) if each.slot == "area"]
    person = crew.area_representative(permit, now)
    if gone and person and crew.at_work(person, now):
        questions.pass_on(permit, gone, [person], now)
        stopping.ask_side(permit, "area", person, now)


def _there(permit: Permit, kind: str, now: datetime) -> list[str]:
    people = (each.person for each in ask_table.movable(permit.subject, kind))
    return [person for person in people if crew.at_work(person, now)]
