"""What a flow puts into a package beside its chain: files for people, and its line in an export's index.

A light module: the drawing libraries are imported only when a package is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.exports import Scope
from models.matter import flow_of
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.people import People

_guests: tuple[Recorder, ...] = ()


def every() -> tuple[Recorder, ...]:
    """The table: a flow adds its recorder here."""
    # Drawing costs 5 MB, which most processes never need.
    from workers.evidence.drills.recorder import RECORDER as DRILLS
    from workers.evidence.hazards.recorder import RECORDER as HAZARDS
    from workers.evidence.patrols.recorder import RECORDER as PATROLS
    from workers.evidence.permits.recorder import RECORDER as PERMITS
    from workers.evidence.training.recorder import RECORDER as TRAINING
    from workers.evidence.training.report import RECORDER as REPORTS

    return (PERMITS, HAZARDS, PATROLS, TRAINING, REPORTS, DRILLS, *_guests)


def sheets() -> Mapping[str, Sheet]:
    """The tables that can be taken away, by their names: a flow adds its own here."""
    from workers.evidence.hazards.sheet import SHEET as HAZARDS
    from workers.evidence.training.sheet import SHEET as TRAINING

    return {"hazards": HAZARDS, "training": TRAINING}


Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class Sheet:
    """A flow's matters as a table. columns: title and width in letters; count and rows: of what is sought, given as
    texts by name; moments are in the plant's zone."""

    title: str
    columns: Sequence[tuple[str, float]]
    count: Callable[[Mapping[str, str]], int]
    rows: Callable[[Mapping[str, str], datetime], Iterator[tuple[Cell, ...]]]


@dataclass(frozen=True)
class Line:
    """starts, ends: plant time to the minute; minutes: from the request to the last signature, -1 when there was none;
    late: entries that were written later; file: the file in the package for people; page: where the package answers the
    six questions about it, empty when its flow does not."""

    number: str
    kind: str
    level: str
    area: str
    about: str
    raised_by: str
    starts: str
    ends: str
    state: str
    minutes: int
    entries: int
    late: int
    file: str
    page: str = ""


@dataclass(frozen=True)
class Packed:
    """files: path in the package → content."""

    files: Mapping[str, bytes]
    line: Line


@dataclass(frozen=True)
class Recorder:
    """subjects: ids of its sealed matters in a scope, in the order in which they were raised; people: everybody in its
    trail, as they were then, from its sealed entries; pack: makes its files from the subject, its chain, people, our
    public address, and whether the package holds nothing else. Raises LookupError for a subject without a sealed
    entry. differing: where its rows do not say what its chain says, as HTML (`workers.evidence.compared`), from its
    sealed entries."""

    flow: str
    subjects: Callable[[Scope], Iterator[int]]
    people: Callable[[Sequence[Sealed], datetime], People]
    pack: Callable[[Subject, Sequence[Sealed], People, str, bool], Packed]
    differing: Callable[[Subject, Sequence[Sealed], datetime], str] | None = None


def open_recorders(guests: Sequence[Recorder]) -> None:
    """Adds these recorders to the house's own."""
    global _guests
    _guests = tuple(guests)


def of(subject: Subject) -> Recorder:
    """The recorder of this subject's flow. Raises LookupError when no flow makes records of it."""
    found = next((each for each in every() if each.flow == flow_of(subject)), None)
    if found is None:
        raise LookupError(subject.key)
    return found
