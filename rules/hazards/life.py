"""The life of a hazard: which state may follow which, and what each is called (hazards.md §2)."""

from typing import Literal

State = Literal[
    "triage",
    "assigned",
    "accepted",
    "submitted",
    "sampled",
    "confirming",
    "closed_out",
    "merged",
    "rejected",
    "archived",
]
Tone = Literal["stop", "caution", "info", "done", "quiet"]

FOLLOWS: dict[State, frozenset[State]] = {
    "triage": frozenset({"assigned", "merged", "rejected"}),
    "assigned": frozenset({"accepted", "submitted", "assigned", "triage", "merged", "rejected"}),
    "accepted": frozenset({"submitted", "assigned", "triage", "rejected"}),
    "submitted": frozenset({"sampled", "confirming", "assigned"}),
    "sampled": frozenset({"confirming", "assigned"}),
    "confirming": frozenset({"closed_out", "assigned"}),
    "closed_out": frozenset({"archived"}),
    "merged": frozenset({"assigned", "triage", "archived"}),
    "rejected": frozenset({"archived"}),
    "archived": frozenset(),
}
NAMES: dict[State, str] = {
    "triage": "等分派",
    "assigned": "等接单",
    "accepted": "整改中",
    "submitted": "等班组验",
    "sampled": "等安全部查",
    "confirming": "等发现人认可",
    "closed_out": "销号",
    "merged": "并入别的",
    "rejected": "不是隐患",
    "archived": "归档",
}
TONES: dict[State, Tone] = {
    "triage": "caution",
    "assigned": "caution",
    "accepted": "info",
    "submitted": "info",
    "sampled": "info",
    "confirming": "info",
    "closed_out": "done",
    "merged": "quiet",
    "rejected": "quiet",
    "archived": "quiet",
}
# Somebody is still to mend it; in the others somebody is to look, or nobody.
TO_MEND: frozenset[State] = frozenset({"assigned", "accepted"})
TO_BE_LOOKED_AT: frozenset[State] = frozenset({"submitted", "sampled", "confirming"})
OVER: frozenset[State] = frozenset({"closed_out", "merged", "rejected", "archived"})
