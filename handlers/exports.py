"""What an export is to hold: a period of days, and optionally an area, kind, person and project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models import matter
from models.book import Book, name_of
from models.rulebook import last_named
from rules.given import day

NAMES = ("from", "to", "area", "kind", "person", "project")


class BadScope(ValueError):
    """The wish can't be met; the words say what is so and what to do."""


@dataclass(frozen=True)
class Scope:
    """Both days are included; an empty text does not restrict. kind: one of `matter.kinds`; person: an id;
    project: words of what a matter is about."""

    since: date
    until: date
    area: str = ""
    kind: str = ""
    person: str = ""
    project: str = ""

    def words(self, rules: Book) -> str:
        """The scope as people say it."""
        parts = [f"{self.since:%Y-%m-%d} 至 {self.until:%Y-%m-%d}"]
        parts += [last_named("areas", self.area) or self.area] if self.area else []
        parts += [matter.kinds(rules).get(self.kind, self.kind)] if self.kind else []
        parts += [name_of(rules.plant, self.person)] if self.person else []
        parts += [f"内容含「{self.project}」"] if self.project else []
        return " · ".join(parts)


def read(given: Mapping[str, str], rules: Book) -> Scope:
    """The scope from a form or a command line (`from`, `to`, …). Raises BadScope."""
    known = {name: str(given.get(name) or "").strip() for name in NAMES}
    since, until = _day(known["from"], "开始"), _day(known["to"], "结束")
    if until < since:
        raise BadScope("结束日期在开始日期之前。请把两个日期对调。")
    if known["area"] and not last_named("areas", known["area"]):
        raise BadScope(f"没有区域「{known['area']}」。请用 plant.yaml 里的区域编号。")
    if known["kind"] and known["kind"] not in matter.kinds(rules):
        raise BadScope(f"没有类别「{known['kind']}」。可以写 {'、'.join(matter.kinds(rules))}。")
    if known["person"] and not last_named("people", known["person"]):
        raise BadScope(f"通讯录里没有「{known['person']}」。请用人员编号。")
    return Scope(since, until, known["area"], known["kind"], known["person"], known["project"])


def _day(text: str, which: str) -> date:
    try:
        return day(text)
    except ValueError:
        raise BadScope(f"{which}日期「{text}」看不懂，或差得太远。请写成 2026-11-25 这样。") from None
