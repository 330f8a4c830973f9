"""What a drill puts into a package: its printed record and its line in the index, both from its chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from handlers.exports import Scope
from models import bent
from models import drill as drills
from models.base import PLANT_ZONE
from models.drill import DrillRun
from models.ledger import Entry
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.anchored import anchor_words
from workers.evidence.drills.chain import differences
from workers.evidence.drills.pdf import drill_pdf
from workers.evidence.drills.record import DrillRecord, read
from workers.evidence.package import file_name
from workers.evidence.people import People, people_behind
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.rows import Rows

BEGUN = "drill.ordered"
SHORT = 16
ROWS = Rows("这次演练", drills.of_subject, differences, frozenset({"drill.seen"}))


def subjects(scope: Scope) -> Iterator[int]:
    """The drills whose order is sealed and that touch the period, by their chains' beginnings, so that nobody hides one
    by deleting its row."""
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    begun = Entry.select(Entry.subject).where(Entry.kind == BEGUN, Entry.recorded_at < ends).order_by(Entry.subject)
    for entry in begun:
        row = drills.of_subject(entry.subject_id)
        if row is None or (bent.counts(_touches, row, begins) and bent.counts(_fits, row, scope)):
            yield entry.subject_id


def _touches(row: DrillRun, begins: datetime) -> bool:
    return row.closed_at is None or row.closed_at >= begins


def _fits(row: DrillRun, scope: Scope) -> bool:
    return (
        not scope.area
        and scope.kind in ("", row.kind)
        and scope.project in row.title
        and (not scope.person or scope.person in row.sheet.people)
    )


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    if not any(entry.kind == BEGUN for entry in chain):
        raise LookupError(subject.key)
    number, file = subject.key.partition("/")[2], f"{file_name(subject.key)}.pdf"
    record = read(number, chain, people)
    record.differences = ROWS.wrong(subject, chain)
    seal = chain[-1].seal
    foot = (f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal))
    return Packed({file: drill_pdf(record, foot, f"{base_url}/console/matters/{number}")}, _line(record, chain, file))


def _line(record: DrillRecord, chain: Sequence[Sealed], file: str) -> Line:
    wrong, facts = len(record.differences), record.facts
    return Line(
        number=record.number,
        kind=facts["种类"],
        level="",
        area="",
        about="，".join(filter(None, (facts["名称"], facts["谁练"], facts["得分"]))),
        raised_by=facts["谁派"],
        starts=facts["派出"],
        ends=facts["结束"] if record.closed_at else "",
        state=record.word + (f"（{wrong} 处与链不符）" if wrong else ""),
        minutes=-1,
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=file,
    )


RECORDER = Recorder("drill", subjects, people_behind, _pack, ROWS.differing)
