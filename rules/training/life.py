"""How a lesson stands with a person, and what each state is called."""

from typing import Literal

State = Literal["open", "asked", "waiting", "coached", "passed"]
Tone = Literal["stop", "caution", "info", "done", "quiet"]
# Who took a pass away, as its entry says; a drill names itself.
OFFICE = "console"

# open: to be learned, and anew where its course is suspended meanwhile · asked: its questions are out · waiting: not
# passed, and a while until the next try · coached: somebody is to sit down with him first · passed.
FOLLOWS: dict[State, frozenset[State]] = {
    "open": frozenset({"asked", "open"}),
    "asked": frozenset({"open", "waiting", "coached", "passed"}),
    "waiting": frozenset({"open", "asked"}),
    "coached": frozenset({"open", "waiting"}),
    "passed": frozenset({"open"}),
}
NAMES: dict[State, str] = {
    "open": "要学",
    "asked": "在答题",
    "waiting": "等一会儿再学",
    "coached": "等人带着学",
    "passed": "过关",
}
TONES: dict[State, Tone] = {
    "open": "info",
    "asked": "info",
    "waiting": "caution",
    "coached": "caution",
    "passed": "done",
}
