"""Between the reported end of the work and its acceptance: who hears of it, and that a stop still
reaches people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from at_work import (
    ANALYST,
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    accept,
    at_work,
    finish,
    open_kinds,
    signature,
    state,
    tap,
    trail,
)
from builders import DIRECTOR, GUARDIAN, fresh, open_card
from plant import Plant
from roads import road

from handlers.permits import life
from handlers.permits.closing.acceptance import checklist
from models import store
from models.permit import Permit, watched_until
from models.seals import seal_all
from workers.scenarios.phone import text_of

STRANGER = "U13"
# On DingTalk; the others are on WeCom.
WATCHERS = (GUARDIAN, AREA_FOREMAN)
SAFETY = ("U04", "U08")


def say(plant: Plant, person: str, words: str) -> None:
    plant.phone(person).say(words)
    plant.settle()


def newest(plant: Plant, person: str, words: str) -> Any:
    return next(m for m in reversed(plant.phone(person).messages()) if words in text_of(m))


@road
def ended(plant: Plant, *given: str, **changes: Any) -> Permit:
    """At work, and the guardian has reported its end."""
    permit = at_work(plant, *given, **changes)
    finish(plant)
    return permit


def clock(plant: Plant, minutes: int = 0) -> str:
    return f"{plant.now + timedelta(minutes=minutes):%H:%M}"


@pytest.mark.parametrize("guardian", [GUARDIAN, "U32"])
def test_the_guardian_hears_until_when_he_watches_for_fire_and_the_worker_that_the_work_is_over(
    plant: Plant, guardian: str
) -> None:
    permit = ended(plant, guardian=guardian)
    assert "都停手，别再干" in text_of(plant.expect(WORKER, "报完工了"))
    until = clock(plant, 30)
    card = text_of(newest(plant, guardian, "请看火"))
    assert f"看火到 {until}，别离开" in card and "停工" in card
    assert f"看火到 {until}，别离开" in text_of(newest(plant, guardian, "监护："))
    accept(plant, permit)
    assert "可以走了" in text_of(newest(plant, guardian, "守到验收"))
    plant.expect_all(*CREW, "U32")


def test_whoever_took_the_watch_over_is_the_one_who_stays(plant: Plant) -> None:
    permit = at_work(plant)
    store.write(lambda: life.note(fresh(permit), fresh(permit).work.guarded_by("U32")))
    finish(plant)
    assert "请看火" in text_of(newest(plant, "U32", "看火"))
    plant.expect_all(*CREW, "U32")


def test_after_other_work_the_guardian_stays_until_it_is_accepted(plant: Plant) -> None:
    permit = ended(plant, "confined_space", "none")
    assert "守到验收签完，别离开" in text_of(newest(plant, GUARDIAN, "请守着"))
    assert "permit.stay" in open_kinds(permit)
    plant.expect_all(*CREW, "U11")


def test_work_that_ran_out_of_time_is_watched_over_too_and_nobody_waits_for_its_resumption(plant: Plant) -> None:
    permit = at_work(plant, ends_at="09:00")
    plant.advance(51)
    assert state(permit) == "expired"
    assert "别离开" in text_of(newest(plant, GUARDIAN, "请看火"))
    assert "等复工通知" not in text_of(newest(plant, WORKER, "停工："))
    say(plant, WORKER, "停工")
    assert "已到期" in text_of(newest(plant, LEADER, "停工："))
    plant.turn()
    assert "permit.accept" in open_kinds(permit)
    plant.expect_all(*CREW, *SAFETY)


def stops_by_word(plant: Plant, permit: Permit) -> str:
    say(plant, WORKER, "停工")
    return WORKER


def stops_by_card(plant: Plant, permit: Permit) -> str:
    tap(plant, GUARDIAN, "请看火", "停工")
    return GUARDIAN


def stops_by_page(plant: Plant, permit: Permit) -> str:
    phone = plant.phone(STRANGER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    assert page.act("permit.stop", {"number": permit.number})["tone"] == "done"
    plant.settle()
    return STRANGER


def tells_of_fire(plant: Plant, permit: Permit) -> str:
    say(plant, GUARDIAN, "着火了！")
    return GUARDIAN


@pytest.mark.parametrize("stops", [stops_by_word, stops_by_card, stops_by_page, tells_of_fire])
def test_a_stop_during_the_fire_watch_reaches_everybody_and_acceptance_waits_for_it(plant: Plant, stops: Any) -> None:
    permit = ended(plant)
    plant.advance(10)
    stopper = stops(plant, permit)
    name = plant.person(stopper).name
    for person in (*CREW, AREA_FOREMAN):
        words = text_of(newest(plant, person, "停工"))
        assert person == stopper or (name in words and ("已报完工" in words or "撤到安全处" in words)), (person, words)
    for person in SAFETY:
        assert "作业叫停" in text_of(plant.expect(person, "作业叫停"))
    assert (state(permit), trail(permit).count("permit.alarmed")) == ("finished", 1)
    assert "没有在作业" not in "".join(map(text_of, plant.phone(stopper).messages()))
    plant.turn()
    assert plant.expect(AREA_FOREMAN, "有人叫停，先到现场看")
    assert clock(plant, 30) == f"{watched_until(fresh(permit)):%H:%M}"
    plant.expect_all(*CREW, STRANGER, *SAFETY)


def test_the_work_is_accepted_after_a_stop_with_a_line_for_it(plant: Plant) -> None:
    permit = ended(plant)
    plant.advance(10)
    say(plant, WORKER, "停工")
    plant.turn()
    again = plant.expect(AREA_FOREMAN, "有人叫停，先到现场看")
    plant.advance(30)
    page = open_card(plant, AREA_FOREMAN, again, "到现场验收")
    lines = list(range(len(checklist(fresh(permit), "permit.accept"))))
    short = {**signature(plant, AREA_FOREMAN), "checked": lines[:-1]}
    assert "还有 1 条没有勾" in page.act("permit.accept", short)["words"], "the stop has a line of its own"
    signed = {**signature(plant, AREA_FOREMAN), "checked": lines}
    assert page.act("permit.accept", signed, attempt=2)["tone"] == "done"
    assert state(permit) == "closed"
    seal_all(plant.now)
    shown = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10).text
    assert "与封存" not in shown and "完工后叫停" in shown
    plant.turn()
    plant.expect_all(*CREW, *SAFETY)


def test_the_old_question_to_accept_signs_nothing_after_a_stop(plant: Plant) -> None:
    permit = ended(plant)
    page = open_card(plant, AREA_FOREMAN, plant.expect(AREA_FOREMAN, "请验收"), "到现场验收")
    plant.advance(30)
    say(plant, WORKER, "停工")
    told = page.act("permit.accept", {**signature(plant, AREA_FOREMAN), "checked": list(range(9))})
    assert told["tone"] == "info" and state(permit) == "finished"
    plant.turn()
    plant.expect_all(*CREW, *SAFETY)


def test_what_was_signed_before_a_stop_is_signed_again(plant: Plant) -> None:
    permit = ended(plant, "temp_power", "none")
    assert "守到验收签完，别离开" in text_of(newest(plant, GUARDIAN, "请守着"))
    accept(plant, permit)
    assert open_kinds(permit) == ["permit.power_cancel", "permit.stay"]
    say(plant, WORKER, "停工")
    plant.turn()
    assert {"permit.accept", "permit.power_cancel"} <= set(open_kinds(permit))
    plant.expect_all(*CREW, "U11", *SAFETY)


def test_linked_work_stops_with_it(plant: Plant) -> None:
    space = at_work(plant, "confined_space", "none", guardian="U32", workers=[ANALYST], inputs={})
    fire = at_work(plant, related=[space.number])
    finish(plant, LEADER, fire.number)
    tap(plant, GUARDIAN, "请看火", "停工")
    assert (state(fire), state(space)) == ("finished", "suspended")
    plant.expect_all(*CREW, "U32", *SAFETY)


def test_the_worker_s_own_card_and_the_pages_still_have_a_stop(plant: Plant) -> None:
    permit = ended(plant)
    for person in (WORKER, GUARDIAN):
        phone = plant.phone(person)
        html = phone.open(f"{plant.base}/h5/{phone.platform}/permit/{permit.number}").html
        assert f"/stop/{permit.number}" in html and f"看火到 {clock(plant, 30)}" in html
    plant.expect_all(*CREW)


def test_a_second_tap_within_a_minute_tells_nobody_twice(plant: Plant) -> None:
    permit = ended(plant)
    card = plant.expect(GUARDIAN, "请看火")
    for _ in range(2):
        plant.phone(GUARDIAN).tap(plant.current(card), "停工")
        plant.settle()
    assert trail(permit).count("permit.alarmed") == 1
    plant.advance(2)
    plant.phone(GUARDIAN).tap(plant.current(card), "停工")
    plant.settle()
    assert trail(permit).count("permit.alarmed") == 2
    plant.expect_all(*CREW, *SAFETY)


def test_danger_is_told_while_the_work_is_stopped(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停工")
    say(plant, GUARDIAN, "冒烟了")
    assert "撤到安全处" in text_of(newest(plant, WORKER, "停工撤离"))
    assert fresh(permit).work.last_stop.retest and len(fresh(permit).work.stops) == 1
    assert plant.expect("U04", "作业叫停")
    plant.expect_all(*CREW, *SAFETY)


def test_somebody_on_no_permit_is_told_to_call_for_help(plant: Plant) -> None:
    say(plant, STRANGER, "着火了")
    assert "打火警电话" in text_of(plant.expect(STRANGER, "没有在干"))


def test_with_work_going_on_a_stop_is_about_that_work_and_names_what_else_waits(plant: Plant) -> None:
    over = ended(plant)
    going = at_work(plant, guardian="U32")
    say(plant, WORKER, "停工")
    assert (state(going), trail(over).count("permit.alarmed")) == ("suspended", 0)
    say(plant, WORKER, "停工")
    assert trail(over).count("permit.alarmed") == 1
    plant.expect_all(*CREW, "U32", *SAFETY)


@pytest.mark.parametrize("where", ["suspended", "closed", "approved"])
def test_nobody_on_the_permit_reads_that_there_is_nothing_to_stop(plant: Plant, where: str) -> None:
    permit = at_work(plant)
    if where == "suspended":
        say(plant, GUARDIAN, "停工")
    else:
        started = {"started_at": None} if where == "approved" else {}
        store.write(lambda: Permit.update(state=where, **started).where(Permit.id == permit.id).execute())
    phone = plant.phone(WORKER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    told = page.act("permit.stop", {"number": permit.number})["words"]
    assert "请当面叫停" in told and "不用停" not in told + page.html
    plant.expect_all(*CREW, DIRECTOR)
