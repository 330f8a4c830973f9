"""Which page each act is made on, what it carries, and its key: the same for a retry, a new one as soon as the person
gave something else.

What a person reads is the page that was made for the act, so an act with the token of another page is refused: nobody
signs under the sentence of a refusal.

A try whose answer was lost is sent again, mostly with a fresh position. It is the same act and is answered as the
first. Another value, another stroke or another word is another act, even after a lost answer.

What a network has held may come for the first time after the person has decided otherwise. So each act says what it
sets (`thing`), and the page says when the person acted, which a retry keeps. An act that is older than the newest one
on the same thing is refused (`handlers.dispatch`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WHERE, WHICH = "position", "device"
# The number of what came through the door for pictures (`web.h5.pictures`). Pages that were open during the upgrade
# send the picture itself, as a data URL.
PICTURE = "photo"
# The same for a list of pictures.
PICTURES = "photos"
# The picture comes from pages that were open during the upgrade; it only keeps the key of their act.
HAND = ("strokes", "png")
ALONE = "-"
# The hash of the file that an act brings or takes away.
FILE = "sha256"
FORM = (
    *("kind", "level", "area", "part", "project", "starts_at", "ends_at", "contractor", "work_leader", "guardian"),
    *("workers", "inputs", "also", "related", "struck", "added", "unconcerned", "copies", "excused", "coordinator"),
)


@dataclass(frozen=True)
class Carried:
    """pages: the pages that are made for the act, by the names of their addresses.

    given: what the person gave, and what the page knew when it was opened (`shown`, `number`).

    phones: what the phone adds at each try. A field in neither list counts as given.

    thing: what it sets; acts of one thing replace one another. Empty: only acts of the same name do. ALONE: nothing
    replaces it, because it adds to what is there, ends its ask, or stops the work. about: the fields that tell one such
    thing from another; wide: the thing belongs to the permit, own: to the person alone, as what he says in the chat may
    set it too (`Flow.sets`); else it belongs to the page's ask.
    """

    pages: tuple[str, ...]
    given: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    thing: str = ""
    about: tuple[str, ...] = ()
    wide: bool = False
    own: bool = False


ACTS: dict[str, Carried] = {
    "permit.request": Carried(("request",), FORM, (WHERE,), thing="form", wide=True),
    "permit.rework": Carried(("rework",), FORM, (WHERE,), thing="form", wide=True),
    "permit.withdraw": Carried(("withdraw",), ("shown",), thing="form", wide=True),
    "permit.attach": Carried(
        ("request", "rework"), ("attachment", PICTURE, "name"), thing="file", about=("attachment", FILE)
    ),
    "permit.detach": Carried(("request", "rework"), ("attachment", FILE), thing="file", about=("attachment", FILE)),
    "permit.sign": Carried(("sign",), (*HAND, "shown"), (WHERE, WHICH), thing="sign"),
    "permit.refuse": Carried(("refuse",), ("shown",), thing="sign"),
    "permit.presence": Carried(("sign", "site"), ("site", PICTURE)),
    "permit.stop": Carried(("stop",), ("shown", "number"), thing=ALONE),
    "permit.stop_reason": Carried(("stop",), ("shown", "number"), about=("number",)),
    "permit.entry": Carried(("entry",), ("shown", "person", "tools", "way"), about=("person",), wide=True),
    "permit.handover": Carried(("handover",), ("shown", "person")),
    "permit.takeover": Carried(("takeover",), (*HAND, "shown"), (WHERE, WHICH), thing=ALONE),
    # Besides, who joins: one field for each role that the kind's template names.
    "permit.join": Carried(("join",), ("shown", "number", "worker"), thing=ALONE),
    "permit.resume": Carried(("resume",), ("shown", "measures", "site"), (WHERE, WHICH), thing=ALONE),
    "permit.finish": Carried(("finish",), ("shown", "site"), (WHERE, WHICH)),
    "permit.accept": Carried(("accept",), (*HAND, "shown", "checked"), (WHERE, WHICH), thing="accept"),
    "permit.not_accepted": Carried(("accept",), ("shown",), thing="accept"),
    "permit.gas": Carried(
        ("gas",),
        ("readings", "point", "sampled_at", "method", "instrument", "calibrated_until"),
        (WHERE, WHICH),
        wide=True,
    ),
    "permit.measure": Carried(
        ("measures",), ("measure", "applies", "note", "points", PICTURE), (WHERE, WHICH), about=("measure",), wide=True
    ),
    "permit.brief": Carried(("brief",), HAND, (WHERE, WHICH), thing=ALONE),
    "permit.brief_here": Carried(("start",), ("worker", PICTURE), (WHERE, WHICH), about=("worker",)),
    "permit.foreman_check": Carried(("foreman",), HAND, (WHERE, WHICH), thing=ALONE),
    "permit.start": Carried(("start",), ("confirmed", "not_concerned", "site"), (WHERE, WHICH), thing=ALONE),
    "permit.alarm": Carried(("start", "resume"), ("instrument", "calibrated_until", PICTURE, "site"), (WHERE, WHICH)),
    "permit.wind": Carried(("wind", "resume"), ("shown", "force", "measures", "site"), (WHERE, WHICH), wide=True),
    "detector.inhibit": Carried(
        ("detectors",), ("shown", "instrument", "hours"), thing="inhibit", about=("instrument",), wide=True
    ),
    "detector.restore": Carried(
        ("detectors",), ("shown", "instrument", "hours"), thing="inhibit", about=("instrument",), wide=True
    ),
    "permit.urge": Carried(("permit",), ("shown", "number"), thing=ALONE),
    "permit.transfer": Carried(("transfer",), ("shown", "person"), thing="sign"),
    "permit.add_signer": Carried(("add",), ("shown", "person", "order"), thing="sign"),
    "hazard.report": Carried(
        ("report",), ("shown", "words", PICTURES, "area", "category", "spot", "danger"), (WHERE,), thing=ALONE
    ),
    "hazard.part": Carried(("hazard",), ("shown", "number"), thing=ALONE),
    "hazard.sort": Carried(("sort",), ("shown", "category", "area", "grade"), thing="sort"),
    "hazard.reject": Carried(("sort",), ("shown",), thing="sort"),
    "hazard.accept": Carried(("fix",), ("shown",), thing=ALONE),
    "hazard.mend": Carried(("fix",), ("shown", PICTURES), (WHERE,), thing=ALONE),
    "hazard.not_mine": Carried(("fix",), ("shown", "person"), thing=ALONE),
    "hazard.extend": Carried(("fix",), ("shown", "until", "reason", "interim"), thing=ALONE),
    "hazard.look": Carried(("recheck",), ("shown", "ok", PICTURES), (WHERE,), thing="look"),
    "card.tap": Carried(("choose",), ("shown", "choice"), thing=ALONE),
    "check.position": Carried(("check",), ("trouble",), (WHERE,)),
    "check.photo": Carried(("check",), (PICTURE,)),
    "check.scan": Carried(("check",), ("read", "trouble")),
    "check.sign": Carried(("check",), HAND),
    "leave.take": Carried(("leave",), ("shown", "until", "cover"), thing="leave", own=True),
}
_OWN = dict(ACTS)
# The page's script numbers its tries by what was given, so it must know what was not.
PHONES = sorted({field for act in ACTS.values() for field in act.phones})


def open_acts(guests: Mapping[str, Carried]) -> None:
    """Lets pages send these acts too, beside the house's own."""
    ACTS.clear()
    ACTS.update({**_OWN, **guests})


def with_pictures() -> set[str]:
    """The pages of which an act carries a picture or a file."""
    return {page for act in ACTS.values() if {PICTURE, PICTURES} & {*act.given} for page in act.pages}


def given(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an act without what the phone added."""
    return {field: value for field, value in data.items() if field not in ACTS[name].phones}


def thing(name: str, whose: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """What the act sets, of whatever `whose` names; nothing where no later act replaces it."""
    act = ACTS[name]
    which = [str(data[field]) for field in act.about if data.get(field)]
    if act.thing == ALONE or len(which) < len(act.about):
        return ()
    return (act.thing or name, "" if act.own else whose, *which)


def key(token: str, name: str, attempt: int, what: Mapping[str, Any], text: str = "") -> str:
    """token: the page's, as it was sent; what: the result of `given`; text: what the person wrote."""
    told = json.dumps([token, name, attempt, what, text], sort_keys=True)
    return f"page:{hashlib.sha256(told.encode()).hexdigest()}"
