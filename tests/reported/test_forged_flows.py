"""Rows of training, drills, hazards and rounds that somebody bends with SQL: whatever they say otherwise than the
sealed chain is named on the matter's page, and a row that can't be read stops nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from doors import doors
from drill_acts import begin as begin_drill
from drill_acts import order, play
from hazard_acts import newest as newest_hazard
from hazard_acts import undrawn
from major_acts import approve_all, everybody_expects, hinted, mend_major, sorted_as_major, write_plan
from plant import Plant, anhe, running_plant
from training_acts import WELDER, file_of, lessons, passed, small
from training_acts import begin as begin_training
from worlds import Here

from handlers.plant import keep
from models import store, training
from models.ask import Ask
from models.base import database
from models.delivery import Delivery
from models.seals import seal_all
from models.subject import Subject
from models.training import Attempt
from workers.evidence.compared import differences

FIRE, TANK = "FIRE-101", "DRILL-TANK"
MINUTE = 60_000


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson."""
    data = small(anhe(), "welder", FIRE)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def silent(plant: Plant, subject: Subject, forged: Mapping[str, str]) -> list[str]:
    """Each of these statements, run alone in a store that is put right again, of which the matter's page does not say
    what it is about (the words beside it)."""
    seal_all(plant.now)
    assert differences(subject, plant.now) == ""
    # Whoever has the store in his hands does not keep its rules.
    database.execute_sql("PRAGMA foreign_keys = OFF")
    found = []
    for sql, words in forged.items():
        with database.atomic() as bent:
            assert database.execute_sql(sql).rowcount, sql
            said = differences(subject, plant.now)
            bent.rollback()
        if words not in said:
            found.append(f"{sql}: {said}")
    database.execute_sql("PRAGMA foreign_keys = ON")
    assert differences(subject, plant.now) == ""
    return found


def test_a_lesson_that_was_suspended_or_is_passed_can_t_be_changed_unnamed(plant: Plant) -> None:
    passed(plant)
    plant.expect_all(WELDER)
    file, [lesson] = file_of(WELDER), lessons(WELDER)
    mine = f"WHERE id = {lesson.id}"
    assert (
        silent(
            plant,
            file.subject,
            {
                f"UPDATE learning SET suspended_by = 'YL-20261125-0001' {mine}": "暂停它的演练",
                f"UPDATE learning SET suspended_until = '2027-11-25' {mine}": "另外还管到",
                f"UPDATE learning SET withdrawn = '违章' {mine}": "安全部门为什么停",
                f"UPDATE learning SET until = '2037-11-25' {mine}": "管到",
                f"UPDATE learning SET until = NULL {mine}": "管到",
                f"UPDATE learning SET passed_on = '2025-01-01' {mine}": "过关",
                f"UPDATE learning SET state = 'coached' {mine}": "现在",
                f"UPDATE learning SET course = 'HAZ-101' {mine}": "哪门课程",
                f"UPDATE learning SET wanted = 0 {mine}": "要学",
                f"UPDATE learning SET tries = 2 {mine}": "这一轮没过几次",
                f"UPDATE learning SET round = 9 {mine}": "第几轮",
                f"UPDATE learning SET seconds = 900 {mine}": "看了几秒",
                f"UPDATE learning SET state = 'waiting', next_at = 1 {mine}": "几点以后再学",
                f"DELETE FROM learning {mine}": "要他学",
                f"UPDATE training_file SET rules = 99 WHERE id = {file.id}": "规则版本",
            },
        )
        == []
    )
    order(plant, TANK, WELDER)
    begin_drill(plant, WELDER)
    run = play(plant, WELDER, {"N1": "B"})
    assert run.state == "failed" and lessons(WELDER)[0].suspended_by == run.number
    plant.expect_all(WELDER)
    cleared = f"UPDATE learning SET suspended_by = '', suspended_until = NULL, until = '2027-11-25' {mine}"
    assert (
        silent(
            plant,
            file.subject,
            {
                cleared: "暂停它的演练",
                f"UPDATE learning SET suspended_until = '2037-11-25' {mine}": "管到",
                f"UPDATE learning SET until = '2027-11-25' {mine}": "另外还管到",
                **beside(file.subject, "training.lesson"),
            },
        )
        == []
    )


