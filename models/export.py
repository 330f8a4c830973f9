"""Exports that somebody has asked for: of what, how far along, and where the file is. The parts on disk say how far it
really is; this row is what people see."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import AutoField, BigIntegerField, CharField, IntegerField, JSONField, TextField

from models.base import MomentField
from models.table import Table

PAUSE = timedelta(seconds=10)
AT_WORK = ("waiting", "running")
WHOLE, SHEET = "package.zip", "sheet.xlsx"


class ExportJob(Table):
    """scope: the chosen period, area, kind, person, project; of a table which one (`sheet`), what is sought, and
    that in words (`told`). state: `waiting`, `running`, `done`, `failed`.

    asked_at and finished_at are plant time; touched_at, the last sign of work on it, is real time. seal: the hash of
    the last seal in the package, to be kept elsewhere.
    """

    id = AutoField()
    asked_at = MomentField()
    asked_by = CharField(max_length=60)
    scope = JSONField(default=dict)
    state = CharField(max_length=8, default="waiting", index=True)
    total = IntegerField(default=0)
    done = IntegerField(default=0)
    words = TextField(default="")
    touched_at = MomentField(default=0)
    finished_at = MomentField(null=True)
    size = BigIntegerField(default=0)
    seal = CharField(max_length=64, default="")

    @property
    def sheet(self) -> str:
        """Which of the flows' tables it is; empty for a package."""
        return str(self.scope.get("sheet", ""))


def ask_for(scope: dict[str, str], who: str, now: datetime) -> ExportJob:
    """Puts a new export in the queue; `scope` is kept as given."""
    job: ExportJob = ExportJob.create(asked_at=now, asked_by=who, scope=scope)
    return job


def find(job_id: int) -> ExportJob | None:
    return ExportJob.get_or_none(ExportJob.id == job_id)


def newest(limit: int) -> list[ExportJob]:
    return list(ExportJob.select().order_by(ExportJob.id.desc()).limit(limit))


def standing(real: datetime) -> list[int]:
    """Ids of unfinished exports that nobody has touched for a while, the oldest first."""
    rows = (
        ExportJob.select(ExportJob.id)
        .where(ExportJob.state.in_(AT_WORK), ExportJob.touched_at < real - PAUSE)
        .order_by(ExportJob.id)
    )
    return [row.id for row in rows]


def folder_of(var: Path, job_id: int) -> Path:
    """The folder of the parts and, in the end, of the whole."""
    return var / "exports" / str(job_id)


def file_of(var: Path, job: ExportJob) -> Path | None:
    """The finished file, or None while there is none."""
    path = folder_of(var, job.id) / (SHEET if job.sheet else WHOLE)
    return path if job.state == "done" and path.exists() else None


def keep(job_id: int, **changes: Any) -> None:
    ExportJob.update(changes).where(ExportJob.id == job_id).execute()
