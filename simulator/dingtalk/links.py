"""Buttons and links that open a page: in robot messages and work notices, which have no callbacks."""

import json
import re
from collections.abc import Iterator
from typing import Any

from simulator.phones import Json, Message

MARKDOWN_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<url>[^)\s]+)\)")
ROBOT_BUTTONS = (
    ("singleTitle", "singleURL"),
    *((f"actionTitle{number}", f"actionURL{number}") for number in range(1, 6)),
    *((f"buttonTitle{number}", f"buttonUrl{number}") for number in range(1, 3)),
)


def press(message: Message, button: str) -> Json:
    """`{"open": url}` for the link of that text (or the message's own link), else a dead button."""
    for text, url in links(message.body):
        if url and button in (text, url):
            return {"open": url}
    return {"dead": True}


def links(body: Json) -> Iterator[tuple[str, str]]:
    """Every (text, address) pair of a robot message or work notice."""
    if "msgKey" in body:
        yield from _of_robot(json.loads(body["msgParam"]))
    else:
        yield from _of_notice(body.get(body.get("msgtype", ""), {}))


def _of_robot(shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for title, url in ROBOT_BUTTONS:
        if title in shown:
            yield shown[title], shown.get(url, "")
    if "messageUrl" in shown:
        yield shown.get("title", ""), shown["messageUrl"]
    yield from MARKDOWN_LINK.findall(shown.get("text", ""))


def _of_notice(shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "single_title" in shown:
        yield shown["single_title"], shown.get("single_url", "")
    for button in shown.get("btn_json_list") or []:
        yield button.get("title", ""), button.get("action_url", "")
    if shown.get("messageUrl") or shown.get("message_url"):
        title = shown.get("title") or shown.get("head", {}).get("text", "")
        yield title, shown.get("messageUrl") or shown["message_url"]
    yield from MARKDOWN_LINK.findall(shown.get("text") or shown.get("markdown") or "")
