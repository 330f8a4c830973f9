"""Asking for each of the eight kinds, from its word to its first card: what the rules derive, need and refuse."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import requests
from at_work import CREW, at_work
from builders import (
    FOREMAN,
    GUARDIAN,
    WELDER,
    answers,
    ask_for_permit,
    filled,
    fresh,
    moment,
    open_card,
    page_of,
    period,
    with_posts,
)
from plant import Plant, anhe

from handlers import alerts
from handlers.permits.gates import opening
from handlers.plant import keep
from models import permit as permits
from models import store
from models.ask import of_subject
from models.book import book
from models.permit import Permit
from models.seals import written
from workers.evidence.permits.chain.told import told
from workers.scenarios.phone import Page, page_data, text_of
from workers.scenarios.simulator import Json

ANALYST, ELECTRICIAN, LEADER_OF_LIFTS, CRANE, RIGGER, TRAFFIC = "U28", "U35", "U36", "U40", "U39", "U14"
ELECTRICAL_LEADER, AREA_GUARDIAN, CONTRACT_WELDER = "U41", "U32", "U37"

ROAD = {"road_id": "R1", "full_or_half": "半幅", "traffic_guide": TRAFFIC}
KINDS: dict[str, dict[str, Any]] = {
    "动火": {},
    "受限空间": {
        "guardian": AREA_GUARDIAN,
        "inputs": {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": ANALYST},
    },
    "盲板": {
        "workers": [FOREMAN],
        "inputs": {
            "action": "堵",
            "plate_no": "MB-12",
            "pipe_id": "P-7",
            "medium": "污水",
            "has_toxic": True,
            "has_flammable": False,
            "temperature_c": 20,
            "pressure_mpa": 0.1,
            "plate_owner": FOREMAN,
        },
    },
    "高处": {"workers": [ELECTRICAL_LEADER], "inputs": {"height_m": 12, "open_air": False}},
    "吊装": {
        "workers": [],
        "inputs": {
            "mass_t": 40,
            "open_air": False,
            "odd_shape": False,
            "near_live_line": False,
            "lift_commander": LEADER_OF_LIFTS,
            "crane_operator": CRANE,
            "rigger": [RIGGER],
        },
    },
    "临时用电": {
        "workers": [],
        "work_leader": ELECTRICAL_LEADER,
        "inputs": {"power_kw": 5, "voltage_v": 380, "electrician": [ELECTRICIAN], "gas_analyst": ANALYST},
    },
    "动土": {"workers": [FOREMAN], "inputs": {"depth_m": 1, "method": "人工", "near_buried_lines": False}},
    "断路": {"workers": [FOREMAN], "area": "rack", "inputs": ROAD},
}


def form_of(plant: Plant, word: str, person: str = FOREMAN) -> Page:
    plant.phone(person).say(word)
    plant.settle()
    return open_card(plant, person, plant.expect(person, "填写申请"), "填写申请")


def sent(plant: Plant, page: Page, word: str, **changes: Any) -> Json:
    """Sends the form of a kind, changed as wanted, without a level chosen by hand; returns the page's answer."""
    given = filled(plant, **{"level": "", **KINDS.get(word, KINDS["断路"]), **changes})
    answer = page.act("permit.request", given)
    plant.settle()
    return answer


def asked(plant: Plant, word: str, **changes: Any) -> Json:
    return sent(plant, form_of(plant, word), word, **changes)


def raised(plant: Plant, answer: Json) -> Permit:
    assert answer["ok"], answer
    permit: Permit = Permit.select().order_by(Permit.id.desc()).get()
    for ask in of_subject(permit.subject):
        plant.expect_all(ask.person)
    return permit


def permit_of(plant: Plant, word: str, **changes: Any) -> Permit:
    return raised(plant, asked(plant, word, **changes))


@pytest.mark.parametrize("word", KINDS)
def test_every_kind_is_asked_for_by_its_word_and_becomes_a_permit_of_its_own_route(plant: Plant, word: str) -> None:
    page = form_of(plant, word)
    kind = next(each for each in book(plant.now).config.templates.kinds.values() if word in each.words)
    assert all(field.label in page.html for field in kind.fields)
    assert all(line.step in page.html for line in kind.jsa)
    assert f"{kind.name}票" in page.html
    permit = raised(plant, sent(plant, page, word))
    assert book(plant.now).config.templates.kinds[permit.kind] == kind and permit.number.startswith(kind.code)
    assert permit.state == "signing" and permit.route["stages"]
    assert permit.form.answers and len(permit.template["jsa"]) == len(kind.jsa)


