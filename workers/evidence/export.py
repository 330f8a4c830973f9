"""Exporting one matter: seal, read, draw, write. A file appears under its name only when it is whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from config.fresh import fresh
from models.chain import unbroken
from models.seals import seal_all
from models.subject import Subject
from workers.evidence import recorder
from workers.evidence.package import Written, write_package


def export_matter(subject: Subject, target: Path, base_url: str, now: datetime) -> Written:
    """Writes the subject's package to `target`, replacing what was there, and returns what it holds.

    Raises LookupError when no flow makes records of it, Broken when its chain is not whole.
    """
    seal_all(now)
    way = recorder.of(subject)
    chain = unbroken(subject)
    people = way.people(chain, now)
    packed = way.pack(subject, chain, people, base_url, True)
    with fresh(target) as file:
        return write_package(file, [subject], people, packed.files, now)
