"""Exporting one permit: seal, read, draw, write. A file appears under its name only when it is whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from models.permit import Permit
from models.seals import seal_all, sealed
from workers.evidence.accident import accident_page
from workers.evidence.package import Written, file_name, write_package
from workers.evidence.pdf import permit_pdf
from workers.evidence.people import people_of
from workers.evidence.record import read


def export_permit(permit: Permit, target: Path, base_url: str, now: datetime) -> Written:
    """Writes the permit's package to `target`, replacing what was there, and returns what it holds."""
    seal_all(now)
    people = people_of(permit, now)
    record, key = read(permit, people), file_name(permit.subject.key)
    papers = {
        f"{key}.pdf": permit_pdf(record, f"{base_url}/p/{permit.number}"),
        "accident.html": accident_page(permit, record, sealed(permit.subject), people, root=""),
    }
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        written = write_package(file, [permit.subject], people, papers, now)
    part.replace(target)
    return written
