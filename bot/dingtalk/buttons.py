"""The buttons of a card in the variables of the second template, which has four fixed ones instead of a loop: no public
page proves that a button inside a loop sends its own id. The template is `cards/dingtalk_template_fixed.json`."""

from __future__ import annotations

import json
from typing import Any

from bot.channel import Json

PLACES = 4
FIELDS = ("id", "text", "style", "url")
# A card with more buttons keeps the first ones, and its last one opens a page with all of them.
ALL = {"id": "all", "text": "全部选项", "style": "plain"}


def fixed(card_data: Json, base: str) -> dict[str, Any]:
    """The card's data with each button in variables of its own; places without a button are empty, so that an update by
    key clears them. `base`: our public address, for the page with all of them."""
    variables = dict(card_data["cardParamMap"])
    buttons = json.loads(variables.pop("buttons"))
    # The letters of a question stand together: nobody guesses among three of four.
    letters = [each for each in buttons if len(each["text"]) == 1]
    if len(letters) == PLACES:
        buttons = letters
    if len(buttons) > PLACES:
        page = f"{base}/h5/dingtalk/choose/{variables['ask']}?r={variables['rendition']}"
        buttons = [*buttons[: PLACES - 1], {**ALL, "url": page}]
    places = [*buttons, *[{}] * (PLACES - len(buttons))]
    each = {f"b{n}_{name}": place.get(name, "") for n, place in enumerate(places, 1) for name in FIELDS}
    return {**card_data, "cardParamMap": {**variables, **each}}
