"""People who join a permit after its signatures: named by the leader, briefed, and only then workers."""

from __future__ import annotations

from typing import Any

import pytest
from at_work import (
    ANALYST,
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    act,
    at_work,
    confirm_resume,
    finish,
    gas_test,
    signature,
    standing,
    state,
    tap,
    trail,
)
from builders import (
    DAY_GUARDIAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    WELDER,
    entries,
    fresh,
    moment,
    on_crew,
    open_card,
    page_of,
    with_posts,
)
from gates import ready, start, working
from plant import Plant

from handlers.permits import crew, life
from handlers.permits.gates import facts
from models import store
from models.permit import Permit
from models.permit_work import Signed
from workers.scenarios.phone import PageRefused, text_of
from workers.scenarios.simulator import Json

OF_THE_CREW = "U32"
CONTRACT_WELDER, LAPSED_WELDER, RIGGER = "U37", "U38", "U39"


def briefed(plant: Plant, kind: str = "hot_work", level: str = "first", **changes: Any) -> Permit:
    """A permit at work whose leader has given the briefing."""
    permit = at_work(plant, kind, level, **changes)
    store.write(lambda: life.note(permit, permit.work.briefing_given(Signed(by=LEADER, at=plant.now))))
    return permit


def two_shifts(data: Json) -> None:
    """One of the crew that goes home is a welder; the other welder is of the crew that comes for the night."""
    people = {person["id"]: person for person in data["people"]}
    people[OF_THE_CREW]["certs"] = people[WELDER]["certs"]
    people[WELDER]["shift"] = "D"


def name(plant: Plant, *people: str, role: str = "worker") -> Json:
    """The leader opens 「加人」 on his card and names these people."""
    word = "已停工" if Permit.get().state == "suspended" else "作业中"
    return act(plant, LEADER, word, "加人", "permit.join", **chosen(plant, people, role))


def chosen(plant: Plant, people: tuple[str, ...], role: str = "worker") -> dict[str, Any]:
    number = Permit.select().order_by(Permit.id.desc()).get().number
    return {"number": number, role: list(people)}


def sign(plant: Plant, person: str) -> Json:
    return act(plant, person, "请签交底", "看交底，签字", "permit.brief", **signature(plant, person))


@pytest.mark.both_stores
def test_case_27_workers_of_the_new_shift_are_briefed_and_added_and_the_work_goes_on(plant: Plant) -> None:
    plant.set_time(moment("2026-11-25T19:00"))
    with_posts(plant, two_shifts)
    more = {"guardian": DAY_GUARDIAN, "workers": [OF_THE_CREW], "original": "first"}
    permit = briefed(plant, level="special", starts_at="19:00", ends_at="23:00", **more)
    plant.advance(61)
    plant.expect(LEADER, "接班的人签完交底再复工")
    assert name(plant, WELDER)["tone"] == "done"
    gas_test(plant, permit)
    page = open_card(plant, DAY_GUARDIAN, plant.expect(DAY_GUARDIAN, "复工要确认"), "看条件，确认复工")
    assert "作业人都下班了" in page.act("permit.resume", standing(plant))["words"]
    assert sign(plant, WELDER)["tone"] == "done"
    answer = page.act("permit.resume", standing(plant), attempt=2)
    assert answer["tone"] == "done", answer
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    assert (state(permit), crew.workers(fresh(permit))) == ("working", [OF_THE_CREW, WELDER])
    plant.expect_all(*CREW, DAY_GUARDIAN, OF_THE_CREW, "U25", "U26")


def test_case_27_the_trail_says_who_added_whom_and_from_which_briefing(plant: Plant) -> None:
    permit = briefed(plant, workers=[OF_THE_CREW])
    name(plant, WELDER)
    assert crew.workers(fresh(permit)) == [OF_THE_CREW]
    sign(plant, WELDER)
    [named] = entries(permit, "permit.worker_named")
    assert (named["actor"]["person"], named["data"]["person"]) == (LEADER, WELDER) and named["shown"]
    [added] = entries(permit, "permit.worker_added")
    data = added["data"]
    assert (added["actor"]["person"], data["from"], data["briefing"]["by"]) == (WELDER, LEADER, LEADER)
    assert trail(permit).index("permit.briefed") < trail(permit).index("permit.worker_added")
    plant.expect_all(*CREW, OF_THE_CREW)


def test_who_joined_stands_on_the_page_of_the_permit_and_hears_of_a_stop(plant: Plant) -> None:
    permit = briefed(plant, workers=[OF_THE_CREW])
    name(plant, WELDER)
    sign(plant, WELDER)
    html = page_of(plant, AREA_FOREMAN, f"permit/{permit.number}").html
    assert "中途加入：" in html and "签过交底，成为作业人" in html
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.expect(WELDER, "停工：")
    plant.expect_all(*CREW, OF_THE_CREW)


def test_who_joined_may_go_in_once_he_has_signed(plant: Plant) -> None:
    briefed(plant, "confined_space", "none", workers=[OF_THE_CREW])
    name(plant, WELDER)
    log = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    assert "不是本票作业人" in log.act("permit.entry", {"person": WELDER, "way": "in"})["words"]
    sign(plant, WELDER)
    assert log.act("permit.entry", {"person": WELDER, "way": "in"}, attempt=2)["tone"] == "info"
    plant.expect_all(*CREW, OF_THE_CREW)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (WORKER, "已经是作业人"),
        (GUARDIAN, "不能既当作业人又当监护人"),
        (ANALYST, "不能既当作业人又当气体分析人"),
        (OF_THE_CREW, "正在监护"),
        (LAPSED_WELDER, "已过期，今天不能当作业人：请换人或先补证"),
        (CONTRACT_WELDER, "是承包商的人"),
        ("U999", "不在通讯录里"),
    ],
)
def test_who_may_not_work_here_is_named_with_the_reason_and_nothing_changes(
    plant: Plant, person: str, words: str
) -> None:
    at_work(plant, guardian=OF_THE_CREW)
    permit = briefed(plant)
    before = trail(permit)
    answer = name(plant, person)
    assert answer["tone"] == "stop" and words in answer["words"] and "补学" not in answer["words"]
    assert trail(permit) == before
    plant.expect_all(*CREW, OF_THE_CREW)


