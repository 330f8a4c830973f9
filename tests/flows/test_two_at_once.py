"""Two at the same moment: two clocks, two last signatures, two signers of one line. Each thing happens once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GM,
    MANAGER,
    ON_SITE,
    asks_of,
    at_the_dual_sign,
    filled,
    fresh,
    open_card,
    request_page,
    sign_card,
)
from plant import Plant

from handlers.clock import tick
from models.ledger import Entry
from models.permit import Permit
from workers.scenarios.phone import text_of

T = TypeVar("T")


def together(*acts: Callable[[], T]) -> list[T]:
    """Runs the acts in threads that start at the same moment; returns their answers in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def entries(permit: Permit, kind: str) -> int:
    return int(Entry.select().where(Entry.subject == permit.subject, Entry.kind == kind).count())


@pytest.mark.both_stores
def test_two_last_signatures_advance_the_permit_once(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    pages = [
        (DIRECTOR, open_card(plant, DIRECTOR, director, "签批")),
        (MANAGER, open_card(plant, MANAGER, manager, "签批")),
    ]

    answers = together(*(lambda p=person, o=page: plant.phone(p).sign(o) for person, page in pages))
    plant.settle()

    assert [answer["tone"] for answer in answers] == ["done", "done"]
    assert fresh(permit).state == "approved"
    assert entries(permit, "permit.approved") == 1
    assert entries(permit, "permit.signed") == 3
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


@pytest.mark.both_stores
def test_case_07_two_signers_of_one_line_at_once_and_the_first_wins(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    plant.advance(15)
    other = plant.expect(DUTY_LEADER, "请签")
    pages = [
        (DIRECTOR, open_card(plant, DIRECTOR, director, "签批")),
        (DUTY_LEADER, open_card(plant, DUTY_LEADER, other, "签批")),
    ]

    answers = together(*(lambda p=person, o=page: plant.phone(p).sign(o) for person, page in pages))
    plant.settle()

    assert sorted(answer["tone"] for answer in answers) == ["done", "info"]
    late = next(answer["words"] for answer in answers if answer["tone"] == "info")
    assert "已由" in late and "签过，不用再签" in late
    states = [ask.state for person in (DIRECTOR, DUTY_LEADER) for ask in asks_of(permit, person)]
    assert sorted(states) == ["done", "superseded"]
    assert entries(permit, "permit.approved") == 1
    assert entries(permit, "permit.late_answer") == 1
    plant.expect_all(FOREMAN, DIRECTOR, DEPUTY_GM, *ON_SITE)


@pytest.mark.both_stores
def test_two_clocks_never_act_twice(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    for minutes, kind in ((5, "ask.reminded"), (10, "ask.escalated"), (15, "ask.substituted")):
        begun = asks_of(permit, DIRECTOR)[0].delivered_at
        plant.set_time(begun.replace(minute=begun.minute + minutes))
        together(*([lambda: tick(plant.now)] * 3))
        assert entries(permit, kind) == 2
    plant.settle()
    assert len([m for m in plant.phone(DIRECTOR).messages() if "还差你签" in text_of(m)]) == 1
    plant.expect_all(DIRECTOR, MANAGER, DUTY_LEADER, DEPUTY_GM, GM)


@pytest.mark.both_stores
def test_forty_posts_of_one_form_at_once_are_one_permit(plant: Plant) -> None:
    page, given = request_page(plant), filled(plant)

    answers = together(*([lambda: page.act("permit.request", given)] * 40))
    plant.settle()

    assert all(answer == answers[0] for answer in answers) and answers[0]["tone"] == "done"
    assert Permit.select().count() == Entry.select().where(Entry.kind == "permit.requested").count() == 1
    plant.expect_all(FOREMAN)
