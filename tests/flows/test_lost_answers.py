"""By hand in Chromium: the request reaches the house, its answer is lost, and the person goes on as people do."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

from at_work import AREA_FOREMAN, CREW, LEADER, WORKER, act, at_work, confirm_resume, finish, state, watched
from builders import (
    ANALYST,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    at_the_dual_sign,
    entries,
    fresh,
    request_page,
)
from choosing import choose
from gates import approved, ready
from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, Route, expect
from screens import ask_of, follow, photo, shoot, show, stand
from screens import choose as tile
from touch import write_name

from config.root import ROOT
from models.ask import Ask, of_subject
from models.gas import of_permit
from models.permit import Permit

UNKNOWN = "没有回音，不知道收到没有。有信号后再点一下，不会重复。"


NEXT_GUARDIAN, OTHER_GUARDIAN = "U31", "U20"


class Lost:
    """From now on the answers to acts are lost on the way, until they come again."""

    def __init__(self, screen: Page) -> None:
        self._screen = screen
        self.answers: list[Any] = []
        screen.route("**/h5/act", self._lose)

    def _lose(self, route: Route) -> None:
        self.answers.append(route.fetch().json())
        route.abort()

    def no_more(self) -> None:
        self._screen.unroute("**/h5/act")


def lose(screen: Page, act: Locator) -> Any:
    """The person taps, the house does it, the answer is lost; the page says so. Returns the answer that was lost."""
    lost = Lost(screen)
    act.click()
    expect(screen.locator("#bar")).to_contain_text(UNKNOWN)
    expect(act).to_be_enabled()
    lost.no_more()
    [answer] = lost.answers
    return answer


def type_gas(screen: Page, value: str) -> Locator:
    """The form filled in, and its button."""
    screen.locator(".choice", has_text="别的地方").tap()
    screen.locator('[name="point"]').fill("动火点周围10米")
    screen.locator('[data-gas="甲烷"] [name="value"]:visible').fill(value)
    screen.locator('[name="instrument"]').fill("XP-302M 0017")
    screen.locator('[name="calibrated_until"]').fill("2027-03-31")
    return screen.locator("#confirm")


def test_a_gas_value_put_right_after_a_lost_answer_is_in_the_store(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    show(plant, screen, ANALYST, f"gas/{ask_of(permit, 'permit.gas_test', ANALYST)}?r=1")
    assert "合格" in lose(screen, type_gas(screen, "2"))["words"]
    type_gas(screen, "32").click()
    expect(screen.locator("#answer")).to_contain_text("不合格：甲烷 32%LEL")
    assert [test.readings[0]["value"] for test in of_permit(permit)] == ["2", "32"]
    assert not fresh(permit).work.gas.ok
    follow(screen, "打开新的")
    expect(screen.locator("main")).to_contain_text("已经测过的")
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_the_same_gas_value_sent_again_from_a_step_further_is_kept_once(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    stand(plant, ANALYST)
    show(plant, screen, ANALYST, f"gas/{ask_of(permit, 'permit.gas_test', ANALYST)}?r=1")
    first = lose(screen, type_gas(screen, "2"))
    stand(plant, ANALYST, accuracy=35)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text(first["words"])
    assert len(of_permit(permit)) == 1
    [told] = entries(permit, "permit.gas_tested")
    assert told["data"]["position"]["accuracy_m"] == "8"
    plant.settle()
    plant.expect_all(*ON_SITE)


def confirmed(permit: Permit) -> list[str]:
    return [each["data"]["measure"] for each in entries(permit, "permit.measure_confirmed")]


def measures(plant: Plant, screen: Page) -> Permit:
    permit = approved(plant)
    show(plant, screen, GUARDIAN, f"measures/{ask_of(permit, 'permit.measures', GUARDIAN)}?r=1")
    return permit


def test_another_measure_with_its_photo_after_a_lost_answer_and_the_first_one_again(plant: Plant, screen: Page) -> None:
    permit = measures(plant, screen)
    mine = screen.locator(".measure")
    plain = mine.filter(has=screen.locator('.yes[data-camera="false"]')).first
    first, other = plain.get_attribute("data-measure"), screen.locator('[data-measure="DH07"]')
    if plain.locator('[name="note"]').count():
        plain.locator('[name="note"]').fill("0")
    lose(screen, plain.locator(".yes"))
    shoot(screen, other.locator(".yes"), photo())
    expect(other.locator(".word")).to_have_text("已落实")
    assert confirmed(permit) == [first, "DH07"]
    plain.locator(".yes").tap()
    expect(plain.locator(".word")).to_have_text("已落实")
    assert confirmed(permit) == [first, "DH07"]
    expect(screen.locator("#foot")).to_be_hidden()


def test_an_edited_request_after_a_lost_answer_is_told_what_was_handed_in(plant: Plant, screen: Page) -> None:
    request_page(plant)
    show(plant, screen, FOREMAN, f"request/{Ask.get(Ask.kind == 'permit.request').id}?r=1")
    screen.locator("[name=area]").select_option("sewage")
    screen.locator("[name=part]").fill("3 号调节池进水管")
    screen.locator("[name=project]").fill("更换焊接管段")
    screen.locator(".choice", has_text="电焊").tap()
    for field, who in (("workers", "苑成蹊"), ("guardian", "乐正迟")):
        choose(screen, field, who)
    for label in ("设备、管道在运行", "露天"):
        screen.locator(f"[data-label='{label}'] .choice", has_text="否").tap()
    expect(screen.locator("[name=level]:checked")).to_have_value("first")
    assert lose(screen, screen.locator("#confirm"))["ok"]
    with screen.expect_response("**/h5/outlook") as seen:
        screen.locator("[name=part]").fill("4 号调节池")
    told = seen.value.json()
    assert (told["near"], told["notes"], told["coordinator"]) == ([], [], None)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text(f"已经交过了：{Permit.get().number}。这次没有再交。")
    expect(screen.locator("#confirm")).to_have_count(0)
    follow(screen, "看签批单")
    expect(screen.locator("main")).to_contain_text("3 号调节池进水管")
    assert [permit.form.part for permit in Permit.select()] == ["3 号调节池进水管"]
    plant.settle()
    plant.expect_all(FOREMAN)


def test_a_name_written_again_after_a_lost_answer_leaves_one_signature(plant: Plant, screen: Page) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    stand(plant, MANAGER)
    show(plant, screen, MANAGER, f"sign/{ask_of(permit, 'permit.sign', MANAGER)}?r=1")
    expect(screen.locator("#place-words")).not_to_have_text("正在定位…")
    write_name(screen)
    assert lose(screen, screen.locator("#confirm"))["words"] == "签好了。"
    screen.locator("#again").click()
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("已经签过")
    signers = [each["actor"]["person"] for each in entries(permit, "permit.signed")]
    assert signers.count(MANAGER) == 1
    plant.settle()
    plant.expect_all(DIRECTOR, MANAGER, FOREMAN, SHIFT_FOREMAN)


def strange(screen: Page, status: int) -> None:
    """From now on something between phone and house answers to acts."""
    screen.route("**/h5/act", lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>…</h1>"))


def test_tools_are_counted_once_when_the_answer_was_lost_or_is_none_of_ours_and_again_when_it_came(
    plant: Plant, screen: Page
) -> None:
    permit = at_work(plant, "confined_space", "none")
    show(plant, screen, GUARDIAN, f"entry/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    screen.locator("#tools").fill("4")
    into, bar = screen.get_by_role("button", name="带进去"), screen.locator("#bar")
    for status in (502, 500):
        strange(screen, status)
        with screen.expect_response("**/h5/act"):
            into.tap()
        expect(into).to_be_enabled()
        expect(bar).to_contain_text(UNKNOWN)
        assert not fresh(permit).work.head_count.tools
        screen.unroute("**/h5/act")
    lose(screen, into)
    into.tap()
    expect(screen.locator("#head")).to_contain_text("工具 4 件")
    screen.locator("#tools").fill("4")
    into.tap()
    expect(screen.locator("#head")).to_contain_text("工具 8 件")
    assert fresh(permit).work.head_count.tools == 8
    plant.expect_all(*CREW)


def test_urging_tells_on_the_permit_s_page_what_came_of_it(plant: Plant, screen: Page) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    show(plant, screen, FOREMAN, f"permit/{permit.number}")
    urge = screen.get_by_role("button", name="催办")
    assert "催了" in lose(screen, urge)["words"]
    urge.tap()
    expect(screen.locator("#answer")).to_contain_text("催了")
    assert len(entries(permit, "permit.urged")) == 1
    plant.settle()
    plant.expect_all(DIRECTOR, MANAGER, FOREMAN, SHIFT_FOREMAN)


# Sent again when something else has happened since ------------------------------------------------------------------


def applies(permit: Permit, measure: str) -> str:
    return fresh(permit).work.measures[measure].applies


def leaves_out(screen: Page) -> tuple[Locator, str]:
    """A measure that may be said not to concern, without a photo, with its note; and its id."""
    card = screen.locator(".measure", has=screen.locator(".no")).filter(has=screen.locator('.yes[data-camera="false"]'))
    card.first.locator('[name="note"]').fill("2级")
    return card.first, str(card.first.get_attribute("data-measure"))


def test_yes_no_and_yes_again_leave_yes_in_the_store(plant: Plant, screen: Page) -> None:
    permit = measures(plant, screen)
    card, measure = leaves_out(screen)
    yes, no, word = card.locator(".yes"), card.locator(".no"), card.locator(".word")
    lose(screen, yes)
    assert applies(permit, measure) == "yes"
    lose(screen, no)
    assert applies(permit, measure) == "no"
    yes.tap()
    expect(word).to_have_text("已落实")
    assert applies(permit, measure) == "yes"
    assert confirmed(permit) == [measure] * 3
    # The no that is answered after a yes that was lost.
    no.tap()
    expect(word).to_have_text("不涉及")
    lose(screen, yes)
    assert applies(permit, measure) == "yes"
    # The page says so already, for it never heard of that yes.
    with screen.expect_response("**/h5/act"):
        no.tap()
    expect(no).to_be_enabled()
    expect(word).to_have_text("不涉及")
    assert applies(permit, measure) == "no"
    yes.tap()
    expect(word).to_have_text("已落实")
    assert applies(permit, measure) == "yes"
    assert confirmed(permit) == [measure] * 7


def test_work_that_resumed_after_a_lost_stop_is_stopped_again_from_the_same_page(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    show(plant, screen, WORKER, f"stop/{permit.number}")
    button = screen.get_by_role("button", name="停工")
    assert "停了" in lose(screen, button)["words"]
    plant.settle()
    for person in (GUARDIAN, AREA_FOREMAN):
        confirm_resume(plant, person)
    assert state(permit) == "working"
    button.tap()
    expect(screen.locator("#answer")).to_contain_text("停了")
    assert state(permit) == "suspended" and len(fresh(permit).work.stops) == 2
    plant.settle()
    plant.expect_all(*CREW)


def test_a_stop_sent_again_at_once_is_one(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    show(plant, screen, WORKER, f"stop/{permit.number}")
    button = screen.get_by_role("button", name="停工")
    lose(screen, button)
    button.tap()
    expect(screen.locator("#answer")).to_contain_text("停了")
    assert len(fresh(permit).work.stops) == 1
    plant.settle()
    plant.expect_all(*CREW)


def test_the_watch_handed_to_one_to_another_and_to_the_first_again_waits_for_the_first(
    plant: Plant, screen: Page
) -> None:
    permit = at_work(plant)
    show(plant, screen, GUARDIAN, f"handover/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    button = screen.get_by_role("button", name="停工并交接")
    for person in (NEXT_GUARDIAN, OTHER_GUARDIAN):
        tile(screen, person)
        lose(screen, button)
    tile(screen, NEXT_GUARDIAN)
    button.tap()
    expect(screen.locator("#answer")).to_contain_text("签字接手")
    waiting = [each for each in of_subject(permit.subject) if each.kind == "permit.takeover" and each.state == "open"]
    assert [each.person for each in waiting] == [NEXT_GUARDIAN]
    plant.settle()
    plant.expect_all(*CREW, NEXT_GUARDIAN, OTHER_GUARDIAN)


def test_a_transfer_a_refusal_and_a_withdrawal_without_an_answer_are_not_told_as_undone(
    plant: Plant, screen: Page
) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    show(plant, screen, DIRECTOR, f"transfer/{ask_of(permit, 'permit.sign', DIRECTOR)}?r=1")
    tile(screen, "U08")
    screen.locator("#reason").fill("在外面开会")
    assert lose(screen, screen.get_by_role("button", name="转办"))["tone"] == "done"
    show(plant, screen, MANAGER, f"refuse/{ask_of(permit, 'permit.sign', MANAGER)}?r=1")
    screen.locator("#reason").fill("措施没落实")
    assert lose(screen, screen.locator("#confirm"))["tone"] == "done"
    rework = ask_of(permit, "permit.rework", FOREMAN)
    plant.settle()
    show(plant, screen, FOREMAN, f"withdraw/{rework}?r=1")
    assert lose(screen, screen.locator("#confirm"))["tone"] == "done"
    screen.locator("#confirm").tap()
    expect(screen.locator("#answer")).to_contain_text("撤回")
    assert fresh(permit).state == "cancelled"
    plant.settle()
    plant.expect_all(DIRECTOR, "U08", MANAGER, FOREMAN, SHIFT_FOREMAN)


# What is told, and how long a page waits ----------------------------------------------------------------------------

UNSENT = "没有信号，发不出去。有信号后再点一次。"


def test_what_never_left_the_phone_is_told_apart_from_what_nobody_knows(plant: Plant, screen: Page) -> None:
    permit = measures(plant, screen)
    card, measure = leaves_out(screen)
    bar, yes = screen.locator("#bar"), card.locator(".yes")
    screen.context.set_offline(True)
    yes.tap()
    expect(bar).to_have_text(UNSENT)
    assert confirmed(permit) == []
    screen.context.set_offline(False)
    lose(screen, yes)
    expect(card.locator(".told")).to_have_text(UNKNOWN)
    screen.context.set_offline(True)
    expect(bar).to_have_text(UNKNOWN)
    yes.tap()
    expect(yes).to_be_enabled()
    expect(bar).to_have_text(UNKNOWN)
    screen.context.set_offline(False)
    expect(bar).to_have_text(UNKNOWN)
    yes.tap()
    expect(card.locator(".word")).to_have_text("已落实")
    expect(screen.locator("#foot")).to_be_hidden()
    assert confirmed(permit) == [measure]


def test_a_start_whose_answer_was_lost_is_never_told_as_none(plant: Plant, screen: Page) -> None:
    permit = ready(plant)
    stand(plant, GUARDIAN)
    show(plant, screen, GUARDIAN, f"start/{ask_of(permit, 'permit.start', GUARDIAN)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("误差")
    lose(screen, screen.locator("#confirm"))
    assert state(permit) == "working"
    expect(screen.locator("#bar")).to_have_text(UNKNOWN)
    screen.locator("#confirm").tap()
    expect(screen.locator("#answer")).to_contain_text("开工了")
    assert len(entries(permit, "permit.working")) == 1
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_a_photo_that_the_phone_cannot_read_is_told_and_one_whose_answer_was_lost_is_sent_again_and_stays_one(
    plant: Plant, screen: Page
) -> None:
    permit = measures(plant, screen)
    card = screen.locator('[data-measure="DH07"]')
    shoot(screen, card.locator(".yes"), {**photo(), "buffer": b"\xff\xd8\xff" + b"0" * 50})
    expect(card).to_contain_text(
        "打不开，不是照片（JPG、PNG、HEIC）也不是 PDF，或者已经坏了。 请再拍一张，或换一个再传。"
    )
    expect(card.locator(".yes")).to_be_enabled()
    lost = Lost(screen)
    shoot(screen, card.locator(".yes"), photo())
    expect(card.locator(".told")).to_have_text(UNKNOWN)
    lost.no_more()
    card.locator(".yes").tap()
    expect(card.locator(".word")).to_have_text("已落实")
    expect(screen.locator("#bar")).to_be_hidden()
    assert confirmed(permit) == ["DH07"]


def test_a_large_photo_goes_in_pieces_that_a_slow_uplink_takes_within_the_patience_of_the_page(
    plant: Plant, screen: Page
) -> None:
    measures(plant, screen)
    sent: list[dict[str, str]] = []
    screen.on("request", lambda one: sent.append(one.headers) if "/h5/pictures" in one.url else None)
    card = screen.locator('[data-measure="DH07"]')
    shoot(screen, card.locator(".yes"), grained())
    expect(card.locator(".word")).to_have_text("已落实")
    source = (ROOT / "web" / "static" / "js" / "picture.js").read_text("utf-8")
    patience = int(source.split("QUIET_MS = ")[1].split(";")[0])
    [whole] = {int(each["upload-length"]) for each in sent if "upload-length" in each}
    begins = sorted({int(each.get("upload-offset", 0)) for each in sent})
    assert whole > 900_000
    # Ten bytes in a millisecond: a phone at the edge of its network.
    assert max(end - begin for begin, end in pairwise([*begins, whole])) / 10 < patience


def grained() -> dict[str, Any]:
    """A photo that stays large however it is pressed."""
    file = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(file, "JPEG", quality=95)
    return {**photo(), "buffer": file.getvalue()}


# Done already, and given anew -----------------------------------------------------------------------------------------


def test_who_took_the_watch_over_reads_that_he_watches_after_another_stroke(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person=NEXT_GUARDIAN)
    stand(plant, NEXT_GUARDIAN)
    show(plant, screen, NEXT_GUARDIAN, f"takeover/{ask_of(permit, 'permit.takeover', NEXT_GUARDIAN)}?r=1")
    for box in screen.locator(".choice").all():
        box.tap()
    write_name(screen)
    assert "接好了" in lose(screen, screen.locator("#confirm"))["words"]
    screen.locator("#again").click()
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("你 08:10 已经签过接手，现在你是监护人")
    assert len(entries(permit, "permit.guardian_changed")) == 1
    plant.settle()
    plant.expect_all(*CREW, NEXT_GUARDIAN)


def test_not_yet_after_a_lost_acceptance_reads_that_nobody_was_told(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    stand(plant, AREA_FOREMAN)
    show(plant, screen, AREA_FOREMAN, f"accept/{ask_of(permit, 'permit.accept', AREA_FOREMAN)}?r=1")
    expect(screen.locator("h1")).to_be_visible()
    for box in screen.locator(".choice").all():
        box.tap()
    write_name(screen)
    lose(screen, screen.locator("#confirm"))
    assert state(permit) == "closed"
    screen.locator("summary", has_text="还不行").click()
    screen.locator("#reason").fill("地沟里还有焊渣")
    screen.locator("#not-yet").click()
    expect(screen.locator("#answer")).to_contain_text("签过，不用再签。「还不行」没有告诉谁")
    expect(screen.locator("main")).not_to_contain_text("已告诉")
    assert entries(permit, "permit.not_accepted") == []
    plant.settle()
    plant.expect_all(*CREW)


def test_who_confirmed_reads_that_he_did_on_a_page_opened_before(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    plant.phone(LEADER).say("停工")
    plant.settle()
    ask = ask_of(permit, "permit.resume", GUARDIAN)
    show(plant, screen, GUARDIAN, f"resume/{ask}?r=1")
    confirm_resume(plant, GUARDIAN)
    screen.locator("[data-act]").tap()
    expect(screen.locator("#answer")).to_contain_text("你 08:10 已经确认过")
    plant.settle()
    plant.expect_all(*CREW)
