"""Work that may not meet although both permits are under way: the younger one stops, somebody coordinates the two."""

from __future__ import annotations

from copy import deepcopy

from at_work import AREA_FOREMAN, CREW, LEADER, at_work, confirm_resume, standing, state, trail
from builders import MANAGER, fresh, open_card
from plant import Plant, anhe
from roads import road

from handlers.plant import keep
from models import store
from models.permit import Permit
from workers.scenarios.phone import text_of

OTHER_GUARDIAN = "U32"
# Whoever hears of a permit of this place.
HEARS = (*CREW, OTHER_GUARDIAN, MANAGER)


def with_distance(plant: Plant, metres: float) -> None:
    """New plant data: hot work and blind plates keep so far apart."""
    data = deepcopy(anhe())
    for conflict in data["permit_templates"]["relations"]["conflicts"]:
        if {conflict["a"], conflict["b"]} == {"hot_work", "blind_plate"}:
            conflict["radius_m"] = metres
    store.write(lambda: keep(data, plant.now))
    plant.settle()


@road
def both_at_work(plant: Plant) -> tuple[Permit, Permit]:
    """Hot work in one area and, since a little later, a blind plate in the next: far enough apart for now."""
    with_distance(plant, 1)
    older = at_work(plant)
    younger = at_work(
        plant, "blind_plate", "none", area="ammonia", guardian=OTHER_GUARDIAN, workers=[LEADER], inputs={}
    )
    return older, younger


def test_case_23_a_clash_that_appears_later_stops_the_younger_and_asks_for_coordination(plant: Plant) -> None:
    older, younger = both_at_work(plant)
    with_distance(plant, 2000)
    assert (state(older), state(younger)) == ("working", "suspended")
    assert f"与 {older.number} " in fresh(younger).work.stops[-1].why
    for person in (AREA_FOREMAN, MANAGER):
        card = plant.expect(person, "两处作业冲突，要人协调")
        assert older.number in text_of(card) and "请定一名统一协调人" in text_of(card)
    with_distance(plant, 3000)
    assert trail(younger).count("permit.suspended") == 1 and state(older) == "working"
    plant.expect_all(*HEARS)


def test_case_23_the_younger_goes_on_when_the_older_is_finished(plant: Plant) -> None:
    older, younger = both_at_work(plant)
    with_distance(plant, 2000)
    assert f"与 {older.number} " in confirm_resume(plant, OTHER_GUARDIAN)["words"]
    assert state(younger) == "suspended"
    older_card = next(card for card in cards_of(plant, LEADER) if older.number in text_of(card))
    open_card(plant, LEADER, older_card, "报完工").act("permit.finish", standing(plant, older.area))
    plant.settle()
    assert state(older) == "finished"
    again = plant.phone(OTHER_GUARDIAN).card(lambda title: "复工要确认" in title)
    assert again is not None
    page = open_card(plant, OTHER_GUARDIAN, again, "看条件，确认复工")
    there = standing(plant, younger.area)
    assert page.act("permit.resume", there)["words"] == "记下了。还等另一位确认。"
    assert confirm_resume(plant, AREA_FOREMAN, **there)["tone"] == "done"
    assert state(younger) == "working"
    plant.expect_all(*HEARS)


def cards_of(plant: Plant, person: str) -> list[dict[str, object]]:
    return [message for message in plant.phone(person).messages() if "报完工" in text_of(message)]
