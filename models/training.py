"""A person's training file (一人一档): what he is to know, how each lesson stands, each paper as it was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, TextField, fn

from models.base import DayField, MomentField, WholeField
from models.book import Book, book, book_of, name_of
from models.kept import Given, Kept
from models.ledger import Entry
from models.matter import Matter, MatterKind, Searched, Tone
from models.rulebook import base_of
from models.stored import StoredField
from models.subject import Subject, lock, open_subject
from models.table import Table
from models.training_paper import Paper
from rules.training.courses import Course, Lesson, is_final
from rules.training.levels import Alone
from rules.training.life import NAMES, TONES, State
from rules.training.review import outdated

PREFIX = "training/"
# The subject of the training as a whole: whether it goes on.
HOUSE = "training-house"
# The outcome of a paper that ended because its course was suspended: no try.
STOPPED = "stopped"
# Of a lesson that nobody has had before his eyes in this try.
UNREAD: Mapping[str, Any] = {"seconds": 0, "at": 0, "watched": "", "beat_at": None}


class TrainingFile(Table):
    """The one file of a person. number: `DA-` and six digits; closed_at: when he left; rules: the version under which
    it was opened; alone: whether he may work alone (`rules.training.levels`)."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="training_files")
    number = CharField(unique=True, max_length=16)
    person = CharField(unique=True, max_length=32)
    opened_at = MomentField(index=True)
    closed_at = MomentField(null=True)
    archived_at = MomentField(null=True)
    rules = WholeField()
    alone = CharField(default="", max_length=8)

    class Meta:
        table_name = "training_file"


class Learning(Table):
    """A lesson of a person. tries: how many of this round have failed; round: one more with each renewal and each time
    that somebody helped; seconds: how long it has been before his eyes in this try; at: how far down the page he came;
    watched: the seconds of its film that he saw (`rules.training.watching`);
    next_at: before then no new try begins; passed_on, until: of the newest pass; rung, asked_at: of the questions that
    come later (`rules.training.ladder`); test_at: when it is tested what he still knows, None where chance did not draw
    it; suspended_by: the drill whose fatal error took the pass away until it is passed again; withdrawn: why the safety
    office took it away until the course is passed again; suspended_until: until when the pass would hold."""

    id = AutoField()
    file_id: int
    file = ForeignKeyField(TrainingFile, backref="lessons")
    lesson = CharField(max_length=40)
    course = CharField(max_length=32, index=True)
    state = CharField(max_length=16, index=True)
    months = WholeField()
    wanted = BooleanField(default=True)
    tries = WholeField(default=0)
    round = WholeField(default=1)
    seconds = WholeField(default=0)
    at = WholeField(default=0)
    watched = TextField(default="")
    beat_at = MomentField(null=True)
    next_at = MomentField(null=True)
    passed_on = DayField(null=True)
    until = DayField(null=True, index=True)
    rung = WholeField(default=0)
    asked_at = MomentField(null=True, index=True)
    test_at = MomentField(null=True, index=True)
    suspended_by = CharField(default="", max_length=24)
    suspended_until = DayField(null=True)
    withdrawn = CharField(default="", max_length=160)

    class Meta:
        indexes = ((("file", "lesson"), True),)

    @property
    def suspended(self) -> bool:
        return bool(self.suspended_by or self.withdrawn)

    @property
    def paused(self) -> bool:
        """Whether it is still to be earned again: one that was passed since only waits for the rest of its course."""
        return bool(self.suspended_by or (self.withdrawn and self.state != "passed"))

    @property
    def counts(self) -> bool:
        """Whether its course needs it: a final draw only while it is wanted."""
        return self.wanted or not is_final(self.lesson)


class Attempt(Table):
    """One paper. kind: `lesson`; `later` for a single question weeks after, `test` for one never seen that chance drew.
    outcome: empty while it is open; `passed`, `failed`, or `stopped` with its course, of a single one `right`, `wrong`
    or `lapsed`."""

    id = AutoField()
    learning_id: int
    learning = ForeignKeyField(Learning, backref="attempts")
    kind = CharField(max_length=8)
    outcome = CharField(max_length=8, default="", index=True)
    paper = StoredField(Paper)
    opened_at = MomentField()
    closed_at = MomentField(null=True, index=True)
    rules = WholeField()


def running() -> bool:
    """Whether people are asked to learn."""
    last = changed()
    return last is not None and last.kind == "training.begun"