def test_a_ninth_kind_is_one_entry_of_data(plant: Plant) -> None:
    data = deepcopy(anhe())
    kinds = data["permit_templates"]["kinds"]
    measures = [{**each, "id": f"SA{each['id']}"} for each in kinds["road_closure"]["measures"]]
    kinds["diving"] = {
        **kinds["road_closure"],
        "name": "水下作业",
        "words": ["水下"],
        "code": "SA",
        "measures": measures,
    }
    route = {"id": "DIVE", "match": {"kind": "diving"}, "stages": [{"use": "leader"}, {"use": "unit"}]}
    data["routing_rules"]["routes"].append(route)
    store.write(lambda: keep(data, plant.now))
    permit = permit_of(plant, "水下")
    assert (permit.kind, permit.number, permit.route["id"]) == ("diving", "SA-20261125-0001", "DIVE")


def test_the_level_is_derived_with_its_reason_and_by_hand_only_raised(plant: Plant) -> None:
    derived = permit_of(plant, "动火")
    assert derived.level == "first"
    assert any("定为一级：在火灾爆炸危险场所内动火" in reason for reason in derived.reasons)
    raised = permit_of(plant, "动火", level="special")
    assert raised.level == "special"
    assert any("提高到特级" in reason for reason in raised.reasons)
    assert "至少是一级" in asked(plant, "动火", level="second")["words"]


@pytest.mark.parametrize(
    ("workers", "said", "route"),
    [
        ([WELDER], True, "CS-ANY"),
        ([CONTRACT_WELDER], False, "CS-CONTRACTOR"),
        ([WELDER, CONTRACT_WELDER], False, "CS-CONTRACTOR"),
    ],
    ids=["own people", "a contractor's", "both"],
)
def test_whose_people_they_are_follows_from_the_people(
    plant: Plant, workers: list[str], said: bool, route: str
) -> None:
    def certify(data: dict[str, Any]) -> None:
        for person in data["people"]:
            person["certs"] |= {"T-CS": "2027-12-31"} if person["id"] in workers else {}

    with_posts(plant, certify)
    permit = permit_of(plant, "受限空间", workers=workers, contractor=said)
    assert (permit.route["id"], permit.form.contractor) == (route, route == "CS-CONTRACTOR")


def test_a_downgrade_cannot_be_set_from_the_phone(plant: Plant) -> None:
    decision = {"rule": "D1", "decided_by": "U08", "reason": "全部停车"}
    inputs = {**filled(plant)["inputs"], "downgrade": decision}
    assert not asked(plant, "动火", inputs=inputs)["ok"]
    assert "不认识的项" in asked(plant, "动火", inputs={**filled(plant)["inputs"], "downgrade": "D1"})["words"]


def test_struck_and_added_lines_and_measures_that_do_not_apply_are_frozen(plant: Plant) -> None:
    added = {"step": "清淤", "hazard": "硫化氢逸出", "consequence": "中毒", "risk": "high", "measures": ["先通风"]}
    struck = [{"line": 5, "reason": "不在高处"}]
    permit = permit_of(plant, "动火", struck=struck, added=[added], unconcerned=["DH05"])
    lines, measures = permit.template["jsa"], {each["id"]: each for each in permit.template["measures"]}
    assert lines[5]["struck"] == "不在高处" and lines[-1]["added"] and lines[-1]["step"] == "清淤"
    assert (measures["DH05"]["applies_here"], measures["DH09"]["applies_here"]) == (False, True)
    page = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    assert "划掉：不在高处" in page and "申请人补的" in page and "DH05 · 不涉及" in page


def test_who_lacks_a_certificate_is_said_with_the_lesson(plant: Plant) -> None:
    answer = asked(plant, "受限空间", guardian=AREA_GUARDIAN, workers=["U35"])
    assert "暴雪霁没有受限空间作业与救援培训" in answer["words"]
    assert "补学《受限空间作业安全》" in answer["words"]


