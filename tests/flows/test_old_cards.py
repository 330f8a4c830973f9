"""Old cards tell the truth: what each card says after each move, and what a tap on an old one answers."""

from __future__ import annotations

from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GM,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    at_the_dual_sign,
    confirm,
    open_card,
    refuse,
    sign,
    sign_card,
)
from demo import OFFICE
from plant import Plant

from handlers.delivery import sent
from models import delivery as deliveries
from models import plant_time, store
from models.delivery import Delivery
from workers.scenarios.phone import text_of, title
from workers.scenarios.simulator import Json


def updates(plant: Plant, call: str) -> int:
    """How many repaints the platform has seen."""
    return len([entry for entry in plant.simulator.get("log") if entry["call"] == call])


def card_of(person: str) -> Delivery:
    rows = Delivery.select().where(Delivery.person == person, Delivery.form == "card")
    return rows.order_by(Delivery.id.desc()).get()


def spend_code(person: str) -> None:
    """As after 72 hours: the card's own permission to be repainted is gone."""
    row = card_of(person)
    receipt = {name: value for name, value in row.receipt.items() if name != "response_code"}
    Delivery.update(receipt=receipt).where(Delivery.id == row.id).execute()


def test_an_untapped_wecom_card_keeps_its_one_repaint_for_its_last_state(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    before = text_of(plant.current(manager))
    sign_card(plant, DIRECTOR, director)
    assert text_of(plant.current(manager)) == before
    sign_card(plant, MANAGER, manager, OFFICE)
    assert text_of(plant.current(manager)) == before

    sign_card(plant, MANAGER, manager)
    assert "卞予安 08:10 签字" in text_of(plant.current(manager))
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


def test_a_tapped_wecom_card_may_be_repainted_without_its_last_permission(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    plant.phone(MANAGER).tap(manager, "为什么找我")
    plant.settle()
    assert "授权书 SQ-2026-07" in text_of(plant.current(manager))
    plant.phone(MANAGER).tap(plant.current(manager), "为什么找我")
    plant.settle()

    refuse(plant, DIRECTOR, director)

    assert "苌若谷 08:10 退回：" in text_of(plant.current(manager))
    plant.expect(FOREMAN, "退回")


def test_a_tap_while_the_card_is_on_its_way_keeps_its_words_and_its_permission(plant: Plant) -> None:
    _, _, manager = at_the_dual_sign(plant)
    row = card_of(MANAGER)
    real = plant_time.real_now()
    store.write(lambda: deliveries.want(row.ask, plant.now))
    sending = store.write(lambda: deliveries.claim(row.id, plant.now, real))
    plant.phone(MANAGER).tap(manager, "为什么找我")
    store.write(lambda: sent(sending, row.receipt, "", 0, plant.now))

    plant.settle()

    assert "授权书 SQ-2026-07" in text_of(plant.current(manager))


def test_a_wecom_card_without_permission_is_issued_again_with_its_last_state(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    spend_code(MANAGER)

    refuse(plant, DIRECTOR, director, "措施没落实")

    assert "请签" in title(plant.current(manager))
    assert "不用签了" in title(plant.expect(MANAGER, "苌若谷 08:10 退回：措施没落实"))
    plant.expect(FOREMAN, "退回")


def test_a_tap_on_the_old_issue_is_answered_with_the_state_of_today(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    spend_code(MANAGER)
    refuse(plant, DIRECTOR, director)
    plant.expect(MANAGER, "不用签了")

    plant.phone(MANAGER).tap(manager, "为什么找我")
    plant.settle()

    plant.expect(MANAGER, "这张票 08:10 被苌若谷退回了，不用签：措施没落实")
    plant.expect(FOREMAN, "退回")


def test_many_taps_on_the_old_issue_are_answered_a_few_times(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    spend_code(MANAGER)
    refuse(plant, DIRECTOR, director)
    before = len(plant.phone(MANAGER).messages())

    for _ in range(12):
        plant.phone(MANAGER).tap(manager, "为什么找我")
    plant.settle()

    assert len(plant.phone(MANAGER).messages()) == before + 5
    plant.expect_all(MANAGER, FOREMAN)


def test_a_tap_that_crosses_the_signature_of_the_substitute_reads_who_signed(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    sign_card(plant, DIRECTOR, director)
    plant.advance(15)
    old = plant.current(manager)
    page = open_card(plant, DEPUTY_GM, plant.expect(DEPUTY_GM, "请签"), "签批")
    plant.phone(DEPUTY_GM).sign(page)

    plant.phone(MANAGER).tap(old, "为什么找我")
    plant.settle()

    card = text_of(plant.current(manager))
    assert "08:25 已由蔺砚秋签" in card
    plant.expect_all(FOREMAN, MANAGER, GM, *ON_SITE)


def test_a_dingtalk_card_is_repainted_at_every_move(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    steps = [text_of(plant.current(director))]
    sign_card(plant, MANAGER, manager)
    steps.append(text_of(plant.current(director)))
    sign_card(plant, DIRECTOR, director, OFFICE)
    steps.append(text_of(plant.current(director)))
    sign_card(plant, DIRECTOR, director)
    steps.append(text_of(plant.current(director)))
    for words, step in zip(("08:25 前签", "卞予安 08:10 已签", "待到场", "苌若谷 08:10 签字"), steps, strict=True):
        assert words in step
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


def test_when_somebody_signs_every_other_card_says_so_within_one_delivery(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    plant.advance(15)
    others = [plant.expect(person, "请签") for person in (DUTY_LEADER, DEPUTY_GM)]
    before = [each.wanted for each in map(card_of, (DUTY_LEADER, DEPUTY_GM))]

    sign_card(plant, DIRECTOR, director)

    assert "08:25 已由苌若谷签" in text_of(plant.current(others[0]))
    assert [each.wanted for each in map(card_of, (DUTY_LEADER, DEPUTY_GM))] == [count + 1 for count in before]
    plant.expect_all(DIRECTOR, MANAGER, GM, DEPUTY_GM)


def test_the_card_of_a_dingtalk_requester_follows_the_permit(plant: Plant) -> None:
    ask_for_permit(plant, DIRECTOR)
    mine = plant.phone(DIRECTOR).messages()[0]
    shown = [progress(plant, mine)]
    confirm(plant)
    shown.append(progress(plant, mine))
    sign(plant, SHIFT_FOREMAN)
    shown.append(progress(plant, mine))
    sign(plant, DUTY_LEADER)
    sign(plant, MANAGER)
    shown.append(progress(plant, mine))

    assert "第 1 步 / 共 3 步：作业负责人确认" in shown[0] and "等宓有方签" in shown[0]
    assert "第 2 步 / 共 3 步：属地核查" in shown[1] and "等厍云卷签" in shown[1]
    assert "等逄景行、卞予安签" in shown[2]
    assert "签完了，可以准备开工" in shown[3]
    plant.expect(DIRECTOR, "签完了，用了 0 分钟")
    plant.expect_all(*ON_SITE)


def progress(plant: Plant, card: Json) -> str:
    return text_of(plant.current(card))


def test_the_card_of_a_wecom_requester_says_by_its_one_repaint_what_stays_true(plant: Plant) -> None:
    ask_for_permit(plant)
    mine = plant.phone(FOREMAN).messages()[0]
    said = progress(plant, mine)
    assert "已交，点开看进展" in said and "填写申请" not in said and "看签批单" in said
    confirm(plant)
    refuse(plant, SHIFT_FOREMAN, plant.expect(SHIFT_FOREMAN, "请签"))
    assert progress(plant, mine) == said
    assert sum("已交，点开看进展" in text_of(each) for each in plant.phone(FOREMAN).messages()) == 1
    plant.expect(FOREMAN, "退回")
    assert updates(plant, "message/update_template_card") == 2
