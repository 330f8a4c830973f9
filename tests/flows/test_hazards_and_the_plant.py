"""Hazards while the plant's data change and people leave: under the rules with which they were raised, with the people
of today, and never without somebody who mends and somebody who follows."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from builders import page_of
from hazard_acts import FINDER, again, kinds, look, mended, owned, report
from plant import Plant, anhe

from handlers import people
from handlers.hazards import assigning
from handlers.plant import Faulty, keep
from models import hazard as hazards
from models import store
from models.ask import MOVABLE, of_subject
from models.book import book
from models.ledger import of_subject as trail_of
from web.h5.trail import steps
from workers.scenarios import hand
from workers.scenarios.phone import text_of

Data = dict[str, Any]


def changed(plant: Plant, change: Callable[[Data], None]) -> None:
    """New plant data are loaded; whatever version numbers say."""
    data = deepcopy(anhe())
    change(data)
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def gone(plant: Plant, person: str) -> None:
    """The platform has confirmed that he left."""
    who = plant.person(person)
    store.write(lambda: people.gone(who, "平台核实：已离开企业", plant.now))
    plant.settle()


def category(data: Data, name: str) -> Data:
    return next(each for each in data["hazard_categories"]["categories"] if each["id"] == name)


def without(part: str, file: str, name: str) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        if isinstance(data[file][part], dict):
            del data[file][part][name]
        else:
            data[file][part] = [each for each in data[file][part] if each["id"] != name]

    return change


LEFT_OUT = {
    "owner": (lambda hazard: without("people", "plant", hazard.owner), "还有没办完的事"),
    "finder": (lambda hazard: without("people", "plant", FINDER), "还有没办完的事"),
    "area": (lambda hazard: without("areas", "plant", hazard.area), "没销号的隐患"),
    "post": (lambda hazard: without("posts", "plant", "electrical_leader"), "没销号的隐患要找这个岗位"),
    "category": (
        lambda hazard: without("categories", "hazard_categories", hazard.category),
        "还有没销号的隐患归这一类",
    ),
    "all categories": (lambda hazard: lambda data: data.pop("hazard_categories"), "还有没销号的隐患归这一类"),
}


def test_what_an_open_hazard_needs_can_not_be_left_out(plant: Plant) -> None:
    hazard = owned(plant)
    for name, (change, words) in LEFT_OUT.items():
        with pytest.raises(Faulty) as refused:
            changed(plant, change(hazard))
        assert any(words in fault.message for fault in refused.value.faults), name


def test_a_hazard_goes_on_under_the_rules_it_was_raised_with(plant: Plant) -> None:
    hazard = owned(plant)

    def change(data: Data) -> None:
        mine = category(data, hazard.category)
        mine |= {"photo_check": False, "deadline_hours": {"general": 1, "major": 1}, "name": "别的名字"}
        data["hazard_categories"]["defaults"]["first_response_minutes"] = {"general": 1, "major": 1}

    changed(plant, change)
    assert assigning.category_of(again(hazard)).photo_check
    assert hazards.title(again(hazard)).startswith("电气隐患")
    plant.advance(5)
    assert "hazard.urged" not in kinds(hazard), "asked by the time of the newer rules"


def test_14_who_left_hands_everything_open_to_his_supervisor_the_same_day(plant: Plant) -> None:
    hazard = owned(plant)
    gone(plant, hazard.owner)
    now = again(hazard)
    assert now.owner == hazard.supervisor and now.supervisor not in (hazard.owner, now.owner)
    assert now.until == hazard.until, "time runs on"
    assert "先归你改" in text_of(plant.expect(now.owner, "请整改"))
    gone(plant, FINDER)
    now = again(hazard)
    assert now.follower != FINDER and "改由你跟踪" in text_of(plant.expect(now.follower, "改由你跟踪"))
    gone(plant, now.supervisor)
    last = again(hazard)
    assert last.supervisor not in (now.supervisor, last.owner)
    plant.expect(last.supervisor, "等接单")
    left = {hazard.owner, FINDER, now.supervisor}
    assert not {ask.person for ask in of_subject(hazard.subject) if ask.state in MOVABLE} & left
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
    changed(plant, lambda data: data["plant"].update(people=_but(data, left)))
    plant.advance(1)
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def _but(data: Data, left: set[str]) -> list[Data]:
    people = [each for each in data["plant"]["people"] if each["id"] not in left]
    above = {each["id"]: each.get("supervisor") for each in data["plant"]["people"]}
    for each in people:
        while each.get("supervisor") in left:
            each["supervisor"] = above[each["supervisor"]]
    return people


def test_what_comes_back_to_an_owner_who_has_left_his_supervisor_mends(plant: Plant) -> None:
    hazard = mended(plant)
    gone(plant, hazard.owner)
    assert again(hazard).state == "submitted"
    assert look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="箱门还关不上")["ok"]
    now = again(hazard)
    assert (now.state, now.owner, now.round) == ("assigned", hazard.supervisor, 2)
    assert "箱门还关不上" in text_of(plant.expect(now.owner, "请整改"))
    plant.expect_all(hazard.owner, now.owner, now.supervisor, FINDER)


def test_a_finder_who_is_away_for_long_has_an_heir_and_one_for_a_day_has_not(plant: Plant) -> None:
    hazard = owned(plant)
    day = plant.now.date()
    for until, follows in ((day, True), (day.replace(day=day.day + 4), False)):
        changed(plant, lambda data, until=until: _leave(data, FINDER, day.isoformat(), until.isoformat()))
        assert (again(hazard).follower == FINDER) == follows
    plant.expect_all(again(hazard).follower, FINDER)


def _leave(data: Data, person: str, since: str, until: str) -> None:
    mine = next(each for each in data["plant"]["people"] if each["id"] == person)
    mine["leave"] = [{"from": since, "to": until, "reason": "annual"}]


def test_the_trail_speaks_of_people_and_not_to_them(plant: Plant) -> None:
    hazard = owned(plant)
    gone(plant, hazard.owner)
    words = [step.words for step in steps(hazard.subject, book(plant.now).plant, plant.now)]
    assert not [line for line in words if "你" in line]
    assert any("电气班长" in line or "班长" in line for line in words)
    assert not any("你" in entry.canonical for entry in trail_of(hazard.subject) if entry.kind.startswith("hazard."))
    plant.expect_all(hazard.owner, again(hazard).owner, again(hazard).supervisor)


def test_each_card_of_a_report_that_is_none_says_so_and_why(plant: Plant) -> None:
    hazard = report(plant, words="这里不太对劲，来看看")
    plant.advance(45)
    sorters = [ask.person for ask in of_subject(hazard.subject) if ask.kind == "hazard.sort"]
    assert len(sorters) > 1, "the second one is asked after half an hour"
    ask = next(each for each in of_subject(hazard.subject) if each.kind == "hazard.sort")
    page = page_of(plant, ask.person, f"sort/{ask.id}")
    assert page.act("hazard.reject", {}, text="是新刷的漆，没坏")["ok"]
    plant.settle()
    for person in (*sorters, FINDER):
        cards = [text_of(each) for each in plant.phone(person).messages() if each["kind"] == "card"]
        mine = [text for text in cards if "不算隐患" in text or "不是隐患" in text]
        assert mine and "是新刷的漆" in mine[-1], (person, cards)
        plant.expect_all(person)


def test_an_extension_that_was_overtaken_by_the_mending_does_not_bar_the_next(plant: Plant) -> None:
    hazard = owned(plant)
    ask = next(each for each in of_subject(hazard.subject) if each.kind == "hazard.fix")
    page = page_of(plant, hazard.owner, f"fix/{ask.id}")
    wish = {
        "photos": [page.bring(hand.shot("before"))],
        "until": f"{hazard.until + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "because": "spares",
        "reason": "后天到",
        "interim": "围起来",
    }
    assert page.act("hazard.extend", wish)["ok"]
    page = page_of(plant, hazard.owner, f"fix/{ask.id}")
    assert page.act("hazard.mend", {"photos": [page.bring(hand.shot("after"))]}, text="门换了")["ok"]
    plant.settle()
    assert look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="箱门还关不上")["ok"]
    ask = [each for each in of_subject(hazard.subject) if each.kind == "hazard.fix"][-1]
    page = page_of(plant, hazard.owner, f"fix/{ask.id}")
    assert (
        "要延期" in page.html and page.act("hazard.extend", wish | {"photos": [page.bring(hand.shot("before"))]})["ok"]
    )
    plant.settle()
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
