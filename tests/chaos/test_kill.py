"""Twenty permits whose people lose answers, while each program that the house has is killed once, at random points that
are always the same; `make chaos` plays many."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from tests.chaos.killer import VICTIMS
from tests.chaos.many import torment

SEED, PERMITS = 20261125, 20


@pytest.mark.timeout(300)
def test_kill_9_and_lost_answers_lose_nothing_double_nothing_and_say_nothing_false(tmp_path: Path) -> None:
    outcome = torment(PERMITS, len(VICTIMS), SEED, Settings(database_url="", var=tmp_path), tmp_path / "house", print)
    assert not outcome.broken
    assert outcome.kills == dict.fromkeys(VICTIMS, 1)
    # Sent again, and something else sent instead, of both acts.
    assert min(outcome.lost.values()) >= 5 and min(outcome.changed.values()) >= 2
