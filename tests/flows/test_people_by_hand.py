"""People found by their letters, by hand in Chromium on the whole plant: on permits, for the watch, among who joins."""

from __future__ import annotations

from typing import Any

import requests
from at_work import CREW, LEADER, at_work
from builders import (
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    SHIFT_FOREMAN,
    WELDER,
    asks_of,
    at_the_dual_sign,
    fresh,
    page_of,
    refuse,
    request_page,
)
from choosing import chips, choose, control, find, swap
from demo import PLACE_OF_THE_STORY
from plant import Plant
from playwright.sync_api import Page, expect
from screens import ask_of, receipt, show
from touch import fits_gloves

from benchmarks.plants import large
from handlers.permits import life
from handlers.permits.form import MOST_WORKERS
from handlers.plant import keep
from models import store
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.permit_work import Signed
from workers.scenarios.phone import Page as Opened

NEXT_GUARDIAN, ELECTRICIAN = "U31", "U35"


def grow(plant: Plant) -> None:
    """The plant has 1,200 people from now on; the demo's electrician can weld, too."""
    data = large()
    [electrician] = (each for each in data["plant"]["people"] if each["id"] == ELECTRICIAN)
    electrician["certs"]["C-WELD"] = "2029-05-31"
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def fill_in(screen: Page) -> None:
    screen.locator("[name=area]").select_option(PLACE_OF_THE_STORY)
    screen.locator("[name=part]").fill("3 号调节池进水管")
    screen.locator("[name=project]").fill("更换焊接管段")
    screen.locator(".choice", has_text="电焊").tap()
    for label in ("设备、管道在运行", "露天"):
        screen.locator(f"[data-label='{label}'] .choice", has_text="否").tap()
    choose(screen, "workers", "ycx", "苑成蹊")
    choose(screen, "guardian", "一车间 yzc", "乐正迟")
    choose(screen, "inputs.gas_analyst", "lxh", "隆星回")
    screen.locator("summary", has_text="抄送谁").tap()
    choose(screen, "copies", "smc", "宿明澈")
    expect(screen.locator("[name=level]:checked")).to_have_value("first")


def test_the_people_whose_letters_were_typed_are_on_the_permit_and_on_the_next_one_like_it(
    plant: Plant, screen: Page
) -> None:
    grow(plant)
    request_page(plant)
    show(plant, screen, FOREMAN, f"request/{Ask.get(Ask.kind == 'permit.request').id}?r=1")
    fill_in(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("交上去了")
    permit = Permit.get()
    form = permit.form
    assert (form.workers, form.guardian, form.work_leader) == ((WELDER,), GUARDIAN, FOREMAN)
    assert (form.copies, form.inputs["gas_analyst"]) == (("U05",), "U28")
    receipt(screen, permit.number)
    plant.settle()
    plant.expect(FOREMAN, "请确认")

    show(plant, screen, FOREMAN, f"again/{permit.number}")
    expect(control(screen, "workers").locator(".chip")).to_contain_text("苑成蹊 · 焊工")
    assert chips(screen, "guardian") == ["乐正迟 · 一车间监护人"]
    plant.settle()
    plant.expect(FOREMAN, "填写申请")


def test_a_permit_that_was_given_back_shows_its_people_and_takes_another(plant: Plant, screen: Page) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    refuse(plant, DIRECTOR, card)
    show(plant, screen, FOREMAN, f"rework/{ask_of(permit, 'permit.rework', FOREMAN)}")
    expect(control(screen, "workers").locator(".chip")).to_contain_text("苑成蹊")
    swap(screen, "guardian", "zhongs", "仲孙朗")
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text(permit.number)
    assert fresh(permit).form.guardian == NEXT_GUARDIAN
    plant.settle()
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER)


