"""docs/new-plant.md, walked as it is written: from an empty folder to the first approved permit, through the doors."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner
from plant import MORNING, Log, Plant, running_plant
from truth import untrue
from workbooks import put, workbook
from worlds import Here

from config.loader import load, problems, raw
from config.sheets.importing import prepare
from config.sheets.tables import BY_TITLE
from handlers.permits.form import FIELD_WORDS
from handlers.plant import notes
from models.book import book
from models.permit import Permit
from rules.shifts import next_day_shift
from rules.templates import Field
from tests.docs.pages import page
from tests.docs.walk import (
    PAGE,
    Table,
    add_rows,
    change,
    clone,
    commands,
    exported,
    fill,
    part,
    raised,
    renumber,
    sheets,
    tables,
    type_in,
)
from web.api import commands as commands_of_keys
from web.h5.permits.choices import first_period
from workers.scenarios.cast import centre
from workers.scenarios.phone import Page, Phone, text_of, title
from workers.scenarios.simulator import Json

FOLDER = "mine"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plant's folder after the chapters before the first permit."""
    here = clone(tmp_path_factory.mktemp("clone"))
    [new, _] = commands(part(2))
    assert FOLDER in type_in(new, here)
    assert problems(here / FOLDER) == []
    assert change(part(3), here / FOLDER) == 1
    [template] = commands(part(3))
    type_in(template, here)
    own = sheets(part(3))
    assert set(own) == set(BY_TITLE) - {"岗位"}
    fill(here / "people.xlsx", own)
    [bring] = commands(part(4))
    said = type_in(bring, here, answer="y\n")
    assert "人员：新增 10 行，删去 10 行" in said
    assert "写好了" in said
    assert change(part(5), here / FOLDER) == 1
    [check] = commands(part(6))
    assert "没有发现问题" in type_in(check, here)
    return here / FOLDER


def test_what_is_collected_first_is_what_the_files_want() -> None:
    [collected] = tables(part(1))
    places = " ".join(row["用在哪里"] for row in collected)
    assert set(BY_TITLE) - {"部门", "岗位"} <= set(re.findall(r"“(\w+)”表", places))
    assert {"routing_rules.yaml", "plant.yaml"} <= set(re.findall(r"`(\w+\.yaml)`", places))


def test_the_fault_that_the_page_shows_is_said_in_these_words(written: Path, tmp_path: Path) -> None:
    shown = re.search(r"^> (.*)$", page(PAGE), flags=re.MULTILINE)
    assert shown is not None
    assert prepare(workbook(tmp_path, put("人员", 5, "账号", 5), name="bad.xlsx"), written).faults[0] == shown[1]


