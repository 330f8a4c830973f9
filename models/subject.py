"""Subjects: what asks and ledger entries are about. The subject's row is the lock for everything that changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from peewee import AutoField, CharField, IntegerField

from models.base import MomentField
from models.kept import Given, Kept, given
from models.store import is_sqlite
from models.table import Table


class Subject(Table):
    """key: `permit/DH-20261125-0001`, `desk/U27`, …; seq and head: number and hash of its last ledger entry."""

    id = AutoField()
    key = CharField(unique=True, max_length=96)
    seq = IntegerField(default=0)
    head = CharField(default="0" * 64, max_length=64)
    created_at = MomentField()
    # Of this transaction only: when its last entry was written.
    written: datetime | None = None


# Before the day's name: above which number that day is counted, where the store has come back from a backup.
ABOVE = "above"


class Counter(Table):
    """Numbers without gaps: taken inside the transaction that uses them."""

    name = CharField(primary_key=True, max_length=64)
    value = IntegerField(default=0)


def lock(subject_id: int) -> Subject:
    """The subject with its row locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    [locked] = _locked.rows(Subject, id=subject_id)
    return locked


@Kept
def _locked() -> Any:
    query = Subject.select().where(Subject.id == Given(Subject.id))
    return query if is_sqlite() else query.for_update()


def next_number(name: str) -> int:
    """1, 2, 3, … for each `name`, which ends with a day where it is counted by the day; the row stays locked until the
    transaction ends, so that no number is lost."""
    above = Counter.find(f"{ABOVE}-{name.rpartition('-')[2]}")
    Counter.insert(name=name, value=above.value if above else 0).on_conflict_ignore().execute()
    rows = Counter.update(value=Counter.value + 1).where(Counter.name == name).returning(Counter.value).execute()
    return cast(int, next(iter(rows)).value)


def open_subject(key: str, now: datetime) -> Subject:
    """The subject of that key, locked; it is made when it is new."""
    return lock(_made(key, now).id)


def desk(owner: str, now: datetime) -> Subject:
    """A person's own desk (or the house's): the subject of asks that are about nothing else yet. Locked."""
    return open_subject(f"desk/{owner}", now)


def desk_of(owner: str, now: datetime) -> Subject:
    """The desk without its lock, to keep something there that is only to be found later."""
    return _made(f"desk/{owner}", now)


def _made(key: str, now: datetime) -> Subject:
    _insert.run(key=key, created_at=now)
    found: Subject = Subject.get(Subject.key == key)
    return found


@Kept
def _insert() -> Any:
    return Subject.insert(given(Subject, ("key", "created_at"))).on_conflict_ignore()
