"""Certificates of the people on an open permit: a person whose certificate lapses is taken off, and the permit stays.

Somebody who should never have been on it keeps it from starting; his leader and the area's safety officer are told.
Sources: GB 30871—2022 §4.9–4.10; permits.md §9, cases 20 and 21.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from handlers import alerts
from handlers.permits import crew, life, telling, timetable
from handlers.permits.gates import facts
from handlers.permits.work import stopping
from models import ledger
from models import permit as permits
from models.book import book, name_of
from models.permit import Permit
from models.subject import lock
from rules.plant import Person
from rules.qualifications import Lack

EVENT, SOON = "certificates", "certificates_soon"
BEFORE = timedelta(hours=2)


def look_again(permit: Permit, now: datetime) -> None:
    """Certificates end at the end of a day, so the clock looks again at the next midnight in the permit's period."""
    zone = book(now).plant.zone
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    if midnight < permit.ends_at:
        timetable.at(permit.subject, EVENT, midnight, now)
        if now < midnight - BEFORE:
            timetable.at(permit.subject, SOON, midnight - BEFORE, now)


def warn(permit: Permit, now: datetime) -> None:
    """Two hours before a certificate or a course ends while the permit goes on, its leader and its guardian hear of
    it, so that somebody else takes over in time."""
    if permit.state not in ("approved", *crew.ON_SITE):
        return
    already = {(lack.person, lack.code) for lack in facts.lacks(permit, now)}
    after = facts.lacks(permit, now, until=now + BEFORE)
    lines = [lack.words for lack in after if (lack.person, lack.code) not in already]
    if lines:
        title = f"证今晚到期，请换人：{permit.form.area_name}"
        people = [permit.form.work_leader, permits.guardian(permit)]
        alerts.notice(permit.subject, f"lapsing/{permit.number}", title, [permit.number, *lines], people, now)


def look_at_once(person: Person, now: datetime) -> None:
    """What this person needs for his part was taken away: the clock looks at his permits at its next turn."""
    for permit in permits.naming(person.id, *crew.SIGNING, "approved", *crew.ON_SITE):
        timetable.at(lock(permit.subject_id), EVENT, now, now)


def due(permit: Permit, now: datetime) -> None:
    """The clock's look: takes off people whose certificate has lapsed, and stops the work when no qualified person is
    left. Before the work begins its leader hears of it."""
    if permit.state not in crew.SIGNING:
        cut_lapsed(permit, now)
    left = [lack.words for lack in facts.lacks(permit, now)]
    if left and permit.state == "working":
        stopping.suspend(permit, stopping.Stop("；".join(left), {"system": "clock"}), now)
    elif left and permit.state in (*crew.SIGNING, "approved"):
        words = f"{telling.title(permit)}现在开不了工：{'；'.join(left)}。"
        telling.tell(permit, [permit.form.work_leader, permit.requester], words, now)
    if permit.state in ("approved", *crew.ON_SITE):
        look_again(permit, now)


def cut_lapsed(permit: Permit, now: datetime) -> None:
    """Takes off workers whose certificate or course was valid at the request and has lapsed or was suspended since, as
    long as somebody qualified stays."""
    lapsed = {lack.person: lack for lack in facts.lacks(permit, now) if _lapsed_since(lack, permit, now)}
    staying = [person for person in crew.workers(permit) if person not in lapsed]
    if not lapsed or not staying:
        return
    life.note(permit, permit.work.cut_off(lapsed))
    for person, lack in lapsed.items():
        data = {"person": person, "certificate": lack.code, "why": lack.words}
        ledger.append(permit.subject, "permit.person_cut", now, actor={"system": "permits"}, data=data)
        name = name_of(book(now).plant, person)
        words = f"{name}从{telling.title(permit)}撤下：{lack.words}。"
        telling.tell(permit, [person, permits.guardian(permit), permit.form.work_leader], words, now)


def call_for(permit: Permit, lacks: Iterable[Lack], now: datetime) -> None:
    """Somebody on the permit may not do his part: asks the contractor's leader and the area's safety officer."""
    rules = book(now)
    plant = rules.plant
    foreign = [lack for lack in lacks if plant.is_contractor(plant.person(lack.person))]
    if not foreign:
        return
    departments = {plant.person(lack.person).department for lack in foreign}
    posts = plant.roles.contractor_leader
    leaders = [each.id for post in posts for department in departments for each in plant.holders(post, department)]
    officers = crew.of_posts(permit, plant.roles.area_safety_officer, rules, now)
    area = officers[:1] or [each for each in (crew.area_representative(permit, now),) if each]
    lines = [permit.number, *(lack.words for lack in foreign), "补好之前这张票不能开工"]
    title = f"承包商人员资格不够：{permit.form.area_name}"
    alerts.notice(permit.subject, f"unqualified/{permit.number}", title, lines, [*leaders, *area], now)


def _lapsed_since(lack: Lack, permit: Permit, now: datetime) -> bool:
    """Whether it has lapsed or was taken away since. Only a worker can be taken off; a guardian has to be relieved."""
    asked_on = book(now).plant.day(permit.requested_at)
    lapsed = lack.expired_on is not None and lack.expired_on >= asked_on
    return lack.role == "worker" and (lapsed or lack.suspended)
