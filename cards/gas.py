"""Cards of gas tests: before the start, again after a break or a bad one, and the record during the work."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models import gas as gas_tests
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Tested


def test(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请测气: where, why now, what the last one said; then who tested and with what verdict."""
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return Card("这张票找不到了", status="请找申请人", tone="caution", final=True)
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    facts = (("票号", permit.number), ("部位", permit.form.part))
    link = f"{here}/permit/{permit.number}"
    if ask.state not in MOVABLE:
        return _receipt(ask, permit, link, now)
    return Card(
        title=f"请测气：{permits.title(permit)}",
        lines=(*ask.why, _last(permit), "从取样起算时间，测完马上填"),
        deadline="现在" if now >= permit.starts_at else f"{permit.starts_at:%H:%M} 前",
        buttons=(Button("gas", "填结果", "main", f"{here}/gas/{ask.id}?r={rendition}"),),
        link=link,
        facts=facts,
    )


def _last(permit: Permit) -> str:
    tests = gas_tests.of_permit(permit)
    if not tests:
        return "还没有测过"
    return f"上次 {tests[-1].sampled_at:%H:%M} {'合格' if tests[-1].ok else '不合格'}"


def _receipt(ask: Ask, permit: Permit, link: str, now: datetime) -> Card:
    outcome = Tested.of(ask)
    at, name = outcome.clock, book(now).plant.person(outcome.by or ask.person).name
    tested, ok = ask.state == "done", outcome.ok
    status = f"{name} {at} 测了，{'合格' if ok else '不合格'}" if tested else f"{name} {at} 已经测了"
    if ask.state == "expired" or outcome.result == "over":
        status = outcome.words or "过了作业时段，不用测了"
    return Card(
        title=f"{'测过了' if tested else '不用测了'}：{permits.title(permit)}",
        lines=(outcome.words,) if tested else (),
        status=status,
        tone="quiet" if not tested else "done" if ok else "caution",
        link=link,
        link_text="看签批单",
        facts=(("票号", permit.number),),
        final=True,
    )