def test_where_nobody_can_join_there_is_no_button_to_add_them(plant: Plant) -> None:
    permit = briefed(plant, workers=[OF_THE_CREW])
    button = 'data-act="permit.join"'
    assert button in page_of(plant, LEADER, f"join/{permit.number}").html
    on_crew(plant, "D", WELDER)
    html = page_of(plant, LEADER, f"join/{permit.number}").html
    assert "现在没有能加的人" in html and button not in html
    plant.expect_all(*CREW, OF_THE_CREW)


def test_who_is_not_at_work_is_not_named(plant: Plant) -> None:
    on_crew(plant, "D", WELDER)
    permit = briefed(plant, workers=[OF_THE_CREW])
    answer = name(plant, WELDER)
    assert answer["tone"] == "stop" and "不在班：请换人" in answer["words"]
    assert "permit.worker_named" not in trail(permit)
    plant.expect_all(*CREW, OF_THE_CREW)


def test_one_who_may_not_keeps_back_those_who_were_named_with_him(plant: Plant) -> None:
    permit = briefed(plant, contractor=True)
    answer = name(plant, CONTRACT_WELDER, LAPSED_WELDER)
    assert answer["tone"] == "stop" and "茹远山" in answer["words"]
    assert "permit.worker_named" not in trail(permit)
    plant.expect_all(*CREW)


def test_who_signed_the_permit_or_checked_it_does_not_work_under_it(plant: Plant) -> None:
    permit = working(plant)
    page = page_of(plant, LEADER, f"join/{permit.number}")
    for attempt, person in enumerate((MANAGER, SHIFT_FOREMAN), 1):
        answer = page.act("permit.join", chosen(plant, (person,)), attempt=attempt)
        assert answer["tone"] == "stop" and "审批或验过这张票" in answer["words"]
    assert crew.workers(permit) == [WELDER]


def test_only_the_leader_of_a_living_permit_adds_people_once_the_briefing_was_given(plant: Plant) -> None:
    unbriefed = at_work(plant)
    with pytest.raises(PageRefused, match="还没有交底"):
        page_of(plant, LEADER, f"join/{unbriefed.number}")
    permit = briefed(plant)
    page = page_of(plant, LEADER, f"join/{permit.number}")
    with pytest.raises(PageRefused, match="只有作业负责人能加人"):
        page_of(plant, WORKER, f"join/{permit.number}")
    finish(plant)
    assert "现在不能加人" in page.act("permit.join", chosen(plant, (WELDER,)))["words"]
    plant.expect_all(*CREW)


def test_what_comes_between_naming_and_signing_is_seen_when_he_signs(plant: Plant) -> None:
    permit = briefed(plant, workers=[OF_THE_CREW])
    name(plant, WELDER)
    at_work(plant, guardian=WELDER, workers=[OF_THE_CREW])
    answer = sign(plant, WELDER)
    assert answer["tone"] == "stop" and "正在监护" in answer["words"]
    assert crew.workers(fresh(permit)) == [OF_THE_CREW]
    plant.expect_all(*CREW, OF_THE_CREW)


def test_who_was_named_before_the_start_may_sign_after_it(plant: Plant) -> None:
    permit = ready(plant, workers=[CONTRACT_WELDER])
    answer = page_of(plant, LEADER, f"join/{permit.number}").act("permit.join", chosen(plant, (WELDER,)))
    assert answer["tone"] == "done", answer
    plant.settle()
    assert start(plant, permit)["tone"] == "done"
    assert sign(plant, WELDER)["tone"] == "done"
    assert crew.workers(fresh(permit)) == [CONTRACT_WELDER, WELDER]
    plant.expect_all(*ON_SITE, CONTRACT_WELDER)


def test_a_trade_of_its_own_is_joined_in_its_role(plant: Plant) -> None:
    crane = {"crane_operator": "U40", "rigger": ["U41"]}
    permit = briefed(plant, "lifting", "third", contractor=True, workers=["U40", "U41"], inputs=crane)
    assert "今天不能当起重机械操作人" in name(plant, RIGGER, role="crane_operator")["words"]
    page = page_of(plant, LEADER, f"join/{permit.number}")
    assert page.act("permit.join", chosen(plant, (RIGGER,), "rigger"))["tone"] == "done"
    plant.settle()
    assert sign(plant, RIGGER)["tone"] == "done"
    assert facts.job_now(fresh(permit)).holders("rigger") == ("U41", RIGGER)
    plant.expect_all(*CREW, "U40", "U41")


def test_the_end_of_the_work_is_the_end_of_the_question(plant: Plant) -> None:
    briefed(plant, workers=[OF_THE_CREW])
    leaders = plant.expect(LEADER, "作业中")
    page = open_card(plant, LEADER, leaders, "加人")
    assert page.act("permit.join", chosen(plant, (WELDER,)))["tone"] == "done"
    plant.settle()
    card = plant.expect(WELDER, "请签交底")
    open_card(plant, LEADER, leaders, "报完工").act("permit.finish", standing(plant))
    plant.settle()
    assert "完工" in text_of(plant.current(card))
    plant.expect_all(*CREW, OF_THE_CREW)
