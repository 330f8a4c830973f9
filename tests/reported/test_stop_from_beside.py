"""停工 from people who have a part in a permit without being on it (issue 9, chapter 7), and small faults of what waits
for whom."""

from __future__ import annotations

import requests
from at_work import CREW, LEADER, WORKER, accept, at_work, finish, state
from builders import DIRECTOR, FOREMAN, GUARDIAN, MANAGER, ON_SITE, ask_for_permit, confirm, fresh
from plant import Plant

from handlers import asks
from handlers.asks import Wanted
from models import store
from models.ask import waiting_for
from models.permit import locked
from workers.scenarios.phone import text_of

# The area's deputy foreman, its director, the safety office, the duty leader; on either platform.
RESPONSIBLE = ("U27", DIRECTOR, MANAGER, "U08")
ANALYST_OF_NIGHT, STRANGER = "U29", "U13"


def say(plant: Plant, person: str, words: str) -> None:
    plant.phone(person).say(words)
    plant.settle()


def test_whoever_answers_for_the_area_or_the_plant_gets_the_stop_at_one_tap(plant: Plant) -> None:
    permit = at_work(plant)
    for person in RESPONSIBLE:
        say(plant, person, "停工")
        card = plant.expect(person, "要停工吗")
        assert "没有在干" not in text_of(card) and state(permit) == "working"
    plant.phone(person).tap(card, "停工")
    plant.settle()
    assert state(permit) == "suspended"
    assert fresh(permit).work.last_stop.by == person
    plant.expect_all(*CREW, *RESPONSIBLE)


def test_whoever_was_asked_something_of_it_gets_it_too(plant: Plant) -> None:
    permit = at_work(plant)
    wanted = Wanted("permit.gas_test", ANALYST_OF_NIGHT, ["测气"])
    store.write(lambda: asks.open_ask(locked(permit.subject_id).subject, wanted, plant.now))
    plant.settle()
    say(plant, ANALYST_OF_NIGHT, "停工！")
    plant.phone(ANALYST_OF_NIGHT).tap(plant.expect(ANALYST_OF_NIGHT, "要停工吗"), "停工")
    assert state(permit) == "suspended"
    plant.settle()
    plant.expect_all(*CREW, ANALYST_OF_NIGHT)


def test_several_permits_are_asked_about(plant: Plant) -> None:
    first, second = at_work(plant), at_work(plant, guardian="U32")
    say(plant, DIRECTOR, "快停工")
    card = plant.expect(DIRECTOR, "要停哪一张")
    plant.phone(DIRECTOR).tap(card, "停第 2 张")
    plant.settle()
    assert (state(first), state(second)) == ("working", "suspended")
    plant.expect_all(*CREW, DIRECTOR, "U32")


def test_a_sentence_about_it_brings_the_card_and_another_word_does_not(plant: Plant) -> None:
    at_work(plant)
    say(plant, DIRECTOR, "马上给我停工啊")
    plant.expect(DIRECTOR, "要停工吗")
    say(plant, DIRECTOR, "停电了")
    assert "「停工」叫停与你有关的 1 张票" in text_of(plant.expect(DIRECTOR, "没看懂"))
    plant.expect_all(*CREW, DIRECTOR)


def test_their_word_of_danger_goes_on_with_the_tap(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    say(plant, DIRECTOR, "着火了")
    plant.phone(DIRECTOR).tap(plant.expect(DIRECTOR, "要停工吗"), "停工")
    plant.settle()
    assert "撤到安全处" in text_of(plant.expect(WORKER, "停工撤离"))
    assert fresh(permit).work.alarms
    plant.expect_all(*CREW, DIRECTOR, "U04", "U08")


def test_a_stranger_reads_where_to_stop_it(plant: Plant) -> None:
    at_work(plant)
    say(plant, STRANGER, "停工")
    assert "扫现场票上的码" in text_of(plant.expect(STRANGER, "没有在干"))
    plant.expect_all(*CREW)


def test_the_reason_of_a_stop_which_may_be_left_out_is_waited_for_by_nobody(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停工")
    finish(plant, LEADER, "已停工")
    accept(plant, permit)
    assert state(permit) == "closed"
    board = requests.get(f"{plant.base}/console/board/live", timeout=10).text
    assert plant.person(WORKER).name not in board and "等谁" not in board.partition(permit.number)[2][:400]
    plant.expect_all(*CREW)


def test_the_acceptor_s_card_says_from_when_it_may_be_signed(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    [ask] = [each for each in waiting_for("U27", "permit.accept") if each.subject_id == permit.subject_id]
    card = text_of(plant.expect("U27", "请验收"))
    assert "08:40 起" in card and "现在" not in card, ask
    plant.expect_all(*CREW)


def test_nobody_urges_himself(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    html = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    assert "催办" not in html.partition("<main")[2].partition("经过")[0]
    card = plant.phone(FOREMAN).card(lambda title: title.startswith("一级动火"))
    assert card is not None
    plant.phone(FOREMAN).tap(card, "催办")
    plant.settle()
    assert "等你自己签" in text_of(plant.current(card))
    assert not [m for m in plant.phone(FOREMAN).messages() if f"{plant.person(FOREMAN).name}催你" in text_of(m)]
    confirm(plant)
    plant.expect_all(*ON_SITE, GUARDIAN)
