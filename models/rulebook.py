"""The rulebook: every version of the plant's data, with the time from which it is in force. YAML is its import and
export."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from peewee import AutoField, CharField, JSONField

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


def _without_floats(value: Any) -> Any:
    """Floats as text, so that the digest does not depend on how a number is printed."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_floats(item) for item in value]
    return value
