"""While work goes on: what is asked when, what silence does, who watches, who is inside, and when the period ends."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
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
    gas_test,
    open_kinds,
    signature,
    standing,
    state,
    tap,
    trail,
)
from builders import DIRECTOR, GUARDIAN, asks_of, entries, fresh, moment, open_card, page_of, site_code, with_posts
from plant import Plant, anhe

from handlers.permits.gates import facts
from handlers.plant import keep
from models import permit as permits
from models import store
from models.ask import of_subject
from models.permit_asks import Check
from models.permit_work import HeadCount
from workers.scenarios.phone import text_of

OFFICE, DUTY_LEADER, NEXT_GUARDIAN = "U04", "U08", "U20"


def stop(plant: Plant, minutes: float) -> None:
    """The guardian stops the work, and so much time passes."""
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(minutes)


def resume_both(plant: Plant, guardian: str = GUARDIAN) -> list[str]:
    """Both sides confirm; returns the tones of their answers."""
    return [confirm_resume(plant, person)["tone"] for person in (guardian, AREA_FOREMAN)]


def test_the_guardian_is_asked_as_often_as_the_template_says(plant: Plant) -> None:
    permit = at_work(plant)
    plant.advance(119)
    assert "permit.check" not in open_kinds(permit)
    plant.advance(2)
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    assert "permit.check" not in open_kinds(permit)
    plant.advance(120)
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    assert state(permit) == "working"
    plant.expect_all(*CREW)


def test_a_silent_guardian_is_reminded_and_then_the_work_stops(plant: Plant) -> None:
    permit = at_work(plant)
    plant.advance(120 + 6)
    plant.expect(GUARDIAN, "还差你报平安")
    plant.advance(5)
    plant.expect(LEADER, "请去现场看一眼")
    assert state(permit) == "working"
    plant.advance(10)
    assert state(permit) == "suspended"
    plant.expect(OFFICE, "作业叫停")
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def _with_questions_for_nobody() -> dict[str, Any]:
    """As a rule version could be before `--check` refused it."""
    data = deepcopy(anhe())
    data["plant"]["posts"]["ghost"] = {"name": "空岗", "scope": "plant", "authority": 1, "function": "production"}
    for follow in data["routing_rules"]["after_signing"]["during"]:
        follow["to"] = ["ghost"]
    return data


def test_a_question_for_a_post_that_nobody_holds_goes_to_the_safety_office_and_silence_still_stops(
    plant: Plant,
) -> None:
    store.write(lambda: keep(_with_questions_for_nobody(), plant.now))
    plant.settle()
    permit = at_work(plant)
    plant.advance(121)
    tap(plant, OFFICE, "现场正常吗", "正常")
    assert "permit.check" not in open_kinds(permit)
    plant.advance(120 + 21)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_one_answer_is_enough_and_the_others_read_who_gave_it(plant: Plant) -> None:
    store.write(lambda: keep(_with_questions_for_nobody(), plant.now))
    plant.settle()
    permit = at_work(plant)
    plant.advance(121)
    card = plant.expect(DUTY_LEADER, "现场正常吗")
    tap(plant, OFFICE, "现场正常吗", "正常")
    asked = {ask.person: ask.state for ask in of_subject(permit.subject) if ask.kind == "permit.check"}
    assert asked == {OFFICE: "done", DUTY_LEADER: "superseded"}
    assert f"{plant.person(OFFICE).name} 10:11 报了" in text_of(plant.current(card))
    plant.expect_all(*CREW)


def test_a_question_that_is_still_open_is_not_asked_again_and_another_one_answers_for_itself(plant: Plant) -> None:
    permit = at_work(plant, level="special", ends_at="16:00")
    plant.advance(61)

    def unanswered(what: str) -> list[str]:
        mine = (ask for ask in of_subject(permit.subject) if ask.kind == "permit.check" and ask.state == "open")
        return [ask.person for ask in mine if Check.of(ask).what == what]

    assert unanswered("video_running") == [GUARDIAN]
    plant.advance(60)
    assert unanswered("video_running") == unanswered("interim_check") == [GUARDIAN]
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    assert (unanswered("video_running"), unanswered("interim_check")) == ([GUARDIAN], [])
    assert state(permit) == "working"
    plant.expect_all(*CREW)


def test_a_record_of_the_gas_is_asked_every_two_hours_in_a_confined_space(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    plant.advance(121)
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    plant.expect(ANALYST, "测气")
    assert state(permit) == "working"
    plant.advance(31)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_case_12_the_night_begins_during_work_that_was_not_routed_for_it(plant: Plant) -> None:
    plant.set_time(moment("2026-11-25T14:00"))
    by_day = at_work(plant, starts_at="14:00", ends_at="22:00")
    for_night = at_work(plant, starts_at="14:00", ends_at="22:00", guardian="U32", original="second")
    for hours in (2, 4):
        plant.advance(120 + 1 if hours == 2 else 120)
        for person in (GUARDIAN, "U32"):
            tap(plant, person, "现场正常吗", "正常")
    plant.set_time(moment("2026-11-25T19:59"))
    plant.turn()
    assert (state(by_day), state(for_night)) == ("working", "working")
    plant.advance(1)
    assert state(by_day) == "suspended"
    assert "夜间" in fresh(by_day).work.stops[0].why
    plant.expect_all(*CREW, "U32", "U30", "U24", "U26", DIRECTOR, "U19", "U25", OFFICE, DUTY_LEADER)


def test_the_daily_hours_of_a_long_permit_end_each_day(plant: Plant) -> None:
    plant.set_time(moment("2026-11-25T17:00"))
    permit = at_work(plant, level="second", starts_at="2026-11-25T08:00", ends_at="2026-11-27T18:00")
    plant.advance(59)
    assert state(permit) == "working"
    plant.advance(1)
    assert state(permit) == "suspended"
    answer = confirm_resume(plant, GUARDIAN)
    assert answer["tone"] == "stop" and "08:00" in answer["words"]
    plant.expect_all(*CREW)


@pytest.mark.parametrize(
    ("kind", "level", "minutes", "tested_anew"),
    [
        ("hot_work", "first", 29, False),
        ("hot_work", "first", 40, True),
        ("hot_work", "second", 40, False),
        ("confined_space", "none", 40, False),
        ("confined_space", "none", 61, True),
    ],
)
def test_case_16_a_break_asks_for_a_new_gas_test_by_its_length(
    plant: Plant, kind: str, level: str, minutes: int, tested_anew: bool
) -> None:
    permit = at_work(plant, kind, level)
    stop(plant, minutes)
    answer = confirm_resume(plant, GUARDIAN)
    assert (answer["tone"] == "stop") == tested_anew, answer
    if tested_anew:
        assert "重新测气" in answer["words"]
        plant.expect(ANALYST, "测气")
        gas_test(plant, permit)
        assert confirm_resume_again(plant) == "done"
    plant.expect_all(*CREW)


def confirm_resume_again(plant: Plant) -> str:
    """The guardian opens his card's page once more."""
    card = plant.phone(GUARDIAN).card(lambda words: "复工要确认" in words)
    assert card is not None
    tone = str(open_card(plant, GUARDIAN, card, "看条件，确认复工").act("permit.resume", standing(plant))["tone"])
    plant.settle()
    return tone


