"""How a drill stands, and what each state is called."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

State = Literal["invited", "running", "passed", "failed", "missed", "archived"]
Tone = Literal["stop", "caution", "info", "done", "quiet"]

FOLLOWS: Mapping[State, frozenset[State]] = {
    "invited": frozenset({"running", "missed"}),
    "running": frozenset({"passed", "failed", "missed"}),
    "passed": frozenset({"archived"}),
    "failed": frozenset({"archived"}),
    "missed": frozenset({"archived"}),
    "archived": frozenset(),
}
ENDED: tuple[State, ...] = ("passed", "failed", "missed")
OVER: tuple[State, ...] = (*ENDED, "archived")
NAMES: Mapping[State, str] = {
    "invited": "等人开始",
    "running": "在练",
    "passed": "合格",
    "failed": "不合格",
    "missed": "没练成",
    "archived": "归档",
}
TONES: Mapping[State, Tone] = {
    "invited": "info",
    "running": "info",
    "passed": "done",
    "failed": "caution",
    "missed": "quiet",
    "archived": "quiet",
}
# How long an invitation waits; of a team, for those who are not there yet; how long a run may take at most.
INVITED, GATHERING, RUN = timedelta(days=3), timedelta(hours=4), timedelta(hours=2)
# After a failure the next try comes no earlier.
AGAIN = timedelta(hours=24)
# So much longer than its limit a team's turn may take for a card that comes late.
SLACK = timedelta(seconds=60)
