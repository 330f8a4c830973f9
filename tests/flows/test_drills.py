"""Drills through the doors: one decision a card, each with its time; what it led to, what would have been better."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import requests
from builders import DAY_GUARDIAN, ask_for_permit, open_card, page_of
from drill_acts import TRIES, asked, begin, decide, kinds, letter, newest, office, order, order_team, play
from plant import Plant, anhe
from training_acts import begin as begin_training
from training_acts import file_of, lessons, only, titles

from handlers.plant import keep as load
from models import drill as drills
from models import ledger, store
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.training import keep
from workers.scenarios.phone import PageRefused, text_of

LEAK = "DRILL-NH3"
WELDER, GUARDIAN, FOREMAN, DIRECTOR, AWAY = "U34", "U30", "U24", "U19", "U35"


def decisions() -> list[dict[str, object]]:
    lines = [json.loads(each.canonical) for each in ledger.of_subject(newest().subject)]
    return [line["data"] for line in lines if line["kind"] == "drill.decided"]


def test_a_drill_is_ordered_played_by_cards_and_looked_back_on(plant: Plant) -> None:
    told = order(plant, LEAK, WELDER)
    assert told["tone"] == "done", told
    assert "还没练完" in order(plant, LEAK, WELDER)["words"]
    begin(plant, WELDER)
    card = decide(plant, WELDER)
    assert text_of(card).count("10/10") == 1
    card = decide(plant, WELDER, "C")
    assert "失联" in text_of(card)
    assert "更好" not in text_of(card)
    run = play(plant, WELDER)
    assert (run.state, run.score) == ("passed", 91)
    debrief = plant.expect(WELDER, "演练讲评")
    assert "按报警、报告调度" in text_of(debrief) or "第 2 步更好" in text_of(debrief)
    assert "调度要先知道" in text_of(debrief)
    plant.phone(WELDER).tap(debrief, "看过了")
    plant.settle()
    assert kinds(newest())[:2] == ["drill.ordered", "drill.begun"]
    assert kinds(newest())[-2:] == ["drill.passed", "drill.seen"]
    assert [each["points"] for each in decisions()][:2] == [10, 0]
    assert "按报警" in page_of(plant, WELDER, f"drill/{run.number}").html
    plant.expect_all(WELDER)


def test_a_late_answer_counts_as_none_and_whoever_sleeps_is_not_pushed_further(plant: Plant) -> None:
    order(plant, LEAK, WELDER)
    begin(plant, WELDER)
    first = plant.expect(WELDER, "演练第 1 步")
    ask = asked(newest(), WELDER)
    wanted = letter(newest(), ask)
    plant.set_time(plant.now + timedelta(seconds=21))
    # The clock has not looked yet; the tap is late all the same.
    plant.phone(WELDER).tap(first, wanted)
    plant.settle()
    assert "时间到" in text_of(plant.current(first)) or "超时" in text_of(plant.current(first))
    step = newest().sheet.decided("N1")
    assert step and (step.option, step.points) == ("", 0)
    # Again on the same card, and a card that another one holds: nothing changes.
    plant.phone(WELDER).tap(plant.current(first), wanted)
    before = newest().sheet
    second = asked(newest(), WELDER)
    with pytest.raises(PageRefused, match="不是你"):
        page_of(plant, GUARDIAN, f"step/{second.id}")
    # A letter that the card has not, and the answer to another node's page.
    open_page = page_of(plant, WELDER, f"step/{second.id}")
    assert "没有这个选项" in open_page.act("drill.choose", {"letter": "F"})["words"]
    with pytest.raises(PageRefused, match="不用选了"):
        page_of(plant, WELDER, f"step/{ask.id}")
    assert newest().sheet == before
    plant.advance(5)
    run = newest()
    assert (run.state, len(run.sheet.steps)) == ("failed", 3)
    assert "连续几步没有决定" in run.sheet.why
    plant.expect_all(WELDER, GUARDIAN)


def test_a_step_of_the_scene_that_ran_out_is_not_said_to_be_decided(plant: Plant) -> None:
    order(plant, LEAK, WELDER)
    invited = Ask.get(Ask.subject == newest().subject, Ask.kind == "drill.invite")
    page = page_of(plant, WELDER, f"scene/{invited.id}?r=1")
    page.act("drill.begin", {"way": "scene"})
    plant.advance(1)
    assert newest().sheet.at_node != "N1"
    led_to = drills.content(newest()).node("N1").on_timeout.consequence.format_map(newest().sheet.given)
    for given, tapped in (("A", "，点晚了没有记"), ("", "")):
        answer = page.act("drill.decide", {"at": "N1", "letter": given}, attempt=next(TRIES))
        assert (answer["words"], answer["tone"]) == (f"第 1 步时间到了（0/10 分）{tapped}。{led_to}", "caution")
    plant.expect_all(WELDER)


@pytest.mark.parametrize(
    ("team", "words"), [(False, "11月28日 08:10 前开始"), (True, "11月25日 12:10 前到齐")], ids=["alone", "team"]
)
def test_by_when_a_drill_begins_is_the_same_wherever_it_is_read(plant: Plant, team: bool, words: str) -> None:
    if team:
        order_team(plant, LEAK, scene=GUARDIAN, foreman=FOREMAN, chief=DIRECTOR)
    else:
        order(plant, LEAK, WELDER)
    who = newest().sheet.people[0]
    assert words in text_of(plant.expect(who, "演练："))
    pages = ["drills/now", f"drill/{newest().number}", "waiting/all", "mine/todo"]
    if not team:
        invited = Ask.get(Ask.subject == newest().subject, Ask.kind == "drill.invite")
        pages.append(f"scene/{invited.id}?r=1")
    for page in pages:
        assert words in page_of(plant, who, page).html, page
    plant.phone(who).say("待办")
    plant.settle()
    by, until = ("11月28日 08:10 前", "11月28日 08:10") if not team else ("12:10 前", "12:10")
    assert f"1　{by} " in text_of(plant.expect(who, "件事等你办"))
    board = requests.get(f"{plant.base}/console/", timeout=20).text
    assert f"08:10–{until}" in re.sub(r"<[^>]+>", "", board)
    plant.expect_all(*newest().sheet.people)


def test_who_reads_slowly_has_half_as_much_time_again_and_the_trail_says_so(plant: Plant) -> None:
    order(plant, LEAK, WELDER)
    begin(plant, WELDER, "多给一半时间")
    plant.set_time(plant.now + timedelta(seconds=25))
    plant.turn()
    decide(plant, WELDER)
    assert decisions()[0]["limit_s"] == 30
    play(plant, WELDER)
    plant.expect_all(WELDER)


def test_a_fatal_error_caps_the_score_and_suspends_the_course_until_a_later_drill_is_passed(plant: Plant) -> None:
    begin_training(plant)
    plant.expect_all(*(each.person for each in type(file_of(WELDER)).select()))
    first = next(each for each in lessons(WELDER))
    today = plant.now.date()
    keep(first, state="passed", passed_on=today, until=today + timedelta(days=300), course="NH3-301")
    order(plant, LEAK, WELDER)
    begin(plant, WELDER)
    run = play(plant, WELDER, {"N3": "B"})
    assert (run.state, run.score) == ("failed", 59)
    assert "暂停" in text_of(plant.expect(WELDER, "演练讲评"))
    held = lessons(WELDER)[0]
    assert (held.until, held.suspended_by) == (None, run.number)
    assert "暂停" in page_of(plant, WELDER, f"learning/{file_of(WELDER).number}").html
    plant.set_time(plant.now + timedelta(2))
    plant.advance(24 * 60)
    again = newest()
    assert again.id != run.id and again.sheet.retry and again.sheet.seed != run.sheet.seed
    plant.expect_all(*(each.person for each in type(file_of(WELDER)).select()))
    begin_again = Ask.select().where(Ask.subject == again.subject, Ask.kind == "drill.invite").get()
    page_of(plant, WELDER, f"scene/{begin_again.id}?r=1").act("drill.begin", {"way": "cards"})
    plant.settle()
    assert play(plant, WELDER).state == "passed"
    back = lessons(WELDER)[0]
    assert (back.until, back.suspended_by) == (today + timedelta(days=300), "")
    plant.expect_all(*(each.person for each in type(file_of(WELDER)).select()))


def test_a_fatal_error_takes_no_course_away_from_who_never_passed_it(plant: Plant) -> None:
    begin_training(plant)
    plant.expect_all(*(each.person for each in type(file_of(WELDER)).select()))
    order(plant, LEAK, WELDER)
    begin(plant, WELDER)
    assert play(plant, WELDER, {"N3": "B"}).state == "failed"
    said = text_of(plant.expect(WELDER, "演练讲评"))
    assert "最多 59 分" in said and "暂停" not in said


def test_a_team_has_one_clock_and_is_scored_by_what_was_handed_over(plant: Plant) -> None:
    told = order_team(plant, LEAK, scene=GUARDIAN, foreman=GUARDIAN, chief=DIRECTOR)
    assert "不是这个岗位" in told["words"] or "只能在一个岗位" in told["words"]
    assert order_team(plant, LEAK, scene=GUARDIAN, foreman=FOREMAN, chief=DIRECTOR)["ok"]
    for person in (GUARDIAN, FOREMAN, DIRECTOR):
        begin(plant, person, "到了")
    people = (GUARDIAN, FOREMAN, DIRECTOR)
    texts = {text_of(plant.expect(person, "演练第 1 步")) for person in people}
    assert len(texts) == 3
    plant.seen.clear()
    decide(plant, GUARDIAN, "B")
    decide(plant, FOREMAN)
    decide(plant, DIRECTOR)
    second = text_of(plant.expect(DIRECTOR, "演练第 2 步"))
    assert "收到：班上清点少" in second and "没人告诉你：漏点、风向、切断" in second
    plant.seen.clear()
    # Nobody hears from the man at the scene: his time runs out, and the turn goes on without him.
    decide(plant, FOREMAN)
    decide(plant, DIRECTOR)
    assert newest().sheet.at_node == "T2"
    plant.advance(0.8)
    assert newest().sheet.at_node == "T3"
    plant.seen.clear()
    for person in people:
        decide(plant, person, "B" if person == GUARDIAN else "")
    run = newest()
    drill = drills.content(run)
    assert drill.team and run.score == 100 * 5 // 8
    assert run.state == "failed"
    for person in people:
        assert "演练讲评" in text_of(plant.expect(person, "演练讲评"))
    assert "说到了 5 处" in page_of(plant, FOREMAN, f"drill/{run.number}").html
    plant.expect_all(*people)


def stands(permit: Permit, state: str) -> None:
    """Where the permit stands, without the road there: what is asked of it is only whether its work goes on."""
    store.write(lambda: Permit.update(state=state).where(Permit.id == permit.id).execute())


def test_nobody_on_a_permit_or_away_is_ordered_or_given_a_lesson(plant: Plant) -> None:
    data = only(anhe(), *plant.person(DAY_GUARDIAN).posts, *plant.person(AWAY).posts)
    store.write(lambda: load(data, plant.now))
    begin_training(plant)
    permit = ask_for_permit(plant, guardian=DAY_GUARDIAN)
    stands(permit, "working")
    plant.phone(AWAY).say("我不在")
    plant.settle()
    leave = open_card(plant, AWAY, plant.expect(AWAY, "登记：我不在"), "去登记")
    assert leave.act("leave.take", {"until": "2026-11-30", "cover": ""})["tone"] == "done"
    answer = order(plant, LEAK, DAY_GUARDIAN, AWAY, DIRECTOR)
    told = answer["words"]
    ordered = json.loads(ledger.of_subject(newest().subject)[0].canonical)["data"]
    for said in (f"{plant.person(DAY_GUARDIAN).name}在 {permit.number} 的票上", f"{plant.person(AWAY).name}不在"):
        assert said in told and said in ordered["left"]
    assert newest().sheet.people == [DIRECTOR] and "派了 1 个演练" in told and answer["tone"] == "done"
    assert "现在不打扰" in order(plant, LEAK, DAY_GUARDIAN)["words"]
    plant.advance(23 * 60)
    stands(permit, "working")
    plant.advance(60)
    assert not any("学一课" in each for person in (DAY_GUARDIAN, AWAY) for each in titles(plant, person))
    # A crew that has gone home.
    told = order_team(plant, LEAK, scene=GUARDIAN, foreman=FOREMAN, chief=DIRECTOR)["words"]
    assert "不在班上" in told and "现在不打扰" in told
    stands(permit, "closed")
    plant.advance(24 * 60)
    assert any("学一课" in each for each in titles(plant, DAY_GUARDIAN))
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_drill_stops_without_counting_once_somebody_works_under_a_permit(plant: Plant) -> None:
    order(plant, LEAK, DAY_GUARDIAN)
    begin(plant, DAY_GUARDIAN)
    card = plant.expect(DAY_GUARDIAN, "演练第 1 步")
    permit = ask_for_permit(plant, guardian=DAY_GUARDIAN)
    stands(permit, "working")
    plant.set_time(plant.now + timedelta(minutes=2))
    plant.turn()
    run = newest()
    assert (run.state, run.score, run.sheet.why, kinds(run)[-1]) == ("missed", None, "上票了，这次不算", "drill.missed")
    assert run.sheet.steps == () and "上票了，这次不算" in text_of(plant.current(card))
    stands(permit, "closed")
    assert "派了 1 个演练" in order(plant, LEAK, DAY_GUARDIAN)["words"]
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_team_stops_when_one_of_it_works_under_a_permit_and_all_are_told(plant: Plant) -> None:
    assert order_team(plant, LEAK, scene=GUARDIAN, foreman=FOREMAN, chief=DIRECTOR)["ok"]
    for person in (GUARDIAN, FOREMAN, DIRECTOR):
        begin(plant, person, "到了")
    stands(ask_for_permit(plant), "working")
    card = decide(plant, DIRECTOR)
    why = f"{plant.person(GUARDIAN).name}上票了，这次不算"
    assert (newest().state, newest().sheet.why) == ("missed", why) and "这次不算" in text_of(card)
    for person in (FOREMAN, DIRECTOR):
        assert why in text_of(plant.expect(person, "停了"))
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_only_the_office_orders_and_only_whoever_leads_looks(plant: Plant) -> None:
    told = page_of(plant, WELDER, "drills/now").act("drill.order", {"drill": LEAK, "people": [WELDER]})
    assert "安全部门" in told["words"]
    assert "没有选人" in order(plant, LEAK)["words"]
    assert "没有这个演练" in order(plant, "DRILL-X", WELDER)["words"]
    order(plant, LEAK, WELDER)
    assert "drill" in page_of(plant, office(plant), f"drill/{newest().number}").html
    plant.advance(3 * 24 * 60 + 1)
    assert (newest().state, "没等到" in newest().sheet.why) == ("missed", True)
    plant.expect_all(WELDER)
