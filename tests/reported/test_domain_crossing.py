"""Chapter 7: jobs that meet have one coordinator; one above the other they start only with a layer between them."""

from __future__ import annotations

from typing import Any

from at_work import AREA_FOREMAN, LEADER, WORKER, at_work, trail
from builders import MANAGER, ON_SITE, ask_for_permit, entries, filled, fresh, open_card, request_page
from choosing import control, swap
from gates import approved, brief, check, confirm_measures, open_asks, start, tap, test_gas
from papers import paper, recorded
from plant import Plant
from playwright.sync_api import Page, expect
from roads import road
from screens import everybody, show, stand

from handlers.permits.gates import coordinating, facts, joining, measures
from models import meter, store
from models import permit as permits
from models.ask import Ask
from models.permit import Permit, coordinator
from models.permit_work import layer_of
from models.seals import seal_all
from workers.scenarios.phone import text_of

ABOVE = ("U41", "U32")
HIGH: dict[str, Any] = {"guardian": "U32", "workers": ["U41"], "work_leader": "U41"}


@road
def one_above_the_other(plant: Plant, height_m: float = 30) -> tuple[Permit, Permit]:
    """Work up high, and an approved permit for work below it."""
    older = at_work(plant, "height", "IV", inputs={"height_m": height_m}, **HIGH)
    return older, approved(plant)


def all_but_the_layer(plant: Plant, older: Permit, permit: Permit) -> Permit:
    plant.set_time(max(plant.now, permit.starts_at))
    brief(plant, permit)
    confirm_measures(plant, permit, leave=(layer_of(older.number),))
    test_gas(plant, permit)
    check(plant, permit)
    return fresh(permit)


def layer(plant: Plant, permit: Permit, older: Permit, **changes: Any) -> Any:
    [ask] = [each for each in open_asks(permit, "permit.measures") if layer_of(older.number) in each.data["measures"]]
    card = plant.phone(ask.person).card(lambda title: "请确认措施" in title)
    assert card is not None
    page = open_card(plant, ask.person, card, "逐条确认")
    answer = page.act("permit.measure", tap(layer_of(older.number), **changes), attempt=99)
    plant.settle()
    return answer


def test_a_job_below_another_starts_when_the_coordinator_has_seen_the_layer_between_them(plant: Plant) -> None:
    older, younger = one_above_the_other(plant)
    younger = all_but_the_layer(plant, older, younger)
    assert any("双层隔离层" in each and older.number in each for each in younger.reasons)
    assert younger.form.coordinator == coordinator(fresh(older)) == AREA_FOREMAN
    told = plant.phone(AREA_FOREMAN).card(lambda title: "请统一协调" in title)
    assert told is not None and older.number in text_of(told)
    warned = [text for text in map(text_of, plant.phone("U41").messages()) if "你们上面或下面要作业" in text]
    assert len(warned) == 1 and younger.number in warned[0]
    refused = start(plant, younger)
    assert "上下交叉作业" in refused["words"] and "请统一协调人厍云卷到现场确认双层" in refused["words"]
    assert fresh(older).state == "working"

    assert "写一句原因" in layer(plant, younger, older, applies="no", note="")["words"]
    answer = layer(plant, younger, older)
    assert answer["tone"] == "done", answer
    plant.settle()
    assert start(plant, younger)["tone"] == "done"
    heard = [text for text in map(text_of, plant.phone(AREA_FOREMAN).messages()) if "开工了" in text]
    assert len(heard) == 1 and younger.number in heard[0]
    coordinator_joins = joining.faults(fresh(younger), plant.person(AREA_FOREMAN), ["worker"], plant.now)
    assert "厍云卷是这张票的统一协调人，不能又干活：请换人" in coordinator_joins
    for permit in (older, younger):
        assert trail(permit).count("permit.layer_confirmed") == 1
        [named] = entries(permit, "permit.coordinator_named")
        assert named["data"]["person"] == AREA_FOREMAN
        page = plant.phone("U33").open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
        assert "统一协调人：</span>厍云卷" in page
    seal_all(plant.now)
    words, _ = paper(recorded(plant, fresh(younger)))
    for expected in ("统一协调人厍云卷", "双层隔离层（防护棚）已搭好", f"与{older.number}", "照片"):
        assert expected in words, expected
    plant.expect_all(*ON_SITE, *ABOVE)


def layer_questions(*among: Permit) -> list[Ask]:
    asked = [ask for permit in among for ask in open_asks(permit, "permit.measures")]
    return [ask for ask in asked if any(name.startswith("隔离层") for name in ask.data["measures"])]


def gate(plant: Plant, permit: Permit) -> str | None:
    found = facts.gates_of(fresh(permit), plant.now, present=True)
    return next((each.todo for each in found if each.id == "layer"), None)


