"""Work of the second plant plays from the request to a package that verifies, by its own people and rules.

Three sites, no laboratory, other posts, certificates and kinds than the demo plant's, two kinds that are data only. The
stories of `test_scenarios.py` play every kind; here the people are looked at.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from lives import Cast, Played, whole_life
from plant import Log, Plant, running_plant
from truth import bent, untrue

from config.loader import raw
from config.settings import ROOT
from models.ask import of_subject
from models.book import book
from models.gas import of_permit
from models.permit import Permit
from workers.archive import archive
from workers.evidence import verify
from workers.evidence.export import export_matter
from workers.scenarios import told
from workers.scenarios.cast import centre
from workers.scenarios.phone import Phone
from workers.scenarios.simulator import Simulator
from workers.scenarios.turns import TURNS

# One that needs a gas test, and one that is the plant's own; each with those who test the gas.
TESTERS = {"xianzhi": {"测爆员"}, "jiaoshoujia": set[str]()}
MORNING, NIGHT = "2026-11-25T08:10:00+08:00", "2026-11-25T20:30:00+08:00"
# A gamma source in the open at night, with the crew of the night: all that daylight and the exposure room spare.
GAMMA: dict[str, Any] = {
    "area": "nj-zongpin",
    "part": "二号总拼胎架",
    "work_leader": "nj-jiance2",
    "guardian": "nj-jianhu6",
    "inputs": {
        "outside_room": True,
        "gamma_source": True,
        "device_no": "IR192-0417",
        "activity_ci": 60,
        "exposures": 24,
        "controlled_m": 25,
        "supervised_m": 60,
        "night_work": True,
        "ray_operator": ["fb-tan-tanshang6", "fb-tan-tanshang7"],
        "ray_watch": ["nj-jianhu7", "nj-jianhu8"],
    },
}


@cache
def lizhou() -> dict[str, Any]:
    return raw(ROOT / "config" / "plants" / "lizhou")


@pytest.fixture
def house(
    start: str, simulator: Simulator, redis_url: str, store_url: str, tmp_path: Path, log: Log
) -> Iterator[Plant]:
    """The second plant at the moment that the test names."""
    moment = datetime.fromisoformat(start)
    with running_plant(simulator, store_url, redis_url, tmp_path, moment, data=lizhou()) as running:
        yield running
        assert not untrue(simulator) and not bent() and not simulator.get("reports")


def signed(permit: Permit) -> list[tuple[str, str]]:
    """Each line of the form, in the order of asking, with the post of who signed it."""
    plant = book(permit.requested_at).plant
    asked = [ask for ask in of_subject(permit.subject) if ask.kind == "permit.sign" and ask.state == "done"]
    return [(ask.data["signs_for"], plant.person(ask.person).posts[0]) for ask in asked]


def at_home(permit: Permit) -> bool:
    """Whether nobody had to come from another base, a hundred kilometres away; copies go to the company too."""
    plant = book(permit.requested_at).plant
    base = plant.area(permit.area).department
    people = [plant.person(ask.person) for ask in of_subject(permit.subject) if ask.kind in TURNS]
    return all(person.department == base or plant.is_contractor(person) for person in people)


def gas_testers(permit: Permit) -> set[str]:
    """The posts of those who tested the gas."""
    plant = book(permit.requested_at).plant
    return {plant.posts[plant.person(test.analyst).posts[0]].name for test in of_permit(permit)}


def verified(permit: Permit, plant: Plant, package: Path) -> str:
    """What is wrong with its package; empty when it verifies."""
    export_matter(permit.subject, package, plant.base, plant.now)
    checked = subprocess.run([sys.executable, "-I", verify.__file__, str(package)], capture_output=True, text=True)
    return checked.stdout if checked.returncode else ""


@pytest.mark.parametrize("start", [MORNING])
@pytest.mark.parametrize("kind", TESTERS)
def test_work_plays_to_the_archive_by_people_of_its_own_site(house: Plant, tmp_path: Path, kind: str) -> None:
    permit = whole_life(house, kind)
    assert archive(house.now) == 1
    assert Permit.get_by_id(permit.id).state == "archived"
    assert at_home(permit)
    assert gas_testers(permit) == TESTERS[kind]
    assert verified(permit, house, tmp_path / "permit.zip") == ""


@pytest.mark.parametrize("start", [MORNING])
def test_the_story_behind_its_button_keeps_every_promise(house: Plant) -> None:
    story = Played(Cast(house), print, name=str(lizhou()["demo"]["story"]))
    permit = told.play(story)
    assert story.broken == []
    assert {("所在基层单位", "zhuren"), ("安全管理部门", "xiaofang")} <= set(signed(permit))


@pytest.mark.parametrize("start", [NIGHT])
def test_a_gamma_source_at_night_is_allowed_by_people_called_in_and_watched_by_the_night_crew(house: Plant) -> None:
    permit = whole_life(house, "shexian", **GAMMA)
    assert permit.level == "site-gamma"
    assert signed(permit) == [
        ("作业负责人意见", "jiance"),
        ("属地核查", "anyuan"),
        ("会签单位", "fushe"),
        ("安全管理部门", "xiaofang"),
        ("会签单位", "gongzhang"),
        ("主管厂长或总工程师", "jidizhang"),
    ]
    plant = book(house.now).plant
    called = {ask.person for ask in of_subject(permit.subject) if ask.data.get("on_call")}
    assert {plant.person(person).posts[0] for person in called} >= {"fushe", "xiaofang", "jidizhang"}
    assert at_home(permit)


@pytest.mark.parametrize("start", [MORNING])
def test_no_level_is_shown_while_what_decides_it_is_still_open(house: Plant) -> None:
    plant = book(house.now).plant
    who, at = plant.person("nj-jiance2"), centre(plant.area("nj-zongpin"))
    leader = Phone(house.simulator, house.base, who.platform, who.account, who.name, at)
    leader.say("射线")
    house.settle()
    page = leader.open(leader.tap(leader.messages()[-1], "填写申请")["open"])
    hours = {"starts_at": "2026-11-25T09:00:00+08:00", "ends_at": "2026-11-25T11:00:00+08:00"}
    form = {"kind": "shexian", "area": "nj-zongpin", "contractor": False, "level": "", "inputs": {}, **hours}

    def level(**answers: bool) -> str:
        given = {**form, "inputs": answers}
        reply = requests.post(f"{page.base}/h5/outlook", json=given, headers={"X-Page-Token": page.token}, timeout=10)
        return str(reply.json()["level"])

    assert level() == level(outside_room=False) == ""
    assert level(outside_room=True) == "site-x"
    assert level(outside_room=False, gamma_source=False) == "room"
