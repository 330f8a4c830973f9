"""Work of the second plant plays from the request to a package that verifies, by its own people and rules.

Three sites, no laboratory, other posts, certificates and kinds than the demo plant's, two kinds that are data only. The
stories of `test_scenarios.py` play every kind; here the people are looked at.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from doors import doors
from lives import Cast, Played, done, resume, stop, whole_life
from plant import Log, Plant, lizhou, running_plant
from playwright.sync_api import Page, expect
from truth import bent, untrue
from worlds import Here

from handlers.permits.gates.facts import gates_of
from models import permit as permits
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.gas import of_permit
from models.permit import Permit
from models.permit_work import layer_of
from rules.outside import QUESTION
from workers.archive import archive
from workers.evidence import verify
from workers.evidence.export import export_matter
from workers.scenarios import told
from workers.scenarios.cast import centre
from workers.scenarios.phone import Phone
from workers.scenarios.stage import Late
from workers.scenarios.turns import START_OF_WORK, TURNS, take
from workers.scenarios.whole_life import request

MORNING, NIGHT = "2026-11-25T08:10:00+08:00", "2026-11-25T20:30:00+08:00"
MISSING = "还没有高处作业票：请发「登高」办一张，在它申请里「和别的作业」勾上这张票"
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
        "ray_operator": ["fb-tan-tanshang6", "fb-tan-tanshang7"],
        "ray_watch": ["nj-jianhu7", "nj-jianhu8"],
    },
}


@pytest.fixture
def house(start: str, simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The second plant at the moment that the test names."""
    moment = datetime.fromisoformat(start)
    with running_plant(simulator, usual_store, redis_url, doors().home, moment, data=lizhou()) as running:
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


def ended_well(permit: Permit, plant: Plant, package: Path, *, testers: set[str], alarm: bool) -> None:
    """testers: the posts of those who tested the gas. alarm: a confined space is detected continuously, here by a
    portable alarm, as the plant has no detectors that report."""
    permit = Permit.get_by_id(permit.id)
    assert permit.state == "archived"
    assert at_home(permit)
    assert gas_testers(permit) == testers
    assert bool(permit.work.alarm) is alarm
    assert verified(permit, plant, package) == ""


@pytest.mark.parametrize("start", [MORNING])
def test_work_plays_to_the_archive_by_people_of_its_own_site(house: Plant, tmp_path: Path) -> None:
    permit = whole_life(house, "xianzhi")
    assert archive(house.now) == 1
    ended_well(permit, house, tmp_path / "permit.zip", testers={"测爆员"}, alarm=True)


@pytest.mark.parametrize("start", [MORNING])
def test_the_story_behind_its_button_keeps_every_promise(house: Plant) -> None:
    story = Played(Cast(house), print, name=str(lizhou()["demo"]["story"]))
    permit = told.play(story)
    assert story.broken == []
    assert {("所在基层单位", "zhuren"), ("安全管理部门", "xiaofang")} <= set(signed(permit))


@pytest.mark.parametrize("start", [NIGHT])
def test_the_form_takes_nothing_that_it_forbids(house: Plant) -> None:
    for answer, words in (
        ({"ray_operator": ["fb-tan-tanshang6"]}, "「射线操作人（至少两人）」至少 2 人，现在 1 人：请加上"),
        ({"supervised_m": 3}, "「监督区边界离射线源」3 米，比「控制区边界离射线源」25 米还小：请改正"),
        ({"activity_ci": ""}, "「γ 源活度」没填：请填上"),
    ):
        with pytest.raises(Late, match=re.escape(words)):
            whole_life(house, "shexian", **{**GAMMA, "inputs": GAMMA["inputs"] | answer})


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


@pytest.mark.parametrize("start", [MORNING])
def test_a_kind_of_its_own_waits_for_the_permit_of_the_standards_work_that_is_in_it(house: Plant) -> None:
    rules = book(house.now)
    hours = {"starts_at": "2026-11-25T09:00:00+08:00", "ends_at": "2026-11-25T11:00:00+08:00"}
    given = rules.config.demo.form("shexian", hours)
    who, at = rules.plant.person(given["work_leader"]), centre(rules.plant.area(given["area"]))
    leader = Phone(house.simulator, house.base, who.platform, who.account, who.name, at)
    asked = {field.id: field for field in rules.config.templates.kinds["shexian"].fields}[QUESTION]
    assert asked.required and len(asked.choices) == 9

    def send(word: str, form: dict[str, Any], **answers: Any) -> str:
        leader.say(word)
        house.settle()
        page = leader.open(leader.tap(leader.messages()[-1], "填写申请")["open"])
        inputs = {name: each for name, each in {**form["inputs"], **answers}.items() if each != []}
        return str(page.act("permit.request", {**form, "inputs": inputs, "position": leader.position()})["words"])

    assert "「这项作业里有没有」没填" in send("射线", given, standard_works=[])
    assert "选了“都没有”，又选了别的" in send("射线", given, standard_works=["都没有", "登高"])
    refused = send("射线", given, standard_works=["断路"])
    assert "作业里有断路。本厂不办断路的票，这项作业不能申请" in refused
    assert Permit.select().count() == 0
    send("射线", given, standard_works=["登高"])
    own = Permit.select().get()
    assert any("作业里有登高，要单独办票，办好才能开工" in reason for reason in own.reasons)
    assert own.template["outside"].startswith("不属标准的八类：开射线机") and "2026-09-28 定" in own.template["outside"]

    def gate() -> str:
        found = gates_of(Permit.get_by_id(own.id), house.now, present=True)
        return next(each.todo for each in found if each.id == "related")

    assert gate() == MISSING
    high = rules.config.demo.form("denggao", {**hours, "area": given["area"], "related": [own.number]})
    send("登高", high)
    other = Permit.select().order_by(Permit.id.desc()).get()
    assert gate().startswith(f"关联票 {other.number} 现在是") and "还没有" not in gate()


