"""Rounds after wrong data: corrected data start them again."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import requests
from patrol_acts import begin, desk, officer
from plant import Plant, anhe

from handlers.patrols import planning
from handlers.plant import keep
from models import store
from models.book import book
from models.patrol import Patrol


def test_a_wrong_since_does_not_stop_the_rounds_for_good(plant: Plant) -> None:
    begin(plant)
    plant.advance(10)
    usual = planning.next_moments()
    load(plant, since="2028-11-01")
    plant.advance(300)
    assert {each.year for each in planning.next_moments().values()} == {2028}
    assert "2028年11月1日" in requests.get(f"{plant.base}/console/patrols", timeout=10).text
    load(plant, since="2026-11-01")
    assert planning.next_moments().keys() == usual.keys()
    assert min(planning.next_moments().values()) <= plant.now + timedelta(hours=4)
    plant.advance(250)
    assert Patrol.select().where(Patrol.state == "walking").exists()
    # Without any measure nothing falls due; with them again it goes on, and can be stopped all the while.
    load(plant, points=[])
    assert planning.next_moments() == {}
    assert "停止巡检" in desk(plant, officer()).html
    load(plant, since="2026-11-01")
    assert planning.next_moments().keys() == usual.keys()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def load(plant: Plant, **measures: Any) -> None:
    """Data as an earlier house took them, without a look at dates."""
    data = deepcopy(anhe())
    data["measures"] |= measures
    store.write(lambda: keep(data, plant.now))
