"""Permits: the form as filled in, frozen with template, route and reasons under the rules it was raised with."""

from __future__ import annotations

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, JSONField

from models.base import MomentField
from models.subject import Subject
from models.table import Table


class Permit(Table):
    """state: see permits.md §8; this version ends at `approved`, `returned`, `blocked`, `expired` or `cancelled`.
    form: what the requester filled in; template: JSA lines and measures as they were; route: stages, slots, reasons."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="permits")
    number = CharField(unique=True, max_length=32)
    kind = CharField(max_length=24)
    level = CharField(max_length=16)
    area = CharField(max_length=32, index=True)
    state = CharField(max_length=16, index=True)
    version = IntegerField(default=1)
    stage = IntegerField(default=0)
    requester = CharField(max_length=32)
    starts_at = MomentField()
    ends_at = MomentField(index=True)
    form = JSONField(default=dict)
    template = JSONField(default=dict)
    route = JSONField(default=dict)
    reasons = JSONField(default=list)
    rules = CharField(max_length=64)
    requested_at = MomentField()
    decided_at = MomentField(null=True)
    place = JSONField(default=dict)
    related = JSONField(default=list)
    copied_from = CharField(max_length=32, default="")
    work = JSONField(default=dict)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    closed_at = MomentField(null=True)


def title(permit: Permit) -> str:
    """一级动火 · 污水处理站; a kind without levels is called by its name alone."""
    kind = str(permit.template.get("kind_name", "特殊作业")).removesuffix("作业")
    level = "" if permit.level == "none" else str(permit.form.get("level_name", ""))
    return f"{level}{kind} · {permit.form.get('area_name', permit.area)}"


def by_number(number: str) -> Permit | None:
    return Permit.get_or_none(Permit.number == number)


def of_subject(subject: Subject | int) -> Permit | None:
    return Permit.get_or_none(Permit.subject == subject)
