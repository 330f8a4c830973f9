"""Safety briefing (安全交底): whoever gives it signs that he did, then every worker signs that he was told.

A worker signs by hand on his own phone, or by a tap and a photo on the guardian's (GB 30871—2022 §4.4, annex A).
"""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import crew, life, proof, same_hand
from handlers.permits.gates import joining, opening, questions
from models import ledger
from models.answered import Proven
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Brief
from models.permit_work import Briefed, Signed
from rules.plant import Person


def sign(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """A handwritten name: the giver's opens the workers' cards, a worker's counts as his briefing."""
    if ask.state not in MOVABLE:
        return Answer(questions.over(ask, now), "info")
    faults = joining.faults_of(permit, ask, person, now) if joining.joins(ask) else []
    if faults:
        return Answer(f"不能上这张票：{'；'.join(faults)}。", "stop")
    answer = proof.signed(permit, action, person, now)
    if Brief.of(ask).giving:
        _given(permit, ask, person, answer, now)
        return Answer(f"交底签好了，作业人的卡片发出去了。{proof.noted(answer.presence)}", "done")
    kept = Briefed(by=person.id, at=now, way="own", png=answer.signature, presence=answer.presence)
    _briefed(permit, ask, person, kept, answer, now)
    if joining.joins(ask):
        joining.join(permit, ask, person, now)
    return Answer(f"签好了。现场不对劲随时可以叫停。{proof.noted(answer.presence)}", "done")


def sign_here(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """On the guardian's phone: `{worker, photo}`; the worker taps and is photographed; both are in the trail."""
    worker = str(action.data.get("worker", ""))
    if ask.state not in MOVABLE or worker not in crew.workers(permit):
        return Answer("这个人不用在这里签。请重新打开这一页。", "stop")
    name = name_of(book(now).plant, worker)
    if worker in permit.work.briefed:
        return Answer(f"{name}已经签过了，不用再签。", "info")
    if permit.work.briefing is None:
        return Answer(
            f"还没有交底：请{name_of(book(now).plant, opening.giver(permit))}先讲完签字，再让{name}签。", "stop"
        )
    photo = proof.photo(action, person)
    if photo is None:
        return Answer(f"没有照片。请给{name}拍一张，再点一次。", "stop")
    proof.keep_photo(action, person, now)
    where = {"presence": proof.place_told(permit, action, now), **proof.circumstances(permit, action)}
    answer = Proven(photo=photo, shown=asks.shown_to(action) or "").but(**where)
    kept = Briefed(by=person.id, at=now, way="guardian", photo=photo.sha256, presence=answer.presence)
    own = opening.asked_to_sign(ask.subject, worker)
    if own is not None:
        asks.close(own, "done", now, Proven(result="briefed", by=worker, at=now, way="guardian"))
    _keep_briefed(permit, ask, person, worker, kept, answer, now)
    return Answer(f"{name}签好了。{proof.noted(answer.presence)}", "info")


def _signed(person: Person, now: datetime, answer: Proven) -> Signed:
    return Signed(by=person.id, at=now, png=answer.signature, presence=answer.presence)


def _given(permit: Permit, ask: Ask, person: Person, answer: Proven, now: datetime) -> None:
    life.note(permit, permit.work.briefing_given(_signed(person, now, answer)))
    questions.settle(ask, now, answer.resulting("given"))
    data = {"ask": ask.id, **answer.evidence()}
    shown = answer.shown or None
    ledger.append(ask.subject, "permit.briefing_given", now, actor=asks.actor(ask, person), data=data, shown=shown)
    same_hand.look(permit, ask, now)
    opening.ask_workers(permit, now)
    opening.advance(permit, now)


def _briefed(permit: Permit, ask: Ask, person: Person, kept: Briefed, answer: Proven, now: datetime) -> None:
    questions.settle(ask, now, answer.resulting("briefed", way="own"))
    _keep_briefed(permit, ask, person, person.id, kept, answer, now)
    same_hand.look(permit, ask, now)


def _keep_briefed(
    permit: Permit,
    ask: Ask,
    person: Person,
    worker: str,
    kept: Briefed,
    answer: Proven,
    now: datetime,
) -> None:
    life.note(permit, permit.work.told(worker, kept))
    data = {"ask": ask.id, "worker": worker, "way": kept.way, **answer.evidence()}
    shown = answer.shown or None
    ledger.append(ask.subject, "permit.briefed", now, actor=asks.actor(ask, person), data=data, shown=shown)
    opening.repaint(permit, now)
