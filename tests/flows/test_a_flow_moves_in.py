"""A flow that no product file knows is handed in by one argument and plays from its word to a verified package."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from builders import DIRECTOR, FOREMAN, MANAGER, open_card
from openpyxl import load_workbook
from plant import Log, Plant, environment_of, running_plant, settings_for
from pypdf import PdfReader
from toy import loans
from toy.faces import LOANS
from worlds import Here

from config.root import ROOT
from config.settings import Settings
from handlers import holds
from handlers.exports import Scope, read
from models import ledger, matter, store
from models.ask import Ask
from models.book import book
from models.matter import Matter
from models.meter import Heartbeat
from web.console.board import today
from workers.evidence import verify
from workers.evidence.export import export_matter
from workers.exports.at_once import export_at_once
from workers.processes import free_port
from workers.scenarios import cast
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json
from workers.scenarios.stage import wait_for

STARTS_WITHIN = 60.0


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


@contextmanager
def program(house: Plant, folder: Path, name: str, *command: str) -> Iterator[Path]:
    """A program of this house that knows the flow too; yields its log."""
    own, log = folder / name, folder / f"{name}.log"
    env = environment_of(house, own) | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests")))}
    with (
        log.open("wb") as out,
        subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=out, stderr=out) as running,
    ):
        yield log
        running.terminate()


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def alive(part: str) -> None:
    wait_for(f"the {part}", lambda: Heartbeat.get_or_none(Heartbeat.name == part), STARTS_WITHIN)


def comes(house: Plant, person: str, words: str) -> Json:
    """What a real courier brings."""

    def there() -> bool:
        return any(m["id"] not in house.seen and words in text_of(m) for m in house.phone(person).messages())

    wait_for(words, there)
    return house.expect(person, words)


def later(house: Plant, minutes: int) -> None:
    house.set_time(house.now + timedelta(minutes=minutes))


def test_real_programs_play_it_from_its_word_to_a_package_that_verifies(
    simulator: Here, redis_url: str, store_url: str, tmp_path: Path, log: Log
) -> None:
    """Asked, reminded, substituted, answered, brought back, archived; what waited before the courier began arrives, and
    a card is repainted though Redis is emptied."""
    port = free_port(18600)

    def behind_a_real_door(simulator_url: str, base: str, *where: Any) -> Settings:
        return settings_for(simulator_url, f"http://127.0.0.1:{port}", *where)

    with ExitStack() as running:
        given = running_plant(simulator, store_url, redis_url, tmp_path, settings=behind_a_real_door, guests=[LOANS])
        house = running.enter_context(given)
        logs = {}

        def begin(name: str, *command: str) -> None:
            logs[name] = running.enter_context(program(house, tmp_path, name, *command))

        begin("web", "flask", "--app", "toy.door", "web", "--listen", f"127.0.0.1:{port}")
        begin("clock", "toy", "clock")
        begin("worker", "toy", "worker")
        wait_for("the web process", lambda: answers(port), STARTS_WITHIN)
        house.phone(FOREMAN).say("借梯子")
        begin("courier", "toy", "courier")
        first = comes(house, DIRECTOR, "请借出")
        alive("clock")
        later(house, 6)
        comes(house, DIRECTOR, "有人等着借")
        later(house, 5)
        second = comes(house, MANAGER, "请借出")
        house.house.redis.flushall()
        answer = open_card(house, MANAGER, second, "看借条").act("loan.lend", {"until": "12:00"})
        assert answer["ok"], answer
        card = comes(house, FOREMAN, "用完请还")
        wait_for("the repaint", lambda: "借出了" in text_of(house.current(first)))
        later(house, 61)
        comes(house, FOREMAN, "还没还")
        house.phone(FOREMAN).tap(card, "还了")
        wait_for("the archive", lambda: loan().word == "归档")

        subject = loan().subject
        export_matter(subject, tmp_path / "loan.zip", house.base, house.now)
        own = [entry.kind for entry in ledger.of_subject(subject) if entry.kind.startswith("loan.")]
        assert not house.unexpected()
    command = [sys.executable, "-I", verify.__file__, str(tmp_path / "loan.zip")]
    checked = subprocess.run(command, capture_output=True)
    assert checked.returncode == 0, checked.stdout
    assert own == ["loan.asked", "loan.lent", "loan.back", "loan.archived"]
    said = "".join(each.read_text() for each in logs.values())
    assert not [line for line in said.splitlines() if '"level": "ERROR"' in line or "Traceback" in line]
    hidden = [value for value in (*cast.WECOM.values(), *cast.DINGTALK.values()) if len(str(value)) > 12]
    assert not [value for value in (*hidden, cast.CARD_SECRET) if str(value) in said]


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
