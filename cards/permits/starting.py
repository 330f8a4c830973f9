"""Cards between the last signature and the start: measures, briefing, the foreman's check, and the guardian's start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cards.card import Button, Card
from cards.permits.scene import Scene
from cards.permits.signing import top_risks, when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.permit_asks import Brief, Measures, Start

LIVE = ("approved", "working", "suspended")
SHOWN_GATES = 4
DONE = {
    "permit.measures": "确认完",
    "permit.brief": "签了交底",
    "permit.foreman_check": "验了票",
    "permit.start": "开工",
}


def measures(scene: Scene) -> Card:
    """请确认措施: how many, and the page with one tap each, which says what is left: a card may be old."""
    mine = Measures.of(scene.ask).measures
    button = Button("measures", "逐条确认", "main", scene.page("measures"))
    return _asked(scene, "确认措施", (f"共 {len(mine)} 条，每条到现场看过再点",), button)


def brief(scene: Scene) -> Card:
    """The giver explains and signs, the worker listens and signs. From his receipt the worker can stop the work."""
    giving = Brief.of(scene.ask).giving
    button = Button("brief", "交底签字" if giving else "看交底，签字", "main", scene.page("brief"))
    stop = () if giving else (Button("stop", "停工", "danger"),)
    return _asked(scene, "交底" if giving else "签交底", (f"风险前三：{top_risks(scene.permit)}",), button, after=stop)


def foreman_check(scene: Scene) -> Card:
    """请验票: on site, right before the start."""
    button = Button("check", "到现场验票", "main", scene.page("foreman"))
    return _asked(scene, "验票", (scene.permit.form.project,), button)


def start(scene: Scene) -> Card:
    """请开工: from when, how many gates are open and what the shut ones wait for. The gates are checked again at the
    tap."""
    button = Button("start", "看开工关", "main", scene.page("start"))
    card = _asked(scene, "开工", tuple(_gates(scene.ask)) if scene.ask.state in MOVABLE else (), button)
    if scene.ask.state not in MOVABLE:
        return card
    begins = Start.of(scene.ask).begins
    return replace(card, deadline=f"{begins} 起" if begins else "现在")


def _gates(ask: Ask) -> Iterator[str]:
    """The gates as of the last change; the page looks again."""
    stand = Start.of(ask)
    begins = f"{stand.begins} 起" if stand.begins else ""
    shut, passed = stand.shut, stand.gates - stand.later - len(stand.shut)
    later = f"，{stand.later} 关开工时看" if stand.later else ""
    yield f"{stand.gates} 关过了 {passed} 关{later}" + ("，还差：" if shut else f"，{begins}到现场就能开工")
    yield from (f"✗ {todo}" for todo in shut[:SHOWN_GATES])
    if len(shut) > SHOWN_GATES:
        yield f"还有 {len(shut) - SHOWN_GATES} 关，点开看"


def _asked(scene: Scene, verb: str, lines: tuple[str, ...], button: Button, *, after: tuple[Button, ...] = ()) -> Card:
    """The open card (请…), or its receipt (已…, 不用…了); `after`: what stays possible on a receipt while the permit
    lives."""
    permit, done = scene.permit, scene.ask.state == "done"
    if scene.ask.state not in MOVABLE:
        kept = after if done and (permit.state in LIVE or permits.unaccepted(permit)) else ()
        return scene.receipt(f"{f'已{verb}' if done else f'不用{verb}了'}：{scene.title}", _status(scene), buttons=kept)
    return Card(
        title=f"请{verb}：{scene.title}",
        lines=(*lines, *scene.ask.why),
        deadline=f"{permit.starts_at:%H:%M} 前" if scene.now < permit.starts_at else "现在",
        buttons=(button,),
        link=scene.link,
        facts=(*scene.facts(), ("时间", when(permit, scene.now))),
    )


def _status(scene: Scene) -> str:
    ask, outcome = scene.ask, Outcome.of(scene.ask)
    if ask.state == "expired":
        return "过了作业时段，作废"
    if outcome.result == "over":
        return outcome.words
    if scene.withdrawn:
        return scene.withdrawn
    if ask.state == "done" and ask.kind == "permit.brief" and not Brief.of(ask).giving:
        if scene.permit.state == "cancelled":
            return "这张票撤回了，不要开工"
        guardian = name_of(scene.plant, permits.guardian(scene.permit))
        return f"交底签了。监护人{guardian}，不对劲就停工"
    return f"{scene.who} {outcome.clock} {DONE[ask.kind]}"
