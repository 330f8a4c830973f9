"""「隐患公示」: the board of hazards that everybody in the plant may read."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.words import KIND
from models import hazard_search
from models.hazard_search import OPEN, Sought
from models.house_asks import Found
from rules.plant import Person

WORD, PAGE = "隐患公示", "posted/open"


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """How many are open, with the link to the board."""
    count, late = (hazard_search.count(Sought(state=OPEN, late=late)) for late in (False, True))
    words = f"全厂没销号的隐患 {count} 条" + (f"，超期 {late} 条。" if late else "。")
    asks.show(KIND, person.id, f"你发了「{WORD}」", Found(title=WORD, page=PAGE, link_text="点开看"), now, words=words)
    return Answer(words, "info")
