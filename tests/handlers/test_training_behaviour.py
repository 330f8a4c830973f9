"""What people do beside what they know: first tries of drills and hazards that they reported, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo import START
from hazard_acts import cleared
from stores import open_copy

from config.loader import raw
from config.root import ROOT
from handlers.plant import keep
from models import rulebook, store
from models.book import book
from models.drill import ALONE, TEAM, DrillRun
from models.drill_sheet import Part, Sheet
from models.subject import open_subject
from models.training_behaviour import behaviour

ONE, ANOTHER = "U34", "U13"
DAY = timedelta(days=1)


def the_plant() -> None:
    store.write(lambda: keep(raw(ROOT / "config" / "plants" / "anhe"), START))


def drilled(
    number: int, outcome: str, days: int = 1, *, kind: str = ALONE, person: str = ONE, retry: bool = False
) -> None:
    at = START - days * DAY
    DrillRun.create(
        subject=open_subject(f"drill/YL-{number}", at),
        number=f"YL-{number}",
        drill="D1",
        kind=kind,
        title="氨泄漏",
        state="archived",
        outcome=outcome,
        opened_at=at,
        closed_at=at,
        sheet=Sheet(seed="", parts=(Part(person=person),), retry=retry),
        rules=book(START).version,
    )


@pytest.mark.both_stores
def test_first_tries_alone_count_and_hazards_that_were_valid(store_url: str) -> None:
    open_copy(store_url, the_plant)

    def happened() -> None:
        drilled(1, "failed")
        drilled(2, "passed", retry=True)
        drilled(3, "missed")
        drilled(4, "passed", kind=TEAM)
        drilled(5, "passed", 300, person=ANOTHER)
        drilled(6, "passed", 400, person=ANOTHER)
        for number, days in enumerate((1, 89, 91)):
            cleared(ANOTHER, START - days * DAY, number, ONE)
        cleared(ANOTHER, START - DAY, 9, "")

    store.write(happened)
    found = behaviour(START, START - 366 * DAY, START - 90 * DAY)
    assert found.drilled == ((ONE, False), (ANOTHER, True))
    assert (found.found, found.cut) == ({ONE: 2}, {})
    assert found.of({ANOTHER}).drilled == ((ANOTHER, True),) and not found.of({ANOTHER}).found


@pytest.mark.both_stores
def test_of_many_versions_those_that_tell_only_of_people_have_the_files_of_one(store_url: str) -> None:
    open_copy(store_url, the_plant)
    first = rulebook.newest()
    for number in range(3):
        files = rulebook.files(first)[1]
        store.write(lambda told=number, files=files: rulebook.add({**files, "staff": [told]}, START, START, first))
    assert [rulebook.base_of(each) for each in range(first, first + 4)] == [first] * 4
