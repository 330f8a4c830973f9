"""Workers of the new shift: the leader names them, each signs the briefing, and only then he is a worker.

This is no change of substance: level, place and measures stay as signed. Sources: GB 30871—2022 §4.4; permits.md §9,
case 27.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import crew, life, raised, telling
from handlers.permits.gates import certificates, facts, opening, questions
from handlers.permits.request import answers, outlook
from handlers.permits.work import stopping
from models import ask as ask_table
from models import ledger, meter
from models import permit as permits
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Brief
from models.subject import Subject
from rules.naming import not_there
from rules.plant import Person
from rules.qualifications import doubled

OPEN_TO = ("approved", *crew.ON_SITE)


def name(action: Action, person: Person, now: datetime) -> Answer:
    """「加人」: `{number, role: [person, …]}`. If one of them may not join, nobody is asked and the faults are
    named."""
    permit = stopping.named_by(action)
    if permit is None:
        return Answer("没有这张票。请从卡片重新打开。", "stop")
    closed = why_not(permit, person, now)
    if closed:
        return Answer(closed, "caution")
    wanted, plant = _wanted(action, permit), book(now).plant
    if not wanted or not all(plant.knows(each) for each in wanted):
        return Answer("没有选人，或有人不在通讯录里。请重新选人。", "stop")
    found = [fault for each in wanted for fault in faults(permit, plant.person(each), wanted[each], now)]
    if found:
        return Answer(f"没有加人：{'；'.join(found)}。", "stop")
    for each, roles in wanted.items():
        _ask(permit, person, each, roles, action, now)
    names = "、".join(name_of(plant, each) for each in wanted)
    return Answer(f"请{names}签交底了。签了才是作业人。", "done")


def why_not(permit: Permit, person: Person, now: datetime) -> str:
    """Why this person can't add workers now, and what to do; empty when he can."""
    plant, leader = book(now).plant, permit.form.work_leader
    if person.id != leader:
        return f"只有作业负责人能加人。请找{name_of(plant, leader)}。"
    if permit.state not in OPEN_TO:
        return "这张票现在不能加人。点开看签批单。"
    if permit.work.briefing is None:
        return f"还没有交底。请{name_of(plant, opening.giver(permit))}先讲完签字，再加人。"
    return ""


def roles(permit: Permit) -> dict[str, str]:
    """The roles in which people work under this kind of permit, with their names."""
    kind = raised.kind_of(permit)
    own = {"worker": "作业人"} if "worker" in kind.required_roles else {}
    return {**own, **{field.id: field.label for field in kind.fields if field.works}}


def faults(permit: Permit, person: Person, wanted: Sequence[str], now: datetime) -> list[str]:
    """What keeps a person from working here in these roles, in sentences with his name: what the request checks, and
    more."""
    if person.id in crew.workers(permit):
        return [f"{person.name}已经是作业人：不用再加"]
    if person.id in {each.person for each in awaited(permit.subject)}:
        return [f"{person.name}的交底卡片已经发了：等他签"]
    return [*_own_faults(permit, person, now, meter.unreachable()), *_new_faults(permit, person, wanted, now)]


def faults_of(permit: Permit, ask: Ask, person: Person, now: datetime) -> list[str]:
    """What has come up against the person since he was asked."""
    if permit.state not in OPEN_TO:
        return ["作业已经结束：不用再签"]
    wanted = Brief.of(ask).roles
    return [*_own_faults(permit, person, now), *_new_faults(permit, person, wanted, now)]


def joins(ask: Ask) -> bool:
    """Whether this briefing makes the person asked a worker."""
    return bool(Brief.of(ask).joins)


def awaited(subject: Subject) -> list[Ask]:
    """The briefings of people who were named and have not signed yet."""
    return [each for each in ask_table.movable(subject, questions.BRIEF) if joins(each)]


def join(permit: Permit, ask: Ask, person: Person, now: datetime) -> None:
    """He has signed the briefing and is a worker from now on, even if a lapsed certificate had taken him off before."""
    told_him = Brief.of(ask)
    life.note(permit, permit.work.with_worker(person.id, told_him.roles))
    told = permit.work.briefing
    briefing = {"by": told.by, "at": ledger.stamp(told.at)} if told else {}
    data = {"ask": ask.id, "person": person.id, "roles": list(told_him.roles), "from": told_him.joins}
    actor = asks.actor(ask, person)
    ledger.append(ask.subject, "permit.worker_added", now, actor=actor, data={**data, "briefing": briefing})
    words = f"{person.name}签了交底，加入作业：{telling.title(permit)}。"
    telling.tell(permit, [permits.guardian(permit), permit.form.work_leader], words, now)
    # With him somebody qualified may be there at last, so that who is not can be taken off.
    certificates.cut_lapsed(permit, now)


def _wanted(action: Action, permit: Permit) -> dict[str, list[str]]:
    """Person → roles, as the page sent them."""
    found: dict[str, list[str]] = {}
    for role in roles(permit):
        for person in answers.listed(action.data.get(role)):
            found.setdefault(person, []).append(role)
    return found


def _ask(permit: Permit, leader: Person, person: str, wanted: Sequence[str], action: Action, now: datetime) -> None:
    data: Mapping[str, object] = {"person": person, "roles": list(wanted)}
    shown = asks.shown_to(action, about=permit.form.request_ask)
    ledger.append(permit.subject, "permit.worker_named", now, actor=asks.unasked(leader), data=data, shown=shown)
    why = [f"{leader.name}请你加入这张票，当面给你讲过", "听明白了就签，签了才是作业人"]
    kept = Brief(part="worker", worker=person, roles=tuple(wanted), joins=leader.id)
    questions.ask(permit, questions.BRIEF, [person], why, now, data=kept)


def _own_faults(permit: Permit, person: Person, now: datetime, out: Collection[str] = ()) -> Iterator[str]:
    """What is against a person in any role: he is away, has signed this permit, watches elsewhere, or his employer.
    out: who can't be reached; whoever signs can be."""
    rules, plant = book(now).config.rules, book(now).plant
    away = not_there(person, plant, rules, now, out)
    if away:
        yield f"{person.name}{away}：请换人"
    yield from crew.kept_off(permit, person, now)
    for other in crew.watched_by(person.id, except_for=permit):
        yield f"{person.name}正在监护 {other.number}：请换人，或先交接那边"


def _new_faults(permit: Permit, person: Person, wanted: Sequence[str], now: datetime) -> list[str]:
    """Missing certificates and roles that exclude each other, as the request form checks them; only those new with this
    person."""
    rules, job, templates = book(now), facts.job_now(permit), raised.templates(permit)
    before, then = (
        [*outlook.lacks(each, templates, rules, now), *doubled(each, rules.plant, templates)]
        for each in (job, job.with_worker(person.id, wanted))
    )
    return [fault for fault in then if fault not in before]
