"""The card of 「屏蔽」: the link to the plant's gas detectors."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models.ask import MOVABLE, Ask, expiry
from models.book import book


def inhibit(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    if ask.state not in MOVABLE:
        return Card("屏蔽测气仪", status="这张不用了", tone="quiet", final=True)
    page = f"{base}/h5/{book(now).plant.person(ask.person).platform}/detectors/{ask.id}?r={rendition}"
    return Card(
        title="屏蔽测气仪",
        lines=("选哪一台、多久、为什么，最多 8 小时", "屏蔽着的也在这里恢复"),
        deadline=f"{expiry(ask):%m-%d %H:%M} 前有效",
        buttons=(Button("detectors", "选测气仪", "main", page),),
        link=page,
    )
