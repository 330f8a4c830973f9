"""Rounds that come by themselves, walked from a card, and written down when nobody walks them; campaigns; what is out
of service."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from builders import open_card
from doors import doors
from hazard_acts import newest as newest_hazard
from patrol_acts import again, asked, begin, code, desk, kinds, look, newest, of, officer, page
from plant import Log, Plant, anhe, running_plant
from pypdf import PdfReader
from worlds import Here

from models import patrol as patrols
from models.ask import Ask
from models.book import book
from models.ledger import of_subject
from models.patrol import Patrol
from models.patrol_sheet import Missed
from rules.plant import Person
from workers.archive import archive
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios.phone import text_of

TANKS, SHIFT = "ws3/shift_foreman", 4 * 60
NOON = 230  # minutes from the morning to the first hourly round


@pytest.mark.both_stores
def test_a_round_is_one_card_its_points_are_taps_and_a_finding_is_a_hazard(plant: Plant, tmp_path: Path) -> None:
    begin(plant)
    plant.advance(NOON)
    patrol = of(TANKS)
    [walker] = asked(patrol)
    opened = page(plant, walker)
    assert [point.id for point in patrol.sheet.points] == ["FX-T101", "FX-P102", "FX-LPG"]
    assert opened.act("patrol.read", {"site": code(plant, "tank")})["tone"] == "info"
    foreign = opened.act("patrol.read", {"site": code(plant, "sewage")})
    assert (foreign["tone"], "不是这一圈的" in foreign["words"]) == ("stop", True)
    first = look(opened, "FX-T101")
    assert first["words"] == "记下了：正常。还有 2 处。"
    assert first["stands"]["FX-T101"]["word"] == "正常"
    # The same act that is sent again is answered the same; another answer to the same point replaces it.
    assert look(opened, "FX-T101")["words"] == first["words"]
    found = look(opened, "FX-P102", ok=False, measure="CS-P102-1")
    hazard = newest_hazard()
    assert hazard.number in found["words"]
    assert look(opened, "FX-P102", ok=False, note="又点了一次")["words"].startswith("甲苯泵 P-102已经报了")
    assert (hazard.area, hazard.report.spot, hazard.finder) == ("tank", "甲苯泵 P-102", walker)
    assert hazard.report.words == "甲苯泵 P-102有问题，应该是：机封不漏，泵不异响、不发烫"
    assert dict(hazard.report.origin.kept) == {
        "source": "patrol",
        "number": patrol.number,
        "point": "FX-P102",
        "measure": "CS-P102-1",
    }
    last = look(opened, "FX-LPG")
    assert (last["tone"], last["words"]) == ("done", "记下了：正常。这一圈查完了：3 处，1 处有问题，已报。")
    plant.settle()
    patrol = again(patrol)
    assert (patrol.state, patrol.looked, patrol.hazard, patrol.missed) == ("done", 3, 1, 0)
    assert patrol.sheet.found["FX-T101"].scanned.startswith("现场码")
    assert patrol.sheet.found["FX-LPG"].scanned == ""
    assert kinds(patrol)[:2] == ["patrol.opened", "patrol.given"] and kinds(patrol)[-1] == "patrol.done"
    plant.expect_all(*(person.id for person in _everybody(plant)))
    archive(plant.now)
    patrol = again(patrol)
    assert (patrol.state, patrols.stands(patrol)[0]) == ("archived", "查完 3 处，1 处有问题")
    package = tmp_path / "round.zip"
    export_matter(patrol.subject, package, plant.base, plant.now)
    words = _verified(package)
    for told in (patrol.number, hazard.number, "没扫码", "机封不漏", "储运车间当班班长", "不保证哪个平台收"):
        assert told in words, told
    codes = _codes(package)
    assert (codes["checkRecordId"], codes["dangerSrc"], codes["checkCycle"], codes["checkCycleUnit"]) == (
        patrol.number,
        1,
        4,
        "小时",
    )
    statuses = {each["riskMeasureId"]: each["checkStatus"] for each in codes["checks"]}
    assert statuses == {"CS-T101-1": 0, "CS-T101-2": 0, "CS-P102-1": 1, "CS-LPG-1": 0}
    archive(plant.now)
    export_matter(hazard.subject, package, plant.base, plant.now)
    told_of = _codes(package)
    # A control measure that failed; nobody on the floor gave a code.
    assert (told_of["dangerSrc"], told_of["riskMeasureId"], told_of["checkRecordId"], told_of["dangerState"]) == (
        9,
        "CS-P102-1",
        patrol.number,
        0,
    )


def test_a_round_that_nobody_walks_is_written_down_and_one_card_tells_of_many(plant: Plant) -> None:
    begin(plant)
    plant.advance(NOON + 2 * SHIFT + 125)
    rows = list(Patrol.select().where(Patrol.plan.startswith(TANKS)))
    assert [(row.outcome, row.missed) for row in rows] == [("missed", 3)] * 3
    [told] = [json.loads(each.canonical) for each in of_subject(rows[0].subject) if each.kind == "patrol.missed"]
    assert told["actor"] == {"system": "patrols"}
    assert [each["note"] for each in told["data"]["left"]] == ["到点没查"] * 3
    cards = {ask.person: Missed.of(ask).numbers for ask in Ask.select().where(Ask.kind == "patrol.missed")}
    assert all(len(set(numbers)) == len(numbers) for numbers in cards.values())
    chief = next(person for person, numbers in cards.items() if rows[0].number in numbers)
    assert Ask.select().where(Ask.kind == "patrol.missed", Ask.person == chief).count() == 1
    card = next(each for each in plant.phone(chief).messages() if "没有查" in text_of(each))
    plant.phone(chief).tap(card, "知道了")
    plant.settle()
    assert {ask.state for ask in Ask.select().where(Ask.kind == "patrol.missed", Ask.person == chief)} == {"done"}
    plant.expect_all(*(person.id for person in _everybody(plant)))


def test_what_came_due_while_the_house_was_down_is_written_down(plant: Plant) -> None:
    begin(plant)
    plant.set_time(plant.now + timedelta(minutes=NOON + SHIFT + 10))
    plant.turn()
    first, second = Patrol.select().where(Patrol.plan.startswith(TANKS)).order_by(Patrol.id)
    assert (first.outcome, second.state) == ("missed", "walking")
    assert {each.note for each in first.sheet.found.values()} == {"当时系统没开"}
    assert f"{second.starts_at:%H:%M}" == "16:00"
    plant.expect_all(*(person.id for person in _everybody(plant)))


def test_a_round_goes_on_with_who_is_there(plant: Plant) -> None:
    begin(plant)
    plant.advance(NOON + SHIFT)
    patrol = of(TANKS)
    [walker] = asked(patrol)
    plant.phone(walker).say("我不在")
    plant.settle()
    form = open_card(plant, walker, plant.expect(walker, "我不在"), "去登记")
    form.act("leave.take", {"until": f"{plant.now:%Y-%m-%d}", "cover": ""})
    plant.settle()
    [other] = asked(patrol)
    assert other != walker
    assert "patrol.passed" in kinds(patrol)
    plant.expect_all(*(person.id for person in _everybody(plant)))


def test_what_is_out_of_service_is_left_out_with_its_reason(plant: Plant) -> None:
    begin(plant)
    opened = desk(plant, officer())
    until = f"{plant.now + timedelta(days=1):%Y-%m-%dT%H:%M}"
    refused = opened.act("patrol.stop", {"point": "FX-T101", "until": until}, text="")
    assert (refused["tone"], refused["words"]) == ("stop", "还要写一句为什么停用。")
    stopped = opened.act("patrol.stop", {"point": "FX-T101", "until": until}, text="清罐检修")
    assert stopped["tone"] == "done", stopped
    plant.advance(NOON)
    patrol = of(TANKS)
    assert patrol.sheet.found["FX-T101"].note == "清罐检修"
    [walker] = asked(patrol)
    assert "2 处" in text_of(plant.expect(walker, "请巡检"))
    back = desk(plant, officer()).act("patrol.back", {"point": "FX-T101"})
    assert back["tone"] == "done", back
    # Nobody walked it: what was out of service when it began is not missed.
    plant.advance(121)
    patrol = again(patrol)
    assert (patrol.outcome, patrol.missed, patrol.idle) == ("missed", 2, 1)
    plant.expect_all(*(person.id for person in _everybody(plant)))


def test_a_campaign_has_its_checklist_its_period_and_its_coverage(plant: Plant, tmp_path: Path) -> None:
    opened = desk(plant, officer())
    stranger = desk(plant, "U34").act("patrol.campaign", {"checklist": "ZX-DONG"})
    assert (stranger["tone"], stranger["words"]) == ("stop", "专项检查由安全部门开始。请找安全部门。")
    answer = opened.act("patrol.campaign", {"checklist": "ZX-DONG"})
    assert answer["tone"] == "done", answer
    plant.settle()
    patrol = newest()
    assert (patrol.number[:3], patrol.total, patrol.sheet.source) == ("ZX-", 12, "seasonal")
    people = asked(patrol)
    assert len(people) == len(set(people)) > 1
    for person in people:
        walked = page(plant, person, "请检查")
        mine = again(patrol).sheet.of(person)
        for point in mine[:-1]:
            look(walked, point.id)
        left = walked.act("patrol.leave", {}, text="平台封了，上不去")
        assert left["tone"] == "done", left
    plant.settle()
    patrol = again(patrol)
    assert (patrol.state, patrol.looked, patrol.missed) == ("missed", 12 - len(people), len(people))
    assert patrols.count(patrol).percent == (12 - len(people)) * 100 // 12
    package = tmp_path / "campaign.zip"
    archive(plant.now)
    export_matter(patrol.subject, package, plant.base, plant.now)
    words = _verified(package)
    for told in (patrol.number, "冬季防冻防滑检查", "平台封了", "未排查"):
        assert told in words, told
    plant.expect_all(*(person.id for person in _everybody(plant)))


def test_the_code_on_a_machine_counts_for_it_and_its_hazard_is_the_machine_s(plant: Plant) -> None:
    begin(plant)
    plant.advance(NOON)
    patrol = of("ws4/shift_foreman")
    [walker] = asked(patrol)
    opened = page(plant, walker)
    read = opened.act("patrol.read", {"site": code(plant, "p-201a")})
    assert (read["tone"], read["words"]) == ("info", "扫到了：污水处理站。看过点「正常」或「有问题」。")
    look(opened, "FX-P201", ok=False, note="护罩松了")
    hazard = newest_hazard()
    assert (hazard.report.machine, hazard.report.area_by, hazard.area) == ("p-201a", "code", "sewage")
    found = again(patrol).sheet.found
    assert found["FX-P201"].scanned.startswith("设备码")
    plant.settle()
    plant.expect_all(*(person.id for person in _everybody(plant)))


@pytest.fixture
def at_night(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """A plant in which the only round falls due at 03:00, when nobody who could walk it is at work."""
    data = copy.deepcopy(anhe())
    [point] = [each for each in data["measures"]["points"] if each["id"] == "FX-XF"]
    [measure] = point["events"][0]["measures"]
    measure |= {"unit": "days", "days": "every", "from": "03:00", "within_min": 480}
    data["measures"]["points"] = [point]
    data["plant"]["roles"]["safety_office"] = ["safety_manager"]
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def test_where_nobody_is_at_work_it_is_said_and_whoever_comes_is_asked(at_night: Plant) -> None:
    plant = at_night
    begin(plant)
    plant.advance(19 * 60)
    patrol = newest()
    assert (asked(patrol), patrols.stands(patrol)[0]) == ([], "没人在班")
    assert "patrol.nobody" in kinds(patrol)
    assert Ask.select().where(Ask.kind == "patrol.missed").count() == 1
    plant.advance(5 * 60)
    patrol = again(patrol)
    [walker] = asked(patrol)
    assert "fire_officer" in plant.person(walker).posts
    look(page(plant, walker), "FX-XF")
    assert again(patrol).state == "done"
    plant.expect_all(*(person.id for person in _everybody(plant)))


def _everybody(plant: Plant) -> list[Person]:
    return list(book(plant.now).plant.people)


def _codes(package: Path) -> dict[str, Any]:
    with ZipFile(package) as packed:
        [name] = [each for each in packed.namelist() if each.endswith(".codes.json")]
        return dict(json.loads(packed.read(name)))


def _verified(package: Path) -> str:
    """The words of the record in a package that verifies."""
    sound, said = verify(package)
    assert sound, said
    with ZipFile(package) as packed:
        [name] = [each for each in packed.namelist() if each.endswith(".pdf")]
        pages = PdfReader(io.BytesIO(packed.read(name))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")
