"""Rows that somebody bends with SQL: whatever page, print or accident page shows of them is named as different from the
chain, and print is made of the chain all the same (issue 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, zip_longest
from typing import Any

import pytest
import requests
from at_work import CREW
from bending import bent
from builders import DIRECTOR, FOREMAN, ON_SITE, at_the_dual_sign, filled, fresh, open_card, refuse
from gates import working
from plant import Plant

from handlers.permits import life
from handlers.permits.request import attachments
from models import permit as permits
from models import store
from models.base import database
from models.book import book
from models.chain import unbroken
from models.gas import GasTest
from models.ledger import Entry
from models.permit import Permit
from models.permit_form import File
from models.seals import Sealed, seal_all
from rules.life import NAMES
from workers.evidence.people import people_of
from workers.evidence.permits.accident import differences
from workers.evidence.permits.chain import told as chained
from workers.evidence.permits.record import PermitRecord, read

TABLES = {
    "permit": "subject_id = {subject}",
    "ask": "subject_id = {subject}",
    "gas_test": "permit_id = {permit}",
    "delivery": "ask_id IN (SELECT id FROM ask WHERE subject_id = {subject})",
    "rendition": "ask_id IN (SELECT id FROM ask WHERE subject_id = {subject})",
}
# No entry holds it: what became of a card after it had come, which the page says; and by when an open ask is wanted.
UNSEALED = {("delivery", "state"), ("ask", "due_at")}


def rows_of(permit: Permit, table: str, kinds: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """A row of each kind (or of these kinds) and state."""
    where = TABLES[table].format(subject=permit.subject_id, permit=permit.id)
    read = database.execute_sql(f"SELECT * FROM {table} WHERE {where} ORDER BY id DESC")
    names = [each[0] for each in read.description]
    rows = [dict(zip(names, row, strict=True)) for row in read.fetchall()]
    found = {tuple(row.get(name) for name in ("kind", "state", "form")): row for row in rows}
    yield from (row for row in found.values() if not kinds or row["kind"] in kinds)


@dataclass(frozen=True)
class Bend:
    """Another value of a column of a row; `where` in it."""

    table: str
    row: dict[str, Any]
    name: str
    where: str
    value: Any

    @property
    def like(self) -> tuple[str, str, str]:
        return self.table, self.name, self.where

    def set_to(self, value: Any) -> None:
        database.execute_sql(f"UPDATE {self.table} SET {self.name} = ? WHERE id = ?", (value, self.row["id"]))

    def __str__(self) -> str:
        kind, state = self.row.get("kind", ""), self.row.get("state", "")
        return f"{self.table} {kind} {state}: {self.name} {self.where} → {self.value}"[:200]


def bends_of(permit: Permit, table: str, kinds: Collection[str]) -> Iterator[Bend]:
    for row in rows_of(permit, table, kinds):
        for name, value in row.items():
            if not name.endswith("id") and name != "rules":
                yield from (Bend(table, row, name, where, changed) for where, changed in bent(table, name, value))


@contextmanager
def made(bends: Collection[Bend]) -> Iterator[None]:
    for bend in bends:
        bend.set_to(bend.value)
    yield
    for bend in bends:
        bend.set_to(bend.row[bend.name])


def tells(permit: Permit, bends: Collection[Bend], chain: list[Sealed]) -> bool:
    """Whether there is anything that a page would say of them. Nobody writes meanwhile, so that what differs need not
    be read again; and no seal changes, so that none lacks anything (`silent` looks at one of each kind on the page)."""
    with made(bends):
        found = chained._told(Permit.get_by_id(permit.id), chain)
    return bool(found.differences or found.unsealed)


def named(permit: Permit, bends: Collection[Bend]) -> Iterator[Bend]:
    """Those that a difference names, each made alone; alone only where it names any of those like it in other rows."""
    chain = unbroken(permit.subject)
    for _, group in groupby(sorted(bends, key=lambda bend: bend.like), key=lambda bend: bend.like):
        alike = list(group)
        if tells(permit, alike, chain):
            yield from alike if len(alike) == 1 else (bend for bend in alike if tells(permit, [bend], chain))


def says(permit: Permit, bend: Bend, now: datetime) -> bool:
    """Whether the page says something of it."""
    with made([bend]):
        return bool(differences(Permit.get_by_id(permit.id), now).strip())


def together(bends: Iterable[Bend], *, columns: bool = False) -> Iterator[list[Bend]]:
    """The bends in rounds of one for each row, as rows are shown apart from each other; columns: one for each column of
    each row."""
    apart: dict[tuple[Any, ...], list[Bend]] = defaultdict(list)
    for bend in bends:
        apart[bend.table, bend.row["id"], bend.name if columns else ""].append(bend)
    for taken in zip_longest(*apart.values()):
        yield [bend for bend in taken if bend]


def pages(plant: Plant, number: str) -> str:
    addresses = (f"/console/permits/{number}", f"/p/{number}")
    return "\n".join(requests.get(plant.base + address, timeout=9).text for address in addresses)


def printed(plant: Plant, permit: Permit) -> PermitRecord:
    """What is printed, but for the lines that name the differences."""
    record = read(Permit.get_by_id(permit.id), people_of(int(permit.rules), plant.now))
    by_chain = replace(record.told, differences=(), permit=record.told.permit.number, asked=[], tests=[])
    return replace(record, told=by_chain)


def silent(plant: Plant, permit: Permit, tables: list[str], *kinds: str) -> Iterator[str]:
    """Each value that a page shows changed and no difference names, and each that changes what is printed."""
    seal_all(plant.now)
    assert differences(permit, plant.now).strip() == ""
    shown, paper = pages(plant, permit.number), repr(printed(plant, permit))
    bends = [bend for table in tables for bend in bends_of(permit, table, kinds)]
    found = list(named(permit, bends))
    # The page makes a line of whatever differs: of each table one that is named and one that is not.
    for (_, is_named), bend in {(bend.table, bend in found): bend for bend in bends}.items():
        assert says(permit, bend, plant.now) == is_named, bend
    for bent_now in together(bend for bend in bends if bend not in found and (bend.table, bend.name) not in UNSEALED):
        with made(bent_now):
            if pages(plant, permit.number) != shown:
                yield "shown, not named: one of " + "; ".join(map(str, bent_now))
    in_print = (bend for bend in found if bend.table in ("permit", "ask", "gas_test"))
    for bent_now in together(in_print, columns=True):
        with made(bent_now):
            if repr(printed(plant, permit)) != paper:
                yield "printed: one of " + "; ".join(map(str, bent_now))


@pytest.mark.timeout(300)
def test_each_bent_value_that_a_page_shows_is_named_and_none_is_printed(plant: Plant) -> None:
    assert list(silent(plant, working(plant), list(TABLES))) == []


def test_signatures_of_a_version_that_was_given_back_are_compared_too(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    refuse(plant, DIRECTOR, director, "消防水带没接好")
    card = plant.expect(FOREMAN, "改好再交")
    open_card(plant, FOREMAN, card, "改好再交").act("permit.rework", filled(plant, part="西侧进水管"))
    plant.settle()
    plant.expect_all(*ON_SITE)
    assert fresh(permit).version == 2
    assert list(silent(plant, fresh(permit), ["ask"], "permit.sign")) == []


def archived(plant: Plant) -> Permit:
    permit = working(plant)
    store.write(lambda: moved(permit.subject_id, plant.now))
    plant.settle()
    plant.expect_all(*ON_SITE, *CREW)
    return fresh(permit)


def moved(subject: int, now: datetime) -> None:
    permit = permits.locked(subject)
    for state in (each for each in NAMES if each in ("finished", "closed", "archived")):
        life.move(permit, state, now, actor={"system": "test"})


def public(plant: Plant, permit: Permit) -> str:
    return requests.get(f"{plant.base}/p/{permit.number}", timeout=9).text


LIVE = "这张票有效，正在作业"
# What somebody does to the store so that the code on site calls an archived permit live, and what the page says of it.
REVIVED: dict[str, tuple[str, str]] = {
    "the row": ("", "状态与封存链不一致，封存链里这张票是「归档」"),
    "the row and its newest entries": (
        "DELETE FROM entry WHERE subject_id = {subject} AND seq > {working}",
        "的记录链断了：有记录不在库里了",
    ),
    "the row and entries in between": (
        "DELETE FROM entry WHERE subject_id = {subject} AND kind IN ('permit.finished', 'permit.archived')",
        "的记录链断了",
    ),
    "the row and what entries are called": (
        "UPDATE entry SET kind = 'permit.seen' WHERE subject_id = {subject} AND seq > {working}",
        "的记录链断了",
    ),
    "the row and an entry's words": (
        "UPDATE entry SET canonical = replace(canonical, 'permit.archived', 'permit.working'), kind = 'permit.working' "
        "WHERE subject_id = {subject} AND kind = 'permit.archived'",
        "的内容被改过",
    ),
}


def test_the_code_on_site_does_not_call_an_archived_permit_live_whatever_its_row_says(plant: Plant) -> None:
    permit = archived(plant)
    assert "现在不许作业" in public(plant, permit) and "不一致" not in public(plant, permit)
    begun = Entry.get(Entry.subject == permit.subject, Entry.kind == "permit.working").seq
    kept = [database.execute_sql(f"SELECT * FROM {table}").fetchall() for table in ("permit", "entry")]
    for kind, (bend, words) in REVIVED.items():
        Permit.set_by_id(permit.id, {"state": "working", "finished_at": None, "closed_at": None})
        if bend:
            database.execute_sql(bend.format(subject=permit.subject_id, working=begun))
        page = public(plant, permit)
        assert LIVE not in page and "不能凭这一页作业" in page and words in page, (kind, page)
        for table, rows in zip(("permit", "entry"), kept, strict=True):
            for row in rows:
                database.execute_sql(f"REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)
    assert "现在不许作业" in public(plant, permit) and "不一致" not in public(plant, permit)


def invented() -> None:
    kept = GasTest.get().__data__
    GasTest.create(**{**kept, "id": None, "sampled_at": kept["sampled_at"] + timedelta(hours=1)})


def test_the_code_on_site_names_a_gas_test_a_guardian_and_a_level_that_the_chain_does_not_have(plant: Plant) -> None:
    permit = working(plant)
    assert LIVE in public(plant, permit)
    for words, bend in {
        "最近测气": invented,
        "监护人": lambda: Permit.set_by_id(permit.id, {"work": permit.work.guarded_by("U31")}),
        "级别或区域": lambda: Permit.set_by_id(permit.id, {"form": permit.form.but(level_name="二级")}),
    }.items():
        bend()
        page = public(plant, permit)
        assert f"{words}与封存链不一致" in page and LIVE not in page
        Permit.set_by_id(permit.id, {"work": permit.work, "form": permit.form})
        GasTest.delete().where(GasTest.id > permit.work.gas.test).execute()
    assert LIVE in public(plant, permit)


def test_a_file_exchanged_for_one_whose_hash_begins_alike_is_a_change_of_the_request(plant: Plant) -> None:
    one, two = ({"x": [File(sha256="0" * 60 + end, bytes=1, type="image/png", name="图")]} for end in ("0000", "0001"))
    kind = book(plant.now).config.templates.kinds["hot_work"]
    assert attachments.worded(one, kind) != attachments.worded(two, kind)
    assert attachments.shortened(attachments.worded(one, kind)) == "x 图（00000000）"
