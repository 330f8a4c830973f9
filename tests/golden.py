"""Cards as each platform gets them, compared with golden files that were reviewed by eye.

`ANHAO_GOLDEN=write pytest tests/cards` writes the golden files again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from plant import Plant

from cards import dingtalk, wecom
from cards.builders import build
from models.ask import Ask

DATA = Path(__file__).parent / "cards" / "data"
BASE = "https://anhao.example.com"
RENDERERS = {"wecom": wecom, "dingtalk": dingtalk}


def looks_as_reviewed(plant: Plant, name: str, ask: Ask, *, new: bool = False) -> None:
    """Checks that the ask's card on the person's platform is the golden one: a new card, or a repaint."""
    platform = plant.person(ask.person).platform
    card = build(Ask.get_by_id(ask.id), BASE, 7, plant.now)
    make = RENDERERS[platform].render if new else RENDERERS[platform].render_update
    body = make(card, ask=77, rendition=7, card_id="a1b2c3-77-1", base_link=BASE)
    shown = json.loads(json.dumps(body, ensure_ascii=False).replace(f"/{ask.id}?r=7", "/77?r=7"))
    path = DATA / f"permit_{name}_{platform}.json"
    if os.environ.get("ANHAO_GOLDEN") == "write":
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    assert json.loads(path.read_text()) == shown
