"""Of people who know nothing and guess, whichever way, at most 6 % pass a lesson within its three tries: worked out for
each lesson of both plants, and played by simulated guessers on the papers that are really drawn."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from demo import data_of

from config.checks.course import doubtful
from rules.training.courses import UNSEEN, Course, Lesson, PassRule, Question, drawable
from rules.training.guessing import GUESSERS, MOST_LUCKY, Guesser, at_random, lucky, same_letter, second_letter
from rules.training.papers import GOOD_POOL, Asked, draw, is_right, least_pool, passes
from rules.training.review import to_review
from rules.training.tries import MOST_TRIES

PLANTS = ("anhe", "lizhou")
EVERY = [(course, each) for plant in PLANTS for course in data_of(plant).courses.courses for each in course.lessons]
# Three of three, and what a plant may choose in its place.
RULES = {"three of three": (3, 1.0), "four of five": (5, 0.8)}
RUNS = 600
LESSONS = pytest.mark.parametrize(("course", "lesson"), EVERY, ids=lambda each: each.id)


def ruled(course: Course, rule: str) -> PassRule:
    size, share = RULES[rule]
    return replace(course.pass_rule, quiz_size=size, lesson_pass=share)


@LESSONS
@pytest.mark.parametrize("rule", RULES)
def test_of_each_kind_of_guessers_six_percent_pass_a_lesson_at_most(course: Course, lesson: Lesson, rule: str) -> None:
    shares = {each.__name__: lucky(ruled(course, rule), lesson, each) for each in GUESSERS}
    assert max(shares.values()) <= MOST_LUCKY, shares


def given(question: Question, asked: Asked, guesser: Guesser, chance: Random) -> frozenset[str]:
    fixed = {same_letter: 0, second_letter: 1}.get(guesser)
    return chance.choice(guesser(question)) if fixed is None else frozenset(asked.order[fixed : fixed + 1])


def passed(rule: PassRule, lesson: Lesson, guesser: Guesser) -> float:
    """The share of so many simulated guessers who pass the lesson within its tries."""
    chance, through = Random("guessers"), 0
    for run in range(RUNS):
        shown: list[list[str]] = []
        for attempt in range(MOST_TRIES):
            paper = draw(lesson.questions, rule.quiz_size, f"{run}/{attempt}", shown)
            asked = [(question, each) for each in paper if (question := lesson.question(each.question))]
            right = [is_right(question, given(question, each, guesser, chance)) for question, each in asked]
            if passes(right, [question.critical for question, _ in asked], rule.share):
                through += 1
                break
            shown.append([each.question for each in paper])
    return through / RUNS


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("guesser", GUESSERS, ids=lambda each: each.__name__)
def test_simulated_guessers_on_drawn_papers(guesser: Guesser, rule: str) -> None:
    course, lesson = max(EVERY, key=lambda pair: lucky(ruled(pair[0], rule), pair[1], guesser))
    share = lucky(ruled(course, rule), lesson, guesser)
    assert passed(ruled(course, rule), lesson, guesser) == pytest.approx(share, abs=0.03)


def test_a_critical_question_lets_fewer_guessers_through() -> None:
    """Of five of which four must be right, the one that may be wrong is never a critical one."""
    course, lesson = max(EVERY, key=lambda pair: lucky(ruled(pair[0], "four of five"), pair[1], at_random))
    rule, plain = ruled(course, "four of five"), [replace(each, critical=False) for each in lesson.questions]
    one = [replace(each, critical=each.id == plain[0].id) for each in plain]
    every = [replace(each, critical=True) for each in plain]
    shares = [lucky(rule, replace(lesson, questions=tuple(each)), at_random) for each in (plain, one, every)]
    assert MOST_LUCKY > shares[0] > shares[1] > shares[2] > 0
    critical = replace(lesson, questions=tuple(every))
    assert passed(rule, critical, at_random) == pytest.approx(shares[2], abs=0.01)


@pytest.mark.parametrize("course", {course.id: course for course, _ in EVERY}.values(), ids=lambda each: each.id)
def test_each_course_has_a_question_that_must_never_be_wrong(course: Course) -> None:
    critical = [each for lesson in course.lessons for each in drawable(lesson.questions) if each.critical]
    assert critical and all(each.reviewed_on is None for each in critical), "the safety office has yet to look at it"


@LESSONS
def test_each_pool_lasts_and_says_where_it_comes_from(course: Course, lesson: Lesson) -> None:
    pool = lesson.questions
    assert len(pool) >= max(GOOD_POOL, least_pool(5)), "a plant may ask five questions a lesson"
    assert len(pool) - len(drawable(pool)) == UNSEEN
    assert all(each.source for each in pool)


@pytest.mark.parametrize("plant", PLANTS)
def test_no_question_says_that_it_was_agreed_with(plant: str) -> None:
    courses = data_of(plant).courses
    asked = sum(len(lesson.questions) for course in courses.courses for lesson in course.lessons)
    assert sum(each.questions for each in to_review(courses)) == asked


def shown(question: Question) -> Question:
    """As it is written in haste: what is right at length, what is wrong in a word."""
    wrong = {name: f"错{name}" for name in question.options if name not in question.answer}
    return replace(question, options={**question.options, **wrong})


def test_whoever_loads_a_plant_reads_how_a_lesson_can_be_guessed() -> None:
    courses = data_of("anhe").courses
    assert not [each for each in doubtful(courses) if "什么都不会的人" in each]
    course, lesson = EVERY[0]
    hasty = replace(lesson, questions=tuple(map(shown, lesson.questions)))
    (said,) = [
        each
        for each in doubtful(replace(courses, courses=(replace(course, lessons=(hasty,)),)))
        if "什么都不会的人" in each
    ]
    assert "每题挑最长的选项（多选去掉最短的），三次里有" in said and "（最多 6%）：请把错的写长一点" in said
    easy = next(each.id for each in hasty.questions if each.type == "multiple" or len(each.options) > 2)
    assert easy in said.rpartition("最好猜的是 ")[2] and said.rpartition("最好猜的是 ")[2].count("、") == 2
