"""From finished to the archive: who reports, who may accept, what silence does, and how long it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from at_work import (
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    accept,
    act,
    at_work,
    finish,
    open_kinds,
    signature,
    state,
    trail,
    watched,
)
from builders import DIRECTOR, GUARDIAN, fresh, open_card
from demo import OFFICE
from plant import Plant

from handlers.permits import life
from models import store
from models.ask import of_subject
from models.book import book
from models.leave import LeaveTaken
from models.ledger import Entry
from models.permit import Permit
from workers.archive import archive, is_due

POWER_UNIT = "U11"


@pytest.mark.both_stores
def test_finished_accepted_closed_and_archived_under_a_seal(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    assert state(permit) == "finished"
    assert accept(plant, permit)["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect(LEADER, "关闭了")
    assert is_due() and archive(plant.now) == 1
    done = fresh(permit)
    assert (done.state, done.work.keep_until) == ("archived", "2027-11-25")
    closed = Entry.select().where(Entry.subject == permit.subject, Entry.kind == "permit.closed").get()
    assert closed.seal is not None
    assert trail(permit)[-1] == "permit.archived"
    assert not is_due()
    plant.expect_all(*CREW)


def test_what_is_over_without_work_is_archived_too(plant: Plant) -> None:
    permits = [at_work(plant, guardian=guardian) for guardian in (GUARDIAN, "U32")]
    ways = {permits[0].id: "cancelled", permits[1].id: "expired"}

    def end() -> None:
        for permit in permits:
            changes = {"state": "approved", "started_at": None, "decided_at": plant.now - timedelta(days=2)}
            Permit.update(changes).where(Permit.id == permit.id).execute()
            life.move(fresh(permit), ways[permit.id], plant.now, actor={"system": "test"})

    store.write(end)
    assert archive(plant.now) == 2
    assert {state(permit) for permit in permits} == {"archived"}
    assert {fresh(permit).work.keep_until for permit in permits} == {"2027-11-23"}
    plant.expect_all(*CREW, "U32")


def test_what_ran_out_at_work_waits_for_somebody_to_look(plant: Plant) -> None:
    permit = at_work(plant, ends_at="09:00")
    plant.advance(51)
    assert state(permit) == "expired" and not is_due()
    assert accept(plant, permit)["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect_all(*CREW)


def test_acceptance_wants_every_line_and_the_site(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    page = open_card(plant, AREA_FOREMAN, plant.expect(AREA_FOREMAN, "请验收"), "到现场验收")
    here = signature(plant, AREA_FOREMAN)
    ticked = list(range(9))
    far = plant.phone(AREA_FOREMAN).position(OFFICE)
    assert "没有勾" in page.act("permit.accept", {**here, "checked": [0]})["words"]
    assert "现场" in page.act("permit.accept", {**here, "checked": ticked, "position": far}, attempt=2)["words"]
    assert page.act("permit.accept", {**here, "checked": ticked, "strokes": []}, attempt=3)["tone"] == "stop"
    assert state(permit) == "finished"
    plant.expect_all(*CREW)


def test_what_is_missing_goes_back_to_the_leader_and_the_acceptance_stays_open(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    page = open_card(plant, AREA_FOREMAN, plant.expect(AREA_FOREMAN, "请验收"), "到现场验收")
    assert page.act("permit.not_accepted", {}, "盖板没恢复")["tone"] == "info"
    plant.settle()
    plant.expect(LEADER, "盖板没恢复")
    assert open_kinds(permit) == ["permit.accept", "permit.stay"]
    assert state(permit) == "finished"
    plant.expect_all(*CREW)


def test_nobody_accepts_hot_work_before_the_fire_was_watched_for(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    until = f"{plant.now + timedelta(minutes=30):%H:%M}"
    card = plant.expect(AREA_FOREMAN, f"收工后看火 30 分钟：{until} 起")
    page = open_card(plant, AREA_FOREMAN, card, "到现场验收")
    signed = {**signature(plant, AREA_FOREMAN), "checked": list(range(9))}
    plant.advance(29)
    refused = page.act("permit.accept", signed)
    assert refused["tone"] == "stop" and until in refused["words"]
    assert state(permit) == "finished", "and nobody was urged to sign what could not be signed"
    plant.advance(1)
    assert page.act("permit.accept", signed, attempt=2)["tone"] == "done"
    assert state(permit) == "closed"
    plant.settle()
    plant.expect_all(*CREW)


def test_neither_a_worker_nor_the_requester_is_asked_to_accept(plant: Plant) -> None:
    permit = at_work(plant, work_leader=AREA_FOREMAN)
    finish(plant, AREA_FOREMAN)
    asked = [ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.accept"]
    assert asked == [DIRECTOR]
    plant.expect_all(*CREW, DIRECTOR)


def test_whoever_watched_over_the_work_or_joined_it_is_not_asked_to_accept(plant: Plant) -> None:
    permit = at_work(plant, guardian=AREA_FOREMAN)
    finish(plant)
    asked = [ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.accept"]
    assert asked == [DIRECTOR]
    plant.expect_all(*CREW, DIRECTOR)


def test_whoever_has_become_one_of_the_job_cannot_accept_it(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    joined = fresh(permit).work.but(joined={AREA_FOREMAN: ("worker",)})
    store.write(lambda: life.note(fresh(permit), joined))
    assert "不能验收自己的活" in accept(plant, permit)["words"]
    assert state(permit) == "finished"
    plant.expect_all(*CREW)


def test_a_space_with_somebody_inside_is_not_finished(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    act(plant, GUARDIAN, "作业中", "进出登记", "permit.entry", person=WORKER, way="in")
    finish(plant)
    assert state(permit) == "working"
    plant.expect_all(*CREW)


def test_temporary_power_is_closed_when_the_power_unit_has_signed_as_well(plant: Plant) -> None:
    permit = at_work(plant, "temp_power", "none")
    finish(plant)
    assert open_kinds(permit) == ["permit.accept", "permit.power_cancel", "permit.stay"]
    accept(plant, permit)
    assert state(permit) == "finished"
    assert accept(plant, permit, POWER_UNIT, "请断电注销", device="another")["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect_all(*CREW, POWER_UNIT)


def test_when_nobody_can_accept_whoever_is_back_first_is_asked(plant: Plant) -> None:
    permit, day = at_work(plant), plant.now.date()
    others = [each.id for each in book(plant.now).plant.people if each.id != LEADER]
    gone = [{"person": each, "from_day": day, "to_day": day, "taken_at": plant.now} for each in others]
    store.write(LeaveTaken.insert_many(gone).execute)
    finish(plant)
    assert state(permit) == "finished"
    assert [ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.accept"] == ["U08"]
    red = plant.expect("U08", "没人完工验收")
    plant.phone("U08").tap(red, "收到，我处理")
    plant.advance(11)
    store.write(LeaveTaken.update(ended_at=plant.now).where(LeaveTaken.person == AREA_FOREMAN).execute)
    plant.advance(6)
    assert accept(plant, permit)["tone"] == "done"
    assert state(permit) == "closed"
    plant.expect_all(*CREW, "U08")


def test_case_32_nobody_accepts_and_the_area_s_head_is_asked_after_half_an_hour(plant: Plant) -> None:
    permit = at_work(plant, ends_at="09:30")
    finish(plant)
    watched(plant, permit)
    plant.advance(11)
    plant.expect(AREA_FOREMAN, "还差你完工验收")
    assert DIRECTOR not in {ask.person for ask in of_subject(permit.subject)}
    plant.advance(20)
    plant.expect(DIRECTOR, "请验收")
    plant.advance(60)
    assert state(permit) == "finished"
    plant.expect("U04", "没人完工验收")
    plant.expect_all(*CREW, DIRECTOR, "U04", "U08")
