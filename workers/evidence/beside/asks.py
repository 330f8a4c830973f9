"""Whom the house has asked, and who has answered: each row of an ask against the entries that opened and answered it.

By when an open one is wanted, and why one that nobody answered is over, is in no entry. Of one in whose place another
came, or which nobody needs any more, the entry of that moment tells what came between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from models import ask as asks
from models import kinds
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.base import PLANT_ZONE
from models.seals import Written
from models.subject import Subject
from workers.evidence.difference import NOTHING, Difference, differing, to_the_second

OPENED, DELIVERED = "ask.opened", "card.delivered"
# States of a signature, which `signed` leaves out.
ONLY_SIGNED = ("refused", "held")
# What people call each of the columns that the entry has.
SAID = {
    "kind": "问的什么",
    "person": "请的谁",
    "post": "按哪个岗位",
    "stage": "哪一步",
    "why": "为什么请",
    "rules": "规则版本",
}
# As the row has a column, so the entry has it, but for this one.
CALLED = {"person": "to"}


def differences(subject: Subject, chain: Sequence[Written], signed: str, ends: Collection[str]) -> Iterator[Difference]:
    """signed: a kind that is compared elsewhere; ends: kinds of entries by which the ask that they name is over."""
    rows = {row.id: row for row in asks.of_subject(subject) if row.kind != signed}
    opened = {entry.line["data"]["ask"]: entry for entry in chain if entry.kind == OPENED}
    for number, entry in opened.items():
        if entry.line["data"]["kind"] != signed:
            yield from _of_one(entry, rows.get(number), chain)
    ended = {entry.line["data"].get("ask"): entry for entry in chain if entry.kind in ends}
    for row in rows.values():
        if row.person:
            yield from _state(row, opened.get(row.id), ended.get(row.id), chain)


def _of_one(opened: Written, row: Ask | None, chain: Sequence[Written]) -> Iterator[Difference]:
    data = opened.line["data"]
    what = f"待办（{_label(data['kind'])}）"
    if row is None:
        yield Difference(what, f"请过 {data['to']}", "没有这一条", opened.seq)
        return
    for name, words in SAID.items():
        called = CALLED.get(name, name)
        if called in data:
            yield from differing(f"{what}{words}", data[called], getattr(row, name), opened.seq)
    yield from differing(f"{what}什么时候请的", _second(_at(opened)), _second(row.opened_at), opened.seq)
    if row.delivered_at is not None:
        mine = (each for each in chain if each.kind == DELIVERED and each.line["data"]["ask"] == row.id)
        first = next(mine, None)
        sealed = _second(_at(first) if first else None)
        yield from differing(f"{what}什么时候送到", sealed, _second(row.delivered_at), first.seq if first else 0)


def _state(row: Ask, opened: Written | None, ended: Written | None, chain: Sequence[Written]) -> Iterator[Difference]:
    what, answer = f"待办（{_label(row.kind)}）", Outcome.of(row)
    if row.state in ONLY_SIGNED:
        yield Difference(f"{what}状态", "没有这样的", row.state)
    elif row.state in MOVABLE:
        yield from differing(f"{what}什么时候结束", NOTHING, _second(row.closed_at))
        if ended is not None:
            yield Difference(what, f"{_who(ended)} {_second(_at(ended))} 答过", "还没答", ended.seq)
    elif row.closed_at is None:
        yield Difference(f"{what}什么时候结束", "没有人答过", f"说是结束了（{row.state}），没有时间")
    elif row.state == "superseded" and not any(_at(each) == row.closed_at for each in chain):
        yield Difference(what, "那时候没有别的事", f"{_second(row.closed_at)} 说不用答了")
    elif row.state == "done" and answer.result != "over" and (opened is not None or answer.at is not None):
        yield from differing(f"{what}什么时候结束", _second(answer.at), _second(row.closed_at))
        if not _said(answer, row.person, chain):
            yield Difference(what, "没有答过", f"{answer.by or row.person} {_second(answer.at)} 答了")


def _said(answer: Outcome, asked: str, chain: Sequence[Written]) -> bool:
    """Whether somebody has an entry of the moment of his answer. Whoever was asked himself may have it from before: a
    team's places are filled together, and a sample that is typed in once more is not written down again."""
    who, at = answer.by or asked, answer.at
    if at is None:
        return False
    then = (each for each in chain if (_at(each) <= at if who == asked else _at(each) == at))
    return any(_who(each) == who for each in then)


def _label(kind: str) -> str:
    return kinds.of(kind).label if kinds.knows(kind) else kind


def _who(entry: Written) -> str:
    return str(entry.line["actor"].get("person", ""))


def _at(entry: Written) -> datetime:
    return datetime.fromisoformat(entry.line["at"])


def _second(moment: datetime | None) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)