def test_a_lesson_that_is_wanted_again_after_it_was_dropped_is_no_difference(plant: Plant) -> None:
    begin_training(plant)
    data = small(anhe(), "welder", FIRE)
    without = small(anhe(), "forklift_driver", FIRE)
    for given, wanted in ((without, False), (data, True)):
        store.write(lambda given=given: keep(given, plant.now))
        plant.turn()
        [lesson] = training.lessons(file_of(WELDER), every=True)
        assert lesson.wanted is wanted
        seal_all(plant.now)
        assert differences(file_of(WELDER).subject, plant.now) == ""
    plant.settle()
    everybody_expects(plant)


def test_each_paper_is_there_as_it_was_shown_and_answered(plant: Plant) -> None:
    passed(plant)
    plant.expect_all(WELDER)
    [paper], [lesson] = Attempt.select(), lessons(WELDER)
    columns = "kind, outcome, paper, opened_at, closed_at, rules"
    ours = f"{lesson.id}, {columns}"
    mine = f"WHERE id = {paper.id}"
    assert (
        silent(
            plant,
            file_of(WELDER).subject,
            {
                f"DELETE FROM attempt {mine}": f"卷子 {paper.id}",
                f"UPDATE attempt SET learning_id = 999 {mine}": f"卷子 {paper.id}",
                f"INSERT INTO attempt (learning_id, {columns}) SELECT {ours} FROM attempt {mine}": "卷子 ",
                f"UPDATE attempt SET kind = 'later' {mine}": "哪种",
                f"UPDATE attempt SET closed_at = closed_at + {MINUTE} {mine}": "什么时候结束",
                f"UPDATE attempt SET opened_at = opened_at - {MINUTE} {mine}": "的时间",
                f"UPDATE attempt SET outcome = 'failed' {mine}": "的结果",
                f"UPDATE attempt SET paper = replace(paper, '{paper.paper.seed}', 'x') {mine}": "种子",
                f"UPDATE attempt SET paper = replace(paper, '\"A\"', '\"B\"') {mine}": "卷子",
                f"UPDATE attempt SET paper = replace(paper, 'true', 'false') {mine}": "对错",
            },
        )
        == []
    )


def test_a_drill_is_compared_with_each_of_its_decisions(plant: Plant) -> None:
    order(plant, TANK, WELDER)
    begin_drill(plant, WELDER)
    run = play(plant, WELDER, {"N1": "B"})
    plant.expect_all(WELDER)
    mine = f"WHERE id = {run.id}"
    step = run.sheet.steps[0]
    sheet = {
        f'"option":"{step.option}"': '"option":"A"',
        '"points":0': '"points":10',
        '"fatal":true': '"fatal":false',
        f'"person":"{WELDER}"': '"person":"U30"',
        f'"seed":"{run.sheet.seed}"': '"seed":"x"',
        '"ready":true': '"ready":false',
        '"slow":false': '"slow":true',
        '"way":"cards"': '"way":"scene"',
        f'"ordered_by":"{run.sheet.ordered_by}"': '"ordered_by":"U30"',
        f'"ending":"{run.sheet.ending}"': '"ending":"好"',
        f'"limit_s":{step.limit_s}': '"limit_s":1',
        f'"at_node":"{step.at_node}"': '"at_node":"N9"',
        '"retry":false': '"retry":true',
        run.sheet.given["wind"]: "南",
    }
    columns = {
        "state = 'passed'": "状态",
        "outcome = 'passed'": "结果",
        "score = 100": "得分",
        "kind = 'team'": "种类",
        "drill = 'DRILL-NH3'": "演练",
        "title = '别的'": "名称",
        "number = 'YL-1'": "编号",
        "opened_at = opened_at - 60000": "派出",
        "begun_at = begun_at - 60000": "开始",
        "closed_at = closed_at - 60000": "结束",
        "rules = 99": "规则版本",
    }
    [row] = database.execute_sql(f"SELECT sheet FROM drill_run {mine}").fetchall()
    packed = json.dumps(json.loads(row[0]), ensure_ascii=False, separators=(",", ":"))
    assert [each for each in sheet if each not in packed] == []
    forged = {
        f"UPDATE drill_run SET sheet = '{packed.replace(old, new)}' {mine}": "不一致" for old, new in sheet.items()
    }
    forged |= {f"UPDATE drill_run SET {each} {mine}": words for each, words in columns.items()}
    forged[f"DELETE FROM drill_run {mine}"] = "没有了"
    assert silent(plant, run.subject, forged) == []


