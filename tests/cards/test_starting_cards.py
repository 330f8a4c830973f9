"""The cards between the last signature and the start, as each platform gets them: golden files reviewed by eye."""

from __future__ import annotations

import pytest
from builders import GUARDIAN, ON_SITE, SHIFT_FOREMAN
from gates import BAD, approved, brief, check, confirm_measures, start, test_gas
from golden import looks_as_reviewed
from plant import Plant

from models.ask import Ask, of_subject
from models.permit import Permit


def ask_of(permit: Permit, kind: str, person: str = "", **data: str) -> Ask:
    """The newest ask of this kind, to this person or with this data where said."""
    found = [ask for ask in of_subject(permit.subject) if ask.kind == kind and person in ("", ask.person)]
    return [ask for ask in found if data.items() <= ask.data.items()][-1]


def test_the_cards_that_follow_the_last_signature(plant: Plant) -> None:
    permit = approved(plant)
    for person in (GUARDIAN, SHIFT_FOREMAN):
        looks_as_reviewed(plant, "measures", ask_of(permit, "permit.measures", person), new=True)
    looks_as_reviewed(plant, "gas_test", ask_of(permit, "permit.gas_test"), new=True)
    looks_as_reviewed(plant, "brief_giver", ask_of(permit, "permit.brief"), new=True)
    confirm_measures(plant, permit)
    looks_as_reviewed(plant, "measures_done", ask_of(permit, "permit.measures", GUARDIAN))
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize("verdict", ["good", "bad"])
def test_the_receipt_of_a_gas_test(plant: Plant, verdict: str) -> None:
    permit = approved(plant)
    ask = ask_of(permit, "permit.gas_test")
    test_gas(plant, permit, *([BAD] if verdict == "bad" else []))
    looks_as_reviewed(plant, f"gas_{verdict}", ask)
    plant.expect_all(*ON_SITE)


def test_the_cards_up_to_the_start(plant: Plant) -> None:
    permit = approved(plant)
    plant.set_time(permit.starts_at)
    brief(plant, permit)
    looks_as_reviewed(plant, "briefed", ask_of(permit, "permit.brief", part="worker"))
    test_gas(plant, permit)
    looks_as_reviewed(plant, "foreman_check", ask_of(permit, "permit.foreman_check"), new=True)
    check(plant, permit)
    looks_as_reviewed(plant, "foreman_checked", ask_of(permit, "permit.foreman_check"))
    looks_as_reviewed(plant, "start", ask_of(permit, "permit.start"), new=True)
    confirm_measures(plant, permit)
    looks_as_reviewed(plant, "start_ready", ask_of(permit, "permit.start"), new=True)
    start(plant, permit)
    looks_as_reviewed(plant, "started", ask_of(permit, "permit.start"))
    plant.expect_all(*ON_SITE)
