"""What each act of a page carries, and its key: the same for a retry, a new one as soon as the person gave something
else.

A try whose answer was lost is sent again, mostly with a fresh position. It is the same act and is answered as the
first. Another value, another stroke or another word is another act, even after a lost answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WHERE, WHICH = "position", "device"
# The picture comes from pages that were open during the upgrade; it only keeps the key of their act.
HAND = ("strokes", "png")
FORM = (
    *("kind", "level", "area", "part", "project", "starts_at", "ends_at", "contractor", "work_leader", "guardian"),
    *("workers", "inputs", "also", "related", "struck", "added", "unconcerned", "copies", "excused"),
)


@dataclass(frozen=True)
class Carried:
    """given: what the person gave, and what the page knew when it was opened (`shown`, `number`).

    phones: what the phone adds at each try. A field in neither list counts as given.
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
    # Besides, who joins: one field for each role that the kind's template names.
    "permit.join": Carried(("shown", "number", "worker")),
    "permit.resume": Carried(("shown", "measures", "site"), (WHERE, WHICH)),
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
# The page's script numbers its tries by what was given, so it must know what was not.
PHONES = sorted({field for act in ACTS.values() for field in act.phones})


def open_acts(guests: Mapping[str, Carried]) -> None:
    """Lets pages send these acts too, beside the house's own."""
    ACTS.clear()
    ACTS.update({**_OWN, **guests})


def given(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an act without what the phone added."""
    return {field: value for field, value in data.items() if field not in ACTS[name].phones}


def key(token: str, name: str, attempt: int, what: Mapping[str, Any], text: str = "") -> str:
    """token: the page's, as it was sent; what: the result of `given`; text: what the person wrote."""
    told = json.dumps([token, name, attempt, what, text], sort_keys=True)
    return f"page:{hashlib.sha256(told.encode()).hexdigest()}"
