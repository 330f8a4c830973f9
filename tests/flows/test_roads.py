"""The roads that other tests only copy: each is walked here through the doors, and its copy is the same place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import at_work
import builders
import gates
import hazard_acts
import hazard_photos
import let_in_acts
import major_acts
import pytest
import training_acts
from asking import alert, fault
from builders import FOREMAN, GUARDIAN, MANAGER, WELDER, with_posts
from doors import doors
from onboarding_acts import alone, ready_to_sign, signer, with_one_lesson
from plant import MORNING, Log, Plant, anhe, running_plant
from roads import ROADS, Walker, road
from training_acts import small
from worlds import Here

from handlers.permits.gates.facts import lacks
from models import plant_time, store, training
from models.book import book
from models.permit import Permit
from models.rulebook import RuleVersion
from models.tables import MODELS
from rules.training.levels import PARTS
from workers.scenarios.phone import text_of

Walk = Callable[[Plant], Any]
T = TypeVar("T")
Begin = Callable[..., AbstractContextManager[Plant]]
SIGNED = ["permit.confirmed", "permit.signed"]
APPROVED = [*SIGNED, "permit.signed", "permit.signed", "permit.approved"]
PREPARED = [*APPROVED, "permit.briefing_given", "permit.briefed", *["permit.measure_confirmed"] * 16]
TESTED = [*PREPARED, "permit.gas_tested"]
READY = [*TESTED, "permit.foreman_checked"]
# By road: the state in which it leaves the permit, what is asked there, and what people did on the way.
ENDS: dict[str, tuple[Walk, str, list[str], list[str]]] = {
    "ask_for_permit": (builders.ask_for_permit, "signing", ["sign"], ["permit.requested"]),
    "at_the_dual_sign": (builders.at_the_dual_sign, "signing", ["sign", "sign"], ["permit.requested", *SIGNED]),
    "approved": (
        gates.approved,
        "approved",
        ["brief", "gas_test", "measures", "measures", "measures"],
        ["permit.requested", *APPROVED],
    ),
    "prepared": (gates.prepared, "approved", ["gas_test"], ["permit.requested", *PREPARED]),
    "to_be_checked": (gates.to_be_checked, "approved", ["foreman_check"], ["permit.requested", *TESTED]),
    "ready": (gates.ready, "approved", ["start"], ["permit.requested", *READY]),
    "working": (gates.working, "working", ["finish", "watch"], ["permit.requested", *READY, "permit.working"]),
    "at_work": (at_work.at_work, "working", ["finish", "watch"], ["permit.working"]),
}
# By those that no other road goes on from: over which roads they lead.
OVER = {
    "at_the_dual_sign": ["ask_for_permit"],
    "working": ["ask_for_permit", "approved", "prepared", "to_be_checked", "ready"],
    "at_work": [],
}
PLANNED = ["training.opened", "training.planned", "training.certificates"]
BY_THE_HOUSE = {"ask.opened", "card.delivered", "permit.signing", "permit.line_skipped"}


@pytest.fixture
def begin(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Begin:
    """Another morning in the usual house."""
    return partial(running_plant, simulator, usual_store, redis_url, doors().home)


def everybody(plant: Plant) -> list[str]:
    return [person.id for person in book(plant.now).plant.people]


def seen(plant: Plant) -> dict[str, Any]:
    """What can be seen of a place, but for random names."""
    shown = {who: [text_of(each)[:40] for each in plant.phone(who).messages()] for who in everybody(plant)}
    rows = {table.__name__: table.select().count() for table in MODELS}
    counters = plant.simulator.get("counters")
    calls = [line["call"] for line in plant.simulator.get("log")]
    queue = len(plant.house.redis.keys("anhao:token:*")), len(plant.house.redis.keys("anhao:limit:*"))
    expected = len(plant.seen)
    place = {"rows": rows, "counters": counters, "calls": calls, "queue": queue, "expected": expected}
    return {"shown": shown, "now": plant.now, **place}


class Looking(Walker):
    """Walks every road, and looks at the permit where it ends."""

    def __init__(self) -> None:
        self.ends: dict[str, tuple[str, list[str], list[str]]] = {}

    def go(self, plant: Plant, wanted: str, walk: Callable[[], T]) -> T:
        result, permit = walk(), Permit.get()
        asked = [kind.removeprefix("permit.") for kind in at_work.open_kinds(permit)]
        done = [kind for kind in at_work.trail(permit) if kind not in BY_THE_HOUSE]
        self.ends[wanted.split("(", 1)[0]] = permit.state, asked, done
        return result


@pytest.mark.parametrize(("name", "over"), OVER.items(), ids=list(OVER))
def test_the_road_is_walked_through_the_doors(plant: Plant, name: str, over: list[str]) -> None:
    plant.guide = looking = Looking()
    ENDS[name][0](plant)
    assert looking.ends == {each: ENDS[each][1:] for each in (*over, name)}
    plant.expect_all(*everybody(plant))


@pytest.mark.both_stores
@pytest.mark.parametrize("walk", [builders.at_the_dual_sign, at_work.at_work])
def test_the_copy_of_a_road_is_the_place_where_it_ends(begin: Begin, walk: Walk) -> None:
    is_the_same(begin, walk)


@pytest.mark.parametrize("walk", [training_acts.begin, hazard_acts.owned])
def test_so_is_the_copy_of_a_road_of_training_or_hazards(begin: Begin, walk: Walk) -> None:
    is_the_same(begin, walk)


def is_the_same(begin: Begin, walk: Walk) -> None:
    with begin() as plant:
        plant.guide = Walker()
        walk(plant)
        walked = seen(plant)
    with begin() as plant:
        walk(plant)
    with begin() as plant:
        before = plant.simulator.changes
        walk(plant)
        assert plant.simulator.changes == before, "it was walked again"
        assert seen(plant) == walked
        plant.expect_all(*everybody(plant))
        plant.turn()
        assert seen(plant)["shown"] == walked["shown"]


def test_the_road_of_a_hazard_is_walked_through_the_doors(plant: Plant) -> None:
    plant.guide = Walker()
    hazard = hazard_acts.owned(plant)
    assert (hazard.state, hazard_acts.asked(hazard, "hazard.fix")) == ("assigned", hazard.owner)
    assert hazard_acts.kinds(hazard) == ["hazard.reported", "hazard.assigned"]
    plant.expect_all(*everybody(plant))


def test_the_other_roads_of_hazards_are_walked_through_the_doors(plant: Plant) -> None:
    plant.guide = Walker()
    hazard = hazard_photos.reported(plant, mark={"photo": 0, **hazard_photos.REGION})
    assert (hazard.state, hazard_acts.kinds(hazard)) == ("assigned", ["hazard.reported", "hazard.assigned"])
    assert hazard.work.marked
    major = major_acts.hinted(plant)
    assert (major.state, major_acts.ask_of(major, "hazard.sort").state, major.report.hinted) == ("triage", "open", True)
    plant.expect_all(*everybody(plant))


def test_the_roads_of_training_are_walked_through_the_doors(begin: Begin) -> None:
    data = small(anhe(), "welder", "HOT-201", lessons=2)
    with begin(data=data) as plant:
        plant.guide = Walker()
        training_acts.passed(plant)
        assert [each.state for each in training_acts.lessons(WELDER)] == ["passed", "passed"]
        answered = ["training.learned", "training.drawn", *["training.answered"] * 3, "training.passed"]
        assert training_acts.kinds(WELDER) == [*PLANNED, *answered, *answered]
    with begin(data=data) as plant:
        training_acts.passed(plant)
        walked = seen(plant)
    with begin(data=data) as plant:
        training_acts.passed(plant)
        assert seen(plant) == walked


def test_the_roads_of_somebody_new_are_walked_through_the_doors(begin: Begin) -> None:
    data = with_one_lesson("anhe")
    with begin(data=data) as plant:
        plant.guide = Walker()
        person = ready_to_sign(plant)
        assert [signer(person, part).state for part in PARTS] == ["open"] * 3
        walked = seen(plant)
    with begin(data=data) as plant:
        alone(plant)
        assert training_acts.kinds(person)[-4:] == [*["training.signed"] * 3, "training.cleared"]
    with begin(data=data) as plant:
        before = plant.simulator.changes
        assert alone(plant) == person and plant.simulator.changes == before
    with begin(data=data) as plant:
        ready_to_sign(plant)
    with begin(data=data) as plant:
        assert ready_to_sign(plant) == person
        assert seen(plant) == walked


def test_the_roads_of_letting_somebody_in_are_walked_through_the_doors(begin: Begin) -> None:
    with begin() as plant:
        plant.guide = Walker()
        permit = let_in_acts.in_the_request(plant)
        assert [(how.person, how.by) for how in permit.work.let_in] == [(GUARDIAN, MANAGER)]
        [asked] = let_in_acts.of_kind()
        assert (permit.state, asked.state) == ("signing", "done")
    with begin() as plant:
        let_in_acts.refused_once(plant)
        assert [(each.person, each.state) for each in let_in_acts.of_kind()] == [(MANAGER, "done")]
    with begin() as plant:
        permit = let_in_acts.lapsed(plant)
        assert permit.state == "approved" and [each.code for each in lacks(permit, plant.now)] == ["HOT-201"]
    with begin() as plant:
        assert let_in_acts.watching(plant).state == "working" and training.running()


def test_the_road_to_the_first_lesson_ends_with_its_card(begin: Begin) -> None:
    with begin(data=small(anhe(), "welder", "HOT-201")) as plant:
        training_acts.first_day(plant)
        [lesson] = training_acts.lessons(WELDER)
        assert lesson.state == "open" and any("学一课" in each for each in training_acts.open_titles(plant, WELDER))


def test_every_road_that_rooms_share_is_walked_by_its_name() -> None:
    shared = {name for name, walk in ROADS.items() if walk.__module__ in {"at_work", "builders", "gates"}}
    assert shared == set(ENDS) == {each for name, over in OVER.items() for each in (name, *over)}


@pytest.mark.parametrize(
    "happen",
    [
        lambda plant: plant.advance(1),
        lambda plant: alert(plant, FOREMAN),
        lambda plant: with_posts(plant, U13=[]),
        lambda plant: fault(plant, "wecom", "user/get", "throttle"),
        lambda plant: plant.house.redis.set("anhao:something", 1),
        lambda plant: plant.house.channels["wecom"].check(),
    ],
    ids=["plant time", "a row", "the plant's data", "a fault", "the queue", "a call"],
)
def test_who_has_done_something_before_walks(begin: Begin, happen: Callable[[Plant], Any]) -> None:
    with begin() as plant:
        assert plant.guide.stands(plant)
        happen(plant)
        assert not plant.guide.stands(plant)
        before = plant.simulator.changes
        plant.set_time(plant.now)
        assert builders.ask_for_permit(plant).number == "DH-20261125-0001"
        assert plant.simulator.changes > before + 1


@pytest.mark.both_stores
def test_a_write_to_the_store_is_noticed_and_a_look_is_not(begin: Begin) -> None:
    with begin() as plant:
        assert plant.person(FOREMAN) and plant.guide.stands(plant)
        store.write(lambda: plant_time.set_clock(plant.now, 0, plant_time.real_now()))
        assert not plant.guide.stands(plant)


@pytest.mark.both_stores
def test_each_morning_begins_with_nothing_of_an_earlier_test(begin: Begin) -> None:
    with begin() as plant:
        builders.ask_for_permit(plant)
    with begin(start=MORNING + timedelta(seconds=1)):
        assert not Permit.select().exists()
        assert [row.id for row in RuleVersion.select()] == [1]


def test_who_has_only_looked_goes_on_from_the_copy(plant: Plant) -> None:
    assert not plant.phone(FOREMAN).messages()
    assert plant.guide.stands(plant)


def test_a_road_that_breaks_says_which(plant: Plant) -> None:
    @road
    def over_the_bridge(plant: Plant, *, by: str) -> None:
        raise AssertionError("no bridge")

    with pytest.raises(AssertionError, match="no bridge") as broken:
        over_the_bridge(plant, by="foot")
    assert "on the road over_the_bridge()[('by', 'foot')]" in broken.value.__notes__[0]
