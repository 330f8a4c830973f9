"""What a template card must hold beyond its shape. Pure: a card in; out comes a Refusal, or the card as shown, with
warnings.

Source: pages 90236, 90372 (send) and 94945 (update).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simulator.phones import Json
from simulator.wecom.card_shapes import FIELDS, INTERACTIVE, check_shape, items, shown, texts
from simulator.wecom.errors import Refusal

TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
KEY_BYTES, OPTION_BYTES, URL_BYTES = 1024, 128, 2048
LINKS = frozenset({"url", "icon_url", "image_url"})
STYLES, COLOURS = range(1, 5), range(4)
ASPECTS = (1.3, 2.25)


@dataclass
class Context:
    """What a card may refer to, and where its warnings go."""

    knows_media: Callable[[str], bool]
    knows_user: Callable[[str], bool]
    is_update: bool = False
    warnings: list[str] = field(default_factory=list)


def calls_back(card: Json) -> bool:
    """Whether the card can send a callback: buttons, vote, selection or a corner menu."""
    return card.get("card_type") in INTERACTIVE or "action_menu" in card


def check(card: Json, context: Context) -> Json:
    """The card as phones show it; raises Refusal with the platform's code."""
    kind = card.get("card_type")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise Refusal(40058, "card_type")
    card = _without_useless(card, context)
    check_shape(card, FIELDS[kind])
    for rule in (_update_only, _titles, _action, _task, _news, _parts, _buttons, _questions, _links, _references):
        rule(card, context)
    return _with_defaults(shown(card, context.warnings.append), context)


def _without_useless(card: Json, context: Context) -> Json:
    """A corner menu on a vote or a selection is ignored by the platform."""
    if card["card_type"] in ("vote_interaction", "multiple_interaction") and "action_menu" in card:
        context.warnings.append("action_menu is ignored on this card type")
        return {name: value for name, value in card.items() if name != "action_menu"}
    return card


def _update_only(card: Json, context: Context) -> None:
    if not context.is_update and "replace_text" in card:
        raise Refusal(40058, "replace_text belongs to an update")


def _titles(card: Json, _context: Context) -> None:
    title = card.get("main_title", {}).get("title")
    if title or (card["card_type"] == "text_notice" and card.get("sub_title_text")):
        return
    raise Refusal(40058 if card["card_type"] == "text_notice" else 41016, "main_title.title")


def _action(card: Json, _context: Context) -> None:
    action = card.get("card_action", {})
    needed = {1: "url", 2: "appid"}.get(action.get("type", 0))
    if card["card_type"] in ("text_notice", "news_notice"):
        if needed is None or not action.get(needed):
            raise Refusal(42045)
    elif needed and not action.get(needed):
        raise Refusal(40058, f"card_action.{needed}")


def _task(card: Json, context: Context) -> None:
    task = card.get("task_id")
    needed = calls_back(card) and not context.is_update
    if (task is None and needed) or (task is not None and not TASK_ID.fullmatch(task)):
        raise Refusal(42014)


def _news(card: Json, _context: Context) -> None:
    if card["card_type"] != "news_notice":
        return
    if "card_image" not in card and "image_text_area" not in card:
        raise Refusal(40058, "card_image or image_text_area")
    if "image_text_area" in card and not card["image_text_area"].get("image_url"):
        raise Refusal(40058, "image_text_area.image_url")
    image = card.get("card_image", {"url": "-"})
    if not image.get("url"):
        raise Refusal(40058, "card_image.url")
    if not ASPECTS[0] <= image.get("aspect_ratio", ASPECTS[0]) <= ASPECTS[1]:
        raise Refusal(40058, "card_image.aspect_ratio")


REQUIRED = {
    "button_interaction": ("button_list",),
    "vote_interaction": ("checkbox", "submit_button"),
    "multiple_interaction": ("select_list", "submit_button"),
}