@pytest.fixture(scope="module")
def one_more(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plant's folder after the chapter about one more kind. From here on the commands are those of the chapters
    before; they run in this process."""
    here = clone(tmp_path_factory.mktemp("more"))
    shutil.copytree(written, here / FOLDER)
    shutil.copy(written.parent / "people.xlsx", here)
    add_rows(here / "people.xlsx", sheets(part(8)))
    found = prepare(here / "people.xlsx", here / FOLDER)
    assert found.faults == () and "证书：新增 4 行" in found.changes
    found.write()
    assert change(part(8), here / FOLDER) == 3
    for name in ("permit_templates.yaml", "routing_rules.yaml"):
        raised(here / FOLDER / name)
    assert commands(part(8)) == commands(part(6))
    assert problems(here / FOLDER) == []
    return here / FOLDER


@pytest.fixture(scope="module")
def own_posts(one_more: Path) -> Path:
    """The same folder after the chapter about posts with other ids, and one that the sample doesn't have."""
    workbook = one_more.parent / "people.xlsx"
    renumber(workbook, part(9))
    add_rows(workbook, sheets(part(9)))
    shown = re.search(r"```text\n(.*?)```", part(9), flags=re.DOTALL)
    assert shown is not None
    assert list(prepare(workbook, one_more).faults) == shown[1].splitlines()
    assert change(part(9), one_more) == 3
    raised(one_more / "routing_rules.yaml")
    found = prepare(workbook, one_more)
    assert (found.faults, found.changes[0]) == ((), "岗位：新增 2 行，删去 1 行")
    found.write()
    return one_more


@pytest.fixture(scope="module")
def own_kind(own_posts: Path) -> Path:
    """The same folder after the chapter about a kind that the standard has no form for."""
    assert change(part(10), own_posts) == 2
    for name in ("permit_templates.yaml", "routing_rules.yaml"):
        raised(own_posts / name)
    [_, said] = notes(load(own_posts), MORNING.date())
    assert said.startswith("高压水清洗作业，不属标准的八类：") and said.endswith("（束安 2026-01-01 定）")
    return own_posts


def test_more_kinds_and_posts_of_its_own_work_as_the_page_says(
    own_kind: Path, simulator: Here, redis_url: str, store_url: str, tmp_path: Path
) -> None:
    kinds = load(own_kind).templates.kinds
    assert set(kinds) == {"hot_work", "height", "confined_space", "water_jet"}
    [word] = re.findall("安澜发(「.+?」)", part(8))
    with opened(own_kind, simulator, redis_url, store_url, tmp_path) as running:
        reader = Reader(running, tables(part(8))[-1])
        phone = reader.phone("安澜")
        assert "受限空间票申请" in reader.says(phone, word)
        reader.asks(phone, "")
        assert newest().kind == "confined_space"
        follow(running, *tables(part(10))[-2:])
        assert newest().kind == "water_jet"


def keys() -> click.Group:
    """The command that issues keys, on the store that is open here."""
    group = click.Group()
    commands_of_keys.register(group)
    return group


@pytest.fixture(scope="module")
def more_than_permits(own_kind: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after the chapters about hazards, a course, a drill and a sensor, each of which can be loaded."""
    here = clone(tmp_path_factory.mktemp("beyond"))
    folder = shutil.copytree(own_kind, here / FOLDER)
    [check] = commands(part(8))
    for number, changes in ((11, 1), (12, 2), (13, 1), (14, 1)):
        assert change(part(number), folder) == changes
        if number == 12:
            raised(folder / "posts_matrix.yaml")
        assert problems(folder) == [], number
    assert "没有发现问题" in type_in(check, here)
    return folder


def test_hazards_a_course_a_drill_and_a_sensor_come_alive_as_the_page_says(
    more_than_permits: Path, simulator: Here, redis_url: str, store_url: str, tmp_path: Path
) -> None:
    with opened(more_than_permits, simulator, redis_url, store_url, tmp_path) as running:
        reader = Reader(running, tables(part(7))[0])
        for row in [row for number in (11, 12, 13) for row in tables(part(number))[-1]]:
            reader.does(row)
        [new_key] = commands(part(14))
        issue = CliRunner().invoke(keys(), shlex.split(new_key.partition("wsgi ")[2]))
        sent = re.search(r"-d '(.*?)' http://[^/]+(/\S+)", part(14))
        given = re.search(r"ah_\S+", issue.output)
        assert sent and given, issue.output
        body = json.loads(sent[1])
        body["readings"][0]["ts"] = running.now.isoformat()
        held = {"Authorization": f"Bearer {given[0]}"}
        answer = requests.post(running.base + sent[2], data=json.dumps(body), headers=held, timeout=20)
        assert answer.json()["results"][0]["outcome"] in re.findall(r'"outcome": "(\w+)"', part(14)), answer.text


def test_a_kind_that_nobody_can_do_is_a_fault(one_more: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(one_more, tmp_path / FOLDER)
    text = (folder / "plant.yaml").read_text("utf-8")
    (folder / "plant.yaml").write_text(re.sub(r"T-SCBA: [\d-]+", "T-RIG: 2026-01-01", text), "utf-8")
    said = [str(fault) for fault in problems(folder)]
    assert any("现在没有人能当受限空间的监护人，票申请不了：要有" in each and "T-SCBA" in each for each in said)


@contextmanager
def opened(folder: Path, simulator: Here, redis_url: str, store_url: str, var: Path) -> Iterator[Plant]:
    """What `make run` starts for this folder, in this process, when the next day shift begins."""
    config = load(folder)
    start = next_day_shift(config.plant, config.rules, datetime.now().astimezone())
    with running_plant(simulator, store_url, redis_url, var, start, data=raw(folder)) as running:
        yield running
        assert not untrue(simulator) and not simulator.get("reports")


@pytest.fixture
def house(written: Path, simulator: Here, redis_url: str, store_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    [run] = commands(part(7))
    assert run.split() == ["make", "run"]
    assert exported() == {"ANHAO_PLANT": FOLDER, "ANHAO_VAR": "var-mine"}
    with opened(written, simulator, redis_url, store_url, tmp_path) as running:
        yield running


@dataclass
class Reader:
    """Does on the phones what a row of the page says, and sees what it says is seen."""

    plant: Plant
    form: Table
    page: Page | None = None

    def does(self, row: dict[str, str]) -> None:
        phone = self.phone(row["谁"])
        act = next(act for words, act in self.ACTS if re.search(words, row["做什么"]))
        shown = act(self, phone, row["做什么"])
        self.plant.settle()
        assert row["看到什么"] in shown, (row, shown)

    def phone(self, name: str) -> Phone:
        rules = book(self.plant.now).plant
        [who] = [each for each in rules.people if each.name == name]
        where = next(area for area in rules.areas if area.name == self.value("区域"))
        return Phone(self.plant.simulator, self.plant.base, who.platform, who.account, name, centre(where))

    def value(self, label: str) -> str:
        return next(row["填"] for row in self.form if row["项"] == label)

    def card(self, phone: Phone, words: str) -> Json:
        found = phone.card(lambda shown: words in shown)
        assert found is not None, [title(each) for each in phone.messages()]
        return found

    def says(self, phone: Phone, words: str) -> str:
        found = re.search("「(.+)」", words)
        assert found is not None
        phone.say(found[1])
        self.plant.settle()
        return title(phone.messages()[-1])

    def asks(self, phone: Phone, words: str) -> str:
        """Fills in the form, which has its own first offer of a period."""
        page = phone.open(phone.tap(self.card(phone, "票申请"), "填写申请")["open"])
        rules = book(self.plant.now)
        kinds, words = rules.config.templates.kinds.items(), title(self.card(phone, "票申请"))
        kind_id, kind = next(each for each in kinds if each[1].short in words)
        starts, ends = first_period(kind.levels[-1], rules.config.rules, self.plant.now.astimezone(rules.plant.zone))
        given: dict[str, Any] = {"kind": kind_id, "level": "", "contractor": False, "inputs": {}}
        given |= {"starts_at": starts.isoformat(), "ends_at": ends.isoformat(), "position": phone.position()}
        for row in self.form:
            self._fills(row["项"], row["填"], given, kind.fields)
        answer = page.act("permit.request", given)
        assert answer["ok"], answer
        return str(newest().form.level_name)

    def _fills(self, label: str, words: str, given: dict[str, Any], questions: tuple[Field, ...]) -> None:
        plant = book(self.plant.now).plant
        people = {each.name: each.id for each in plant.people}
        fields = {shown: name for name, shown in FIELD_WORDS.items()}
        if label in fields:
            areas = {each.name: each.id for each in plant.areas}
            value = areas.get(words) or people.get(words) or words
            given[fields[label]] = [value] if fields[label] == "workers" else value
            return
        [question] = [each for each in questions if each.label == label]
        kinds: dict[str, Any] = {
            "yes_no": words == "是",
            "number": words.isdecimal() and int(words),
            "person": people.get(words),
            "choices": words.split("、"),
        }
        given["inputs"][question.id] = kinds.get(question.kind, words)

    def signs(self, phone: Phone, words: str) -> str:
        found = re.search("「(.+)」", words)
        assert found is not None
        card = self.card(phone, found[1])
        button = next(each for each in ("签批", "确认签字") if each in text_of(card))
        answer = phone.sign(phone.open(phone.tap(card, button)["open"]))
        assert answer["tone"] == "done", answer
        self.plant.settle()
        return title(next(each for each in phone.messages() if each["id"] == card["id"]))

    def looks(self, phone: Phone, words: str) -> str:
        return "\n".join(map(text_of, phone.messages()))

    def begins(self, phone: Phone, words: str) -> str:
        [link, button] = re.findall("「(.+?)」", words)
        page = phone.open(phone.tap(self.card(phone, "培训还没开始"), link)["open"])
        assert button == "开始培训"
        return str(page.act("training.begin", {})["words"])

    ACTS = (("^点「去开始培训", begins), ("^发「", says), ("填申请表", asks), ("手写签名", signs), ("^看", looks))


def newest() -> Permit:
    found: Permit = Permit.select().order_by(Permit.id.desc()).get()
    return found


def follow(plant: Plant, form: Table, steps: Table) -> None:
    """Does what the page says, to a permit that everybody has signed."""
    reader = Reader(plant, form)
    for row in steps:
        reader.does(row)
    assert newest().state == "approved"


def test_the_first_permit_is_approved(house: Plant) -> None:
    follow(house, *tables(part(7)))
    assert book(house.now).plant.company.name == "华北钢构"
