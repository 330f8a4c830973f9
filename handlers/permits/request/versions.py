"""A permit that was given back: its requester changes it into a new version, or withdraws it.

A new version voids every signature before it (GB 30871—2022 §4.16–4.18); what changed is shown to the next signers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, life, raised, telling
from handlers.permits.form import BadForm, read
from handlers.permits.request import attachments, content, linking, outlook
from handlers.permits.request.asking import FORM_LIFE
from handlers.permits.routing import stages
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of
from models.house_asks import Alert
from models.permit import Permit
from models.permit_asks import Wish
from models.subject import Subject
from rules.changes import difference
from rules.plant import Person

KIND = "permit.rework"
BEFORE_WORK = ("routing", "blocked", "signing", "returned", "approved")
UNCHANGED = "内容没有变"


def offer(permit: Permit, why: str, until: datetime, now: datetime) -> None:
    """Asks the requester to change what was given back; from now on this card shows how the permit stands."""
    asks.repaint(raised.request_of(permit), now)
    data = Wish(attached=permit.form.attachments)
    wanted = Wanted(KIND, permit.requester, [why], expires_at=max(until, now + FORM_LIFE), data=data)
    ask = asks.open_ask(permit.subject, wanted, now)
    life.keep(permit, form=permit.form.asked_by(ask.id))


def resubmit(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「改好再交」: the same number, the next version, and everybody is asked again; or every fault is named and
    nothing is kept."""
    if ask.state == "done":
        return Answer("这张票已经不在你手里改了：上一次已经交上去，这次没有算。点卡片看签到哪一步。", "caution")
    if ask.state not in MOVABLE or permit.state != "returned":
        return Answer("这张票已经不在你手里改了。点卡片看签到哪一步。", "caution")
    rules = book(now)
    try:
        form = read({**action.data, "kind": permit.kind, "attachments": attachments.of(ask)})
        seen = outlook.check(form, person.id, rules, now, permit.number, permit.work.let_in)
        changes = _changes(permit, seen, now)
        more = {"request_ask": ask.id, "changes": changes}
        columns = content.content(seen, outlook.way(seen, rules, now), rules, now, more)
    except BadForm as error:
        return Answer("；".join(error.faults), "stop")
    attachments.keep(ask, person, now)
    _renew(permit, columns, ask, person, action, now)
    stages.open_stage(permit, 0, now)
    return Answer(f"交上去了：{permit.number} 第 {permit.version} 版，重新找人签。", "done")


def withdraw(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「撤回」, by the requester, as long as nobody works under the permit: everything that is still asked is
    closed."""
    found = permits.by_number(permit_number(ask))
    if found is None:
        return Answer("还没有交上来的票，不用撤回。不要这张申请就不用管它。", "caution")
    permit = permits.locked(found.subject_id)
    if permit.state == "cancelled":
        return Answer(f"这张票 {permit.decided_at:%H:%M} 已经撤回了，不用再撤。这次写的没有记。", "caution")
    if permit.state not in BEFORE_WORK:
        return Answer("这张票已经开工或结束了，不能撤回。要停下来请点「停工」。", "caution")
    shown, prepared = asks.shown_to(action), permit.state == "approved"
    life.move(permit, "cancelled", now, actor=asks.actor(ask, person), shown=shown)
    close_all(permit, "superseded", Outcome(result="cancelled", by=person.id, at=now), now)
    asks.repaint(raised.request_of(permit), now)
    linking.part(permit, now)
    if prepared:
        _call_off(permit, person, now)
    return Answer(f"撤回了：{permit.number}。要办就照它重新办一张。", "done")


def _call_off(permit: Permit, person: Person, now: datetime) -> None:
    """Those who were getting ready hear that the work is off; a briefed worker's receipt no longer says otherwise."""
    for each in ask_table.of_subject(permit.subject):
        if each.kind == raised.BRIEF and each.state == "done":
            asks.repaint(each, now)
    others = [each for each in crew.everybody(permit) if each != person.id]
    words = f"{person.name}撤回了：{telling.title(permit)}。这张票作废，不要开工。"
    telling.tell(permit, others, words, now, urgent=True)


def close_all(permit: Permit, state: str, answer: Outcome, now: datetime) -> None:
    """The permit is over: every open card of it says so, every alert about it ends."""
    open_asks = [each for each in ask_table.of_subject(permit.subject) if each.state in MOVABLE]
    topics = {Alert.of(each).topic for each in open_asks if each.kind == alerts.KIND}
    alerts.over(permit.subject, topics, "申请人撤回了这张票", now)
    for each in open_asks:
        asks.close(each, state, now, answer)


def permit_number(ask: Ask) -> str:
    """The permit that a request became, or that a rework is about."""
    found = permits.of_subject(ask.subject_id) if ask.kind == KIND else None
    return found.number if found else Outcome.of(ask).permit


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Nobody is reminded to change a permit; one that is not changed in time is over."""
    if name == "expire":
        asks.close(ask, "expired", now)
        life.move(permit, "expired", now, actor=raised.SYSTEM)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Only the requester may change his permit: it waits for him until its time is over."""


def _changes(permit: Permit, seen: outlook.Outlook, now: datetime) -> list[str]:
    """「地点：甲 → 乙」 for everything that differs from the version before, each in the words of its own rules."""
    before = content.worded(permit.form, book_of(int(permit.rules)))
    found = difference(before, content.worded(seen.form, book(now)), {})
    return [attachments.shortened(change.words) for change in found] or [UNCHANGED]


def _renew(permit: Permit, columns: Mapping[str, Any], ask: Ask, person: Person, action: Action, now: datetime) -> None:
    voided, before = raised.signed(permit), permit.related
    life.keep(permit, **columns, version=permit.version + 1, stage=0, decided_at=None)
    asks.close(ask, "done", now, Outcome(result="submitted", at=now, permit=permit.number))
    data = {
        **content.evidence(columns, now),
        "version": permit.version,
        "changes": list(columns["form"].changes),
        "voided": voided,
    }
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.changed", now, actor=actor, data=data, shown=shown)
    linking.keep(permit, before, now)
    life.move(permit, "routing", now, actor=raised.SYSTEM, data={"version": permit.version})