def test_case_16_the_strictest_permit_of_the_job_decides(plant: Plant) -> None:
    space = at_work(plant, "confined_space", "none", guardian="U32")
    at_work(plant, related=[space.number])
    tap(plant, "U32", "作业中", "停工")
    plant.advance(40)
    assert "重新测气" in confirm_resume(plant, "U32")["words"]
    plant.expect_all(*CREW, "U32")


def test_case_19_a_guardian_who_goes_stops_the_work_until_the_next_one_has_signed(plant: Plant) -> None:
    permit = at_work(plant)
    answer = act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person=NEXT_GUARDIAN)
    assert answer["tone"] == "done", answer
    assert state(permit) == "suspended"
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "stop"
    taken = act(plant, NEXT_GUARDIAN, "请接手监护", "签字接手", "permit.takeover", **signature(plant, NEXT_GUARDIAN))
    assert taken["tone"] == "done" and "再点「看条件，确认复工」" in taken["words"]
    assert permits.guardian(fresh(permit)) == NEXT_GUARDIAN
    opened = page_of(plant, NEXT_GUARDIAN, f"permit/{permit.number}").html
    assert f"{plant.person(NEXT_GUARDIAN).name} · " in opened and f"，接替{plant.person(GUARDIAN).name}" in opened
    assert confirm_resume(plant, NEXT_GUARDIAN)["tone"] == "done"
    page = plant.phone(AREA_FOREMAN).card(lambda words: "复工要确认" in words)
    assert (
        page
        and open_card(plant, AREA_FOREMAN, page, "看条件，确认复工").act("permit.resume", standing(plant))["tone"]
        == "done"
    )
    plant.settle()
    assert state(permit) == "working"
    plant.expect(NEXT_GUARDIAN, "作业中")
    plant.expect_all(*CREW, NEXT_GUARDIAN)


