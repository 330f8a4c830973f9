"""A question of which several options are right: on a card only one could be tapped."""

from __future__ import annotations

from handlers.training import timed
from handlers.training.kinds import QUESTION
from models import training
from models.ask import MOVABLE
from models.training import Attempt
from models.training_paper import Question
from rules.training.papers import choices, limit_s
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def question(who: Visitor, wanted: Target) -> str:
    """Raises Refused once it is answered, or its paper is over."""
    ask = own_ask(who, wanted, QUESTION)
    attempt = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
    if ask.state not in MOVABLE or attempt is None or attempt.outcome:
        raise Refused("这道题已经不用答了。", "请看最新的卡片，或发「学习」。", 200)
    place = Question.of(ask).place
    shown = attempt.paper.questions[place]
    _, lesson = training.content_of(attempt)
    found = lesson.question(shown.question)
    if found is None:
        raise Refused("这道题换掉了。", "请发「学习」重新学。", 200)
    options = choices(shown.asked, found)
    several = found.type == "multiple"
    head = Section((Line(f"第 {place + 1} 题，共 {len(attempt.paper.questions)} 题"),))
    lines = tuple(Line(each.line) for each in options)
    pledge = f"{'多选：选全才算对' if several else '选一个'}，{limit_s(found)} 秒里交，到时间没交按答错算。"
    sheet = Sheet(found.stem, head, (Section(lines),), pledge)
    left = timed.seconds_left(ask, found, who.now)
    return show(who, wanted, ask, sheet, "h5/training/question.html", options=options, several=several, left=left)
