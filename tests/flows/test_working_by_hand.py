"""The pages from the briefing to the acceptance, each done whole by hand on a small phone, with the phone turned."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from at_work import AREA_FOREMAN, CREW, LEADER, WORKER, at_work, finish, open_kinds, state, tap, watched
from builders import (
    ANALYST,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    entries,
    fresh,
    signature,
    site_code,
)
from choosing import chips, find
from gates import approved, brief, check, confirm_measures, open_asks, page_of, test_gas
from plant import Plant, anhe
from playwright.sync_api import Locator, Page, expect
from screens import (
    ask_of,
    choose,
    everybody,
    follow,
    photo,
    receipt,
    said_at,
    shoot,
    show,
    stand,
    there_and_back,
    turned,
)
from touch import write_name

from handlers.permits import life
from handlers.plant import keep
from models import permit as permits
from models import store
from models.gas import of_permit
from models.permit import Permit
from models.permit_work import Signed

NEXT_GUARDIAN, OF_THE_CREW = "U20", "U32"


def briefed(plant: Plant, **changes: Any) -> Permit:
    """A permit at work whose leader has given the briefing."""
    permit = at_work(plant, **changes)
    store.write(lambda: life.note(permit, permit.work.briefing_given(Signed(by=LEADER, at=plant.now))))
    return permit


def given(plant: Plant, permit: Permit) -> None:
    """The briefing is told; its workers have not signed."""
    [ask] = open_asks(permit, "permit.brief")
    page_of(plant, ask).act("permit.brief", signature(plant, FOREMAN, device="his"))
    plant.settle()


def looked_at(plant: Plant) -> None:
    """From now on hot work has a gate that the guardian looks at by hand, if it concerns the job."""
    data = deepcopy(anhe())
    gate = {"id": "scaffold", "text": "脚手架验收牌为绿牌且在有效期", "applies": "使用脚手架"}
    data["permit_templates"]["kinds"]["hot_work"]["start_gate_extra"].append(gate)
    store.write(lambda: keep(data, plant.now))


def locked(plant: Plant, measure: str) -> Permit:
    """An approved permit whose template wants this measure's lock-out points."""
    permit = approved(plant)
    lines = [each | ({"isolates": "lock"} if each["id"] == measure else {}) for each in permit.template["measures"]]
    changes = {Permit.template: permit.template | {"measures": lines}}
    store.write(lambda: Permit.update(changes).where(Permit.id == permit.id).execute())
    return fresh(permit)


def open_ask(plant: Plant, screen: Page, page: str, permit: Permit, kind: str, person: str) -> None:
    stand(plant, person)
    show(plant, screen, person, f"{page}/{ask_of(permit, kind, person)}?r=1")


def written(screen: Page, words: str) -> None:
    """Not at all, badly, then again; with the phone on its side the strokes are kept, and the name is sent."""
    screen.locator("#confirm").click()
    said_at(screen, "手写签名", "还没有签名")
    write_name(screen)
    screen.locator("#again").click()
    expect(screen.locator("#hint")).to_be_visible()
    write_name(screen)
    with turned(screen):
        screen.locator("#confirm").click()
        expect(screen.locator("#answer")).to_contain_text(words)


def located(plant: Plant, screen: Page, person: str) -> None:
    expect(screen.locator("#place-words")).to_contain_text("误差约 8 米")
    stand(plant, person, accuracy=20)
    screen.locator("#locate").tap()
    expect(screen.locator("#place-words")).to_contain_text("误差约 20 米")


def scanned(plant: Plant, screen: Page) -> None:
    for area, words in (("tank", "扫的不是污水处理站的现场码"), ("sewage", "扫到现场码了")):
        screen.locator("#scan").click()
        screen.locator("[name=code]").fill(f"{plant.base}/s/{site_code(plant, area)}")
        screen.get_by_role("button", name="扫到了").click()
        expect(screen.locator("#answer")).to_contain_text(words)


