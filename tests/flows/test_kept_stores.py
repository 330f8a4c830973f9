"""Houses of before, opened by today's code: nothing kept is lost, renamed or rewritten, and all of it goes on.

Each store is opened once and its day played, to the end on SQLite, by `make stories` on both kinds; the tests look at
what became of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rfc8785
import stories
from databases import empty_database
from kept_stores import box, going_on, opening, understood
from kept_stores.asked import export, permit_of
from kept_stores.going_on import Day
from kept_stores.stored import add, rows
from plant import Log, Plant
from rq import Queue
from rq.serializers import JSONSerializer
from truth import bent, untrue
from worlds import Here

from config.root import ROOT
from models import export as export_jobs
from models import findable, store
from models.ask import MOVABLE, Ask
from models.base import database
from models.delivery import Delivery
from models.findable import Sought
from models.meter import Heartbeat
from models.permit import Permit
from workers.clock import enter_those_of_before
from workers.queue import NAME

# Under load the day takes its time; it is played once a store.
pytestmark = pytest.mark.timeout(300)
TODAYS_VERIFIER = ROOT / "workers" / "evidence" / "verify.py"
# Its card stays until the work is over: what it can do stands in the trail.
WATCHES = "permit.watch"
# Written by today's code and not by yesterday's; the purpose of a text that answers words stood in no kept store.
# Purposes of texts: an answer in the chat; orders to stop and to go on, whom a stop has not reached, that the work is
# over. The guardian's card after the work. When a gas test is soon, and is, too old for the start.
ADDED = {
    "answer",
    "permit.stopped",
    "permit.resumed",
    "permit.untold",
    "relief",
    "permit.over",
    "permit.stay",
    "gas_soon_old",
    "gas_old",
}
LATER = {"of a later version": ["kept"]}
Rows = dict[Any, list[Any]]
BEFORE = ("archived", "closed", "cancelled", "lapsed")
# The code that plays is the same on both kinds of store. Until noon it reads, changes and adds to everything that is
# kept, which is enough for the second kind in `make test`.
UNTIL_NOON = ("working", "stopped", "returned", "second version")
OVER_AT_NOON = ("working", "stopped", *BEFORE, "new")
OVER = (*going_on.AT_WORK, *going_on.TO_SIGN, *BEFORE, "run out", "finished", "new")


@dataclass(frozen=True)
class Facts:
    """What may never change, as the store has it at one moment."""

    entries: Rows
    renditions: Rows
    rules: Rows
    blobs: set[str]
    subjects: Rows


@dataclass(frozen=True)
class House:
    """A kept house when it was opened. asked: id and kind of each open ask; half: what there was of an export."""

    kind: str
    plant: Plant
    about: box.About
    folder: Path
    redis_url: str
    names: understood.Names
    facts: Facts
    asked: dict[int, str]
    half: bytes
    log: Log

    @property
    def to_the_end(self) -> bool:
        """Whether its day is played to the evening."""
        return self.kind == "sqlite" or stories.everywhere()

    @property
    def over(self) -> tuple[str, ...]:
        return OVER if self.to_the_end else OVER_AT_NOON

    @property
    def package(self) -> Path:
        """One permit's, exported then; it carries the verifier of then."""
        return self.folder / "var" / "exports" / "package.zip"

    @property
    def verifier(self) -> Path:
        with zipfile.ZipFile(self.package) as package:
            return Path(package.extract("verify.py", self.folder))


