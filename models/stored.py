"""JSON of the store as typed values: each key has its name, its type and its default in one place.

A key is read when it is asked for, and what nobody changes is written back as it was. So a large value costs nothing
until somebody looks at it, and unknown keys, of an older or a newer version, survive a change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from inspect import get_annotations
from types import MappingProxyType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Self,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from peewee import FieldAccessor

from models.base import JsonField
from models.ledger import stamp

NONE: Mapping[str, Any] = MappingProxyType({})
_MISSING = object()


class _Key:
    """One field of a stored value, read from its key. Raises KeyError when the key is missing and has no default."""

    def __init__(self, name: str, default: Any) -> None:
        self.name, self.default = name, default
        self._read: Callable[[Any], Any] | None = None

    def __set_name__(self, owner: type[Stored], field: str) -> None:
        self.owner, self.field = owner, field
        self.name = self.name or field

    def __get__(self, instance: Stored | None, owner: type[Stored]) -> Any:
        if instance is None:
            return self
        value = instance.kept.get(self.name, self.default)
        if value is _MISSING:
            raise KeyError(f"{owner.__name__} without {self.name}")
        if value is not self.default:
            value = self._reading()(value)
        # The next look-up finds the value here and does not call this again.
        instance.__dict__[self.field] = value
        return value

    def _reading(self) -> Callable[[Any], Any]:
        if self._read is None:
            self._read = _reader(get_type_hints(self.owner)[self.field])
        return self._read


def key(name: str, *, default: Any = _MISSING) -> Any:
    """A field that is stored under a name other than its own."""
    return _Key(name, default)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
class Stored:
    """A subclass declares its fields as a dataclass does. A field that was not given is not kept."""

    kept: Mapping[str, Any]

    def __init_subclass__(cls) -> None:
        for field in get_annotations(cls):
            declared = cls.__dict__.get(field, _MISSING)
            if not isinstance(declared, _Key):
                declared = _Key(field, declared)
                setattr(cls, field, declared)
                declared.__set_name__(cls, field)

    def __init__(self, **values: Any) -> None:
        self.__dict__["kept"] = self._written(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} can't be set: a stored value is not changed in place")

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """The typed value of this stored JSON."""
        value = cls.__new__(cls)
        value.__dict__["kept"] = kept
        return value

    def but(self, **changes: Any) -> Self:
        """The same value with these fields changed."""
        return self.read({**self.kept, **self._written(changes)})

    def without(self, *names: str) -> Self:
        """The same value without these keys."""
        return self.read({name: value for name, value in self.kept.items() if name not in names})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stored) and type(other) is type(self) and other.kept == self.kept

    def __hash__(self) -> int:
        return hash((type(self), *self.kept))

    def __reduce__(self) -> tuple[Callable[[Mapping[str, Any]], Self], tuple[dict[str, Any]]]:
        """Copies are read again from what is kept."""
        return type(self).read, (dict(self.kept),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kept})"

    @classmethod
    def _written(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {getattr(cls, field).name: _json(value) for field, value in values.items()}


def _json(value: Any) -> Any:
    """The value as the store keeps it; a moment with its milliseconds and offset."""
    if isinstance(value, Stored):
        return value.kept
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return {name: _json(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _reader(hint: Any) -> Callable[[Any], Any]:
    """The function that makes a value of this type from its JSON."""
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Stored):
        return hint.read
    if hint in (date, datetime):
        read: Callable[[Any], Any] = hint.fromisoformat
        return read
    if origin is UnionType:
        within = _reader(inner[0])
        return lambda value: None if value is None else within(value)
    if origin is tuple:
        each = _reader(inner[0])
        return tuple if each is _same else lambda value: tuple(map(each, value))
    if origin is Mapping and (item := _reader(inner[1])) is not _same:
        return lambda value: {name: item(each) for name, each in value.items()}
    return _same


def _same(value: Any) -> Any:
    return value


Value = TypeVar("Value", bound=Stored)


class _Accessor(FieldAccessor):
    """Gives a row's value. Raises KeyError for a column that was not selected, ValueError for one that holds no such
    value."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        if instance is None:
            return self.field
        value = instance.__data__[self.name]
        if not isinstance(value, Stored):
            if not isinstance(value, Mapping):
                raise ValueError(f"{instance_type.__name__}.{self.name}")
            value = instance.__data__[self.name] = self.field.kind.read(value)
        return value


class StoredField(JsonField, Generic[Value]):
    """A JSON column whose rows hold a typed value."""

    accessor_class = _Accessor

    def __init__(self, kind: type[Value]) -> None:
        super().__init__(default=dict)
        self.kind = kind

    def db_value(self, value: Any) -> Any:
        plain = dict(value.kept) if isinstance(value, Stored) else value
        return super().db_value(plain)  # type: ignore[no-untyped-call]  # as peewee is

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Value: ...
        def __get__(self, instance: object, owner: Any) -> Self | Value: ...
