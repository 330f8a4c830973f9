"""What the safety office has to look at: lessons whose standard was replaced (待审), and lessons and questions
with which it has not agreed yet."""

from dataclasses import dataclass
from datetime import date

from rules.training.courses import Course, Courses, Lesson, Replaced, in_use


@dataclass(frozen=True)
class Outdated:
    """A lesson to be reviewed: the standard on which it rests, and what took that one's place."""

    standard: str
    replaced: Replaced

    def stops(self, today: date) -> bool:
        """Whether nobody may pass the lesson until it was reviewed."""
        return self.replaced.stops_on is not None and today >= self.replaced.stops_on

    @property
    def words(self) -> str:
        """待审：GB/T 33000-2016 已由 GB/T 33000-2025 代替"""
        return f"待审：{self.standard} 已由 {self.replaced.by} 代替"


@dataclass(frozen=True)
class ToReview:
    """What of a course is left to be looked at. lessons, questions: how many nobody has agreed with; of: how many there
    are; outdated: lessons whose standard was replaced."""

    course: Course
    lessons: int
    questions: int
    of_lessons: int
    of_questions: int
    outdated: tuple[tuple[Lesson, Outdated], ...]


def to_review(courses: Courses) -> list[ToReview]:
    """The courses of which something is left, those with replaced standards first."""
    found = [_left(courses, course) for course in courses.courses]
    return sorted((each for each in found if each.lessons or each.questions or each.outdated), key=_urgency)


def _left(courses: Courses, course: Course) -> ToReview:
    questions = [question for lesson in course.lessons for question in in_use(lesson.questions)]
    old = ((lesson, outdated(courses, course, lesson)) for lesson in course.lessons)
    return ToReview(
        course,
        sum(lesson.reviewed_on is None for lesson in course.lessons),
        sum(question.reviewed_on is None for question in questions),
        len(course.lessons),
        len(questions),
        tuple((lesson, why) for lesson, why in old if why),
    )


def _urgency(each: ToReview) -> bool:
    return not each.outdated


def outdated(courses: Courses, course: Course, lesson: Lesson) -> Outdated | None:
    """Why a lesson is to be reviewed; None where its standards are in force, or it was reviewed since they changed."""
    for standard in course.basis:
        replaced = courses.replaced.get(standard)
        if replaced and (lesson.reviewed_on is None or lesson.reviewed_on < replaced.since):
            return Outdated(standard, replaced)
    return None
