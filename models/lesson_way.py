"""What mends a lack soonest (training.md §10): a lesson that somebody can be sent at once, or in words what else is to
be done. Like `models.qualified` it stands between permits and training, which do not know each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from models import meter, qualified, training
from models.book import Book, name_of
from models.training import Learning
from rules import duty
from rules.phrases import moment_words
from rules.plant import Person
from rules.qualifications import Lack
from rules.shifts import leave_at
from rules.staff.standing import has_account
from rules.training.hours import trades_of


@dataclass(frozen=True)
class Way:
    """course: of which a lesson can be sent to him now, empty for none; words: else what is to be done."""

    course: str = ""
    words: str = ""


NONE = Way()


def of_lack(lack: Lack, rules: Book, now: datetime) -> Way:
    """The shortest way to mend this one."""
    if rules.config.courses.course(lack.code):
        return of_course(lack.person, lack.code, rules, now)
    known = rules.config.templates.qualifications.get(lack.code)
    if known is None:
        return NONE
    if known.type != qualified.OWN:
        return Way(words=f"拿到证交{office(rules)}登记")
    ways = [of_course(lack.person, course, rules, now) for course in courses_of(lack, rules, now)]
    sent = (way for way in ways if way.course)
    return next(sent, ways[0] if ways else Way(words=f"请{office(rules)}安排考核、登记"))


def courses_of(lack: Lack, rules: Book, now: datetime) -> list[str]:
    """The courses that mend this one; none where no course does."""
    if rules.config.courses.course(lack.code):
        return [lack.code]
    known = rules.config.templates.qualifications.get(lack.code)
    own = known is not None and known.type == qualified.OWN
    return list(_leading_to(lack, rules, rules.plant.day(now))) if own else []


def of_course(person: str, course: str, rules: Book, now: datetime) -> Way:
    """The shortest way of this person to this course."""
    found, file = rules.config.courses.course(course), training.of_person(person)
    mine = [each for each in training.of_course(file, course) if each.wanted] if file and not file.closed_at else []
    if not training.running() or found is None or not rules.plant.knows(person):
        return NONE
    if not mine:
        return Way(words=f"《{found.title}》不归他学，请{office(rules)}给他加岗位，或换人")
    left = [each for each in mine if each.state != "passed"]
    if not left:
        drilled = any(each.suspended_by for each in mine)
        return Way(words=f"请{office(rules)}再派他演练") if drilled else NONE
    if out := _unreached(rules.plant.person(person), rules, now):
        return Way(words=out)
    closed = [_closed(each, person, rules, now) for each in left]
    return Way(course) if "" in closed else Way(words=closed[0])


def office(rules: Book) -> str:
    """安全部门（卞予安）"""
    return f"安全部门（{'、'.join(each.name for each in duty.office(rules.plant)[:1])}）"


def taught_by(code: str, rules: Book) -> str:
    """《动火作业安全》: the course that fits a training of the plant's own best; empty when it has none, for a
    certificate of the state, which no lesson gives, and for what the plant's data no longer know.

    Of the courses for trades that need the certificate, it is the one that the fewest trades share.
    """
    known = rules.config.templates.qualifications.get(code)
    if known is None or known.type != qualified.OWN:
        return ""
    trades = rules.config.trades.trades
    shared = [course for trade in trades for course in trade.courses]
    wanted = [course for trade in trades if code in trade.certs for course in trade.courses]
    if not wanted:
        return ""
    closest = min(wanted, key=shared.count)
    title = next(course.title for course in rules.config.courses.courses if course.id == closest)
    return f"《{title}》"


def _leading_to(lack: Lack, rules: Book, today: date) -> Iterator[str]:
    """The courses by which his own trades give a certificate of the house, as far as no pass of his holds."""
    for trade in trades_of(rules.plant.person(lack.person), rules.config.trades):
        if lack.code in trade.certs:
            yield from (each for each in trade.courses if qualified.without(each, [lack.person], rules.config, today))


def _unreached(person: Person, rules: Book, now: datetime) -> str:
    """Why no lesson can come to him at all, with what to do; empty where one can."""
    if not has_account(person):
        return f"他没有账号，手机上收不到课：请{office(rules)}登记"
    if person.id in meter.unreachable():
        return "他的手机现在收不到课：请打电话找他"
    leave = leave_at(person, rules.plant, now)
    return f"{leave.reason}，回来再学" if leave else ""


def _closed(learning: Learning, person: str, rules: Book, now: datetime) -> str:
    """Why this lesson, which is not passed, can't be learned now, with what to do; empty where it can."""
    title, waits = training.title(learning, now), learning.next_at
    if training.stopped(learning, now):
        return f"{title}依据的标准换了，请{office(rules)}核对"
    if learning.state == "coached":
        above = rules.plant.person(person).supervisor
        return f"{title}要人带着学：找{name_of(rules.plant, above) if above else office(rules)}"
    if learning.state == "waiting" and waits and waits > now:
        return f"{title} {moment_words(waits.astimezone(rules.plant.zone))} 以后才能再学"
    return ""
