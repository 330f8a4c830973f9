"""The digest card: what waits for one person, of the gathered kinds, the most urgent first; each button opens one page.

It has as many buttons as both platforms allow with any address; the page behind the card lists everything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cards.card import Button, Card
from cards.wecom import shorten
from models import kinds, matter
from models.ask import MOVABLE, Ask, waiting_for, wanted_by
from models.book import book
from rules.phrases import by_words

# With this much of the project's name, four lines stay within WeCom's 160 characters.
MOST, PROJECT = 4, 10


def waiting(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """等你签: a numbered line and a button for each of the first ones; over when nothing waits any more."""
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    mine = waiting_for(ask.person, *kinds.gathered())
    way = kinds.together({each.kind for each in mine})
    if ask.state == "done":
        status = f"没有等你{way.verb}的{way.noun}"
        return Card(f"都{way.verb}完了", status=status, tone="done", link=f"{here}/waiting/all", final=True)
    if ask.state not in MOVABLE:
        title = f"等你{way.verb}的{way.noun}"
        return Card(title, status="看最新的一张", tone="quiet", link=f"{here}/waiting/all", final=True)
    first = _due(mine[0], now) if mine else ""
    shown = list(enumerate(mine[:MOST], 1))
    return Card(
        title=f"{len(mine)} {way.measure}{way.noun}等你{way.verb}",
        lines=(
            *(f"{number}　{_due(each, now)} {_title(each)}" for number, each in shown),
            *_rest(len(mine), way.measure),
        ),
        deadline=f"最急的 {first}" if first else "",
        tone="caution",
        buttons=tuple(
            Button(f"sign{number}", f"{way.verb}第 {number} {way.measure}", _style(number), f"{here}/{_page(each)}")
            for number, each in shown
        ),
        link=f"{here}/waiting/all",
        link_text=f"看全部 {len(mine)} {way.measure}",
    )


def _style(number: int) -> Literal["main", "plain"]:
    return "main" if number == 1 else "plain"


def _page(ask: Ask) -> str:
    return f"{kinds.of(ask.kind).page}/{ask.id}"


def _rest(count: int, measure: str) -> tuple[str, ...]:
    return (f"还有 {count - MOST} {measure}，点开看全部",) if count > MOST else ()


def _due(ask: Ask, now: datetime) -> str:
    return by_words(wanted_by(ask), now)


def _title(ask: Ask) -> str:
    about = matter.of(ask.subject)
    return f"{about.title} · {shorten(about.about, PROJECT)}" if about else "这件事找不到了"
