"""The cards around a lesson through the doors: how long a question waits, what is said of a lesson that nobody reads,
and a card that somebody else has got."""

from __future__ import annotations

from datetime import timedelta

import forged
import pytest
from builders import open_card, page_of
from doors import doors
from plant import Plant, anhe, running_plant
from training_acts import (
    DAY,
    WELDER,
    first_day,
    give,
    hear_of_certificates,
    kinds,
    learn,
    lessons,
    letters_of,
    open_paper,
    open_titles,
    passed,
    small,
)
from worlds import Here

from models import store, training
from models.ask import Ask
from models.delivery import Delivery
from models.training import TrainingFile
from workers.scenarios.phone import PageRefused, text_of

HOUR = 60


def everybody(plant: Plant, *but: str) -> None:
    """What came to all who learn, and to their superiors, was expected."""
    learners = [each.person for each in TrainingFile.select() if each.person not in but]
    plant.expect_all(*learners, *{above for each in learners if (above := plant.person(each).supervisor)} - {*but})
    hear_of_certificates(plant)


def asked(person: str = WELDER) -> Ask:
    """His newest question."""
    found: Ask = Ask.select().where(Ask.kind == "training.question", Ask.person == person).order_by(Ask.id.desc()).get()
    return found


def test_each_question_of_a_paper_waits_a_day_from_its_own_card(plant: Plant) -> None:
    first_day(plant)
    everybody(plant, WELDER)
    learn(plant, WELDER)
    plant.advance(20 * HOUR)
    give(plant, WELDER)
    plant.advance(10 * HOUR)
    assert asked().state == "open", "thirty hours after the paper, ten after its card"
    give(plant, WELDER, right=False)
    plant.advance(24 * HOUR - 1)
    card = plant.expect(WELDER, "第 3 题")
    assert asked().state == "open" and lessons(WELDER)[0].state == "asked"
    plant.advance(2)
    assert asked().state == "expired" and "过了一天没答" in text_of(plant.current(card))
    assert [each.outcome for each in training.attempts(lessons(WELDER)[0])] == ["failed"]
    everybody(plant)


def test_a_question_that_comes_alone_waits_a_day(plant: Plant) -> None:
    passed(plant)
    while not any("问一题" in each for each in open_titles(plant, WELDER)):
        plant.advance(DAY / 4)
    plant.set_time(asked().opened_at + timedelta(hours=24, minutes=-1))
    plant.turn()
    assert asked().state == "open"
    assert "答对了" in text_of(give(plant, WELDER))
    while kinds(WELDER)[-1] != "training.again":
        plant.advance(DAY / 4)
    one = asked()
    plant.set_time(one.opened_at + timedelta(hours=24))
    plant.turn()
    assert "没答，下次再问" in text_of(plant.expect(WELDER, "问一题")) and asked().id == one.id, "one card at a time"
    plant.advance(4 * DAY)
    assert asked().id > one.id, "it comes again with a later shift"
    everybody(plant)


def test_a_card_that_comes_late_waits_a_day_from_then_on(plant: Plant) -> None:
    """As where the month's calls are used up, or the platform is away."""
    first_day(plant)
    everybody(plant, WELDER)
    page = open_card(plant, WELDER, plant.expect(WELDER, "学一课"), "去学")
    page.act("training.beat", {"at": 1, "seconds": 0})
    plant.set_time(plant.now + timedelta(minutes=8))
    page.act("training.learned", {"at": 99, "seconds": 480})
    late = plant.now + timedelta(hours=30)
    store.write(Delivery.update(not_before=late).where(Delivery.ask == asked()).execute)
    plant.advance(29 * HOUR)
    assert asked().state == "open" and not any("第 1 题" in each for each in open_titles(plant, WELDER))
    plant.advance(HOUR + 1)
    said = f"{late + timedelta(hours=24):%-m月%-d日 %H:%M} 前"
    assert said in text_of(plant.expect(WELDER, "第 1 题"))
    plant.advance(23 * HOUR)
    assert asked().state == "open"
    plant.advance(HOUR)
    assert asked().state == "expired"
    everybody(plant)


def test_whose_lesson_lies_for_a_week_is_told_to_his_superior_once(plant: Plant) -> None:
    first_day(plant)
    above = plant.person(WELDER).supervisor
    assert above
    lesson = training.title(lessons(WELDER)[0], plant.now)
    everybody(plant, WELDER, above)
    said = f"{plant.person(WELDER).name}的{lesson}一周没学，请安排时间。"

    def told() -> list[str]:
        return [text_of(each) for each in plant.phone(above).messages() if said in text_of(each)]

    plant.advance(2 * DAY + HOUR)
    assert not any("还没学" in text_of(each) for each in plant.phone(WELDER).messages()), "it is Saturday"
    plant.advance(2 * DAY)
    assert lesson in text_of(plant.expect(WELDER, "还没学"))
    plant.advance(3 * DAY - 2 * HOUR)
    assert not told()
    plant.advance(2 * HOUR)
    assert len(told()) == 1 and "http" not in told()[0], "his page is nobody else's"
    plant.advance(8 * DAY)
    assert len(told()) == 1 and lessons(WELDER)[0].state == "open"
    everybody(plant)


@pytest.mark.parametrize(("post", "owner", "stranger"), [("welder", WELDER, "U37"), ("electrician", "U35", "U39")])
def test_a_question_that_somebody_else_has_got_is_worth_nothing_to_him(
    simulator: Here, redis_url: str, usual_store: str, post: str, owner: str, stranger: str
) -> None:
    """In WeCom and in DingTalk."""
    data = small(anhe(), post, "HOT-201")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        first_day(plant)
        learn(plant, owner)
        card, ask, before = plant.expect(owner, "第 1 题"), asked(owner), kinds(owner)
        right, _ = letters_of(open_paper(owner), 0)
        assert "找的是别人，你点了不算" in _tapped_by(plant, stranger, card, ask, right)
        with pytest.raises(PageRefused, match="不是你"):
            page_of(plant, stranger, f"question/{ask.id}?r=1")
        assert (asked(owner).state, open_paper(owner).paper.answers, kinds(owner)) == ("open", {}, before)
        assert plant.current(card) == card, "nothing on it has changed"
        plant.seen.discard(card["id"])
        for _ in range(3):
            give(plant, owner)
        assert lessons(owner)[0].state == "passed", "it is still his, and worth as much as before"


def _tapped_by(plant: Plant, stranger: str, card: dict[str, object], ask: Ask, letter: str) -> str:
    """What a stranger reads who taps the right letter of the card, as its copy in his chat sends it."""
    account = plant.person(stranger).account
    if plant.person(stranger).platform == "dingtalk":
        copy = plant.simulator.post("dingtalk/forward", {"message": card["id"], "to": account})["message"]
        return str(plant.phone(stranger).tap({"id": copy}, letter)["notice"])
    row = Delivery.get(Delivery.ask == ask)
    assert forged.wecom(plant, forged.wecom_tap(account, row.card, f"{letter.lower()}|{ask.id}|0")).status_code == 200
    plant.settle()
    return text_of(plant.expect(stranger, "找的是别人"))