def changed() -> Entry | None:
    """The entry by which the training began or was halted last."""
    return _changed.row(Entry)


@Kept
def _changed() -> Any:
    kinds = ("training.begun", "training.halted")
    entries = Entry.select().join(Subject).where(Subject.key == HOUSE, Entry.kind.in_(kinds))
    return entries.order_by(Entry.seq.desc()).limit(1)


def of_person(person: str) -> TrainingFile | None:
    return TrainingFile.get_or_none(TrainingFile.person == person)


def open_files() -> dict[str, int]:
    """The subject of each file that is not closed, by its person."""
    return {file.person: file.subject_id for file in _open_files.rows(TrainingFile)}


@Kept
def _open_files() -> Any:
    return TrainingFile.select(TrainingFile.person, TrainingFile.subject).where(TrainingFile.closed_at.is_null())


def numbers() -> dict[str, str]:
    """The number of each person's file."""
    return {file.person: file.number for file in TrainingFile.select(TrainingFile.person, TrainingFile.number)}


def by_number(number: str) -> TrainingFile | None:
    return TrainingFile.get_or_none(TrainingFile.number == number)


def of_subject(subject: Subject | int) -> TrainingFile | None:
    """The file of this subject. When a Subject is given, the file holds that very object, and with it its lock."""
    found = TrainingFile.get_or_none(TrainingFile.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def here(subject: Subject) -> TrainingFile:
    """The file of a subject. Raises LookupError when the subject is none."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no training file of {subject.key}")
    return found


def locked(person: str) -> TrainingFile | None:
    """The file of a person with its subject locked; None where he has none."""
    found = of_person(person)
    return here(lock(found.subject_id)) if found else None


def opened(person: str, rules: Book, now: datetime) -> TrainingFile:
    """A new file of this person, with its subject locked."""
    subject = open_subject(f"{PREFIX}{person}", now)
    file = TrainingFile.create(
        subject=subject, number=f"DA-{subject.id:06d}", person=person, opened_at=now, rules=rules.version
    )
    file.subject = subject
    return file


def close(file: TrainingFile, **moments: datetime | None) -> None:
    """Writes when a locked file was closed or archived (`closed_at`, `archived_at`); None: it is open again."""
    for name, value in moments.items():
        setattr(file, name, value)
    TrainingFile.set_by_id(file.id, moments)


def stand(file: TrainingFile, alone: Alone) -> None:
    """Writes of a locked file how far somebody is from working alone."""
    file.alone = alone
    TrainingFile.set_by_id(file.id, {"alone": alone})


def lessons(file: TrainingFile, *, every: bool = False) -> list[Learning]:
    """The lessons of a file that its person is to know, in the order in which they came; every: the others too."""
    return (_lessons if every else _wanted).rows(Learning, file=file)


@Kept
def _lessons() -> Any:
    return Learning.select().where(Learning.file == Given(Learning.file)).order_by(Learning.id)


@Kept
def _wanted() -> Any:
    return Learning.select().where(Learning.file == Given(Learning.file), Learning.wanted).order_by(Learning.id)


def lesson(file: TrainingFile, name: str) -> Learning | None:
    found = _lesson.row(Learning, file=file.id, lesson=name)
    if found is not None:
        found.file = file
    return found


@Kept
def _lesson() -> Any:
    mine = (Learning.file == Given(Learning.file)) & (Learning.lesson == Given(Learning.lesson))
    return Learning.select().where(mine)


def of_course(file: TrainingFile, course: str) -> list[Learning]:
    """His lessons of this course."""
    return _of_course.rows(Learning, file=file, course=course)


def suspended(person: str, course: str) -> bool:
    """Whether a drill or the safety office has taken his pass of this course away."""
    file = of_person(person)
    return file is not None and any(each.suspended for each in of_course(file, course))


@Kept
def _of_course() -> Any:
    mine = (Learning.file == Given(Learning.file)) & (Learning.course == Given(Learning.course))
    return Learning.select().where(mine).order_by(Learning.id)


def keep(learning: Learning, **changes: object) -> None:
    """Writes these fields of a lesson whose file is locked."""
    for name, value in changes.items():
        setattr(learning, name, value)
    Learning.set_by_id(learning.id, changes)


def attempts(learning: Learning) -> list[Attempt]:
    """The papers of a lesson, the oldest first."""
    return _attempts.rows(Attempt, learning=learning.id)


@Kept
def _attempts() -> Any:
    return Attempt.select().where(Attempt.learning == Given(Attempt.learning)).order_by(Attempt.id)


def papers(file: TrainingFile) -> dict[int, list[Attempt]]:
    """Every paper of a file by its lesson's row, the oldest first."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in _papers.rows(Attempt, file=file):
        found[attempt.learning_id].append(attempt)
    return found


@Kept
def _papers() -> Any:
    mine = Learning.file == Given(Learning.file)
    return Attempt.select().join(Learning).where(mine).order_by(Attempt.id)


def singles_since(file: TrainingFile, since: datetime) -> int:
    """How many single questions he got since that moment."""
    return int(_singles.value(file=file, opened_at=since))


@Kept
def _singles() -> Any:
    mine = (Learning.file == Given(Learning.file)) & (Attempt.kind != "lesson")
    lately = Attempt.opened_at >= Given(Attempt.opened_at)
    return Attempt.select(fn.COUNT(Attempt.id)).join(Learning).where(mine, lately)


def open_attempt(learning: Learning, kind: str) -> Attempt | None:
    mine = (Attempt.learning == learning) & (Attempt.kind == kind) & (Attempt.outcome == "")
    return Attempt.get_or_none(mine)


def content(learning: Learning, now: datetime) -> tuple[Course, Lesson] | None:
    """The lesson and its course by the rules of today; None where they do not have it any more."""
    return book(now).config.courses.lesson(learning.lesson)


def stopped(learning: Learning, now: datetime) -> bool:
    """Whether nobody may pass this lesson until the safety office has reviewed it."""
    found, rules = content(learning, now), book(now)
    old = outdated(rules.config.courses, *found) if found else None
    return old is not None and old.stops(rules.plant.day(now))


def content_of(attempt: Attempt) -> tuple[Course, Lesson]:
    """What a paper asks about, under the version with which it was drawn: in the files of that, as most versions only
    tell something else of people. Raises LookupError when they have not got it."""
    found = book_of(base_of(attempt.rules)).config.courses.lesson(attempt.learning.lesson)
    if found is None:
        raise LookupError(attempt.learning.lesson)
    return found


def title(learning: Learning, now: datetime) -> str:
    """《看懂标签和SDS》"""
    found = content(learning, now)
    return f"《{found[1].title if found else learning.lesson}》"


def stands(file: TrainingFile) -> tuple[str, Tone]:
    """How far somebody has come: 过关 3/9 课."""
    mine = _standing.rows(Learning, file=file)
    passed = sum(each.state == "passed" and not each.paused for each in mine)
    if file.closed_at is not None:
        return "离开了，封存", "quiet"
    if not mine:
        return "没有要学的", "quiet"
    tone: Tone = "caution" if any(each.state == "coached" for each in mine) else "info"
    return f"过关 {passed}/{len(mine)} 课", "done" if passed == len(mine) else tone


@Kept
def _standing() -> Any:
    mine = Learning.select(Learning.state, Learning.suspended_by, Learning.withdrawn)
    return mine.where(Learning.file == Given(Learning.file), Learning.wanted)


def matter(file: TrainingFile) -> Matter:
    """The file as a matter, for rooms that serve every flow."""
    word, tone = stands(file)
    plant = book_of(file.rules).plant
    return Matter(
        subject=file.subject,
        number=file.number,
        title=f"培训档案 · {name_of(plant, file.person)}",
        about="",
        page=f"learning/{file.number}",
        state="archived" if file.archived_at else "closed" if file.closed_at else "open",
        word=word,
        tone=tone,
        area="",
        people=frozenset({file.person}),
    )


def stands_as(learning: Learning) -> tuple[str, Tone]:
    """The word and tone of one lesson; a pass that was taken away is none."""
    if learning.paused:
        return "暂停", "caution"
    return NAMES[cast(State, learning.state)], TONES[cast(State, learning.state)]


def state_word(learning: Learning) -> str:
    return NAMES[cast(State, learning.state)]


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
    ends: datetime = found.closed_at or found.opened_at
    return Searched(matter(found), found.person, found.opened_at, ends, (), found.rules)


def _kinds(rules: Book) -> dict[str, str]:
    return {"training": "培训档案"} if rules.config.courses.courses else {}


MATTER = MatterKind(
    "training",
    "培训",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {"open": "在学", "closed": "封存"},
    look="看培训档案",
)