def test_when_both_wait_one_question_opens_both(plant: Plant) -> None:
    older, younger = one_above_the_other(plant, 12)
    Permit.update(state="approved").where(Permit.id == older.id).execute()
    assert gate(plant, older) is None  # the other's time has not come yet
    plant.set_time(max(plant.now, younger.starts_at))
    assert gate(plant, younger) and "双层" not in str(gate(plant, younger)) and gate(plant, older)
    for each in (older, younger):
        store.write(lambda one=each: coordinating.look_again(permits.locked(one.subject_id), plant.now))
    [ask] = layer_questions(older, younger)
    assert ask.person == AREA_FOREMAN
    # A start would leave this question open, but not one about work that has been called off.
    assert coordinating.awaited(fresh(younger), plant.now) == [ask]
    Permit.update(state="cancelled").where(Permit.id == older.id).execute()
    assert coordinating.awaited(fresh(younger), plant.now) == []
    Permit.update(state="approved").where(Permit.id == older.id).execute()
    layer(plant, younger, older)
    assert gate(plant, younger) == gate(plant, older) == ""
    # Neither counts for a job that has changed since.
    Permit.update(version=2).where(Permit.id == older.id).execute()
    assert gate(plant, younger)
    Permit.update(state="finished").where(Permit.id == older.id).execute()
    assert gate(plant, younger) is None
    plant.expect_all(*ON_SITE, *ABOVE)


def test_a_coordinator_who_cannot_be_reached_is_replaced_on_both_permits(plant: Plant) -> None:
    older, younger = one_above_the_other(plant)
    [ask] = layer_questions(younger)

    def lost() -> None:
        who = plant.person(AREA_FOREMAN)
        meter.lost(who.platform, who.account, who.id, "不在可见范围", plant.now)
        measures.unreachable(permits.locked(younger.subject_id), ask, "卡片没送到", plant.now)

    store.write(lost)
    plant.settle()
    [now] = layer_questions(younger)
    assert now.person not in (AREA_FOREMAN, LEADER, WORKER)
    assert coordinator(fresh(older)) == coordinator(fresh(younger)) == now.person
    everybody(plant)


def test_jobs_that_meet_have_one_coordinator_who_has_no_part_in_them(plant: Plant) -> None:
    older = ask_for_permit(plant)
    Permit.update(state="approved").where(Permit.id == older.id).execute()

    def sent(coordinator: str) -> Any:
        return request_page(plant).act("permit.request", filled(plant, coordinator=coordinator))

    assert "苑成蹊在其中一项作业里另有任务，不能当统一协调人：请换人" in sent(WORKER)["words"]
    assert "呼延拓是承包商的人" in sent("U36")["words"] and Permit.select().count() == 1
    # Nobody had to choose one: the first permit met nothing when it was asked for.
    assert older.form.coordinator == ""
    younger = ask_for_permit(plant, coordinator=MANAGER)
    assert any("统一协调人：卞予安（票上选的）" in each for each in younger.reasons)
    third = ask_for_permit(plant, coordinator="U05", part="调节池西侧")
    assert third.form.coordinator == MANAGER
    assert any(f"统一协调人：卞予安（{younger.number} 已经定了他）" in each for each in third.reasons)
    assert coordinator(fresh(older)) == ""
    store.write(lambda: coordinating.begin(permits.locked(younger.subject_id), plant.now))
    plant.settle()
    assert coordinator(fresh(older)) == MANAGER
    assert plant.phone(MANAGER).card(lambda title: "请统一协调" in title)
    everybody(plant)


def test_the_form_proposes_a_coordinator_and_keeps_another_who_was_chosen(plant: Plant, screen: Page) -> None:
    at_work(plant, guardian="U32")
    plant.phone(LEADER).say("动火")
    plant.settle()
    stand(plant, LEADER)
    request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    show(plant, screen, LEADER, f"request/{request.id}?r=1")
    expect(screen.locator("#area-words")).to_contain_text("按定位选了")
    expect(control(screen, "coordinator").locator(".chip")).to_contain_text("厍云卷")
    expect(screen.locator("#notes")).to_contain_text("统一协调人：厍云卷（当班班长）")
    screen.locator("#coordinating").scroll_into_view_if_needed()
    swap(screen, "coordinator", "卞予安")
    expect(screen.locator("#notes")).to_contain_text("统一协调人：卞予安（票上选的）")
    screen.reload()
    expect(control(screen, "coordinator").locator(".chip")).to_contain_text("卞予安")
    expect(screen.locator("#notes")).to_contain_text("卞予安（票上选的）")
    screen.locator("[name=starts_at]").fill("2026-11-25T20:00")
    expect(screen.locator("#coordinating")).to_be_hidden()
    everybody(plant)
