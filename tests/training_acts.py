"""What people do about their training, one function an act, each through the public doors."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from builders import open_card, page_of
from plant import Plant
from roads import road

from models import store, training
from models.book import book
from models.ledger import of_subject
from models.training import Attempt, Learning, TrainingFile
from rules import duty
from workers.scenarios.phone import text_of, title

WELDER, DAY = "U34", 24 * 60


def office(plant: Plant) -> str:
    return duty.office(book(plant.now).plant)[0].id


@road
def begin(plant: Plant) -> dict[str, Any]:
    """The safety office begins the training, and the clock makes everybody's plan."""
    answer = page_of(plant, office(plant), "learning/now").act("training.begin", {})
    plant.turn()
    hear_of_certificates(plant)
    return answer


@road
def first_day(plant: Plant) -> None:
    """A day after it began: whoever works by day has his first lesson."""
    begin(plant)
    plant.advance(DAY)


def hear_of_certificates(plant: Plant) -> None:
    """Whose certificate ends is told so from the beginning, and his superior too: no surprise here."""
    for who in plant.simulator.in_use():
        for message in plant.simulator.messages(who["platform"], who["account"]):
            if any(words in text_of(message) for words in ("证快到期", "证过期", "请安排复审")):
                plant.seen.add(message["id"])


def file_of(person: str) -> TrainingFile:
    found = training.of_person(person)
    assert found
    return found


def lessons(person: str) -> list[Learning]:
    return training.lessons(file_of(person))


def learn(plant: Plant, person: str, minutes: float = 8, *, at: int = 99) -> dict[str, Any]:
    """Reads the lesson of the newest card for so long and as far as this part, then asks for the questions."""
    card = plant.expect(person, "学一课")
    page = open_card(plant, person, card, "去学")
    page.act("training.beat", {"at": 1, "seconds": 0})
    plant.advance(minutes)
    answer = page.act("training.learned", {"at": at, "seconds": int(minutes * 60)})
    plant.settle()
    return answer


def give(plant: Plant, person: str, *, right: bool = True) -> dict[str, Any]:
    """Answers the newest question, rightly or not, by a tap or on the page for several; returns its card."""
    card = plant.expect(person, "题")
    attempt = open_paper(person)
    letters, several = letters_of(attempt, len(attempt.paper.answers), right=right)
    if several:
        open_card(plant, person, card, "去选").act("training.answer", {"letters": letters})
    else:
        plant.phone(person).tap(card, letters)
    plant.settle()
    return plant.current(card)


@road
def passed(plant: Plant, person: str = WELDER) -> None:
    """Somebody passes his lessons, one a day; chance draws no test."""
    begin(plant)
    plant.advance(1)
    while any(each.state != "passed" for each in lessons(person)):
        plant.advance(DAY)
        if any("学一课" in each for each in open_titles(plant, person)):
            assert learn(plant, person)["tone"] == "done"
            for _ in range(3):
                give(plant, person)
    store.write(lambda: Learning.update(test_at=None).execute())


def open_titles(plant: Plant, person: str) -> list[str]:
    """What came to him that the test has not looked at yet."""
    return [title(each) for each in plant.phone(person).messages() if each["id"] not in plant.seen]


def open_paper(person: str) -> Attempt:
    """The oldest paper of this person that is not over."""
    mine = Attempt.select().where(Attempt.outcome == "").join(Learning).where(Learning.file == file_of(person))
    found: Attempt = mine.order_by(Attempt.id).get()
    return found


def letters_of(attempt: Attempt, place: int, *, right: bool = True) -> tuple[str, bool]:
    """The letters of a right or a wrong answer, and whether several may be ticked."""
    shown = attempt.paper.questions[place]
    _, lesson = training.content_of(attempt)
    question = lesson.question(shown.question)
    assert question
    wanted = shown.asked.letters(question.answer)
    letters = wanted if right else next(each for each in "ABCD" if each != wanted)
    return letters, question.type == "multiple"


def small(data: dict[str, Any], post: str, course: str, lessons: int = 1, pool: int = 18) -> dict[str, Any]:
    """The plant's data with nothing to learn but this course, for this post: so many lessons with pools of that size,
    of questions with one right answer."""
    found = deepcopy(data)
    trade = {**found["posts_matrix"]["trades"][0], "posts": [post], "courses": [course], "refresh_months": {}}
    found["posts_matrix"]["trades"] = [trade]
    wanted = next(each for each in found["courses"]["courses"] if each["id"] == course)
    wanted["lessons"] = [_lesson(course, number, pool) for number in range(1, lessons + 1)]
    return found


def only(data: dict[str, Any], *posts: str) -> dict[str, Any]:
    """The plant's data with something to learn for these posts alone."""
    found = deepcopy(data)
    trades = found["posts_matrix"]["trades"]
    mine = [{**each, "posts": [post for post in each["posts"] if post in posts]} for each in trades]
    found["posts_matrix"]["trades"] = [each for each in mine if each["posts"]]
    return found


def _lesson(course: str, number: int, pool: int) -> dict[str, Any]:
    name = f"{course}-L{number}"
    options = {"A": "先停，再报告", "B": "不管它", "C": "明天再说", "D": "叫别人去"}
    questions = [
        {
            "id": f"{name}-Q{each}",
            "type": "single",
            "objective": "ab"[each % 2],
            "stem": f"第 {each} 种情况，先做什么？",
            "options": options,
            "answer": ["A"],
            "explanation": "先停下来，人就安全。",
        }
        for each in range(1, pool + 1)
    ]
    goals = {"a": "会先停下来", "b": "会报告"}
    text = {"title": f"第 {number} 课", "minutes": 5, "body": "先停，再报告。", "objectives": goals}
    return {"id": name, **text, "topics": ["plant-basics"], "questions": questions}


def kinds(person: str) -> list[str]:
    return [each.kind for each in of_subject(file_of(person).subject) if each.kind.startswith("training.")]


def titles(plant: Plant, person: str) -> list[str]:
    return [title(each) for each in plant.phone(person).messages()]
