"""Faults of lessons and their questions beyond their shapes, and what is doubtful about them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from operator import itemgetter

from config.problem import Finding, Path
from rules.texts import bare
from rules.training.courses import (
    FINAL,
    UNSEEN,
    Course,
    Courses,
    Lesson,
    PassRule,
    Question,
    drawable,
    in_use,
    is_final,
    spared,
)
from rules.training.guessing import GUESSERS, MOST_LUCKY, easiest, lucky
from rules.training.papers import (
    GOOD_POOL,
    MOST_OBJECTIVES,
    MOST_OPTION,
    MOST_OPTIONS,
    MOST_QUESTION,
    is_true_false,
    least_pool,
)
from rules.training.reading import LEAST_MINUTES, MOST_MINUTES, chapters, is_true, minutes
from rules.training.review import outdated, to_review
from rules.training.tries import MOST_TRIES

# Options are shuffled, so none may speak of another one or of all.
OF_OTHERS = re.compile(
    r"^以[上下]|以上[都全几各皆]|上述|前[两二三]项|(都对|都不对|都正确|都错|都是|全对)$|[A-F]\s*[和、与]\s*[A-F]"
)
# For the same reason an explanation calls no option by its place or its letter.
BY_PLACE = re.compile(r"[前后头][两二三四五][个项]|第[一二三四五六]项|选项|选\s*[A-F](?![A-Za-z0-9])")
MOST_NAMED = 5
# So many questions that give themselves away are named.
MOST_EASY = 3

Fault = tuple[Path, str]


def check(courses: Courses) -> Iterator[Finding]:
    """Lessons with too few questions to draw from, questions whose answers do not fit or that no card can show."""
    for c, course in enumerate(courses.courses):
        for place, lesson in enumerate(course.lessons):
            at: Path = ("courses", c, "lessons", place)
            yield from (Finding("courses", (*at, *rest), message) for rest, message in _lesson(course, lesson))


def _lesson(course: Course, lesson: Lesson) -> Iterator[Fault]:
    size, least = course.pass_rule.quiz_size, least_pool(course.pass_rule.quiz_size)
    if is_final(lesson.id):
        yield ("id",), f"课的编号不能以「{FINAL}」结尾，那是总测用的：请改掉"
    left = len(in_use(lesson.questions))
    if left < least:
        words = f"不够：接连两次各抽 {size} 题不能重复，最后 {UNSEEN} 题留给以后的考，至少要 {least} 题"
        retired = f"（停用的 {gone} 题不算）" if (gone := len(lesson.questions) - left) else ""
        yield ("questions",), f"只有 {left} 题{retired}，{words}：请补题"
    yield from _objectives(lesson, size)
    headings = {each.heading for each in chapters(replace(lesson, drawings=()))}
    for number, drawing in enumerate(lesson.drawings):
        if drawing.under and drawing.under not in headings:
            yield ("drawings", number, "under"), f"课文里没有【{drawing.under}】这一段：请改正"
    stems: dict[str, str] = {}
    for number, question in enumerate(lesson.questions):
        at: Path = ("questions", number)
        yield from (((*at, *rest), message) for rest, message in of_question(question))
        # A question in the place of a retired one may ask the same.
        twin = stems.setdefault(bare(question.stem), question.id) if question.retired is None else question.id
        if twin != question.id:
            yield (*at, "stem"), f"和 {twin} 是同一个题干：请改掉一个"


def _objectives(lesson: Lesson, size: int) -> Iterator[Fault]:
    """Of each objective a question comes in every paper: a try must not find it without one that is new."""
    named, most = lesson.objectives, min(size, MOST_OBJECTIVES)
    if named and not 2 <= len(named) <= most:
        few = "2 个" if most == 2 else f"2 到 {most} 个"
        words = f"请写 {few}" if most > 1 else "请删去 objectives 和各题的 objective"
        yield ("objectives",), f"写了 {len(named)} 个目标，每张卷子 {size} 题、每个目标都要抽到：{words}"
    said: dict[str, str] = {}
    # Whatever names no objective here is said below; what follows from it is not.
    stray = sum(each.objective not in named for each in drawable(lesson.questions))
    for name, words in named.items():
        if len(words) > MOST_OPTION:
            yield ("objectives", name), f"有 {len(words)} 个字，最多 {MOST_OPTION} 个：请改短"
        twin = said.setdefault(bare(words), name)
        if twin != name:
            yield ("objectives", name), f"和目标 {twin} 一样：请改掉一个"
        left = sum(each.objective == name for each in drawable(lesson.questions))
        if left + stray < MOST_TRIES:
            why = f"每次都抽一题、{MOST_TRIES} 次不重复，至少要 {MOST_TRIES} 题（停用的、最后 {UNSEEN} 题不算）"
            yield ("objectives", name), f"“{words}”只有 {left} 题，{why}：请补题，或把几个目标合成一个"
    offered = "、".join(f"{name}（{words}）" for name, words in named.items())
    for number, question in enumerate(lesson.questions):
        at: Path = ("questions", number, "objective")
        if question.objective and question.objective not in named:
            advice = f"请写 {offered} 里的一个" if named else "这一课没有写目标，请删去"
            yield at, f"没有“{question.objective}”这个目标：{advice}"
        elif named and not question.objective:
            yield at, f"没有写考的是哪个目标：请写 {offered} 里的一个"


def newly_kept(before: Courses, after: Courses) -> Iterator[str]:
    """Which new questions are kept for the test weeks later, because they stand at the end of their lesson: on no paper
    do they come."""
    for lesson in (each for course in after.courses for each in course.lessons):
        found = before.lesson(lesson.id)
        known = {each.id for each in found[1].questions} if found else {each.id for each in lesson.questions}
        if fresh := [each.id for each in spared(lesson.questions) if each.id not in known]:
            yield f"《{lesson.title}》{'、'.join(fresh)} 留着抽查，不会出在考卷里；想让它出题，写在最后 {UNSEEN} 题前面"


def of_question(question: Question) -> Iterator[Fault]:
    """Faults of one question alone, each with its path within the question."""
    if message := _answer(question):
        yield ("answer",), message
    if not 2 <= len(question.options) <= MOST_OPTIONS:
        yield ("options",), f"要有 2 到 {MOST_OPTIONS} 个选项：请改正"
    elif question.type == "judge" and not is_true_false(question):
        yield ("options",), "判断题只有两个选项，写“对”“错”，按钮上就是这两个字：请改正，别的写法用单选（single）"
    seen: dict[str, str] = {}
    for name, words in question.options.items():
        if len(words) > MOST_OPTION:
            yield ("options", name), f"有 {len(words)} 个字，卡片上最多 {MOST_OPTION} 个：请改短"
        if OF_OTHERS.search(words):
            yield ("options", name), f"“{words}”：选项的次序会打乱，不能说到别的选项。请改成一句完整的话"
        twin = seen.setdefault(bare(words), name)
        if twin != name:
            yield ("options", name), f"和选项 {twin} 一样：请改掉一个"
    if placed := BY_PLACE.search(question.explanation):
        yield ("explanation",), f"“{placed[0]}”：选项的次序会打乱，不能按位置、字母说。请写出是什么"
    total = len(question.stem) + sum(map(len, question.options.values()))
    if total > MOST_QUESTION:
        yield ("stem",), f"题干和选项一共 {total} 个字，卡片上最多 {MOST_QUESTION} 个：请改短"


def _answer(question: Question) -> str:
    unknown = [answer for answer in question.answer if answer not in question.options]
    if unknown:
        return f"答案“{unknown[0]}”不在选项里：请改正"
    if not question.answer:
        return "没有答案：请补上"
    if question.type != "multiple":
        return "" if len(question.answer) == 1 else "单选题、判断题只能有一个答案：请改正"
    if len(question.answer) != len(set(question.answer)):
        return "同一个答案写了两次：请删掉一个"
    if len(question.answer) == 1:
        return "多选题至少两个答案：请改正，或改成单选（single）"
    return "选项全是答案，没有可以选错的：请加一个错的" if len(question.answer) == len(question.options) else ""


def doubtful(courses: Courses) -> Iterator[str]:
    """What may be loaded and should be looked at: standards that were replaced, what nobody has reviewed, questions
    without a source, texts that are not as long as they say, small pools, answers that give themselves away."""
    every = [(course, lesson) for course in courses.courses for lesson in course.lessons]
    for course, lesson in every:
        if found := outdated(courses, course, lesson):
            stops = found.replaced.stops_on
            then = f"{stops} 起不再考，" if stops else ""
            advice = f"{then}请核对课文和题，改 basis，写上 reviewed_on"
            yield f"{lesson.id} {found.words}（{found.replaced.since}）：{advice}"
    questions = [each for _, lesson in every for each in in_use(lesson.questions)]
    left = to_review(courses)
    lessons, fresh = sum(each.lessons for each in left), sum(each.questions for each in left)
    if lessons or fresh:
        yield f"{lessons} 课的课文、{fresh} 道题没有 reviewed_on，待安全部核对"
    if bare_ones := [each.id for each in questions if not each.source]:
        yield f"{len(bare_ones)} 道题没写出处（source），如 {'、'.join(bare_ones[:MOST_NAMED])}：请补上"
    for course, lesson in every:
        if not is_true(lesson):
            words = "太短，请补课文" if minutes(lesson) < lesson.minutes else "太长，请删课文"
            fits = [each for each in range(LEAST_MINUTES, MOST_MINUTES + 1) if is_true(replace(lesson, minutes=each))]
            other = f"，或把 minutes 改成 {fits[0]}" if fits else ""
            yield f"{lesson.id} 约要 {minutes(lesson):.1f} 分钟，写的是 {lesson.minutes} 分钟：{words}{other}"
        yield from _of_pool(course.pass_rule, lesson)


def _of_pool(rule: PassRule, lesson: Lesson) -> Iterator[str]:
    if len(in_use(lesson.questions)) < GOOD_POOL:
        yield f"{lesson.id} 只有 {len(in_use(lesson.questions))} 题，最好 {GOOD_POOL} 题以上，考过的题才不重复"
    share, guesser = max(((lucky(rule, lesson, each), each) for each in GUESSERS), key=itemgetter(0))
    if share > MOST_LUCKY:
        how, advice = GUESSERS[guesser]
        most = f"最多 {float(MOST_LUCKY):.0%}"
        worst = "、".join(each.id for each in easiest(lesson, guesser)[:MOST_EASY])
        words = f"每题{how}，三次里有 {ceil(100 * share)}% 能过关（{most}）"
        yield f"{lesson.id} 什么都不会的人，{words}：请{advice}，最好猜的是 {worst}"
