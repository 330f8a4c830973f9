"""From the neutral `Card` to the variables of our DingTalk template, within the platform's limits. Sends nothing.

The template is `dingtalk_template.json` beside this file. Source: pages `create-and-deliver-cards` (limits) and
`event-callback-card` (what a tap sends back).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from cards.card import Button, Card

Body = dict[str, Any]

# Hard limits of `create-and-deliver-cards`, in bytes of UTF-8; all buttons with their addresses share one value.
KEY_BYTES, VALUE_BYTES = 100, 1024
# Page `open-the-interface-to-create-a-card-instance` allows 100 characters; these 64 are safe in every address.
CARD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Lengths that suit our template, in characters: a longer text would break the layout.
TITLE, BUTTON_TEXT = 36, 10
# A line of this length leaves room for at least two others in the value that they share.
LINE_BYTES = 300
LINK_ID = "open"


def render(card: Card, *, ask: int | None, rendition: int, card_id: str, base_link: str) -> Body:
    """The card's variables: `cardData` for everybody, `userPrivateData` for the person who has just tapped.

    Without a notice there is no private part, so that an update by key leaves an earlier notice as it is.
    `base_link` completes relative links. Raises ValueError when a hard limit of the platform would be broken.
    """
    public = {
        "title": shorten(card.title, TITLE),
        "lines": _lines(card),
        "deadline": cut(card.deadline, VALUE_BYTES),
        "status": cut(card.status, VALUE_BYTES),
        "tone": card.tone,
        "image": "",
        "buttons": _json([_button(button, base_link) for button in _with_link(card)]),
        "ask": "" if ask is None else str(ask),
        "rendition": str(rendition),
    }
    body: Body = {"outTrackId": card_id, "cardData": {"cardParamMap": public}}
    if card.notice:
        body["userPrivateData"] = {"cardParamMap": {"notice": cut(card.notice, VALUE_BYTES)}}
    check(body)
    return body


# DingTalk updates by key, so the same variables make a new card and repaint an old one.
render_update = render


def _lines(card: Card) -> str:
    """Lines and facts as JSON text; those that no longer fit are left out, with … as the last line."""
    facts = [f"{name}：{value}" for name, value in card.facts]
    lines = [cut(line, LINE_BYTES) for line in (*card.lines, *facts) if line]
    if _fits(lines):
        return _json(lines)
    while not _fits([*lines, "…"]):
        lines.pop()
    return _json([*lines, "…"])


def _fits(value: Sequence[str]) -> bool:
    return len(_json(value).encode()) <= VALUE_BYTES


def _with_link(card: Card) -> list[Button]:
    """The template has no place for the card's link, so it becomes the last button."""
    return [*card.buttons, Button(LINK_ID, card.link_text, url=card.link)] if card.link else [*card.buttons]


def _button(button: Button, base_link: str) -> dict[str, str]:
    return {
        "id": button.action,
        "text": shorten(button.text, BUTTON_TEXT),
        "style": button.style,
        "url": urljoin(base_link, button.url) if button.url else "",
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; a cut text ends with …, and the whole of it is behind the card's link."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, cut between characters; a cut ends with …"""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    room = limit - len("…".encode())
    return raw[:room].decode(errors="ignore").rstrip() + "…"


def check(body: Mapping[str, Any]) -> None:
    """Raises ValueError, with the variable's name, when DingTalk or our template would not take the card."""
    for fault in _faults(body):
        raise ValueError(f"DingTalk would refuse this card: {fault}")


def _faults(body: Mapping[str, Any]) -> Iterator[str]:
    public = body["cardData"]["cardParamMap"]
    private = body.get("userPrivateData", {}).get("cardParamMap", {})
    if not CARD_ID.fullmatch(body["outTrackId"]):
        yield f"outTrackId {body['outTrackId']!r}"
    if not public["title"]:
        yield "title is empty"
    for name, value in {**public, **private}.items():
        if not isinstance(value, str):
            yield f"{name} is not text"
        elif len(name.encode()) > KEY_BYTES or len(value.encode()) > VALUE_BYTES:
            yield f"{name} has {len(value.encode())} bytes"
    yield from _button_faults(json.loads(public["buttons"]))


def _button_faults(buttons: list[dict[str, str]]) -> Iterator[str]:
    if len({button["id"] for button in buttons}) < len(buttons):
        yield "two buttons with one id"
    for button in buttons:
        if not (button["id"] and button["text"]):
            yield "a button without id or text"
        if button["url"] and not button["url"].startswith(("http://", "https://")):
            yield f"url {button['url'][:80]!r}"
