"""Faults that a test or the wall orders: which call of which platform goes wrong, how, and how many times."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "throttle",
    "refuse",
    "busy",
    "5xx",
    "html502",
    "html504",
    "timeout_after_effect",
    "timeout",
    "reset",
    "slow",
    "token_revoked",
    "duplicate",
    "reorder",
    "late",
    "wrong_signature",
    "wrong_receiver",
    "drop_connection",
    "half_open",
]
FAULTS: frozenset[str] = frozenset(get_args(Kind))


@dataclass
class Fault:
    """One order. `call` is a name in the wire log or "*"; `account` limits it to one person's messages."""

    platform: str
    fault: Kind
    call: str = "*"
    times: int = 1
    account: str | None = None
    after: int = 0
    code: Any = None
    seconds: float = 1.0

    def fits(self, platform: str, call: str, account: str) -> bool:
        """Whether this order is meant for that call; `account` may hold several, joined by |."""
        of_person = self.account is None or self.account.lower() in account.lower().split("|")
        # "*" means all incoming calls; for outgoing callbacks the order must give the name.
        of_call = self.call == call or (self.call == "*" and call != "callback")
        return self.platform == platform and of_call and of_person


class Faults:
    """The orders that are still open, oldest first."""

    def __init__(self) -> None:
        self.open: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self.open.append(fault)

    def take(self, platform: str, call: str, account: str = "", only: frozenset[str] = FAULTS) -> Fault | None:
        """The fault that this call must suffer, used up by it; `after` lets that many calls pass first."""
        for fault in self.open:
            if fault.fault not in only or not fault.fits(platform, call, account):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.open.remove(fault)
            return fault
        return None
