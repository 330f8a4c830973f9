"""A course is suspended of somebody who is on a live permit: he is taken off, and whoever answers for the work hears of
it; where nobody else is left, the work stops until somebody is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_work import AREA_FOREMAN, LEADER, WORKER, at_work, confirm_resume, gas_test
from builders import FOREMAN, GUARDIAN, ON_SITE, at_the_dual_sign, entries, fresh
from doors import doors
from glass import Glass
from plant import Plant, anhe, running_plant
from playwright.sync_api import expect
from screens import everybody
from training_acts import begin, file_of, small
from worlds import Here

from handlers import flows
from handlers.permits import life
from handlers.training import suspending
from models import store
from models.book import book
from models.permit import Permit
from workers.scenarios.phone import text_of

FIRE, WHY, OTHER_WELDER = "FIRE-101", "动火没人看就点火", "U37"
GONE = "苑成蹊从"


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson, without which nobody welds."""
    with running_plant(simulator, usual_store, redis_url, doors().home, data=small(anhe(), "welder", FIRE)) as running:
        yield running


def suspend(plant: Plant) -> None:
    """As the console does it: two transactions."""
    number, actor = file_of(WORKER).number, {"system": "console", "account": "desk"}
    store.write(lambda: suspending.suspend(number, FIRE, WHY, "", actor, plant.now))
    store.write(lambda: flows.here().unfit(book(plant.now).plant.person(WORKER), plant.now))
    plant.settle()
    plant.advance(1)


def welding(plant: Plant, *workers: str) -> Permit:
    begin(plant)
    return at_work(plant, workers=list(workers))


def test_he_is_taken_off_at_once_and_the_others_go_on(plant: Plant, glass: Glass) -> None:
    permit = welding(plant, WORKER, OTHER_WELDER)
    with glass.lent(viewport={"width": 360, "height": 740}) as desk:
        desk.goto(f"{plant.base}/console/training/file/{file_of(WORKER).number}")
        desk.locator("#suspension summary").click()
        desk.locator("#suspension [name=course]").select_option(FIRE)
        desk.locator("#suspension [name=reason]").fill(WHY)
        desk.get_by_role("button", name="停他这门课").click()
        expect(desk.locator("#suspension")).to_contain_text(f"安全部门停的：{WHY}")
    plant.advance(1)
    assert (fresh(permit).state, fresh(permit).work.cut) == ("working", (WORKER,))
    [entry] = entries(permit, "permit.person_cut")
    assert entry["data"]["person"] == WORKER and "暂停了" in entry["data"]["why"]
    for person in (WORKER, GUARDIAN, LEADER):
        assert "暂停了" in text_of(plant.expect(person, GONE))
    everybody(plant)


def test_where_he_was_the_only_one_the_work_stops_and_resumes_with_another(plant: Plant) -> None:
    permit = welding(plant, WORKER)
    suspend(plant)
    assert fresh(permit).state == "suspended" and "暂停了" in fresh(permit).work.last_stop.why
    gas_test(plant, permit)
    assert "苑成蹊" in confirm_resume(plant, GUARDIAN)["words"]
    store.write(lambda: life.note(fresh(permit), fresh(permit).work.with_worker(OTHER_WELDER, ())))
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    assert fresh(permit).work.cut == (WORKER,)
    everybody(plant)


def test_whoever_asked_for_it_hears_that_it_can_t_begin_while_signatures_are_collected(plant: Plant) -> None:
    begin(plant)
    permit, _, _ = at_the_dual_sign(plant)
    suspend(plant)
    words = text_of(plant.expect(FOREMAN, "现在开不了工"))
    assert "暂停了" in words and fresh(permit).state == "signing" and not fresh(permit).work.cut
    plant.expect_all(*ON_SITE)
    everybody(plant)
