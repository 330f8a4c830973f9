"""A period ordered and taken away on the console has the hazards of that period, and its package verifies alone."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hazard_story import NOW, taken
from openpyxl import load_workbook
from plant import anhe, lizhou
from room import Room, build
from stores import open_copy

from handlers import plant
from handlers.hazards import reporting
from handlers.hazards.given import Given
from handlers.hazards.photos import Brought
from models import hazard as hazards
from models import store
from models.base import database
from models.book import book
from models.export import ExportJob
from models.hazard import Hazard
from models.ledger import of_subject
from workers.evidence import verify
from workers.exports.job import advance

PLANTS = {"anhe": anhe, "lizhou": lizhou}


@pytest.fixture(params=list(PLANTS))
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    data = PLANTS[request.param]()
    made = build(tmp_path)
    open_copy(made.settings.database, lambda: store.write(lambda: plant.keep(data, NOW - timedelta(days=60))))
    yield made
    database.close()


def reported(words: str, days_ago: int) -> Hazard:
    now, here = NOW - timedelta(days=days_ago), book(NOW).plant
    area = here.areas[0]
    finder = next(each for each in here.people if each.department == area.department)
    photos = Brought((), (taken(words),))
    return reporting.create(finder, Given(f"{area.name}的{words}", photos, "page", area=area.id), now)


def test_a_period_ordered_on_the_console_holds_its_hazards_and_verifies_alone(anywhere: Room, tmp_path: Path) -> None:
    early, *within = [
        store.write(partial(reported, words, days_ago))
        for words, days_ago in (
            ("护栏断了一截", 40),
            ("灭火器压力不够，指针在红区", 5),
            ("配电箱门坏了，电缆露在外面", 1),
        )
    ]
    # Closed before; what was found before and is still open belongs to the period.
    over = {"state": "closed_out", "closed_at": NOW - timedelta(days=30)}
    store.write(lambda: hazards.keep(hazards.locked(early.subject_id), **over))
    office = anywhere.app.test_client()
    token = re.search(r'name="token" value="([^"]+)"', office.get("/console/exports?new=1").text)
    assert token
    period = {"from": f"{NOW - timedelta(days=6):%Y-%m-%d}", "to": f"{NOW:%Y-%m-%d}"}
    assert office.post("/console/exports", data={"token": token[1], **period}).status_code == 302
    [job] = list(ExportJob.select())
    while advance(job.id, anywhere.settings, NOW, NOW):
        pass
    assert "做好了" in office.get("/console/exports").text
    package = tmp_path / "period.zip"
    package.write_bytes(office.get(f"/console/exports/{job.id}/file").data)
    # Whoever gets it has Python and nothing of the house.
    alone = tmp_path / "alone"
    alone.mkdir()
    with zipfile.ZipFile(package) as archive:
        names, every = archive.namelist(), {name: archive.read(name) for name in archive.namelist()}
    (alone / "verify.py").write_bytes(every.get("verify.py") or Path(str(verify.__file__)).read_bytes())
    said = subprocess.run(
        [sys.executable, "-I", "verify.py", str(package)], cwd=alone, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0 and said.stdout.startswith(f"OK 主体 {len(within)} · "), said.stdout + said.stderr
    sheet = load_workbook(io.BytesIO(every["index.xlsx"]), read_only=True)["目录"]
    listed = [row[0] for row in sheet.iter_rows(values_only=True)][1:]
    assert sorted(listed) == sorted(each.number for each in within)
    for hazard in within:
        assert any(hazard.number in name and name.endswith(".pdf") for name in names), hazard.number
        chain = next(every[name].decode() for name in names if hazard.number in name and name.endswith(".jsonl"))
        assert all(entry.hash in chain or entry.canonical in chain for entry in of_subject(hazard.subject))
        assert hazard.report.photos[0].sha256 in "".join(names)
    assert not any(early.number in name for name in names)
