"""The rulebook: every version of the plant's data, with the time from which it is in force. YAML is its import and
export."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import rfc8785
from peewee import AutoField, CharField, JSONField, fn

from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table


class RuleVersion(Table):
    id = AutoField()
    digest = CharField(max_length=64)
    data = JSONField()
    holds_from = MomentField(index=True)
    loaded_at = MomentField()


def add(data: Mapping[str, Any], holds_from: datetime, now: datetime) -> tuple[RuleVersion, bool]:
    """Keeps a version unless it is the one in force. Returns the version and whether it is new; a return to older data
    is a new version."""
    fresh = digest(data)
    known = current(now)
    if known is not None and known.digest == fresh:
        return known, False
    return RuleVersion.create(digest=fresh, data=data, holds_from=holds_from, loaded_at=now), True


def digest(data: Mapping[str, Any]) -> str:
    """What a version's data come down to: SHA-256 of their canonical form, numbers as text."""
    return hashlib.sha256(rfc8785.dumps(_without_floats(data))).hexdigest()


def newest() -> int:
    """The number of the version that was loaded last."""
    return int(RuleVersion.select(fn.MAX(RuleVersion.id)).scalar())


def exists() -> bool:
    return RuleVersion.select().exists()


def current(now: datetime) -> RuleVersion | None:
    """The version in force at `now`, without its data: the newest one whose time has come."""
    return _current.row(RuleVersion, holds_from=now)


@Kept
def _current() -> Any:
    come = RuleVersion.select(RuleVersion.id, RuleVersion.digest).where(
        RuleVersion.holds_from <= Given(RuleVersion.holds_from)
    )
    return come.order_by(RuleVersion.holds_from.desc(), RuleVersion.id.desc()).limit(1)


def digest_of(version: int) -> str:
    """The digest of that version. Raises RuleVersion.DoesNotExist."""
    row = _digest.row(RuleVersion, id=version)
    if row is None:
        raise RuleVersion.DoesNotExist(version)
    return row.digest


@Kept
def _digest() -> Any:
    return RuleVersion.select(RuleVersion.digest).where(RuleVersion.id == Given(RuleVersion.id))


def last_named(part: str, id_: str) -> str:
    """The name that an id of a part of the data (`people`, `areas`, `kinds`) had in the newest version that knows it;
    empty if none does."""
    newest = RuleVersion.select(fn.MAX(RuleVersion.id)).scalar()
    return _last_named(part, id_, newest, digest_of(newest)) if newest else ""


@lru_cache(maxsize=4096)
def _last_named(part: str, id_: str, newest: int, _digest: str) -> str:
    """Reads older versions only for who is in none of the newer ones, and once a process."""
    for number in range(newest, 0, -1):
        row = RuleVersion.find(number)
        if row and (found := _named(row.data, part, id_)):
            return found
    return ""


def _named(data: Mapping[str, Any], part: str, id_: str) -> str:
    there = data["plant"].get(part) or data["permit_templates"].get(part) or {}
    known = there if isinstance(there, Mapping) else {each["id"]: each for each in there}
    return str(known.get(id_, {}).get("name", ""))


def ids_once_named(part: str, name: str) -> list[str]:
    """The ids of everybody (`people`) or every place (`areas`) that had this name in some version."""
    rows = RuleVersion.select(RuleVersion.data).order_by(RuleVersion.id.desc()).iterator()
    return list(dict.fromkeys(each["id"] for row in rows for each in row.data["plant"][part] if each["name"] == name))


def _without_floats(value: Any) -> Any:
    """Floats as text, so that the digest does not depend on how a number is printed."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_floats(item) for item in value]
    return value
