"""Hazards: what was found where, who mends it until when, and how far that has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import cast

from peewee import AutoField, BooleanField, CharField, ForeignKeyField

from models import rulebook
from models.ask import Ask
from models.base import MomentField, WholeField
from models.book import Book, book_of, name_of
from models.delivery import Delivery
from models.hazard_report import Mended, Rectification, Report
from models.matter import Matter, MatterKind, Searched, Tone
from models.sensor import of_ticket
from models.stored import StoredField
from models.subject import Subject, lock
from models.table import Table
from rules.hazards.categories import GRADES, NEVER_GRADED, SOUNDS_MAJOR, Category, Grade, HazardCategories
from rules.hazards.life import NAMES, NEVER_COUNTED, OVER, TONES, UNDER_WAY, State
from rules.hazards.places import without_areas
from rules.hazards.proposing import propose

# The ways of a report that somebody began by himself.
TYPED = ("page", "chat")
LEADS = ("likely", "or_likely")
# So long after its closing a hazard may still be visited, and so long ago it may have been found.
LOOKED_AT, LONGEST = timedelta(days=100), timedelta(days=400)


class Hazard(Table):
    """state: see `rules.hazards.life`. category: empty while nobody has sorted it. finder: who reported it; follower:
    who follows it now. due_at: the deadline of the first assignment, until: the present one. round: 1, one more after
    each check that it failed. late: the deadline has passed. claim: the hash of the code that leads whoever reported
    it without a name back to it; draft: the id that the finder's phone gave the report;
    null where none did. found_at: by the phone's clock, set right; received_at: by the house's."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="hazards")
    number = CharField(unique=True, max_length=16)
    draft = CharField(null=True, unique=True, max_length=40)
    claim = CharField(null=True, unique=True, max_length=64)
    state = CharField(max_length=16, index=True)
    category = CharField(max_length=32, default="")
    grade = CharField(max_length=8, default="general")
    area = CharField(max_length=32, default="", index=True)
    finder = CharField(max_length=32)
    follower = CharField(max_length=32)
    owner = CharField(max_length=32, default="", index=True)
    supervisor = CharField(max_length=32, default="")
    round = WholeField(default=1)
    late = BooleanField(default=False)
    found_at = MomentField()
    received_at = MomentField(index=True)
    due_at = MomentField(null=True)
    until = MomentField(null=True, index=True)
    closed_at = MomentField(null=True)
    report = StoredField(Report)
    work = StoredField(Rectification)
    rules = WholeField()


def by_number(number: str) -> Hazard | None:
    return Hazard.get_or_none(Hazard.number == number)


def found_in(areas: Collection[str], since: datetime) -> list[tuple[str, int, str]]:
    """How many hazards of which category were reported in these areas since that moment, the most first: (category,
    number, name). What was no hazard, or one that was known, does not count."""
    real = Hazard.state.not_in([*NEVER_COUNTED]) & (Hazard.category != "")
    rows = list(Hazard.select().where(Hazard.area.in_(list(areas)), Hazard.received_at >= since, real))
    numbers = Counter(row.category for row in rows)
    names = {row.category: category_name(row) for row in rows}
    return [(category, number, names[category]) for category, number in numbers.most_common()]


def repeated_since(moment: datetime) -> list[Hazard]:
    """What was reported since that moment and is like one that was closed; not what was no hazard, or was known."""
    real = Hazard.state.not_in([*NEVER_COUNTED]) & (Hazard.category != "") & (Hazard.area != "")
    rows = Hazard.select().where(Hazard.received_at >= moment, real).order_by(Hazard.received_at)
    return [each for each in rows if each.work.repeats]


def dangers(since: datetime, *, finder: str, area: str) -> list[Hazard]:
    """What was reported since then as hurting people now, by this finder or of this area, the newest first; empty
    strings mean nobody and nowhere."""
    mine = (Hazard.finder == finder) & (Hazard.finder != "") | (Hazard.area == area) & (Hazard.area != "")
    lately = Hazard.select().where(Hazard.received_at > since, mine).order_by(Hazard.id.desc())
    return [each for each in lately if each.report.danger]


def reported_by(person: str, since: datetime) -> list[Hazard]:
    """What this person has reported from the page or in the chat that came in since then."""
    mine = Hazard.select().where(Hazard.received_at > since, Hazard.finder == person)
    return [each for each in mine if each.report.way in TYPED]


def with_photo(sha256: str, at: datetime) -> str:
    """The number of the first that shows this photo, which was handed in then; empty where none does. Looked for among
    those that were there at that moment and could still be looked at."""
    there = (Hazard.received_at <= at) & (Hazard.closed_at.is_null() | (Hazard.closed_at >= at - LOOKED_AT))
    shown = Hazard.report.cast("text").contains(sha256) | Hazard.work.cast("text").contains(sha256)
    lately = Hazard.received_at >= at - LONGEST
    row = Hazard.select(Hazard.number).where(lately & there & shown).order_by(Hazard.id).first()
    return row.number if row else ""


