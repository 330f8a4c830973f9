"""From the last signature to the start: the gates one by one, and the tap that starts or says what is missing."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import requests
from at_work import at_work
from builders import (
    ANALYST,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    asks_of,
    confirm,
    fresh,
    moment,
    sign,
    signature,
    site_code,
)
from demo import OFFICE
from gates import (
    approved,
    brief,
    check,
    confirm_measures,
    minutes,
    open_asks,
    page_of,
    ready,
    start,
    test_gas,
    working,
)
from plant import Plant, anhe

from handlers.permits import crew, life
from handlers.permits.gates import certificates
from handlers.plant import keep
from models import store
from models.ask import of_subject
from models.ledger import Entry
from models.permit import Permit
from models.training_behaviour import behaviour
from workers.scenarios.phone import text_of


def entries(permit: Permit, kind: str) -> list[dict[str, Any]]:
    found = Entry.select().where(Entry.subject == permit.subject, Entry.kind == kind).order_by(Entry.seq)
    return [json.loads(entry.canonical) for entry in found]


def with_certificates(plant: Plant, **until: dict[str, str]) -> None:
    """From now on the plant's data say that these people's certificates end on these days."""
    data = json.loads(json.dumps(anhe(), default=str))
    for who in data["plant"]["people"]:
        who["certs"] |= until.get(who["id"], {})
    store.write(lambda: keep(data, plant.now))


def test_when_every_gate_is_open_the_guardian_starts_the_work(plant: Plant) -> None:
    permit = working(plant)
    assert permit.state == "working" and permit.started_at == plant.now
    [entry] = entries(permit, "permit.working")
    assert entry["actor"]["person"] == GUARDIAN
    assert entry["data"]["presence"].startswith("已在污水处理站现场（手机定位在区域内")
    assert {"signed", "gas", "briefing", "measures", "guardian", "foreman_check"} <= set(entry["data"]["gates"])


def test_after_the_last_signature_each_gets_his_card_in_the_order_of_the_rules(plant: Plant) -> None:
    permit = approved(plant)
    assert {ask.person for ask in open_asks(permit, "permit.measures")} == {SHIFT_FOREMAN, GUARDIAN, ANALYST}
    assert [ask.person for ask in open_asks(permit, "permit.gas_test")] == [ANALYST]
    assert [ask.person for ask in open_asks(permit, "permit.brief")] == [FOREMAN]
    assert not open_asks(permit, "permit.foreman_check") and not open_asks(permit, "permit.start")
    brief(plant, permit)
    test_gas(plant, permit)
    assert [ask.person for ask in open_asks(permit, "permit.foreman_check")] == [SHIFT_FOREMAN]
    check(plant, permit)
    assert [ask.person for ask in open_asks(permit, "permit.start")] == [GUARDIAN]
    plant.expect_all(*ON_SITE)


def test_the_start_card_lists_what_is_missing_until_nothing_is(plant: Plant) -> None:
    permit = approved(plant)
    plant.set_time(permit.starts_at)
    brief(plant, permit)
    test_gas(plant, permit)
    told = check(plant, permit)["words"]
    assert told.startswith("验好了。还不能开工：") and "措施没有确认" in told and "那边可以开工" not in told
    card = plant.expect(GUARDIAN, "请开工")
    assert "还有 16 条措施没有确认" in text_of(card)
    answer = start(plant, permit)
    assert answer["tone"] == "caution" and "DH01" in answer["words"]
    assert fresh(permit).state == "approved"
    [entry] = entries(permit, "permit.not_started")
    assert entry["data"]["gates"] == ["measures"]
    confirm_measures(plant, permit)
    assert start(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE)


def test_before_the_printed_time_nothing_starts(plant: Plant) -> None:
    permit = ready(plant, starts_at=moment("2026-11-25T09:30").isoformat())
    plant.set_time(moment("2026-11-25T09:29"))
    assert "还没到作业时段" in start(plant, permit)["words"]
    assert fresh(permit).state == "approved"
    plant.expect_all(*ON_SITE)


def test_the_code_at_the_site_stands_in_for_a_position(plant: Plant) -> None:
    permit = ready(plant)
    denied = {"position": {"state": "denied"}}
    told = start(plant, permit, **denied)["words"]
    assert "请打开手机定位再点「开工」，或扫现场二维码" in told and "拍照" not in told
    assert start(plant, permit, **denied, site=site_code(plant, "tank"))["tone"] == "caution"
    assert start(plant, permit, **denied, site=site_code(plant))["tone"] == "done"
    data = entries(permit, "permit.working")[0]["data"]
    assert (data["presence"], data["code"]) == ("扫了现场码（第 1 张）", site_code(plant)[:8])
    assert "code" not in entries(permit, "permit.not_started")[-1]["data"]
    plant.expect_all(*ON_SITE)


def test_where_the_plants_rules_want_a_position_no_code_starts_the_work(plant: Plant) -> None:
    data = deepcopy(anhe())
    data["routing_rules"]["defaults"]["presence"]["fallback"] = []
    store.write(lambda: keep(data, plant.now))
    permit = ready(plant)
    refused = start(plant, permit, position={"state": "denied"}, site=site_code(plant))
    assert "没有拿到定位" in refused["words"] and "二维码" not in refused["words"]
    [ask] = open_asks(permit, "permit.start")
    assert 'id="scan" hidden' in page_of(plant, ask).html
    assert start(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE)


def test_the_foreman_checks_on_site_only(plant: Plant) -> None:
    permit = approved(plant)
    brief(plant, permit)
    test_gas(plant, permit)
    [ask] = open_asks(permit, "permit.foreman_check")
    far = signature(plant, SHIFT_FOREMAN, position=plant.phone(SHIFT_FOREMAN).position(OFFICE))
    answer = page_of(plant, ask).act("permit.foreman_check", far)
    assert answer["tone"] == "caution" and "验票要在现场" in answer["words"]
    assert fresh(permit).work.foreman_check is None
    plant.expect_all(*ON_SITE)


def test_a_permit_that_nobody_starts_lapses_with_its_period(plant: Plant) -> None:
    permit = approved(plant)
    plant.advance((permit.ends_at - plant.now) / minutes(1) + 1)
    assert fresh(permit).state == "expired"
    assert "过了作业时段还没开工" in text_of(plant.expect(FOREMAN, "还没开工"))
    assert not [ask for ask in of_subject(permit.subject) if ask.kind.startswith("permit.") and ask.state == "open"]
    plant.expect_all(*ON_SITE, MANAGER, DIRECTOR)


def test_the_code_of_the_permit_says_whether_it_is_live_and_what_was_tested(plant: Plant) -> None:
    permit = ready(plant)
    before = requests.get(f"{plant.base}/p/{permit.number}", timeout=2).text
    assert "现在不许作业" in before and "合格，11月25日 08:30 取样" in before and "乐正迟" in before
    start(plant, permit)
    assert "这张票有效，正在作业" in requests.get(f"{plant.base}/p/{permit.number}", timeout=2).text
    plant.expect_all(*ON_SITE)


def test_two_signers_with_one_phone_at_one_place_are_shown_to_the_safety_office_once(plant: Plant) -> None:
    permit = approved(plant)
    for person in (FOREMAN, WELDER):
        [ask] = open_asks(permit, "permit.brief")
        page_of(plant, ask).act("permit.brief", signature(plant, person, device="one phone #1"))
        plant.settle()
    alert = plant.expect(MANAGER, "请核对签名")
    assert "宓有方和苑成蹊用同一部手机" in text_of(alert) and "红色警报" not in text_of(alert)
    test_gas(plant, permit)
    [ask] = open_asks(permit, "permit.foreman_check")
    page_of(plant, ask).act("permit.foreman_check", signature(plant, SHIFT_FOREMAN, device="one phone #1"))
    plant.settle()
    assert len(entries(permit, "permit.same_device")) == 1
    plant.expect_all(*ON_SITE)


# The edge cases of the domain, by their numbers.


def test_case_15_a_sampling_that_is_too_old_is_asked_anew_and_the_signatures_stay(plant: Plant) -> None:
    permit = ready(plant)
    plant.advance(31)
    answer = start(plant, permit)
    assert "超过 30 分钟：请重新取样" in answer["words"]
    assert [ask.person for ask in open_asks(permit, "permit.gas_test")] == [ANALYST]
    assert fresh(permit).state == "approved"
    assert all(ask.state == "done" for who in (DIRECTOR, MANAGER) for ask in asks_of(permit, who))
    test_gas(plant, permit)
    assert start(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE)


def test_case_19_a_guardian_who_is_away_or_was_replaced_starts_nothing(plant: Plant) -> None:
    permit = ready(plant)
    away = start(plant, permit, position=plant.phone(GUARDIAN).position(OFFICE))
    assert "你离污水处理站约" in away["words"]
    store.write(lambda: life.note(fresh(permit), fresh(permit).work.guarded_by("U20")))
    assert "监护人现在是郇一鸣" in start(plant, permit)["words"]
    assert fresh(permit).state == "approved"
    plant.expect_all(*ON_SITE)


def test_case_20_a_contractor_who_lacks_his_training_keeps_the_work_from_starting(plant: Plant) -> None:
    permit = ready(plant, contractor=True, workers=["U37"])
    with_certificates(plant, U37={"T-CONTR": "2026-11-01"})
    answer = start(plant, permit)
    assert "苻长风的承包商入厂安全教育2026年11月1日已过期" in answer["words"]
    assert fresh(permit).state == "approved"
    for person in ("U36", SHIFT_FOREMAN):
        assert "承包商人员资格不够" in text_of(plant.expect(person, "承包商人员资格不够"))
    plant.expect_all(*ON_SITE, "U37")


def test_case_20_one_who_never_had_his_training_is_called_for_as_soon_as_the_signatures_are_there(plant: Plant) -> None:
    permit = ask_for_permit(plant, contractor=True, workers=["U37"])
    with_certificates(plant, U37={"C-WELD": "2026-11-01"})
    confirm(plant)
    for person in (SHIFT_FOREMAN, MANAGER, DIRECTOR):
        sign(plant, person)
    assert fresh(permit).state == "approved"
    assert "补好之前这张票不能开工" in text_of(plant.expect("U36", "承包商人员资格不够"))
    plant.expect_all(*ON_SITE)


def over_midnight(plant: Plant, workers: list[str], **certificates_of: dict[str, str]) -> Permit:
    """Work at height in the night of the 25th; the plant's clock has looked at the certificates after midnight."""
    with_certificates(plant, **certificates_of)
    plant.set_time(moment("2026-11-25T23:50"))
    permit = at_work(plant, "height", "II", ends_at="2026-11-26T08:00", workers=workers)
    store.write(lambda: certificates.look_again(permit, plant.now))
    plant.advance(11)
    plant.expect_all(*ON_SITE, *workers, "U22", "U26")
    return fresh(permit)


