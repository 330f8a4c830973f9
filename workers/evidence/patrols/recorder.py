"""What a round puts into a package: its printed record and its line in the index, both from its chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from handlers.exports import Scope
from models import bent
from models import patrol as patrols
from models.base import PLANT_ZONE
from models.ledger import Entry
from models.patrol import Patrol
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.anchored import anchor_words
from workers.evidence.codes import codes_file
from workers.evidence.package import file_name
from workers.evidence.patrols.chain import differences
from workers.evidence.patrols.pdf import patrol_pdf
from workers.evidence.patrols.record import PatrolRecord, coded, read
from workers.evidence.people import People, people_behind, rules_behind
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.rows import Rows

BEGUN = "patrol.opened"
SHORT = 16
ROWS = Rows("这一圈检查", patrols.of_subject, differences)


def subjects(scope: Scope) -> Iterator[int]:
    """The rounds whose beginning is sealed and whose time touches the period, by their chains' beginnings, so that
    nobody hides one by deleting its row."""
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    begun = Entry.select(Entry.subject).where(Entry.kind == BEGUN, Entry.recorded_at < ends).order_by(Entry.subject)
    for entry in begun:
        row = patrols.of_subject(entry.subject_id)
        if row is None or (bent.counts(_touches, row, begins) and bent.counts(_fits, row, scope)):
            yield entry.subject_id


def _touches(row: Patrol, begins: datetime) -> bool:
    return row.closed_at is None or row.closed_at >= begins


def _fits(row: Patrol, scope: Scope) -> bool:
    areas = {point.area for point in row.sheet.points}
    return (
        (not scope.area or scope.area in areas)
        and scope.kind in ("", row.kind)
        and scope.project in row.title
        and (not scope.person or scope.person in patrols.matter(row).people)
    )


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    if not any(entry.kind == BEGUN for entry in chain):
        raise LookupError(subject.key)
    number, file = subject.key.partition("/")[2], f"{file_name(subject.key)}.pdf"
    record = read(number, chain, people)
    record.differences = ROWS.wrong(subject, chain)
    hazards = rules_behind(chain).config.hazards
    record.codes = coded(record, hazards.defaults.exchange if hazards.defaults else None)
    seal = chain[-1].seal
    foot = (f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal))
    paper = patrol_pdf(record, foot, f"{base_url}/console/matters/{number}")
    return Packed({file: paper, **codes_file(subject, record.codes)}, _line(record, chain, file))


def _line(record: PatrolRecord, chain: Sequence[Sealed], file: str) -> Line:
    wrong, facts = len(record.differences), record.facts
    return Line(
        number=record.number,
        kind=facts["种类"],
        level="",
        area="、".join(dict.fromkeys(each.area for each in record.points.values())),
        about=f"{facts['名称']}，{facts['覆盖']}",
        raised_by=facts["谁开始"],
        starts=_minute(record.starts),
        ends=_minute(record.closed_at),
        state=record.word + (f"（{wrong} 处与链不符）" if wrong else ""),
        minutes=-1,
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=file,
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


RECORDER = Recorder("patrol", subjects, people_behind, _pack, ROWS.differing)
