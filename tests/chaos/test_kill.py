"""Twenty permits, six hazards, four lessons and a drill whose people lose answers, while each program that the house
has is killed once, at random points that are always the same. Two of the permits go on to the end of their work.
`make chaos` plays many."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from tests.chaos.at_the_site import ACTS
from tests.chaos.drillers import DECIDE
from tests.chaos.hazard_people import LOOK, MEND, REPORT
from tests.chaos.killer import VICTIMS
from tests.chaos.learners import ANSWER, LEARNED
from tests.chaos.many import torment
from tests.chaos.people import GO_ON, REQUEST, SIGN

SEED, PERMITS, HAZARDS, LESSONS, DRILLS = 20261125, 20, 6, 4, 1


@pytest.mark.timeout(300)
def test_kill_9_and_lost_answers_lose_nothing_double_nothing_and_say_nothing_false(tmp_path: Path) -> None:
    settings = Settings(database_url="", var=tmp_path)
    outcome = torment(PERMITS, HAZARDS, LESSONS, DRILLS, len(VICTIMS), SEED, settings, tmp_path / "house", print)
    assert not outcome.broken
    assert outcome.kills == dict.fromkeys(VICTIMS, 1)
    assert outcome.ended == len(GO_ON)
    assert sum(outcome.lost.get(act, 0) for act in ACTS) >= len(ACTS)
    # Sent again, and something else sent instead, of both acts of permits, and of hazards.
    # Somebody answered behind the weekly link, and each drill came to its end.
    assert outcome.weekly >= 1
    for heard, of_permits, of_hazards in ((outcome.lost, 5, 3), (outcome.changed, 2, 1)):
        assert min(heard[REQUEST], heard[SIGN]) >= of_permits
        assert sum(heard.get(act, 0) for act in (REPORT, MEND, LOOK)) >= of_hazards
        assert heard.get(DECIDE, 0) >= 1
        assert heard.get(ANSWER, 0) + heard.get(LEARNED, 0) >= of_hazards
