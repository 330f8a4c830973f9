"""Cards between the last signature and the start: measures, briefing, the foreman's check, and the guardian's start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cards.card import Button, Card
from cards.permits import top_risks, when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Brief, Measures, Start

GONE = Card("这张票找不到了", status="请找申请人", tone="caution", final=True)
LIVE = ("approved", "working", "suspended")
SHOWN_GATES = 4
DONE = {
    "permit.measures": "确认完",
    "permit.brief": "签了交底",
    "permit.foreman_check": "验了票",
    "permit.start": "开工",
}


def measures(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请确认措施: how many, which are left, and the page with one tap each."""
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return GONE
    known = permit.work.measures
    mine = Measures.of(ask).measures
    left = [name for name in mine if name not in known]
    lines = (f"共 {len(mine)} 条，还差 {len(left)} 条", *ask.why)
    button = Button("measures", "逐条确认", "main", _page(ask, "measures", base, rendition, now))
    return _asked(ask, permit, f"请确认措施：{permits.title(permit)}", lines, (button,), base, now)


def brief(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The giver is to tell and sign, the worker to listen and sign; the worker's receipt can stop the work."""
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return GONE
    giving = Brief.of(ask).giving
    title = f"{'请交底' if giving else '请签交底'}：{permits.title(permit)}"
    button = Button(
        "brief", "交底签字" if giving else "看交底，签字", "main", _page(ask, "brief", base, rendition, now)
    )
    stop = () if giving else (Button("stop", "停工", "danger"),)
    lines = (f"风险前三：{top_risks(permit)}", *ask.why)
    return _asked(ask, permit, title, lines, (button,), base, now, after=stop)


def foreman_check(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请验票: on site, right before the start."""
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return GONE
    button = Button("check", "到现场验票", "main", _page(ask, "foreman", base, rendition, now))
    lines = (permit.form.project, *ask.why)
    return _asked(ask, permit, f"请验票：{permits.title(permit)}", lines, (button,), base, now)


def start(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请开工: how many gates are open and what the shut ones wait for; decided again at the tap."""
    permit = permits.of_subject(ask.subject)
    if permit is None:
        return GONE
    lines = tuple(_gates(ask)) if ask.state in MOVABLE else ()
    button = Button("start", "看开工关", "main", _page(ask, "start", base, rendition, now))
    return _asked(ask, permit, f"请开工：{permits.title(permit)}", (*lines, *ask.why), (button,), base, now)


def _gates(ask: Ask) -> Iterator[str]:
    """As they stood when something last changed; the page looks again."""
    stand = Start.of(ask)
    shut, passed = stand.shut, stand.gates - len(stand.shut)
    yield f"{stand.gates} 关过了 {passed} 关" + ("，还差：" if shut else "，到现场就能开工")
    yield from (f"✗ {todo}" for todo in shut[:SHOWN_GATES])
    if len(shut) > SHOWN_GATES:
        yield f"还有 {len(shut) - SHOWN_GATES} 关，点开看"


def _page(ask: Ask, page: str, base: str, rendition: int, now: datetime) -> str:
    return f"{base}/h5/{book(now).plant.person(ask.person).platform}/{page}/{ask.id}?r={rendition}"


def _asked(
    ask: Ask,
    permit: Permit,
    title: str,
    lines: tuple[str, ...],
    buttons: tuple[Button, ...],
    base: str,
    now: datetime,
    *,
    after: tuple[Button, ...] = (),
) -> Card:
    """The open card, or its receipt; `after`: what stays possible on a receipt while the permit lives."""
    link = f"{base}/h5/{book(now).plant.person(ask.person).platform}/permit/{permit.number}"
    facts = (("票号", permit.number), ("部位", permit.form.part), ("时间", when(permit, now)))
    if ask.state in MOVABLE:
        due = f"{permit.starts_at:%H:%M} 前" if now < permit.starts_at else "现在"
        return Card(title=title, lines=lines, deadline=due, buttons=buttons, link=link, facts=facts)
    done = ask.state == "done"
    kept = after if done and permit.state in LIVE else ()
    return Card(
        title=f"{'已办' if done else '不用办了'}：{title.partition('：')[2]}",
        status=_status(ask, permit, now),
        tone="done" if done else "quiet",
        buttons=kept,
        link=link,
        link_text="看签批单",
        facts=facts[:1],
        final=True,
    )


def _status(ask: Ask, permit: Permit, now: datetime) -> str:
    outcome, plant = Outcome.of(ask), book(now).plant
    if ask.state == "expired":
        return "过了作业时段，作废"
    if outcome.result == "over":
        return outcome.words
    if ask.state == "done" and ask.kind == "permit.brief" and not Brief.of(ask).giving:
        guardian = plant.person(permits.guardian(permit)).name
        return f"交底签了。监护人{guardian}，不对劲就停工"
    return f"{plant.person(outcome.by or ask.person).name} {outcome.clock} {DONE[ask.kind]}"
