"""Courses: lessons, and the pool of questions of each.

The dataclasses have the shape of `courses.yaml` (docs/rules.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import Literal

# The last of a pool are kept for the test weeks later, and never shown before.
UNSEEN = 4
# Only a pool of this size can spare them.
SPARES_FROM = 12
# How the final draw of a course is called after it, how many questions it has, and how long its page takes.
FINAL, FINAL_SIZE, FINAL_MINUTES = "-FINAL", 10, 2


@dataclass(frozen=True)
class Question:
    """critical: whoever gets it wrong does not pass, whatever else he knows (红线题); source: where the answer comes
    from; reviewed_on: when the safety office last agreed with it, None while it has not (待安全部核对); retired: since
    when nobody is asked it any more (停用); what was answered to it before can still be read and counted; objective:
    which of its lesson's objectives it asks about."""

    id: str
    type: Literal["single", "multiple", "judge"]
    stem: str
    options: Mapping[str, str]
    answer: tuple[str, ...]
    explanation: str
    critical: bool = False
    source: str = ""
    reviewed_on: date | None = None
    retired: date | None = None
    objective: str = ""


@dataclass(frozen=True)
class Drawing:
    """file: an SVG in the plant's folder `media`; words: what it shows; under: the heading of the chapter at which it
    stands, empty for before the text."""

    file: str
    words: str
    under: str = ""


@dataclass(frozen=True)
class Film:
    """files: the same film in forms that phones play, the best one first; poster: the picture before it plays;
    captions: its words as WebVTT; all of them in the plant's folder `media`. seconds: how long it is."""

    files: tuple[str, ...]
    poster: str
    captions: str
    seconds: int


@dataclass(frozen=True)
class Lesson:
    """minutes: how long it takes to learn it (`reading.py` counts); body: lines, of which those in 【】 are headings;
    reviewed_on: when the safety office last agreed with its text; objectives: what somebody can do after it, in words,
    each of which every paper asks about; none: papers are drawn from the whole pool; topics: what of the three levels'
    contents it teaches (`topics.py`)."""

    id: str
    title: str
    minutes: int
    body: str
    questions: tuple[Question, ...]
    reviewed_on: date | None = None
    drawings: tuple[Drawing, ...] = ()
    film: Film | None = None
    objectives: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()

    def question(self, name: str) -> Question | None:
        return next((each for each in self.questions if each.id == name), None)


@dataclass(frozen=True)
class PassRule:
    """Questions in a lesson, and the shares of right answers that pass a lesson and a course."""

    quiz_size: int
    lesson_pass: float
    course_pass: float

    @cached_property
    def share(self) -> Fraction:
        """The share of right answers that passes a lesson, as it is written."""
        return Fraction(str(self.lesson_pass))

    @cached_property
    def course_share(self) -> Fraction:
        """The share of first attempts that must be right for a course, as it is written."""
        return Fraction(str(self.course_pass))


@dataclass(frozen=True)
class Course:
    """about: kinds of permits and categories of hazards after which its questions come sooner."""

    id: str
    title: str
    refresh_months: int
    basis: tuple[str, ...]
    pass_rule: PassRule
    lessons: tuple[Lesson, ...]
    about: tuple[str, ...] = ()


def final_of(course: str) -> str:
    """What the final draw of a course is called among its lessons."""
    return f"{course}{FINAL}"


def parts(course: Course, own: Collection[str]) -> list[str]:
    """What somebody has to pass of a course: its lessons, and its final draw where that is among his own."""
    name = final_of(course.id)
    return [*(lesson.id for lesson in course.lessons), *([name] if name in own else [])]


def is_final(lesson: str) -> bool:
    return lesson.endswith(FINAL)


def final(course: Course) -> tuple[Course, Lesson]:
    """The final draw of a course as a lesson of its own (training.md §4): questions of all its lessons in turn, as many
    as ten, of which the course's share must be right."""
    pools = zip_longest(*(drawable(lesson.questions) for lesson in course.lessons))
    # Objectives are their lessons' own: here every lesson has its turn.
    questions = tuple(replace(each, objective="") for pool in pools for each in pool if each is not None)
    size = min(FINAL_SIZE, len(drawable(questions)))
    rule = PassRule(size, course.pass_rule.course_pass, course.pass_rule.course_pass)
    lessons = "".join(f"《{lesson.title}》" for lesson in course.lessons)
    body = f"{lessons}都过关了，可第一次就答对的不够。从这几课里抽 {size} 题再测一次。拿不准的，先回想一下再答。"
    days = [lesson.reviewed_on for lesson in course.lessons]
    reviewed = min((day for day in days if day), default=None) if all(days) else None
    titled = Lesson(final_of(course.id), f"{course.title}总测", FINAL_MINUTES, body, questions, reviewed)
    return replace(course, pass_rule=rule), titled


def in_use(pool: Sequence[Question]) -> Sequence[Question]:
    """What may still be asked."""
    return [each for each in pool if each.retired is None]


def drawable(pool: Sequence[Question]) -> Sequence[Question]:
    """What may be drawn for passing: all but those kept for the test weeks later."""
    used = in_use(pool)
    return used[:-UNSEEN] if len(used) >= SPARES_FROM else used


def spared(pool: Sequence[Question]) -> Sequence[Question]:
    """What is kept for the test weeks later; nothing of a pool that can't spare it."""
    used = in_use(pool)
    return used[-UNSEEN:] if len(used) >= SPARES_FROM else ()


@dataclass(frozen=True)
class Replaced:
    """What took a standard's place, and when; stops_on: from that day no new paper is drawn from lessons that still
    rest on the old one, None where the change is in no lesson's numbers."""

    by: str
    since: date
    stops_on: date | None = None


@dataclass(frozen=True)
class Courses:
    """replaced: standards that are not in force any more, by what lessons call them; media: the files that lessons
    name, each with its SHA-256 when the version was loaded (`config.media` fills it)."""

    version: int
    courses: tuple[Course, ...] = ()
    replaced: Mapping[str, Replaced] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)

    def course(self, name: str) -> Course | None:
        return next((each for each in self.courses if each.id == name), None)

    def title(self, name: str) -> str:
        """What the course is called; its id where it is gone."""
        found = self.course(name)
        return found.title if found else name

    def lesson(self, name: str) -> tuple[Course, Lesson] | None:
        """A lesson, or a course's final draw, with its course."""
        if is_final(name):
            course = self.course(name.removesuffix(FINAL))
            return final(course) if course else None
        found = ((course, each) for course in self.courses for each in course.lessons if each.id == name)
        return next(found, None)
