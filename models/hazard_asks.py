"""What the asks of a hazard show: a value for each kind that shows more than the hazard itself."""

from __future__ import annotations

from datetime import datetime

from models import ask as ask_table
from models.asked import AskData
from models.book import name_of
from models.stored import key
from models.subject import Subject
from rules.phrases import moment_words
from rules.plant import Plant

# What whoever was asked did, by the result that is kept.
RESULTS = {
    "joined": "说是同一处，并过去了",
    "other": "说不是同一处，另派人",
    "sorted": "定好了",
    "rejected": "定为不算隐患",
    "mended": "报改好了",
    "ok": "看过，改好了",
    "not": "看过，没改好",
    "given": "定了换人改",
    "kept": "定了不换人",
    "granted": "同意延期",
    "denied": "不同意延期",
    "gone": "说照片没了",
    "planned": "方案送批了",
    "agreed": "同意",
    "turned_back": "退回方案",
    "holds": "确认临时措施还有效",
    "broken": "说临时措施失效了",
    "registered": "都登记好了",
    "stopped": "定了停用、撤人",
    "in_use": "定了不停用",
    "faked": "认定没有真改",
}


class Wish(AskData):
    """`hazard.report`: what the form begins with. words: what was written in the chat; uploads: numbers of pictures
    that came from there; machine, area: the id of the one whose code was scanned."""

    words: str = ""
    uploads: tuple[str, ...] = ()
    machine: str = ""
    area: str = ""


class Alike(AskData):
    """`hazard.same`. number: of the open hazard that it is like."""

    number: str


class Fix(AskData):
    """`hazard.fix`. until: the deadline that the card names; again: what was not mended when somebody looked."""

    until: datetime
    again: str = ""


class Decision(AskData):
    """`hazard.dispute`, `hazard.extension`. to: whom the owner named; reason, interim, until: what he wrote;
    role: as what somebody decides, empty for the safety office or the supervisor."""

    by: str = ""
    to: str = ""
    reason: str = ""
    interim: str = ""
    until: datetime | None = None
    role: str = ""


class Items(AskData):
    """`hazard.approve`. items: those of the plan (`rules.hazards.major`) that this person approves."""

    items: tuple[str, ...]


class Look(AskData):
    """`hazard.check` and the other looks. of_round: which mending it is about; level: as what somebody looks, empty for
    what the kind says."""

    of_round: int = key("round", default=1)
    level: str = ""


def waits(subject: Subject, plant: Plant) -> tuple[str, ...]:
    """What the owner of a hazard has asked for and whose answer he waits for, a line each; none when he waits for
    nothing: 延到 11月29日 08:00：送批了，等某某批."""
    lines = []
    for kind, words in (("hazard.extension", "送批了，等{who}批"), ("hazard.dispute", "问上去了，等{who}定")):
        asked = ask_table.movable(subject, kind)
        if asked:
            wanted, who = Decision.of(asked[0]), "、".join(name_of(plant, each.person) for each in asked)
            until = f"延到 {moment_words(wanted.until.astimezone(plant.zone))}" if wanted.until else ""
            lines.append(f"{until or f'该归{name_of(plant, wanted.to)}'}：{words.format(who=who)}")
    return tuple(lines)
