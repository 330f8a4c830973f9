"""The digest: several waiting signatures make one ordered card in place of their reminders; each is signed alone."""

from __future__ import annotations

import pytest
from builders import DEPUTY_GM, DIRECTOR, FOREMAN, MANAGER, SHIFT_FOREMAN, at_the_dual_sign, entries, page_of, sign_card
from plant import Plant
from roads import road

from models.ask import Ask
from models.book import book
from models.permit import Permit
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json


@road
def several(plant: Plant, count: int = 3) -> list[tuple[Permit, Json, Json]]:
    """As many permits that wait for the same two directors, two minutes apart."""
    found = []
    for number in range(count):
        found.append(at_the_dual_sign(plant, project=f"换第 {number + 1} 段管"))
        plant.advance(2)
    return found


def digests(person: str) -> list[Ask]:
    return list(Ask.select().where(Ask.person == person, Ask.kind == "permit.digest").order_by(Ask.id))


def new_texts(plant: Plant, person: str, before: int) -> list[str]:
    return [text_of(each) for each in plant.phone(person).messages()[before:]]


def over(plant: Plant) -> None:
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_several_waiting_signatures_bring_one_ordered_card_in_place_of_reminders(plant: Plant) -> None:
    numbers = [permit.number for permit, _, _ in several(plant)]
    card = plant.expect(DIRECTOR, "签第 3 张")
    shown = text_of(card)
    assert "最急的 08:25 前" in shown
    assert shown.index("1　08:25 前") < shown.index("2　08:27 前") < shown.index("3　08:29 前")
    reminders = [each for each in plant.phone(DIRECTOR).messages() if "还差你签" in text_of(each)]
    assert not reminders
    assert len(digests(DIRECTOR)) == 1
    assert entries(Permit.get(Permit.number == numbers[0]), "ask.reminded")
    over(plant)


@pytest.mark.both_stores
def test_each_line_opens_its_own_permit_and_the_card_follows_what_is_signed(plant: Plant) -> None:
    signed = several(plant)
    card = plant.expect(DIRECTOR, "签第 3 张")
    phone = plant.phone(DIRECTOR)
    page = phone.open(phone.tap(card, "签第 2 张")["open"])
    assert signed[1][0].number in page.html
    assert phone.sign(page)["tone"] == "done"
    plant.settle()
    assert "2 张票等你签" in text_of(plant.current(card))
    for permit, director, _ in (signed[0], signed[2]):
        assert sign_card(plant, DIRECTOR, director)["tone"] == "done", permit.number
    assert "都办完了" in text_of(plant.current(card))
    assert digests(DIRECTOR)[0].state == "done"
    over(plant)


def test_wecom_spends_its_one_repaint_when_nothing_waits_any_more(plant: Plant) -> None:
    signed = several(plant)
    card = plant.expect(MANAGER, "签第 3 张")
    for left, (_, _, manager) in zip((2, 1, 0), signed, strict=True):
        sign_card(plant, MANAGER, manager)
        now = text_of(plant.current(card))
        assert ("都办完了" in now) == (left == 0)
    over(plant)


def test_what_others_settle_leaves_the_card_within_a_minute(plant: Plant) -> None:
    signed = several(plant)
    card = plant.expect(DIRECTOR, "签第 3 张")
    page_of(plant, FOREMAN, f"withdraw/{signed[0][0].form.request_ask}").act("permit.withdraw", {})
    plant.advance(1)
    assert "2 张票等你签" in text_of(plant.current(card))
    over(plant)


def test_reminders_of_what_the_digest_shows_are_one_text_at_most_every_five_minutes(plant: Plant) -> None:
    several(plant)
    plant.expect(MANAGER, "签第 3 张")
    before = len(plant.phone(MANAGER).messages())
    plant.advance(10)
    said = new_texts(plant, MANAGER, before)
    assert [each for each in said if "还差你签" in each or "快到时间了" in each] == []
    assert [each for each in said if "还有 3 张票等你签，最急的 08:25 前" in each] == said[:1]
    assert len([each for each in said if "张票等你签" in each]) <= 2
    over(plant)


def test_the_word_brings_the_card_at_any_number_and_a_text_when_nothing_waits(plant: Plant) -> None:
    phone = plant.phone(DIRECTOR)
    phone.say("待签")
    plant.settle()
    plant.expect(DIRECTOR, "现在没有等你办的事")
    at_the_dual_sign(plant)
    phone.say("待签")
    plant.settle()
    first = plant.expect(DIRECTOR, "1 张票等你签")
    phone.say("待签")
    plant.settle()
    plant.expect(DIRECTOR, "1 张票等你签")
    assert "看最新的一张" in text_of(plant.current(first))
    assert [each.state for each in digests(DIRECTOR)] == ["superseded", "open"]


def test_the_app_s_menu_brings_the_same_card(plant: Plant) -> None:
    at_the_dual_sign(plant)
    plant.phone(MANAGER).menu("permit.waiting")
    plant.settle()
    plant.expect(MANAGER, "1 张票等你签")


def test_the_page_lists_everything_in_order_and_only_one_s_own(plant: Plant) -> None:
    signed = several(plant)
    html = page_of(plant, DIRECTOR, "waiting/all").html
    assert "3 张票等你签" in html
    asks = [Ask.get(Ask.subject == permit.subject, Ask.person == DIRECTOR).id for permit, _, _ in signed]
    places = [html.index(f"sign/{ask}?") for ask in asks]
    assert places == sorted(places)
    others = page_of(plant, SHIFT_FOREMAN, "waiting/all").html
    assert "现在没有等你办的事" in others and not any(f"sign/{ask}?" in others for ask in asks)
    over(plant)


def test_more_than_the_card_can_hold_are_on_the_page(plant: Plant) -> None:
    several(plant, 5)
    plant.phone(MANAGER).say("待签")
    plant.settle()
    card = plant.expect(MANAGER, "签第 4 张")
    assert "还有 1 张，点开看全部" in text_of(card) and "签第 5 张" not in text_of(card)
    assert page_of(plant, MANAGER, "waiting/all").html.count("打开</a>") == 5
    over(plant)


def test_a_digest_that_cannot_be_brought_leaves_every_ask_its_own_substitute(plant: Plant) -> None:
    several(plant)
    plant.advance(20)
    assert {ask.state for ask in digests(DIRECTOR)} == {"open"}
    assert Ask.select().where(Ask.kind == "permit.sign", Ask.person == DEPUTY_GM).count() >= 1
    over(plant)