@pytest.mark.parametrize("start", [MORNING])
def test_it_starts_goes_on_and_ends_with_the_permit_of_the_work_that_is_in_it(house: Plant, tmp_path: Path) -> None:
    lines: list[str] = []
    story, demo = Played(Cast(house), lines.append), book(house.now).config.demo

    def stands(permit: Permit) -> str:
        return str(Permit.get_by_id(permit.id).state)

    def begin(permit: Permit) -> None:
        [ask] = [each for each in of_subject(permit.subject) if each.kind == START_OF_WORK and each.state in MOVABLE]
        take(story, permit, ask)

    def sides(permit: Permit) -> list[Ask]:
        return [each for each in of_subject(permit.subject) if each.kind == "permit.resume" and each.state in MOVABLE]

    def goes_on(permit: Permit) -> list[str]:
        return [str(resume(story, permit, ask)["words"]) for ask in sides(permit)]

    def climb() -> Permit:
        people = {"work_leader": "bz-hanzhang2", "guardian": "bz-jianhu4", "workers": ["bz-maogong6"]}
        wanted = demo.form("denggao", {**people, "area": own.area, "related": [own.number]})
        permit = request(story, wanted)
        done(story, permit, but=START_OF_WORK)
        house.set_time(max(house.now, permit.starts_at))
        return permit

    own = request(story, demo.form("jiaoshoujia", {"inputs": {"standard_works": ["登高"]}}))
    done(story, own, but=START_OF_WORK)
    house.set_time(own.starts_at)
    with pytest.raises(Late, match=MISSING):
        begin(own)
    high = climb()
    begin(own)
    begin(high)
    assert stands(own) == stands(high) == "working"

    stop(story, own)
    assert stands(own) == stands(high) == "suspended"
    assert f"关联票 {high.number} 还停着：请先让它复工" in goes_on(own)[0]
    assert "复工了" in goes_on(high)[-1]
    assert "复工了" in goes_on(own)[-1]

    done(story, high)
    assert (stands(own), stands(high)) == ("working", "closed")
    stop(story, own)
    assert MISSING in goes_on(own)[0]
    again = climb()
    assert "复工了" in goes_on(own)[-1]
    begin(again)
    assert stands(own) == stands(again) == "working"

    done(story, again)
    done(story, own)
    assert archive(house.now) == 3
    ended_well(own, house, tmp_path / "permit.zip", testers=set(), alarm=False)


@pytest.mark.parametrize("start", [MORNING])
def test_below_a_scaffold_that_is_being_built_nobody_starts_without_a_double_layer(house: Plant) -> None:
    story, demo = Played(Cast(house), [].append), book(house.now).config.demo
    scaffold = request(story, demo.form("jiaoshoujia", {}))
    done(story, scaffold, but=START_OF_WORK)
    power = request(story, demo.form("lindian", {"guardian": "bz-jianhu4"}))
    assert any("最高 36 米" in each and "双层隔离层" in each for each in power.reasons)
    done(story, power, but=START_OF_WORK)
    house.set_time(max(house.now, power.starts_at))
    for permit in (scaffold, power):
        [ask] = [each for each in of_subject(permit.subject) if each.kind == START_OF_WORK and each.state in MOVABLE]
        take(story, permit, ask)
    both = [Permit.get_by_id(each.id) for each in (scaffold, power)]
    assert [each.state for each in both] == ["working", "working"]
    [coordinator] = {permits.coordinator(each) for each in both}
    assert set(book(house.now).plant.person(coordinator).posts) & set(book(house.now).plant.roles.area_rep)
    [seen] = both[1].work.crossings
    assert seen == scaffold.number and both[1].work.measures[layer_of(seen)].photo


@pytest.mark.parametrize("start", [NIGHT])
def test_the_form_asks_for_what_the_chosen_source_needs(house: Plant, screen: Page) -> None:
    leader = GAMMA["work_leader"]
    cast_phone = Cast(house).phone(leader)
    cast_phone.say("射线")
    house.settle()
    request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    screen.context.add_cookies([{"name": "sim_phone", "value": cast_phone.id, "url": house.simulator.url}])
    screen.goto(f"{house.base}/h5/{cast_phone.platform}/request/{request.id}?r=1")
    activity, voltage = screen.locator('[data-label="γ 源活度"]'), screen.locator('[data-label="管电压"]')
    expect(activity).to_be_hidden()
    expect(voltage).to_be_hidden()
    source = screen.locator('[data-label="用 γ 源"]')
    source.locator(".choice", has_text="是").tap()
    expect(activity).to_be_visible()
    expect(voltage).to_be_hidden()
    source.locator(".choice", has_text="否").tap()
    expect(activity).to_be_hidden()
    expect(voltage).to_be_visible()
    screen.locator("#confirm").tap()
    expect(screen.locator("#bar")).to_contain_text("还差")
    expect(voltage).to_contain_text("还差管电压")
