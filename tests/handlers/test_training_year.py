"""The year's plan, the cells and who stands how, as they are read from a store: on both kinds alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from demo import START
from plant import anhe
from stores import open_copy
from training_acts import small

from handlers.plant import keep
from handlers.training import life
from models import store, training
from models.book import book
from models.training import Attempt, Learning
from models.training_counted import counted, months
from models.training_known import Standing, standings
from models.training_paper import Paper
from rules.training.matrix import DUE_DAYS

ONE, ANOTHER, GONE = "U34", "U37", "U13"
COURSE, FIRST, SECOND = "HOT-201", "HOT-201-L1", "HOT-201-L2"
TODAY = START.date()
COMING = date(2027, 3, 10)


def the_plant() -> None:
    data = small(anhe(), "welder", COURSE, lessons=2)
    store.write(lambda: keep(data, START))


def learned() -> None:
    """One has passed a lesson and not the other, another one both; and somebody left with both open."""
    for person, states in ((ONE, ("passed", "open")), (ANOTHER, ("passed", "passed")), (GONE, ("open", "open"))):
        file = training.opened(person, book(START), START)
        life.tell_trail(file, "training.planned", START, {"lessons": [FIRST, SECOND]})
        for lesson, state in zip((FIRST, SECOND), states, strict=True):
            until = COMING + timedelta(days=DUE_DAYS) if state == "passed" else None
            mine = Learning.create(file=file, lesson=lesson, course=COURSE, state=state, months=12, until=until)
            if until:
                life.tell_trail(file, "training.passed", START, {"lesson": lesson})
                for kind, outcome in (("lesson", "passed"), ("later", "right"), ("test", "wrong"), ("later", "lapsed")):
                    moments = {"opened_at": START, "closed_at": START, "rules": file.rules}
                    Attempt.create(
                        learning=mine, kind=kind, outcome=outcome, paper=Paper(seed="", questions=()), **moments
                    )
        if person == GONE:
            training.close(file, closed_at=START)
            life.tell_trail(file, "training.closed", START, {})


@pytest.mark.both_stores
def test_a_year_counts_what_became_due_what_was_passed_and_what_comes(store_url: str) -> None:
    open_copy(store_url, the_plant)
    store.write(learned)
    rules = book(START)
    november = months(TODAY.year, rules, START)[TODAY.month - 1]
    assert (november.fresh, november.passed, november.left, november.planned) == (6, 3, 1, 6)
    march = months(COMING.year, rules, START)[COMING.month - 1]
    assert (march.coming, march.left) == (3, None)
    cells = {person: [(each.done, each.valid) for each in mine] for person, mine in counted(rules, START).every.items()}
    assert (cells[ONE], cells[ANOTHER], cells[GONE]) == ([(1, False)], [(2, True)], [])
    found = standings()
    assert found[0] == Standing(ONE, FIRST, COURSE, attended=True, passed=True, right=1, asked=2)
    assert found[1] == Standing(ONE, SECOND, COURSE, attended=False, passed=False, right=0, asked=0)
    assert [each.person for each in found] == [ONE, ONE, ANOTHER, ANOTHER]
