"""三级安全教育 and the three signatures after it, as the chain of a training file has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models import alike
from models.training_levels import BACK, CLEARED, DUE, PLANNED, SIGNED, TAUGHT

# What the entries say of whether he may work alone, as his row has it.
ALONE = {DUE: "due", BACK: "taught", CLEARED: "signed"}
WORDS = {"": "不用签", "taught": "还在带", "due": "还没签全", "signed": "三个人都签了"}


@dataclass(frozen=True)
class Levelled:
    """Somebody taught him a level, face to face. practice: what he did himself; topics: what he was told or shown."""

    at: datetime
    who: str
    name: str
    hours: str
    practice: str
    topics: str


@dataclass(frozen=True)
class Signed:
    """Somebody signed that he may work alone, or sent him back. word: as what; reason: why he was sent back; signature:
    the hash of the handwritten name; doubt: why it should be looked at."""

    at: datetime
    who: str
    word: str
    reason: str
    signature: str
    doubt: str = ""


@dataclass
class Schooling:
    """planned: the levels, in words; alone: as his row has it."""

    planned: str = ""
    levelled: list[Levelled] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    alone: str = ""

    @property
    def word(self) -> str:
        return WORDS.get(self.alone, self.alone)

    def take(self, kind: str, data: Mapping[str, Any], at: datetime, who: str, beside: str = "") -> None:
        """beside: the name of whoever signed alike, where somebody did."""
        if kind == PLANNED:
            # Those of before these signatures do not say it.
            self.planned, self.alone = str(data["told"]), str(data.get("alone", self.alone))
        elif kind == TAUGHT:
            practice, topics = "、".join(map(str, data["practice"])), "；".join(map(str, data.get("topics", ())))
            self.levelled.append(Levelled(at, who, str(data["name"]), str(data["hours"]), practice, topics))
        elif kind in (SIGNED, BACK):
            digest = str(data.get("png", {}).get("sha256", ""))
            seen = alike.words(str(data["check"]), beside) if "check" in data else ""
            self.signed.append(Signed(at, who, str(data["word"]), str(data.get("reason", "")), digest, seen))
        self.alone = ALONE.get(kind, self.alone)
