"""What matters are found by: one row for each, written in the transaction that changes it (docs/decisions/0015).

Whatever somebody may ask for is a token of one inverted index: grams of the texts, and facets such as `s=working`.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from peewee import CharField, ForeignKeyField, TextField, fn

from models import kinds, matter, plant_time, store
from models.ask import Ask
from models.away import FAULTS
from models.base import PLANT_ZONE, MomentField, database
from models.book import Book, NoPlant, book, book_of
from models.kept import Given, Kept
from models.matter import Searched
from models.rulebook import knows
from models.subject import Counter, Subject
from models.table import Table
from rules.grams import grams, plain, wanted, words

log = logging.getLogger("anhao.search")
PAGE = 30
# A matter that lasts longer is found by its first days; a search over a longer time by whole months and years.
MOST_DAYS = 60
BELOW = "findable/below"
SINGLE, DOUBLE = "'", '"'
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
ANSWERED = ("done", "refused")


class Findable(Table):
    """A matter as lists show it. text: its plain lines; mark: what tells whether anything has changed since.

    The grams are beside it: in `findable_grams` on SQLite, in a column of its own on PostgreSQL.
    """

    subject_id: int
    subject = ForeignKeyField(Subject, primary_key=True)
    number = CharField(max_length=32)
    state = CharField(max_length=16)
    word = CharField(max_length=32)
    tone = CharField(max_length=8)
    title = TextField()
    about = TextField()
    page = CharField(max_length=64)
    starts_at = MomentField()
    ends_at = MomentField()
    text = TextField()
    mark = CharField(max_length=64)


@dataclass(frozen=True)
class Sought:
    """words: as somebody typed them, every one must be there; state, area, person: ids, empty for any.

    part: what the person has to do with it: `in` (anything), `begun`, `signed`; since, until: days on which it was
    under way; before, after: the number of a subject, for the page behind it and the one in front of it.
    """

    words: str = ""
    state: str = ""
    area: str = ""
    person: str = ""
    part: str = "in"
    since: date | None = None
    until: date | None = None
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Found:
    """A page of matters, the newest first. older, newer: whether there are more on either side."""

    rows: tuple[Findable, ...]
    older: bool
    newer: bool


PARTS = {"in": "p", "begun": "b", "signed": "g"}


def search(sought: Sought, most: int = PAGE) -> Found:
    """At most `most` matters that have everything that is sought."""
    ids = _ids(sought, most + 1)
    more, ids = len(ids) > most, sorted(ids[:most], reverse=True)
    rows = {row.subject_id: row for row in Findable.select().where(Findable.subject.in_(ids))}
    older, newer = (more, bool(sought.before)) if not sought.after else (True, more)
    return Found(tuple(rows[each] for each in ids), older, newer)


def texts_of(subjects: Iterable[int]) -> dict[int, str]:
    """The plain text of these subjects, as far as they are matters."""
    found = Findable.select(Findable.subject, Findable.text).where(Findable.subject.in_(list(subjects)))
    return {row.subject_id: row.text for row in found}


def _ids(sought: Sought, most: int) -> list[int]:
    every, any_of = list(_tokens(sought)), list(_days_sought(sought.since, sought.until))
    conditions: list[str] = []
    values: list[str | int] = []
    if every or any_of:
        condition, value = _match(every, any_of)
        conditions.append(condition)
        values.append(value)
    holds = "instr(f.text, ?) > 0" if store.is_sqlite() else "strpos(f.text, %s) > 0"
    for word in words(sought.words):
        # A shorter one is a gram itself.
        if len(word) > 2:
            conditions.append(holds)
            values.append(word)
    place = "?" if store.is_sqlite() else "%s"
    for sign, limit in (("<", sought.before), (">", sought.after)):
        if limit:
            conditions.append(f"f.subject_id {sign} {place}")
            values.append(limit)
    joined = "findable_grams g CROSS JOIN findable f ON f.subject_id = g.rowid"
    tables = joined if store.is_sqlite() and (every or any_of) else "findable f"
    key = "g.rowid" if tables == joined else "f.subject_id"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f"ORDER BY {key} {'ASC' if sought.after else 'DESC'} LIMIT {most}"
    statement = f"SELECT {key} FROM {tables} {where} {order}"  # noqa: S608 - our own words; what was typed is in the values
    return [row[0] for row in database.obj.execute_sql(statement, values).fetchall()]


def _match(every: list[str], any_of: list[str]) -> tuple[str, str]:
    """The condition that the index answers, and its value. Tokens hold neither blanks nor marks."""
    either = [any_of] if any_of else []
    if store.is_sqlite():
        parts = [*_quoted(every, DOUBLE), *(f"({' OR '.join(_quoted(group, DOUBLE))})" for group in either)]
        return "findable_grams MATCH ?", " AND ".join(parts)
    parts = [*_quoted(every, SINGLE), *(f"({' | '.join(_quoted(group, SINGLE))})" for group in either)]
    return "f.grams @@ %s::tsquery", " & ".join(parts)


def _quoted(tokens: Iterable[str], quote: str) -> Iterator[str]:
    return (f"{quote}{each}{quote}" for each in tokens)


def _tokens(sought: Sought) -> Iterator[str]:
    for name, value in (("s", sought.state), ("a", sought.area), (PARTS[sought.part], sought.person)):
        if value:
            yield facet(name, value)
    for word in words(sought.words):
        yield from wanted(word)


def facet(name: str, value: str) -> str:
    """A token for a code of the plant or the house, as it is to the letter."""
    return f"{name}={value.encode().hex()}"


def _days_sought(since: date | None, until: date | None) -> Iterator[str]:
    """Days, months and years that make up this time, any of which will do."""
    if not since and not until:
        return
    day, last = max(since or FIRST, FIRST), min(until or LAST, LAST)
    while day <= last:
        for token, following in _spans(day):
            if following - timedelta(days=1) <= last:
                yield token
                day = following
                break


def _spans(day: date) -> Iterator[tuple[str, date]]:
    """The longest time that begins on this day first: its token, and the day after it."""
    if (day.month, day.day) == (1, 1):
        yield f"d={day:%Y}", date(day.year + 1, 1, 1)
    if day.day == 1:
        yield f"d={day:%Y%m}", (day + timedelta(days=31)).replace(day=1)
    yield f"d={day:%Y%m%d}", day + timedelta(days=1)


def keep(subjects: Iterable[tuple[Subject, datetime]]) -> None:
    """Writes what these subjects' matters are found by, as they are at the end of the transaction that has changed them
    at these moments."""
    for subject, now in subjects:
        row = _row_at(subject, now)
        if row and mark_of(subject.id) != row.mark:
            _write(row, over=True)


def _row_at(subject: Subject, now: datetime) -> _Row | None:
    """A fault of the search never holds up what somebody does: an order to stop is kept, found or not."""
    try:
        return _row_of(subject, now)
    except FAULTS:
        raise
    except Exception:
        log.exception("%s can't be entered into the search", subject.key)
        return None


def mark_of(subject: int) -> str:
    """What tells whether the matter of this subject has changed; empty while it is not entered."""
    known = _mark.row(Findable, subject=subject)
    return known.mark if known else ""


@Kept
def _mark() -> Any:
    return Findable.select(Findable.mark).where(Findable.subject == Given(Findable.subject))


def fill(most: int) -> int:
    """Enters at most so many matters of before that are not entered yet, the newest first; returns how many subjects
    are left to look at."""
    counter = Counter.select().where(Counter.name == BELOW)
    below = (counter if store.is_sqlite() else counter.for_update()).first()
    if below is None:
        return 0
    subjects = list(Subject.select().where(Subject.id < below.value).order_by(Subject.id.desc()).limit(most))
    now = plant_time.now()
    for subject in subjects:
        if not mark_of(subject.id) and (row := _row_at(subject, now)):
            _write(row, over=False)
    if len(subjects) < most:
        below.delete_instance()
        return 0
    Counter.update(value=subjects[-1].id).where(Counter.name == BELOW).execute()
    return int(subjects[-1].id) - 1


def has_more() -> bool:
    """Whether `fill` still has something to look at."""
    return Counter.find(BELOW) is not None


def left() -> int:
    """About how many matters of before are not entered yet."""
    below = Counter.find(BELOW)
    if below is None:
        return 0
    return int(Subject.select(fn.COUNT(Subject.id)).where(Subject.id < below.value).scalar())


@dataclass(frozen=True)
class _Row:
    """values: the columns; facets: the tokens beside the grams."""

    values: dict[str, Any]
    facets: frozenset[str]

    @property
    def mark(self) -> str:
        return str(self.values["mark"])


def _row_of(subject: Subject, now: datetime) -> _Row | None:
    searched = matter.searched(subject)
    if searched is None:
        return None
    about, known = searched.matter, list(_books(searched, now))
    asks = asked_about(subject.id)
    named = {each for each in about.people if any(rules.plant.knows(each) for rules in known)}
    people = {*named, *(ask.person for ask in asks), searched.begun_by} - {""}
    values = {
        "subject": subject.id,
        "number": about.number,
        "state": about.state,
        "word": about.word,
        "tone": about.tone,
        "title": about.title,
        "about": about.about,
        "page": about.page,
        "starts_at": searched.starts_at,
        "ends_at": searched.ends_at,
        "text": "\n".join(plain(line) for line in _lines(searched, people, known) if line),
    }
    facets = frozenset({*_facets(searched, people, asks), *_days(searched)})
    said = json.dumps([values, sorted(facets)], default=str)
    return _Row({**values, "mark": hashlib.sha256(said.encode()).hexdigest()}, facets)


def _facets(searched: Searched, people: Iterable[str], asks: Iterable[Ask]) -> Iterator[str]:
    yield facet("s", searched.matter.state)
    yield facet("a", searched.matter.area)
    yield facet("b", searched.begun_by)
    signing = kinds.named(lambda kind: kind.signs or kind.gathered)
    yield from (facet("p", each) for each in people)
    yield from (facet("g", ask.person) for ask in asks if ask.state in ANSWERED and ask.kind in signing)


def asked_about(subject: int) -> list[Ask]:
    """Who was asked what about this subject and where that stands, each once: that is what the search needs."""
    return _asked.rows(Ask, subject=subject)


@Kept
def _asked() -> Any:
    return Ask.select(Ask.person, Ask.kind, Ask.state).where(Ask.subject == Given(Ask.subject)).distinct()


def _lines(searched: Searched, people: Collection[str], known: Iterable[Book]) -> Iterator[str]:
    about = searched.matter
    yield from (about.number, about.title, about.about, about.word, *searched.words)
    for plant in (rules.plant for rules in known):
        yield from sorted({plant.person(each).name for each in people if plant.knows(each)})
        yield next((area.name for area in plant.areas if area.id == about.area), "")


def _books(searched: Searched, now: datetime) -> Iterator[Book]:
    """Today's names, and those of the time when the matter was raised: people leave, and areas go."""
    try:
        today = book(now)
    except NoPlant:
        return
    yield today
    if searched.rules and searched.rules != today.version and knows(searched.rules):
        yield book_of(searched.rules)


