"""Rounds and campaigns: what was to be looked at from when to when, and how far that came; what is out of service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from peewee import AutoField, CharField, ForeignKeyField

from models.base import MomentField, WholeField
from models.book import Book, book_of
from models.matter import Matter, MatterKind, Searched, Tone
from models.patrol_sheet import Sheet
from models.stored import StoredField
from models.subject import Subject, lock
from models.table import Table
from rules.patrols.life import NAMES, OVER, TONES, Count, State
from rules.patrols.measures import CAMPAIGNS
from rules.phrases import moment_words

ROUND, CAMPAIGN = "round", "campaign"
NOUNS = {ROUND: "巡检", CAMPAIGN: "专项检查"}


class Patrol(Table):
    """kind: `round` or `campaign`; plan: of which plan or checklist it is one; outcome: the state in which it ended,
    which stays when it is archived; total, looked, hazard, idle, missed: its points (`rules.patrols.life.Count`)."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="patrols")
    number = CharField(unique=True, max_length=24)
    kind = CharField(max_length=16, index=True)
    plan = CharField(max_length=160, index=True)
    title = CharField(max_length=120)
    state = CharField(max_length=16, index=True)
    outcome = CharField(max_length=16, default="")
    starts_at = MomentField(index=True)
    ends_at = MomentField()
    closed_at = MomentField(null=True)
    total = WholeField(default=0)
    looked = WholeField(default=0)
    hazard = WholeField(default=0)
    idle = WholeField(default=0)
    missed = WholeField(default=0)
    sheet = StoredField(Sheet)
    rules = WholeField()


class OutOfService(Table):
    """A risk point that is stopped or being repaired, so that nobody looks at it meanwhile. until: when it is expected
    back, at which the rounds go on by themselves; ended_at: when it was back, null while it is not."""

    id = AutoField()
    point = CharField(max_length=32, index=True)
    reason = CharField(max_length=200)
    by = CharField(max_length=32)
    since = MomentField()
    until = MomentField()
    ended_at = MomentField(null=True)
    ended_by = CharField(max_length=32, default="")

    class Meta:
        table_name = "out_of_service"


def by_number(number: str) -> Patrol | None:
    return Patrol.get_or_none(Patrol.number == number)


def of_subject(subject: Subject | int) -> Patrol | None:
    """The round of this subject. When a Subject is given, the round holds that very object, and with it its lock."""
    found = Patrol.get_or_none(Patrol.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def here(subject: Subject) -> Patrol:
    """The round of a subject. Raises LookupError when the subject is none."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no round of {subject.key}")
    return found


def locked(subject_id: int) -> Patrol:
    """The round of a subject, with the subject locked. Raises LookupError when the subject is no round."""
    return here(lock(subject_id))


def keep(patrol: Patrol, **changes: object) -> None:
    """Writes these fields of the locked round; its counts follow its sheet."""
    if isinstance(sheet := changes.get("sheet"), Sheet):
        changes |= vars(sheet.count)
    for name, value in changes.items():
        setattr(patrol, name, value)
    Patrol.update(**changes).where(Patrol.id == patrol.id).execute()


def walking() -> list[Patrol]:
    """Every round and campaign under way, in the order of subjects, as every transaction locks them."""
    return list(Patrol.select().where(Patrol.state.not_in(OVER)).order_by(Patrol.subject))


def idle_at(now: datetime) -> Mapping[str, OutOfService]:
    """What is out of service at `now`, by the id of its point."""
    there = OutOfService.ended_at.is_null() & (OutOfService.until > now)
    return {row.point: row for row in OutOfService.select().where(there).order_by(OutOfService.id)}


def count(patrol: Patrol) -> Count:
    return Count(patrol.total, patrol.looked, patrol.hazard, patrol.idle, patrol.missed)


def title(patrol: Patrol) -> str:
    """巡检 · 储运车间当班班长，每 4 小时"""
    return f"{NOUNS[patrol.kind]} · {patrol.title}"


def stands(patrol: Patrol) -> tuple[str, Tone]:
    """The state's word, with how far it has come, and its tone."""
    state, sum_of = cast(State, patrol.state), count(patrol)
    if state == "walking":
        nobody = not any(point.person for point in patrol.sheet.left())
        return ("没人在班", "caution") if nobody else (f"在查 {sum_of.looked}/{sum_of.wanted}", "info")
    ended = cast(State, patrol.outcome or state)
    word = {"missed": f"未排查 {sum_of.missed} 处", "done": f"查完 {sum_of.looked} 处"}.get(ended, NAMES[ended])
    bad = f"，{sum_of.hazard} 处有问题" if sum_of.hazard else ""
    return f"{word}{bad}", TONES[ended]


def matter(patrol: Patrol) -> Matter:
    """The round as a matter, for rooms that serve every flow."""
    word, tone = stands(patrol)
    asked = {point.person for point in patrol.sheet.points} | {each.by for each in patrol.sheet.found.values()}
    areas = list(dict.fromkeys(point.area for point in patrol.sheet.points))
    return Matter(
        subject=patrol.subject,
        number=patrol.number,
        title=title(patrol),
        about=period(patrol),
        page=f"patrol/{patrol.number}",
        state=patrol.state,
        word=word,
        tone=tone,
        area=areas[0] if areas else "",
        people=frozenset(filter(None, {*asked, patrol.sheet.begun_by})),
    )


def period(patrol: Patrol) -> str:
    """11月25日 12:00 到 14:00"""
    zone = book_of(patrol.rules).plant.zone
    begins, ends = patrol.starts_at.astimezone(zone), patrol.ends_at.astimezone(zone)
    return (
        f"{moment_words(begins)} 到 {ends:%H:%M}"
        if begins.date() == ends.date()
        else (f"{moment_words(begins)} 到 {moment_words(ends)}")
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
    words = tuple(point.name for point in found.sheet.points)
    ends: datetime = found.closed_at or found.ends_at
    return Searched(matter(found), found.sheet.begun_by, found.starts_at, ends, words, found.rules)


def _kinds(rules: Book) -> dict[str, str]:
    measures = rules.config.measures
    return dict(NOUNS) if measures.points or measures.campaigns else {}


MATTER = MatterKind(
    "patrol",
    "检查",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {str(state): word for state, word in NAMES.items()},
    look="看这一圈",
)


def source_words(patrol: Patrol) -> str:
    """巡检, 季节性检查"""
    return {str(kind): words for kind, words in CAMPAIGNS.items()}.get(patrol.sheet.source, NOUNS[patrol.kind])
