"""The database behind all tables, and the column types that SQLite and PostgreSQL share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from peewee import BigIntegerField, DatabaseProxy, DateField, FieldAccessor, IntegerField, JSONField

database = DatabaseProxy()
PLANT_ZONE: timezone | ZoneInfo = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class _Read(FieldAccessor):
    """Raises ValueError when a value is asked for that is not what its column holds: kept as it is, it hides no other
    row (`models.bent`)."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        value = super().__get__(instance, instance_type)  # type: ignore[no-untyped-call]  # as peewee is
        if isinstance(value, str):
            raise ValueError(f"{instance_type.__name__}.{self.name}")
        return value


class MomentField(BigIntegerField):
    """An aware datetime, kept as whole milliseconds since 1970, so that both stores compare and index it alike."""

    accessor_class = _Read

    def db_value(self, value: datetime | int | None) -> int | None:
        return to_milliseconds(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        try:
            return None if value is None else from_milliseconds(int(value))
        except (ValueError, OverflowError):
            return str(value)


class WholeField(IntegerField):
    """A whole number."""

    accessor_class = _Read

    def python_value(self, value: Any) -> Any:
        try:
            return super().python_value(value)  # type: ignore[no-untyped-call]  # as peewee is
        except ValueError:
            return str(value)


class DayField(DateField):
    """A day. What is none counts as no day: nobody holds anything until then."""

    def python_value(self, value: Any) -> date | None:
        read = super().python_value(value)  # type: ignore[no-untyped-call]  # as peewee is
        return read if isinstance(read, date) else None


class JsonField(JSONField):
    """JSON; what is none is text as it is."""

    def python_value(self, value: Any) -> Any:
        try:
            return super().python_value(value)  # type: ignore[no-untyped-call]  # as peewee is
        except ValueError:
            return value


def to_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    return (_EPOCH + value * _MILLISECOND).astimezone(PLANT_ZONE)
