"""No permit that starts today is blocked by the upgrade: with the training begun and plans made, nobody of
either plant lacks more for any part in any kind of permit than his certificates say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from demo import START
from plant import anhe, lizhou
from stores import open_copy

from handlers import asks
from handlers.plant import keep
from handlers.training import planning
from models import qualified, store, training
from models.book import book
from rules import duty
from rules.job import Job
from rules.qualifications import lacking


def _begun(data: dict[str, Any]) -> None:
    store.write(lambda: keep(data, START))
    rules = book(START)
    store.write(lambda: planning.started(asks.unasked(duty.office(rules.plant)[0]), START))
    # Some of each post are enough: whoever has no file yet lacks no course either.
    for person in rules.plant.people[::9]:
        store.write(lambda who=person: planning.of_person(who, rules, START))


def anhe_begun() -> None:
    _begun(anhe())


def lizhou_begun() -> None:
    _begun(lizhou())


@pytest.mark.parametrize("fill", [anhe_begun, lizhou_begun])
def test_with_the_plans_made_everybody_may_do_what_he_did_before(store_url: str, fill: object) -> None:
    open_copy(store_url, fill)
    assert training.running() and training.numbers()
    rules = book(START)
    plant, templates = rules.plant, rules.config.templates
    everybody = tuple(each.id for each in plant.people)
    for name, kind in templates.kinds.items():
        roles = dict.fromkeys((*kind.required_roles, *kind.optional_roles), everybody)
        ends = START + timedelta(hours=8)
        job = Job(name, "", plant.areas[0].id, START, ends, everybody[0], everybody[0], everybody, "", False, roles)
        assert qualified.lacks(job, rules, templates, START, ends) == lacking(job, plant, templates, START, ends), name
