"""The permit under which a hazard was mended, by its number; or why none was needed, where its category asks for one.
Who looks whether it was mended reads both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models import matter
from models.matter import Matter
from rules.texts import bare

MAX_REASON, LEAST_REASON, MAX_NUMBER = 200, 2, 40
NEITHER = "写作业票号；没有用票，写为什么不用"


@dataclass(frozen=True)
class Cover:
    """lack: what its owner has to do first, empty where nothing lacks."""

    permit: Matter | None = None
    no_permit: str = ""
    lack: str = ""

    @property
    def number(self) -> str:
        return self.permit.number if self.permit else ""

    @property
    def told(self) -> dict[str, str]:
        """As the trail keeps it."""
        if self.permit:
            return {"permit": self.number, "permit_title": self.permit.title, "permit_state": self.permit.word}
        return {"no_permit": self.no_permit} if self.no_permit else {}


def read(data: Mapping[str, Any], wanted: bool) -> Cover:
    """`{permit, no_permit}`. wanted: whether the category asks for one."""
    number = str(data.get("permit") or "").strip().upper()[:MAX_NUMBER]
    reason = str(data.get("no_permit") or "").strip()[:MAX_REASON]
    if number:
        found = matter.under(number)
        return Cover(found) if found else Cover(lack=f"核对作业票号，没有 {number} 这张票")
    if wanted and len(bare(reason)) < LEAST_REASON:
        return Cover(lack=NEITHER)
    return Cover(no_permit=reason if wanted else "")
