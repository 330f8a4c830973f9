"""What a hazard puts into a package: its printed record and its line in the index, both from its chain."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from handlers.exports import Scope
from models import bent
from models import hazard as hazards
from models.base import PLANT_ZONE
from models.hazard import Hazard
from models.ledger import Entry
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.anchored import anchor_words
from workers.evidence.codes import codes_file
from workers.evidence.hazards.chain import differences
from workers.evidence.hazards.pdf import hazard_pdf
from workers.evidence.hazards.record import HazardRecord, coded, read
from workers.evidence.package import file_name
from workers.evidence.people import People, people_behind, rules_behind
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.rows import Rows

BEGUN = "hazard.reported"
SHORT = 16
ENDS = (
    "sorted rejected mended checked fake dispute_decided extension_decided planned plan_approved plan_returned joined "
    "interim_confirmed told_authority told_assembly photos_gone"
)
ROWS = Rows("这条隐患", hazards.of_subject, differences, frozenset(f"hazard.{each}" for each in ENDS.split()))
log = logging.getLogger("anhao.exports")


def subjects(scope: Scope) -> Iterator[int]:
    """The hazards whose report is sealed and whose life touches the period, by their chains' beginnings, so that nobody
    hides one by deleting its row."""
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    rows = {row.subject_id: row for row in Hazard.select()}
    begun = Entry.select(Entry.subject, Entry.recorded_at).where(Entry.kind == BEGUN, Entry.recorded_at < ends)
    for entry in begun.order_by(Entry.subject):
        row = rows.get(entry.subject.id)
        if row is None or (bent.counts(_touches, row, begins) and bent.counts(_fits, row, scope)):
            yield entry.subject.id


def _touches(row: Hazard, begins: datetime) -> bool:
    return row.closed_at is None or row.closed_at >= begins


def _fits(row: Hazard, scope: Scope) -> bool:
    people = {row.finder, row.follower, row.owner, row.supervisor}
    return (
        scope.area in ("", row.area)
        and scope.kind in ("", row.category)
        and scope.project in row.report.words
        and (not scope.person or scope.person in people)
    )


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    if not any(entry.kind == BEGUN for entry in chain):
        raise LookupError(subject.key)
    number, file = subject.key.partition("/")[2], f"{file_name(subject.key)}.pdf"
    record = read(number, chain, people)
    record.differences = ROWS.wrong(subject, chain)
    record.codes = coded(chain, rules_behind(chain).config.hazards)
    seal = chain[-1].seal
    foot = (f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal))
    paper = hazard_pdf(record, foot, f"{base_url}/console/matters/{number}")
    return Packed({file: paper, **codes_file(subject, record.codes)}, _line(record, chain, people, file))


def _line(record: HazardRecord, chain: Sequence[Sealed], people: People, file: str) -> Line:
    wrong = len(record.differences)
    return Line(
        number=record.number,
        kind=record.facts.get("类别") or "隐患",
        level=record.facts.get("级别", ""),
        area=record.facts.get("地点", ""),
        about=record.facts.get("看到", ""),
        raised_by=record.facts.get("发现人", ""),
        starts=_minute(record.reported_at),
        ends=_minute(record.closed_at),
        state=record.word + (f"（{wrong} 处与链不符）" if wrong else ""),
        minutes=-1,
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=file,
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


RECORDER = Recorder("hazard", subjects, people_behind, _pack, ROWS.differing)
