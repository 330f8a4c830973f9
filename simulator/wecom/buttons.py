"""What on a message can be pressed: the live buttons and links of a card, a textcard or news. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.phones import Json, Message
from simulator.wecom.card_shapes import INTERACTIVE, items
from simulator.wecom.cards import questions


@dataclass(frozen=True)
class Button:
    """One thing to press. `names`: its text and key or id; it opens a url, or calls back with its key."""

    names: frozenset[str]
    url: str | None = None
    key: str = ""
    event: str = "template_card_event"
    selection: bool = field(default=True)


def find(message: Message, wanted: str) -> Button | None:
    """The live button with that text, key or url; None when there is none."""
    return next((button for button in live(message) if wanted in button.names), None)


def live(message: Message) -> Iterator[Button]:
    """All that can be pressed now; the card as a whole is called `card`."""
    if message.kind == "card":
        yield from _card(message.body["template_card"])
    elif message.kind == "textcard":
        body = message.body["textcard"]
        yield Button(frozenset({body["btntxt"], "card"}), url=body["url"])
    elif message.kind == "news":
        for article in message.body["news"]["articles"]:
            yield Button(frozenset({article["title"], "card"}), url=article.get("url"))


def _card(card: Json) -> Iterator[Button]:
    # The grey text of an update replaces all buttons of an interactive card.
    if not (card["card_type"] in INTERACTIVE and card.get("replace_text")):
        for button in items(card.get("button_list")) + items(card.get("submit_button")):
            url = button.get("url") if button.get("type") == 1 else None
            yield Button(frozenset({button["text"], button.get("key") or url or ""}), url, button.get("key", ""))
    for choice in items(card.get("action_menu", {}).get("action_list")):
        names = frozenset({choice["text"], choice["key"]})
        yield Button(names, key=choice["key"], event="template_card_menu_event", selection=False)
    for link in items(card.get("jump_list")) + items(card.get("horizontal_content_list")):
        if link.get("type") == 1:
            yield Button(frozenset({link.get("title") or link.get("value") or link["keyname"]}), url=link["url"])
    for area in ("card_action", "quote_area", "image_text_area"):
        for link in items(card.get(area)):
            if link.get("type") == 1:
                yield Button(frozenset({"card" if area == "card_action" else link.get("title", area)}), link["url"])


def selected(card: Json, choices: Any) -> list[Json]:
    """SelectedItem[] of a submit: what was chosen, else what the card preselects.

    `choices` is {question_key: id or [ids]}, or an id or [ids] for the first question; texts stand for their ids.
    """
    asked = questions(card)
    if choices is not None and not isinstance(choices, dict):
        choices = {asked[0]["question_key"]: choices} if asked else {}
    return [_answered(question, (choices or {}).get(question["question_key"])) for question in asked]


def _answered(question: Json, chosen: Any) -> Json:
    options = question["option_list"]
    ids = {option["text"]: option["id"] for option in options} | {option["id"]: option["id"] for option in options}
    if chosen is None:
        ticked = [option["id"] for option in options if option.get("is_checked")]
        # A list to choose from always has something selected; a vote may have nothing.
        first = [] if any("is_checked" in option for option in options) else [options[0]["id"]]
        chosen = ticked or ([question["selected_id"]] if question.get("selected_id") else first)
    picked = [ids[str(one)] for one in (chosen if isinstance(chosen, list) else [chosen]) if str(one) in ids]
    return {"QuestionKey": question["question_key"], "OptionIds": {"OptionId": picked}}