@pytest.mark.parametrize(("person", "words"), [("U34", "另有任务"), ("U05", "没有有效的"), ("U32", "正在监护")])
def test_case_19_the_next_guardian_needs_the_certificate_and_watches_nothing_else(
    plant: Plant, person: str, words: str
) -> None:
    permit = at_work(plant, "confined_space", "none")
    at_work(plant, "confined_space", "none", guardian="U32")
    answer = act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person=person)
    assert answer["tone"] == "stop" and words in answer["words"]
    assert state(permit) == "working"
    plant.expect_all(*CREW, "U32")


def test_case_19_who_watches_elsewhere_by_the_time_he_signs_takes_nothing_over(plant: Plant) -> None:
    permit = at_work(plant)
    act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person=NEXT_GUARDIAN)
    at_work(plant, guardian=NEXT_GUARDIAN)
    answer = act(plant, NEXT_GUARDIAN, "请接手监护", "签字接手", "permit.takeover", **signature(plant, NEXT_GUARDIAN))
    assert answer["tone"] == "stop" and "正在监护" in answer["words"]
    assert (permits.guardian(fresh(permit)), state(permit)) == (GUARDIAN, "suspended")
    plant.expect_all(*CREW, NEXT_GUARDIAN)


def test_case_19_nobody_but_the_guardian_hands_the_watch_over(plant: Plant) -> None:
    permit = at_work(plant)
    stop(plant, 1)
    plant.expect(AREA_FOREMAN, "复工要确认")
    [ask] = asks_of(permit, AREA_FOREMAN, "permit.resume")
    answer = page_of(plant, AREA_FOREMAN, f"handover/{ask.id}").act("permit.handover", {"person": NEXT_GUARDIAN})
    assert answer["tone"] == "caution" and "不由你交接" in answer["words"]
    assert permits.guardian(fresh(permit)) == GUARDIAN and "permit.takeover" not in open_kinds(permit)
    plant.expect_all(*CREW)


def test_case_27_the_new_shift_looks_at_the_site_or_the_work_stops(plant: Plant) -> None:
    plant.set_time(moment("2026-11-25T19:00"))
    day, other = "U20", "U30"
    by_day_people = at_work(plant, level="special", starts_at="19:00", ends_at="23:00", guardian=day, original="first")
    by_crew = at_work(plant, level="special", starts_at="19:00", ends_at="23:00", guardian=other, original="first")
    plant.advance(61)
    assert state(by_crew) == "suspended"
    assert "监护要交接" in fresh(by_crew).work.stops[0].why
    assert "permit.shift_check" in open_kinds(by_day_people)
    plant.advance(35)
    assert state(by_day_people) == "suspended"
    plant.expect_all(*CREW, day, "U19", "U25", "U26", OFFICE, "U06", DUTY_LEADER, "U05", "U07")


def test_without_a_foreman_the_safety_office_looks_at_the_site_for_the_new_shift(plant: Plant) -> None:
    with_posts(plant, lambda data: data["roles"].update(shift_foreman=["civil_engineer"]))
    plant.set_time(moment("2026-11-25T19:00"))
    permit = at_work(plant, level="special", starts_at="19:00", ends_at="23:00", guardian="U20", original="first")
    plant.advance(61)
    asked = {ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.shift_check"}
    assert DUTY_LEADER in asked and len(asked) == 2
    plant.advance(35)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, *asked, "U20", "U19", "U25", "U26", OFFICE, "U06", "U05", "U07")


def test_case_27_when_all_workers_have_gone_home_nobody_goes_on_in_their_name(plant: Plant) -> None:
    plant.set_time(moment("2026-11-25T19:00"))
    day, of_the_crew = "U20", "U32"
    more = {"starts_at": "19:00", "ends_at": "23:00", "original": "first"}
    permit = at_work(plant, level="special", guardian=day, workers=[of_the_crew], **more)
    plant.advance(61)
    assert fresh(permit).work.stops[-1].why == "作业人都下班了"
    answer = confirm_resume(plant, day)
    assert answer["tone"] == "stop" and "请作业负责人点「加人」" in answer["words"]
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, day, of_the_crew, "U25", "U26")


