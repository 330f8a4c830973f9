"""What each act of a page carries, and its key: the same for a retry, another one for whatever else the person gave.

A try whose answer was lost is sent again, mostly with a fresh position: that is the same act, and is answered as the
first. Another value, another stroke, another word is another act, also after a lost answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WHERE, WHICH = "position", "device"
HAND = ("strokes", "png")
FORM = (
    *("kind", "level", "area", "part", "project", "starts_at", "ends_at", "contractor", "work_leader", "guardian"),
    *("workers", "inputs", "also", "related", "struck", "added", "unconcerned", "copies", "excused"),
)


@dataclass(frozen=True)
class Carried:
    """given: what the person gave, and what the page said of itself when it was opened (`shown`, `number`).

    phones: what the phone adds anew at each try. A field that stands in neither counts as given.
    """

    given: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


ACTS: dict[str, Carried] = {
    "permit.request": Carried(FORM, (WHERE,)),
    "permit.rework": Carried(FORM, (WHERE,)),
    "permit.withdraw": Carried(("shown",)),
    "permit.detach": Carried(("attachment", "sha256")),
    "permit.sign": Carried((*HAND, "shown"), (WHERE, WHICH)),
    "permit.refuse": Carried(("shown",)),
    "permit.presence": Carried(("site", "photo")),
    "permit.stop": Carried(("shown", "number")),
    "permit.stop_reason": Carried(("shown", "number")),
    "permit.entry": Carried(("shown", "person", "tools", "way")),
    "permit.handover": Carried(("shown", "person")),
    "permit.takeover": Carried((*HAND, "shown"), (WHERE, WHICH)),
    # And who joins, by the roles that the kind's template names.
    "permit.join": Carried(("shown", "number", "worker")),
    "permit.resume": Carried(("shown", "measures")),
    "permit.accept": Carried((*HAND, "shown", "checked"), (WHERE, WHICH)),
    "permit.not_accepted": Carried(("shown",)),
    "permit.gas": Carried(
        ("readings", "point", "sampled_at", "method", "instrument", "calibrated_until"), (WHERE, WHICH)
    ),
    "permit.measure": Carried(("measure", "applies", "note", "points", "photo"), (WHERE, WHICH)),
    "permit.brief": Carried(HAND, (WHERE, WHICH)),
    "permit.brief_here": Carried(("worker", "photo"), (WHERE, WHICH)),
    "permit.foreman_check": Carried(HAND, (WHERE, WHICH)),
    "permit.start": Carried(("confirmed", "not_concerned", "site"), (WHERE, WHICH)),
    "permit.urge": Carried(("shown", "number")),
    "permit.transfer": Carried(("shown", "person")),
    "permit.add_signer": Carried(("shown", "person", "order")),
    "leave.take": Carried(("shown", "until", "cover")),
}
_OWN = dict(ACTS)
# The page's script numbers its tries by what was given: it is told what is not.
PHONES = sorted({field for act in ACTS.values() for field in act.phones})


def open_acts(guests: Mapping[str, Carried]) -> None:
    """From now pages may send these acts beside the house's own."""
    ACTS.clear()
    ACTS.update({**_OWN, **guests})


def given(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an act without what the phone added."""
    return {field: value for field, value in data.items() if field not in ACTS[name].phones}


def key(token: str, name: str, attempt: int, what: Mapping[str, Any], text: str = "") -> str:
    """token: of the page, as it was sent; what: as `given` has it; text: what the person wrote."""
    told = json.dumps([token, name, attempt, what, text], sort_keys=True)
    return f"page:{hashlib.sha256(told.encode()).hexdigest()}"
