"""What a year of training comes to: its report, counted again and again, and the package of a period."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from doors import doors
from plant import Log, Plant, anhe, lizhou, running_plant
from pypdf import PdfReader
from roads import road
from training_acts import WELDER, begin, file_of, hear_of_certificates, only
from worlds import Here

from handlers.exports import Scope
from handlers.training import planning
from models import training_report
from models.book import book
from models.export import WHOLE
from models.ledger import of_subject
from models.training import TrainingFile
from workers.evidence import recorder
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.exports.audit import opened


def quiet(plant: Plant) -> None:
    """What came to whoever learns was expected."""
    plant.expect_all(*(file.person for file in TrainingFile.select()))
    hear_of_certificates(plant)


@pytest.fixture
def welders(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The demo plant, in which only welders learn."""
    with running_plant(simulator, usual_store, redis_url, doors().home, data=only(anhe(), "welder")) as running:
        yield running
        assert not running.unexpected()


@pytest.fixture
def welders_of_the_second_plant(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=only(lizhou(), "hangong")) as running:
        yield running
        assert not running.unexpected()


def _printed(archive: ZipFile, name: str) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(archive.read(name))).pages)


@road
def everybody_s_plan(plant: Plant, day: date | None = None) -> None:
    """The clock makes plans for so many people at a time. day: at eight on that day."""
    if day:
        plant.set_time(datetime.combine(day, time(8, 10), plant.now.tzinfo))
    for _ in range(len(book(plant.now).plant.people) // planning.AT_ONCE + 2):
        plant.turn()


def counted(year: int) -> int:
    report = training_report.of_year(year)
    return sum(entry.kind == training_report.COUNTED for entry in of_subject(report)) if report else 0


def test_another_plant_s_report_names_who_lacks_what_there(welders_of_the_second_plant: Plant, tmp_path: Path) -> None:
    plant = welders_of_the_second_plant
    begin(plant)
    everybody_s_plan(plant)
    report, package = training_report.of_year(plant.now.year), tmp_path / "report.zip"
    assert report
    export_matter(report, package, plant.base, plant.now)
    sound, words = verify(package)
    assert sound, words
    with ZipFile(package) as archive:
        printed = _printed(archive, f"training-report~PB-{plant.now.year}.pdf")
    person = next(each for each in book(plant.now).plant.people if "hangong" in each.posts)
    for said in (person.name, "危险作业人员", book(plant.now).plant.posts["hangong"].name):
        assert said in printed, said
    quiet(plant)


def test_a_package_of_a_period_holds_every_file_and_the_year_s_report(welders: Plant, tmp_path: Path) -> None:
    plant = welders
    year = plant.now.year
    begin(plant)
    everybody_s_plan(plant)
    day = plant.now.date()
    with opened(tmp_path, plant.base) as audit:
        audit.begin(Scope(day - timedelta(days=9), day), plant.now)
        audit.run(plant.now, None, lambda *_: None)
        audit.finish(Scope(day - timedelta(days=9), day), plant.now)
    sound, words = verify(tmp_path / WHOLE)
    assert sound, words
    with ZipFile(tmp_path / WHOLE) as archive:
        names = {*archive.namelist()}
        assert {f"training~{file.person}.pdf" for file in TrainingFile.select()} < names
        printed = _printed(archive, f"training-report~PB-{year}.pdf")
    person = WELDER
    for said in ("四个 100%", "从业人员", "月底还欠", plant.person(person).name, f"PB-{year}"):
        assert said in printed, said
    for kind, number in (("training", 1 + TrainingFile.select().count()), ("training-report", 1)):
        scope = Scope(day, day, kind=kind)
        assert sum(1 for way in recorder.every() for _ in way.subjects(scope)) == number
    his = Scope(day, day, person=person)
    assert [each for way in recorder.every() for each in way.subjects(his)] == [file_of(person).subject_id]
    everybody = [each.id for each in book(plant.now).plant.people]
    plant.expect_all(*everybody)


def test_a_year_is_counted_each_week_and_month_and_once_more_when_it_is_over(welders: Plant) -> None:
    plant = welders
    begin(plant)
    for day, old, new in (
        (date(2026, 11, 25), 1, 0),
        (date(2026, 11, 26), 1, 0),
        (date(2026, 11, 30), 2, 0),
        (date(2026, 12, 1), 3, 0),
        (date(2027, 1, 4), 4, 1),
        (date(2027, 1, 5), 4, 1),
    ):
        everybody_s_plan(plant, day)
        assert (counted(2026), counted(2027)) == (old, new), day
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
