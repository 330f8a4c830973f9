"""Whoever looks before the photos are compared does not spare the second look: what they show brings it later."""

from __future__ import annotations

import pytest
from builders import page_of
from hazard_acts import again, asked, kinds, mended, undrawn
from major_acts import ask_of, everybody_expects, look_at
from plant import Plant

from handlers.hazards import assigning, comparing, walking
from models import store
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.hazard import Hazard
from rules.hazards.seen import Finding, Reason, Verdict
from workers.scenarios import hand


def _compared(plant: Plant, hazard: Hazard) -> None:
    """The comparison comes to the end: it is the same picture."""
    plant.turn()
    [pair] = [each for each in comparing.due(5, plant.now) if each.subject == hazard.subject_id]
    found = Finding(Verdict.COPY, (Reason.SAME_VIEW,))
    assert store.write(lambda: comparing.keep(pair, found, plant.now))
    plant.settle()


def test_the_same_photo_brings_the_second_look_before_the_finder_or_after_it_was_closed(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    monkeypatch.setattr("workers.comparing.is_due", lambda now: False)
    hazard = mended(plant)
    assert look_at(plant, hazard, "hazard.check")["ok"]
    assert again(hazard).state == "confirming"
    _compared(plant, hazard)
    assert again(hazard).state == "sampled"
    assert not [each for each in asks_of(hazard.subject) if each.kind == "hazard.confirm" and each.state in MOVABLE]
    officer = asked(hazard, "hazard.recheck")
    assert officer in assigning.officers(plant.now)
    assert "照片对比后来才出来" in page_of(plant, officer, f"recheck/{ask_of(hazard, 'hazard.recheck').id}").html
    assert look_at(plant, hazard, "hazard.recheck", ok=False, note="门还是坏的")["ok"]

    fix = ask_of(hazard, "hazard.fix")
    page = page_of(plant, fix.person, f"fix/{fix.id}")
    assert page.act("hazard.mend", {"photos": [page.bring(hand.shot("after2"))]}, text="换了门")["ok"]
    plant.settle()
    assert look_at(plant, hazard, "hazard.check")["ok"] and look_at(plant, hazard, "hazard.confirm")["ok"]
    assert again(hazard).state == "closed_out"
    _compared(plant, hazard)
    assert store.write(lambda: walking.walk(plant.now)) == 1
    plant.settle()
    visit = ask_of(hazard, "hazard.visit")
    assert visit.person in assigning.officers(plant.now) and "假整改" not in str(visit.why)
    assert look_at(plant, hazard, "hazard.visit", ok=False, note="门还是坏的")["ok"]
    assert (again(hazard).state, again(hazard).round) == ("assigned", 3)
    assert kinds(hazard).count("hazard.sampled") == 1
    everybody_expects(plant)