def _parts(card: Json, _context: Context) -> None:
    for name in REQUIRED.get(card["card_type"], ()):
        if name not in card:
            raise Refusal(40058, f"{name} is missing")
    if "action_menu" in card and "action_list" not in card["action_menu"]:
        raise Refusal(40058, "action_menu.action_list is missing")


def _buttons(card: Json, _context: Context) -> None:
    keys = []
    menu = items(card.get("action_menu", {}).get("action_list"))
    for button in items(card.get("button_list")) + menu + items(card.get("submit_button")):
        if not button.get("text") and button is not card.get("submit_button"):
            raise Refusal(42020)
        if button.get("type") == 1:
            _need(button, "url")
            continue
        if not button.get("key"):
            raise Refusal(42019)
        keys.append(button["key"])
    if max((len(key.encode()) for key in keys), default=0) > KEY_BYTES or _repeated(keys):
        raise Refusal(42018)


def questions(card: Json) -> list[Json]:
    """The card's selectors: checkbox, button_selection and each of select_list."""
    return [
        *items(card.get("checkbox")),
        *items(card.get("button_selection")),
        *items(card.get("select_list")),
    ]


def _questions(card: Json, _context: Context) -> None:
    asked = questions(card)
    for question in asked:
        _need(question, "question_key", KEY_BYTES)
        options = items(question.get("option_list"))
        if not options:
            raise Refusal(40058, "option_list is missing")
        for option in options:
            _need(option, "id", OPTION_BYTES)
            _need(option, "text")
        if _repeated(option["id"] for option in options):
            raise Refusal(40058, "option ids repeat")
    if _repeated(question["question_key"] for question in asked):
        raise Refusal(40058, "question_keys repeat")


def _links(card: Json, _context: Context) -> None:
    for where, name, text, _holder in texts(card):
        if name not in LINKS or not text:
            continue
        if not text.startswith(("http://", "https://")):
            raise Refusal(45034, where)
        if len(text.encode()) > URL_BYTES:
            raise Refusal(40039, where)


def _references(card: Json, context: Context) -> None:
    for line in items(card.get("horizontal_content_list")):
        _need(line, "keyname")
        needed = {1: "url", 2: "media_id", 3: "userid"}.get(line.get("type", 0))
        if needed:
            _need(line, needed)
        if needed == "media_id" and not context.knows_media(line["media_id"]):
            raise Refusal(40007)
        if needed == "userid" and not context.knows_user(line["userid"]):
            raise Refusal(40058, "horizontal_content_list.userid")
    jumps = items(card.get("jump_list"))
    for jump in jumps + items(card.get("quote_area")) + items(card.get("image_text_area")):
        needed = {1: "url", 2: "appid"}.get(jump.get("type", 0))
        if needed:
            _need(jump, needed)
    for titled in jumps + items(card.get("vertical_content_list")):
        _need(titled, "title")


def _with_defaults(card: Json, context: Context) -> Json:
    """Values that the platform replaces by its default instead of refusing."""
    for button in items(card.get("button_list")):
        _default(button, "style", STYLES, 1, context)
    for source in items(card.get("source")):
        _default(source, "desc_color", COLOURS, 0, context)
    for question in questions(card):
        ids = [option["id"] for option in question["option_list"]]
        _default(question, "selected_id", ids, ids[0], context)
    if "submit_button" in card:
        card = card | {"submit_button": {"text": "提交"} | card["submit_button"]}
    return card


def _default(holder: Json, name: str, known: Iterable[object], instead: object, context: Context) -> None:
    if name in holder and holder[name] not in known:
        context.warnings.append(f"{name} {holder[name]!r} is unknown: {instead!r} is shown")
        holder[name] = instead


def _need(holder: Json, name: str, most_bytes: int | None = None) -> None:
    value = holder.get(name)
    if not value or (most_bytes and len(str(value).encode()) > most_bytes):
        raise Refusal(40058, name)


def _repeated(values: Iterable[str]) -> bool:
    return any(count > 1 for count in Counter(values).values())
