"""The database behind all tables, and the column types that SQLite and PostgreSQL share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from peewee import BigIntegerField, DatabaseProxy

database = DatabaseProxy()
PLANT_ZONE: timezone | ZoneInfo = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class MomentField(BigIntegerField):
    """An aware datetime, kept as whole milliseconds since 1970, so that both stores compare and index it alike."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return to_milliseconds(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else from_milliseconds(int(value))


def to_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    return (_EPOCH + value * _MILLISECOND).astimezone(PLANT_ZONE)
