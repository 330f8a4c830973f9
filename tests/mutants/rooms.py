"""The rooms whose code is changed on purpose, and what each run may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# What needs real processes, kept houses, or the pages of a browser; each would take longer than all the others.
LEFT_OUT = ("--ignore-glob=*_by_hand.py", "--ignore-glob=*test_scenarios.py", "--ignore-glob=*test_kept_stores.py")


@dataclass(frozen=True)
class Room:
    """tests: folders of the tests that may see a change; seconds: of processor time, for the tests of one change.
    sample: how many changes are drawn, 0 for all; at_least: the share that has to fall; judged: whether each survivor
    needs a judgement; isolation: mutmut's word for where a change is tried.
    """

    name: str
    tests: Sequence[str]
    seconds: int
    sample: int
    at_least: float
    judged: bool
    isolation: str
    arguments: Sequence[str] = ()


ROOMS = {
    "rules": Room("rules", ("tests/rules",), 40, 0, 0.9, True, "fork"),
    # Flows leave a web server and a simulator in their process: each change is tried in one that had none.
    "handlers": Room("handlers", ("tests/handlers", "tests/flows"), 30, 300, 0.0, False, "forkserver", LEFT_OUT),
}
