"""JSON of the store as typed values: each key is named, read and written in one place, with what an older row lacks.

A value keeps the keys that it doesn't know, so that rows of yesterday and of later versions survive a change.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Self, TypeVar, overload

from peewee import FieldAccessor, JSONField
from pydantic import BaseModel, ConfigDict, PlainSerializer

from models.ledger import stamp

Moment = Annotated[datetime, PlainSerializer(stamp)]


class Stored(BaseModel):
    """Frozen; `but` gives a changed one. A key that nobody set is not written."""

    model_config = ConfigDict(frozen=True, extra="allow", validate_by_name=True, validate_by_alias=True)

    def kept(self) -> dict[str, Any]:
        """As the store keeps it."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def but(self, **changes: Any) -> Self:
        """The same with these fields changed."""
        return self.model_copy(update=changes)


Value = TypeVar("Value", bound=Stored)


class _Accessor(FieldAccessor):
    """A row's value is read when it is first asked for, once."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        if instance is None:
            return self.field
        value, kind = instance.__data__.get(self.name), self.field.kind
        if isinstance(value, kind):
            return value
        if self.name not in instance.__data__:
            return kind()
        instance.__data__[self.name] = kind.model_validate(value or {})
        return instance.__data__[self.name]


class StoredField(JSONField, Generic[Value]):
    """A JSON column whose rows hold a typed value; a column that was not selected reads as an empty one."""

    accessor_class = _Accessor

    def __init__(self, kind: type[Value]) -> None:
        super().__init__(default=kind)
        self.kind = kind

    def db_value(self, value: Any) -> Any:
        return super().db_value(value.kept() if isinstance(value, Stored) else value)  # type: ignore[no-untyped-call]

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Value: ...
        def __get__(self, instance: object, owner: Any) -> Self | Value: ...
