"""The single questions behind the weekly link, one after the other; each is explained before the next is opened."""

from __future__ import annotations

from handlers.training import quizzing, timed
from handlers.training.kinds import WEEK
from models import training
from models.ask import MOVABLE
from rules.training.papers import choices, limit_s
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def week(who: Visitor, wanted: Target) -> str:
    """Raises Refused once all are answered, or the week is over."""
    ask = own_ask(who, wanted, WEEK)
    papers, left = quizzing.papers_of(ask), quizzing.open_of(ask)
    if ask.state not in MOVABLE or not left:
        raise Refused("这周的题不用答了。", "发「学习」看现在怎样。", 200)
    attempt = left[0]
    shown = attempt.paper.questions[0]
    _, lesson = training.content_of(attempt)
    found = lesson.question(shown.question)
    if found is None:
        raise Refused("这道题换掉了。", "请发「学习」重新学。", 200)
    options = choices(shown.asked, found)
    several = found.type == "multiple"
    place = len(papers) - len(left) + 1
    head = Section((Line(f"第 {place} 题，共 {len(papers)} 题"), Line(lesson.title)))
    lines = tuple(Line(each.line) for each in options)
    pledge = f"{'多选：选全才算对' if several else '选一个'}，{limit_s(found)} 秒里交，到时间没交按答错算。"
    sheet = Sheet(found.stem, head, (Section(lines),), pledge)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/training/week.html",
        options=options,
        several=several,
        attempt=attempt.id,
        last=len(left) == 1,
        left=timed.seconds_left(ask, found, who.now),
    )
