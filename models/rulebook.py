"""The rulebook: every version of the plant's data, with the time from which it is in force. YAML is its import and
export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import rfc8785
from peewee import AutoField, CharField, JSONField, fn

from models import within
from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table

# The files whose parts have names.
NAMED_IN = ("plant", "permit_templates", "hazard_categories")
# Beside the files: what was said since of people (`rules.staff.standing`) and of films (`models.filmed`), and the
# version that keeps the files.
STAFF, FILMS, BASE = "staff", "films", "base"


class RuleVersion(Table):
    id = AutoField()
    digest = CharField(max_length=64)
    data = JSONField()
    holds_from = MomentField(index=True)
    loaded_at = MomentField()


def add(
    data: Mapping[str, Any], holds_from: datetime, now: datetime, base: int | None = None
) -> tuple[RuleVersion, bool]:
    """Keeps a version unless it is the one in force. Returns the version and whether it is new; a return to older data
    is a new version. base: the version whose files these are, so that they are not kept twice."""
    fresh = digest(data)
    known = current(now)
    if known is not None and known.digest == fresh:
        return known, False
    kept = data if base is None else {BASE: base, **beside(data)}
    within.forget()
    return RuleVersion.create(digest=fresh, data=kept, holds_from=holds_from, loaded_at=now), True


def contents(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A version's data as a whole: of one that only tells what stands beside the files, with those of its base, as the
    store has them now."""
    if BASE not in data:
        return data
    return {**_files(contents(RuleVersion.get_by_id(data[BASE]).data)), **beside(data)}


def beside(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a version's data say beside the files."""
    return {name: data[name] for name in (STAFF, FILMS) if data.get(name)}


def said(version: int) -> dict[str, Any]:
    """What this version says beside the files."""
    return beside(_data(version))


def files(version: int) -> tuple[int, dict[str, Any]]:
    """The plant's files of a version, and the version that keeps them."""
    data = _data(version)
    if BASE in data:
        return files(data[BASE])
    return version, _files(data)


def _files(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in (STAFF, FILMS)}


def base_of(version: int) -> int:
    """The version that keeps the plant's files of this one."""
    return _base_of(version, digest_of(version))


@lru_cache(maxsize=4096)
def _base_of(version: int, _digest: str) -> int:
    base = _data(version).get(BASE)
    return version if base is None else base_of(base)


def same_staff(version: int, said: list[Any]) -> bool:
    """Whether this version tells just this of people."""
    known = beside(_data(version)).get(STAFF, [])
    return _canonical(known) == _canonical(said)


def _data(version: int) -> Mapping[str, Any]:
    return _read(version, digest_of(version))


@lru_cache(maxsize=2)
def _read(version: int, _digest: str) -> Mapping[str, Any]:
    """What is read for each event of HR, and is large. The digest is in the key because another store may have another
    version of the same number."""
    data: Mapping[str, Any] = RuleVersion.get_by_id(version).data
    return data


def digest(data: Mapping[str, Any]) -> str:
    """What a version's data come down to: SHA-256 of their canonical form, numbers as text."""
    return hashlib.sha256(_canonical(data)).hexdigest()


def newest() -> int:
    """The number of the version that was loaded last."""
    return int(_newest.value())


@Kept
def _newest() -> Any:
    return RuleVersion.select(fn.MAX(RuleVersion.id))


def exists() -> bool:
    return RuleVersion.select().exists()


def current(now: datetime) -> RuleVersion | None:
    """The version in force at `now`, without its data: the newest one whose time has come."""
    return _current.row(RuleVersion, holds_from=now)


def before(version: int) -> int | None:
    """The version that was there before this one; None before the first."""
    older = RuleVersion.select(RuleVersion.id).where(RuleVersion.id < version).order_by(RuleVersion.id.desc())
    found = older.first()
    return found.id if found else None


@Kept
def _current() -> Any:
    come = RuleVersion.select(RuleVersion.id, RuleVersion.digest).where(
        RuleVersion.holds_from <= Given(RuleVersion.holds_from)
    )
    return come.order_by(RuleVersion.holds_from.desc(), RuleVersion.id.desc()).limit(1)


def knows(version: int) -> bool:
    """Whether the store has that version."""
    return _digest.row(RuleVersion, id=version) is not None


def digest_of(version: int) -> str:
    """The digest of that version. Raises LookupError, in words for people, when the store has not got it."""
    row = within.once(("digest", version), lambda: _digest.row(RuleVersion, id=version))
    if row is None:
        raise LookupError(f"没有第 {version} 版规则")
    return row.digest


@Kept
def _digest() -> Any:
    return RuleVersion.select(RuleVersion.digest).where(RuleVersion.id == Given(RuleVersion.id))


def last_named(part: str, id_: str) -> str:
    """The name that an id of a part of the data (`people`, `areas`, `kinds`, `categories`) had in the newest version
    that knows it; empty if none does."""
    newest = RuleVersion.select(fn.MAX(RuleVersion.id)).scalar()
    return _last_named(part, id_, newest, digest_of(newest)) if newest else ""


@lru_cache(maxsize=4096)
def _last_named(part: str, id_: str, newest: int, _digest: str) -> str:
    """Looks at older versions only for who is in none of the newer ones."""
    older = RuleVersion.select(RuleVersion.id, RuleVersion.digest).where(RuleVersion.id <= newest)
    rows = older.order_by(RuleVersion.id.desc()).iterator()
    return next(filter(None, (_names(part, row.id, row.digest).get(id_) for row in rows)), "")


@lru_cache(maxsize=64)
def _names(part: str, version: int, _digest: str) -> Mapping[str, str]:
    """What this version calls everybody, or everything, of this part."""
    data = RuleVersion.get_by_id(version).data
    there: Any = next((data[file][part] for file in NAMED_IN if data.get(file, {}).get(part)), {})
    parts = there.items() if isinstance(there, Mapping) else ((each["id"], each) for each in there)
    said = {each["person"]: str(each["name"]) for each in _staff(data, part) if each.get("name")}
    return {id_: str(each.get("name", "")) for id_, each in parts} | said


def ids_once_named(part: str, name: str) -> list[str]:
    """The ids of everybody (`people`) or every place (`areas`) that had this name in some version."""
    rows = RuleVersion.select(RuleVersion.data).order_by(RuleVersion.id.desc()).iterator()
    return list(dict.fromkeys(each for row in rows for each in _once_named(row.data, part, name)))


def _once_named(data: Mapping[str, Any], part: str, name: str) -> Iterator[str]:
    yield from (each["person"] for each in _staff(data, part) if each.get("name") == name)
    yield from (each["id"] for each in data.get("plant", {}).get(part, ()) if each["name"] == name)


def _staff(data: Mapping[str, Any], part: str) -> list[Any]:
    return list(data.get(STAFF, ())) if part == "people" else []


def _canonical(data: Any) -> bytes:
    """As RFC 8785 writes it. Below U+10000 keys sort alike for `json`, which is several times as fast."""
    plain = _without_floats(data)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    simple = len(text.encode("utf-16-le")) == 2 * len(text)
    return text.encode() if simple else bytes(rfc8785.dumps(plain))


def _without_floats(value: Any) -> Any:
    """Floats as text, so that the digest does not depend on how a number is printed."""
    if isinstance(value, str):
        return value  # nearly all of it
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_floats(item) for item in value]
    return value
