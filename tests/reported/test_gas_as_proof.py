"""No line of a checklist takes a gas value for proof that nothing judges: the permit's gas test does, at each plant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from demo import data_of as plant_config
from doors import doors
from lives import A_MOMENT, Cast, Played
from plant import Log, Plant, data_of, running_plant
from truth import bent, untrue
from worlds import Here

from handlers.plant import notes
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Measures
from rules.measuring import of_gas
from workers.scenarios import hand
from workers.scenarios.simulator import Json
from workers.scenarios.turns import Turn, at_site, card_of, round_of, take
from workers.scenarios.whole_life import request

MORNING = datetime.fromisoformat("2026-11-25T08:10:00+08:00")
# The confined space of each plant, and a value that its gas test refuses.
PLANTS = {"anhe": "confined_space", "lizhou": "xianzhi"}


@pytest.fixture
def house(name: str, simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, MORNING, data=data_of(name)) as running:
        yield running
        assert not untrue(simulator) and not bent() and not simulator.get("reports")


@pytest.mark.parametrize("name", PLANTS)
def test_no_line_of_a_plant_takes_a_number_that_nothing_judges(name: str) -> None:
    config = plant_config(name)
    lines = [each for kind in config.templates.kinds.values() for each in kind.measures]
    assert not [each.id for each in lines if each.evidence == "reading" and not each.reading]
    assert not [each.id for each in lines if of_gas(each.units)]
    assert not [each for each in notes(config, MORNING.date()) if "收气体的读数" in each]


def tick(story: Played, permit: Permit, ask: Ask, line: str, attempt: int) -> Json:
    """The analyst ticks the line as done, with a number beside it as pages of before sent it."""
    phone = at_site(story.house.phone(ask.person), permit.area)
    turn = Turn(story, permit, ask, phone)
    page = turn.open(card_of(story, permit, ask), "逐条确认")
    assert "以测气为准" in page.html and "<option>%LEL</option>" not in page.html
    given = {"measure": line, "applies": "yes", "photo": hand.photo(line), "note": "95 %LEL"}
    return dict(page.act("permit.measure", given, attempt=attempt))


@pytest.mark.parametrize("name", PLANTS)
def test_the_line_on_gas_is_done_only_with_a_good_gas_test(house: Plant, name: str) -> None:
    story = Played(Cast(house), print)
    permit = request(story, book(house.now).config.demo.form(PLANTS[name], {}))
    while True:
        house.advance(A_MOMENT)
        waiting = round_of(permit)
        assert waiting
        if waiting[0].kind == "permit.gas_test":
            break
        for ask in waiting:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                take(story, permit, ask)
    [ask] = [
        each
        for each in Ask.select().where(Ask.kind == "permit.measures", Ask.state.in_(MOVABLE))
        if "SX08" in Measures.of(each).measures
    ]
    refused = tick(story, permit, ask, "SX08", 90)
    assert refused["tone"] == "stop" and "还没有测气" in refused["words"]
    assert "SX08" not in Permit.get_by_id(permit.id).work.measures
    take(story, permit, waiting[0])
    assert tick(story, permit, ask, "SX08", 91)["tone"] in ("done", "info")
    kept = Permit.get_by_id(permit.id).work.measures["SX08"]
    assert kept.applies == "yes" and not kept.note
