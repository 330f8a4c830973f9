"""The meter: calls and pushes by platform, month, kind and person; and the heartbeats that the watchman reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, CompositeKey, IntegerField, TextField, fn

from models.base import MomentField
from models.kept import Given, Kept, given
from models.table import Table

FORGOTTEN = timedelta(days=1)
# So long without a sign, and a part counts as gone.
MISSED = timedelta(seconds=30)
# Before the name of a platform that answers nobody, as the courier has seen it.
SILENT = "silent:"
_instances: dict[str, str] = {}


class Usage(Table):
    """month: `2026-11`; measure: `api` or `push`; kind: the call or the purpose."""

    platform = CharField(max_length=16)
    month = CharField(max_length=7)
    measure = CharField(max_length=8)
    kind = CharField(max_length=64)
    person = CharField(max_length=128)
    count = IntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("platform", "month", "measure", "kind", "person")


class Heartbeat(Table):
    """The last sign of life, in real time, with its own words. name: a part of the house (`clock`), whichever of its
    processes it was; or one of these processes (`clock@machine/1`)."""

    name = CharField(primary_key=True, max_length=64)
    at = MomentField()
    detail = TextField(default="")


class Reach(Table):
    """A person whom a platform can't reach at present, since when and why (plant time)."""

    account = CharField(max_length=128)
    platform = CharField(max_length=16)
    person = CharField(max_length=32)
    since = MomentField()
    words = TextField()

    class Meta:
        primary_key = CompositeKey("platform", "account")


def count(platform: str, measure: str, kind: str, person: str, now: datetime) -> None:
    _one_more.run(platform=platform, month=f"{now:%Y-%m}", measure=measure, kind=kind, person=person)


@Kept
def _one_more() -> Any:
    key = given(Usage, ("platform", "month", "measure", "kind", "person"))
    row = Usage.insert({Usage.count: 1, **key})
    return row.on_conflict(conflict_target=list(key), update={Usage.count: Usage.count + 1})


def used(platform: str, measure: str, now: datetime) -> int:
    """How much of the month's allowance is used up."""
    return int(_used.value(platform=platform, measure=measure, month=f"{now:%Y-%m}") or 0)


@Kept
def _used() -> Any:
    wanted = (field == Given(field) for field in (Usage.platform, Usage.measure, Usage.month))
    return Usage.select(fn.SUM(Usage.count)).where(*wanted)


def live_as(part: str, instance: str) -> None:
    """From now on, a sign of life of this part is one of this process too."""
    _instances[part] = instance


def beat(name: str, real: datetime, detail: str = "") -> None:
    for each in (name, _instances.get(name)):
        if each:
            _beat(each, real, detail)


def beats() -> list[Heartbeat]:
    """Every sign of life, of parts and of their processes."""
    return list(Heartbeat.select().where(~Heartbeat.name.startswith(SILENT)).order_by(Heartbeat.name))


def is_late(part: str, real: datetime) -> bool:
    """Whether a part that has given signs of life gives none any more."""
    found = Heartbeat.find(part)
    return found is not None and found.at < real - MISSED


def leave(instance: str) -> None:
    """The process ends on purpose: nobody is to miss it."""
    Heartbeat.delete().where(Heartbeat.name == instance).execute()


def instances(real: datetime) -> list[Heartbeat]:
    """The signs of life of the single processes. One that has been missed for a day is forgotten."""
    known = Heartbeat.name.contains("@") & (Heartbeat.at > real - FORGOTTEN)
    return list(Heartbeat.select().where(known).order_by(Heartbeat.name))


def _beat(name: str, real: datetime, detail: str) -> None:
    Heartbeat.insert(name=name, at=real, detail=detail).on_conflict(
        conflict_target=[Heartbeat.name], update={Heartbeat.at: real, Heartbeat.detail: detail}
    ).execute()


def lost(platform: str, account: str, person: str, words: str, now: datetime) -> None:
    """Records that the platform can't reach this person; the first reason and time stay."""
    row = {"platform": platform, "account": account, "person": person, "since": now, "words": words}
    Reach.insert(row).on_conflict_ignore().execute()


def found(platform: str, account: str) -> bool:
    """Records that the platform reaches this account; says whether it did not until now."""
    return bool(_found.run(platform=platform, account=account))


@Kept
def _found() -> Any:
    return Reach.delete().where(Reach.platform == Given(Reach.platform), Reach.account == Given(Reach.account))


def falls_silent(platform: str, since: datetime) -> None:
    """Records that the platform answers nobody, since when (real time). What was known before stays: a courier that
    was started anew has only seen the rest."""
    Heartbeat.insert(name=f"{SILENT}{platform}", at=since).on_conflict_ignore().execute()


def speaks(platform: str, answered: datetime) -> bool:
    """Records that the platform answered at this moment (real time); says whether it was silent until then."""
    silence = (Heartbeat.name == f"{SILENT}{platform}") & (Heartbeat.at <= answered)
    return bool(Heartbeat.delete().where(silence).execute())


def silences() -> dict[str, datetime]:
    """The platforms that answer nobody at present, and since when (real time)."""
    rows = Heartbeat.select().where(Heartbeat.name.startswith(SILENT)).order_by(Heartbeat.name)
    return {row.name.removeprefix(SILENT): row.at for row in rows}


def silent() -> frozenset[str]:
    """The platforms that answer nobody at present."""
    return frozenset(silences())


def unreachable() -> frozenset[str]:
    """The people whom their platform can't reach at present."""
    return frozenset(row.person for row in Reach.select())
