"""The digest card: what waits for one person's signature, the most urgent first; each button opens one permit's page.

As many buttons as both platforms take with any address; the page behind the card has all of them.
"""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from cards.wecom import shorten
from models import permit as permits
from models.ask import MOVABLE, Ask, waiting_for, wanted_by
from models.book import book

# Four lines with this much of the project stay within WeCom's 160 characters.
MOST, PROJECT = 4, 10


def waiting(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """等你签: one numbered line and one button for each of the first; over when nothing waits any more."""
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    if ask.state == "done":
        return Card("都签完了", status="没有等你签的票", tone="done", link=f"{here}/waiting/all", final=True)
    if ask.state not in MOVABLE:
        return Card("等你签的票", status="看最新的一张", tone="quiet", link=f"{here}/waiting/all", final=True)
    mine = waiting_for(ask.person, "permit.sign")
    first = _due(mine[0]) if mine else ""
    shown = list(enumerate(mine[:MOST], 1))
    return Card(
        title=f"{len(mine)} 张票等你签",
        lines=(*(f"{number}　{_due(each)} {_title(each)}" for number, each in shown), *_rest(len(mine))),
        deadline=f"最急的 {first}" if first else "",
        tone="caution",
        buttons=tuple(
            Button(f"sign{number}", f"签第 {number} 张", "main" if number == 1 else "plain", f"{here}/sign/{each.id}")
            for number, each in shown
        ),
        link=f"{here}/waiting/all",
        link_text=f"看全部 {len(mine)} 张",
    )


def _rest(count: int) -> tuple[str, ...]:
    return (f"还有 {count - MOST} 张，点开看全部",) if count > MOST else ()


def _due(ask: Ask) -> str:
    by = wanted_by(ask)
    return f"{by:%H:%M} 前" if by else ""


def _title(ask: Ask) -> str:
    permit = permits.of_subject(ask.subject)
    return f"{permits.title(permit)} · {shorten(permit.form['project'], PROJECT)}" if permit else "这张票找不到了"
