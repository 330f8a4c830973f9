"""The life of a hazard: which state may follow which, and what each is called (hazards.md §2)."""

from typing import Literal

State = Literal[
    "triage",
    "planning",
    "assigned",
    "accepted",
    "submitted",
    "sampled",
    "walking",
    "evaluating",
    "confirming",
    "deciding",
    "closed_out",
    "merged",
    "rejected",
    "archived",
]
Tone = Literal["stop", "caution", "info", "done", "quiet"]

FOLLOWS: dict[State, frozenset[State]] = {
    "triage": frozenset({"assigned", "planning", "merged", "rejected"}),
    # A major one begins with its plan; one that was put off twice goes back to it.
    "planning": frozenset({"assigned", "accepted", "planning"}),
    "assigned": frozenset({"accepted", "submitted", "assigned", "planning", "triage", "merged", "rejected"}),
    "accepted": frozenset({"submitted", "assigned", "planning", "triage", "rejected"}),
    "submitted": frozenset({"sampled", "confirming", "assigned"}),
    "sampled": frozenset({"walking", "confirming", "assigned"}),
    "walking": frozenset({"evaluating", "assigned"}),
    "evaluating": frozenset({"confirming", "assigned"}),
    # What the photos show may be known only now: then the safety office looks first.
    "confirming": frozenset({"closed_out", "deciding", "sampled", "assigned"}),
    "deciding": frozenset({"closed_out", "assigned"}),
    # A manager who comes unannounced may find that it is not mended.
    "closed_out": frozenset({"archived", "assigned"}),
    "merged": frozenset({"assigned", "planning", "triage", "archived"}),
    "rejected": frozenset({"archived"}),
    "archived": frozenset({"assigned"}),
}
NAMES: dict[State, str] = {
    "triage": "等分派",
    "planning": "等整改方案",
    "assigned": "等接单",
    "accepted": "整改中",
    "submitted": "等班组验",
    "sampled": "等安全部查",
    "walking": "等管理层看",
    "evaluating": "等技术评估",
    "confirming": "等发现人认可",
    "deciding": "等主要负责人定",
    "closed_out": "销号",
    "merged": "并入别的",
    "rejected": "不是隐患",
    "archived": "归档",
}
TONES: dict[State, Tone] = {
    "triage": "caution",
    "planning": "caution",
    "assigned": "caution",
    "accepted": "info",
    "submitted": "info",
    "sampled": "info",
    "walking": "info",
    "evaluating": "info",
    "confirming": "info",
    "deciding": "info",
    "closed_out": "done",
    "merged": "quiet",
    "rejected": "quiet",
    "archived": "quiet",
}
# Somebody is still to mend it; in the others somebody is to look, or nobody.
# Somebody has to act before a deadline: to plan or to mend.
UNDER_WAY: frozenset[State] = frozenset({"planning", "assigned", "accepted"})
TO_MEND: frozenset[State] = frozenset({"assigned", "accepted"})
TO_BE_LOOKED_AT: frozenset[State] = frozenset(
    {"submitted", "sampled", "walking", "evaluating", "confirming", "deciding"}
)
# The same as another, or none at all: no figure counts it.
NEVER_COUNTED: frozenset[State] = frozenset({"merged", "rejected"})
OVER: frozenset[State] = frozenset({"closed_out", "merged", "rejected", "archived"})
