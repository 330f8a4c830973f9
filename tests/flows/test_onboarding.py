"""三级安全教育: whoever joins is taught level by level, whoever taught him says so, and his file on paper tells it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from doors import doors
from onboarding_acts import hours_go_by, newcomer, with_one_lesson
from plant import Log, Plant, running_plant
from pypdf import PdfReader
from sensing import quiet
from staff_acts import event, hr_key, tell
from training_acts import begin, file_of
from worlds import Here

from models import qualified
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.ledger import of_subject as of_file
from models.training_paper import Teaching
from rules.job import Job
from rules.phrases import date_words, near_words
from rules.training.levels import Level
from rules.training.topics import names
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios.phone import text_of

NEW = "N01"
WHERE = {
    "anhe": ({"department": "maint", "posts": ["welder"], "supervisor": "U33"}, "guardian", ("hot_work", "tank")),
    "lizhou": (
        {"department": "bz", "posts": ["hangong"], "supervisor": "bz-hanzhang2"},
        "jianhu",
        ("donghuo", "bz-zhuta"),
    ),
}


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = with_one_lesson(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def asked_levels() -> list[Ask]:
    mine = of_subject(file_of(NEW).subject)
    return [each for each in mine if each.kind == "training.level" and each.state in MOVABLE]


def asked() -> Ask:
    """The level that is taught now."""
    [ask] = asked_levels()
    return ask


def teach(plant: Plant) -> Teaching:
    """Whoever is asked says that he has taught it."""
    ask = asked()
    taught = Teaching.of(ask)
    hours_go_by(plant, NEW)
    card = plant.expect(ask.person, f"请带新人：路新来 · {taught.name}")
    plant.phone(ask.person).tap(card, "带满了，会做了")
    plant.settle()
    assert "会做了" in text_of(plant.current(card))
    # Tapped again: nothing is counted twice.
    plant.phone(ask.person).tap(card, "带满了，会做了")
    plant.settle()
    return taught


def test_who_joins_or_moves_hears_who_teaches_him_and_is_taught_each_level_before_he_works(
    each_plant: Plant, tmp_path: Path
) -> None:
    plant = each_plant
    rules = book(plant.now)
    said, other, (kind, area) = WHERE[rules.plant.company.id]
    levels: tuple[Level, ...] = rules.config.trades.levels
    begin(plant)
    held, phone = hr_key(plant), newcomer(plant)
    joins = {"name": "路新来", **said, "platform": phone.platform, "account": phone.account}
    leader = str(said["supervisor"])
    job = Job(kind, "", area, plant.now, plant.now, leader, leader, (NEW,), leader, False, {})

    def lacking() -> set[str]:
        now = book(plant.now)
        return {each.code for each in qualified.lacks(job, now, now.config.templates, plant.now) if each.person == NEW}

    def heard() -> list[str]:
        plant.settle()
        return [words for each in plant.phone(NEW).messages() if "签了字才能独立干" in (words := text_of(each))]

    # It is night for him: he hears at the beginning of his shift.
    plant.set_time(plant.now.replace(hour=23))
    assert tell(plant, held, event(plant, "e1", "joined", NEW, **joins)) == ["kept"]
    first = asked()
    assert first.person != NEW and Teaching.of(first).name == levels[0].name and heard() == []
    assert tell(plant, held, event(plant, "e1", "joined", NEW, **joins)) == ["again"]
    assert asked().id == first.id and "levels" in lacking()
    plant.advance(12 * 60)
    [words] = heard()
    assert rules.plant.department(str(said["department"])).name in words
    # Each with the day by which it is taught at the latest: its turn comes once the one before it is done.
    first_day = Teaching.of(first).until
    latest = [first_day + timedelta(sum(each.days for each in levels[1:n])) for n in range(1, len(levels) + 1)]
    for each, day in zip(levels, latest, strict=True):
        assert f"{each.name} {each.hours:g} 学时（{near_words(day, plant.now.date())}前）" in words, words
    assert f"{plant.person(first.person).name}先带你{levels[0].name}" in words
    taught = [teach(plant) for _ in levels]
    assert all(each.until <= day for each, day in zip(taught, latest, strict=True))
    [planned] = [each for each in of_file(file_of(NEW).subject) if each.kind == "training.levels"]
    assert all(f"（{date_words(day)}前）" in json.loads(planned.canonical)["data"]["told"] for day in latest)
    assert [each.level for each in taught] == [each.id for each in levels] and taught[-1].practice
    # What is still lacking are his courses and the signatures (test_working_alone).
    assert not asked_levels() and "levels" in lacking()
    # Moved, before days off: only the levels that come again; another number of his phone brings nothing.
    assert tell(plant, held, event(plant, "e2", "moved", NEW, posts=[other])) == ["kept"]
    plant.leap(4 * 24 * 60)
    _, again = heard()
    assert rules.plant.posts[other].name in again and levels[0].name not in again
    assert tell(plant, held, event(plant, "e3", "moved", NEW, phone="13900000001")) == ["kept"]
    plant.leap(24 * 60)
    assert len(heard()) == 2
    assert [asked().data["level"]] == [next(each.id for each in levels if each.again)]
    assert "levels" in lacking()
    teach(plant)
    # His file on paper: what was planned, and who taught what for how long.
    package = tmp_path / "file.zip"
    export_matter(file_of(NEW).subject, package, plant.base, plant.now)
    sound, words = verify(package)
    assert sound, words
    with ZipFile(package) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"training~{NEW}.pdf"))).pages
    told = "".join("".join(page.extract_text() for page in pages).split())
    topics = book(plant.now).config.trades.topics
    assert names(levels[0], topics)
    for each in (*levels, *(one for level in levels for one in (*level.practice, *names(level, topics)))):
        assert (each if isinstance(each, str) else f"{each.name}{each.hours:g}学时") in told
    assert "库里与封存链不一致" not in told
    # He leaves: nobody is asked to teach him any more.
    assert tell(plant, held, event(plant, "e4", "left", NEW)) == ["kept"]
    assert not [each for each in of_subject(file_of(NEW).subject) if each.state in MOVABLE and each.person]
    quiet(plant)