@pytest.fixture(scope="module", params=opening.KINDS)
def house(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Yesterday's house on this kind of store, with what was on the phones and in the queue."""
    file = opening.file_of(opening.YESTERDAY, request.param)
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("kept")
        url = f"sqlite:///{folder}/house.db"
        if request.param == "postgres":
            url = stack.enter_context(empty_database(request.getfixturevalue("postgres")))
        log = stack.enter_context(listening())
        plant, about = stack.enter_context(opening.running_kept(simulator, file, url, redis_url, folder))
        kept = facts()
        store.write(add_keys_of_a_later_version)
        asked = {ask.id: ask.kind for ask in Ask.select().where(Ask.state.in_(MOVABLE), Ask.person != "")}
        names, half = understood.store_names(), half_done(folder / "var")
        yield House(request.param, plant, about, folder, redis_url, names, kept, asked, half, log)


@pytest.fixture(scope="module")
def evening(house: House) -> Day:
    """The same house when its day has been played to the end, or until noon."""
    day = Day(house.plant, dict(house.about.permits))
    if house.to_the_end:
        going_on.play(day, house.redis_url)
    else:
        going_on.play_until_noon(day, house.redis_url, *UNTIL_NOON)
    going_on.archive(day, house.redis_url)
    return day


@pytest.fixture(scope="module")
def now(house: House, evening: Day) -> Facts:
    return facts()


def kept_names() -> dict[str, understood.Names]:
    """The names of yesterday's code, and those in its store."""
    names: dict[str, understood.Names] = json.loads((box.DATA / opening.YESTERDAY / "names.json").read_text("utf-8"))
    return names


def facts() -> Facts:
    return Facts(
        _rows("SELECT id, canonical, hash FROM entry"),
        _rows("SELECT id, text, shown, body FROM rendition"),
        _rows("SELECT id, digest, data FROM rule_version"),
        set(_rows("SELECT sha256 FROM blob")),
        _rows("SELECT id, key FROM subject"),
    )


def _rows(query: str) -> Rows:
    """By the first column, the others as they are written."""
    return {key: values for key, *values in database.execute_sql(query).fetchall()}


def add_keys_of_a_later_version() -> None:
    """To each permit's facts and to what each open question needs to know."""
    for permit in rows("permit"):
        add("permit", permit, "work", LATER)
        add("permit", permit, "form", LATER)
    for ask in rows("ask"):
        if ask["state"] in MOVABLE and ask["person"]:
            add("ask", ask, "data", LATER)


def half_done(var: Path) -> bytes:
    """What holds of the export that was cut off."""
    folder = var / "exports" / "1"
    with closing(sqlite3.connect(folder / "index.db")) as index:
        [end] = index.execute("SELECT value FROM kept WHERE name = 'end'").fetchone()
    return (folder / "package.part").read_bytes()[:end]


@contextmanager
def listening() -> Iterator[Log]:
    """What the service warns of, for as long as the house is open."""
    log = Log()
    logging.getLogger("anhao").addHandler(log)
    yield log
    logging.getLogger("anhao").removeHandler(log)


# Opened -------------------------------------------------------------------------------------------------------------


def test_every_name_that_stored_data_rely_on_is_still_understood() -> None:
    """Nothing is renamed that stands in a store: what is understood may only grow."""
    kept, today = kept_names()["code"], understood.code_names()
    assert {what: lost for what in kept if (lost := set(kept[what]) - set(today[what]))} == {}


def test_the_store_opens_with_all_that_was_kept(house: House) -> None:
    assert not store.pending_migrations()
    numbers = [number for name, number in house.about.permits.items() if name != "blank"]
    assert [permit_of(number).number for number in numbers] == numbers
    assert house.names == kept_names()["store"]


# Gone on ------------------------------------------------------------------------------------------------------------


def test_what_was_there_before_the_search_is_found_once_the_clock_has_entered_it(house: House) -> None:
    assert findable.left() > 0
    while findable.left():
        enter_those_of_before()
    numbers = [permit.number for permit in Permit.select(Permit.number)]
    assert numbers
    for number in numbers:
        assert number in {row.number for row in findable.search(Sought(number)).rows}


def test_each_permit_goes_on_to_its_archive(house: House, evening: Day) -> None:
    assert evening.faults == {}
    states = {name: permit_of(evening.permits[name]).state for name in house.over}
    assert states == dict.fromkeys(states, "archived")


def test_nothing_is_waited_for_any_more(house: House, evening: Day) -> None:
    over = {f"permit/{evening.permits[name]}" for name in house.over}
    asked = Ask.select().where(Ask.state.in_(MOVABLE), Ask.person != "")
    left = [(ask.kind, ask.person, ask.subject.key) for ask in asked]
    assert [each for each in left if house.to_the_end or each[2] in over] == []


def test_every_phone_shows_what_the_store_says(house: House, evening: Day) -> None:
    assert [(row.purpose, row.person) for row in Delivery.select().where(Delivery.state != "sent")] == []
    assert not untrue(house.plant.simulator)
    assert bent() == []
    assert not house.plant.simulator.get("reports")
    assert house.log.lines == []


def test_an_old_card_of_each_kind_did_what_it_is_for(house: House, evening: Day) -> None:
    done = {ask.kind for ask in Ask.select().where(Ask.id.in_(list(house.asked)), Ask.state == "done")}
    asked = set(house.asked.values()) - {WATCHES}
    assert done == asked if house.to_the_end else asked > done > {"permit.sign", "permit.finish"}
    assert "permit.wound_up" in set(understood.store_names()["entries"]) - set(house.names["entries"])


def test_the_jobs_that_waited_in_the_queue_were_done(house: House, evening: Day) -> None:
    queue = Queue(NAME, connection=house.plant.house.redis, serializer=JSONSerializer)
    assert (queue.count, queue.failed_job_registry.count) == (0, 0)
    assert Heartbeat.get_or_none(Heartbeat.name == "worker") is not None


def test_what_is_written_now_has_the_names_of_before(house: House, evening: Day) -> None:
    """A name that is new here was renamed, or is a new thing of its own: then it belongs into ADDED."""
    names = kept_names()
    known = {name for part in names.values() for group in part.values() for line in group for name in line.split()}
    now = understood.store_names()
    assert {what: new for what in now if (new := set(now[what]) - known - ADDED)} == {}
    assert now["subjects"] == house.names["subjects"]


def test_numbers_go_on_from_those_of_before(house: House, evening: Day, now: Facts) -> None:
    added = [key for number, [key] in now.subjects.items() if number not in house.facts.subjects]
    added = [key for key in added if key.startswith("permit/")]
    assert added == [f"permit/{evening.permits['new']}"] == ["permit/SX-20261125-0003"]


# Untouched ----------------------------------------------------------------------------------------------------------


def test_what_was_written_and_shown_stays_as_it_was(house: House, now: Facts) -> None:
    before = house.facts
    assert {key: now.entries.get(key) for key in before.entries} == before.entries
    assert {key: now.renditions.get(key) for key in before.renditions} == before.renditions
    assert {key: now.subjects.get(key) for key in before.subjects} == before.subjects
    assert before.blobs <= now.blobs
    for canonical, digest in now.entries.values():
        assert hashlib.sha256(b"\x00" + canonical.encode()).hexdigest() == digest


def test_what_this_code_does_not_know_stays_beside_what_it_changes(house: House, evening: Day) -> None:
    permits = [row for row in rows("permit") if row["number"] in house.about.permits.values()]
    assert [permit["number"] for permit in permits if not permit["work"].items() >= LATER.items()] == []
    # A new version's form is the one that was sent.
    changed = evening.permits["returned"]
    assert [permit["number"] for permit in permits if not permit["form"].items() >= LATER.items()] == [changed]
    asked = [row for row in rows("ask") if row["id"] in house.asked]
    assert [ask["kind"] for ask in asked if not ask["data"].items() >= LATER.items()] == []


def test_no_float_is_written_into_the_trail(now: Facts) -> None:
    for canonical, _ in now.entries.values():
        json.loads(canonical, parse_float=pytest.fail)


def test_old_rule_versions_are_read_and_stay_as_they_were_written(house: House, evening: Day, now: Facts) -> None:
    assert {number: now.rules[number] for number in (1, 2)} == house.facts.rules
    assert [number for number, (digest, data) in now.rules.items() if digest != _digest(data)] == []
    ruled = {name: permit_of(evening.permits[name]).rules for name in ("working", "stopped", "gates")}
    assert ruled == {"working": "1", "stopped": "1", "gates": "2"}
    # The older version asks the guardian every two hours, the newer every hour and a half.
    assert evening.checks["stopped"] == 120
    assert evening.checks.get("gates", 90) == 90


def _digest(data: Any) -> str:
    """The digest of rules, worked out from what is stored by nothing of the house's own."""
    value = json.loads(data) if isinstance(data, str) else data
    return hashlib.sha256(rfc8785.dumps(_without_floats(value))).hexdigest()


def _without_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_floats(each) for each in value]
    return repr(value) if isinstance(value, float) else value


# Evidence -----------------------------------------------------------------------------------------------------------


def test_a_package_of_before_verifies_with_todays_verifier(house: House) -> None:
    assert verified(TODAYS_VERIFIER, house.package).startswith("OK ")


@pytest.mark.parametrize("name", ["working", "second version"])
def test_a_package_of_today_verifies_with_the_verifier_of_before(house: House, evening: Day, name: str) -> None:
    target = house.folder / f"{name}.zip"
    export(evening.permits[name], target)
    assert verified(house.verifier, target).startswith("OK ")


def test_half_an_export_goes_on_from_its_parts_and_verifies_with_both(house: House, evening: Day) -> None:
    [job] = export_jobs.newest(1)
    assert (job.state, job.done, job.total, job.words) == ("done", 3, 3, "")
    package = export_jobs.file_of(house.plant.house.settings.var, job)
    assert package is not None and package.read_bytes().startswith(house.half)
    for verifier in (TODAYS_VERIFIER, house.verifier):
        assert verified(verifier, package).startswith("OK ")


def verified(verifier: Path, package: Path) -> str:
    """What a bare Python says of the package."""
    command = [sys.executable, "-I", str(verifier), str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
