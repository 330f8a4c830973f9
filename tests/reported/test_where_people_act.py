"""Where people are when they act: no gate is green that nobody has looked at, and a page tells of the place that is."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import requests
from at_work import AREA_FOREMAN, CREW, act, at_work
from at_work import tap as tap_card
from builders import (
    ANALYST,
    GUARDIAN,
    MANAGER,
    SHIFT_FOREMAN,
    WELDER,
    at_the_dual_sign,
    entries,
    fresh,
    signature,
)
from gates import approved, brief, check, confirm_measures, open_asks, page_of, ready, test_gas
from plant import Plant, anhe
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from roads import road
from screens import ask_of, everybody, show, stand
from touch import write_name

from handlers.plant import keep
from models import store
from models.gas import of_permit
from models.permit import Permit
from workers.evidence.export import export_matter

AWAY = 0.002


def stand_away(plant: Plant, person: str) -> None:
    """Some 200 metres north of where he should be, in the sight of his phone."""
    who, (latitude, longitude) = plant.person(person), plant.phone(person).at
    place = {"mode": "ok", "latitude": latitude + AWAY, "longitude": longitude, "accuracy": 8}
    plant.simulator.post(f"phones/{who.platform}/{who.account}/position", place)


# A page looks again ----------------------------------------------------------------------------------------------


@road
def before_check(plant: Plant) -> Permit:
    permit = approved(plant)
    brief(plant, permit)
    test_gas(plant, permit)
    return permit


def stopped(plant: Plant) -> Permit:
    permit = at_work(plant)
    tap_card(plant, GUARDIAN, "作业中", "停工")
    return permit


def waiting(plant: Plant) -> Permit:
    return at_the_dual_sign(plant)[0]


@pytest.mark.parametrize(
    ("begun", "page", "kind", "person", "far", "near"),
    [
        (ready, "start", "permit.start", GUARDIAN, "你离污水处理站约", "开工了"),
        (stopped, "resume", "permit.resume", AREA_FOREMAN, "复工确认要在现场：你离污水处理站约", "记下了"),
    ],
)
def test_who_has_come_closer_presses_again_and_is_looked_for_again(
    plant: Plant, screen: Page, begun: Any, page: str, kind: str, person: str, far: str, near: str
) -> None:
    permit = begun(plant)
    stand_away(plant, person)
    show(plant, screen, person, f"{page}/{ask_of(permit, kind, person)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    for box in screen.locator(".choice").all():
        box.tap()
    press = screen.locator("footer button")
    press.click()
    expect(screen.locator("#answer")).to_contain_text(far)
    stand(plant, person)
    press.click()
    expect(screen.locator("#answer")).to_contain_text(near)
    everybody(plant)


def test_the_foreman_too_and_a_new_fix_takes_away_what_was_said_of_the_old_one(plant: Plant, screen: Page) -> None:
    """He also reads that the guardian is looked for at the start."""
    permit = before_check(plant)
    stand_away(plant, GUARDIAN)
    stand_away(plant, SHIFT_FOREMAN)
    show(plant, screen, SHIFT_FOREMAN, f"foreman/{ask_of(permit, 'permit.foreman_check', SHIFT_FOREMAN)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    row = gate(screen, "监护人在现场且未监护其他作业")
    expect(row).to_have_text("开工时定位：监护人在现场且未监护其他作业")
    expect(row).to_have_class("line gate later")
    write_name(screen)
    for box in screen.locator(".choice").all():
        box.tap()
    press = screen.locator("footer button")
    press.click()
    expect(screen.locator("#answer")).to_contain_text("验票要在现场：你离污水处理站约")
    screen.locator("#locate").click()
    expect(screen.locator("#answer")).to_be_hidden()
    press.click()
    expect(screen.locator("#answer")).to_contain_text("验票要在现场：你离污水处理站约")
    stand(plant, SHIFT_FOREMAN)
    press.click()
    expect(screen.locator("#answer")).to_contain_text("验好了")
    everybody(plant)


def test_a_held_signature_says_when_its_signer_was_away(plant: Plant, screen: Page) -> None:
    permit = waiting(plant)
    stand_away(plant, MANAGER)
    path = f"sign/{ask_of(permit, 'permit.sign', MANAGER)}?r=1"
    show(plant, screen, MANAGER, path)
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#held-words")).to_contain_text("约")
    stand(plant, MANAGER)
    show(plant, screen, MANAGER, path)
    expect(screen.locator("#held-words")).to_contain_text(f"{plant.now:%H:%M} 签名时你离污水处理站约")
    screen.locator("#here").click()
    expect(screen.locator("#held-words")).to_have_text("签名留着，到了现场再确认。")
    everybody(plant)


# No gate is green that nobody has looked at ------------------------------------------------------------------------


def elsewhere(plant: Plant, person: str) -> dict[str, Any]:
    """What his page sends of the place when he stands some 200 metres away."""
    latitude, longitude = plant.phone(person).at
    return {"position": plant.phone(person).position((latitude + AWAY, longitude)), "device": person}


def gate(screen: Page, words: str) -> Any:
    return screen.locator(".gate", has_text=words)


def test_the_guardian_s_card_counts_no_gate_as_open_that_nobody_has_looked_at(plant: Plant) -> None:
    permit = ready(plant)
    [ask] = open_asks(permit, "permit.start")
    card = str(plant.phone(GUARDIAN).card(lambda title: "请开工" in title))
    looked_at = ask.data["gates"] - 1
    assert f"{looked_at + 1} 关过了 {looked_at} 关，1 关开工时看，到现场就能开工" in card
    answer = page_of(plant, ask).act("permit.start", elsewhere(plant, GUARDIAN))
    assert "还不能开工：你离污水处理站约" in answer["words"]


def test_what_the_guardian_ticks_far_from_the_site_is_not_kept(plant: Plant) -> None:
    data = deepcopy(anhe())
    seen = {"id": "scaffold", "text": "脚手架验收牌为绿牌且在有效期"}
    data["permit_templates"]["kinds"]["hot_work"]["start_gate_extra"].append(seen)
    store.write(lambda: keep(data, plant.now))
    permit = ready(plant)
    [ask] = open_asks(permit, "permit.start")
    page = page_of(plant, ask)
    answer = page.act("permit.start", {"confirmed": ["scaffold"], **elsewhere(plant, GUARDIAN)})
    assert "请监护人到现场核对后勾选" in answer["words"] and fresh(permit).work.confirmed == ()
    here = {"position": plant.phone(GUARDIAN).position(), "device": GUARDIAN}
    assert page.act("permit.start", {"confirmed": ["scaffold"], **here}, attempt=2)["tone"] == "done"
    everybody(plant)


@road
def told_from_away(plant: Plant) -> Permit:
    """The briefing is signed, the measures confirmed and the gas tested by people who are elsewhere."""
    permit = approved(plant)
    plant.set_time(permit.starts_at)
    for part in ("giver", "worker"):
        for ask in open_asks(permit, "permit.brief"):
            if ask.data["part"] == part:
                where = elsewhere(plant, ask.person) if part == "worker" else {"position": {"state": "denied"}}
                answer = page_of(plant, ask).act("permit.brief", signature(plant, ask.person, **where))
                assert "票上会写：" + ("手机说离污水处理站约" if part == "worker" else "没有位置") in answer["words"]
        plant.settle()
    confirm_measures(plant, permit)
    answer = test_gas(plant, permit, position=elsewhere(plant, ANALYST)["position"])
    assert "票上会写：手机说离污水处理站约" in answer["words"]
    return permit


def test_what_was_signed_from_elsewhere_is_amber_for_foreman_and_guardian(plant: Plant, screen: Page) -> None:
    permit = told_from_away(plant)
    for person, page, kind in (
        (SHIFT_FOREMAN, "foreman", "permit.foreman_check"),
        (GUARDIAN, "start", "permit.start"),
    ):
        stand(plant, person)
        show(plant, screen, person, f"{page}/{ask_of(permit, kind, person)}?r=1")
        briefed = gate(screen, "均已接受安全交底")
        expect(briefed).to_contain_text("注意：")
        expect(briefed).to_contain_text("其中 1 人不在现场签、1 人没有定位")
        expect(briefed).to_have_class("line gate doubt" if page == "foreman" else "gate doubt")
        expect(gate(screen, "填读数时")).to_contain_text("注意：")
        if page == "foreman":
            check(plant, permit)
    work = fresh(permit).work
    assert work.briefing is not None and work.briefing.presence == "没有位置"
    assert work.briefed[WELDER].presence.startswith("手机说离污水处理站约")
    assert entries(permit, "permit.briefed")[0]["data"]["presence"] == work.briefed[WELDER].presence
    everybody(plant)


def test_print_and_console_say_where_people_signed_and_tested(plant: Plant, tmp_path: Path) -> None:
    permit = told_from_away(plant)
    shown = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10).text
    export_matter(permit.subject, tmp_path / "package.zip", plant.base, plant.now)
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        [form] = [name for name in package.namelist() if name.endswith(".pdf")]
        printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read(form))).pages)
    on_site = "".join(printed.split()).partition("气体分析")[2]
    assert on_site.index("手机说离污水处理站约") < on_site.index("安全交底")
    assert "没有位置" in on_site.partition("安全交底")[2]
    signed, _, after = shown.partition('id="gas"')
    tests = after.partition('id="risks"')[0]
    assert "手机说离污水处理站约" in tests and "手机说离污水处理站约" in signed and "没有位置" in signed
    assert "不一致" not in printed
    everybody(plant)


def test_who_takes_the_watch_over_from_elsewhere_is_told_so(plant: Plant) -> None:
    permit = at_work(plant)
    act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person="U20")
    answer = act(
        plant, "U20", "接手监护", "签字接手", "permit.takeover", **signature(plant, "U20", **elsewhere(plant, "U20"))
    )
    assert "票上会写：手机说离污水处理站约" in answer["words"]
    assert "手机说离污水处理站约" in entries(permit, "permit.guardian_changed")[0]["data"]["presence"]
    plant.expect_all(*CREW, "U20")


def test_a_bad_value_from_elsewhere_is_kept_at_once_with_its_place(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    stand_away(plant, ANALYST)
    show(plant, screen, ANALYST, f"gas/{ask_of(permit, 'permit.gas_test', ANALYST)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    screen.locator(".choice", has_text="别的地方").tap()
    screen.locator("[name=point]").fill("动火点周围10米")
    screen.locator("[data-gas=甲烷]:visible [name=value]").fill("32")
    screen.locator("[name=instrument]").fill("XP-302M 0017")
    screen.locator("[name=calibrated_until]").fill("2027-03-31")
    # The phone has no position for it: nothing waits for one.
    screen.evaluate(
        "window.wx && (wx.getLocation = () => {}); window.dd && (dd.getLocation = () => new Promise(() => {}))"
    )
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("票上会写：手机说离污水处理站约", timeout=4000)
    [test] = of_permit(permit)
    assert not test.ok and test.presence.startswith("手机说离污水处理站约")
    assert entries(permit, "permit.gas_tested")[0]["data"]["presence"] == test.presence
    everybody(plant)
