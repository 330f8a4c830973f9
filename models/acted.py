"""The newest act of each person on each thing, so that an older one that comes after it is known as late.

A turn is text of equal length, the later the greater: when the person acted, then which act of his page it was.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from peewee import CharField

from models.base import MomentField, to_milliseconds
from models.kept import Given, Kept, given
from models.table import Table

FIGURES = 15


class Acted(Table):
    """thing: as `thing` makes it; at: when its newest act came in (plant time)."""

    thing = CharField(primary_key=True, max_length=64)
    turn = CharField(max_length=32)
    at = MomentField()


def thing(person: str, *what: str) -> str:
    """The name of what somebody sets."""
    return hashlib.sha256(json.dumps([person, *what]).encode()).hexdigest()


def turn(moment: datetime, attempt: int = 0) -> str:
    """moment: when the person acted (real time); attempt: the page's own count of its acts."""
    return f"{to_milliseconds(moment):0{FIGURES}}{attempt:02}"


def take(thing: str, mine: str, now: datetime) -> bool:
    """Keeps this as the newest act on the thing; False when a newer one has come before. Until the commit nobody else
    acts on it."""
    return bool(_take.run(thing=thing, turn=mine, at=now))


@Kept
def _take() -> Any:
    row = Acted.insert(given(Acted, Acted._meta.sorted_field_names))
    newest = {field: Given(field) for field in (Acted.turn, Acted.at)}
    return row.on_conflict(conflict_target=[Acted.thing], update=newest, where=Acted.turn <= Given(Acted.turn))


def newest(thing: str) -> Acted | None:
    """The newest act on the thing; None before the first."""
    return Acted.find(thing)
