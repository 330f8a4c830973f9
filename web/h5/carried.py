"""Which page each act is made on, what it carries, and its key: the same for a retry, a new one as soon as the person
gave something else.

What a person reads is the page that was made for the act, so an act with the token of another page is refused: nobody
signs under the sentence of a refusal.

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
    """pages: the pages that are made for the act, by the names of their addresses.

    given: what the person gave, and what the page knew when it was opened (`shown`, `number`).

    phones: what the phone adds at each try. A field in neither list counts as given.
    """

    pages: tuple[str, ...]
    given: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


ACTS: dict[str, Carried] = {
    "permit.request": Carried(("request",), FORM, (WHERE,)),
    "permit.rework": Carried(("rework",), FORM, (WHERE,)),
    "permit.withdraw": Carried(("withdraw",), ("shown",)),
    "permit.detach": Carried(("request", "rework"), ("attachment", "sha256")),
    "permit.sign": Carried(("sign",), (*HAND, "shown"), (WHERE, WHICH)),
    "permit.refuse": Carried(("refuse",), ("shown",)),
    "permit.presence": Carried(("sign", "site"), ("site", "photo")),
    "permit.stop": Carried(("stop",), ("shown", "number")),
    "permit.stop_reason": Carried(("stop",), ("shown", "number")),
    "permit.entry": Carried(("entry",), ("shown", "person", "tools", "way")),
    "permit.handover": Carried(("handover",), ("shown", "person")),
    "permit.takeover": Carried(("takeover",), (*HAND, "shown"), (WHERE, WHICH)),
    # Besides, who joins: one field for each role that the kind's template names.
    "permit.join": Carried(("join",), ("shown", "number", "worker")),
    "permit.resume": Carried(("resume",), ("shown", "measures", "site"), (WHERE, WHICH)),
    "permit.accept": Carried(("accept",), (*HAND, "shown", "checked"), (WHERE, WHICH)),
    "permit.not_accepted": Carried(("accept",), ("shown",)),
    "permit.gas": Carried(
        ("gas",), ("readings", "point", "sampled_at", "method", "instrument", "calibrated_until"), (WHERE, WHICH)
    ),
    "permit.measure": Carried(("measures",), ("measure", "applies", "note", "points", "photo"), (WHERE, WHICH)),
    "permit.brief": Carried(("brief",), HAND, (WHERE, WHICH)),
    "permit.brief_here": Carried(("start",), ("worker", "photo"), (WHERE, WHICH)),
    "permit.foreman_check": Carried(("foreman",), HAND, (WHERE, WHICH)),
    "permit.start": Carried(("start",), ("confirmed", "not_concerned", "site"), (WHERE, WHICH)),
    "permit.urge": Carried(("permit",), ("shown", "number")),
    "permit.transfer": Carried(("transfer",), ("shown", "person")),
    "permit.add_signer": Carried(("add",), ("shown", "person", "order")),
    "leave.take": Carried(("leave",), ("shown", "until", "cover")),
}
# One file of a request comes through a door of its own (`web.h5.permits.attach`).
ATTACHING = ("request", "rework")
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
