"""What one person is promised, the other one's card says; nobody is given more time than there is."""

from __future__ import annotations

from datetime import timedelta

from major_acts import ask_of, everybody_expects, hinted, sorted_as_major, write_plan
from plant import Plant

from cards.builders import build
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from rules.phrases import moment_words

MINUTE = timedelta(minutes=1)


def test_what_sounds_major_is_graded_within_the_quarter_of_an_hour_that_its_finder_was_promised(plant: Plant) -> None:
    hazard = hinted(plant)
    sort = ask_of(hazard, "hazard.sort")
    by = moment_words((sort.opened_at + 15 * MINUTE).astimezone(plant.now.tzinfo))
    assert build(sort, "https://x", 1, plant.now).deadline == f"{by} 前"
    plant.advance(16)
    asked = [ask for ask in asks_of(hazard.subject) if ask.kind == "hazard.sort" and ask.state in MOVABLE]
    assert len(asked) == 2
    everybody_expects(plant)


def test_approvers_of_a_plan_have_less_time_than_the_plan(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    left = hazard.until - plant.now
    plant.advance(left / MINUTE - 40)
    assert write_plan(plant, hazard)["ok"]
    approve = ask_of(hazard, "hazard.approve")
    [wait] = [minutes for name, minutes in approve.escalation["steps"] if name == "next"]
    assert approve.opened_at + wait * MINUTE < hazard.until
    everybody_expects(plant)
