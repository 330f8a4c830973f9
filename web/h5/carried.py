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
# What the phone says of its clock, where an act was kept before it was sent.
CLOCK = "clock"
# The number of what came through the door for pictures (`web.h5.pictures`). Pages that were open during the upgrade
# send the picture itself, as a data URL.
PICTURE = "photo"
# The same for a list of pictures.
PICTURES = "photos"
# And for a second list, of after.
AFTER = "after"
# The picture comes from pages that were open during the upgrade; it only keeps the key of their act.
HAND = ("strokes", "png")
ALONE = "-"
# The hash of the file that an act brings or takes away.
FILE = "sha256"
FORM = (
    *("kind", "level", "area", "part", "project", "starts_at", "ends_at", "contractor", "work_leader", "guardian"),
    *("workers", "inputs", "also", "related", "struck", "added", "unconcerned", "copies", "excused", "coordinator"),
)

# The owner's page, and the same opened at one of its parts.
FIX = ("fix", "later", "other")
PLAN = (
    *("leader", "executor", "measures", "money", "emergency", "drill"),
    *(f"{part}{place}" for place in range(5) for part in ("what", "until")),
)


@dataclass(frozen=True)
class Carried:
    """pages: the pages that are made for the act, by the names of their addresses.

    given: what the person gave, and what the page knew when it was opened (`shown`, `number`).

    phones: what the phone adds at each try. A field in neither list counts as given.

    thing: what it sets; acts of one thing replace one another. Empty: only acts of the same name do. ALONE: nothing
    replaces it, because it adds to what is there, ends its ask, or stops the work. about: the fields that tell one such
    thing from another; wide: the thing belongs to the permit, own: to the person alone, as what he says in the chat may
    set it too (`Flow.sets`); else it belongs to the page's ask. apart: it has nothing to do with the page's
    ask.
    """

    pages: tuple[str, ...]
    given: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    thing: str = ""
    about: tuple[str, ...] = ()
    wide: bool = False
    own: bool = False
    apart: bool = False


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
    # Besides, whom: one field for each role of the kind's template.
    "permit.let_in_ask": Carried(
        ("letask",), ("shown", "number", "area", "worker", "guardian", "work_leader", "requester"), thing=ALONE
    ),
    "permit.let_in": Carried(("letin",), (*HAND, "shown"), (WHICH,), thing="let_in"),
    "permit.keep_out": Carried(("letin",), ("shown",), thing="let_in"),
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
        ("detectors",), ("shown", "instrument", "hours", "sensor"), thing="inhibit", about=("instrument",), wide=True
    ),
    "detector.restore": Carried(
        ("detectors",), ("shown", "instrument", "hours", "sensor"), thing="inhibit", about=("instrument",), wide=True
    ),
    "sensor.trial": Carried(
        ("detectors",), ("shown", "instrument", "hours", "sensor"), thing="inhibit", about=("sensor",), wide=True
    ),
    "permit.urge": Carried(("permit",), ("shown", "number"), thing=ALONE),
    "permit.transfer": Carried(("transfer",), ("shown", "person"), thing="sign"),
    "permit.add_signer": Carried(("add",), ("shown", "person", "order"), thing="sign"),
    "hazard.report": Carried(
        ("report",),
        (
            *("shown", "words", PICTURES, "mark", "area", "machine", "category", "spot", "danger", "draft", "awaited"),
            *("fixed", AFTER, "after_awaited", "did"),
        ),
        (WHERE, CLOCK),
        thing=ALONE,
    ),
    "hazard.photo": Carried(("report", "gone"), ("draft", PICTURE), thing=ALONE),
    "hazard.gone": Carried(("gone",), ("shown",), thing=ALONE),
    "hazard.part": Carried(("hazard",), ("shown", "number"), thing=ALONE),
    "hazard.correct": Carried(("hazard",), ("shown", "number", "category", "area", "well"), thing=ALONE),
    "hazard.sort": Carried(
        ("sort",), ("shown", "category", "area", "grade", "use", "safe", "basis", "well"), thing="sort"
    ),
    "hazard.use": Carried(("use",), ("shown", "use", "safe"), thing="use"),
    "hazard.grade": Carried(("hazard",), ("shown", "number", "to", "basis", "use", "safe"), thing="grade", wide=True),
    "hazard.plan": Carried(("plan", "other"), ("shown", *PLAN), thing=ALONE),
    "hazard.approve": Carried(("approve",), ("shown",), thing="approve"),
    "hazard.turn_back": Carried(("approve",), ("shown",), thing="approve"),
    "hazard.milestone": Carried(FIX, ("shown", "place"), thing=ALONE),
    "hazard.authority": Carried(("register",), ("shown", "to", "on", "listed", PICTURES), thing=ALONE),
    "hazard.assembly": Carried(("register",), ("shown", "to", "on"), thing=ALONE),
    "hazard.fake": Carried(("recheck",), ("shown",), thing="look"),
    "hazard.reject": Carried(("sort",), ("shown",), thing="sort"),
    "hazard.accept": Carried(FIX, ("shown",), thing=ALONE),
    "hazard.mend": Carried(FIX, ("shown", PICTURES, "cause", "permit", "no_permit", "site"), (WHERE,), thing=ALONE),
    "hazard.not_mine": Carried((*FIX, "plan"), ("shown", "person"), thing=ALONE),
    "hazard.grant": Carried(("extension",), ("shown",), thing="extension"),
    "hazard.deny": Carried(("extension",), ("shown",), thing="extension"),
    "hazard.extend": Carried(FIX, ("shown", "until", "because", "reason", "interim", PICTURES), thing=ALONE),
    "hazard.look": Carried(("recheck",), ("shown", "ok", PICTURES, "site", "verdict"), (WHERE,), thing="look"),
    "hazard.mark": Carried((*FIX, "sort", "recheck"), ("shown", "of", "region"), thing="mark"),
    "patrol.read": Carried(("round",), ("shown", "site"), thing=ALONE),
    "patrol.look": Carried(("round",), ("shown", "point", "ok", "measure", PICTURES), thing="look", about=("point",)),
    "patrol.leave": Carried(("round",), ("shown",), thing=ALONE),
    "patrol.begin": Carried(("patrols",), thing="patrols"),
    "patrol.halt": Carried(("patrols",), thing="patrols"),
    "patrol.campaign": Carried(("patrols",), ("checklist",), thing=ALONE),
    "patrol.stop": Carried(("patrols",), ("point", "until"), thing="stopped", about=("point",)),
    "patrol.back": Carried(("patrols",), ("point",), thing="stopped", about=("point",)),
    "training.send": Carried(
        ("request", "rework", "join", "handover"),
        ("person", "course", "role", "area", "contractor", "starts_at", "ends_at", "number"),
        thing=ALONE,
        apart=True,
    ),
    "training.beat": Carried(("lesson",), ("at", "seconds", "watched"), thing=ALONE),
    "training.learned": Carried(("lesson",), ("shown",), ("at", "seconds", "watched", WHICH), thing=ALONE),
    "training.answer": Carried(("question",), ("shown", "letters"), (WHICH,), thing=ALONE),
    "training.weekly": Carried(("week",), ("shown", "attempt", "letters"), (WHICH,), thing=ALONE),
    "training.taught": Carried(("level",), ("shown", "hours"), thing="hours"),
    "training.sign": Carried(("clearance",), (*HAND, "shown"), (WHICH,), thing="clearance"),
    "training.send_back": Carried(("clearance",), ("shown",), thing="clearance"),
    "training.budget": Carried(("learning",), ("cards",), thing="training.budget"),
    "training.begin": Carried(("learning",), thing="training"),
    "training.halt": Carried(("learning",), thing="training"),
    "drill.order": Carried(("drills",), ("drill", "people"), thing=ALONE),
    "drill.team": Carried(("drills",), ("drill", "team"), thing=ALONE),
    "drill.begin": Carried(("scene",), ("shown", "way", "slow"), thing=ALONE),
    "drill.decide": Carried(("scene",), ("shown", "at", "letter"), thing=ALONE),
    "drill.choose": Carried(("step",), ("shown", "letter"), thing=ALONE),
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
