"""Who may stand in for somebody who takes leave: under a paper that holds to the end of it."""

from __future__ import annotations

from anhe import PLANT, RULES, at

from rules.cover import stand_ins

DIRECTOR = PLANT.person("U19")


def test_a_paper_that_ends_before_the_leave_covers_no_day_of_it() -> None:
    """The year's authorisation ends with the year, the leave does not."""
    whole = stand_ins(DIRECTOR, PLANT, RULES, at("2026-12-20T09:00"), at("2026-12-31T23:59"))
    too_short = stand_ins(DIRECTOR, PLANT, RULES, at("2026-12-20T09:00"), at("2027-01-05T23:59"))
    assert [each.authorization for each in whole][:1] == ["SQ-2026-01"]
    assert too_short == ()


def test_a_paper_that_begins_after_the_leave_covers_no_day_of_it_either() -> None:
    assert stand_ins(DIRECTOR, PLANT, RULES, at("2025-12-30T09:00"), at("2026-01-05T23:59")) == ()