def test_the_next_guardian_is_found_by_typing_in_a_large_plant(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    grow(plant)
    show(plant, screen, GUARDIAN, f"handover/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    expect(screen.locator(".choice")).to_have_count(0)
    leader = find(screen, "person", "宓有方").filter(has_text="宓有方")
    expect(leader).to_be_disabled()
    expect(leader).to_contain_text("在这张票里另有任务")
    expect(leader.locator("..")).not_to_contain_text("安排考核")
    screen.locator("#sheet-done").tap()
    choose(screen, "person", "仲孙朗")
    swap(screen, "person", "zhongs", "仲孙朗")
    fits_gloves(screen)
    screen.get_by_role("button", name="停工并交接").tap()
    expect(screen.locator("#answer")).to_contain_text("等仲孙朗签字接手")
    assert fresh(permit).state == "suspended"
    plant.settle()
    plant.expect_all(*CREW, NEXT_GUARDIAN)


def test_who_joins_is_found_by_typing_in_a_large_plant(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    store.write(lambda: life.note(permit, permit.work.briefing_given(Signed(by=LEADER, at=plant.now))))
    grow(plant)
    show(plant, screen, LEADER, f"join/{permit.number}")
    find(screen, "worker", "苑成蹊")
    expect(screen.locator("#sheet-told")).to_have_text("苑成蹊已经在这张票上。")
    screen.locator("#sheet-done").tap()
    choose(screen, "worker", "bxj", "暴雪霁")
    control(screen, "worker").get_by_role("button", name="去掉").tap()
    assert chips(screen, "worker") == []
    choose(screen, "worker", "bxj", "暴雪霁")
    screen.get_by_role("button", name="加人，请他们签交底").tap()
    expect(screen.locator("#answer")).to_contain_text("请暴雪霁签交底了")
    plant.settle()
    plant.expect(ELECTRICIAN, "请签交底")
    plant.expect_all(*CREW)


def ask_the_house(page: Opened, **what: Any) -> tuple[int, dict[str, Any]]:
    reply = requests.post(f"{page.base}/h5/people", json=what, headers={"X-Page-Token": page.token}, timeout=20)
    return reply.status_code, reply.json()


def ids(page: Opened, **what: Any) -> list[str]:
    status, answer = ask_the_house(page, **what)
    assert status == 200, answer
    return [each["id"] for each in answer["people"] if not each["lacks"]]


def test_each_page_finds_only_those_whom_its_own_rules_allow(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    mine = asks_of(permit, MANAGER)[-1].id
    assert ids(page_of(plant, MANAGER, f"transfer/{mine}"), role="transfer", words="") == ["U02", "U01"]
    assert "U05" in ids(page_of(plant, MANAGER, f"add/{mine}"), role="add", words="sumc")
    assert ids(page_of(plant, MANAGER, f"add/{mine}"), role="add", words="苑成蹊") == []
    plant.phone(DIRECTOR).say("我不在")
    plant.settle()
    leave = Ask.get(Ask.kind == "leave.cover").id
    assert "U02" in ids(page_of(plant, DIRECTOR, f"leave/{leave}"), role="cover", words="")
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER)


def test_somebody_of_the_other_side_is_told_with_where_to_choose_him(plant: Plant, screen: Page) -> None:
    page = request_page(plant)
    here = book(plant.now).plant
    outsider = next(each for each in here.people if here.is_contractor(each))
    words = f"{outsider.name}是承包商的人：上面选「承包商」。"
    for given, said in (("no", words), ("yes", "")):
        what = {"role": "worker", "words": outsider.name, "contractor": given == "yes"}
        assert ask_the_house(page, **what)[1]["missing"] == said
    own = ask_the_house(page, role="worker", words="苑成蹊", contractor=True)[1]
    assert (own["people"], own["missing"]) == ([], "苑成蹊是本厂的人：上面选「本厂人员」。")
    assert ask_the_house(page, role="worker", words="查无此人")[1]["missing"] == ""
    show(plant, screen, FOREMAN, f"request/{Ask.get(Ask.kind == 'permit.request').id}?r=1")
    control(screen, "workers").locator(".find").tap()
    screen.locator("#sheet-words").fill(outsider.name)
    expect(screen.locator("#sheet-told")).to_have_text(words)
    assert screen.evaluate("document.documentElement.scrollWidth") == 360


def refusals(plant: Plant) -> list[tuple[Opened, dict[str, Any]]]:
    permit, _, _ = at_the_dual_sign(plant)
    sign = page_of(plant, MANAGER, f"sign/{asks_of(permit, MANAGER)[-1].id}")
    form = request_page(plant)
    reading = page_of(plant, FOREMAN, f"permit/{permit.number}")
    stale = Opened(form.base, "x" + form.token, form.html)
    return [
        (sign, {"role": "worker"}),
        (form, {"role": "transfer"}),
        (form, {}),
        (reading, {"role": "worker"}),
        (reading, {"role": "worker", "number": permit.number}),
        (stale, {"role": "worker"}),
    ]


def test_nobody_lists_people_where_his_page_asks_for_none(plant: Plant) -> None:
    for page, what in refusals(plant):
        status, answer = ask_the_house(page, words="", **what)
        assert (answer["ok"], "people" in answer) == (False, False), (what, answer)
        assert answer["words"] and answer["todo"] and status in (200, 401, 404)
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER)


def test_whatever_is_typed_is_answered_with_a_list(plant: Plant) -> None:
    page = request_page(plant)
    typed: list[Any] = ["", " ", "%_", "<b>", "'", "\u202e", "王" * 500, 7, None, ["a"]]
    for words in typed:
        status, answer = ask_the_house(page, role="worker", words=words, area=["x"], contractor="yes")
        assert status == 200 and len(answer["people"]) <= 8, words
    assert ask_the_house(page, role="worker", ids=["U34", "nobody", 7, None])[1]["people"][0]["id"] == "U34"


def test_a_form_re_checks_no_more_people_than_it_can_hold(plant: Plant) -> None:
    page, everybody = request_page(plant), [each.id for each in book(plant.now).plant.people]
    assert len(everybody) > MOST_WORKERS
    held = {"worker": MOST_WORKERS, "guardian": 1, "work_leader": 1}
    for role, most in held.items():
        assert len(ask_the_house(page, role=role, ids=everybody)[1]["people"]) <= most
    assert len(ask_the_house(page, role="guardian", ids=[GUARDIAN])[1]["people"]) == 1


def test_a_moment_that_nobody_can_mean_counts_as_now(plant: Plant) -> None:
    page = request_page(plant)
    now = ask_the_house(page, role="worker", words="")
    for moment in ("9999-12-31T23:59:59+08:00", "0001-01-01T00:00:00+14:00", "", 5):
        assert ask_the_house(page, role="worker", words="", starts_at=moment) == now, moment


def test_a_form_that_was_sent_lists_nobody_any_more(plant: Plant) -> None:
    page = request_page(plant)
    store.write(lambda: Ask.update(state="done").where(Ask.kind == "permit.request").execute())
    assert ask_the_house(page, role="worker", words="")[0] == 404