def of_claim(claim: str) -> Hazard | None:
    """The hazard of which somebody knows the claim. claim: its hash."""
    return Hazard.get_or_none(Hazard.claim == claim)


def of_draft(draft: str) -> Hazard | None:
    """The hazard that came of the report with this id."""
    return Hazard.get_or_none(Hazard.draft == draft)


def newest_of(finder: str, since: datetime) -> Hazard | None:
    """What this person has reported last, if it came after `since`."""
    recent = Hazard.finder == finder, Hazard.received_at > since
    found: Hazard | None = Hazard.select().where(*recent).order_by(Hazard.id.desc()).first()
    return found


def of_subject(subject: Subject | int) -> Hazard | None:
    """The hazard of this subject. When a Subject is given, the hazard holds that very object, and with it its lock."""
    found = Hazard.get_or_none(Hazard.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def here(subject: Subject) -> Hazard:
    """The hazard of a subject. Raises LookupError when the subject is none."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no hazard of {subject.key}")
    return found


def locked(subject_id: int) -> Hazard:
    """The hazard of a subject, with the subject locked. Raises LookupError when the subject is no hazard."""
    return here(lock(subject_id))


def keep(hazard: Hazard, **changes: object) -> None:
    """Writes these fields of the locked hazard."""
    for name, value in changes.items():
        setattr(hazard, name, value)
    Hazard.update(**changes).where(Hazard.id == hazard.id).execute()


def open_of(person: str) -> list[Hazard]:
    """The hazards that are not over and in which this person has a part, the newest first."""
    mine = (Hazard.finder == person) | (Hazard.follower == person) | (Hazard.owner == person)
    mine |= Hazard.supervisor == person
    return list(Hazard.select().where(Hazard.state.not_in(OVER), mine).order_by(Hazard.id.desc()))


def correctable(hazard: Hazard, person: str) -> bool:
    """Whether this person may still set right where his report was put: its finder, once, before its owner has taken it
    on; what instruments sent nobody has put anywhere."""
    untouched = hazard.state == "assigned" and hazard.round == 1 and not hazard.work.accepted_at
    fresh = untouched and not hazard.work.corrected and grade(hazard) == "general"
    return bool(fresh and person == hazard.finder and hazard.report.way != "sensor")


def joined(hazard: Hazard) -> str:
    """The number of the one that it is the same as; empty where it goes on, or went on, by itself."""
    return hazard.work.into if outcome(hazard) == "merged" else ""


def outcome(hazard: Hazard) -> State:
    """Its state; of an archived one that in which it ended, which is what people look for."""
    if hazard.state != "archived":
        return cast(State, hazard.state)
    if hazard.closed_at:
        return "closed_out"
    return "merged" if hazard.work.into and not hazard.work.reason else "rejected"


def late(since: datetime) -> list[Hazard]:
    """Those that somebody is to mend and whose deadline was at that moment or before, the longest late first."""
    mine = Hazard.state.in_(UNDER_WAY) & (Hazard.until <= since)
    return list(Hazard.select().where(mine).order_by(Hazard.until, Hazard.id))


def open_numbers() -> list[str]:
    """The numbers of all that are not over."""
    return [row.number for row in Hazard.select(Hazard.number).where(Hazard.state.not_in(OVER))]


def open_at(area: str) -> list[Hazard]:
    """The hazards of the area that are not over, the newest first."""
    found = Hazard.select().where(Hazard.state.not_in(OVER), Hazard.area == area)
    return list(found.order_by(Hazard.id.desc()))


def ordered(person: str, purposes: Collection[str]) -> list[Delivery]:
    """The texts of these purposes to this person about hazards that are not over, the oldest first."""
    told = Delivery.select(Delivery, Ask).join(Ask).join(Hazard, on=(Hazard.subject == Ask.subject))
    mine = (Delivery.person == person) & Delivery.purpose.in_(list(purposes)) & (Delivery.form == "text")
    return list(told.where(mine, Hazard.state.not_in(OVER)).order_by(Delivery.id))


def out_of_use(area: str) -> list[Hazard]:
    """The hazards of the area whose use is stopped, and whose stop nobody has lifted yet, the newest first."""
    return [each for each in open_at(area) if each.work.major.stopped and each.work.major.stopped.stopped]


def last_time(hazard: Hazard) -> Mended | None:
    """How the closed hazard that it is like was mended in the end; None where there is none."""
    before = by_number(hazard.work.repeats) if hazard.work.repeats else None
    return before.work.mended[-1] if before and before.work.mended else None


def owned_in(hazard: Hazard) -> int | None:
    """Minutes from the report to its first owner; None while it has none."""
    assigned = hazard.work.assigned_at
    return int((assigned - hazard.received_at) / timedelta(minutes=1)) if assigned else None


def deadline(hazard: Hazard) -> datetime:
    """Until when it is to be mended. Raises LookupError while nobody is to."""
    until: datetime | None = hazard.until
    if until is None:
        raise LookupError(f"{hazard.number} has no deadline")
    return until


def grade(hazard: Hazard) -> Grade:
    return cast(Grade, hazard.grade)


def rules_of(hazard: Hazard) -> HazardCategories:
    """The categories with which it was raised: what is changed later holds for what is raised later."""
    return book_of(hazard.rules).config.hazards


def leads(hazard: Hazard) -> dict[str, Category]:
    """While its category is not clear, those that its words point to most, by the name of the tap that says so."""
    rules = rules_of(hazard)
    said = without_areas(hazard.report.words, book_of(hazard.rules).plant)
    found = () if hazard.category else propose(said, rules).leads
    return {tap: each for tap, name in zip(LEADS, found, strict=False) if (each := rules.of(name))}


def category(hazard: Hazard) -> Category | None:
    """Its category by the rules with which it was raised; None while it has none. What somebody sorted by newer rules,
    as the house once did, is found in the newest."""
    if not hazard.category:
        return None
    return rules_of(hazard).of(hazard.category) or book_of(rulebook.newest()).config.hazards.of(hazard.category)


def category_name(hazard: Hazard) -> str:
    found = category(hazard)
    return found.name if found else "隐患"


def area_name(hazard: Hazard) -> str:
    """The area's name as it was then, or as it was called last; empty while nobody knows where it is."""
    then = book_of(hazard.rules).plant.area_name(hazard.area)
    return then or rulebook.last_named("areas", hazard.area)


def found_by(hazard: Hazard, name: Callable[[str], str]) -> str:
    """Who found it, in words: somebody by his name (name: a person's, by his id), nobody whose name is kept, or a
    sensor, beside whose shift it was."""
    if hazard.report.way == "sensor":
        sensor = hazard.report.sensor or next((row.sensor for row in of_ticket(hazard.number)), "")
        return f"传感器 {sensor}，当班的是{name(hazard.finder)}"
    return name(hazard.finder) if hazard.finder else "匿名"


def title(hazard: Hazard) -> str:
    """电气隐患 · 污水处理站"""
    name = category_name(hazard).removesuffix("隐患")
    major = "重大" if hazard.grade == "major" else ""
    return f"{major}{name}隐患 · {area_name(hazard) or '地点待定'}"


def judged(hazard: Hazard) -> set[str]:
    """Whose work it is: its owner, and whoever mended it in this or an earlier round. They decide nothing about it."""
    return {*filter(None, [hazard.owner]), *(each.by for each in hazard.work.mended)}


def sounds_major(hazard: Hazard) -> bool:
    """Whether its words sound like a major one, and nobody has decided that yet."""
    return hazard.state == "triage" and hazard.report.hinted


def graded(hazard: Hazard) -> str:
    """Its grade in words."""
    if sounds_major(hazard):
        return SOUNDS_MAJOR
    never = hazard.report.hinted and outcome(hazard) in ("merged", "rejected")
    return NEVER_GRADED if never else GRADES[grade(hazard)]


def stands(hazard: Hazard) -> tuple[str, Tone]:
    """The state's word and tone, of an archived one how it ended; red where the time is up and nobody has mended it,
    and where somebody has to say whether it is major."""
    if sounds_major(hazard):
        return SOUNDS_MAJOR, "stop"
    state = outcome(hazard)
    late = hazard.late and state not in OVER
    word = "改好了，等照片" if state == "submitted" and hazard.report.awaited else NAMES[state]
    return (f"{word}，超期" if late else word), ("stop" if late else TONES[state])


def awaited(hazard: Hazard) -> str:
    """还有 1 张照片在王某手机里; empty when all is there, or nobody waits for it any more."""
    left = len(hazard.report.awaited) if hazard.state not in OVER else 0
    whose = name_of(book_of(hazard.rules).plant, hazard.finder) if hazard.finder else "报的人"
    return f"还有 {left} 张照片在{whose}手机里" if left else ""


def matter(hazard: Hazard) -> Matter:
    """The hazard as a matter, for rooms that serve every flow."""
    word, tone = stands(hazard)
    people = (hazard.finder, hazard.follower, hazard.owner, hazard.supervisor)
    return Matter(
        subject=hazard.subject,
        number=hazard.number,
        title=title(hazard),
        about=hazard.report.words or "见照片",
        page=f"hazard/{hazard.number}",
        state=hazard.state,
        word=word,
        tone=tone,
        area=hazard.area,
        people=frozenset(filter(None, people)),
    )


def _matter_of(subject: Subject) -> Matter | None:
    found = of_subject(subject)
    return matter(found) if found else None


def _subject_of(number: str) -> Subject | None:
    found = by_number(number)
    return found.subject if found else None


def _searched(subject: Subject) -> Searched | None:
    found = of_subject(subject)
    if found is None:
        return None
    ends: datetime = found.closed_at or found.until or found.received_at
    return Searched(matter(found), found.finder, found.received_at, ends, (found.report.spot,), found.rules)


def _kinds(rules: Book) -> dict[str, str]:
    return {each.id: each.name for each in rules.config.hazards.categories}


MATTER = MatterKind(
    "hazard",
    "隐患",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {str(state): word for state, word in NAMES.items()},
    look="看这条隐患",
)
