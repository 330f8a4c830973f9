"""Somebody who lacks nothing but a course may be let in for one permit by the safety head, and for nothing else."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from builders import (
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ask_for_permit,
    confirm,
    entries,
    filled,
    fresh,
    open_card,
    page_of,
    request_page,
    signature,
)
from doors import doors
from gates import start
from let_in_acts import (
    COURSE,
    SAYS,
    TITLE,
    WHY,
    ask,
    asked,
    asked_for,
    at_the_form,
    decision,
    grant,
    granted,
    handed_in,
    in_the_request,
    lacking,
    lapsed,
    of_kind,
    passed,
    refuse,
    refused_once,
    request_number,
    to_start,
    watching,
)
from lives import Cast
from plant import Log, Plant, lizhou, running_plant
from screens import everybody
from training_acts import DAY, begin, file_of, only
from worlds import Here

from handlers.permits import crew
from handlers.permits.gates import facts, joining
from handlers.plant import keep
from models import let_in, store
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Pardon
from models.training import Learning
from workers.scenarios.phone import PageRefused
from workers.scenarios.whole_life import period


def test_who_lacks_only_a_course_is_let_in_for_the_permit_that_a_request_becomes(plant: Plant) -> None:
    permit = in_the_request(plant)
    [how] = permit.work.let_in
    assert (how.person, how.role, how.courses, how.by, how.reason) == (GUARDIAN, "guardian", (COURSE,), MANAGER, SAYS)
    [entry] = entries(permit, "permit.let_in")
    assert (
        entry["data"]["png"]["sha256"] == how.png and entry["data"]["why"] == WHY and entry["data"]["titles"] == TITLE
    )
    assert facts.lacks(permit, plant.now, permit.ends_at) == ()
    gate = next(each for each in facts.gates_of(permit, plant.now) if each.id == "certs")
    assert gate.ok and "乐正迟缺课，卞予安签字放行这一次" in gate.doubt
    assert "缺课放行：</span>乐正迟（监护人）缺课" in page_of(plant, FOREMAN, f"permit/{permit.number}").html
    # For one permit: the next request is refused as ever, and so is a second use of the same.
    assert "乐正迟还没学完" in request_page(plant).act("permit.request", filled(plant))["words"]
    assert "不归你请" in str(refused(plant, FOREMAN, permit.form.request_ask))
    everybody(plant)


def refused(plant: Plant, person: str, thing: object) -> object:
    with pytest.raises(PageRefused) as told:
        page_of(plant, person, f"letask/{thing}")
    return "不归你请" if "不归你请" in str(told.value) or "不用再请" in str(told.value) else str(told.value)


def test_nothing_counts_before_the_signature_and_a_refusal_is_told_to_who_asked(plant: Plant) -> None:
    form = asked_for(plant)
    assert form.act("permit.request", filled(plant))["tone"] == "stop"
    page = decision(plant)
    assert "还要写一句" in page.act("permit.let_in", signature(plant, MANAGER), " ")["words"]
    assert page.act("permit.let_in", {"strokes": []}, SAYS, attempt=2)["tone"] == "stop"
    assert "还要写一句" in page.act("permit.keep_out", {}, "", attempt=3)["words"]
    assert page.act("permit.keep_out", {}, "班里还有别人能看", attempt=4)["tone"] == "done"
    plant.settle()
    plant.expect(FOREMAN, "没有放行乐正迟（监护人）：班里还有别人能看")
    assert form.act("permit.request", filled(plant), attempt=9)["tone"] == "stop"
    with pytest.raises(PageRefused):
        page_of(plant, MANAGER, f"letin/{asked().id}")
    assert page.act("permit.let_in", signature(plant, MANAGER), SAYS, attempt=8)["tone"] != "done"
    everybody(plant)


def test_another_place_another_part_and_another_person_are_not_pardoned(plant: Plant) -> None:
    form = granted(plant)
    elsewhere = form.act("permit.request", filled(plant, area="boiler"))
    assert "乐正迟还没学完" in elsewhere["words"]
    other = form.act("permit.request", filled(plant, guardian="U31"), attempt=2)
    assert "仲孙朗还没学完" in other["words"]
    everybody(plant)


def test_whoever_signed_for_it_has_no_part_in_the_work(plant: Plant) -> None:
    form = granted(plant)
    answer = form.act("permit.request", filled(plant, work_leader=MANAGER))
    assert "乐正迟还没学完" in answer["words"]
    permit = handed_in(plant, form)
    manager = book(plant.now).plant.person(MANAGER)
    assert "不能再当作业人" in str(joining.faults(permit, manager, ["worker"], plant.now))
    everybody(plant)


def test_a_certificate_a_suspended_course_and_whoever_lacks_nothing_are_never_asked_for(plant: Plant) -> None:
    form = at_the_form(plant)
    assert form.act("permit.request", filled(plant))["tone"] == "stop"
    assert f"letask/{request_number()}" in form.html
    # No certificate for the watch over hot work besides the course.
    assert "缺的不只是课" in ask(plant, request_number(), whom="U32")["words"]
    assert "不缺课" in ask(plant, request_number(), whom="U20", person=FOREMAN)["words"]
    assert "还没有选区域" in ask(plant, request_number(), area="nowhere")["words"]
    assert "没有选人" in ask(plant, request_number(), guardian=[])["words"]
    assert "不归你请" in str(refused(plant, "U34", request_number()))
    assert not Ask.select().where(Ask.kind == let_in.KIND).exists()
    everybody(plant)


def test_a_pass_that_a_drill_suspends_is_pardoned_no_more(plant: Plant) -> None:
    permit = in_the_request(plant)
    passed(plant, COURSE, plant.now.date(), suspended_by="D-1")
    assert ["暂停" in lack.words for lack in facts.lacks(permit, plant.now)] == [True]
    everybody(plant)


def test_it_is_asked_from_the_permits_page_and_opens_the_gate(plant: Plant) -> None:
    permit = to_start(plant)
    assert f"letask/{permit.number}" not in page_of(plant, FOREMAN, f"permit/{permit.number}").html
    passed(plant, "HOT-201", plant.now.date() - timedelta(days=1))
    [lack] = facts.lacks(permit, plant.now)
    assert lack.pardonable and "到期" in start(plant, permit)["words"]
    assert f"letask/{permit.number}" in page_of(plant, FOREMAN, f"permit/{permit.number}").html
    assert f"letask/{permit.number}" not in page_of(plant, DIRECTOR, f"permit/{permit.number}").html
    assert ask(plant, permit.number)["tone"] == "done"
    assert grant(plant)["tone"] == "done"
    plant.expect(FOREMAN, "放行了乐正迟（监护人）")
    permit = fresh(permit)
    assert facts.lacks(permit, plant.now, permit.ends_at) == ()
    assert start(plant, permit)["tone"] == "done"
    # What lapses besides is not pardoned, and the clock stops the work.
    passed(plant, "HAZ-101", plant.now.date() - timedelta(days=1))
    assert [each.code for each in facts.lacks(permit, plant.now)] == ["HAZ-101"]
    everybody(plant)


def test_who_takes_over_the_watch_is_asked_for_his_courses_and_may_be_let_in(plant: Plant) -> None:
    permit = watching(plant)
    heir = "U20"
    file = file_of(heir)
    Learning.update(state="passed", until=plant.now.date() - timedelta(days=1)).where(Learning.file == file).execute()
    assert "到期了" in crew.guardian_fault(permit, book(plant.now).plant.person(heir), plant.now)
    assert ask(plant, permit.number, person=GUARDIAN, whom=heir)["tone"] == "done"
    assert grant(plant)["tone"] == "done"
    plant.expect(GUARDIAN, "放行了郇一鸣（监护人）")
    assert crew.guardian_fault(fresh(permit), book(plant.now).plant.person(heir), plant.now) == ""
    everybody(plant)


def test_with_the_permit_over_nothing_is_left_to_decide(plant: Plant) -> None:
    permit = lapsed(plant)
    ask(plant, permit.number)
    page = decision(plant)
    plant.leap((permit.ends_at - plant.now).total_seconds() / 60 + 1)
    answer = page.act("permit.let_in", signature(plant, MANAGER), SAYS)
    assert answer["tone"] == "info" and fresh(permit).work.let_in == ()
    assert asked().state in ("superseded", "expired")
    everybody(plant)


def test_who_has_a_part_in_it_never_decides_and_silence_goes_to_the_next(plant: Plant) -> None:
    asked_for(plant)
    first = asked()
    assert first.person == MANAGER
    plant.expect(MANAGER, "缺课能不能干")
    plant.advance(6)
    plant.expect(MANAGER, "等你定")
    plant.advance(10)
    plant.expect(FOREMAN, "还没定乐正迟（监护人）能不能干，又请了")
    second = asked()
    assert second.person != MANAGER and Pardon.of(second) == Pardon.of(first)
    assert grant(plant, second.person)["tone"] == "done"
    assert Ask.get_by_id(first.id).state == "superseded"
    everybody(plant)


def test_what_was_refused_is_asked_only_of_whoever_refused_and_only_once_more(plant: Plant) -> None:
    refused_once(plant)
    again = ask(plant, request_number())
    assert "请卞予安定了。他没有放行过，只再请这一次" in again["words"]
    assert [each.person for each in of_kind()] == [MANAGER, MANAGER]
    assert "没有放行：只再请你定这一次" in asked().why[0]
    # His silence is no way round him.
    plant.advance(40)
    assert [each.person for each in of_kind()] == [MANAGER, MANAGER]
    refuse(plant, why="说过了，换人")
    third = ask(plant, request_number())
    assert "卞予安" in third["words"] and "没有放行乐正迟（监护人）：说过了，换人。请过他两次了" in third["words"]
    assert len(of_kind()) == 2
    everybody(plant)


def test_whoever_refused_may_change_his_mind(plant: Plant) -> None:
    form = refused_once(plant)
    ask(plant, request_number())
    assert grant(plant)["tone"] == "done"
    assert handed_in(plant, form).work.let_in
    everybody(plant)


def test_a_new_request_or_the_permit_itself_is_no_way_round_a_refusal(plant: Plant) -> None:
    refused_once(plant)
    request_page(plant)
    ask(plant, request_number(), area="sewage")
    assert [each.person for each in of_kind()] == [MANAGER, MANAGER]
    refuse(plant)
    request_page(plant)
    assert "请过他两次了" in ask(plant, request_number())["words"]
    assert len(of_kind()) == 2
    everybody(plant)


def test_what_was_refused_for_the_request_stays_refused_for_the_permit_also_on_another_day(plant: Plant) -> None:
    form = refused_once(plant)
    ask(plant, request_number(), whom="U31")
    grant(plant)
    assert form.act("permit.request", filled(plant, guardian="U31"))["ok"]
    plant.settle()
    permit: Permit = Permit.select().order_by(Permit.id.desc()).get()
    [before, _] = of_kind()
    Ask.update(closed_at=before.closed_at - timedelta(days=1)).where(Ask.id == before.id).execute()
    ask(plant, permit.number)
    assert asked().person == MANAGER and "没有放行：只再请你定这一次" in asked().why[0]
    everybody(plant)


def test_what_was_refused_for_a_permit_stays_refused_whoever_of_it_asks(plant: Plant) -> None:
    permit = lapsed(plant)
    ask(plant, permit.number)
    refuse(plant)
    ask(plant, permit.number, person=GUARDIAN)
    assert [each.person for each in of_kind()] == [MANAGER, MANAGER]
    refuse(plant)
    assert "请过他两次了" in ask(plant, permit.number)["words"]
    assert len(of_kind()) == 2 and fresh(permit).work.let_in == ()
    everybody(plant)


def test_one_question_is_open_at_a_time_whatever_the_words(plant: Plant) -> None:
    asked_for(plant)
    page = page_of(plant, FOREMAN, f"letask/{request_number()}")
    send = {"number": str(request_number()), "guardian": [GUARDIAN]}
    for attempt, (area, why) in enumerate((("sewage", "换句话再请一次"), ("boiler", WHY))):
        answer = page.act("permit.let_in_ask", {**send, "area": area}, why, attempt=attempt + 2)
        assert "乐正迟（监护人）已经请卞予安定了，等他" in answer["words"]
    plant.settle()
    assert len(of_kind()) == 1
    # The clock alone goes on, and the next reads who was asked before him.
    plant.advance(16)
    first, second = of_kind()
    assert second.person != MANAGER and second.why[0] == "先请了卞予安，还没有定"
    assert "先请了卞予安，还没有定" in page_of(plant, second.person, f"letin/{second.id}").html
    assert "先请了卞予安，还没有定" in str(plant.expect(second.person, "缺课能不能干"))
    assert first.state == "open" and "等他" in ask(plant, request_number())["words"]
    everybody(plant)


def test_a_new_form_drops_what_was_asked_for_the_old_one(plant: Plant) -> None:
    asked_for(plant)
    request_page(plant)
    assert ask(plant, request_number())["tone"] == "done"
    assert [(each.person, each.state) for each in of_kind()] == [(MANAGER, "superseded"), (MANAGER, "open")]
    everybody(plant)


def test_nobody_asks_without_end(plant: Plant) -> None:
    lacking(plant)
    answers = []
    for _ in range(6):
        request_page(plant)
        answers.append(ask(plant, request_number(), guardian=["U30", "U31"])["words"])
    assert "你十分钟里请得太多" in answers[-1] and len(of_kind()) == 10
    everybody(plant)


def test_the_safety_head_asks_for_himself_and_somebody_above_him_decides(plant: Plant) -> None:
    lacking(plant)
    phone = plant.phone(MANAGER)
    phone.say("动火")
    plant.settle()
    open_card(plant, MANAGER, plant.expect(MANAGER, "动火票申请"), "填写申请")
    assert ask(plant, request_number(), person=MANAGER)["tone"] == "done"
    assert asked().person not in (MANAGER, GUARDIAN, "U05", "U06", "U07")
    everybody(plant)


def test_a_grant_with_the_drawing_of_somebody_else_is_told(plant: Plant) -> None:
    permit = lapsed(plant)
    ask(plant, permit.number)
    given = {**signature(plant, FOREMAN), "device": "another"}
    assert decision(plant).act("permit.let_in", given, SAYS)["tone"] == "done"
    plant.settle()
    [entry] = entries(permit, "permit.same_drawing")
    assert (entry["data"]["person"], entry["data"]["beside"]) == (MANAGER, FOREMAN)
    assert fresh(permit).work.let_in
    everybody(plant)


def test_a_drawing_that_let_somebody_in_for_a_request_is_compared_when_it_becomes_a_permit(plant: Plant) -> None:
    lacking(plant)
    before = ask_for_permit(plant, guardian="U20")
    confirm(plant)
    plant.advance(1)
    form = request_page(plant)
    ask(plant, request_number())
    given = {**signature(plant, FOREMAN), "device": "another"}
    assert decision(plant).act("permit.let_in", given, SAYS)["tone"] == "done"
    plant.settle()
    [entry] = entries(handed_in(plant, form), "permit.same_drawing")
    told = entry["data"]
    assert (told["person"], told["beside"], told["elsewhere"]) == (MANAGER, FOREMAN, before.number)
    everybody(plant)


def test_whoever_may_not_join_the_permit_is_not_offered_and_not_asked_for(plant: Plant) -> None:
    permit = to_start(plant)
    outsider = "U37"
    file = file_of(outsider)
    Learning.update(state="passed", until=plant.now.date() - timedelta(days=1)).where(Learning.file == file).execute()
    passed(plant, "HOT-201", plant.now.date() - timedelta(days=1))
    html = page_of(plant, FOREMAN, f"letask/{permit.number}").html
    assert plant.person(outsider).name not in html and "乐正迟" in html
    answer = ask(plant, permit.number, guardian=[], worker=[outsider])
    assert "这张票按本厂人员审的" in answer["words"]
    assert not Ask.select().where(Ask.kind == let_in.KIND).exists()
    everybody(plant)


def test_the_second_plant_s_own_safety_head_is_asked(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    mine = {"jianhu"}
    data = only(lizhou(), *mine)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        job = {**book(plant.now).config.demo.form("donghuo", {})}
        leader, guardian = job["work_leader"], job["guardian"]
        assert mine == {*plant.person(guardian).posts}
        begin(plant)
        plant.advance(60)
        data = deepcopy(data)
        data["posts_matrix"]["version"] += 1
        opening = (each for each in data["posts_matrix"]["trades"] if mine & {*each["posts"]})
        trade = next(each for each in opening if "guardian" in [part["role"] for part in each["permit_roles"]])
        course = next(each for each in ("KC-JS", "KC-FS", "KC-YH") if each not in trade["courses"])
        trade["courses"].append(course)
        store.write(lambda: keep(data, plant.now))
        plant.turn()
        phone = Cast(plant).phone(leader)
        for _ in range(9):
            plant.leap(DAY)
            phone.say("动火")
            plant.settle()
            form = plant.phone(leader).open(f"{plant.base}/h5/{phone.platform}/request/{request_number()}?r=1")
            sent = {**job, **period(), "position": phone.position()}
            words = form.act("permit.request", sent)["words"]
            if "不在班" not in words and "请假" not in words:
                break
        assert words.count("不能当") == 1 and "还没学完" in words
        answer = ask(plant, request_number(), person=leader, whom=guardian, area=job["area"])
        assert answer["tone"] == "done", answer
        head = asked().person
        assert {*book(plant.now).plant.roles.safety_head} & {*plant.person(head).posts}
        assert grant(plant, head)["tone"] == "done"
        assert form.act("permit.request", sent, attempt=5)["ok"]
        plant.settle()
        permit: Permit = Permit.select().order_by(Permit.id.desc()).get()
        assert [each.courses for each in permit.work.let_in] == [(course,)]
        everybody(plant)
