"""Safety points: rows changed beside the trail are not spent, what the office takes back stays back, and one deed
is not counted twice."""

from __future__ import annotations

import pytest
import requests
from builders import page_of
from hazard_acts import FINDER, again, owned
from plant import Plant
from spot_acts import mended_at_once

from handlers.hazards import assigning, earning, life
from models import hazard as hazards
from models import points, store
from models.book import book
from models.points import PointEntry
from rules.hazards.owners import Named


def test_points_changed_beside_the_trail_are_not_spent_and_the_pages_say_so(plant: Plant) -> None:
    owned(plant)
    PointEntry.update(amount=300).where(PointEntry.person == FINDER).execute()
    assert points.balance(FINDER) == 300
    with pytest.raises(earning.BadEntry, match="对不上"):
        store.write(lambda: earning.spend(FINDER, 100, "电视", "office", "one", plant.now))
    assert "几分：记录链里是" in requests.get(f"{plant.base}/console/points", timeout=10).text
    assert "和记录链对不上" in page_of(plant, FINDER, "points/me").html
    # Also of somebody whose newer entries are many, and whoever wrote it.
    PointEntry.update(amount=2, by="office").where(PointEntry.person == FINDER).execute()
    for number in range(31):
        more = {"month": "2026-11", "key": f"newer/{number}", "at": plant.now}
        PointEntry.create(person="U01", amount=1, why="report", **more)
    assert "谁记的：记录链里是「没有」" in requests.get(f"{plant.base}/console/points", timeout=10).text
    # All of one person's are gone; one was put in.
    PointEntry.delete().execute()
    assert "记录链里有，库里没有" in requests.get(f"{plant.base}/console/points", timeout=10).text
    more = {"month": "2026-11", "key": "made/up", "at": plant.now}
    PointEntry.create(person=FINDER, amount=9, why="report", **more)
    said = requests.get(f"{plant.base}/console/points", timeout=10).text
    assert "库里有，记录链里没有" in said or "几分" in said
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_what_the_office_took_back_does_not_come_back_with_the_next_owner(plant: Plant) -> None:
    hazard = owned(plant)
    [entry] = points.standing(hazard.number, "report")
    store.write(lambda: earning.reverse(entry.id, "编的", "office", plant.now))
    assert points.balance(FINDER) == 0
    other = next(each.id for each in book(plant.now).plant.people if each.id not in (hazard.owner, FINDER))
    store.write(lambda: assigning.assign(hazards.locked(hazard.subject_id), plant.now, Named(other, "", "换人")))
    assert (again(hazard).owner, points.balance(FINDER)) == (other, 0)
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_mended_on_the_spot_counts_no_more_than_its_report(plant: Plant) -> None:
    for number in range(5):
        more = {"month": "2026-11", "key": f"today/{number}", "at": plant.now}
        PointEntry.create(person=FINDER, amount=2, why="report", number=f"YH-{number}", **more)
    hazard = mended_at_once(plant)
    store.write(lambda: life.tell_trail(hazards.locked(hazard.subject_id), "hazard.closed_out", plant.now))
    rows = PointEntry.select().where(PointEntry.number == hazard.number).order_by(PointEntry.id)
    assert [(row.why, row.amount, "记满" in row.note) for row in rows] == [("report", 0, True), ("fix", 0, True)]
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
