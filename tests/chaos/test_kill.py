"""Ten permits through a house whose programs are killed at random points, always the same ones: each twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from tests.chaos.killer import VICTIMS
from tests.chaos.many import torment

RUNS, SEED = 2 * len(VICTIMS), 20261125


@pytest.mark.timeout(300)
def test_kill_9_at_random_points_loses_no_answer_and_doubles_no_effect(tmp_path: Path) -> None:
    outcome = torment(RUNS, SEED, Settings(database_url="", var=tmp_path), tmp_path / "house", print)
    assert not outcome.broken
    assert outcome.kills == dict.fromkeys(VICTIMS, 2)
