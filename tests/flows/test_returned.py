"""Who leaves and is back within a year has again what he had; after a year, or in another place, the levels that belong
to his place come again; so they do after a long leave."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
from doors import doors
from onboarding_acts import alone, asked, barred, joins, learned, newcomer, taught, with_one_lesson
from plant import Log, Plant, running_plant
from sensing import quiet
from staff_acts import event, hr_key, rows, tell
from training_acts import begin, file_of, first_day, give, learn, lessons, open_paper
from worlds import Here

from handlers.plant import keep
from models import staff, store
from models.book import book
from models.training_paper import Teaching

WELDER = "U34"


@pytest.fixture
def one(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=with_one_lesson("anhe")) as running:
        yield running


def again(plant: Plant) -> str:
    """The first of the levels that belong to a place."""
    return next(each.id for each in book(plant.now).config.trades.levels if each.again)


def later(plant: Plant, days: int) -> None:
    """So many days have gone by."""
    plant.set_time(plant.now + timedelta(days))
    plant.turn()


def back(plant: Plant, person: str, kind: str, days: int, **said: object) -> None:
    """He leaves, and after so many days HR says that he is back."""
    held, new = hr_key(plant, "hr2"), newcomer(plant)
    assert tell(plant, held, event(plant, "l", "left", person)) == ["kept"]
    later(plant, days)
    whole = {name: getattr(new, name) for name in ("name", "department", "supervisor", "platform", "account")}
    given = {**whole, "posts": list(new.posts), **said} if kind == "joined" else said
    assert tell(plant, held, event(plant, "b", kind, person, **given)) == ["kept"]
    plant.turn()


# Each kind on both sides of the year: tests/rules/test_returning.py.
def test_who_is_back_within_a_year_in_his_place_has_again_what_he_had(one: Plant) -> None:
    person = alone(one)
    before = [(each.lesson, each.state, each.until) for each in lessons(person)]
    back(one, person, "joined", 300)
    assert asked(person) == [] and barred(one, person) == []
    assert [(each.lesson, each.state, each.until) for each in lessons(person)] == before
    assert file_of(person).closed_at is None and file_of(person).alone == "signed"
    quiet(one)


def test_who_is_back_after_a_year_is_taught_the_levels_of_his_place_though_it_is_the_same(one: Plant) -> None:
    person = alone(one)
    back(one, person, "returned", 366)
    assert [Teaching.of(each).level for each in asked(person)] == [again(one)]
    assert barred(one, person) and file_of(person).alone == "taught"
    # The plan of another day begins nothing again.
    taught(one, person)
    one.advance(24 * 60)
    assert asked(person) == [] and file_of(person).alone == "due"
    quiet(one)


def test_who_is_back_soon_but_in_another_place_is_taught_its_levels(one: Plant) -> None:
    person = alone(one)
    back(one, person, "returned", 30, department="ws3")
    assert [Teaching.of(each).level for each in asked(person)] == [again(one)]
    quiet(one)


def test_what_somebody_was_still_to_be_taught_is_not_lost_by_a_year_away(one: Plant) -> None:
    person = joins(one)
    first = Teaching.of(asked(person)[0]).level
    back(one, person, "returned", 400)
    assert [Teaching.of(each).level for each in asked(person)] == [first] != [again(one)]
    quiet(one)


def test_a_flap_of_the_directory_or_another_superior_makes_nobody_new(plant: Plant) -> None:
    begin(plant)
    who = plant.person(WELDER)
    for news in ("leave", "join"):
        plant.simulator.post(f"phones/{who.platform}/{who.account}/event", {"event": news})
        plant.settle()
        plant.advance(0)
    assert [each.kind for each in rows("kept")] == ["left", "returned"]
    assert tell(plant, hr_key(plant), event(plant, "m", "moved", WELDER, supervisor="U27")) == ["kept"]
    plant.turn()
    assert WELDER not in staff.newcomers(book(plant.now).plant)
    assert asked(WELDER) == [] and file_of(WELDER).alone == ""
    quiet(plant)


def test_who_left_the_plant_s_files_too_and_is_back_soon_has_what_he_had(one: Plant) -> None:
    begin(one)
    held = hr_key(one)
    who = one.person(WELDER)
    assert tell(one, held, event(one, "l", "left", WELDER)) == ["kept"]
    data = deepcopy(with_one_lesson("anhe"))
    data["plant"]["version"] += 1
    data["plant"]["people"] = [each for each in data["plant"]["people"] if each["id"] != WELDER]
    store.write(lambda: keep(data, one.now))
    one.turn()
    assert not book(one.now).plant.knows(WELDER)
    later(one, 90)
    said = {"name": who.name, "department": who.department, "posts": list(who.posts), "supervisor": who.supervisor}
    assert tell(one, held, event(one, "j", "joined", WELDER, **said)) == ["kept"]
    one.turn()
    assert WELDER not in staff.newcomers(book(one.now).plant) and asked(WELDER) == []
    quiet(one)


def test_after_a_leave_of_a_year_the_levels_of_his_place_come_once_when_he_is_back(one: Plant) -> None:
    begin(one)
    assert file_of(WELDER).alone == ""
    today = one.now.date()
    data = deepcopy(with_one_lesson("anhe"))
    data["plant"]["version"] += 1
    mine = next(each for each in data["plant"]["people"] if each["id"] == WELDER)
    first, last = today - timedelta(400), today + timedelta(1)
    mine["leave"] = [{"from": first.isoformat(), "to": last.isoformat(), "reason": "病假"}]
    store.write(lambda: keep(data, one.now))
    one.turn()
    # While he is away nobody is asked to teach him, and he works nowhere.
    assert asked(WELDER) == [] and file_of(WELDER).alone == "taught" and barred(one, WELDER)
    one.advance(2 * 24 * 60)
    assert [Teaching.of(each).level for each in asked(WELDER)] == [again(one)]
    taught(one, WELDER)
    learned(one, WELDER)
    one.advance(24 * 60)
    assert asked(WELDER) == [] and file_of(WELDER).alone == "due"
    quiet(one)


def test_who_leaves_in_the_middle_of_a_paper_goes_on_with_it_when_he_is_back(plant: Plant) -> None:
    first_day(plant)
    learn(plant, WELDER)
    give(plant, WELDER)
    held = hr_key(plant)
    assert tell(plant, held, event(plant, "l", "left", WELDER)) == ["kept"]
    later(plant, 20)
    assert tell(plant, held, event(plant, "r", "returned", WELDER)) == ["kept"]
    plant.advance(24 * 60)
    assert len(asked(WELDER, "training.question")) == 1
    assert lessons(WELDER)[0].state == "asked" and len(open_paper(WELDER).paper.answers) == 1
    give(plant, WELDER)
    # The time of the paper has begun anew, for every question.
    plant.advance(60)
    give(plant, WELDER)
    assert lessons(WELDER)[0].state == "passed"
    quiet(plant)