def test_case_21_whose_certificate_ends_is_taken_off_and_the_others_go_on(plant: Plant) -> None:
    permit = over_midnight(plant, ["U33", "U41"], U41={"C-HEIGHT": "2026-11-25"})
    assert permit.state == "working" and permit.work.cut == ("U41",)
    [entry] = entries(permit, "permit.person_cut")
    assert entry["data"]["person"] == "U41" and "2026年11月25日已过期" in entry["data"]["why"]
    lately = plant.now - timedelta(days=90)
    assert behaviour(plant.now, lately, lately).cut == {"U41": 1}
    assert not behaviour(plant.now, plant.now, plant.now).cut


def test_case_21_when_the_last_one_s_certificate_ends_the_work_stops(plant: Plant) -> None:
    permit = over_midnight(plant, ["U41"], U41={"C-HEIGHT": "2026-11-25"})
    assert permit.state == "suspended" and not permit.work.cut
    assert "郏闻笛的特种作业操作证（高处作业）2026年11月25日已过期" in permit.work.stops[-1].why


def test_case_21_a_guardian_whose_certificate_ends_stops_the_work_and_stays_its_guardian(plant: Plant) -> None:
    permit = over_midnight(plant, ["U33"], U30={"T-GUARD": "2026-11-25"})
    assert permit.state == "suspended" and not permit.work.cut
    assert "2026年11月25日已过期" in permit.work.stops[-1].why and crew.guardian(permit) == "U30"


def test_case_22_one_guardian_watches_one_job_at_a_time(plant: Plant) -> None:
    permit = ready(plant)
    other = at_work(plant, "confined_space", "none", area="tank")
    answer = start(plant, permit)
    assert f"乐正迟正在监护 {other.number}：一人同时只能监护一处" in answer["words"]
    assert fresh(permit).state == "approved"
    plant.expect_all(*ON_SITE)
