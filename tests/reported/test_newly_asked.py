"""A course newly asked of people who are there shuts the gate once its grace is over; whoever is new learns what his
part asks, whatever his post."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from builders import filled, request_page
from click.testing import CliRunner, Result
from doors import doors
from gates import open_asks, page_of, ready, start
from plant import Log, Plant, anhe, lizhou, running_plant
from screens import everybody
from sensing import quiet
from staff_acts import event, hr_key, tell
from training_acts import begin, only
from worlds import Here

from config.root import ROOT
from config.settings import Settings
from handlers.commands import register
from handlers.plant import keep
from models import qualified, rulebook, store
from models.book import book
from rules.job import Job
from rules.qualifications import Lack

ANHE = ROOT / "config" / "plants" / "anhe"
# By plant: somebody, a course that no trade of his asks, the role that his trade opens, the kind and the place; and
# the same of somebody else.
THERE = {
    "anhe": ("U30", "ELEC-201", "guardian", "hot_work", "tank"),
    "lizhou": ("bz-jianhu1", "KC-JS", "guardian", "donghuo", "bz-zhuta"),
}
OTHERS = {
    "anhe": ("U34", "ELEC-201", "worker", "hot_work", "tank"),
    "lizhou": ("bz-hangong1", "KC-JS", "worker", "donghuo", "bz-zhuta"),
}


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = of_these_posts(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def of_these_posts(name: str) -> dict[str, Any]:
    """The plant's data, with nothing to learn for anybody else."""
    data = anhe() if name == "anhe" else lizhou()
    people = {each[name][0] for each in (THERE, OTHERS)}
    return only(data, *(post for each in data["plant"]["people"] if each["id"] in people for post in each["posts"]))


def data_of(plant: Plant, data: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(data or anhe())
    found["posts_matrix"]["version"] += 1
    return found


def load(plant: Plant, data: dict[str, Any]) -> None:
    store.write(lambda: keep(data, plant.now))
    plant.turn()


def ask(data: dict[str, Any], post: str, course: str, *, of_part: str) -> None:
    """The matrix asks one course more of a post: in a trade that opens this role, or in one that opens none."""
    trades = data["posts_matrix"]["trades"]
    if of_part:
        mine = (each for each in trades if post in each["posts"])
        trade = next(each for each in mine if of_part in (part["role"] for part in each["permit_roles"]))
        trade["courses"].append(course)
    else:
        trades.append(
            {**trades[0], "id": "NEW-1", "posts": [post], "courses": [course], "permit_roles": [], "certs": []}
        )


def lacks(plant: Plant, person: str, role: str, kind: str, area: str, days: int = 0) -> list[Lack]:
    """What somebody lacks for a role by courses, so many days later."""
    rules, at = book(plant.now), plant.now + timedelta(days)
    job = Job(kind, "", area, at, at, "", "", (), "", False, {role: (person,)})
    found = qualified.lacks(job, rules, rules.config.templates, plant.now, at)
    return [each for each in found if each.person == person and each.role == role and each.by_course]


def lacked(plant: Plant, whom: tuple[str, str, str, str, str], days: int) -> list[str]:
    """The courses that he lacks so many days later, each with the end of its grace."""
    person, _, role, kind, area = whom
    found = lacks(plant, person, role, kind, area, days)
    assert all("宽限到" in lack.words for lack in found)
    return [lack.code for lack in found]


def test_a_new_course_lets_people_work_on_through_its_grace_and_no_day_longer(each_plant: Plant) -> None:
    """One that his part asks has no day of grace, any other one two weeks."""
    plant = each_plant
    here = book(plant.now).plant.company.id
    of_part, of_none = THERE[here], OTHERS[here]
    begin(plant)
    plant.advance(1)
    data = data_of(plant, of_these_posts(here))
    for whom, part in ((of_part, "guardian"), (of_none, "")):
        assert lacked(plant, whom, 60) == []
        ask(data, plant.person(whom[0]).posts[0], whom[1], of_part=part)
    load(plant, data)
    assert [lacked(plant, of_part, days) for days in (0, 1)] == [[], [of_part[1]]]
    assert [lacked(plant, of_none, days) for days in (14, 15)] == [[], [of_none[1]]]
    # Other news of the plant changes nothing, and who never had to learn it is not asked.
    held = hr_key(plant)
    tell(plant, held, event(plant, "m1", "left", "U42" if book(plant.now).plant.knows("U42") else "bz-tugong1"))
    assert [lacked(plant, of_part, 1), lacked(plant, of_none, 15)] == [[of_part[1]], [of_none[1]]]
    # Taken back, it shuts nothing.
    data = data_of(plant, of_these_posts(here))
    data["posts_matrix"]["version"] += 1
    load(plant, data)
    assert [lacked(plant, each, 60) for each in (of_part, of_none)] == [[], []]


def test_whoever_loads_a_new_course_reads_whom_it_will_shut_out_and_when(plant: Plant, tmp_path: Path) -> None:
    """Nothing said that a line in the matrix keeps a whole trade from its permits the next day."""
    folder = Path(shutil.copytree(ANHE, tmp_path / "anhe"))
    matrix = folder / "posts_matrix.yaml"
    command(str(folder))
    files = rulebook.files(book(plant.now).version)[1]["posts_matrix"]
    changed = deepcopy(files)
    changed["version"] += 1
    for opens in ("guardian", ""):
        ask({"posts_matrix": changed}, "guardian" if opens else "crane_operator", "ELEC-201", of_part=opens)
    matrix.write_text(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False), "utf-8")
    before = command("--check", str(folder)).output
    assert "ELEC" not in before and "新加" not in before
    begin(plant)
    plant.advance(1)
    checked = command("--check", str(folder)).output
    guard = sum("guardian" in each.posts for each in book(plant.now).plant.people)
    assert (
        f"监护人 {guard} 人新加《用电安全与触电急救》：明天起没学完上不了票（grace_days 的 permit_roles: 0" in checked
    )
    assert "人新加《用电安全与触电急救》：宽限到2026年" in checked, checked
    said = [each for each in checked.splitlines() if "新加" in each]
    assert len(said) == 2
    loaded = command(str(folder)).output
    assert [each for each in loaded.splitlines() if "新加" in each] == said
    assert "新加" not in command(str(folder)).output


