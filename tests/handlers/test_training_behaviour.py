"""What people do beside what they know: first tries of drills and hazards that they reported, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo import START
from hazard_acts import cleared
from plant import anhe
from stores import open_copy

from handlers.plant import keep
from models import rulebook, store, training
from models.book import book
from models.drill import ALONE, TEAM, DrillRun
from models.drill_sheet import Part, Sheet
from models.subject import open_subject
from models.training import Attempt, Learning
from models.training_behaviour import behaviour
from rules.staff.standing import Standing, written

ONE, ANOTHER = "U34", "U13"
DAY = timedelta(days=1)


def the_plant() -> None:
    store.write(lambda: keep(anhe(), START))


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
    files = rulebook.files(first)[1]
    for day in (10, 20, 30):
        said = [written(Standing(ONE, left=START.date() + day * DAY))]
        store.write(lambda said=said: rulebook.add({**files, rulebook.STAFF: said}, START, START, first))
    versions = range(first, first + 4)
    assert [rulebook.base_of(each) for each in versions] == [first] * 4
    # So the plant is built once for all papers of somebody, however often somebody got a certificate meanwhile.
    lesson = Learning(lesson=book(START).config.courses.courses[0].lessons[0].id)
    found = [training.content_of(Attempt(learning=lesson, rules=each))[1] for each in versions]
    assert all(each is found[0] for each in found)
