"""From approved to the start: who is asked what, in the order of the routing rules (`after_signing.pre_start`).

Each answer opens what comes next. What an answer does is in `measures`, `briefing`, `gas.typed` and `start`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from handlers import alerts, asks
from handlers.permits import crew, life, raised, telling, timetable
from handlers.permits.gates import ageing, analyst, certificates, coordinating, facts, questions
from models import ask as ask_table
from models import asked
from models import gas as gas_tests
from models import permit as permits
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Brief, Start
from models.subject import Subject
from rules.phrases import moment_words
from rules.routing_rules import FollowUp
from rules.shifts import next_change

AREA_REP = "area_rep"
# No number: lines come and go, and card and page count them.
YOURS = "下面的措施由你在现场确认"


def open_gates(permit: Permit, now: datetime) -> None:
    """After the last signature: measures go to their confirmers, the first questions to their people."""
    life.note(permit, permit.work.of_a_new_version())
    ask_confirmers(permit, now)
    coordinating.begin(permit, now)
    certificates.call_for(permit, facts.lacks(permit, now), now)
    certificates.look_again(permit, now)
    timetable.at(permit.subject, timetable.RELIEF, next_change(book(now).plant, now), now)
    advance(permit, now)


def advance(permit: Permit, now: datetime) -> None:
    """Asks the next unanswered questions; those of the same order go out together, later ones wait for them."""
    if permit.state != "approved":
        return
    waiting = [follow for follow in _pre_start(permit) if not DONE[follow.ask](permit, now)]
    first = min(follow.order for follow in waiting)
    for follow in waiting:
        if follow.order == first:
            OPEN[follow.ask](permit, follow, now)
    repaint(permit, now)


def repaint(permit: Permit, now: datetime) -> None:
    """Makes the guardian's start card show what is still missing, and the requester's how far it is."""
    for each in ask_table.movable(permit.subject, questions.START):
        asked.keep(each, _standing(permit, Start.of(each), now))
        asks.repaint(each, now)
    telling.repaint_all(permit, now)


def _pre_start(permit: Permit) -> Iterator[FollowUp]:
    for follow in raised.rules(permit).after_signing.pre_start:
        if follow.concerns(permit.kind, permit.level) and (follow.ask != "gas_test" or facts.gas_needed(permit)):
            yield follow


def ask_confirmers(permit: Permit, now: datetime) -> None:
    """Asks one question of each confirmer, with the ids of his measures; when a line has nobody, people are called."""
    mine: dict[str, list[str]] = defaultdict(list)
    for measure in permit.template["measures"]:
        mine[confirmer(permit, measure["confirm"], now)].append(measure["id"])
    for person, ids in mine.items():
        if person:
            questions.ask_for_measures(permit, person, [YOURS], ids, now)
    if "" in mine:
        area_rep = raised.role_name(permit, AREA_REP)
        lines = [permit.number, f"措施 {'、'.join(mine[''])} 没有人能确认：请安排{area_rep}到场"]
        alerts.red_alert(permit.subject, "no_confirmer", f"措施没人确认：{permit.form.area_name}", lines, now)


def confirmer(permit: Permit, role: str, now: datetime) -> str:
    """The person with the role, else somebody of a post that fills it, else the area's representative; empty:
    nobody."""
    if role != AREA_REP:
        found = crew.asked(permit, (role,), "plant", now)
        if found:
            return found[0]
    return crew.area_representative(permit, now) or ""


def giver(permit: Permit) -> str:
    """Who gives the briefing: whoever is named for it, else the work leader."""
    named = raised.job(permit).holders("briefing_giver")
    return named[0] if named else permit.form.work_leader


def ask_giver(permit: Permit, now: datetime) -> None:
    why = ["你是安全交底人：当面讲清风险和措施，讲完签字"]
    questions.ask(permit, questions.BRIEF, [giver(permit)], why, now, data=Brief(part="giver"))


def ask_workers(permit: Permit, now: datetime) -> None:
    """Asks each worker who has not signed yet, on his own phone."""
    why = [f"{name_of(book(now).plant, giver(permit))}给你交了底，听明白了就签"]
    people = [person for person in crew.workers(permit) if person not in permit.work.briefed]
    for person in people:
        if not asked_to_sign(permit.subject, person):
            data = Brief(part="worker", worker=person)
            questions.ask(permit, questions.BRIEF, [person], why, now, data=data)


def asked_to_sign(subject: Subject, worker: str) -> Ask | None:
    """The open question to this worker."""
    return next((each for each in ask_table.movable(subject, questions.BRIEF) if Brief.of(each).worker == worker), None)


def ask_foreman(permit: Permit, follow: FollowUp, now: datetime) -> None:
    """Asks the shift foreman of the area; if none can, the area's representative, and the safety office is called."""
    own = {*crew.workers(permit), permits.guardian(permit), permit.form.work_leader}
    able = [person for person in crew.asked(permit, follow.to, follow.scope, now) if person not in own]
    stand_in = crew.area_representative(permit, now)
    people, called = able or [each for each in (stand_in,) if each], crew.called(permit, follow.to[0], now)
    if people:
        post = follow.to[0] if able and follow.to[0] in book(now).plant.posts else ""
        why = [f"你是{called}：到现场验票" if able else f"没有{called}能来：请你到现场验票"]
        questions.ask(permit, questions.FOREMAN_CHECK, people, why, now, post=post)
        return
    lines = [permit.number, f"没有{called}能验票：请安排人到场"]
    alerts.red_alert(permit.subject, "no_foreman", f"没人能验票：{permit.form.area_name}", lines, now)


def ask_guardian(permit: Permit, follow: FollowUp, now: datetime) -> None:
    why = ["你是监护人：到现场，每一关都过了由你点开工"]
    begins = facts.begins_at(permit, now)
    if begins > now:
        timetable.at(permit.subject, timetable.BEGIN, begins, now)
    data = _standing(permit, Start(), now)
    questions.ask(permit, questions.START, [permits.guardian(permit)], why, now, data=data, begins=begins)
    ageing.watch(permit, now)


def _standing(permit: Permit, start: Start, now: datetime) -> Start:
    """What the start card shows at `now`."""
    begins = facts.begins_at(permit, now)
    today = begins.date() == now.astimezone(begins.tzinfo).date()
    words = f"{begins:%H:%M}" if today else moment_words(begins)
    return start.standing(facts.gates_of(permit, now), words if begins > now else "")


Open = Callable[[Permit, FollowUp, datetime], None]
OPEN: Mapping[str, Open] = {
    "gas_test": lambda permit, follow, now: analyst.ask_for_test(permit, "开工前要测气", now),
    "briefing": lambda permit, follow, now: ask_giver(permit, now),
    "foreman_check": ask_foreman,
    "start": ask_guardian,
}
DONE: Mapping[str, Callable[[Permit, datetime], bool]] = {
    "gas_test": lambda permit, now: gas_tests.last_good(permit, now) is not None,
    "briefing": lambda permit, now: permit.work.briefing is not None,
    "foreman_check": lambda permit, now: permit.work.foreman_check is not None,
    "start": lambda permit, now: permit.state != "approved",
}
