"""Whether the plant's data are those that were loaded: the rules' own chain has the digest of each version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from models import rulebook
from models.base import to_milliseconds
from models.chain import Broken, unbroken
from models.ledger import of_subject
from models.rulebook import RuleVersion
from models.subject import Subject

KEY, CHANGED = "rules/plant", "rules.changed"
SHORT = 16
Row = tuple[int, str, str, str, int | None, int | None]


@dataclass(frozen=True)
class Disputed:
    """A version of the plant's data of which the chain does not say what the store does."""

    version: int
    sealed: str
    stored: str

    @property
    def what(self) -> str:
        return f"规则版本 {self.version} 的内容"

    @property
    def words(self) -> str:
        says = f"记录链里是「{self.sealed}」，库里是「{self.stored}」"
        return f"{self.what}：{says}，人名、岗位和证书可能不是装载时的"


def disputed() -> list[Disputed]:
    """Every version that is not the one that its entry names, by what stands beside its data."""
    # The rows come first: a version is kept together with its entry.
    rows = list(RuleVersion.select(RuleVersion.id, RuleVersion.digest, RuleVersion.holds_from).order_by(RuleVersion.id))
    try:
        entries = _entries()
    except Broken as broken:
        return [Disputed(rows[-1].id, f"断了：{broken.words}", rows[-1].digest[:SHORT])] if rows else []
    return [found for row in rows if (found := _of_row(row, entries.get(row.id)))]


def of_data(version: int, actual: str) -> Disputed | None:
    """The version if its data, whose digest is `actual`, are not those whose digest stands beside them."""
    kept = rulebook.digest_of(version)
    return None if kept == actual else Disputed(version, kept[:SHORT], actual[:SHORT])


def faults() -> list[str]:
    """A sentence for each version that is not what was loaded, by all of its data."""
    found = {each.version: each.words for each in disputed()}
    for row in RuleVersion.select().order_by(RuleVersion.id).iterator():
        if row.id not in found and (changed := of_data(row.id, rulebook.digest(rulebook.contents(row.data)))):
            found[row.id] = changed.words
    return list(found.values())


def _of_row(row: RuleVersion, entry: Mapping[str, str] | None) -> Disputed | None:
    if entry is None:
        return Disputed(row.id, "没有这一版", row.digest[:SHORT])
    if entry["digest"] != row.digest:
        return Disputed(row.id, entry["digest"][:SHORT], row.digest[:SHORT])
    begins = datetime.fromisoformat(entry["holds_from"])
    if to_milliseconds(begins) != to_milliseconds(row.holds_from):
        return Disputed(row.id, f"{begins:%Y-%m-%d %H:%M:%S} 起", f"{row.holds_from:%Y-%m-%d %H:%M:%S} 起")
    return None


def _entries() -> Mapping[int, Mapping[str, str]]:
    """What the rules' chain says of each version. Raises Broken."""
    rules = Subject.get_or_none(Subject.key == KEY)
    if rules is None:
        return {}
    rows = tuple((row.seq, row.kind, row.canonical, row.hash, row.seal_id, row.leaf) for row in of_subject(rules))
    return _read(rules.id, rules.seq, rules.head, rows)


@lru_cache(maxsize=4)
def _read(subject: int, _seq: int, _head: str, rows: tuple[Row, ...]) -> Mapping[int, Mapping[str, str]]:
    """Climbs to the seals once for the same rows."""
    unbroken(Subject.get_by_id(subject))
    found: dict[int, Mapping[str, str]] = {}
    for data in (json.loads(canonical)["data"] for _, kind, canonical, *_ in rows if kind == CHANGED):
        found.setdefault(data["version"], data)
    return found
