"""Lessons and quiz questions: the shape of courses.yaml."""

from collections.abc import Mapping
from typing import Literal

from config.shapes.base import Shape


class Question(Shape):
    id: str
    type: Literal["single", "multiple", "judge"]
    stem: str
    options: Mapping[str, str]
    answer: tuple[str, ...]
    explanation: str


class Lesson(Shape):
    id: str
    title: str
    minutes: int
    body: str
    questions: tuple[Question, ...]


class PassRule(Shape):
    """Questions in a lesson, and the shares of right answers that pass a lesson and a course."""

    quiz_size: int
    lesson_pass: float
    course_pass: float


class Course(Shape):
    id: str
    title: str
    refresh_months: int
    basis: tuple[str, ...]
    pass_rule: PassRule
    lessons: tuple[Lesson, ...]


class Courses(Shape):
    version: int
    courses: tuple[Course, ...] = ()
