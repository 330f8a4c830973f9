"""Scans of a person's certificates, as the chain of his file has them: which certificate, and when it was looked up in
the official register. The bytes are among the binaries; no number of a certificate is in the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.ledger import Entry
from models.training import TrainingFile

SCANNED = "training.scanned"


@dataclass(frozen=True)
class Scan:
    """until: the last day that the certificate had then; checked: on which day it was looked up; by: the account that
    put it there; sha256: of what people see; own: the plant gives this certificate itself, and has no register."""

    code: str
    until: str
    checked: date
    by: str
    sha256: str
    own: bool


def read(data: Mapping[str, Any], account: str) -> Scan:
    """What an entry says."""
    checked = date.fromisoformat(str(data["checked"]))
    own = data.get("type") == "plant"
    return Scan(str(data["code"]), str(data["until"]), checked, account, str(data["scan"]["sha256"]), own)


def holders(sha256: str) -> list[TrainingFile]:
    """The files in which this is, or was, the scan of a certificate."""
    files = TrainingFile.select(TrainingFile.subject)
    named = Entry.canonical.contains(sha256)
    found = Entry.select(Entry.subject).where(Entry.subject.in_(files), Entry.kind == SCANNED, named)
    return list(TrainingFile.select().where(TrainingFile.subject.in_(found)))


def of_file(file: TrainingFile) -> dict[str, Scan]:
    """The newest scan of each certificate, by its code."""
    return {scan.code: scan for scan in every(file)}


def every(file: TrainingFile) -> Iterator[Scan]:
    """All scans that were ever put to his certificates, the newest last."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == SCANNED)
    lines = (json.loads(entry.canonical) for entry in mine.order_by(Entry.seq))
    return (read(line["data"], str(line["actor"].get("account", ""))) for line in lines)
