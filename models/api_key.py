"""Keys of the API: one for each device or system outside. Only a hash is kept; the key itself is shown once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from peewee import AutoField, CharField, JSONField

from models.base import MomentField
from models.table import Table

PREFIX = "ah_"
# How often the moment of use is written: it is for people who look which key is still in use.
USED_EVERY = timedelta(minutes=1)


class ApiKey(Table):
    """scopes: what it may do (`web.api.scopes`); only: the ids for which it may do that, empty for all. The key is 32
    random bytes, so a plain hash gives nothing away."""

    id = AutoField()
    name = CharField(unique=True, max_length=40)
    digest = CharField(unique=True, max_length=64)
    scopes = JSONField(default=list)
    only = JSONField(default=list)
    created_at = MomentField()
    used_at = MomentField(null=True)
    revoked_at = MomentField(null=True)


def issue(name: str, scopes: tuple[str, ...], only: tuple[str, ...], now: datetime) -> str:
    """A new key, which nobody can read again. Raises ValueError when the name is taken."""
    if named(name):
        raise ValueError(name)
    key = PREFIX + secrets.token_urlsafe(32)
    ApiKey.create(name=name, digest=_digest(key), scopes=list(scopes), only=list(only), created_at=now)
    return key


def revoke(name: str, now: datetime) -> bool:
    """The key opens nothing any more; False when there is none of that name, or it was revoked before."""
    return bool(ApiKey.update(revoked_at=now).where(ApiKey.name == name, ApiKey.revoked_at.is_null()).execute())


def holder(key: str) -> ApiKey | None:
    """Whose key this is; None for one that is unknown or revoked."""
    found: ApiKey | None = ApiKey.get_or_none(ApiKey.digest == _digest(key))
    return found if found and found.revoked_at is None else None


def used(key: ApiKey, now: datetime) -> None:
    if key.used_at is None or now - key.used_at >= USED_EVERY:
        ApiKey.set_by_id(key.id, {"used_at": now})


def named(name: str) -> ApiKey | None:
    found: ApiKey | None = ApiKey.get_or_none(ApiKey.name == name)
    return found


def everyone() -> list[ApiKey]:
    return list(ApiKey.select().order_by(ApiKey.id))


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()
