"""The signature headers of callbacks over HTTP: right ones, and the wrong ones that a fault orders.

The fault `wrong_signature` takes a code: none (a wrong secret), "missing", "stale" (right, but two hours old) or
"replay" (the headers of the callback before).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.dingtalk.outbound import Try
from simulator.world import World

STALE_MS = 2 * 3600 * 1000

Headers = dict[str, str]


@dataclass
class Shown:
    """The last headers that each kind of callback carried."""

    last: dict[str, Headers] = field(default_factory=dict)


def headers(world: World, this: Try, names: tuple[str, str], secret: str, sign: Callable[[str, str], str]) -> Headers:
    """Time-stamp and signature under their two `names`, made by `sign(secret, stamp)` for one try."""
    how = (this.code or "wrong") if this.bend == "wrong_signature" else "right"
    stamp = str(int(time.time() * 1000) - (STALE_MS if how == "stale" else 0))
    made = dict(zip(names, (stamp, sign(secret + ("-wrong" if how == "wrong" else ""), stamp)), strict=True))
    shown = world.part(Shown).last
    if how == "missing":
        return {}
    if how == "replay":
        return shown.get(names[0], made)
    shown[names[0]] = made
    return made
