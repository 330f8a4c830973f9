"""Who was there, who passed, and what is still known today, side by side: by post, area, lesson or person, of posts and
areas with what is done; the ways of teaching with what is claimed and what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median_high
from typing import get_args

from flask import render_template, request

from handlers.training import budgeting, planning
from models import training
from models.book import Book
from models.training_behaviour import Behaviour, behaviour
from models.training_known import Drawn, Standing, standings, tests
from rules.staff.standing import has_left
from rules.training.forecast import Planned
from rules.training.known import LEAST_PEOPLE, Known, compared, known
from rules.training.ladder import TESTS
from rules.training.simulation import bought
from rules.training.ways import CLAIMS, MEASURED, Way, minutes
from web.console.filters import turned
from web.house import house
from web.people import rulebook

BYS = {"post": "岗位", "area": "区域", "lesson": "课", "person": "人"}
# By these it is also said what people do: of one person it would be no measure, of a lesson nothing follows.
DOING = ("post", "area")
# Older answers and drills say little of today; hazards and permits are counted for a shorter time.
SINCE, LATELY = timedelta(days=366), timedelta(days=90)


@dataclass(frozen=True)
class Row:
    """later: right answers of the single questions weeks later; low: too few people, in words; done: what they do."""

    name: str
    people: int
    attended: str
    passed: str
    known: str
    interval: str
    low: str
    later: str
    done: Done | None = None


@dataclass(frozen=True)
class Done:
    """drills: that were passed at the first try; found: hazards a head; cut: how often somebody was taken off a permit.
    Each with its number."""

    drills: str
    found: str
    cut: str


@dataclass(frozen=True)
class Taught:
    """A way of teaching: what is claimed for it, and what was measured here."""

    name: str
    claimed: str
    months: int
    minutes: str
    known: str
    interval: str
    low: str


def show() -> str:
    """`?by=post|area|lesson|person&page=`."""
    now = house().now()
    rules = rulebook(now)
    by = request.args.get("by", "")
    by = by if by in BYS else "post"
    found, tested = standings(), list(tests(now - SINCE))
    did = behaviour(now, now - SINCE, now - LATELY)
    rows = list(_grouped(by, found, tested, did, rules))
    turn = turned(len(rows))
    return render_template(
        "console/training/known.html",
        by=by,
        bys=BYS,
        rows=turn.cut(rows),
        page=turn.at,
        pages=turn.of,
        courses=list(_courses(found, tested, rules)),
        whole=_row("全厂", found, tested),
        done=_done(did, _here(rules)) if by in DOING else None,
        delays=[(days, _said(known(each.answer for each in tested if each.days in _around(days)))) for days in TESTS],
        ways=list(_ways(tested, rules, now)),
        apart=_apart(tested),
        least=LEAST_PEOPLE,
        running=training.running(),
    )


def _grouped(by: str, found: Sequence[Standing], tested: Sequence[Drawn], did: Behaviour, rules: Book) -> Iterator[Row]:
    """A row for each group that has anybody. Who holds two posts counts in both."""
    if by == "lesson":
        for name, title in _lessons(rules).items():
            yield _row(
                title, [one for one in found if one.lesson == name], [one for one in tested if one.lesson == name]
            )
        return
    for title, people in _people(by, found, rules):
        mine = [one for one in found if one.person in people]
        if mine:
            row = _row(title, mine, [one for one in tested if one.answer.person in people])
            yield replace(row, done=_done(did, people & _here(rules))) if by in DOING else row


def _people(by: str, found: Sequence[Standing], rules: Book) -> Iterator[tuple[str, frozenset[str]]]:
    plant = rules.plant
    if by == "person":
        for person in dict.fromkeys(one.person for one in found):
            if plant.knows(person):
                yield f"{plant.person(person).name}（{_posts(person, rules)}）", frozenset({person})
    elif by == "post":
        for name, post in plant.posts.items():
            yield post.name, frozenset(each.id for each in plant.people if name in each.posts)
    else:
        for area in plant.areas:
            yield area.name, frozenset(each.id for each in plant.people if each.department == area.department)


def _posts(person: str, rules: Book) -> str:
    return "、".join(rules.plant.posts[each].name for each in rules.plant.person(person).posts)


def _lessons(rules: Book) -> dict[str, str]:
    return {each.id: f"《{each.title}》" for course in rules.config.courses.courses for each in course.lessons}


def _courses(found: Sequence[Standing], tested: Sequence[Drawn], rules: Book) -> Iterator[Row]:
    for course in rules.config.courses.courses:
        mine = [one for one in found if one.course == course.id]
        if mine:
            yield _row(f"《{course.title}》", mine, [one for one in tested if one.course == course.id])


def _row(name: str, found: Sequence[Standing], tested: Iterable[Drawn]) -> Row:
    percent, interval, low = _said(known(each.answer for each in tested))
    asked = sum(one.asked for one in found)
    later = f"{sum(one.right for one in found)}/{asked}" if asked else "—"
    people = len({one.person for one in found})
    return Row(name, people, _share(found, _attended), _share(found, _passed), percent, interval, low, later)


def _here(rules: Book) -> frozenset[str]:
    return frozenset(each.id for each in rules.plant.people if not has_left(each))


def _done(did: Behaviour, people: frozenset[str]) -> Done:
    """What these people do. Of few a share or a mean would say nothing; how often something happened is a fact."""
    mine = did.of(people)
    drilled, passed = len(mine.drilled), sum(ok for _, ok in mine.drilled)
    took, found = len({person for person, _ in mine.drilled}), sum(mine.found.values())
    share = f"{100 * passed // drilled}%（{passed}/{drilled} 次，{took} 人）" if took >= LEAST_PEOPLE else _few(took)
    each = (
        f"{found / len(people):.1f} 个（{found} 个，{len(people)} 人）"
        if len(people) >= LEAST_PEOPLE
        else _few(len(people))
    )
    return Done(share, each, f"{sum(mine.cut.values())} 人次")


def _few(people: int) -> str:
    return f"人数太少（{people} 人）"


def _attended(one: Standing) -> bool:
    return one.attended


def _passed(one: Standing) -> bool:
    return one.passed


def _share(found: Sequence[Standing], fits: Callable[[Standing], bool]) -> str:
    """82%（9/11 课次）, rounded down."""
    if not found:
        return "—"
    hits = sum(fits(one) for one in found)
    return f"{100 * hits // len(found)}%（{hits}/{len(found)}）"


def _said(what: Known) -> tuple[str, str, str]:
    """The share, its interval, and why there is none."""
    if what.percent is None:
        return "", "", _few(what.people)
    return f"{what.percent}%", f"{what.low}–{what.high}%，{what.people} 人 {what.answers} 题", ""


def _around(days: int) -> range:
    """A test waits for the next shift, and for the one that was asked before it."""
    later = [each for each in TESTS if each > days]
    return range(days, later[0] if later else 366)


def _ways(tested: Sequence[Drawn], rules: Book, now: datetime) -> Iterator[Taught]:
    usual = _usual(planning.planned(rules, now))
    for way in get_args(Way):
        claim = CLAIMS[way]
        percent, interval, low = _said(known(each.answer for each in tested if each.taught == way))
        if way not in MEASURED:
            low = "这里没有这样教"
        lessons = list(usual.minutes) if usual else []
        cards = bought(len(lessons), budgeting.chosen()).a_year if lessons else 0
        quiz = max((each.size for each in usual.quizzes), default=0) if usual else 0
        spent = f"{minutes(way, lessons, quiz, cards)} 分钟" if lessons else "—"
        yield Taught(claim.name, f"{claim.mastery}%", claim.months, spent, percent, interval, low)


def _apart(tested: Sequence[Drawn]) -> str:
    """The ways that were measured here against each other, in a sentence."""
    one, other = reversed(MEASURED)
    groups = [[each.answer for each in tested if each.taught == way] for way in (one, other)]
    found, names = compared(*groups), f"「{MEASURED[one]}」比「{MEASURED[other]}」"
    if found is None:
        few = "、".join(
            f"「{MEASURED[way]}」{known(group).people} 人" for way, group in zip((one, other), groups, strict=True)
        )
        return f"比不了：人数太少（{few}），每种至少 {LEAST_PEOPLE} 人。"
    span = f"（{found.low}～{found.high}）"
    if not found.seen:
        return f"{names}看不出差别：差 {found.points} 个百分点{span}，可能是碰巧。"
    more = "高" if found.points > 0 else "低"
    low, high = sorted((abs(found.low), abs(found.high)))
    return f"{names}{more} {abs(found.points)} 个百分点（{low}～{high}），人不是随机分的，不能说是方法造成的。"


def _usual(people: Sequence[Planned]) -> Planned | None:
    """Somebody with as many lessons as is usual."""
    if not people:
        return None
    number = median_high(len(each.quizzes) for each in people)
    return next(each for each in people if len(each.quizzes) == number)
