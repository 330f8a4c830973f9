"""A permit for each program that the house has, which is killed at a random point, always the same; `make chaos` plays
many."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from tests.chaos.killer import VICTIMS
from tests.chaos.many import torment

SEED = 20261125


@pytest.mark.timeout(300)
def test_kill_9_at_random_points_loses_no_answer_and_doubles_no_effect(tmp_path: Path) -> None:
    outcome = torment(len(VICTIMS), SEED, Settings(database_url="", var=tmp_path), tmp_path / "house", print)
    assert not outcome.broken
    assert outcome.kills == dict.fromkeys(VICTIMS, 1)
