"""What follows when a hazard is not mended in time: who hears of it, and who may grant more time. A number in a test's
name is that of the check in hazards.md §7."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from hazard_acts import DAY, FINDER, again, asked, decide, everybody, extend, owned, report
from plant import Plant, anhe

from handlers.plant import keep
from models import store
from models.book import book
from models.hazard import Hazard
from models.ledger import of_subject
from rules.hazards.countdown import alert_before, awake
from workers.scenarios.phone import text_of

HEAD, DEPUTY, SAFETY_HEAD = "U01", "U02", "U04"


def told(hazard: Hazard, kind: str) -> list[set[str]]:
    """To whom each entry of this kind went."""
    lines = [json.loads(entry.canonical) for entry in of_subject(hazard.subject) if entry.kind == kind]
    return [set(line["data"]["to"]) for line in lines]


def test_a_day_late_the_deputy_hears_it_and_after_three_the_one_who_answers_for_the_plant(plant: Plant) -> None:
    roles = book(plant.now).plant.roles
    assert (roles.plant_head, roles.deputy_in_charge) == (("gm",), ("deputy_gm",))
    hazard = owned(plant)
    plant.advance(2 * DAY + 1)
    assert again(hazard).late and not any(HEAD in people for people in told(hazard, "hazard.overdue"))
    plant.advance(DAY)
    assert any(DEPUTY in people for people in told(hazard, "hazard.overdue"))
    [list_] = [text_of(each) for each in plant.phone(DEPUTY).messages() if "超期一天以上的隐患" in text_of(each)]
    assert "隐患 1 条" in list_ and hazard.number in list_ and told(hazard, "hazard.listed") == [{DEPUTY}]
    assert not any(HEAD in people for people in told(hazard, "hazard.overdue"))
    plant.advance(2 * DAY)
    assert any(HEAD in people for people in told(hazard, "hazard.overdue"))
    assert "超期 72 小时" in text_of(plant.expect(HEAD, "【红色预警】"))
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_more_time_needs_a_photo_and_is_granted_by_length_and_count(plant: Plant) -> None:
    hazard = owned(plant)
    lacking = extend(plant, hazard, 1, photo=False)
    assert not lacking["ok"] and "拍一张" in str(lacking["words"])
    unsaid = extend(plant, hazard, 1, because="other", reason="")
    assert not unsaid["ok"] and "写是什么原因" in str(unsaid["words"])
    assert "选为什么延期" in str(extend(plant, hazard, 1, because="")["words"])
    assert extend(plant, hazard, 1)["ok"]
    assert decide(plant, hazard) == hazard.supervisor
    assert len(again(hazard).work.extended[-1].photos) == 1
    assert extend(plant, hazard, 1)["ok"]
    assert asked(hazard, "hazard.extension") == SAFETY_HEAD
    plant.advance(4 * 60 + 1)
    assert asked(hazard, "hazard.extension") != SAFETY_HEAD
    decide(plant, hazard)
    assert sum(each.decided == "granted" for each in again(hazard).work.extended) == 2
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_long_extension_goes_to_the_head_of_safety_the_first_time(plant: Plant) -> None:
    hazard = owned(plant)
    assert extend(plant, hazard, 4)["ok"]
    assert asked(hazard, "hazard.extension") == SAFETY_HEAD
    decide(plant, hazard, "不同意")
    assert again(hazard).until == hazard.until
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_03_a_job_of_46_hours_is_warned_of_when_a_third_of_it_is_left(plant: Plant) -> None:
    """At T−15.3 h, not 24 h."""
    data = deepcopy(anhe())
    [electrical] = [each for each in data["hazard_categories"]["categories"] if each["id"] == "ELEC"]
    electrical["deadline_hours"] = {"general": 46, "major": 24}
    store.write(lambda: keep(data, plant.now))
    hazard = owned(plant)
    assert hazard.until - hazard.received_at == timedelta(hours=46)
    plant.set_time(hazard.until - timedelta(hours=23))
    plant.advance(1)
    assert not told(hazard, "hazard.red")
    third = hazard.until - timedelta(hours=46) / 3
    plant.set_time(third - timedelta(minutes=2))
    plant.advance(1)
    assert not told(hazard, "hazard.red")
    plant.advance(2)
    [people] = told(hazard, "hazard.red")
    assert {hazard.owner, hazard.supervisor} <= people
    general = book(plant.now).config.hazards.general
    assert alert_before(timedelta(hours=2), general) == timedelta(hours=1)
    everybody(plant)


def test_what_is_not_urgent_waits_for_the_morning(plant: Plant) -> None:
    local = plant.now.astimezone(book(plant.now).plant.zone)
    night, zone = local.replace(hour=0, minute=0), book(plant.now).plant.zone
    for hour, begins, ends, said in (
        (21.5, 22, 6, 21.5),
        (22, 22, 6, 30),
        (23.5, 22, 6, 30),
        (5.9, 22, 6, 6),
        (6, 22, 6, 6),
        (23, 0, 0, 23),
        (1, 0, 6, 6),
    ):
        general = replace(book(plant.now).config.hazards.general, quiet_from=begins, quiet_until=ends)
        assert awake(night + timedelta(hours=hour), zone, general) == night + timedelta(hours=said), hour
    plant.set_time(night + timedelta(hours=20))
    hazard = report(plant, words="锅炉房灭火器压力不够，指针在红区")
    plant.advance(11 * 60)
    [urged] = [entry for entry in of_subject(hazard.subject) if entry.kind == "hazard.urged"]
    assert urged.recorded_at.astimezone(zone).hour == 6
    everybody(plant)


def test_04_a_house_that_was_down_over_the_red_alert_gives_one_when_it_is_up(plant: Plant) -> None:
    hazard = report(plant, position=plant.phone(FINDER).position())
    plant.set_time(plant.now + timedelta(hours=30))
    plant.advance(1)
    assert len(told(hazard, "hazard.red")) == 1
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
