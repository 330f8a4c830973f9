"""What the page says that a plan sends in its first month, against a month that is played in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import click
import pytest
from click.testing import CliRunner
from demo import START
from plant import anhe, lizhou
from stores import open_copy
from training_acts import small

from benchmarks.plants import large
from benchmarks.rehearsal import Rehearsal
from config.root import ROOT
from config.settings import Settings
from handlers import asks, commands
from handlers.plant import keep
from handlers.training import budgeting, planning
from models import plant_time, store
from models.ask import Ask
from models.book import book
from models.training import Attempt, Learning
from models.training_paper import Question
from rules import duty
from rules.training.forecast import months
from rules.training.simulation import DEFAULT

SEED, LESSONS = 1, 6
COURSES = ["HOT-201", "HGT-201", "CONF-201", "LOTO-201"]


# How far apart what is said and what comes may be.
APART = 0.2


def the_plant() -> None:
    """A plant whose welders learn."""
    data = small(anhe(), "welder", "HOT-201", LESSONS)
    store.write(lambda: keep(data, START))


def the_courses() -> None:
    """A plant whose welders learn whole courses of two lessons, each of which may end with a final draw."""
    data = deepcopy(anhe())
    [first, *_] = data["posts_matrix"]["trades"]
    trade = {**first, "posts": ["welder"], "courses": COURSES, "refresh_months": {}}
    data["posts_matrix"]["trades"] = [trade]
    store.write(lambda: keep(data, START))


def lessons_and_their_questions() -> int:
    """The cards by which lessons are passed: not those of single questions weeks later."""
    opened = Ask.select().where(Ask.kind.in_(("training.lesson", "training.question", "training.coach")))
    attempts = {each.id: each.kind for each in Attempt.select()}
    return sum(ask.kind != "training.question" or attempts[Question.of(ask).attempt] == "lesson" for ask in opened)


def test_what_beginning_says_is_what_comes_until_everybody_has_passed(store_url: str) -> None:
    open_copy(store_url, the_courses)
    rules = book(START)
    said = planning.load(planning.planned(rules, START))
    store.write(lambda: plant_time.set_clock(START, 0, plant_time.real_now()))
    store.write(lambda: planning.started(asks.unasked(duty.office(rules.plant)[0]), START))
    Rehearsal(SEED).until(START + timedelta(days=28), START)
    assert not Learning.select().where(Learning.state != "passed", Learning.wanted).count()
    came = lessons_and_their_questions()
    assert abs(came / said.cards - 1) < APART, (came, said)


def rows_of(text: str, wanted: str) -> list[list[str]]:
    """The rows of the table whose head says this."""
    lines = text[text.index(wanted) :].split("\n\n")[0].splitlines()[2:]
    return [[each.strip().replace(",", "") for each in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(("size", "data"), [("60", lambda: large(60, areas=0)), ("400", lizhou)])
def test_the_docs_say_what_the_page_says_of_a_month(store_url: str, size: str, data: Callable[[], Any]) -> None:
    open_copy(store_url, lambda: store.write(lambda: keep(data(), START)))
    rules = book(START)
    said = [
        [f"of {size}", {"wecom": "WeCom", "dingtalk": "DingTalk"}[each.platform], str(each.people)]
        + [str(number) for number in (each.first, each.first_calls, each.later, each.later_calls)]
        for each in months(planning.planned(rules, START), DEFAULT)
    ]
    assert len(rules.plant.people) == int(size)
    told = rows_of((ROOT / "docs" / "training.md").read_text(), "| plant | platform |")
    assert [each for each in told if each[0] == f"of {size}"] == said
    decided = rows_of((ROOT / "docs/decisions/0022-one-call-one-person.md").read_text(), "| plant | platform |")
    short = [[*row[:3], f"{row[4]} ({row[3]})", row[6]] for row in said]
    assert [each for each in decided if each[0] == f"of {size}"] == short


def test_what_cards_buy_is_printed_as_the_docs_say() -> None:
    group = click.Group()
    commands.register(group, Settings())
    printed = CliRunner().invoke(group, ["training-cards", "--lessons", "10"])
    assert printed.exit_code == 0 and printed.output.startswith("10 课："), printed.output
    told = rows_of((ROOT / "docs" / "training.md").read_text(), "| cards a month, 10 lessons |")
    lines = [
        f"  {cards} 张：{known.replace(' ', '')}，{year} 张，{minutes} 分钟" for cards, known, year, minutes in told
    ]
    assert printed.output.splitlines()[1:] == [line.replace("  0 张：", "  一年一次：") for line in lines]


def test_a_month_brings_about_as_many_cards_and_calls_as_the_plan_said(store_url: str) -> None:
    open_copy(store_url, the_plant)
    rules = book(START)
    said = months(planning.planned(rules, START), budgeting.chosen())
    store.write(lambda: plant_time.set_clock(START, 0, plant_time.real_now()))
    store.write(lambda: planning.started(asks.unasked(duty.office(rules.plant)[0]), START))
    rehearsal = Rehearsal(SEED)
    rehearsal.until(START + timedelta(days=30), START)
    sent, calls = sum(each.first for each in said), sum(each.first_calls for each in said)
    assert [each.people for each in said] == [3]
    assert abs(rehearsal.platform.pushed / sent - 1) < APART, (rehearsal.platform.pushed, said)
    assert abs(rehearsal.platform.called / calls - 1) < APART, (rehearsal.platform.called, said)
