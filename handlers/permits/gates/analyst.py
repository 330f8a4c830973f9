"""Gas tests: who is asked for one. What the analyst sends, and what follows from it, is in `gas.typed`."""

from __future__ import annotations

from datetime import datetime

from handlers import alerts
from handlers.permits import crew, raised
from handlers.permits.gates import questions
from models.book import book
from models.permit import Permit
from rules.qualifications import required

ROLE = "gas_analyst"
TEST, RECORD = questions.GAS_TEST, "permit.gas_record"


def ask_for_test(permit: Permit, why: str, now: datetime) -> None:
    """Asks every analyst who may test here and is at work; the first answer counts."""
    people = analysts(permit, now)
    named = raised.job(permit).holders(ROLE)
    for person in people:
        post = "" if named else _post_of(person, now)
        questions.ask(permit, TEST, [person], [why], now, post=post)
    if people:
        return
    lines = [permit.number, f"没有持证的{raised.role_name(permit, ROLE)}能来：请安排人到场测气"]
    alerts.red_alert(permit.subject, "no_analyst", f"没有人能测气：{permit.form.area_name}", lines, now)


def analysts(permit: Permit, now: datetime) -> list[str]:
    """The people who may test: certified today, and not workers of the permit."""
    plant, job, templates = book(now).plant, raised.job(permit), raised.templates(permit)
    working = {*job.workers, *permit.work.joined}
    able = []
    for person in map(plant.person, crew.asked(permit, (ROLE,), "plant", now)):
        codes = required(templates.kinds[permit.kind], ROLE, person, job, plant) or templates.gas.analyst
        if person.id not in working and all(person.certified(code, plant.day(now)) for code in codes):
            able.append(person.id)
    return able


def _post_of(person: str, now: datetime) -> str:
    """The post by which the analyst was found."""
    plant = book(now).plant
    held = plant.person(person).posts
    return next((post for post in plant.roles.on_permit.get(ROLE, ()) if post in held), "")