def command(*words: str) -> Result:
    group = click.Group()
    register(group, Settings(var=Path("var")))
    return CliRunner().invoke(group, ["load-plant", *words])


def test_what_was_asked_before_the_training_began_is_the_opening_state(plant: Plant) -> None:
    person, course, role, kind, area = THERE["anhe"]
    data = data_of(plant)
    ask(data, "guardian", course, of_part=role)
    plant.advance(1)
    load(plant, data)
    begin(plant)
    assert lacks(plant, person, role, kind, area, 60) == []


def test_data_that_know_no_grace_never_shut_anybody_out(plant: Plant) -> None:
    person, course, role, kind, area = THERE["anhe"]
    begin(plant)
    plant.advance(1)
    data = data_of(plant)
    ask(data, "guardian", course, of_part=role)
    del data["posts_matrix"]["grace_days"]
    load(plant, data)
    assert lacks(plant, person, role, kind, area, 60) == []
    # What comes with the grace later is no news either.
    data = deepcopy(data)
    data["posts_matrix"] |= {"version": 99, "grace_days": {"general": 14, "permit_roles": 0}}
    plant.advance(1)
    load(plant, data)
    assert lacks(plant, person, role, kind, area, 60) == []


def test_the_gate_is_amber_on_the_day_itself(plant: Plant) -> None:
    permit = ready(plant)
    begin(plant)
    [card] = open_asks(permit, "permit.start")
    data = data_of(plant)
    ask(data, "guardian", "ELEC-201", of_part="guardian")
    load(plant, data)
    line = next(each for each in page_of(plant, card).html.splitlines() if "还欠 " in each)
    assert "gate doubt" in line
    assert start(plant, permit)["tone"] == "done"
    quiet(plant)


def test_a_permit_refuses_whoever_has_not_learned_it_after_its_grace_and_says_so(plant: Plant) -> None:
    begin(plant)
    plant.advance(1)
    data = data_of(plant)
    ask(data, "guardian", "ELEC-201", of_part="guardian")
    load(plant, data)
    # The next day on which his crew works.
    plant.set_time(plant.now + timedelta(days=4))
    answer = request_page(plant).act("permit.request", filled(plant))
    assert answer["tone"] == "stop"
    assert (
        "乐正迟还没学完《用电安全与触电急救》，宽限到2026年11月25日，不能当监护人：请换人，或让他先学完"
        in answer["words"]
    )
    everybody(plant)


def test_somebody_new_learns_what_his_part_asks_whatever_his_post(plant: Plant) -> None:
    """An electrician is no one whose post asks for confined spaces."""
    begin(plant)
    old, new = "U35", "N01"
    inside = ("worker", "confined_space", "sewage")
    assert lacks(plant, old, *inside) == []
    said = {"department": "elec", "posts": ["electrician"], "supervisor": "U10"}
    assert tell(plant, hr_key(plant), event(plant, "e1", "joined", new, name="路新来", **said)) == ["kept"]
    plant.expect("U05", "请带新人：路新来")
    found = {each.code: each for each in lacks(plant, new, *inside)}
    assert {"CONF-201", "ELEC-201"} <= {*found}
    assert "由安全部门给他加上岗位再学" in found["CONF-201"].words and "让他先学完" in found["ELEC-201"].words
    # Gas is tested by two trades: he is asked for what both of them ask, not for all that one of them does.
    gas = {each.code for each in lacks(plant, new, "gas_analyst", "hot_work", "tank")}
    assert "CONF-201" in gas and "HGT-201" not in gas
    assert lacks(plant, old, *inside) == []