def _days(searched: Searched) -> Iterator[str]:
    first, last = (_day(moment) for moment in (searched.starts_at, searched.ends_at))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    for day in islice(days, MOST_DAYS):
        yield from (f"d={day:%Y}", f"d={day:%Y%m}", f"d={day:%Y%m%d}")


def _day(moment: datetime) -> date:
    return moment.astimezone(PLANT_ZONE).date()


def _write(row: _Row, *, over: bool) -> None:
    """over: in place of what is there; otherwise whoever has changed the matter meanwhile wrote it himself, and
    newer."""
    values = [field.db_value(row.values[field.name]) for field in Findable._meta.sorted_fields]
    tokens = sorted(row.facets.union(*map(grams, row.values["text"].split("\n"))))
    if not store.is_sqlite():
        database.execute_sql(_insert(over), [*values, tokens])
        return
    subject = row.values["subject"]
    database.execute_sql(_insert(over), values)
    database.execute_sql("DELETE FROM findable_grams WHERE rowid = ?", (subject,))
    database.execute_sql("INSERT INTO findable_grams (rowid, grams) VALUES (?, ?)", (subject, " ".join(tokens)))


def _insert(over: bool) -> str:
    columns = [field.column_name for field in Findable._meta.sorted_fields]
    values = ["?" if store.is_sqlite() else "%s"] * len(columns)
    if not store.is_sqlite():
        columns, values = [*columns, "grams"], [*values, "array_to_tsvector(%s)"]
    changes = "UPDATE SET " + ", ".join(f"{column} = excluded.{column}" for column in columns) if over else "NOTHING"
    names = f"findable ({', '.join(columns)}) VALUES ({', '.join(values)})"
    return f"INSERT INTO {names} ON CONFLICT (subject_id) DO {changes}"
