"""A permit's part of a package: the printed form, the accident page, its line in the index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from handlers.permits.closing import exported
from models import permit as permits
from models.permit import Permit
from models.seals import Sealed
from models.subject import Subject
from rules.phrases import nearest_minutes
from workers.evidence.package import file_name
from workers.evidence.people import People, people_behind, titled
from workers.evidence.permits.accident import accident_page, differing, plain_page
from workers.evidence.permits.chain import content
from workers.evidence.permits.pdf import permit_pdf, plain_sheet
from workers.evidence.permits.record import PermitRecord, foot, read
from workers.evidence.recorder import Line, Packed, Recorder

T = TypeVar("T")
LOST, PLAIN = "库里的票不在了，链还在", "没能排成表格，见记录"
log = logging.getLogger("anhao.exports")


def _people(chain: Sequence[Sealed], now: datetime) -> People:
    """By the newest version of the request."""
    last = content.last(chain)
    return people_behind([last] if last else chain, now)


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    """The permit's files. Where one can't be made, a plain one that says so takes its place: no permit stops the export
    of its year."""
    permit, key = permits.of_subject(subject), file_name(subject.key)
    place, root = ("accident.html", "") if alone else (f"accident/{key}.html", "../")
    number = subject.key.partition("/")[2]
    link = f"{base_url}/p/{number}"
    if permit is None and not any(entry.kind in exported.CONTENT for entry in chain):
        raise LookupError(subject.key)
    if permit is None:
        plain = plain_sheet(number, foot(chain[-1].seal), link)
        return Packed({f"{key}.pdf": plain, place: plain_page(number)}, _bare_line(number, LOST, chain, place))
    record = _or_plain(number, lambda: read(permit, people), lambda: None)
    if record is None:
        plain = plain_sheet(number, foot(chain[-1].seal), link)
        return Packed({f"{key}.pdf": plain, place: plain_page(number)}, _bare_line(number, PLAIN, chain, place))
    paper = _or_plain(number, lambda: permit_pdf(record, link), lambda: plain_sheet(number, record.foot, link))
    page = _or_plain(number, lambda: accident_page(record, list(chain), people, root=root), lambda: plain_page(number))
    return Packed({f"{key}.pdf": paper, place: page}, line_of(record, chain, people, place))


def _or_plain(number: str, make: Callable[[], T], plain: Callable[[], T]) -> T:
    """What `make` makes, or else what `plain` does. Whatever the fault is, it concerns this permit alone."""
    try:
        return make()
    except Exception:
        log.exception("permit %s could not be drawn", number)
        return plain()


def line_of(record: PermitRecord, chain: Sequence[Sealed], people: People, page: str) -> Line:
    """The line by the chain; how many rows of the store say otherwise stands beside the state."""
    permit, wrong = record.told.permit, len(record.told.differences)
    return Line(
        number=permit.number,
        kind=str(permit.template.get("kind_name", permit.kind)),
        level=record.facts["level"],
        area=record.facts["area"],
        about=record.facts["project"],
        raised_by=titled(people, permit.requester),
        starts=_minute(permit.starts_at),
        ends=_minute(permit.ends_at),
        state=record.state + (f"（{wrong} 处与链不符）" if wrong else ""),
        minutes=_minutes(permit),
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=f"{file_name(permit.subject.key)}.pdf",
        page=page,
    )


def _bare_line(number: str, words: str, chain: Sequence[Sealed], page: str) -> Line:
    """What the index says of a permit whose row is gone or can't be read, while its chain is there."""
    file = f"{file_name(chain[0].line['subject'])}.pdf"
    late = sum("late" in entry.line for entry in chain)
    return Line(number, "", "", "", words, "", "", "", words, -1, len(chain), late, file, page)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _minutes(permit: Permit) -> int:
    if permit.decided_at is None or permit.route == {}:
        return -1
    return nearest_minutes(permit.decided_at - permit.requested_at)


def _differing(subject: Subject, chain: Sequence[Sealed], now: datetime) -> str:
    permit = permits.of_subject(subject)
    return differing(permit, chain, now) if permit else ""


RECORDER = Recorder("permit", exported.subjects, _people, _pack, _differing)
