"""Gas tests: who is asked for one. What the analyst sends, and what follows, is in `gas.typed`."""

from __future__ import annotations

from datetime import datetime

from handlers import alerts
from handlers.permits import crew, raised
from handlers.permits.gates import questions
from models.book import book
from models.permit import Permit
from models.subject import Subject
from rules.qualifications import required

TEST, RECORD = questions.GAS_TEST, "permit.gas_record"


def ask_for_test(permit: Permit, subject: Subject, why: str, now: datetime) -> None:
    """Every analyst who may test here and is at work is asked; the first answer counts."""
    people = analysts(permit, now)
    if people:
        named = raised.job(permit).holders("gas_analyst")
        questions.ask(permit, subject, TEST, people, [why], now, post="" if named else "gas_analyst")
        return
    lines = [permit.number, "没有持证的气体分析人能来：请安排人到场测气"]
    alerts.red_alert(subject, "no_analyst", f"没有人能测气：{permit.form['area_name']}", lines, now)


def analysts(permit: Permit, now: datetime) -> list[str]:
    """Those who may test: certified today and not one of the workers."""
    rulebook, job = book(now), raised.job(permit)
    working = {*job.workers, *permit.work.joined}
    plant, kind = rulebook.plant, rulebook.config.templates.kinds[permit.kind]
    able = []
    for person in map(plant.person, crew.asked(permit, ("gas_analyst",), "plant", now)):
        codes = required(kind, "gas_analyst", person, job, plant) or ("T-GAS",)
        if person.id not in working and all(person.certified(code, plant.day(now)) for code in codes):
            able.append(person.id)
    return able
