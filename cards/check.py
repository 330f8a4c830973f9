"""The card of `check --send`: one button that sends a tap, one that opens the test page."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models.ask import MOVABLE, Ask
from models.book import book
from models.house_asks import Tried


def trial(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    if ask.state == "done":
        return Card("试卡片和页面", status="都好用，试完了", tone="done", final=True)
    if ask.state not in MOVABLE:
        return Card("试卡片和页面", status="这张不用了", tone="quiet", final=True)
    page = f"{base}/h5/{book(now).plant.person(ask.person).platform}/check/{ask.id}?r={rendition}"
    tapped = "button" in Tried.of(ask).came
    tap, on = Button("check_tap", "试按钮", "main"), Button("check_page", "打开试验页", "plain", page)
    return Card(
        title="请试一下：卡片和页面",
        lines=("先点「试按钮」，再点「打开试验页」", "只是试验，内容不留，不进任何票"),
        status="按钮好用，再点「打开试验页」" if tapped else "",
        buttons=(on,) if tapped else (tap, on),
        link=page,
    )