def test_a_countersign_left_out_with_a_reason_is_not_asked(plant: Plant) -> None:
    permit = permit_of(plant, "动土", excused={"steam_engineer": "没有蒸汽管线"})
    stage = next(each for each in permit.route["stages"] if each["id"] == "countersign")
    assert len(stage["slots"]) == 5
    assert any("没有蒸汽管线" in reason for reason in permit.reasons)


def test_a_blocking_clash_refuses_with_words_and_nothing_is_kept(plant: Plant) -> None:
    first = permit_of(plant, "动火")
    answer = asked(plant, "盲板")
    assert not answer["ok"]
    assert first.number in answer["words"] and "请错开时间或换地点" in answer["words"]
    assert Permit.select().count() == 1
    assert permit_of(plant, "盲板", **period("2026-11-25T17:00", "2026-11-25T19:00")).kind == "blind_plate"


def test_what_else_is_done_in_a_permit_clashes_with_fire(plant: Plant) -> None:
    fire = permit_of(plant, "动火")
    space = KINDS["受限空间"]["inputs"]
    answer = asked(plant, "受限空间", inputs={**space, "activities": ["溶剂清洗或喷漆"]})
    assert not answer["ok"] and fire.number in answer["words"]
    assert permit_of(plant, "受限空间").kind == "confined_space"


def test_fire_in_a_tank_area_says_in_which_dike(plant: Plant) -> None:
    inside = answers(in_tank_dike_major_hazard=True, dike_id="D1")
    fire = permit_of(plant, "动火", area="tank", inputs=inside)
    assert fire.form.inputs["dike_id"] == "D1" and ("在哪个防火堤", "D1") in fire.form.answers
    assert "「在哪个防火堤」填得不对" in asked(plant, "动火", area="tank", inputs={**inside, "dike_id": "D9"})["words"]


def test_a_clash_that_needs_a_coordinator_is_shown_and_kept(plant: Plant) -> None:
    first = permit_of(plant, "动火")
    second = permit_of(plant, "动火")
    assert any(first.number in reason and "统一协调人" in reason for reason in second.reasons)
    assert any("这段时间在监护" in reason for reason in second.reasons)
    plant.settle()
    [ask] = [each for each in of_subject(second.subject) if each.kind == "permit.sign"]
    card = plant.phone(ask.person).card(lambda words: "请确认" in words)
    assert card is not None
    assert f"注意：与 {first.number} 在同一处" in text_of(card) and "共 2 处" in text_of(card)
    page = page_of(plant, ask.person, f"sign/{ask.id}").html
    assert "和别的作业碰上" in page and f"这段时间在监护 {first.number}" in page


def test_the_permits_that_belong_together_are_named_until_they_are_linked(plant: Plant) -> None:
    alone = permit_of(plant, "动火", also=["confined_space"])
    missing = "还没有受限空间作业票：请发「受限空间」办一张，在它申请里「和别的作业」勾上这张票"

    def page(permit: Permit) -> str:
        return plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html

    def printed(permit: Permit) -> str:
        """The related numbers as its sealed chain has them; the row says the same."""
        row = fresh(permit)
        by_chain = told(row, written(row.subject))
        assert not by_chain.differences
        return "、".join(permits.linked(by_chain.permit))

    assert missing in page(alone) and not any("还没有" in reason for reason in alone.reasons)
    space = permit_of(plant, "受限空间", related=[alone.number])
    for one, other in ((alone, space), (space, alone)):
        assert printed(one) == other.number and f"关联作业票：</span>{other.number}" in page(one)
    assert "还没有受限空间作业票" not in page(alone) and f"{space.number} 与这张票关联" in page(alone)
    page_of(plant, FOREMAN, f"withdraw/{space.form.request_ask}").act("permit.withdraw", {})
    assert not printed(alone) and missing in page(alone)


def test_temporary_power_ends_with_the_work_that_it_serves(plant: Plant) -> None:
    served = permit_of(plant, "动火")
    power = permit_of(plant, "临时用电", related=[served.number], **period("2026-11-25T08:30", "2026-11-27T08:30"))
    assert power.form.inputs["serves_permit"] == served.number
    assert power.ends_at == fresh(served).ends_at == moment("2026-11-25T16:30")


def test_those_who_work_with_their_hands_count_as_workers(plant: Plant) -> None:
    permit = permit_of(plant, "吊装")
    assert permit.form.workers == (CRANE, RIGGER)
    assert "不能既当" in asked(plant, "吊装", guardian=CRANE)["words"]


