"""What was learned is asked about again, further and further apart: one card at the beginning of a shift, chosen for
the person, never to somebody under a permit, within the plant's cards of the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from builders import DAY_GUARDIAN, ask_for_permit, open_card, page_of
from demo import FOREMAN
from doors import doors
from hazard_acts import report
from plant import Plant, anhe, lizhou, running_plant
from training_acts import DAY, WELDER, file_of, give, kinds, lessons, letters_of, office, open_paper, passed, small
from worlds import Here

from handlers.training import learning
from models import store, training
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.training import Attempt
from rules.shifts import on_duty
from workers.scenarios.phone import text_of

CREW_MEMBER = "fb-tan-tanshang3"


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson."""
    data = small(anhe(), "welder", "HOT-201", lessons=2)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def cards(plant: Plant, words: str = "问一题", person: str = WELDER) -> list[str]:
    return [text_of(each) for each in plant.phone(person).messages() if words in text_of(each)]


def choose(plant: Plant, number: int) -> None:
    told = page_of(plant, office(plant), "learning/now").act("training.budget", {"cards": str(number)})
    assert told["tone"] == "done", told


def test_a_question_comes_at_the_beginning_of_a_shift_and_later_after_each_right_answer(plant: Plant) -> None:
    passed(plant)
    first = lessons(WELDER)[0]
    assert first.rung == 0
    plant.advance(3 * DAY)
    assert len(cards(plant)) == 1
    assert "隔几天问一题" in cards(plant)[0]
    page = page_of(plant, WELDER, f"question/{asked().id}?r=1")
    later(plant, 40)
    assert "答对了" in text_of(give(plant, WELDER)), "by a tap within the time of its page"
    assert "答过了" in page.act("training.answer", {"letters": "A"})["words"]
    first = lessons(WELDER)[0]
    assert first.rung == 1
    assert timedelta(days=6) < first.asked_at - plant.now <= timedelta(days=7)
    assert kinds(WELDER)[-3:] == ["training.again", "training.answered", "training.recalled"]


def test_what_was_wrong_comes_back_and_what_was_not_answered_is_no_answer(plant: Plant) -> None:
    passed(plant)
    plant.advance(3 * DAY)
    before = open_paper(WELDER).paper.questions[0].question
    right, _ = letters_of(open_paper(WELDER), 0)
    page = page_of(plant, WELDER, f"question/{asked().id}?r=1")
    later(plant, 40)
    assert page.act("training.answer", {"letters": ""})["words"].startswith("没有这个选项")
    again = page_of(plant, WELDER, f"question/{asked().id}?r=1")
    assert 'data-left="20"' in again.html, "loaded again, the clock goes on"
    later(plant, 26)
    told = again.act("training.answer", {"letters": right})
    assert told["tone"] == "caution" and f"时间到了，这题按没答算。该选 {right}" in told["words"]
    assert again.act("training.answer", {"letters": right}) == told
    plant.settle()
    assert "时间到了" in text_of(plant.expect(WELDER, "问一题"))
    wrong = next(each for each in lessons(WELDER) if before.startswith(each.lesson))
    assert wrong.rung == 0
    while before.split("-Q")[0] not in (found := open_or_none()):
        plant.advance(DAY)
    assert found == before
    page = page_of(plant, WELDER, f"question/{asked().id}?r=1")
    plant.advance(DAY)
    assert "已经不用答了" in page.act("training.answer", {"letters": "A"})["words"]
    lapsed = [each.outcome for each in training.attempts(wrong)]
    assert "lapsed" in lapsed
    assert next(each for each in lessons(WELDER) if each.id == wrong.id).rung == 0


def asked() -> Ask:
    """The newest question."""
    found: Ask = Ask.select().where(Ask.kind == "training.question").order_by(Ask.id.desc()).get()
    return found


def later(plant: Plant, seconds: float) -> None:
    plant.set_time(plant.now + timedelta(seconds=seconds))


def open_or_none() -> str:
    try:
        return open_paper(WELDER).paper.questions[0].question
    except LookupError:
        return ""
    except Exception as error:
        if type(error).__name__ == "AttemptDoesNotExist":
            return ""
        raise


def test_nobody_under_a_permit_is_asked_and_his_permit_decides_what_is_asked_after_it(plant: Plant) -> None:
    passed(plant)
    permit = ask_for_permit(plant, FOREMAN, guardian=DAY_GUARDIAN)
    plant.advance(3 * DAY - 60)
    stands(permit, "working")
    plant.advance(60)
    assert cards(plant) == []
    phone = plant.phone(WELDER)
    phone.say("学习")
    plant.settle()
    assert "收工再学" in text_of(plant.expect(WELDER, "我的培训"))
    stands(permit, "closed")
    plant.advance(DAY)
    assert "的票上" in cards(plant)[0]


