"""Template cards as tables: which fields each type has, what lies inside, list lengths, advised lengths of texts.

Source: pages 90236 and 90372, sections 模板卡片. Texts over the advised length are accepted and shown cut.
"""

import copy
from collections.abc import Callable, Iterator

from simulator.phones import Json
from simulator.wecom.errors import Refusal


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOTICE = "card_type source action_menu task_id main_title quote_area horizontal_content_list jump_list card_action "
FIELDS = {
    "text_notice": _names(_NOTICE + "emphasis_content sub_title_text"),
    "news_notice": _names(_NOTICE + "card_image image_text_area vertical_content_list"),
    "button_interaction": _names(
        "card_type source action_menu task_id main_title quote_area sub_title_text horizontal_content_list"
        " card_action button_selection button_list replace_text"
    ),
    "vote_interaction": _names("card_type source task_id main_title checkbox submit_button replace_text"),
    "multiple_interaction": _names("card_type source task_id main_title select_list submit_button replace_text"),
}
INTERACTIVE = _names("button_interaction vote_interaction multiple_interaction")
INSIDE = {
    "source": _names("icon_url desc desc_color"),
    "action_menu": _names("desc action_list"),
    "action_menu.action_list": _names("text key"),
    "main_title": _names("title desc"),
    "quote_area": _names("type url appid pagepath title quote_text"),
    "emphasis_content": _names("title desc"),
    "horizontal_content_list": _names("type keyname value url media_id userid"),
    "jump_list": _names("type title url appid pagepath"),
    "card_action": _names("type url appid pagepath"),
    "image_text_area": _names("type url appid pagepath title desc image_url"),
    "card_image": _names("url aspect_ratio"),
    "vertical_content_list": _names("title desc"),
    "button_selection": _names("question_key title option_list selected_id disable"),
    "button_selection.option_list": _names("id text"),
    "button_list": _names("type text style key url"),
    "checkbox": _names("question_key mode option_list disable"),
    "checkbox.option_list": _names("id text is_checked"),
    "submit_button": _names("text key"),
    "select_list": _names("question_key title selected_id option_list disable"),
    "select_list.option_list": _names("id text"),
}
LENGTHS = {
    "action_menu.action_list": (1, 3),
    "horizontal_content_list": (0, 6),
    "jump_list": (0, 3),
    "vertical_content_list": (0, 4),
    "button_selection.option_list": (1, 10),
    "button_list": (1, 6),
    "checkbox.option_list": (1, 20),
    "select_list": (1, 3),
    "select_list.option_list": (1, 10),
}
ADVICE = {
    "source.desc": 20,
    "main_title.title": 36,
    "main_title.desc": 44,
    "emphasis_content.title": 14,
    "emphasis_content.desc": 22,
    "sub_title_text": 160,
    "horizontal_content_list.keyname": 5,
    "horizontal_content_list.value": 30,
    "jump_list.title": 18,
    "vertical_content_list.title": 38,
    "vertical_content_list.desc": 160,
    "button_selection.option_list.text": 16,
    "button_list.text": 10,
    "checkbox.option_list.text": 17,
    "submit_button.text": 10,
    "select_list.option_list.text": 16,
}
NUMBERS = _names("type style desc_color mode aspect_ratio")
SWITCHES = _names("is_checked disable")


def check_shape(node: Json, allowed: frozenset[str], path: str = "") -> None:
    """Unknown fields, wrong types and wrong list lengths are refused with 40058."""
    for name, value in node.items():
        where = f"{path}.{name}" if path else name
        if name not in allowed:
            raise Refusal(40058, f"{where} is not a field here")
        _check_value(where, name, value)
        for item in items(value):
            check_shape(item, INSIDE[where], where)


def _check_value(where: str, name: str, value: object) -> None:
    if where in LENGTHS:
        least, most = LENGTHS[where]
        right = isinstance(value, list) and all(isinstance(item, dict) for item in value)
        if not right or not least <= len(list(items(value))) <= most:
            raise Refusal(40058, f"{where} needs {least} to {most} objects")
        return
    kinds: tuple[type, ...] = (dict,) if where in INSIDE else _scalar(name)
    if not isinstance(value, kinds) or (name in NUMBERS and isinstance(value, bool)):
        raise Refusal(40058, f"{where} has the wrong type")


def _scalar(name: str) -> tuple[type, ...]:
    if name in NUMBERS:
        return (int, float) if name == "aspect_ratio" else (int,)
    return (bool,) if name in SWITCHES else (str,)


def items(value: object) -> list[Json]:
    """The objects in a field: those of a list, the one that it is, or none."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(card: Json, path: str = "") -> Iterator[tuple[str, str, str, Json]]:
    """Every text of a card: its path without list positions, its name, itself and the object that holds it."""
    for name, value in card.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, str):
            yield where, name, value, card
        for item in items(value):
            yield from texts(item, where)


def shown(card: Json, warn: Callable[[str], None]) -> Json:
    """The card as a phone shows it: over-long texts cut, each with a warning."""
    cut = copy.deepcopy(card)
    for where, name, text, holder in list(texts(cut)):
        most = ADVICE.get(where)
        if most is not None and len(text) > most:
            warn(f"{where} has {len(text)} characters, advised {most}: shown cut")
            holder[name] = text[: most - 1] + "…"
    return cut
