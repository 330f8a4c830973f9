"""What the levels have to teach: names that no topic has, and topics that nothing teaches."""

from collections.abc import Iterator

from config.problem import Finding, child
from config.shelves import library
from rules.training import topics
from rules.training.courses import Courses
from rules.training.trades import Trades


def check(trades: Trades, courses: Courses) -> Iterator[Finding]:
    """A plant without topics of its own, or with fewer, may take lessons that name the library's."""
    mine = {each.id: each for each in trades.topics}
    shared = child(library().shelves["posts_matrix"].data, "topics")
    known = {*mine, *(str(child(each, "id")) for each in (shared if isinstance(shared, list) else ()))}
    for c, course in enumerate(courses.courses):
        for number, lesson in enumerate(course.lessons):
            for place, name in enumerate(lesson.topics):
                if name not in known:
                    at = ("courses", c, "lessons", number, "topics", place)
                    yield Finding("courses", at, f"没有“{name}”这个内容：请照 posts_matrix 的 topics 改正")
    for number, level in enumerate(trades.levels):
        for place, name in enumerate(level.on_site):
            if name in mine and mine[name].level != level.teaches:
                words = f"“{mine[name].name}”不是这一级的内容：请写到该教它的那一级，或改 teaches"
                yield Finding("posts_matrix", ("levels", number, "on_site", place), words)


def doubtful(trades: Trades, courses: Courses) -> Iterator[str]:
    """What the plant's levels have to teach and nothing teaches, level by level."""
    if trades.topics and (open_ := [each.name for each in trades.levels if not each.teaches]):
        yield f"{'、'.join(open_)}没有写 teaches（posts_matrix.yaml 的 levels），看不出该教的教全了没有：请写上"
    left = topics.untaught(trades, courses)
    for level in trades.levels:
        if found := [each.topic.name for each in left if each.topic.level == level.teaches]:
            advice = "请给课写上 topics，或写进这一级的 on_site（带的人当面讲）"
            yield f"{level.name}要教的“{'”“'.join(found)}”，没有课教，也没有人当面讲：{advice}"
