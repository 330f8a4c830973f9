"""From the neutral `Card` to WeCom's template card, within the platform's limits. Sends nothing.

A card with buttons is a `button_interaction`; one without is a `text_notice` when it is new, and a greyed
`button_interaction` when it repaints such a card. Source: document/path/90236 (send), 90372 (types), 94888 (update).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from cards.card import Button, Card
from models.matter import Tone

Body = dict[str, Any]

# Lengths advised by 90236, in characters: the phone cuts longer text, so we cut it ourselves where it hurts least.
TITLE, DEADLINE, SUBTITLE = 36, 44, 160
FACT_NAME, FACT_VALUE, BUTTON_TEXT, JUMP_TITLE = 5, 30, 10, 18
# Hard limits of 90236.
FACTS, BUTTONS = 6, 6
KEY_BYTES, URL_BYTES = 1024, 2048
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")

URL = 1
STYLES = {"main": 1, "plain": 2, "danger": 4}
GREY, BLACK, RED, GREEN = 0, 1, 2, 3
# The head of a card: its colour and the word that says the same.
SOURCES: dict[Tone, tuple[str, int]] = {
    "info": ("安好", BLACK),
    "done": ("安好 · 已办", GREEN),
    "caution": ("安好 · 注意", BLACK),
    "stop": ("安好 · 紧急", RED),
    "quiet": ("安好 · 已结束", GREY),
}
CLOSED: dict[Tone, str] = {"info": "不用再办", "done": "已办", "caution": "不用再办", "stop": "已停", "quiet": "已结束"}
CLOSED_ACTION = "closed"
LINK_NAME = "详情"


def render(card: Card, *, ask: int | None, rendition: int, card_id: str, base_link: str) -> Body:
    """The `template_card` object of a new card. `base_link` completes relative links, and is used when the card has
    none.

    Raises ValueError when a hard limit of the platform would be broken.
    """
    body = _interactive(card, ask, rendition, card_id, base_link) if card.buttons else _notice(card, card_id, base_link)
    check(body)
    return body


def render_update(card: Card, *, ask: int | None, rendition: int, card_id: str, base_link: str) -> Body:
    """The object that repaints a card with buttons; when none are left, it shows one grey word and keeps its type.

    Another card type would leave the old buttons alive on some phones. Raises ValueError as `render` does.
    """
    if card.buttons:
        return render(card, ask=ask, rendition=rendition, card_id=card_id, base_link=base_link)
    word = card.status if 0 < len(card.status) <= BUTTON_TEXT else CLOSED[card.tone]
    closed = replace(card, buttons=(Button(CLOSED_ACTION, word),))
    body = _interactive(closed, ask, rendition, card_id, base_link) | {"replace_text": word}
    check(body)
    return body


def encode_key(action: str, ask: int | None, rendition: int) -> str:
    """What a button sends back; `bot.wecom.keys` reads it. Raises ValueError for an action with a `|`."""
    if "|" in action:
        raise ValueError(f"the action {action!r} can't hold a |")
    return f"{action}|{'' if ask is None else ask}|{rendition}"


def _interactive(card: Card, ask: int | None, rendition: int, card_id: str, base_link: str) -> Body:
    """A card with a row of buttons, which have no room for a link: it goes below the facts."""
    link = {"type": URL, "keyname": LINK_NAME, "value": shorten(card.link_text, FACT_VALUE)}
    facts = [_fact(*fact) for fact in card.facts]
    if card.link:
        facts = [*facts[: FACTS - 1], link | {"url": _absolute(card.link, base_link)}]
    return _common(card, base_link) | {
        "card_type": "button_interaction",
        "task_id": card_id,
        "horizontal_content_list": facts[:FACTS],
        "button_list": [_button(button, ask, rendition, base_link) for button in card.buttons],
    }


def _notice(card: Card, card_id: str, base_link: str) -> Body:
    link = _absolute(card.link, base_link)
    return _common(card, base_link) | {
        "card_type": "text_notice",
        # Not required here, but an id can be used only once, so a repeated try arrives once.
        "task_id": card_id,
        "horizontal_content_list": [_fact(*fact) for fact in card.facts[:FACTS]],
        "jump_list": [{"type": URL, "title": shorten(card.link_text, JUMP_TITLE), "url": link}],
        # Required for this type (42045).
        "card_action": {"type": URL, "url": link},
    }


def _common(card: Card, base_link: str) -> Body:
    words, colour = SOURCES[card.tone]
    link = _absolute(card.link, base_link) if card.link else ""
    body = {
        "source": {"desc": words, "desc_color": colour},
        "main_title": _filled({"title": shorten(card.title, TITLE), "desc": shorten(card.deadline, DEADLINE)}),
        "quote_area": _filled({"quote_text": card.notice}),
        "sub_title_text": shorten("\n".join(part for part in (card.status, *card.lines) if part), SUBTITLE),
        "card_action": {"type": URL, "url": link} if link else {},
    }
    return _filled(body)


def _filled(body: Body) -> Body:
    return {name: value for name, value in body.items() if value}


def _fact(name: str, value: str) -> Body:
    return {"keyname": shorten(name, FACT_NAME), "value": shorten(value, FACT_VALUE)}


def _button(button: Button, ask: int | None, rendition: int, base_link: str) -> Body:
    shown = {"text": shorten(button.text, BUTTON_TEXT), "style": STYLES[button.style]}
    if button.url:
        return shown | {"type": URL, "url": _absolute(button.url, base_link)}
    return shown | {"key": encode_key(button.action, ask, rendition)}


def _absolute(link: str, base_link: str) -> str:
    return urljoin(base_link, link)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; a cut text ends with …, and the whole of it is behind the card's link."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def check(body: Mapping[str, Any]) -> None:
    """Raises ValueError, with the field's name, when the platform would refuse the card."""
    for fault in _faults(body):
        raise ValueError(f"WeCom would refuse this card: {fault}")


def _faults(body: Mapping[str, Any]) -> Iterator[str]:
    buttons = body.get("button_list", [])
    keys = [button["key"] for button in buttons if "key" in button]
    if not body.get("main_title", {}).get("title"):
        yield "main_title.title is empty"
    if not TASK_ID.fullmatch(body["task_id"]):
        yield f"task_id {body['task_id']!r}"
    if body["card_type"] == "button_interaction" and not 1 <= len(buttons) <= BUTTONS:
        yield f"{len(buttons)} buttons"
    if len(set(keys)) < len(keys) or any(not 0 < len(key.encode()) <= KEY_BYTES for key in keys):
        yield "button keys must differ and have at most 1024 bytes"
    if not all(button["text"] for button in buttons):
        yield "a button without text"
    if not all(fact["keyname"] for fact in body.get("horizontal_content_list", [])):
        yield "a fact without keyname"
    for url in _urls(body):
        if not url.startswith(("http://", "https://")) or len(url.encode()) > URL_BYTES:
            yield f"url {url[:80]!r}"


def _urls(body: Mapping[str, Any]) -> Iterator[str]:
    lists = ("horizontal_content_list", "jump_list", "button_list")
    for part in (body.get("card_action", {}), *(part for name in lists for part in body.get(name, ()))):
        if "url" in part:
            yield part["url"]
