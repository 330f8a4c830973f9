"""Who may stand in for somebody who takes leave: under a paper that holds to the end of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from anhe import PLANT, RULES, at, changed

from rules.cover import StandIn, stand_ins, with_leave
from rules.plant import Leave, Plant
from rules.routing_rules import Link, RoutingRules

DIRECTOR = PLANT.person("U19")


def test_a_paper_that_ends_before_the_leave_covers_no_day_of_it() -> None:
    """The year's authorisation ends with the year, the leave does not."""
    whole = stand_ins(DIRECTOR, PLANT, RULES, at("2026-12-20T09:00"), at("2026-12-31T23:59"))
    too_short = stand_ins(DIRECTOR, PLANT, RULES, at("2026-12-20T09:00"), at("2027-01-05T23:59"))
    assert [each.authorization for each in whole][:1] == ["SQ-2026-01"]
    assert too_short == ()


def test_a_paper_that_begins_after_the_leave_covers_no_day_of_it_either() -> None:
    assert stand_ins(DIRECTOR, PLANT, RULES, at("2025-12-30T09:00"), at("2026-01-05T23:59")) == ()


def week(person: str, plant: Plant = PLANT, rules: RoutingRules = RULES) -> list[tuple[str, str, str]]:
    """Who may stand in for this person in the week of the story."""
    found = stand_ins(plant.person(person), plant, rules, at("2026-11-25T08:10"), at("2026-11-27T18:00"))
    return [(each.person, each.for_post, each.authorization) for each in found]


def chained(post: str, *links: Link) -> RoutingRules:
    chain = replace(RULES.substitutions[post], chain=links)
    return replace(RULES, substitutions={**RULES.substitutions, post: chain})


def test_the_chains_people_stand_in_each_once_in_its_order() -> None:
    assert week("U19") == [("U08", "workshop_director", "SQ-2026-01"), ("U02", "workshop_director", "SQ-2026-01")]
    twice = chained("workshop_director", Link("deputy_gm"), Link("process_manager"), Link("deputy_gm"))
    assert [person for person, _, _ in week("U19", rules=twice)] == ["U02", "U08"]


def test_a_paper_made_out_to_somebody_goes_before_the_years() -> None:
    assert week("U03")[0] == ("U04", "safety_director", "SQ-2026-07")


def test_leave_that_outlasts_a_paper_made_out_to_somebody_goes_on_under_the_years() -> None:
    found = stand_ins(PLANT.person("U03"), PLANT, RULES, at("2026-11-25T08:10"), at("2026-12-28T18:00"))
    assert [(each.person, each.authorization) for each in found][:1] == [("U04", "SQ-2026-07")]


def test_a_post_without_a_chain_has_no_stand_in_and_another_post_has() -> None:
    both = changed("U19", posts=("welder", "workshop_director"))
    assert week("U34") == [] and week("U19", both) == week("U19")


def test_who_is_away_at_either_end_stands_in_for_nobody() -> None:
    for day in (25, 27):
        away = changed("U08", leave=(Leave(date(2026, 11, day), date(2026, 11, day), "外出"),))
        assert [person for person, _, _ in week("U19", away)] == ["U02"]


def test_nobody_stands_in_for_himself() -> None:
    both = changed("U19", posts=("workshop_director", "process_manager"))
    assert "U19" not in [person for person, _, _ in week("U19", both)]


def test_a_link_for_other_absences_gives_no_stand_in_for_leave() -> None:
    silent = Link("process_manager", when=frozenset({"timeout"}))
    assert week("U19", rules=chained("workshop_director", silent)) == []
    for_leave = replace(silent, when=frozenset({"timeout", "on_leave"}))
    assert [person for person, _, _ in week("U19", rules=chained("workshop_director", for_leave))] == ["U08"]


def test_a_link_of_the_area_means_the_absent_persons_own_department() -> None:
    own, plants = Link("workshop_deputy", "area"), Link("workshop_deputy", "plant")
    assert [person for person, _, _ in week("U15", rules=chained("workshop_director", own))] == ["U16"]
    assert [person for person, _, _ in week("U15", rules=chained("workshop_director", plants))] == ["U16", "U18"]
    assert week("U19", rules=chained("workshop_director", own)) == []


def test_the_superior_stands_in_where_the_chain_says_so() -> None:
    above = chained("workshop_director", Link("supervisor"))
    assert [person for person, _, _ in week("U19", rules=above)] == ["U02"]
    assert week("U19", changed("U19", supervisor=None), above) == []
    assert week("U19", rules=chained("workshop_director", Link("duty_leader"))) == []


def test_a_stand_in_is_high_enough_and_of_the_right_function() -> None:
    low, other = Link("logistics_dispatcher"), Link("safety_manager")
    assert week("U19", rules=chained("workshop_director", low)) == []
    assert week("U19", rules=chained("workshop_director", other)) == []
    engineer = [person for person, _, _ in week("U04")]
    assert engineer[0] == "U05"


def test_a_post_that_signs_no_line_needs_no_stand_in() -> None:
    chain = replace(RULES.substitutions["workshop_director"], chain=(Link("process_manager"),))
    rules = replace(RULES, substitutions={"maintenance_leader": chain})
    assert week("U33", rules=rules) == []


def test_leave_that_somebody_takes_himself_goes_before_what_the_data_says() -> None:
    first, second = (Leave(date(2026, 11, day), date(2026, 11, day), "事假") for day in (25, 26))
    plant = with_leave(PLANT, [("U03", first), ("U04", first), ("U03", second)])
    assert plant.person("U03").leave == (second, first, *PLANT.person("U03").leave)
    assert plant.person("U04").leave == (first,)
    assert plant.person("U05") == PLANT.person("U05") and plant.areas == PLANT.areas


def test_a_stand_in_is_named_with_post_and_paper() -> None:
    first, *_ = stand_ins(DIRECTOR, PLANT, RULES, at("2026-11-25T08:10"), at("2026-11-27T18:00"))
    assert first == StandIn("U08", "workshop_director", "SQ-2026-01")