def test_measures_at_height_are_confirmed_anew_after_a_stop(plant: Plant) -> None:
    permit = at_work(plant, "height", "II", workers=["U41"])
    assert not [gate for gate in facts.by_hand(permit).values() if "中断" in gate.text], "not asked at the first start"
    stop(plant, 5)
    card = plant.expect(GUARDIAN, "复工要确认")
    page = open_card(plant, GUARDIAN, card, "看条件，确认复工")
    assert "没有确认" in page.act("permit.resume", {"measures": []})["words"]
    measures = [each["id"] for each in permit.template["measures"]]
    assert page.act("permit.resume", {"measures": measures, **standing(plant)}, attempt=2)["tone"] == "done"
    plant.settle()
    plant.expect_all(*CREW, "U41")


def test_a_warning_that_comes_after_the_end_says_that_it_is_over(plant: Plant) -> None:
    permit = at_work(plant, ends_at="10:00")
    plant.set_time(permit.ends_at + timedelta(minutes=137))
    plant.turn()
    assert state(permit) == "expired"
    plant.expect(LEADER, "到点了（10:00 到期）")
    assert not any("还剩" in text_of(each) for each in plant.phone(LEADER).messages())
    plant.expect_all(*CREW)


def test_whoever_says_that_the_site_is_fit_stands_there(plant: Plant) -> None:
    permit = at_work(plant)
    stop(plant, 5)
    away = standing(plant, "fixed_hot")
    answer = confirm_resume(plant, AREA_FOREMAN, **away)
    assert answer["tone"] == "caution" and "复工确认要在现场：你离污水处理站约" in answer["words"]
    assert "permit.resume_confirmed" not in trail(permit)
    card = plant.phone(AREA_FOREMAN).card(lambda words: "复工要确认" in words)
    assert card is not None
    page = open_card(plant, AREA_FOREMAN, card, "看条件，确认复工")
    assert 'id="locate"' in page.html
    assert page.act("permit.resume", {"site": site_code(plant)})["tone"] == "done"
    assert confirm_resume(plant, GUARDIAN)["tone"] == "done"
    assert state(permit) == "working"
    places = [each["data"]["presence"] for each in entries(permit, "permit.resume_confirmed")]
    assert places == ["扫了现场码（第 1 张）", "已在污水处理站现场（手机定位在区域内，误差 8 米）"]
    plant.expect_all(*CREW)


def test_the_end_is_told_before_and_stops_the_work(plant: Plant) -> None:
    permit = at_work(plant, ends_at="10:00")
    plant.advance(50)
    plant.expect(GUARDIAN, "还剩 60 分钟")
    plant.advance(30)
    plant.expect(LEADER, "还剩 30 分钟")
    plant.advance(20)
    plant.expect(LEADER, "还剩 10 分钟")
    plant.advance(10)
    assert state(permit) == "expired"
    assert open_kinds(permit) == ["permit.accept", "permit.stay"]
    plant.expect(LEADER, "到期了")
    plant.expect_all(*CREW)


def test_people_inside_at_the_end_are_a_red_alert_until_the_count_is_out(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none", ends_at="09:00")
    act(plant, GUARDIAN, "作业中", "进出登记", "permit.entry", person=WORKER, way="in")
    plant.advance(51)
    assert state(permit) == "expired"
    plant.phone(OFFICE).tap(plant.expect(OFFICE, "里面还有人"), "收到，我处理")
    plant.advance(6)
    plant.expect(OFFICE, "里面还有人")
    assert act(plant, GUARDIAN, "请点名", "登记出来的人", "permit.entry", person=WORKER, way="out")["ok"]
    assert open_kinds(permit) == ["permit.accept", "permit.stay"]
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_the_log_takes_only_workers_and_real_numbers(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    wrong = [
        {"person": "U13", "way": "in"},
        {"person": WORKER, "way": "out"},
        {"tools": 0, "way": "in"},
        {"tools": 3, "way": "out"},
        {"tools": True, "way": "in"},
    ]
    for number, data in enumerate(wrong, 1):
        assert page.act("permit.entry", data, attempt=number)["tone"] in ("stop", "caution"), data
    assert page.act("permit.entry", {"tools": 3, "way": "in"}, attempt=9)["tone"] == "info"
    assert fresh(permit).work.head_count == HeadCount(people=(), tools=3)
    plant.expect_all(*CREW)
