"""What was asked of a function goes on with the shifts: whoever is on duty is asked, whoever went home is left alone.

A night foreman was asked for the measures twenty-five minutes before he went home; only he was reminded, for twelve
hours, and the permits lapsed.
"""

from __future__ import annotations

from typing import Any

from at_work import AREA_FOREMAN, WORKER, at_work, finish
from at_work import tap as tapped
from builders import FOREMAN, GUARDIAN, ON_SITE, SHIFT_FOREMAN, entries, moment, period, with_posts
from gates import ANALYST, approved, open_asks
from plant import Plant

from handlers.permits.gates import analyst
from models import permit as permits
from models import store
from models.book import book
from models.permit import Permit
from workers.scenarios.phone import text_of

OFFICER, NIGHT_FOREMAN, NIGHT_ANALYST = "U13", "U12", "U29"  # the officer works days, the others nights


def with_more_people(plant: Plant) -> None:
    """The area has a safety officer of the day shift and a foreman of the night, the laboratory an analyst of the
    night."""

    def change(data: dict[str, Any]) -> None:
        data["posts"]["workshop_safety_officer"]["vacant"] = []
        for person in data["people"]:
            if person["id"] == NIGHT_FOREMAN:
                person.update(department="ws4", shift="D")
            elif person["id"] == NIGHT_ANALYST:
                person["certs"] = {"T-GAS": "2027-02-28", "T-SCBA": "2027-02-28"}

    with_posts(plant, change, **{OFFICER: ["workshop_safety_officer"], NIGHT_FOREMAN: ["shift_foreman"]})


def pass_to(plant: Plant, time: str) -> None:
    plant.set_time(moment(f"2026-11-25T{time}"))
    plant.turn()


def asked(permit: Permit, kind: str) -> set[str]:
    return {each.person for each in open_asks(permit, kind)}


def test_measures_go_to_whoever_stands_for_the_area_after_the_change_of_shift(plant: Plant) -> None:
    with_more_people(plant)
    permit = approved(plant, **period("2026-11-25T12:00", "2026-11-25T20:00"))
    [own] = [each for each in open_asks(permit, "permit.measures") if each.person == OFFICER]
    pass_to(plant, "17:31")
    mine = {each.person: set(each.data["measures"]) for each in open_asks(permit, "permit.measures")}
    assert OFFICER not in mine and set(own.data["measures"]) <= mine[SHIFT_FOREMAN]
    card = plant.phone(OFFICER).card(lambda title: "不用确认措施了" in title)
    assert card and "交班了，改请厍云卷" in text_of(card)
    [line] = entries(permit, "ask.relieved")
    assert (line["data"]["from"], line["data"]["to"]) == (OFFICER, SHIFT_FOREMAN)
    assert asked(permit, "permit.gas_test") == {ANALYST}
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, GUARDIAN, WORKER, ANALYST, OFFICER)


def test_gas_test_and_the_areas_confirmation_of_a_stop_change_hands_at_night(plant: Plant) -> None:
    with_more_people(plant)
    permit = at_work(plant, ends_at="23:00", inputs={})
    plant.set_time(moment("2026-11-25T19:40"))
    tapped(plant, GUARDIAN, "作业中", "停工")
    store.write(lambda: analyst.ask_for_test(permits.locked(permit.subject_id), "复工前要重新测气", plant.now))
    assert asked(permit, "permit.gas_test") == {ANALYST}
    assert asked(permit, "permit.resume") == {GUARDIAN, SHIFT_FOREMAN}
    pass_to(plant, "20:01")
    assert asked(permit, "permit.gas_test") == {NIGHT_ANALYST}
    assert asked(permit, "permit.resume") == {GUARDIAN, NIGHT_FOREMAN}, "the guardian is named on the permit"
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_acceptance_goes_to_the_foreman_who_has_come(plant: Plant) -> None:
    with_more_people(plant)
    permit = at_work(plant, ends_at="23:00")
    plant.set_time(moment("2026-11-25T19:45"))
    finish(plant, FOREMAN)
    assert asked(permit, "permit.accept") == {SHIFT_FOREMAN}
    pass_to(plant, "20:01")
    assert asked(permit, "permit.accept") == {NIGHT_FOREMAN}
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_long_before_the_start_nobody_is_urged(plant: Plant) -> None:
    permit = approved(plant, **period("2026-11-25T15:00", "2026-11-25T16:30"))
    pass_to(plant, "13:55")
    assert not entries(permit, "ask.reminded") and not entries(permit, "ask.escalated")
    pass_to(plant, "14:06")
    assert {each["data"]["person"] for each in entries(permit, "ask.reminded")} >= {GUARDIAN}
    pass_to(plant, "14:16")
    assert entries(permit, "ask.escalated")
    plant.expect_all(FOREMAN, AREA_FOREMAN, *ON_SITE)
