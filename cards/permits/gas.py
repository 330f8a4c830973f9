"""Cards of gas tests: before the start, again after a break or a bad test, and the records during the work."""

from __future__ import annotations

from dataclasses import replace

from cards.card import Button, Card
from cards.permits.scene import Scene
from models import gas as gas_tests
from models.ask import MOVABLE
from models.permit import Permit
from models.permit_asks import Tested


def test(scene: Scene) -> Card:
    """请测气: where, why now, and the last result; then who tested and the verdict."""
    permit = scene.permit
    if scene.ask.state not in MOVABLE:
        return _receipt(scene)
    return Card(
        title=f"请测气：{scene.title}",
        lines=(*scene.ask.why, _last(permit), "从取样起算时间，测完马上填"),
        deadline="现在" if scene.now >= permit.starts_at else f"{permit.starts_at:%H:%M} 前",
        buttons=(Button("gas", "填结果", "main", scene.page("gas")),),
        link=scene.link,
        facts=scene.facts(),
    )


def _last(permit: Permit) -> str:
    test = gas_tests.newest(permit)
    if test is None:
        return "还没有测过"
    return f"上次 {test.sampled_at:%H:%M} {'合格' if test.ok else f'不合格 · {test.point}'}"


def _receipt(scene: Scene) -> Card:
    outcome, tested = Tested.of(scene.ask), scene.ask.state == "done"
    verdict = "合格" if outcome.ok else "不合格"
    status = f"{scene.who} {outcome.clock} {f'测了，{verdict}' if tested else '已经测了'}"
    if scene.ask.state == "expired" or outcome.result == "over":
        status = outcome.words or "过了作业时段，不用测了"
    status = scene.withdrawn or status
    title = f"{'测过了' if tested else '不用测了'}：{scene.title}"
    card = scene.receipt(title, status, lines=(outcome.words,) if tested else ())
    return replace(card, tone="caution") if tested and not outcome.ok else card
