"""A bad gas test that the network held, or one of another point, keeps the work shut until that point is good again;
gate, card, page, trail and print name the same test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests
from at_work import CREW, GUARDIAN, at_work, standing, state
from builders import ON_SITE, entries, fresh, open_card
from builders import page_of as page_at
from gates import ANALYST, BAD, GOOD, check, open_asks, page_of, prepared, sampling, test_gas
from gates import start as begin
from plant import Plant

from handlers.permits.gates import analyst
from models import store
from models.gas import last_good, newest
from models.permit import Permit
from workers.scenarios.phone import text_of

TOP, FLANGE = "罐顶", "法兰处"


def sampled(plant: Plant, readings: list[dict[str, str]], point: str, minutes: int = 0) -> dict[str, Any]:
    """A sampling at this point, taken so many minutes ago."""
    return {**sampling(plant, readings, plant.now - timedelta(minutes=minutes)), "point": point}


def held(plant: Plant, permit: Permit, *, checked: bool = False) -> None:
    """The bad sample of the top was taken first and arrives after the good one of the flange; checked: and after the
    foreman's check, when the guardian is asked to start."""
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    plant.advance(4)
    assert page.act("permit.gas", sampled(plant, GOOD, FLANGE, 2), attempt=2)["tone"] == "done"
    plant.settle()
    if checked:
        check(plant, permit)
    assert "不合格" in page.act("permit.gas", sampled(plant, BAD, TOP, 4), attempt=1)["words"]
    plant.settle()


def says_bad(plant: Plant, permit: Permit) -> None:
    """Card, page, public page, gate."""
    test = newest(permit)
    assert not test.ok and test.point == TOP and last_good(permit, plant.now) is None
    at = f"{test.sampled_at:%H:%M}"
    card = text_of(plant.phone(ANALYST).card(lambda title: "请测气" in title))
    assert f"上次 {at} 不合格 · {TOP}" in card
    page = page_at(plant, GUARDIAN, f"permit/{permit.number}").html
    assert f"{at} 不合格" in page
    assert (
        f"不合格，{test.sampled_at:%-m月%-d日 %H:%M} 取样"
        in requests.get(f"{plant.base}/p/{permit.number}", timeout=9).text
    )
    assert not fresh(permit).work.gas.ok


def test_a_bad_sample_that_was_held_keeps_the_start_shut(plant: Plant) -> None:
    permit = prepared(plant)
    held(plant, permit, checked=True)
    says_bad(plant, permit)
    answer = begin(plant, permit)
    assert "还不能开工" in answer["words"] and "不合格" in answer["words"] and state(permit) == "approved"
    plant.advance(1)
    assert test_gas(plant, permit, GOOD, point=TOP)["tone"] == "done"
    assert begin(plant, permit)["tone"] == "done" and state(permit) == "working"
    [begun] = entries(permit, "permit.working")
    assert begun["data"]["gas"]["ok"] and begun["data"]["gas"]["test"] == newest(permit).id
    plant.expect_all(*ON_SITE, ANALYST)


def test_a_good_test_elsewhere_does_not_clear_it_the_point_is_named_and_may_have_another_name_then(
    plant: Plant,
) -> None:
    permit = prepared(plant)
    held(plant, permit)
    plant.advance(1)
    answer = test_gas(plant, permit, GOOD, point=FLANGE)
    assert answer["tone"] == "caution" and f"{TOP} " in answer["words"] and "请在那里重新取样" in answer["words"]
    says_bad(plant, permit)
    [ask] = open_asks(permit, "permit.gas_test")
    assert TOP in "".join(ask.why)
    plant.advance(1)
    assert test_gas(plant, permit, GOOD, point="罐顶部人孔")["tone"] == "done" and newest(permit).ok
    plant.expect_all(*ON_SITE, ANALYST)


def test_a_newer_good_sample_of_the_same_point_had_arrived(plant: Plant) -> None:
    permit = prepared(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    plant.advance(4)
    assert page.act("permit.gas", sampled(plant, GOOD, f"{TOP} ", 2), attempt=2)["tone"] == "done"
    answer = page.act("permit.gas", sampled(plant, BAD, TOP, 4), attempt=1)
    plant.settle()
    assert "同一处" in answer["words"] and newest(permit).ok and not open_asks(permit, "permit.gas_test")
    check(plant, permit)
    assert begin(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE)


def test_a_bad_sample_that_was_held_keeps_the_resumption_shut(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(GUARDIAN).say("停工")
    plant.settle()
    store.write(lambda: analyst.ask_for_test(fresh(permit), "复工前要重新测气", plant.now))
    plant.settle()
    held(plant, permit)
    says_bad(plant, permit)
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "复工要确认"), "看条件，确认复工")
    assert "要重新测气" in page.act("permit.resume", standing(plant))["words"]
    plant.expect_all(*CREW, ANALYST)
