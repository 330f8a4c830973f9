"""The form of a permit as it is kept (`permit.form`): what the requester filled in, and what the house added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self

from models.stored import NONE, Stored, key
from rules.job import Job


class Struck(Stored):
    """A proposed line of the risk analysis that does not apply here: its place in the template, and why."""

    line: int
    reason: str


class Added(Stored):
    """A line of the risk analysis that the template does not have. risk: high, medium or low."""

    step: str
    hazard: str
    consequence: str
    risk: str
    measures: tuple[str, ...]


class File(Stored):
    """A file of the request in the store of binaries, with the name that it had on the phone. told, read, received: see
    `handlers.pictures`; upload: its number, until the form is sent."""

    sha256: str
    bytes: int
    type: str
    name: str = ""
    told: Mapping[str, str] = NONE
    read_in: Mapping[str, str] = key("read", default=NONE)
    received: Mapping[str, object] = NONE
    upload: str = ""


class Request(Stored):
    """What a requester fills in. Times are aware; people are ids of the plant; inputs answer the template's fields.

    level: empty leaves it to the rules. unconcerned: ids of measures; excused: countersigning post → why not;
    attachments: id of the template → files, as the house kept them (never what the phone says of them). coordinator:
    who coordinates it with the work that it meets; empty when it meets none.
    """

    kind: str = ""
    level: str = ""
    area: str = ""
    part: str = ""
    project: str = ""
    starts_at: datetime
    ends_at: datetime
    contractor: bool = False
    work_leader: str = ""
    guardian: str = ""
    workers: tuple[str, ...] = ()
    position: Mapping[str, str] = NONE
    inputs: Mapping[str, object] = NONE
    also: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    struck: tuple[Struck, ...] = ()
    added: tuple[Added, ...] = ()
    unconcerned: tuple[str, ...] = ()
    excused: Mapping[str, str] = NONE
    copies: tuple[str, ...] = ()
    coordinator: str = ""
    attachments: Mapping[str, tuple[File, ...]] = NONE

    def settled(self, level: str, workers: Sequence[str], contractor: bool, inputs: Mapping[str, object]) -> Self:
        """The request with what the rules derived from it."""
        return self.but(level=level, workers=workers, contractor=contractor, inputs=inputs)

    def coordinated(self, person: str) -> Self:
        return self.but(coordinator=person) if person else self.without("coordinator")

    def ending(self, until: datetime) -> Self:
        return self.but(ends_at=until.isoformat())

    def job(self, requester: str, leads_as: str | None = None) -> Job:
        """The job that the rules decide about; `leads_as` comes from its kind."""
        more: dict[str, object] = {"also": list(self.also), "not_concerned": self.excused}
        return Job(
            kind=self.kind,
            level=self.level,
            area=self.area,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            requester=requester,
            work_leader=self.work_leader,
            workers=self.workers,
            guardian=self.guardian,
            contractor=self.contractor,
            inputs={**self.inputs, **{name: value for name, value in more.items() if value}},
            leads_as=leads_as,
        )


class PermitForm(Request):
    """area_name, level_name, answers: in the words of that time; answers: label and words of each further question.

    request_ask: number of the requester's ask whose card shows how the permit stands; changes: what is new since the
    version that was given back; met: what was known of other work that it meets, for whoever signs.
    """

    requester: str = ""
    area_name: str = ""
    level_name: str = ""
    original_level_name: str = ""
    method: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    request_ask: int = 0
    changes: tuple[str, ...] = ()
    met: tuple[str, ...] = ()

    def asked_by(self, request: int) -> Self:
        """The form with this ask as the one whose card shows how the permit stands."""
        return self.but(request_ask=request)

    def texts(self) -> Iterator[tuple[str, str]]:
        """(field, text) of everything that may be a person's id, also in fields unknown to this version."""
        for field, value in self.kept.items():
            for each in (value,) if isinstance(value, str) else value if isinstance(value, list) else ():
                if isinstance(each, str):
                    yield field, each
