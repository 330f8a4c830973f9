"""A lesson takes as long as it says, by its text, drawings and film; its text is divided by headings in 【】."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demo import data_of

from config.checks.course import doubtful
from rules.training.courses import Course, Drawing, Film, Lesson
from rules.training.reading import DRAWING_S, PACE, chapters, is_true, minutes

EVERY = [
    (course, each)
    for plant in ("anhe", "lizhou")
    for course in data_of(plant).courses.courses
    for each in course.lessons
]
LEAST, MOST = 5, 8


@pytest.mark.parametrize("lesson", [each for _, each in EVERY], ids=lambda each: each.id)
def test_a_shipped_lesson_takes_five_to_eight_minutes_as_it_says(lesson: Lesson) -> None:
    assert is_true(lesson) and LEAST <= minutes(lesson) <= MOST, f"{minutes(lesson):.1f} for {lesson.minutes}"
    found = chapters(lesson)
    assert len(found) >= 5 and all(each.heading and each.lines for each in found)
    assert sum(len(each.drawings) for each in found) == len(lesson.drawings)


def told(course: Course, lesson: Lesson) -> list[str]:
    courses = replace(data_of("anhe").courses, courses=(replace(course, lessons=(lesson,)),))
    return [each for each in doubtful(courses) if "约要" in each]


def test_whoever_loads_a_plant_reads_which_text_is_too_short_or_too_long() -> None:
    course, lesson = EVERY[0]
    lesson = replace(lesson, minutes=6, drawings=(), film=None)
    assert not told(course, replace(lesson, body="字" * 6 * PACE))
    assert not told(course, replace(lesson, body="字" * int(5.5 * PACE)))
    (short,) = told(course, replace(lesson, body="字" * 5 * PACE))
    assert f"{lesson.id} 约要 5.0 分钟，写的是 6 分钟：太短，请补课文，或把 minutes 改成 5" in short
    (long,) = told(course, replace(lesson, body="字" * 9 * PACE))
    assert "约要 9.0 分钟" in long and "太长，请删课文" in long
    # Nothing else is allowed than 5 to 8: only what works is said.
    assert long.endswith("太长，请删课文")
    assert told(course, replace(lesson, body="字" * 2 * PACE))[0].endswith("太短，请补课文")


def test_drawings_and_the_film_take_their_time_and_stand_where_they_belong() -> None:
    _, lesson = EVERY[0]
    before, within = Drawing("a.svg", "前面"), Drawing("b.svg", "里面", "怎么看")
    film = Film(("a.mp4",), "a.jpg", "a.vtt", 30)
    body = "【先说】\n一句。\n二句。\n【怎么看】\n三 句。"
    shown = replace(lesson, body=body, drawings=(before, within), film=film)
    assert [(each.heading, each.drawings, each.lines) for each in chapters(shown)] == [
        ("", (before,), ()),
        ("先说", (), ("一句。", "二句。")),
        ("怎么看", (within,), ("三 句。",)),
    ]
    assert minutes(shown) == pytest.approx(14 / PACE + (2 * DRAWING_S + 30) / 60)
    plain = chapters(replace(shown, drawings=(), body="一句。\n二句。"))
    assert [(each.heading, each.lines) for each in plain] == [("", ("一句。", "二句。"))]
