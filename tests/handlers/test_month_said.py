"""What the page says that a plan sends in its first month, against a month that is played in virtual time."""

from __future__ import annotations

from datetime import timedelta

from demo import START
from stores import open_copy
from training_acts import small

from benchmarks.rehearsal import Rehearsal
from config.loader import raw
from config.settings import ROOT
from handlers import asks
from handlers.plant import keep
from handlers.training import budgeting, planning
from models import plant_time, store
from models.book import book
from rules import duty
from rules.training.forecast import months

SEED, LESSONS = 1, 6


def the_plant() -> None:
    """A plant whose welders learn."""
    data = small(raw(ROOT / "config" / "plants" / "anhe"), "welder", "HOT-201", LESSONS)
    store.write(lambda: keep(data, START))


def test_a_month_brings_about_as_many_cards_and_calls_as_the_plan_said(store_url: str) -> None:
    open_copy(store_url, the_plant)
    rules = book(START)
    said = months(planning.planned(rules, START), budgeting.chosen())
    store.write(lambda: plant_time.set_clock(START, 0, plant_time.real_now()))
    store.write(lambda: planning.started(asks.unasked(duty.office(rules.plant)[0]), START))
    rehearsal = Rehearsal(SEED)
    rehearsal.until(START + timedelta(days=30), START)
    sent, calls = sum(each.first for each in said), sum(each.first_calls for each in said)
    assert [each.people for each in said] == [3]
    assert 0.8 < rehearsal.platform.pushed / sent < 1.2, (rehearsal.platform.pushed, said)
    assert 0.8 < rehearsal.platform.called / calls < 1.2, (rehearsal.platform.called, said)
