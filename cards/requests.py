"""The requester's cards: the way to the form, how his permit stands, and the one that asks him to change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cards.card import Button, Card
from cards.permits import ENDED, STATES, when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry, of_subject
from models.book import book
from models.permit import Permit
from models.permit_asks import Wish

# While a permit is in one of these, its requester's card offers to take it back; later its page does.
UNDER_WAY = ("routing", "signing", "blocked")


def request(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The way to the form, then how the permit stands, then its end."""
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    permit = permits.by_number(Outcome.of(ask).permit)
    if permit is not None:
        return _progress(permit, ask, here, rendition, now)
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
        deadline=f"{expiry(ask):%H:%M} 前交",
        buttons=(Button("fill", "填写申请", "main", f"{here}/request/{ask.id}?r={rendition}"),),
        link=f"{here}/request/{ask.id}?r={rendition}",
    )


def rework(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请改：who gave it back and why, the way to the form; afterwards how the new version stands."""
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return Card("这张票找不到了", status="请重新办票", tone="caution", final=True)
    if ask.state not in MOVABLE:
        return _progress(permit, ask, here, rendition, now)
    return Card(
        title=f"请改：{permits.title(permit)}",
        lines=(*ask.why, f"{when(permit, now)} · {permit.form.project}", "改好再交是新一版，签过的都要重新签"),
        deadline=f"{expiry(ask):%H:%M} 前改好",
        tone="caution",
        buttons=(
            Button("rework", "改好再交", "main", f"{here}/rework/{ask.id}?r={rendition}"),
            Button("withdraw", "撤回", "danger", f"{here}/withdraw/{ask.id}?r={rendition}"),
        ),
        link=f"{here}/permit/{permit.number}",
        facts=(("票号", permit.number),),
    )


def _progress(permit: Permit, ask: Ask, here: str, rendition: int, now: datetime) -> Card:
    words, tone = STATES[permit.state]
    stages = permit.route["stages"]
    where = f"第 {permit.stage + 1} 步 / 共 {len(stages)} 步：{stages[permit.stage]['name']}"
    back = Button("withdraw", "撤回", "danger", f"{here}/withdraw/{ask.id}?r={rendition}")
    return Card(
        title=permits.title(permit),
        lines=(f"{when(permit, now)} · {permit.form.project}", where, *_how_it_stands(permit, now)),
        status=words,
        tone=tone,
        buttons=(*_urge(permit), back) if permit.state in UNDER_WAY else (),
        link=f"{here}/permit/{permit.number}",
        link_text="看签批单",
        facts=(("票号", permit.number),),
        final=permit.state in ENDED,
    )


def _urge(permit: Permit) -> tuple[Button, ...]:
    """Only while somebody's signature is wanted."""
    return (Button("urge", "催办"),) if permit.state == "signing" else ()


def _how_it_stands(permit: Permit, now: datetime) -> Iterator[str]:
    """Whose signature is wanted now, or who gave this version back and why."""
    version = f"{permit.version}/"
    asked = [ask for ask in of_subject(permit.subject) if ask.kind == "permit.sign" and ask.stage.startswith(version)]
    waiting = "、".join(book(now).plant.person(ask.person).name for ask in asked if ask.state in MOVABLE)
    if waiting:
        yield f"等{waiting}签"
    for ask in asked:
        if ask.state == "refused":
            name = book(now).plant.person(ask.person).name
            yield f"{name} {ask.closed_at:%H:%M} 退回：{Outcome.of(ask).reason}"
