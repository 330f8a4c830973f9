"""Which certificates the people of a permit need for their parts in it, as an inspector reads them.

By the rules under which the permit was raised, whose digest is sealed; the people are those that the chain names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handlers.permits import raised
from models.book import book_of
from models.permit import Permit, guardian
from rules.job import Job
from rules.plant import Person
from rules.qualifications import required
from workers.evidence.people import People, name_of


def of(permit: Permit, people: People) -> Iterator[str]:
    """作业人 茹远山：特种作业操作证（焊接与热切割），编号 T32…，有效至 2027-03-31; one line a person and role."""
    rules = book_of(int(permit.rules))
    kind, plant, names = raised.kind_of(permit), rules.plant, permit.template.get("roles", {})
    job = _job(permit)
    for role in (*kind.required_roles, *kind.optional_roles):
        for person in job.holders(role):
            who = f"{names.get(role, role)} {name_of(people, person)}"
            if not plant.knows(person):
                yield f"{who}：开票时的规则里没有他，证书见他加入时的数据"
            elif codes := required(kind, role, plant.person(person), job, plant):
                called = rules.config.templates.qualifications
                yield f"{who}：{'；'.join(_words(called[code].name, plant.person(person), code) for code in codes)}"


def _job(permit: Permit) -> Job:
    """The job with everybody who ever was in it: who joined later, and who watches last."""
    job = raised.job(permit)
    for person, roles in permit.work.joined.items():
        job = job.with_worker(person, roles)
    return replace(job, guardian=guardian(permit))


def _words(name: str, person: Person, code: str) -> str:
    if code not in person.certs:
        return f"没有登记{name}"
    number = person.cert_numbers.get(code)
    named = f"编号 {number}" if number else f"证书代码 {code}"
    return f"{name}，{named}，有效期至 {person.certs[code]:%Y-%m-%d}"
