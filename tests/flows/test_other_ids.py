"""A plant in which every id is another one than the demo plant's loads, and its work plays through the doors.

So nothing hangs on what a plant calls its posts, people, places, certificates, kinds and questions; the second kind
played is one that exists as data only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import stories
from doors import doors
from lives import Cast, Played, whole_life
from plant import Log, Plant, data_of, running_plant
from prefixed import FORM_WORDS, GATES, HOUSE, PREFIX, prefixed
from radiography import with_radiography
from test_no_ids_in_code import ids as looked_for
from truth import bent, untrue
from worlds import Here

from config.checks.code import CODES
from config.loader import examine
from config.references import select
from config.root import ROOT
from config.source import Document
from models import ledger
from models.ask import of_subject
from models.book import book
from models.permit import Permit
from workers.archive import archive
from workers.evidence import verify
from workers.evidence.export import export_matter
from workers.scenarios.whole_life import request

PLANTS = sorted(folder.name for folder in (ROOT / "config" / "plants").iterdir())


@cache
def other(name: str) -> dict[str, Any]:
    """The plant with other ids; one that has no kind of its own gets one."""
    data = prefixed(data_of(name))
    return data if own_kind(data) else with_radiography(data)


def own_kind(data: Mapping[str, Any]) -> str:
    """The first kind that is none of the standard's; empty where there is none."""
    kinds = data["permit_templates"]["kinds"].items()
    return next((name for name, kind in kinds if not kind["form"].startswith("表A.")), "")


def hot_work(data: Mapping[str, Any]) -> str:
    return next(name for name, kind in data["permit_templates"]["kinds"].items() if kind["form"] == "表A.1")


# A kind of the standard's and one of the plant's own: each plant plays one of them, by `make stories` both.
KINDS = (hot_work, own_kind)
WORK = [
    (name, kind)
    for place, name in enumerate(PLANTS)
    for kind in (KINDS if stories.everywhere() else (KINDS[place % 2],))
]


@pytest.fixture
def house(name: str, simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The copy ten minutes after the beginning of its demo."""
    data = other(name)
    start = datetime.fromisoformat(data["plant"]["demo_anchor"]) + timedelta(minutes=10)
    with running_plant(simulator, usual_store, redis_url, doors().home, start, data=data) as running:
        yield running
        assert not untrue(simulator) and not bent() and not simulator.get("reports")


def ids(data: Mapping[str, Any]) -> set[str]:
    """Every id that is given in a plant."""
    return {str(value) for file, pattern, _ in CODES for _, value in select(data.get(file), pattern)}


def said(value: object) -> Iterator[str]:
    """Every text in a line of the trail."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from said(inner)
    if isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", PLANTS)
def test_the_copy_has_other_ids_and_loads(name: str) -> None:
    assert ids(data_of(name)) & ids(prefixed(data_of(name))) <= FORM_WORDS | GATES | HOUSE
    assert examine({file: Document(f"{file}.yaml", data) for file, data in other(name).items()})[1] == []


@pytest.mark.parametrize(("name", "kind"), WORK)
def test_work_of_a_plant_with_other_ids_plays_to_a_package_that_verifies(
    house: Plant, tmp_path: Path, name: str, kind: Callable[[Mapping[str, Any]], str]
) -> None:
    permit = whole_life(house, kind(other(name)))
    assert archive(house.now) == 1
    assert Permit.get_by_id(permit.id).state == "archived"
    assert {ask.person[: len(PREFIX)] for ask in of_subject(permit.subject) if ask.person} == {PREFIX}
    trail = [json.loads(entry.canonical) for entry in ledger.of_subject(permit.subject)]
    old = (ids(data_of(name)) - ids(other(name))) & looked_for().keys()
    assert old & {word for line in trail for word in said(line)} == set()
    export_matter(permit.subject, tmp_path / "permit.zip", house.base, house.now)
    checked = subprocess.run([sys.executable, "-I", verify.__file__, str(tmp_path / "permit.zip")], capture_output=True)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["anhe"])
def test_silence_calls_the_safety_office_and_the_duty_leader_of_a_plant_with_other_ids(house: Plant) -> None:
    story = Played(Cast(house), lambda line: None)
    permit = request(story, book(house.now).config.demo.form(f"{PREFIX}hot_work", {}))
    house.advance(31)
    called = [ask.person for ask in of_subject(permit.subject) if ask.kind == "alert.acknowledge"]
    assert called == [f"{PREFIX}U04", f"{PREFIX}U08"]
