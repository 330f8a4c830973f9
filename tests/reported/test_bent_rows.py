"""One value of one row that can't be read stops nothing: board, lists, the page, the comparison and exports name the
row and go on."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import requests
from builders import page_of
from drill_acts import newest as newest_drill
from drill_acts import order
from gates import working
from hazard_acts import FINDER, owned
from patrol_acts import begin as begin_rounds
from patrol_acts import of
from plant import Log, Plant, anhe
from training_acts import WELDER, file_of, small
from training_acts import begin as begin_training

from handlers.exports import Scope
from handlers.plant import keep
from models import bent, store
from models.base import database
from models.book import book
from models.seals import seal_all
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.exports.audit import opened
from workers.scenarios.phone import PageRefused

WORDS = bent.WORDS
# On no permit, so that a drill reaches him.
FREE = "U42"
PAGES = ("", "search", "hazards", "patrols", "drills", "training", "figures", "hazard-figures", "house")
BENDS = {
    "hazard": ("rules = 99", "state = 'closed'", "work = '{'", "report = '[]'", "until = 'x'", "rules = 'x'"),
    "patrol": ("rules = 99", "state = 'x'", "sheet = '{'", "starts_at = 'x'"),
    "drill_run": ("rules = 99", "state = 'x'", "kind = 'x'", "sheet = '{\"parts\": 1}'", "opened_at = 'x'"),
    "permit": ("rules = '99'", "state = 'bogus'", "work = '{'", "form = '{}'", "starts_at = 'x'", "template = '{'"),
    "learning": ("state = 'x'",),
    "training_file": ("rules = 99", "opened_at = 'x'"),
}


def test_board_lists_pages_comparisons_and_exports_go_on_beside_a_row_that_can_t_be_read(
    plant: Plant, log: Log, tmp_path: Path
) -> None:
    permit, hazard = working(plant), owned(plant)
    # Only welders have something to learn: the export prints a file for each.
    store.write(lambda: keep(small(anhe(), "welder", "HOT-201"), plant.now))
    begin_training(plant)
    begin_rounds(plant)
    order(plant, "DRILL-NH3", FREE)
    plant.advance(230)
    patrol, run, file = of("ws3/shift_foreman"), newest_drill(), file_of(WELDER)
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
    seal_all(plant.now)
    matters = {"hazard": hazard, "patrol": patrol, "drill_run": run, "permit": permit, "training_file": file}
    numbers = {table: (row.number, row.subject) for table, row in matters.items()}
    numbers["learning"] = numbers["training_file"]
    mine = {table: f"subject_id = {row.subject_id}" for table, row in matters.items()}
    mine["learning"] = f"file_id = {file.id}"
    found = []
    for bends in rounds():
        with kept(*bends):
            for table, change in bends.items():
                database.execute_sql(f"UPDATE {table} SET {change} WHERE {mine[table]}")
            found += [f"{bends}: {words}" for words in unopened(plant)]
            for table, change in bends.items():
                number, subject = numbers[table]
                found += [f"{table} {change}: {words}" for words in unnamed(plant, number)]
                # The first of each table is in the export of all below.
                if change != BENDS[table][0]:
                    target = tmp_path / "one.zip"
                    export_matter(subject, target, plant.base, plant.now)
                    assert verify(target)[0], (table, change)
    assert not found, "\n".join(found)
    with kept("hazard"):
        database.execute_sql("UPDATE hazard SET rules = 99")
        with pytest.raises(PageRefused, match="读不出来"):
            page_of(plant, FINDER, f"hazard/{hazard.number}")
    for table, bends in BENDS.items():
        database.execute_sql(f"UPDATE {table} SET {bends[0]} WHERE {mine[table]}")
    with opened(tmp_path / "all", plant.base) as audit:
        scope = Scope(since=date(2026, 11, 25), until=date(2026, 11, 25))
        audit.begin(scope, plant.now)
        assert audit.run(plant.now, None, lambda done, total: None)
        audit.finish(scope, plant.now)
    assert verify(tmp_path / "all" / "package.zip")[0]
    names = zipfile.ZipFile(tmp_path / "all" / "package.zip").namelist()
    log.lines[:] = [line for line in log.lines if not line.startswith(("a row can't be read", "permit "))]
    for _, subject in numbers.values():
        assert f"entries/{subject.key.replace('/', '~')}.jsonl" in names


def rounds() -> Iterator[dict[str, str]]:
    """Each bend once, one of each table at a time; but a person's file and his lesson, which one page shows, apart."""
    alone = {table: BENDS[table] for table in BENDS if table != "learning"}
    most = max(map(len, alone.values()))
    for place in range(most):
        yield {table: bends[place] for table, bends in alone.items() if place < len(bends)} | (
            {"learning": BENDS["learning"][0]} if place == most - 1 else {}
        )


@contextmanager
def kept(*tables: str) -> Iterator[None]:
    """What is changed in these tables meanwhile is put right again."""
    rows = [(table, row) for table in tables for row in database.execute_sql(f"SELECT * FROM {table}").fetchall()]
    yield
    for table, row in rows:
        database.execute_sql(f"REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)


def unopened(plant: Plant) -> Iterator[str]:
    """The board and each list that does not open."""
    for page in PAGES:
        answer = requests.get(f"{plant.base}/console/{page}", timeout=10)
        if answer.status_code != 200:
            yield f"/console/{page}: {answer.status_code}"


def unnamed(plant: Plant, number: str) -> Iterator[str]:
    """The matter's page where it does not open, and its comparison where it does not name the row."""
    page = requests.get(f"{plant.base}/console/matters/{number}", timeout=10)
    if page.status_code != 200:
        yield f"the page: {page.status_code}"
    said = requests.get(f"{plant.base}/console/matters/{number}/compared", timeout=10)
    if said.status_code != 200 or not ("不一致" in said.text or WORDS in said.text):
        yield f"the comparison: {said.status_code} {said.text}"
