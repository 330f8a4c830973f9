"""What phone pages and console say alike of the single questions of a month: what each choice buys, and what the plan
sends before it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_high

from bot.channel import PLATFORM_NAMES
from config.settings import Limits
from handlers.training import budgeting, planning
from handlers.training.planning import Load
from models import meter
from models.book import Book
from rules.training.forecast import Month, Planned, months
from rules.training.ladder import TESTED
from rules.training.simulation import Bought, minutes_of, table

# The platform that counts by the month.
METERED = "dingtalk"
ASSUMED = "按题题九成能答对、都按时学估的，没过再学、带着学、总测、单题、每周链接、证书到期都算在里面；催学另加。"


@dataclass(frozen=True)
class Choice:
    cards: int
    name: str
    known: str
    a_year: str
    minutes: int


@dataclass(frozen=True)
class Beginning:
    """load: what beginning brings; lines: what the plan sends in a month, platform by platform."""

    load: Load
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cards:
    """chosen: what holds now; lessons, most: of a usual person, and of the one who has most; choices: for the usual
    one, busiest: for the other."""

    beginning: Beginning
    chosen: int
    lessons: int
    most: int
    choices: tuple[Choice, ...]
    busiest: tuple[Choice, ...]


def beginning(rules: Book, now: datetime, limits: Limits) -> Beginning:
    return _beginning(planning.planned(rules, now), budgeting.chosen(), now, limits)


def asked(rules: Book, now: datetime, limits: Limits) -> Cards:
    people, chosen = planning.planned(rules, now), budgeting.chosen()
    numbers = [len(each.quizzes) for each in people]
    usual, most = (median_high(numbers), max(numbers)) if numbers else (0, 0)
    first = _beginning(people, chosen, now, limits)
    return Cards(first, chosen, usual, most, _choices(usual), _choices(most))


def _beginning(people: Sequence[Planned], chosen: int, now: datetime, limits: Limits) -> Beginning:
    return Beginning(planning.load(people), tuple(_lines(people, chosen, now, limits)))


def _choices(lessons: int) -> tuple[Choice, ...]:
    return tuple(_choice(each, lessons) for each in table(lessons)) if lessons else ()


def _choice(each: Bought, lessons: int) -> Choice:
    known = f"{each.low}–{each.high}%"
    if each.cards:
        return Choice(each.cards, f"{each.cards} 张", known, f"{each.a_year:g}", each.minutes)
    tests = TESTED * lessons
    return Choice(0, "不发，一年一次复训，只抽查", known, f"{tests:g}", minutes_of(tests))


def _lines(people: Sequence[Planned], chosen: int, now: datetime, limits: Limits) -> Iterator[str]:
    for each in months(people, chosen):
        allowed = _allowed(now, limits) if each.platform == METERED else ""
        yield f"{PLATFORM_NAMES[each.platform]}：{_told(each)}{allowed}"


def _told(each: Month) -> str:
    first = f"第一个月约 {each.first} 张卡（调用 {each.first_calls} 次，推送 {each.first} 条）"
    later = f"全部过关后每月约 {each.later} 张（调用 {each.later_calls} 次）"
    return f"{each.people} 人，{first}，{later}。{ASSUMED}"


def _allowed(now: datetime, limits: Limits) -> str:
    calls, pushes = (meter.used(METERED, measure, now) for measure in ("api", "push"))
    api, push = limits.dingtalk_api_month, limits.dingtalk_push_month
    return f"本月调用已用 {calls}/{api} 次，推送已用 {pushes}/{push} 条；用到上限，题就先不发。"
