"""How far somebody is with 三级安全教育 and with the three signatures after it: as the chain of his file has it since
he joined or moved last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Literal

from models import alike
from models.ask import MOVABLE, Ask
from models.book import Book, name_of
from models.kept import Given, Kept
from models.ledger import Entry
from models.training import TrainingFile
from models.training_counted import lacks_of
from models.training_paper import Clearance, Teaching
from rules.plant import Plant
from rules.training import hours
from rules.training.levels import PARTS, Part

LEVEL, CLEARANCE = "training.level", "training.clearance"
PLANNED, HOURS, TAUGHT = "training.levels", "training.hours", "training.levelled"
# All of it is taught; one of the three has signed; one has sent him back; all three have.
DUE, SIGNED, BACK, CLEARED = "training.due", "training.signed", "training.sent_back", "training.cleared"
# Nobody is asked to sign, because he has not got the certificates of the state that his trades ask for.
UNCERTIFIED = "training.uncertified"
KINDS = (PLANNED, HOURS, TAUGHT, DUE, SIGNED, BACK, CLEARED, UNCERTIFIED)


@dataclass(frozen=True)
class Levelled:
    """A level that he was taught. hours: as written; practice: what he did himself; topics: what he was told or
    shown."""

    level: str
    name: str
    hours: str
    practice: tuple[str, ...]
    by: str
    at: datetime
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """png: the hash of the handwritten name; check, beside: what it has in common with whose (`alike`), else empty."""

    by: str
    at: datetime
    png: str
    check: str = ""
    beside: str = ""

    def doubt(self, plant: Plant) -> str:
        """Why somebody should look, in words; else empty."""
        return alike.words(self.check, name_of(plant, self.beside)) if self.check else ""


@dataclass(frozen=True)
class Ended:
    """How a round of signatures ended: all three have signed, one sent him back, or his levels began anew before.
    by, reason: of whoever sent him back."""

    how: Literal["cleared", "sent_back", "moved"]
    by: str = ""
    reason: str = ""


@dataclass
class Levels:
    """since: when he joined or moved; begun: when the level began that he is taught now; wanted: the levels of his
    place since then; left: those that are still to be taught; round: of the signatures, 0 before the first; signed:
    those of this round; cleared: when all three had signed; ended: the rounds that are over, by their stage;
    uncertified: what was told of this round's certificates."""

    place: str = ""
    since: datetime | None = None
    begun: datetime | None = None
    wanted: tuple[str, ...] = ()
    left: list[str] = field(default_factory=list)
    taught: list[Levelled] = field(default_factory=list)
    round: int = 0
    signed: dict[Part, Signature] = field(default_factory=dict)
    cleared: datetime | None = None
    ended: dict[str, Ended] = field(default_factory=dict)
    uncertified: str = ""

    @property
    def stage(self) -> str:
        """Of the asks of this round."""
        return f"clearance/{self.round}"

    @property
    def taught_by(self) -> list[str]:
        """Who taught him, the newest first."""
        return [each.by for each in reversed(self.taught)]

    def unsigned(self) -> list[Part]:
        return [part for part in PARTS if part not in self.signed]


def read(file: TrainingFile) -> Levels:
    found = Levels()
    for entry in _entries.rows(Entry, subject=file.subject_id):
        line = json.loads(entry.canonical)
        _take(found, entry, line["data"], line["actor"], datetime.fromisoformat(line["at"]))
    return found


@Kept
def _entries() -> Any:
    mine = (Entry.subject == Given(Entry.subject)) & Entry.kind.in_(KINDS)
    return Entry.select(Entry.kind, Entry.canonical, Entry.seq).where(mine).order_by(Entry.seq)


