"""A paper: what is drawn, how it is shuffled, and what passes it (training.md §3–5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from demo import data_of
from hypothesis import given
from hypothesis import strategies as st

from config.checks.course import check
from rules.training.choosing import draw_one, unseen
from rules.training.courses import UNSEEN, Course, Courses, Lesson, PassRule, Question, drawable, final
from rules.training.guessing import lucky, same_letter, second_letter
from rules.training.papers import Asked, choices, draw, least_right, named, order, passes, though_enough
from rules.training.review import to_review
from rules.training.tries import MOST_TRIES

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
    oks = [each == "y" for each in right]
    assert passes(oks, [each == "!" for each in critical], share) == passed
    if not passed:
        # Too few right, or else a critical one is what failed it.
        few = right.count("n") > len(right) * (1 - share)
        assert though_enough({f"{n}": ok for n, ok in enumerate(oks)}, share) == ("" if few else "有红线题没答对，")


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
        assert len({each for paper in shown[:3] for each in paper}) == 3 * size
    people = [draw(lesson.questions, 3, f"{person}") for person in range(40)]
    assert len({tuple(each.question for each in paper) for paper in people}) > 30
    orders: dict[str, set[tuple[str, ...]]] = {}
    for paper in people:
        for each in paper:
            orders.setdefault(each.question, set()).add(each.order)
    assert all(len(found) > 1 for found in orders.values()), "the same letters would be passed on"
    assert draw(lesson.questions, 3, "7") == people[7], "the paper can be shown again"


def eighteen() -> tuple[Course, Lesson]:
    """A lesson without objectives."""
    course, lesson = next(every())
    return course, plain(replace(lesson, questions=lesson.questions[:18]))


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


# Objectives ----------------------------------------------------------------------------------------------------------


def plain(lesson: Lesson) -> Lesson:
    """As an older rule version has it."""
    return replace(lesson, objectives={}, questions=tuple(replace(each, objective="") for each in lesson.questions))


def sorted_in(lesson: Lesson, sizes: Sequence[int]) -> Lesson:
    """So many of its questions in each objective, shuffled among those that are drawn."""
    names = [name for name, size in zip("abc", sizes, strict=False) for _ in range(size)]
    Random(len(sizes)).shuffle(names)
    kept = lesson.questions[: len(names)] + lesson.questions[-UNSEEN:]
    asked = tuple(replace(each, objective=name) for each, name in zip(kept, (*names, *"aaaa"), strict=True))
    return replace(lesson, objectives={name: name for name in sorted({*names})}, questions=asked)


@pytest.mark.parametrize(("course", "lesson"), list(every()), ids=lambda each: each.id)
def test_every_paper_asks_about_each_objective_and_three_tries_show_nothing_twice(
    course: Course, lesson: Lesson
) -> None:
    assert 2 <= len(lesson.objectives) <= 3
    for size in (3, 5):
        shown: list[list[str]] = []
        for number in range(6):
            paper = [each.question for each in draw(lesson.questions, size, f"{size}/{number}", shown)]
            assert {named_by(lesson, each) for each in paper} == {*lesson.objectives}
            assert not {*paper} & {*(shown[-1] if shown else ())}
            shown.append(paper)
        assert len({each for paper in shown[:3] for each in paper}) == 3 * size


def named_by(lesson: Lesson, question: str) -> str:
    found = lesson.question(question)
    assert found
    return found.objective


@given(
    st.sampled_from([(3, 3, 3), (3, 6), (3, 3, 9), (5, 5, 5), (3, 12), (6, 9), (4, 4, 7)]),
    st.integers(3, 5),
    st.integers(0, 9999),
)
def test_three_questions_an_objective_are_enough_for_three_tries(sizes: tuple[int, ...], size: int, seed: int) -> None:
    """None that was shown in an earlier try comes again while the pool has as many as three tries ask; and none ever
    comes in two tries in a row where the pool has as many as two ask."""
    lesson = sorted_in(next(every())[1], sizes)
    shown: list[list[str]] = []
    for number in range(MOST_TRIES):
        paper = [each.question for each in draw(lesson.questions, size, f"{seed}/{number}", shown)]
        assert {named_by(lesson, each) for each in paper} == {*lesson.objectives}
        if sum(sizes) >= MOST_TRIES * size:
            assert not {*paper} & {each for one in shown for each in one}
        if sum(sizes) >= 2 * size and shown:
            assert not {*paper} & {*shown[-1]}
        shown.append(paper)


def test_a_paper_of_fewer_questions_asks_about_as_many_objectives_as_it_can() -> None:
    lesson = sorted_in(next(every())[1], (5, 5, 5))
    for seed in range(20):
        paper = draw(lesson.questions, 2, f"{seed}")
        assert len({named_by(lesson, each.question) for each in paper}) == 2


def test_without_objectives_a_paper_is_drawn_as_it_always_was() -> None:
    """The same seed gives the paper that it gave before there were objectives."""
    lesson = plain(next(every())[1])
    shown: list[list[str]] = []
    for number in range(6):
        chance = Random(f"{number}")
        pool = chance.sample(list(drawable(lesson.questions)), len(drawable(lesson.questions)))
        newest = {name: place for place, paper in enumerate(shown, 1) for name in paper}
        pool.sort(key=lambda each: newest.get(each.id, 0))
        then = tuple(Asked(each.id, order(each, chance)) for each in pool[:3])
        assert draw(lesson.questions, 3, f"{number}", shown) == then
        shown.append([each.question for each in then])


def test_a_final_draw_takes_its_lessons_in_turn_whatever_their_objectives() -> None:
    course = next(each for each, _ in every() if len(each.lessons) > 1)
    asked, bare = final(course)[1], final(replace(course, lessons=tuple(map(plain, course.lessons))))[1]
    assert [draw(asked.questions, 10, f"{n}") for n in range(9)] == [draw(bare.questions, 10, f"{n}") for n in range(9)]


def objected(**changes: Any) -> list[tuple[str, str]]:
    """The faults of a lesson with these changes: field, sentence."""
    course, lesson = next(every())
    lesson = replace(lesson, **changes)
    found = check(Courses(1, (replace(course, lessons=(lesson,)),)))
    return [("/".join(map(str, each.path[4:])), each.message) for each in found]


def test_what_is_wrong_with_objectives_is_said_at_its_field() -> None:
    lesson = next(every())[1]
    names, asked = dict(lesson.objectives), lesson.questions
    assert objected() == [] == objected(objectives={}, questions=plain(lesson).questions)

    def put(number: int, objective: str) -> tuple[Question, ...]:
        return tuple(replace(each, objective=objective) if n == number else each for n, each in enumerate(asked))

    assert objected(questions=put(18, "d")) == [
        (
            "questions/18/objective",
            f"没有“d”这个目标：请写 {'、'.join(f'{k}（{v}）' for k, v in names.items())} 里的一个",
        )
    ]
    assert objected(questions=put(18, ""))[0][1].startswith("没有写考的是哪个目标：请写 a（")
    assert ("questions/0/objective", "没有“a”这个目标：这一课没有写目标，请删去") in objected(objectives={})
    two = tuple(
        replace(each, objective="b" if each.objective == "a" and n > 1 else each.objective)
        for n, each in enumerate(asked)
    )
    assert objected(questions=two) == [
        (
            "objectives/a",
            f"“{names['a']}”只有 2 题，每次都抽一题、3 次不重复，至少要 3 题（停用的、最后 4 题不算）："
            "请补题，或把几个目标合成一个",
        )
    ]
    # Of four, the unseen one and a retired one are not counted.
    spent = tuple(replace(each, retired=date(2026, 11, 24)) if n in (0, 1) else each for n, each in enumerate(asked))
    assert [each for each, _ in objected(questions=spent)] == ["objectives/a"]
    assert [each for each, _ in objected(objectives={**names, "d": names["a"]})] == ["objectives"] + [
        "objectives/d"
    ] * 2
    assert objected(objectives={"a": "长" * 21, "b": "会看", "c": "会报"})[0] == (
        "objectives/a",
        "有 21 个字，最多 20 个：请改短",
    )


def test_a_paper_must_have_room_for_every_objective() -> None:
    course, lesson = next(every())
    for size, words in ((2, "请写 2 个"), (1, "请删去 objectives 和各题的 objective")):
        one = replace(course, lessons=(lesson,), pass_rule=replace(course.pass_rule, quiz_size=size))
        (found,) = check(Courses(1, (one,)))
        assert found.message == f"写了 3 个目标，每张卷子 {size} 题、每个目标都要抽到：{words}"


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
