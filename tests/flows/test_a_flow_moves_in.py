"""A flow that no product file knows is handed in by one argument and plays from its word to a verified package."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders import DIRECTOR, FOREMAN, MANAGER, open_card
from openpyxl import load_workbook
from plant import Log, Plant, running_plant
from pypdf import PdfReader
from toy import loans
from toy.faces import LOANS
from worlds import Here

from config.settings import Settings
from handlers import holds
from handlers.exports import Scope, read
from models import ledger, matter, store
from models.ask import Ask
from models.book import book
from models.matter import Matter
from web.console.board import today
from workers.archive import archive
from workers.evidence import verify
from workers.evidence.export import export_matter
from workers.exports.at_once import export_at_once
from workers.scenarios.phone import text_of


@pytest.fixture
def house(simulator: Here, redis_url: str, store_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, store_url, redis_url, tmp_path, guests=[LOANS]) as running:
        yield running
        running.settle()
        assert not running.unexpected()


def loan() -> Matter:
    found = matter.of(loans.Loan.select().get().subject)
    assert found
    return found


def asked_for(house: Plant) -> None:
    house.phone(FOREMAN).say("借梯子")
    house.settle()


def test_it_is_asked_reminded_substituted_answered_and_its_package_verifies(house: Plant, tmp_path: Path) -> None:
    asked_for(house)
    first = house.expect(DIRECTOR, "请借出")
    house.advance(6)
    house.expect(DIRECTOR, "有人等着借")
    house.advance(5)
    second = house.expect(MANAGER, "请借出")

    page = open_card(house, MANAGER, second, "看借条")
    answer = page.act("loan.lend", {"until": "12:00"})
    assert answer["ok"], answer
    house.settle()
    assert "借出了" in text_of(house.current(first))
    card = house.expect(FOREMAN, "用完请还")
    house.advance(61)
    house.expect(FOREMAN, "还没还")
    house.phone(FOREMAN).tap(card, "还了")
    house.settle()
    assert loan().word == "还了"

    assert archive(house.now) == 1
    subject = loan().subject
    export_matter(subject, tmp_path / "loan.zip", house.base, house.now)
    checked = subprocess.run([sys.executable, "-I", verify.__file__, str(tmp_path / "loan.zip")], capture_output=True)
    assert checked.returncode == 0, checked.stdout
    kinds = [entry.kind for entry in ledger.of_subject(subject)]
    own = [kind for kind in kinds if kind.startswith("loan.")]
    assert own == ["loan.asked", "loan.lent", "loan.back", "loan.archived"]


def test_rooms_of_the_whole_house_know_it(house: Plant, tmp_path: Path) -> None:
    asked_for(house)
    house.expect(DIRECTOR, "请借出")
    number = loan().number
    rows = today(book(house.now), house.now)
    assert [(row.number, row.word, row.whom) for row in rows] == [(number, "等着借", house.person(DIRECTOR).name)]

    phone = house.phone(DIRECTOR)
    phone.say("待签")
    house.settle()
    digest = house.expect(DIRECTOR, "1 张借条等你批")
    assert number in phone.open(phone.tap(digest, "批第 1 张")["open"]).html

    store.write(lambda: holds.put(loan(), "调查", house.now))
    viewed = phone.open(f"{house.base}/h5/{phone.platform}/{loan().page}").html
    for words in ("要借人字梯", f"请{house.person(DIRECTOR).name}借出", "冻结保全：调查"):
        assert words in viewed

    day = house.now.date()
    export_at_once(Scope(day, day), tmp_path / "all.zip", Settings(), house.now, lambda done, total: None)
    with zipfile.ZipFile(tmp_path / "all.zip") as package:
        assert f"loan~{number}.txt" in package.namelist()


def test_an_export_of_it_speaks_of_no_permit(house: Plant, tmp_path: Path) -> None:
    asked_for(house)
    house.expect_all(DIRECTOR)
    assert ("loan", "借条") in matter.kinds(book(house.now)).items()
    day = {"from": f"{house.now:%Y-%m-%d}", "to": f"{house.now:%Y-%m-%d}"}
    scope = read({**day, "kind": "loan"}, book(house.now))
    export_at_once(scope, tmp_path / "loans.zip", Settings(), house.now, lambda done, total: None)
    with zipfile.ZipFile(tmp_path / "loans.zip") as package:
        names = package.namelist()
        sheet = load_workbook(io.BytesIO(package.read("index.xlsx")), read_only=True)["目录"]
        paper = PdfReader(io.BytesIO(package.read("index.pdf"))).pages[0].extract_text()
    head, line = sheet.iter_rows(values_only=True)
    assert (head[0], line[0]) == ("编号", loan().number)
    assert "借条目录 共 1 件" in paper.replace("\u3000", " ")
    assert "票" not in paper + "".join(map(str, head))
    # No page of the six questions, for nothing in it answers them.
    assert not [name for name in names if name.startswith("accident")]


def test_whoever_goes_absent_or_out_of_reach_is_no_longer_waited_for(house: Plant) -> None:
    asked_for(house)
    house.expect(DIRECTOR, "请借出")
    phone = house.phone(DIRECTOR)
    phone.say("我不在")
    house.settle()
    card = house.expect(DIRECTOR, "登记")
    until = date.isoformat(house.now.date())
    open_card(house, DIRECTOR, card, "去登记").act("leave.take", {"until": until, "cover": ""})
    house.settle()
    house.expect_all(DIRECTOR)
    house.expect(MANAGER, "请借出")
    assert {ask.person for ask in Ask.select().where(Ask.kind == loans.LEND)} == {DIRECTOR, MANAGER}


def test_without_it_the_house_knows_nothing_of_it(plant: Plant) -> None:
    plant.phone(FOREMAN).say("借梯子")
    plant.settle()
    assert "借梯子" not in text_of(plant.expect(FOREMAN, "这句没看懂"))
