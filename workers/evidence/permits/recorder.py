"""A permit's part of a package: the printed form, the accident page, its line in the index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.permits.closing import exported
from models import permit as permits
from models.permit import Permit
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.package import file_name
from workers.evidence.people import People, people_of, titled
from workers.evidence.permits.accident import accident_page
from workers.evidence.permits.pdf import permit_pdf
from workers.evidence.permits.record import PermitRecord, read
from workers.evidence.recorder import Line, Packed, Recorder


def _people(subject: Subject, now: datetime) -> People:
    return people_of(int(_permit(subject).rules), now)


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    permit, key = _permit(subject), file_name(subject.key)
    record = read(permit, people)
    place, root = ("accident.html", "") if alone else (f"accident/{key}.html", "../")
    page = accident_page(permit, record, list(chain), people, root=root)
    files = {f"{key}.pdf": permit_pdf(record, f"{base_url}/p/{permit.number}"), place: page}
    return Packed(files, line_of(permit, record, chain, people, place))


def _permit(subject: Subject) -> Permit:
    found = permits.of_subject(subject)
    if found is None:
        raise LookupError(subject.key)
    found.subject = subject
    return found


def line_of(permit: Permit, record: PermitRecord, chain: Sequence[Sealed], people: People, page: str) -> Line:
    return Line(
        number=permit.number,
        kind=str(permit.template.get("kind_name", permit.kind)),
        level=record.facts["level"],
        area=record.facts["area"],
        about=record.facts["project"],
        raised_by=titled(people, permit.requester),
        starts=_minute(permit.starts_at),
        ends=_minute(permit.ends_at),
        state=record.state,
        minutes=_minutes(permit),
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=f"{file_name(permit.subject.key)}.pdf",
        page=page,
    )


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _minutes(permit: Permit) -> int:
    if permit.decided_at is None or permit.route == {}:
        return -1
    return int((permit.decided_at - permit.requested_at).total_seconds() // 60)


RECORDER = Recorder("permit", exported.subjects, _people, _pack)
