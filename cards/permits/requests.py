"""The requester's cards: the link to the form, how the permit stands, and the request to change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cards.card import Button, Card
from cards.permits.scene import Scene
from cards.permits.signing import ENDED, how_it_stands, news, when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry, of_subject
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Wish
from rules.phrases import by_words, moment_words

URGE = Button("urge", "催办")
# In these states the requester's card offers to withdraw the permit; later its page does.
UNDER_WAY = ("routing", "signing", "blocked")


def request(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The link to the form, then how the permit stands, then how it ended."""
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    permit = permits.by_number(Outcome.of(ask).permit)
    if permit is not None:
        return _progress(Scene(ask, permit, here, rendition, now))
    wish = Wish.of(ask)
    name = f"{wish.kind_name}票申请"
    if ask.state not in MOVABLE:
        return Card(name, status="这张申请不用了", tone="quiet", final=True)
    again = wish.copied_from
    return Card(
        title=f"请填：{name}",
        lines=(
            f"照 {again} 填好了，核对时间和人" if again else "选区域、时间和人，级别系统来定",
            "交上去后系统找人签，点这张卡片看进度",
        ),
        deadline=f"{by_words(expiry(ask), now)}交",
        # WeCom repaints no card that has only been opened: what the requester may want later is there from the start.
        buttons=(
            Button("fill", "填写申请", "main", f"{here}/request/{ask.id}?r={rendition}"),
            URGE,
            Button("withdraw", "撤回", "danger", f"{here}/withdraw/{ask.id}?r={rendition}"),
        ),
        link=f"{here}/request/{ask.id}?r={rendition}",
    )


def rework(scene: Scene) -> Card:
    """请改：who gave it back and why, with the link to the form; afterwards how the new version stands."""
    permit, ask = scene.permit, scene.ask
    if ask.state not in MOVABLE:
        return _progress(scene)
    return Card(
        title=f"请改：{scene.title}",
        lines=(*ask.why, f"{when(permit, scene.now)} · {permit.form.project}", "改好再交是新一版，签过的都要重新签"),
        deadline=f"{_by(expiry(ask), scene.now)} 前改好",
        tone="caution",
        buttons=(
            Button("rework", "改好再交", "main", scene.page("rework")),
            Button("withdraw", "撤回", "danger", scene.page("withdraw")),
        ),
        link=scene.link,
        facts=scene.facts()[:1],
    )


def _by(moment: datetime | None, now: datetime) -> str:
    """20:10, or with the date when that is later than tonight."""
    if moment is None:
        return ""
    return f"{moment:%H:%M}" if moment.date() == now.date() else moment_words(moment)


def _progress(scene: Scene) -> Card:
    permit = scene.permit
    words, tone = how_it_stands(permit)
    stages = permit.route["stages"]
    where = f"第 {permit.stage + 1} 步 / 共 {len(stages)} 步：{stages[permit.stage]['name']}"
    back = Button("withdraw", "撤回", "danger", scene.page("withdraw"))
    what = f"{when(permit, scene.now)} · {permit.form.project}"
    return Card(
        title=scene.title,
        lines=(what, where, *_how_it_stands(permit, scene.now)),
        status=words,
        tone=tone,
        buttons=(*_urge(permit), back) if permit.state in UNDER_WAY else (),
        link=scene.link,
        link_text="看签批单",
        facts=(*scene.facts()[:1], *scene.coordinated),
        final=permit.state in ENDED,
        news=news(permit),
        # Each later state is told by a text or by another card.
        lasting=Card(
            title=scene.title,
            lines=(what,),
            status="已交，点开看进展",
            buttons=(URGE, back),
            link=scene.link,
            link_text="看签批单",
            facts=scene.facts()[:1],
            final=True,
        ),
    )


def _urge(permit: Permit) -> tuple[Button, ...]:
    """The button to remind signers, only while a signature is wanted."""
    return (URGE,) if permit.state == "signing" else ()


def _how_it_stands(permit: Permit, now: datetime) -> Iterator[str]:
    """Whose signature is wanted now, and who gave this version back and why."""
    version = f"{permit.version}/"
    asked = [ask for ask in of_subject(permit.subject) if ask.kind == "permit.sign" and ask.stage.startswith(version)]
    waiting = "、".join(name_of(book(now).plant, ask.person) for ask in asked if ask.state in MOVABLE)
    if waiting:
        yield f"等{waiting}签"
    for ask in asked:
        if ask.state == "refused":
            name = name_of(book(now).plant, ask.person)
            yield f"{name} {ask.closed_at:%H:%M} 退回：{Outcome.of(ask).reason}"
