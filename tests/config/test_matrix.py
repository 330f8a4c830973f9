"""The matrix of each plant that comes along: everybody learns something, and no trade is without people unless it says
why."""

from __future__ import annotations

import pytest

from config.files import PlantConfig
from config.loader import load
from config.root import ROOT
from rules.training.matrix import needs


@pytest.fixture(params=["anhe", "lizhou"], scope="module")
def config(request: pytest.FixtureRequest) -> PlantConfig:
    return load(ROOT / "config" / "plants" / str(request.param))


def test_everybody_has_a_course_at_least(config: PlantConfig) -> None:
    trades, courses = config.trades.trades, config.courses.courses
    assert [each.name for each in config.plant.people if not needs(each, trades, courses, config.plant)] == []


def test_a_trade_without_people_says_why(config: PlantConfig) -> None:
    held = {post for person in config.plant.people for post in person.posts}
    assert [each.name for each in config.trades.trades if not held & {*each.posts} and not each.note] == []


def test_whoever_does_a_part_that_a_trade_opens_is_of_that_trade(config: PlantConfig) -> None:
    """By the example of each kind of permit: whoever tests the gas or directs the traffic there has learned it."""
    for kind in config.templates.kinds:
        form = config.demo.form(kind, {})
        for role, named in {"worker": form["workers"], "guardian": form["guardian"], **form["inputs"]}.items():
            opening = config.trades.opening(role, kind)
            posts = {post for trade in opening for post in trade.posts}
            for person in named if opening and isinstance(named, list) else [named] if opening else []:
                assert posts & {*config.plant.person(person).posts}, (kind, role, person)
