"""What a training file puts into a package: its printed record and its line in the index, both from its chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from handlers.exports import Scope
from models import bent, training
from models.base import PLANT_ZONE
from models.ledger import Entry
from models.seals import Sealed
from models.subject import Subject
from models.training import TrainingFile
from models.training_levels import BACK, SIGNED
from workers.evidence.anchored import anchor_words
from workers.evidence.package import file_name
from workers.evidence.people import People, people_behind
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.rows import Rows
from workers.evidence.training.chain import differences
from workers.evidence.training.pdf import TITLE, training_pdf
from workers.evidence.training.record import TrainingRecord, read

BEGUN = "training.opened"
KIND = "training"
SHORT = 16
ENDS = frozenset({"training.learned", "training.coached", "training.levelled", SIGNED, BACK, "training.known"})
ROWS = Rows("这份培训档案", training.of_subject, differences, ENDS)


def subjects(scope: Scope) -> Iterator[int]:
    """The files whose beginning is sealed and in which something was written in the period, by their chains'
    beginnings, so that nobody hides one by deleting its row. Of one person, and where only training is wanted, whoever
    had one in the period."""
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    begun = Entry.select(Entry.subject).where(Entry.kind == BEGUN, Entry.recorded_at < ends).order_by(Entry.subject)
    for entry in begun:
        row = training.of_subject(entry.subject_id)
        if row is None or (bent.counts(_fits, row, scope) and bent.counts(_touches, row, scope, begins, ends)):
            yield entry.subject_id


def _fits(row: TrainingFile, scope: Scope) -> bool:
    """A file has no area."""
    return (
        not scope.area
        and scope.kind in ("", KIND)
        and scope.person in ("", row.person)
        and scope.project in training.matter(row).title
    )


def _touches(row: TrainingFile, scope: Scope, begins: datetime, ends: datetime) -> bool:
    if scope.person or scope.kind:
        return row.closed_at is None or row.closed_at >= begins
    mine = Entry.select().where(Entry.subject == row.subject_id)
    return bool(mine.where(Entry.recorded_at >= begins, Entry.recorded_at < ends).exists())


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    if not any(entry.kind == BEGUN for entry in chain):
        raise LookupError(subject.key)
    person, file = subject.key.partition("/")[2], f"{file_name(subject.key)}.pdf"
    record = read(person, chain, people)
    record.differences = ROWS.wrong(subject, chain)
    seal = chain[-1].seal
    foot = (f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal))
    paper = training_pdf(record, foot, f"{base_url}/console/matters/{record.number}")
    return Packed({file: paper}, _line(record, chain, file))


def _line(record: TrainingRecord, chain: Sequence[Sealed], file: str) -> Line:
    wrong = len(record.differences)
    return Line(
        number=record.number,
        kind=TITLE,
        level="",
        area="",
        about=f"{record.named}，{record.posts}",
        raised_by=record.named,
        starts=_minute(record.opened_at),
        ends=_minute(record.closed_at),
        state=record.word + (f"（{wrong} 处与链不符）" if wrong else ""),
        minutes=-1,
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=file,
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


RECORDER = Recorder(KIND, subjects, people_behind, _pack, ROWS.differing)