def test_the_outlook_tells_level_neighbours_and_clashes_before_the_form_is_sent(plant: Plant) -> None:
    first = permit_of(plant, "动火")
    page = form_of(plant, "盲板")
    seen = outlook(page, {**filled(plant, **KINDS["盲板"]), "kind": "blind_plate", "part": "", "level": ""})
    assert [each["number"] for each in seen["near"]] == [first.number]
    assert any("不足 30 米" in note for note in seen["notes"])
    hot = outlook(page, {**filled(plant), "level": "", "guardian": "", "workers": []})
    assert hot["level"] == "first" and "定为一级" in hot["reasons"][0]
    assert outlook(page, {"kind": "hot_work", "area": ""})["level"] == ""


def test_the_night_is_told_while_the_form_is_filled_in_and_when_a_paper_is_missing_for_it(plant: Plant) -> None:
    page = form_of(plant, "动火")
    night = {**filled(plant), **period("2026-11-25T14:00", "2026-11-25T21:00")}
    assert outlook(page, {**filled(plant), "level": ""})["managed"] == {"level": "一级", "why": []}
    seen = outlook(page, {**night, "level": ""})
    why = "；".join(seen["managed"]["why"])
    assert (seen["level"], seen["managed"]["level"]) == ("first", "特级")
    assert "夜间" in why and "由一级升为特级管理" in why
    own = outlook(page, {**night, "level": "", "own_level": "special"})["managed"]
    assert own["level"] == "特级" and "已是特级" in "；".join(own["why"])
    assert "还没有传：请补上再交（升为特级管理，才要这一份）" in page.post("permit.request", night)["words"]


def test_an_area_without_a_representative_is_said_in_the_form_and_the_safety_office_confirms_there(
    plant: Plant,
) -> None:
    page = form_of(plant, "高处")
    height = {**filled(plant, **KINDS["高处"]), "kind": "height"}
    assert not [note for note in outlook(page, height)["notes"] if "没有属地代表" in note]
    notes = outlook(page, {**height, "area": "fixed_hot"})["notes"]
    assert "机修固定动火区没有属地代表：归属地的措施和复工由安全部门确认" in notes
    permit = at_work(plant, "height", "II", area="fixed_hot", workers=[ELECTRICAL_LEADER])
    store.write(lambda: opening.ask_confirmers(permits.locked(permit.subject_id), plant.now))
    plant.settle()
    [asked] = [each for each in of_subject(permit.subject) if "GC12" in (each.data or {}).get("measures", ())]
    office = set(book(plant.now).plant.roles.safety_office)
    assert office & set(book(plant.now).plant.person(asked.person).posts)
    assert not [each for each in of_subject(permit.subject) if each.kind == alerts.KIND]
    plant.expect(asked.person, "请确认措施")
    plant.expect_all(*CREW, ELECTRICAL_LEADER, FOREMAN)


def outlook(page: Page, form: dict[str, Any]) -> Json:
    reply = requests.post(f"{page.base}/h5/outlook", json=form, headers={"X-Page-Token": page.token}, timeout=10)
    answer: Json = reply.json()
    return answer


def test_an_old_permit_fills_a_new_form_without_its_signatures(plant: Plant) -> None:
    old = permit_of(plant, "动火", part="旧部位")
    page = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/again/{old.number}")
    plant.settle()
    assert old.number in text_of(plant.expect(FOREMAN, "填写申请"))
    given = page_data(page.html)["filled"]
    assert ["part", "旧部位"] in given and ["guardian", GUARDIAN] in given and ["workers", WELDER] in given
    assert not {"starts_at", "level", "related"} & {name for name, _ in given}
    assert page.act("permit.request", filled(plant, part="旧部位"))["ok"]
    plant.settle()
    plant.expect_all(FOREMAN)
    new = Permit.select().order_by(Permit.id.desc()).get()
    assert (new.copied_from, new.version, new.state) == (old.number, 1, "signing")
    assert not [ask for ask in of_subject(new.subject) if ask.state == "done"]


def test_a_permit_that_is_not_there_cannot_be_copied(plant: Plant) -> None:
    plant.phone(FOREMAN).menu("permit.hot_work")
    plant.settle()
    plant.expect(FOREMAN, "填写申请")
    assert ask_for_permit(plant).copied_from == ""
    plant.expect_all(FOREMAN)
