"""Who did not pass three times has somebody who is asked to help him; a reminder comes when he is at work."""

from __future__ import annotations

from datetime import timedelta

from plant import Plant
from roads import road
from sensing import quiet
from staff_acts import event, hr_key, tell
from training_acts import DAY, WELDER, file_of, first_day, give, learn, lessons, titles

from handlers import absence, alerts
from models import leave, store
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.house_asks import Alert
from rules import duty
from rules.shifts import leave_at, on_duty
from workers.scenarios.phone import text_of


@road
def failing(plant: Plant) -> None:
    """Two tries have failed, and he has read the lesson for the third time."""
    first_day(plant)
    for wait in (0, 0, 11):
        plant.advance(wait)
        assert learn(plant, WELDER)["tone"] == "done"
        for right in (True, False):
            give(plant, WELDER, right=right)
        if wait == 0:
            give(plant, WELDER)


def fails(plant: Plant) -> None:
    give(plant, WELDER)
    assert (lessons(WELDER)[0].state, lessons(WELDER)[0].tries) == ("coached", 3)


def open_asks(kind: str = "training.coach") -> list[Ask]:
    return [each for each in of_subject(file_of(WELDER).subject) if each.kind == kind and each.state in MOVABLE]


def off(plant: Plant, *people: str, days: int = 0) -> None:
    """They are on leave from today on."""
    today = plant.now.date()

    def taken() -> None:
        for each in people:
            leave.take(each, (today, today + timedelta(days)), "", plant.now)
        for each in people:
            absence.hand_on(plant.person(each), plant.now)

    store.write(taken)
    plant.settle()


def everybody_who_helps(plant: Plant) -> list[str]:
    rules = book(plant.now)
    line, asked = [], {WELDER}
    while found := duty.following(rules.plant, plant.now, asked, ()):
        line.append(found.id)
        asked.add(found.id)
    above = plant.person(WELDER).supervisor
    while above and above not in asked:
        line.append(above)
        asked.add(above)
        above = plant.person(above).supervisor
    return line


def test_where_nobody_is_there_the_safety_office_hears_of_it_and_each_day_it_is_tried_again(plant: Plant) -> None:
    failing(plant)
    line = everybody_who_helps(plant)
    off(plant, *line)
    fails(plant)
    assert open_asks() == []
    [alert] = open_asks(alerts.KIND)
    assert Alert.of(alert).title == "没人带他学" and alert.person != WELDER
    assert "3 次没过" in text_of(plant.expect(alert.person, "没人带他学"))
    # They are back: the plan of the day asks one of them, and the alert is over.
    plant.advance(DAY)
    [coach] = open_asks()
    assert coach.person == plant.person(WELDER).supervisor and open_asks(alerts.KIND) == []
    plant.phone(coach.person).tap(plant.expect(coach.person, "请带"), "带他学过了")
    plant.settle()
    assert lessons(WELDER)[0].state in ("waiting", "open")
    quiet(plant)


def test_a_coach_who_goes_on_leave_is_replaced_at_once_and_one_who_is_on_leave_is_not_asked(plant: Plant) -> None:
    failing(plant)
    above = str(plant.person(WELDER).supervisor)
    fails(plant)
    [first] = open_asks()
    assert first.person == above
    off(plant, above)
    second = open_asks()[-1]
    assert second.person != above and leave_at(plant.person(second.person), book(plant.now).plant, plant.now) is None
    # The same news again asks nobody else; whoever has helped has done it for both.
    off(plant, above)
    assert len(open_asks()) == 2
    plant.phone(second.person).tap(plant.expect(second.person, "请带"), "带他学过了")
    plant.settle()
    assert open_asks() == [] and Ask.get_by_id(first.id).state == "superseded"
    quiet(plant)


def test_who_comes_back_while_somebody_was_to_help_him_has_somebody_again(plant: Plant) -> None:
    failing(plant)
    fails(plant)
    held = hr_key(plant)
    assert tell(plant, held, event(plant, "l", "left", WELDER)) == ["kept"]
    assert open_asks() == []
    assert tell(plant, held, event(plant, "r", "returned", WELDER)) == ["kept"]
    plant.advance(DAY)
    assert len(open_asks()) == 1
    quiet(plant)


def test_a_reminder_that_falls_off_his_shift_comes_with_his_next_one(plant: Plant) -> None:
    first_day(plant)
    learn(plant, WELDER)
    [question] = open_asks("training.question")
    plant.expect_all(WELDER)
    rules = book(plant.now)
    plant.advance(13 * 60)
    assert not on_duty(plant.person(WELDER), rules.plant, rules.config.rules, plant.now)
    assert not any("还有题没答" in each for each in titles(plant, WELDER)), "he is at home"
    while not on_duty(plant.person(WELDER), rules.plant, rules.config.rules, plant.now):
        plant.advance(10)
    assert Ask.get_by_id(question.id).state == "open"
    plant.expect(WELDER, "还有题没答")
    quiet(plant)


def test_a_lesson_is_called_to_mind_when_he_is_back_at_work(plant: Plant) -> None:
    first_day(plant)
    plant.expect(WELDER, "学一课")
    off(plant, WELDER, days=3)
    plant.advance(3 * DAY)
    told = [each for each in plant.phone(WELDER).messages() if "还没学" in text_of(each)]
    assert told == []
    plant.advance(3 * DAY)
    told = [each for each in plant.phone(WELDER).messages() if "还没学" in text_of(each)]
    assert len(told) == 1
    quiet(plant)
