"""抄送: who is told without being asked, each once, and whom a requester may choose."""

from dataclasses import replace
from datetime import date

import pytest
from anhe import MORNING, PLANT, RULES, at, changed, job

from rules.copying import CHOSEN, Copied, choices, copied, faults
from rules.plant import Leave, Plant
from rules.routing_rules import CopyRule, RoutingRules

FIRE_OFFICER = CopyRule("fire_officer", "plant", frozenset({"hot_work"}), frozenset({"first"}), frozenset())
WORDS = "按规定抄送消防主管"
AWAY = (Leave(date(2026, 11, 25), date(2026, 11, 25), "外出"),)


def rules(*wanted: CopyRule) -> RoutingRules:
    return replace(RULES, copies=replace(RULES.copies, rules=wanted))


def told(
    *wanted: CopyRule, plant: Plant = PLANT, chosen: tuple[str, ...] = (), others: tuple[str, ...] = ()
) -> tuple[Copied, ...]:
    return copied(job(), "first", plant, rules(*wanted), at(MORNING), chosen, set(others))


def test_whom_the_plants_rule_names_gets_a_copy_with_the_reason() -> None:
    assert told(FIRE_OFFICER) == (Copied("U07", WORDS),)


@pytest.mark.parametrize("only", [{"kinds": {"lifting"}}, {"levels": {"special"}}, {"areas": {"tank"}}])
def test_a_rule_for_another_kind_level_or_area_copies_to_nobody(only: dict[str, set[str]]) -> None:
    assert told(replace(FIRE_OFFICER, **{name: frozenset(value) for name, value in only.items()})) == ()


def test_a_rule_without_bounds_fits_every_permit() -> None:
    everywhere = CopyRule("fire_officer", "plant", frozenset(), frozenset(), frozenset())
    assert told(everywhere) == told(replace(FIRE_OFFICER, areas=frozenset({"sewage"}))) == (Copied("U07", WORDS),)


def test_a_rule_for_the_area_copies_to_its_own_people_only() -> None:
    own = CopyRule("workshop_director", "area", frozenset(), frozenset(), frozenset())
    assert told(own) == (Copied("U19", "按规定抄送公用工程车间主任"),)
    assert len(told(replace(own, scope="plant"))) == len(PLANT.holders("workshop_director")) - 1


def test_somebody_on_leave_gets_no_copy_by_rule_but_gets_one_by_name() -> None:
    plant = changed("U07", leave=AWAY)
    assert told(FIRE_OFFICER, plant=plant) == ()
    assert told(FIRE_OFFICER, plant=plant, chosen=("U07",)) == (Copied("U07", CHOSEN),)


def test_everybody_gets_one_copy_and_the_last_reason_is_the_rule() -> None:
    assert told(FIRE_OFFICER, chosen=("U04", "U07", "nobody")) == (Copied("U04", CHOSEN), Copied("U07", WORDS))


@pytest.mark.parametrize("role", ["requester", "work_leader", "guardian"])
def test_who_has_a_part_in_the_permit_gets_no_copy(role: str) -> None:
    named = copied(job(**{role: "U07"}), "first", PLANT, rules(FIRE_OFFICER), at(MORNING), (), set())
    assert named == ()


def test_who_works_in_it_or_has_signed_gets_no_copy() -> None:
    assert told(FIRE_OFFICER, chosen=("U34", "U04"), others=("U07",)) == (Copied("U04", CHOSEN),)


def test_a_requester_chooses_among_the_posts_that_the_plant_allows() -> None:
    only = replace(RULES, copies=replace(RULES.copies, posts=frozenset({"fire_officer", "safety_manager"})))
    assert choices(PLANT, only) == ("U04", "U07")
    assert faults(["U07"], PLANT, only) == []
    assert faults(["U07", "U33"], PLANT, only) == ["抄送的人不在可选的名单里：请重新选"]


def test_a_requester_who_chooses_too_many_reads_how_many_are_allowed() -> None:
    allowed = list(choices(PLANT, RULES))
    assert faults(allowed[:3], PLANT, RULES) == []
    assert faults(allowed[:4], PLANT, RULES) == ["抄送最多选 3 人，现在选了 4 人：请去掉几位"]