def test_the_grounds_of_a_hazard_its_pictures_asks_and_cards_are_compared(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    hazard = sorted_as_major(plant, hinted(plant))
    write_plan(plant, hazard)
    approve_all(plant, hazard)
    mend_major(plant, hazard)
    everybody_expects(plant)
    hazard = newest_hazard()
    work, mine = hazard.work, f"WHERE id = {hazard.id}"
    photo = work.mended[0].photos[0].sha256
    waits = f"WHERE subject_id = {hazard.subject_id} AND kind = 'hazard.check'"
    plan = work.major.plan
    assert plan and work.major.stopped
    kept = {
        "report": {"proposed_why": "编的", "position": {"latitude": "1"}},
        "work": {
            "major.stopped.to": ["U01"],
            "major.stopped.area": "boiler",
            "major.stopped.at": "2025-01-01T00:00:00.000+08:00",
            "major.plan.milestones[0].done_by": "U01",
            "major.plan.approved.money.at": "2025-01-01T00:00:00.000+08:00",
            "major.plan.at": "2025-01-01T00:00:00.000+08:00",
            "sampled": {"why": "编的"},
        },
    }
    forged = {
        f"UPDATE hazard SET {column} = json_set({column}, '$.{path}', json('{json.dumps(value)}')) {mine}": "不一致"
        for column, values in kept.items()
        for path, value in values.items()
        if path != "sampled"
    }
    forged |= {
        f"UPDATE blob SET data = x'00' WHERE sha256 = '{photo}'": "图片被换过",
        f"DELETE FROM blob WHERE sha256 = '{photo}'": "图片不在了",
        f"DELETE FROM hazard {mine}": "没有了",
        f"UPDATE ask SET state = 'superseded' {waits}": "什么时候结束",
        f"UPDATE ask SET state = 'superseded', closed_at = opened_at + 1 {waits}": "那时候没有别的事",
        f"UPDATE ask SET state = 'expired', closed_at = opened_at {waits}": "等谁办",
        **beside(hazard.subject, "hazard.fix"),
    }
    assert silent(plant, hazard.subject, forged) == []


def beside(subject: Subject, kind: str) -> dict[str, str]:
    """What somebody can do to a done ask of this kind and to the card by which it was asked, for every flow alike."""
    [ask] = Ask.select().where(Ask.subject == subject, Ask.kind == kind, Ask.state == "done")
    [card] = Delivery.select().where(Delivery.ask == ask, Delivery.form == "card")
    asked, card_is = f"WHERE id = {ask.id}", f"WHERE id = {card.id}"
    return {
        f"DELETE FROM ask {asked}": "请过",
        f"UPDATE ask SET person = 'U01' {asked}": "请的谁",
        f"UPDATE ask SET post = 'x' {asked}": "按哪个岗位",
        f"UPDATE ask SET why = '[\"x\"]' {asked}": "为什么请",
        f"UPDATE ask SET opened_at = opened_at - {MINUTE} {asked}": "什么时候请的",
        f"UPDATE ask SET delivered_at = delivered_at - {MINUTE} {asked}": "什么时候送到",
        f"UPDATE ask SET closed_at = closed_at - {MINUTE} {asked}": "什么时候结束",
        f"UPDATE ask SET state = 'refused' {asked}": "没有这样的",
        f"UPDATE ask SET answer = json_set(answer, '$.by', 'U33') {asked}": "没有答过",
        f"UPDATE ask SET answer = json_set(answer, '$.at', '2025-01-01T00:00:00.000+08:00') {asked}": "没有答过",
        f"UPDATE ask SET state = 'open', closed_at = NULL, answer = NULL {asked}": "还没答",
        f"DELETE FROM delivery {card_is}": "卡片送到",
        f"UPDATE delivery SET delivered_at = delivered_at + 120 * {MINUTE} {card_is}": "卡片送到",
        f"UPDATE delivery SET person = 'U01' {card_is}": "卡片送到",
        f"UPDATE rendition SET text = '别的' WHERE delivery_id = {card.id}": "给人看的原文",
    }
