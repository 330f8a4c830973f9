"""A paper: what is drawn, how it is shuffled, and what passes it (training.md §3–5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from demo import data_of
from hypothesis import given
from hypothesis import strategies as st

from config.checks.course import check
from rules.training.choosing import draw_one, unseen
from rules.training.courses import UNSEEN, Course, Courses, Lesson, PassRule, drawable, final
from rules.training.guessing import lucky, same_letter, second_letter
from rules.training.papers import choices, draw, least_right, named, passes
from rules.training.review import to_review

FOUR_OF_FIVE = PassRule(quiz_size=5, lesson_pass=0.8, course_pass=0.8)


def every() -> Iterator[tuple[Course, Lesson]]:
    for plant in ("anhe", "lizhou"):
        yield from ((course, each) for course in data_of(plant).courses.courses for each in course.lessons)


@pytest.mark.parametrize(
    ("right", "critical", "share", "passed"),
    [
        ("yyy", "...", 1, True),
        ("yyn", "...", 1, False),
        ("yyyyn", ".....", Fraction("0.8"), True),
        ("yyynn", ".....", Fraction("0.8"), False),
        ("yyyyn", "!....", Fraction("0.8"), True),
        ("yyyyn", "....!", Fraction("0.8"), False),
        ("yyyyyyyynn", "..........", Fraction("0.8"), True),
        ("yyyyyyynnn", "..........", Fraction("0.8"), False),
        ("yyyyyyyyyn", "........!.", Fraction("0.8"), True),
        ("yyyyyyyyyn", ".........!", Fraction("0.8"), False),
    ],
)
def test_enough_right_answers_pass_and_no_critical_question_may_be_wrong(
    right: str, critical: str, share: Fraction, passed: bool
) -> None:
    assert passes([each == "y" for each in right], [each == "!" for each in critical], share) == passed


def test_a_final_draw_wants_the_course_s_share_of_ten() -> None:
    course, lesson = final(next(each for each, _ in every() if len(each.lessons) > 1))
    size, share = course.pass_rule.quiz_size, course.pass_rule.share
    assert (size, least_right(size, share)) == (10, 8) and {each.id for each in drawable(lesson.questions)}


def test_every_plant_may_choose_four_of_five() -> None:
    for plant in ("anhe", "lizhou"):
        known = data_of(plant).courses
        kinder = replace(known, courses=tuple(replace(each, pass_rule=FOUR_OF_FIVE) for each in known.courses))
        assert kinder.courses and list(check(kinder)) == []
    assert least_right(5, FOUR_OF_FIVE.share) == 4
    too_many = replace(known.courses[0], pass_rule=replace(FOUR_OF_FIVE, quiz_size=8))
    assert "至少要 20 题" in next(each.message for each in check(Courses(1, (too_many,))))


def test_no_question_of_the_try_before_comes_again_and_each_paper_has_an_order_of_its_own() -> None:
    _, lesson = next(every())
    for size in (3, 5):
        shown: list[list[str]] = []
        for number in range(6):
            paper = [each.question for each in draw(lesson.questions, size, f"{number}", shown)]
            assert len(set(paper)) == size and not {*paper} & {*(shown[-1] if shown else ())}
            shown.append(paper)
        assert len({each for paper in shown for each in paper}) == len(drawable(lesson.questions))
    people = [draw(lesson.questions, 3, f"{person}") for person in range(40)]
    assert len({tuple(each.question for each in paper) for paper in people}) > 30
    orders: dict[str, set[tuple[str, ...]]] = {}
    for paper in people:
        for each in paper:
            orders.setdefault(each.question, set()).add(each.order)
    assert all(len(found) > 1 for found in orders.values()), "the same letters would be passed on"
    assert draw(lesson.questions, 3, "7") == people[7], "the paper can be shown again"


def eighteen() -> tuple[Course, Lesson]:
    course, lesson = next(every())
    return course, replace(lesson, questions=lesson.questions[:18])


@given(st.sets(st.integers(0, 17), max_size=4), st.integers(0, 9999))
def test_a_retired_question_is_drawn_for_nothing_and_can_still_be_read(gone: set[int], seed: int) -> None:
    course, lesson = eighteen()
    day = date(2026, 11, 24)
    asked = tuple(replace(each, retired=day if n in gone else None) for n, each in enumerate(lesson.questions))
    lesson, retired = replace(lesson, questions=asked), {lesson.questions[n].id for n in gone}
    course = replace(course, lessons=(lesson,))
    shown = {each.question for size in (3, 5) for each in draw(asked, size, f"{seed}")}
    shown |= {each.id for each in drawable(final(course)[1].questions)}
    wrong = {each.id: False for each in asked}
    shown |= {draw_one(asked, "later", wrong, f"{seed}").question, draw_one(asked, "test", {}, f"{seed}").question}
    assert not shown & retired
    kept = {each.id for each in unseen(asked, ())}
    assert len(kept) == UNSEEN and not kept & {each.id for each in drawable(asked)}
    assert all(lesson.question(each) for each in retired)
    assert to_review(Courses(1, (course,)))[0].of_questions == 18 - len(gone)


def test_retired_questions_are_not_counted_in_a_pool_and_may_have_a_successor_with_their_words() -> None:
    course, lesson = eighteen()

    def faults(gone: int, twin: bool = False) -> list[str]:
        day = date(2026, 11, 24)
        asked = [replace(each, retired=day if n < gone else None) for n, each in enumerate(lesson.questions)]
        asked[17] = replace(asked[17], stem=asked[0].stem) if twin else asked[17]
        one = replace(course, lessons=(replace(lesson, questions=tuple(asked)),))
        return [each.message for each in check(Courses(1, (one,)))]

    assert faults(6) == [] == faults(1, twin=True)
    assert "同一个题干" in faults(0, twin=True)[0]
    assert "只有 11 题（停用的 7 题不算）" in faults(7)[0]


def test_true_or_false_stand_in_one_order_and_say_so_themselves() -> None:
    _, lesson = next(every())
    words = ({"A": "错", "B": "对"}, {"x": "对", "y": "错"})
    asked = [replace(each, type="judge", options=words[i % 2]) for i, each in enumerate(lesson.questions)]
    by_id = {each.id: each for each in asked}
    for each in [one for seed in range(20) for one in draw(asked, 3, f"{seed}")]:
        question = by_id[each.question]
        assert [one.line for one in choices(each, question)] == ["对", "错"]
        # On a paper that was drawn before, each keeps the letter that it had there.
        old = replace(each, order=each.order[::-1])
        assert [(one.letter, one.name) for one in choices(old, question)] == [("B", "对"), ("A", "错")]
        assert old.options("B") == each.options("A") and named(old, question, old.options("B")) == "对"


def test_who_always_says_that_it_is_true_is_among_the_guessers() -> None:
    course, lesson = next(every())
    asked = [
        replace(each, type="judge", options={"A": "对", "B": "错"}, answer=("A",), critical=False)
        for each in lesson.questions
    ]
    all_true = replace(lesson, questions=tuple(asked))
    assert lucky(course.pass_rule, all_true, same_letter) == 1 and lucky(course.pass_rule, all_true, second_letter) == 0
