"""The clock of a question's page: it runs from when the page was first opened, also when it is loaded again or the
phone is off (training.md §5). A card whose page was never opened has none."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from handlers.training.kinds import QUESTION, WEEK
from models import delivery as deliveries
from models.ask import Ask
from models.training import Attempt
from models.training_paper import Week
from rules.training import papers
from rules.training.courses import Question

PAGES = {QUESTION: "question", WEEK: "week"}


def seconds_left(ask: Ask, question: Question, now: datetime) -> int:
    """Of the question that the page shows now."""
    return max(0, ceil(papers.limit_s(question) - _gone_s(ask, now)))


def is_over(ask: Ask, question: Question, now: datetime, *, chosen: bool) -> bool:
    """Whether an answer is too late, by page or card. chosen: whether it chooses anything."""
    return papers.is_over(question, _gone_s(ask, now), chosen=chosen)


def _gone_s(ask: Ask, now: datetime) -> float:
    opened = deliveries.first_opened(ask, PAGES[ask.kind], _asked_at(ask))
    return (now - opened).total_seconds() if opened else 0


def _asked_at(ask: Ask) -> datetime:
    """Since when the page shows this question: behind a weekly link each follows the one before."""
    asked_at: datetime = ask.opened_at
    if ask.kind != WEEK:
        return asked_at
    rows = Attempt.select(Attempt.closed_at).where(Attempt.id.in_(list(Week.of(ask).attempts)))
    for each in rows:
        asked_at = max(asked_at, each.closed_at or asked_at)
    return asked_at
