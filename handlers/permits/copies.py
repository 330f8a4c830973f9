"""抄送: people who should know of a permit are told when it is approved and when it is over; no answer is expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers import asks
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.ask import Ask
from models.book import book, book_of
from models.permit import Permit
from rules.copying import Copied, copied
from rules.life import State

KIND = "permit.copy"
WORDS: dict[State, str] = {
    "approved": "签完了",
    "closed": "验收完，已关闭",
    "cancelled": "由申请人撤回了",
    "expired": "过了作业时段，作废了",
}


def tell(permit: Permit, state: State, now: datetime) -> None:
    """Sends each a short text with the permit's link; the second time only to those who were told of the approval."""
    if state not in WORDS:
        return
    mine = ask_table.of_subject(permit.subject)
    people = _people(permit, mine, now) if state == "approved" else _told(mine)
    for each in people:
        words = f"抄送你：{permits.title(permit)} · {permit.number} {WORDS[state]}。不用回复，点开可看。"
        asks.inform(permit.subject, KIND, each.person, words, each.why, now)
        data = {"to": each.person, "why": f"{WORDS[state]}（{each.why}）"}
        ledger.append(permit.subject, "permit.copied", now, actor={"system": "permits"}, data=data)


def _people(permit: Permit, mine: Iterable[Ask], now: datetime) -> tuple[Copied, ...]:
    signers = {each.person for each in mine if each.kind == "permit.sign" and each.state == "done"}
    raised_job = permit.form.job(permit.requester)
    rules, plant = book_of(int(permit.rules)).config.rules, book(now).plant
    return copied(raised_job, permit.level, plant, rules, now, permit.form.copies, signers)


def _told(mine: Iterable[Ask]) -> tuple[Copied, ...]:
    told = {each.person: Copied(each.person, each.why[0]) for each in mine if each.kind == KIND}
    return tuple(told.values())