def _take(found: Levels, entry: Entry, data: Mapping[str, Any], actor: Mapping[str, Any], at: datetime) -> None:
    who = str(actor.get("person", ""))
    if entry.kind in (PLANNED, TAUGHT, BACK):
        found.begun = at
    if entry.kind == PLANNED:
        if found.signed and found.cleared is None:
            found.ended[found.stage] = Ended("moved")
        found.place, found.since, found.wanted = str(data["place"]), at, tuple(map(str, data["levels"]))
        found.left, found.taught, found.signed, found.cleared = [*found.wanted], [], {}, None
    elif entry.kind == TAUGHT:
        level = str(data["level"])
        found.left = [each for each in found.left if each != level]
        practice, topics = (tuple(map(str, data.get(each, ()))) for each in ("practice", "topics"))
        found.taught.append(Levelled(level, str(data["name"]), str(data["hours"]), practice, who, at, topics))
    elif entry.kind == DUE:
        found.round, found.signed, found.cleared, found.uncertified = entry.seq, {}, None, ""
    elif entry.kind == SIGNED:
        beside = str(data.get("check", "")), str(data.get("beside", ""))
        found.signed[data["part"]] = Signature(who, at, str(data["png"]["sha256"]), *beside)
    elif entry.kind == BACK:
        found.left, found.signed = [str(data["level"])], {}
        found.ended[found.stage] = Ended("sent_back", who, str(data["reason"]))
    elif entry.kind == UNCERTIFIED:
        found.uncertified = str(data["lacks"])
    elif entry.kind == CLEARED:
        found.cleared, found.ended[found.stage] = at, Ended("cleared")


def asked(file: TrainingFile, kind: str) -> list[Ask]:
    """Who is asked now."""
    mine = Ask.select().where(Ask.subject == file.subject_id, Ask.kind == kind, Ask.state.in_(MOVABLE))
    return list(mine.order_by(Ask.id))


def full_from(file: TrainingFile, taught: Teaching, zone: tzinfo) -> datetime | None:
    """From when the level that he is taught can be full."""
    begun = read(file).begun
    return hours.taught_from(float(taught.hours), begun, zone) if begun else None


def last_asked(file: TrainingFile) -> Ask | None:
    """Who was asked last of his levels and signatures."""
    mine = Ask.select().where(Ask.subject == file.subject_id, Ask.kind.in_((LEVEL, CLEARANCE)))
    found: Ask | None = mine.order_by(Ask.id.desc()).first()
    return found


def given(file: TrainingFile, stage: str) -> list[Ask]:
    """The asks of this round that somebody has answered with his name."""
    mine = (Ask.subject == file.subject_id) & (Ask.kind == CLEARANCE) & (Ask.stage == stage) & (Ask.state == "done")
    return list(Ask.select().where(mine).order_by(Ask.id))


def stands(file: TrainingFile, rules: Book, now: datetime) -> str:
    """What is still lacking until he may work alone, in words; empty once nothing is, or where nobody asks for it."""
    if teaching := asked(file, LEVEL):
        return f"{Teaching.of(teaching[-1]).name}安全教育没带完"
    if file.alone == "taught":
        return "三级安全教育没带完"
    if file.alone != "due":
        return ""
    lacking = lacks_of(file.person, rules, now)
    return f"还没到签上岗：{'；'.join(lacking)}" if lacking else f"独立上岗没签全，还差{_unsigned(file, rules)}"


def _unsigned(file: TrainingFile, rules: Book) -> str:
    """路新来（本人）、李四（班组长）"""
    told = ((PARTS[part], names) for part, names in waited_for(file, rules).items())
    return "、".join(f"{names}（{word}）" if names else word for word, names in told)


def waited_for(file: TrainingFile, rules: Book) -> dict[Part, str]:
    """Who is asked for each signature that is lacking (李四或王五); empty where nobody is."""
    people: dict[Part, list[str]] = {part: [] for part in read(file).unsigned()}
    for ask in asked(file, CLEARANCE):
        people.get(Clearance.of(ask).part, []).append(name_of(rules.plant, ask.person))
    return {part: "或".join(names) for part, names in people.items()}


def open_files(people: Iterable[str] | None = None) -> list[TrainingFile]:
    """The files of those who may not work alone yet, the oldest first; people: of these only."""
    teaching = Ask.select(Ask.subject).where(Ask.kind == LEVEL, Ask.state.in_(MOVABLE))
    open_ = TrainingFile.alone.in_(("taught", "due")) | TrainingFile.subject.in_(teaching)
    wanted = open_ & TrainingFile.closed_at.is_null()
    if people is not None:
        wanted &= TrainingFile.person.in_(list(people))
    return list(TrainingFile.select().where(wanted).order_by(TrainingFile.id))
