"""What somebody has done already, for him who does it again and differently: mostly the answer to the first was lost,
and he must not believe that the second counts."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards.kinds import LOOKS
from models import ask as ask_table
from models.answered import Outcome
from models.ask import Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_asks import RESULTS
from rules import duty
from rules.plant import Person
from rules.texts import cut

MOST_QUOTED = 40
# What somebody of the safety office can do himself where what counts was wrong.
OF_THE_OFFICE = {
    "sorted": "是不是重大，打开这条隐患能改；派错了人，请{owner}点「不归我改」，你再定归谁",
    "rejected": "其实算隐患，再报一次",
    "in_use": "要停用，再选一次「停用、撤人」就停",
    "stopped": "停用到销号为止；停错了，马上打电话给{owner}",
}


def counted(ask: Ask, hazard: Hazard, person: Person) -> str:
    """What he has done under this ask, which is what counts; empty where he has not, or is asked anew since."""
    outcome = Outcome.of(ask)
    if ask.state != "done" or outcome.by != person.id or outcome.result not in RESULTS:
        return ""
    if any(each.person == person.id and each.id > ask.id for each in ask_table.movable(ask.subject, ask.kind)):
        return ""
    quoted = f"（{words}）" if (words := _written(hazard, outcome)) else ""
    return f"你 {outcome.clock} 已经{RESULTS[outcome.result]}{quoted}，那次算数"


def way_back(ask: Ask, hazard: Hazard, person: Person, now: datetime) -> str:
    """What he can do where that was wrong; who is of the safety office himself is not sent there."""
    result, plant = Outcome.of(ask).result, book(now).plant
    if result != "mended":
        if not duty.in_office(person, plant):
            return "做错了，马上告诉安全部门"
        owner = name_of(plant, hazard.owner) if hazard.owner else "现场"
        return OF_THE_OFFICE.get(result, "做错了，马上打电话给{owner}").format(owner=owner)
    looking = [name_of(plant, each.person) for kind in LOOKS for each in ask_table.movable(hazard.subject, kind)]
    who = "、".join(dict.fromkeys(looking)) or "安全部门"
    return f"其实没改好，马上打电话告诉{who}，去看时选「没改好」就退回给你"


def _written(hazard: Hazard, outcome: Outcome) -> str:
    """What he wrote then, as far as it is kept."""
    mended = [(each.by, each.at, each.note) for each in hazard.work.mended]
    looked = [(each.by, each.at, each.note) for each in hazard.work.checked]
    note = next((note for by, at, note in mended + looked if (by, at) == (outcome.by, outcome.at)), "")
    return cut(note, MOST_QUOTED)
