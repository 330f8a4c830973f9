"""The life of a permit: which state may follow which, and what each is called (permits.md §8 after GB 30871—2022).

A table, so that no flow can take a step of its own: nothing starts unsigned, nothing that ended comes back.
"""

from typing import Literal

State = Literal[
    "routing",
    "blocked",
    "signing",
    "returned",
    "approved",
    "working",
    "suspended",
    "expired",
    "finished",
    "closed",
    "cancelled",
    "archived",
]

FOLLOWS: dict[State, frozenset[State]] = {
    "routing": frozenset({"signing", "blocked", "cancelled", "expired"}),
    "blocked": frozenset({"routing", "signing", "approved", "returned", "cancelled", "expired"}),
    "signing": frozenset({"signing", "approved", "blocked", "returned", "cancelled", "expired"}),
    "returned": frozenset({"routing", "cancelled", "expired"}),
    "approved": frozenset({"working", "signing", "routing", "cancelled", "expired"}),
    "working": frozenset({"suspended", "finished", "expired"}),
    "suspended": frozenset({"working", "finished", "cancelled", "expired", "routing"}),
    # Work that never began leaves no site to look at.
    "expired": frozenset({"closed", "archived"}),
    "finished": frozenset({"closed", "working", "expired"}),
    "closed": frozenset({"archived"}),
    "cancelled": frozenset({"archived"}),
    "archived": frozenset(),
}

NAMES: dict[State, str] = {
    "routing": "定流程",
    "blocked": "卡住",
    "signing": "审签",
    "returned": "退回",
    "approved": "待开工",
    "working": "作业中",
    "suspended": "中断",
    "expired": "超期",
    "finished": "待验收",
    "closed": "关闭",
    "cancelled": "撤回",
    "archived": "归档",
}

TONES: dict[State, Literal["stop", "caution", "info", "done", "quiet"]] = {
    "routing": "info",
    "blocked": "stop",
    "signing": "info",
    "returned": "caution",
    "approved": "done",
    "working": "info",
    "suspended": "stop",
    "expired": "quiet",
    "finished": "info",
    "closed": "quiet",
    "cancelled": "quiet",
    "archived": "quiet",
}
"""How a state looks among others: what can hurt, what is late, what is to be done, what is well, what is history."""

# Under a permit in one of these states nobody may work, and nobody has anything left to do.
OVER: frozenset[State] = frozenset({"closed", "cancelled", "archived"})


class Forbidden(ValueError):
    """The table knows no such step."""


def step(now: State, wanted: State) -> State:
    """Returns the wanted state if it may follow. Raises Forbidden."""
    if wanted not in FOLLOWS[now]:
        raise Forbidden(f"{NAMES[now]}之后不能是{NAMES[wanted]}")
    return wanted
