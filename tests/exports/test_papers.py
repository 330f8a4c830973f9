"""Blank forms: numbers without gaps from a series of their own, in the trail from the moment of printing."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import click
import pytest
import story
from click.testing import CliRunner, Result
from pypdf import PdfReader
from stores import open_copy
from story import MORNING

from config import loader
from config.root import ROOT
from handlers.permits.request.papers import BadPaper, print_forms
from handlers.plant import load
from models import ledger, plant_time, store
from models.book import book
from models.paper import Paper
from models.subject import Subject
from rules.outside import ASKED
from workers.evidence.permits import commands
from workers.evidence.permits.blank import blank_forms


def the_plant() -> None:
    load(ROOT / "config" / "plants" / "anhe", MORNING)
    store.write(lambda: plant_time.set_clock(MORNING, 0, plant_time.real_now()))


@pytest.fixture
def loaded(fresh_store: str) -> None:
    open_copy(fresh_store, the_plant)


def run(*arguments: str) -> Result:
    house = click.Group("house")
    commands.register(house)
    return CliRunner().invoke(house, list(arguments))


def test_forms_have_numbers_of_their_own_without_gaps(loaded: None, tmp_path: Path) -> None:
    target = tmp_path / "forms.pdf"
    printed = run("paper", "hot_work", "3", "-o", str(target))
    assert printed.exit_code == 0, printed.output
    assert run("paper", "hot_work", "1", "-o", str(target)).exit_code == 0
    numbers = [paper.number for paper in Paper.select().order_by(Paper.id)]
    assert numbers == [f"DHZ-20261125-000{number}" for number in (1, 2, 3, 4)]
    story.act("U33", MORNING, "word", "动火")


def test_each_form_carries_its_number_on_every_page(loaded: None, tmp_path: Path) -> None:
    target = tmp_path / "forms.pdf"
    run("paper", "confined_space", "2", "-o", str(target))
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) % 2 == 0
    half = len(pages) // 2
    assert all("SXZ-20261125-0001" in page for page in pages[:half])
    assert all("SXZ-20261125-0002" in page for page in pages[half:])
    measures = book(MORNING).config.templates.kinds["confined_space"].measures
    assert measures[0].text[:8] in "".join(pages[:half]).replace("\n", "")


@pytest.mark.parametrize(("kind", "gas"), [("height", True), ("lifting", False)])
def test_each_form_asks_what_the_phone_asks(loaded: None, tmp_path: Path, kind: str, gas: bool) -> None:
    """Also what decides the level; and gas only where it may have to be tested."""
    target = tmp_path / "forms.pdf"
    run("paper", kind, "1", "-o", str(target))
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(target).pages)
    asked = book(MORNING).config.templates.kinds[kind]
    printed = asked.printed.facts if asked.printed else ()
    rows = {row[place + 1]: row[place] for row in printed for place in (0, 2)[: len(row) // 2]}
    wanted = [each for field in asked.fields for each in (rows.get(field.id, field.label), field.unit, *field.choices)]
    assert [each for each in wanted if each not in words] == []
    assert [words.count("□是"), ("取样时间" in words)] == [sum(field.kind == "yes_no" for field in asked.fields), gas]


def test_the_form_of_a_plants_own_kind_asks_once_what_of_the_standard_is_in_the_job() -> None:
    config = loader.load(ROOT / "config" / "plants" / "lizhou")
    kind = next(name for name, each in config.templates.kinds.items() if each.outside_standard)
    pages = PdfReader(BytesIO(blank_forms([Paper(number="Z-1")], kind, config, "http://x", MORNING))).pages
    words = "".join("".join(page.extract_text().split()) for page in pages)
    assert words.count(ASKED.label) == 1 and words.count("□都没有") == 1


def test_a_printed_number_is_in_the_trail_at_once(loaded: None, tmp_path: Path) -> None:
    run("paper", "hot_work", "1", "-o", str(tmp_path / "forms.pdf"))
    subject = Subject.get(Subject.key == "permit/DHZ-20261125-0001")
    lines = [json.loads(entry.canonical) for entry in ledger.of_subject(subject)]
    assert [(line["kind"], line["data"]["rules"]) for line in lines] == [("permit.printed", "rules@1")]


@pytest.mark.parametrize(("kind", "count", "words"), [("swimming", 1, "没有作业类别"), ("hot_work", 0, "1 到 200 张")])
def test_what_can_not_be_printed_takes_no_number(loaded: None, kind: str, count: int, words: str) -> None:
    with pytest.raises(BadPaper, match=words):
        store.write(lambda: print_forms(kind, count, MORNING))
    assert Paper.select().count() == 0
