"""Where somebody learns what he lacks. Only this place knows; the training flow will put its link here."""

from __future__ import annotations

from models.book import Book


def lesson_link(code: str, book: Book) -> str:
    """《动火作业安全》: the course that fits a training of the plant's own best; empty when it has none, for a
    certificate of the state, which no lesson gives, and for what the plant's data no longer know.

    Of the courses for trades that need the certificate, it is the one that the fewest trades share.
    """
    known = book.config.templates.qualifications.get(code)
    if known is None or known.type != "plant":
        return ""
    trades = book.config.trades.trades
    shared = [course for trade in trades for course in trade.courses]
    wanted = [course for trade in trades if code in trade.certs for course in trade.courses]
    if not wanted:
        return ""
    closest = min(wanted, key=shared.count)
    title = next(course.title for course in book.config.courses.courses if course.id == closest)
    return f"《{title}》"