def test_the_briefing_is_given_by_hand(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    open_ask(plant, screen, "brief", permit, "permit.brief", FOREMAN)
    located(plant, screen, FOREMAN)
    written(screen, "交底签好了，作业人的卡片发出去了。")
    briefing = fresh(permit).work.briefing
    assert briefing is not None and briefing.by == FOREMAN
    receipt(screen, permit.number)
    everybody(plant)


def test_the_shift_foreman_checks_on_site_by_hand(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    brief(plant, permit)
    test_gas(plant, permit)
    open_ask(plant, screen, "foreman", permit, "permit.foreman_check", SHIFT_FOREMAN)
    located(plant, screen, SHIFT_FOREMAN)
    written(screen, "验好了")
    assert entries(permit, "permit.foreman_checked")[0]["actor"]["person"] == SHIFT_FOREMAN
    receipt(screen, permit.number)
    everybody(plant)


def test_measures_are_confirmed_with_their_locks_and_what_does_not_concern_is_left_out(
    plant: Plant, screen: Page
) -> None:
    permit = locked(plant, "DH15")
    open_ask(plant, screen, "measures", permit, "permit.measures", GUARDIAN)
    card = screen.locator("[data-measure=DH15]")
    card.locator(".yes").tap()
    said_at(screen, "在哪里", "写在哪里")
    card.get_by_role("button", name="再写一个点").tap()
    for number, point in enumerate(card.locator(".point").all()):
        for name, words in {"place": f"P-10{number} 电源", "tag": f"{number}", "lock": f"{number + 20}"}.items():
            point.locator(f"[name={name}]").fill(words)
        point.locator("[name=keeper]").select_option(GUARDIAN)
    with turned(screen):
        confirmed(screen, card)
    kept = entries(permit, "permit.measure_confirmed")[-1]["data"]["points"]
    assert [(each["lock"], each["keeper"]) for each in kept] == [("20", GUARDIAN), ("21", GUARDIAN)]
    left_out = screen.locator("[data-measure=DH05]")
    left_out.locator(".no").tap()
    said_at(screen, "读数", "不涉及请写一句原因")
    left_out.locator("[name=note]").fill("地面作业，不在高处")
    left_out.locator(".no").tap()
    expect(left_out.locator(".word")).to_have_text("不涉及")
    screen.reload()
    expect(left_out.locator(".word")).to_have_text("不涉及")
    waiting = [row.get_attribute("data-measure") for row in screen.locator(".measure:not(.tone-done)").all()]
    for measure in waiting:
        confirmed(screen, screen.locator(f"[data-measure={measure}]"))
    receipt(screen, permit.number)
    everybody(plant)


def confirmed(screen: Page, card: Locator) -> None:
    """With its reading and its photo, where it wants them."""
    if card.locator("[name=note]").count():
        card.locator("[name=note]").fill("0")
    yes = card.locator(".yes")
    if yes.get_attribute("data-camera") == "true":
        shoot(screen, yes, photo())
    else:
        yes.click()
    expect(screen.locator("#answer").or_(card.locator(".word", has_text="已落实")).first).to_be_visible()


def test_a_gas_value_is_typed_with_its_unit_its_time_and_its_method(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    plant.advance(3)
    open_ask(plant, screen, "gas", permit, "permit.gas_test", ANALYST)
    located(plant, screen, ANALYST)
    screen.locator("#confirm").tap()
    said_at(screen, "在哪里取的样", "还差在哪里取的样")
    screen.locator(".choice", has_text="别的地方").tap()
    screen.locator("#confirm").tap()
    expect(screen.locator(".faulty[data-label=取样点]")).to_contain_text("还差取样点")
    expect(screen.locator(".faulty[data-label=读数]")).to_contain_text("还差读数")
    screen.locator("[name=point]").fill("动火点周围10米")
    screen.locator("[name=sampled_at]").fill("2026-11-25T08:05")
    row = screen.locator("[data-gas=甲烷]:visible")
    row.locator("[name=value]").fill("0.1")
    row.locator("[name=unit]").select_option("%vol")
    screen.locator("[name=method]").last.locator("xpath=..").tap()
    screen.locator("[name=instrument]").fill("XP-302M 0017")
    screen.locator("[name=calibrated_until]").fill("2027-03-31")
    screen.locator("#confirm").tap()
    said_at(screen, "取样时间", "在申请这张票之前（08:10 申请）")
    screen.locator("[name=sampled_at]").fill("2026-11-25T08:12")
    with turned(screen):
        screen.locator("#confirm").tap()
        expect(screen.locator("#answer")).to_contain_text("合格")
    [test] = of_permit(permit)
    assert (test.readings[0]["value"], test.readings[0]["unit"]) == ("0.1", "%vol")
    assert f"{test.sampled_at.astimezone(plant.now.tzinfo):%H:%M}" == "08:12"
    receipt(screen, permit.number)
    everybody(plant)


def test_a_record_of_gas_during_the_work_ends_with_the_way_to_stop(plant: Plant, screen: Page) -> None:
    permit = at_work(plant, level="special")
    while "permit.gas_record" not in open_kinds(permit):
        plant.advance(10)
        if "permit.check" in open_kinds(permit):
            card = plant.phone(GUARDIAN).card(lambda title: "请报" in title)
            assert card is not None
            plant.phone(GUARDIAN).tap(card, "正常")
            plant.settle()
    [ask] = open_asks(permit, "permit.gas_record")
    open_ask(plant, screen, "gas", permit, "permit.gas_record", ask.person)
    screen.locator(".choice", has_text="别的地方").tap()
    screen.locator("[name=point]").fill("动火点周围10米")
    screen.locator("[data-gas=甲烷]:visible [name=value]").fill("2")
    screen.locator("[name=instrument]").fill("XP-302M 0017")
    screen.locator("[name=calibrated_until]").fill("2027-03-31")
    screen.locator("#confirm").tap()
    expect(screen.locator("#answer")).to_contain_text("合格")
    follow(screen, "停工")
    expect(screen.get_by_role("button", name="停工", exact=True)).to_be_visible()
    everybody(plant)


def test_the_guardian_lets_a_worker_sign_here_ticks_what_he_sees_and_starts(plant: Plant, screen: Page) -> None:
    looked_at(plant)
    permit = approved(plant)
    plant.set_time(permit.starts_at)
    given(plant, permit)
    test_gas(plant, permit)
    confirm_measures(plant, permit)
    check(plant, permit)
    open_ask(plant, screen, "start", permit, "permit.start", GUARDIAN)
    located(plant, screen, GUARDIAN)
    screen.locator("#confirm").tap()
    expect(screen.locator("#answer")).to_contain_text("还没有签安全交底")
    worker = screen.locator(".worker")
    shoot(screen, worker.locator(".shoot"), photo())
    expect(worker.locator(".word")).to_have_text("已签交底")
    scanned(plant, screen)
    for name in ("confirmed", "not_concerned"):
        for box in screen.locator(".choice", has=screen.locator(f"[name={name}]")).all():
            box.tap()
    with turned(screen):
        screen.locator("#confirm").tap()
        expect(screen.locator("#answer")).to_contain_text("开工了")
    assert state(permit) == "working"
    receipt(screen, permit.number)
    everybody(plant)


def test_the_log_counts_people_and_tools_in_and_out(plant: Plant, screen: Page) -> None:
    permit = at_work(plant, "confined_space", "none")
    open_ask(plant, screen, "entry", permit, "permit.watch", GUARDIAN)
    head = screen.locator("#head")
    screen.get_by_role("button", name="进去", exact=True).tap()
    expect(head).to_contain_text("1 人、工具 0 件")
    screen.locator("#tools").fill("四")
    screen.get_by_role("button", name="带进去").tap()
    said_at(screen, "件数", "件数填得不对")
    screen.locator("#tools").fill("501")
    screen.get_by_role("button", name="带进去").tap()
    said_at(screen, "件数", "请填 1 到 500 的整数")
    screen.locator("#tools").fill("4")
    screen.get_by_role("button", name="带进去").tap()
    expect(head).to_contain_text("1 人、工具 4 件")
    with turned(screen):
        screen.get_by_role("button", name="出来了").tap()
        expect(head).to_contain_text("0 人、工具 4 件")
        screen.locator("#tools").fill("3")
        screen.get_by_role("button", name="带出来").tap()
        expect(head).to_contain_text("0 人、工具 1 件")
    assert fresh(permit).work.head_count.tools == 1
    plant.expect_all(*CREW)


def test_the_watch_is_handed_over_taken_and_the_work_goes_on(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    open_ask(plant, screen, "handover", permit, "permit.watch", GUARDIAN)
    screen.get_by_role("button", name="停工并交接").tap()
    said_at(screen, "接手的人", "选一位接手的人")
    choose(screen, NEXT_GUARDIAN)
    with turned(screen):
        screen.get_by_role("button", name="停工并交接").tap()
        expect(screen.locator("#answer")).to_contain_text("签字接手")
    assert state(permit) == "suspended"
    receipt(screen, permit.number)
    plant.settle()
    open_ask(plant, screen, "takeover", permit, "permit.takeover", NEXT_GUARDIAN)
    tick(screen)
    written(screen, "接好了")
    assert permits.guardian(fresh(permit)) == NEXT_GUARDIAN
    receipt(screen, permit.number)
    plant.settle()
    for person, words in ((NEXT_GUARDIAN, "还等另一位确认"), (AREA_FOREMAN, "复工了")):
        open_ask(plant, screen, "resume", permit, "permit.resume", person)
        located(plant, screen, person)
        scanned(plant, screen)
        tick(screen)
        screen.locator("[data-act]").click()  # a tap right after the ticks is sometimes none for Chromium
        expect(screen.locator("#answer")).to_contain_text(words)
        if words == "复工了":
            follow(screen, "停工")
            expect(screen.get_by_role("button", name="停工", exact=True)).to_be_visible()
            screen.go_back()
            continue
        receipt(screen, permit.number)
    assert state(permit) == "working"
    everybody(plant)


def tick(screen: Page) -> None:
    expect(screen.locator("h1")).to_be_visible()
    for box in screen.locator(".choice").all():
        box.tap()


def test_whoever_scans_the_code_stops_the_work_and_says_why(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    stand(plant, WORKER)
    for person, door in ((DIRECTOR, "停工（钉钉登录）"), (WORKER, "停工（企业微信登录）")):
        show(plant, screen, person, f"permit/{permit.number}")
        screen.goto(f"{plant.base}/p/{permit.number}")
        expect(screen.locator(".pledge")).to_have_text("这张票有效，正在作业")
        follow(screen, door)
        expect(screen.locator("#bar ~ div button")).to_have_text("停工")
    screen.get_by_role("button", name="停工").tap()
    expect(screen.locator("#answer")).to_contain_text("正在通知")
    assert state(permit) == "suspended"
    show(plant, screen, WORKER, f"stop/{permit.number}")
    screen.get_by_role("button", name="发送原因").tap()
    said_at(screen, "原因", "不写就不用点")
    screen.locator("#reason").fill("闻到异味")
    with turned(screen):
        screen.get_by_role("button", name="发送原因").tap()
        expect(screen.locator("#answer")).to_contain_text("记下了")
    assert fresh(permit).work.stops[0].why == "闻到异味"
    everybody(plant)


def test_the_leader_reports_the_end_where_he_stands(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    stand(plant, LEADER)
    show(plant, screen, LEADER, f"permit/{permit.number}")
    follow(screen, "报完工")
    located(plant, screen, LEADER)
    scanned(plant, screen)
    screen.get_by_role("button", name="报完工").click()
    expect(screen.locator("#answer")).to_contain_text("报上去了")
    assert entries(permit, "permit.finished")[0]["data"]["presence"].startswith("扫了现场码")
    receipt(screen, permit.number)
    everybody(plant)


def test_who_accepts_says_what_is_missing_and_signs_when_it_is_done(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    open_ask(plant, screen, "accept", permit, "permit.accept", AREA_FOREMAN)
    screen.locator("summary", has_text="还不行").tap()
    screen.locator("#not-yet").tap()
    said_at(screen, "哪里不行", "写一句哪里不行")
    screen.locator("#reason").fill("地沟里还有焊渣")
    screen.locator("#not-yet").tap()
    expect(screen.locator("#answer")).to_contain_text("告诉作业负责人了")
    assert "地沟里还有焊渣" in str(entries(permit, "permit.not_accepted"))
    open_ask(plant, screen, "accept", permit, "permit.accept", AREA_FOREMAN)
    screen.locator("#confirm").tap()
    said_at(screen, "逐条", "条没有勾")
    tick(screen)
    written(screen, "验收签好了")
    assert state(permit) == "closed"
    receipt(screen, permit.number)
    everybody(plant)


def test_the_leader_adds_a_worker_and_sees_who_may_not(plant: Plant, screen: Page) -> None:
    permit = briefed(plant, workers=[OF_THE_CREW])
    show(plant, screen, LEADER, f"permit/{permit.number}")
    follow(screen, "加人")
    screen.locator("[data-act]").tap()
    said_at(screen, "加的人", "选要加的人")
    name = plant.person(WELDER).name
    rows = find(screen, "worker")
    expect(rows.first).to_be_visible()
    expect(screen.locator("#sheet-list .lacks").first).to_be_visible()
    rows.filter(has_text=name).first.tap()
    screen.locator("#sheet-done").tap()
    assert [chip for chip in chips(screen, "worker") if name in chip]
    with turned(screen):
        screen.locator("[data-act]").tap()
        expect(screen.locator("#answer")).to_contain_text("请苑成蹊签交底了")
    assert entries(permit, "permit.worker_named")[0]["data"]["person"] == WELDER
    everybody(plant)


def stopped(plant: Plant) -> Permit:
    permit = at_work(plant)
    tap(plant, GUARDIAN, "作业中", "停工")
    return permit


def inside(plant: Plant) -> Permit:
    return at_work(plant, "confined_space", "none")


@pytest.mark.parametrize(
    ("reached", "person", "ways"),
    [
        (ask_for_permit, FOREMAN, {"确认签字": "请确认"}),
        (approved, GUARDIAN, {"逐条确认": "请确认措施"}),
        (at_work, GUARDIAN, {"交接监护": "交接"}),
        (stopped, GUARDIAN, {"看条件，确认复工": "复工", "补原因": "原因"}),
        (inside, GUARDIAN, {"进出登记": "进出"}),
    ],
    ids=["to sign", "measures", "at work", "stopped", "people inside"],
)
def test_the_permit_s_page_leads_to_what_its_reader_may_do(
    plant: Plant, screen: Page, reached: Callable[[Plant], Permit], person: str, ways: dict[str, str]
) -> None:
    permit = reached(plant)
    show(plant, screen, person, f"permit/{permit.number}")
    for words, there in ways.items():
        there_and_back(screen, words, there)
    everybody(plant)
