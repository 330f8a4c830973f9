"""A permit in an area without people of its own could never be accepted (strangers, 30 November): whoever stands in is
asked, whoever answers for the plant can sign himself, and what waits for nobody is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
import requests
from at_work import AREA_FOREMAN, CREW, LEADER, accept, at_work, finish, standing, state, watched
from builders import DIRECTOR, MANAGER, filled, request_page
from demo import data_of
from plant import Plant

from config.checks import life
from models import store
from models.ask import of_subject
from models.book import book
from models.leave import LeaveTaken
from models.permit import Permit
from rules import accepting
from workers.scenarios.phone import text_of

# The demo plant's area of a unit that has nobody who accepts work, and who leads the plant on that day.
BARE, DUTY_LEADER = "fixed_hot", "U08"
EVERY = timedelta(hours=3)


def asked(permit: Permit) -> list[str]:
    return [ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.accept"]


@pytest.mark.parametrize("name", ["anhe", "lizhou"])
def test_at_any_hour_in_each_area_after_each_kind_of_work_somebody_is_left_to_sign(name: str) -> None:
    """Even when the first three have a part in the work."""
    data = data_of(name)
    plant, rules, begin = data.plant, data.rules, data.plant.demo_anchor
    assert begin
    follows = {follow for kind in data.templates.kinds for follow in accepting.closing(rules, kind)}
    units = {area.department for area in plant.areas}
    for follow, unit, ahead in product(follows, sorted(units), range(8 * 8)):
        now = begin + ahead * EVERY
        first = accepting.line(follow, unit, plant, rules, now)[:3]
        assert accepting.line(follow, unit, plant, rules, now, first), (follow.ask, unit, now)


def test_where_the_area_has_nobody_whoever_stands_in_for_its_head_is_asked_and_closes_it(plant: Plant) -> None:
    permit = at_work(plant, "hot_work", "second", area=BARE)
    finish(plant, **standing(plant, BARE))
    assert asked(permit) == [DUTY_LEADER]
    asked_for = text_of(plant.phone(DUTY_LEADER).messages()[-1])
    assert "机修固定动火区自己没有人能完工验收，请你来" in asked_for
    assert accept(plant, permit, DUTY_LEADER)["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect_all(*CREW, DUTY_LEADER)


def test_when_nobody_comes_whoever_the_red_alert_calls_can_sign_himself(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    plant.advance(61)
    assert "或自己到场签" in text_of(plant.expect(MANAGER, "没人完工验收"))
    assert asked(permit) == [AREA_FOREMAN, DIRECTOR, MANAGER, DUTY_LEADER]
    plant.advance(120)
    assert len(asked(permit)) == 4, "whoever was called says who comes"
    assert accept(plant, permit, MANAGER)["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect_all(*CREW, DIRECTOR, MANAGER, DUTY_LEADER)


def test_the_form_says_before_anybody_signs_who_will_accept_the_work(plant: Plant) -> None:
    page = request_page(plant)
    form = {**filled(plant), "kind": "hot_work", "area": BARE}
    reply = requests.post(f"{page.base}/h5/outlook", json=form, headers={"X-Page-Token": page.token}, timeout=10)
    name = plant.person(DUTY_LEADER).name
    assert f"机修固定动火区自己没有人能完工验收：到时按替补请人，照排班是{name}" in reply.json()["notes"]


def test_what_waits_for_nobody_is_said_on_the_board_and_among_what_is_to_be_seen_to(plant: Plant) -> None:
    permit, day = at_work(plant), plant.now.date()
    people = [each.id for each in book(plant.now).plant.people if each.id != LEADER]
    gone = [{"person": each, "from_day": day, "to_day": day, "taken_at": plant.now} for each in people]
    store.write(LeaveTaken.insert_many(gone).execute)
    store.write(lambda: Permit.update(form={**permit.form.kept, "workers": [DUTY_LEADER]}).execute())
    finish(plant)
    plant.phone(DUTY_LEADER).tap(plant.expect(DUTY_LEADER, "没人完工验收"), "收到，我处理")
    plant.settle()
    assert not asked(permit)
    words = f"{permit.number} 一级动火 · 污水处理站：没有能验收的人，请安排人到场"
    assert words in requests.get(f"{plant.base}/console/house", timeout=10).text
    assert "没有能验收的人" in requests.get(f"{plant.base}/console/", timeout=10).text
    plant.expect_all(*CREW, DUTY_LEADER)


def test_a_plant_in_which_only_one_could_accept_is_not_taken() -> None:
    data = data_of("anhe")
    rules, plant = replace(data.rules, substitutions={}), data.plant
    every_day = replace(plant.duty_roster, weekly=dict.fromkeys(range(1, 8), DUTY_LEADER), dates={})
    roles = replace(plant.roles, safety_office=(), duty_stand_in=())
    bare = replace(plant, duty_roster=every_day, roles=roles)
    found = [fault.message for fault in life.check(rules, data.templates, bare)]
    assert any(words.startswith("机修固定动火区完工后最多只有一个人能完工验收") for words in found)
    assert not list(life.check(data.rules, data.templates, data.plant))
