"""Permits: the form as filled in, frozen with template, route and reasons under the rules it was raised with."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from peewee import OP, SQL, AutoField, CharField, Expression, ForeignKeyField, NodeList, Value

from models.answered import Outcome
from models.ask import Ask
from models.base import JsonField, MomentField, WholeField
from models.book import Book, book_of
from models.kept import Given, Kept
from models.matter import Matter, MatterKind, Searched, Tone
from models.permit_form import PermitForm
from models.permit_work import Work
from models.stored import StoredField
from models.subject import Subject, lock
from models.table import Table
from rules.life import NAMES, TONES, State
from rules.plant import Point
from rules.templates import UNGRADED

# What means more than itself in a pattern, and what takes that from it.
LIKE, ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"


class Permit(Table):
    """state: see permits.md §8; this version ends at `approved`, `returned`, `blocked`, `expired` or `cancelled`.
    form: what the requester filled in; template: JSA lines and measures as they were; route: stages, slots, reasons."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="permits")
    number = CharField(unique=True, max_length=32)
    kind = CharField(max_length=24)
    level = CharField(max_length=16)
    area = CharField(max_length=32, index=True)
    state = CharField(max_length=16, index=True)
    version = WholeField(default=1)
    stage = WholeField(default=0)
    requester = CharField(max_length=32)
    starts_at = MomentField()
    ends_at = MomentField(index=True)
    form = StoredField(PermitForm)
    template = JsonField(default=dict)
    route = JsonField(default=dict)
    reasons = JsonField(default=list)
    rules = CharField(max_length=64)
    requested_at = MomentField()
    decided_at = MomentField(null=True)
    place = JsonField(default=dict)
    related = JsonField(default=list)
    copied_from = CharField(max_length=32, default="")
    work = StoredField(Work)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    closed_at = MomentField(null=True)


def title(permit: Permit) -> str:
    """一级动火 · 污水处理站; a kind without levels is called by its name alone."""
    kind = str(permit.template.get("kind_name", "特殊作业")).removesuffix("作业")
    level = "" if permit.level == UNGRADED else permit.form.level_name
    return f"{level}{kind} · {permit.form.area_name or permit.area}"


def point(permit: Permit) -> Point | None:
    """Where the requester's phone was, in the plant's coordinates, if that is in the area of the work."""
    place = permit.place
    return (float(place["longitude"]), float(place["latitude"])) if place else None


def guardian(permit: Permit) -> str:
    """Who watches now: whoever took over last, else the guardian of the form."""
    return permit.work.guardian or permit.form.guardian


def coordinator(permit: Permit) -> str:
    """Who coordinates it with the work that it meets: whom the house named last, else the form's; empty for nobody."""
    return permit.work.coordinator or permit.form.coordinator


def linked(permit: Permit) -> list[str]:
    """The numbers of the permits linked with it, from either side: a link counts for both."""
    return list(dict.fromkeys([*permit.related, *permit.work.linked]))


def naming(person: str, *states: str) -> list[Permit]:
    """The permits in these states whose form or work names this person somewhere, the oldest first: all those on which
    he may be, found without reading the others."""
    return _naming(states).rows(Permit, requester=person, quoted=f'%"{LIKE.sub(ESCAPED, person)}"%')


@cache
def _naming(states: tuple[str, ...]) -> Kept:
    quoted = NodeList((Given(Permit.requester, "quoted"), SQL("ESCAPE"), Value("\\", converter=False)))
    columns = (Permit._meta.fields[name].cast("text") for name in ("form", "work"))
    form, work = (Expression(column, OP.ILIKE, quoted) for column in columns)
    mine = (Permit.requester == Given(Permit.requester)) | form | work
    return Kept(lambda: Permit.select().where(Permit.state.in_(states), mine).order_by(Permit.subject))


def by_number(number: str) -> Permit | None:
    return Permit.get_or_none(Permit.number == number)


def of_subject(subject: Subject | int) -> Permit | None:
    """The permit of this subject. When a Subject is given, the permit holds that very object, and with it its lock."""
    found = Permit.get_or_none(Permit.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def about(ask: Ask) -> Permit:
    """The permit that an ask is about. A request stays at the desk of whoever asked, and names the permit that it
    became. Raises LookupError when there is none."""
    number = Outcome.of(ask).permit
    return (by_number(number) if number else None) or here(ask.subject)


def here(subject: Subject) -> Permit:
    """The permit of a subject. Raises LookupError when the subject is no permit."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no permit of {subject.key}")
    return found


def locked(subject_id: int) -> Permit:
    """The permit of a subject, with the subject locked. Raises LookupError when the subject is no permit."""
    return here(lock(subject_id))


def matter(permit: Permit) -> Matter:
    """The permit as a matter, for rooms that serve every flow."""
    word, tone = stands(permit)
    return Matter(
        subject=permit.subject,
        number=permit.number,
        title=title(permit),
        about=permit.form.project,
        page=f"permit/{permit.number}",
        state=permit.state,
        word=word,
        tone=tone,
        area=permit.area,
        people=named(permit),
        stop=f"stop/{permit.number}" if permit.state == "working" else "",
    )


def stands(permit: Permit) -> tuple[str, Tone]:
    """The state's word and tone. When a permit ran out during the work, or a stop was called after it, somebody has to
    look at the site."""
    state = cast(State, permit.state)
    unseen = unaccepted(permit) and (state == "expired" or permit.work.alarms)
    return NAMES[state], "stop" if unseen else TONES[state]


def unaccepted(permit: Permit) -> bool:
    """Whether the work is over, reported or out of time, and nobody has accepted yet what it left."""
    return permit.state == "finished" or (permit.state == "expired" and permit.started_at is not None)


def stoppable(permit: Permit) -> bool:
    """Whether a stop reaches people: while they work, and until somebody has accepted what they left."""
    return permit.state == "working" or unaccepted(permit)


def watched_until(permit: Permit) -> datetime:
    """Until when somebody watches for fire: counted from the end of the work, or of the period that ran out, and anew
    from a stop that somebody called after it."""
    over: list[datetime] = [permit.finished_at or permit.ends_at, *(stop.at for stop in permit.work.alarms)]
    return max(over) + timedelta(minutes=_fire_watch(permit))


def watches_fire(permit: Permit) -> bool:
    """Whether somebody watches for fire after such work."""
    return _fire_watch(permit) > 0


def _fire_watch(permit: Permit) -> int:
    return book_of(int(permit.rules)).config.templates.kinds[permit.kind].fire_watch_min


def named(permit: Permit) -> frozenset[str]:
    """The requester, and every text of the form that may be a person's id."""
    return frozenset({permit.requester, *(text for _, text in permit.form.texts())})


def _matter_of(subject: Subject) -> Matter | None:
    permit = of_subject(subject)
    return matter(permit) if permit else None


def _searched(subject: Subject) -> Searched | None:
    permit = of_subject(subject)
    if permit is None:
        return None
    form = permit.form
    words = (form.part, *form.related, *(words for _, words in form.answers))
    version = permit.rules.rpartition("@")[2]
    rules = int(version) if version.isdigit() else 0
    return Searched(matter(permit), permit.requester, permit.starts_at, permit.ends_at, words, rules)


def _subject_of(number: str) -> Subject | None:
    permit = by_number(number)
    return permit.subject if permit else None


def _kinds(rules: Book) -> dict[str, str]:
    return {name: kind.name for name, kind in rules.config.templates.kinds.items()}


MATTER = MatterKind(
    "permit",
    "作业票",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {str(state): word for state, word in NAMES.items()},
    allows=True,
    look="看签批单",
)