def test_a_hazard_in_his_area_decides_what_is_asked(plant: Plant) -> None:
    passed(plant)
    hazard = report(plant, words="灭火器压力不够，过期了", area="fixed_hot")
    assert hazard.category == "FIRE"
    plant.advance(3 * DAY)
    assert "你们区域这周报了 1 条" in cards(plant)[0]


def stands(permit: Permit, state: str) -> None:
    """Where the permit stands, without the road there: what is asked of it is only whether its work goes on."""
    store.write(lambda: Permit.update(state=state).where(Permit.id == permit.id).execute())


def test_past_the_cards_of_the_month_questions_wait_in_one_weekly_link(plant: Plant) -> None:
    passed(plant)
    choose(plant, 1)
    for days in (3, 1):
        plant.advance(days * DAY)
        give(plant, WELDER)
    plant.advance(8 * DAY)
    assert len(cards(plant)) == 2
    link = plant.expect(WELDER, "等你答")
    page = open_card(plant, WELDER, link, "去答")
    attempt = open_paper(WELDER)
    letters, _ = letters_of(attempt, 0)
    sent = {"attempt": attempt.id, "letters": letters}
    assert page.act("training.weekly", {**sent, "letters": "?"})["tone"] == "stop"
    # A question that nobody asked, and one that he was asked elsewhere.
    earlier = Attempt.select().where(Attempt.learning == attempt.learning_id).order_by(Attempt.id).get()
    for foreign in (attempt.id + 100, earlier.id):
        assert "这周的题不用答了" in page.act("training.weekly", {**sent, "attempt": foreign})["words"]
    assert Attempt.get_by_id(earlier.id).paper == earlier.paper and not Attempt.get_by_id(attempt.id).paper.answers
    later(plant, 66)
    told = page.act("training.weekly", sent)
    assert told["tone"] == "caution" and "时间到了" in told["words"], told
    assert page.act("training.weekly", sent) == told
    plant.settle()
    assert "答完了，对 0/1" in text_of(plant.current(link))
    choose(plant, 0)
    plant.advance(14 * DAY)
    assert len(cards(plant, "等你答")) == 1


def test_where_no_cards_are_wanted_only_the_drawn_tests_come(plant: Plant) -> None:
    passed(plant)
    choose(plant, 0)
    plant.advance(10 * DAY)
    assert cards(plant) == []
    store.write(lambda: training.keep(lessons(WELDER)[0], test_at=plant.now))
    for _ in range(4):  # over a weekend
        plant.advance(0 if cards(plant) else DAY)
    assert open_paper(WELDER).kind == "test" and "抽到你" in cards(plant)[0]
    give(plant, WELDER, right=False)
    plant.advance(10 * DAY)
    assert len(cards(plant)) == 1, "what was wrong comes again at the yearly lesson"
    plant.phone(WELDER).say("学习")
    plant.settle()
    plant.expect(WELDER, "培训")
    assert len(cards(plant)) == 1


def test_a_drawn_test_is_on_a_question_that_he_has_never_seen(plant: Plant) -> None:
    passed(plant)
    one = lessons(WELDER)[0]
    store.write(lambda: training.keep(one, test_at=plant.now + timedelta(days=1)))
    plant.advance(3 * DAY)
    attempt = open_paper(WELDER)
    assert attempt.kind == "test"
    assert int(attempt.paper.questions[0].question.rpartition("Q")[2]) > 14
    assert "抽到你" in cards(plant)[0]
    rung = lessons(WELDER)[0].rung
    give(plant, WELDER)
    after = lessons(WELDER)[0]
    assert (after.test_at, after.rung) == (None, rung)
    assert attempt.paper.taught == "lesson"
    assert learning.NEXT and file_of(WELDER)


def test_a_crew_gets_its_question_at_the_beginning_of_a_turn_and_never_asleep(
    simulator: Here, redis_url: str, usual_store: str
) -> None:
    data = small(lizhou(), "tanshang", "KC-FS")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        passed(plant, CREW_MEMBER)
        rules = book(plant.now)
        for _ in range(8):
            plant.advance(0 if cards(plant, person=CREW_MEMBER) else DAY)
        assert cards(plant, person=CREW_MEMBER)
        person = rules.plant.person(CREW_MEMBER)
        asked = next(each for each in training.attempts(lessons(CREW_MEMBER)[0]) if each.kind == "later")
        assert on_duty(person, rules.plant, rules.config.rules, asked.opened_at)
        assert not on_duty(person, rules.plant, rules.config.rules, asked.opened_at - timedelta(minutes=1))
