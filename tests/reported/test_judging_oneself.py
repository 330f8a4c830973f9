"""Nobody decides about a hazard that is his to mend: not whether it was mended, not on more time, not on its grade, not
whether it is the same as another; and nobody who is under him does."""

from __future__ import annotations

import pytest
from builders import open_card, page_of
from hazard_acts import FINDER, again, asked, extend, look, mend, owned, undrawn
from major_acts import approve_all, ask_of, everybody_expects, hinted, sorted_as_major, write_plan
from plant import Plant

from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.book import book
from models.hazard import Hazard

DAY = 24 * 60


def _not_mine(plant: Plant, hazard: Hazard, to: str) -> None:
    """The owner says whose it is, and the safety office gives it to that one."""
    ask = next(each for each in asks_of(hazard.subject) if each.kind == "hazard.fix" and each.state in MOVABLE)
    answer = page_of(plant, ask.person, f"fix/{ask.id}").act("hazard.not_mine", {"person": to}, text="归他管")
    assert answer["ok"], answer
    plant.settle()
    decides = asked(hazard, "hazard.dispute")
    assert decides not in (ask.person, to)
    plant.phone(decides).tap(plant.expect(decides, "定归谁"), "换给他")
    plant.settle()


def test_who_owns_it_decides_neither_on_his_time_nor_whether_it_was_mended(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He was to decide on his forerunner's wish for time when it became his; and he is over the finder, who says
    nothing, as whoever comes after him."""
    undrawn(monkeypatch)
    hazard = owned(plant)
    assert extend(plant, hazard, 1)["ok"]
    boss = asked(hazard, "hazard.extension")
    old = open_card(plant, boss, plant.expect(boss, "批延期"), "看照片，去批")
    _not_mine(plant, hazard, boss)
    assert again(hazard).owner == boss
    assert old.act("hazard.grant", {})["tone"] != "done"
    plant.settle()
    assert again(hazard).until == hazard.until
    assert not [ask for ask in asks_of(hazard.subject) if ask.kind == "hazard.extension" and ask.state in MOVABLE]
    assert again(hazard).work.extended[-1].decided == "dropped"

    hazard = again(hazard)
    mend(plant, hazard, plant.expect(boss, "请整改"))
    look(plant, hazard, "hazard.check", "请验隐患")
    for days in range(4):
        waiting = {ask.person for ask in asks_of(hazard.subject) if ask.kind == "hazard.confirm"}
        assert boss not in waiting, days
        plant.advance(DAY)
    assert len(waiting) >= 3 and FINDER in waiting
    assert again(hazard).state == "confirming" and again(hazard).follower != boss
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_head_of_safety_who_owns_it_is_judged_from_above(plant: Plant) -> None:
    """It sounds major, and would be his as one of the permits: he does not call it general. Once it is his, nobody of
    his office answers for him, takes the grade back or approves his plan."""
    roles = book(plant.now).plant.roles
    office = {each.id for post in roles.safety_office for each in book(plant.now).plant.holders(post)}
    hazard = hinted(plant)
    head = asked(hazard, "hazard.sort")
    assert set(roles.safety_head) & set(plant.person(head).posts)
    page = page_of(plant, head, f"sort/{ask_of(hazard, 'hazard.sort').id}")
    mine = {"category": "PERMIT", "area": "tank", "grade": "general", "use": "", "safe": "", "basis": ""}
    refused = page.act("hazard.sort", mine)
    plant.settle()
    assert not refused["ok"] and "不能由你定" in refused["words"], refused
    assert asked(hazard, "hazard.sort") != head
    hazard = sorted_as_major(plant, hazard, "PERMIT")
    assert hazard.owner == head
    assert hazard.supervisor not in office
    lower = {"number": hazard.number, "to": "general", "basis": "量小，够不上第 5 条"}
    for person in office:
        assert not page_of(plant, person, f"hazard/{hazard.number}").act("hazard.grade", lower)["ok"], person
    assert write_plan(plant, hazard)["ok"]
    assert not set(approve_all(plant, hazard)) & office
    [deputy] = book(plant.now).plant.holders(roles.deputy_in_charge[0])
    assert page_of(plant, deputy.id, f"hazard/{hazard.number}").act("hazard.grade", lower)["ok"]
    plant.settle()
    everybody_expects(plant)
