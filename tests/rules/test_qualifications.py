"""Which certificates a role asks for: of own people, of contractors, and where there is danger of explosion."""

from dataclasses import replace
from datetime import date

import pytest
from anhe import MORNING, PLANT, TEMPLATES, at, changed, job

from rules.qualifications import Lack, lacking, required

KINDS = TEMPLATES.kinds
OWN, CONTRACTOR = "U34", "U37"


@pytest.mark.parametrize(
    ("kind", "role", "person", "codes"),
    [
        ("hot_work", "worker", OWN, ("C-WELD", "T-ENTRY3")),
        ("hot_work", "worker", CONTRACTOR, ("C-WELD", "T-CONTR")),
        ("hot_work", "guardian", OWN, ("T-GUARD", "T-GUARD-HW")),
        ("hot_work", "guardian", CONTRACTOR, ("T-GUARD", "T-GUARD-HW")),
        ("hot_work", "requester", OWN, ()),
        ("hot_work", "requester", CONTRACTOR, ()),
        ("lifting", "rigger", OWN, ("T-RIG",)),
        ("lifting", "rigger", CONTRACTOR, ("T-RIG", "T-CONTR")),
        ("lifting", "requester", CONTRACTOR, ("T-CONTR",)),
        ("lifting", "worker", CONTRACTOR, ("T-CONTR",)),
        ("lifting", "worker", OWN, ()),
    ],
)
def test_a_role_asks_for_its_certificates(kind: str, role: str, person: str, codes: tuple[str, ...]) -> None:
    assert required(KINDS[kind], role, PLANT.person(person), job(kind=kind), PLANT) == codes


def test_where_no_kind_has_a_list_for_contractors_nothing_more_is_asked() -> None:
    own = {name: codes for name, codes in KINDS["lifting"].qualifications.items() if name != "worker_contractor"}
    bare = replace(KINDS["lifting"], qualifications=own)
    person = PLANT.person(CONTRACTOR)
    assert [required(bare, role, person, job(), PLANT) for role in ("worker", "rigger")] == [(), ("T-RIG",)]


def test_danger_of_explosion_has_a_list_of_its_own() -> None:
    for area, codes in (("hydro", ("C-ELEC-LV", "C-ELEC-EX")), ("util", ("C-ELEC-LV",))):
        wanted = job(kind="temp_power", level="none", area=area)
        assert required(KINDS["temp_power"], "electrician", PLANT.person("U35"), wanted, PLANT) == codes


def test_a_certificate_that_has_lapsed_is_told_with_its_day_and_one_that_never_was_without() -> None:
    certs = {**PLANT.person(OWN).certs, "C-WELD": date(2026, 11, 24)}
    [old] = lacking(job(guardian=""), changed(OWN, certs=certs), TEMPLATES, at(MORNING))
    assert (old.person, old.role, old.code, old.expired_on) == (OWN, "worker", "C-WELD", date(2026, 11, 24))
    name = PLANT.person(OWN).name
    assert old.words == f"{name}的特种作业操作证（焊接与热切割）2026年11月24日已过期，今天不能当作业人：请换人或先补证"
    del certs["C-WELD"]
    [none] = lacking(job(guardian=""), changed(OWN, certs=certs), TEMPLATES, at(MORNING))
    assert isinstance(none, Lack) and none.expired_on is None
    assert none.words == f"{name}没有特种作业操作证（焊接与热切割），今天不能当作业人：请换人或先补证"
