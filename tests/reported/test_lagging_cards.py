"""Cards that WeCom repaints only once say what keeps their readers safe all the same."""

from __future__ import annotations

from at_work import AREA_FOREMAN, CREW, LEADER, WORKER, at_work, confirm_resume, finish, state
from builders import GUARDIAN
from plant import Plant

from workers.scenarios.phone import text_of


def cards_of(plant: Plant, person: str, words: str) -> list[str]:
    """The person's cards that say this now, the oldest first."""
    cards = [each for each in plant.phone(person).messages() if each["kind"] == "card"]
    return [text_of(each) for each in cards if words in text_of(each)]


def newest(plant: Plant, person: str, about: str) -> str:
    return cards_of(plant, person, about)[-1]


def test_no_card_says_at_work_while_the_work_is_stopped(plant: Plant) -> None:
    permit = at_work(plant)
    for _ in range(2):
        plant.phone(WORKER).say("停工")
        plant.settle()
        assert not cards_of(plant, LEADER, "作业中"), "an old card still says that people work"
        stopped = f"{plant.now:%H:%M} 已停工"
        said = newest(plant, LEADER, "已停工")
        assert stopped in said and "现在怎样，点开看" in said and "等复工通知" not in said, (
            "it may stand there for ever"
        )
        plant.advance(5)
        confirm_resume(plant, GUARDIAN)
        confirm_resume(plant, AREA_FOREMAN)
        assert state(permit) == "working"
        assert "报完工" in newest(plant, LEADER, "作业中") and "复工了" in newest(plant, LEADER, "作业中")
        plant.advance(5)
    assert len(cards_of(plant, LEADER, "报完工")) == 3, "one card at the start, and a new one each time they go on"
    finish(plant)
    assert not cards_of(plant, LEADER, "作业中") and state(permit) == "finished"
    plant.expect_all(*CREW)
