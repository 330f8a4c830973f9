"""Safety points follow from what happens to hazards, and the month's board from what was cleared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from doors import doors
from hazard_acts import FINDER, again, asked, cleared, everybody, look, mended, newest, owned, report, says, undrawn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plant import Log, Plant, data_of, running_plant
from playwright.sync_api import Page, expect
from screens import follow, show
from worlds import Here

from handlers.hazards import earning
from models import fame as boards
from models import hazard as hazards
from models import points, store
from models.book import book
from models.hazard import Hazard
from models.ledger import Entry, of_subject
from models.points import PointEntry
from workers.scenarios.phone import text_of


def entries(hazard: Hazard) -> list[tuple[str, str, int]]:
    rows = PointEntry.select().where(PointEntry.number == hazard.number).order_by(PointEntry.id)
    return [(row.person, row.why, row.amount) for row in rows]


def test_a_report_and_a_mending_in_time_earn_points_that_stand_in_the_trail(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    hazard = mended(plant)
    category = book(plant.now).config.hazards.of(hazard.category)
    assert category and entries(hazard) == [(FINDER, "report", category.points.report)]
    look(plant, hazard, "hazard.check", "请验隐患")
    phone = plant.phone(FINDER)
    phone.tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    assert entries(hazard)[1:] == [(hazard.owner, "fix", category.points.fix_on_time)]
    told = [json.loads(each.canonical)["data"] for each in of_subject(hazard.subject) if each.kind == "points.entered"]
    assert [(each["to"], each["amount"]) for each in told] == [(who, amount) for who, _, amount in entries(hazard)]
    phone.say("积分")
    plant.settle()
    assert f"{category.points.report} 分安全积分" in text_of(plant.expect(FINDER, "安全积分"))
    everybody(plant)


def test_each_day_over_the_deadline_costs_its_owner_once_also_after_a_break(plant: Plant) -> None:
    hazard = owned(plant)
    plant.advance(48 * 60 + 1)
    category = book(plant.now).config.hazards.of(hazard.category)
    assert category and entries(hazard)[1:] == [(hazard.owner, "overdue", category.points.overdue_per_day)]
    # The house was down for three days: the clock looks once, and no day is lost.
    plant.set_time(plant.now + timedelta(days=3))
    plant.turn()
    assert len([each for each in entries(hazard) if each[1] == "overdue"]) == 4
    plant.turn()
    assert len([each for each in entries(hazard) if each[1] == "overdue"]) == 4
    everybody(plant)


def test_whoever_joins_anothers_report_keeps_one_point_and_a_rejected_one_none(plant: Plant) -> None:
    owned(plant)
    plant.advance(20)
    second = report(plant, "U35", position=plant.phone("U35").position())
    plant.phone("U35").tap(plant.expect("U35", "是不是同一处"), "是同一处，并过去")
    plant.settle()
    assert entries(second) == [("U35", "joined", 1)]
    says(second, "hazard.rejected", now=plant.now)
    assert points.balance("U35") == 0
    everybody(plant)


def test_of_one_day_five_reports_count(plant: Plant) -> None:
    for number in range(6):
        plant.phone(FINDER).say(f"隐患：锅炉房{number + 1}号灭火器压力不够，指针在红区，第{number}处")
        plant.settle()
        plant.advance(11)
    counted = list(PointEntry.select().where(PointEntry.why == "report").order_by(PointEntry.id))
    assert [row.amount > 0 for row in counted] == [True] * 5 + [False]
    assert "不加分" in counted[-1].note
    everybody(plant)


def test_what_a_second_report_keeps_and_how_many_count_a_day_are_the_plants_data(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    data = deepcopy(data_of("anhe"))
    data["hazard_categories"]["defaults"]["points_a_day"] = 2
    for each in data["hazard_categories"]["categories"]:
        each["points"] = {**each.get("points", {"take": "all"}), "report": 5, "joined": 3}
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        owned(plant)
        plant.advance(20)
        second = report(plant, "U35", position=plant.phone("U35").position())
        plant.phone("U35").tap(plant.expect("U35", "是不是同一处"), "是同一处，并过去")
        plant.settle()
        assert entries(second) == [("U35", "joined", 3)]
        for number in range(2):
            plant.phone("U35").say(f"隐患：锅炉房{number + 1}号灭火器压力不够，指针在红区，第{number}处")
            plant.settle()
            plant.advance(11)
        counted = PointEntry.select().where(PointEntry.person == "U35").order_by(PointEntry.id)
        assert [row.amount for row in counted] == [3, 5, 0] and "记满 2 条" in list(counted)[-1].note
        everybody(plant)


@pytest.mark.both_stores
def test_two_who_spend_the_same_points_at_once_spend_them_once(plant: Plant) -> None:
    owned(plant)
    has, begin = points.balance(FINDER), Barrier(4)
    assert has

    def spend(key: str) -> str:
        begin.wait()
        try:
            store.write(lambda: earning.spend(FINDER, has, "手套", "office", key, plant.now))
        except earning.BadEntry as bad:
            return str(bad)
        return ""

    with ThreadPoolExecutor(4) as pool:
        first, *others = sorted(pool.map(spend, "abcd"))
    assert first == "" and all("只有 0 分" in each for each in others)
    assert points.balance(FINDER) == 0
    everybody(plant)


def test_the_month_is_closed_once_told_in_the_morning_and_corrected_after_a_fake(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    best, second = hazard.owner, "U20"
    days = [plant.now - timedelta(days=number + 2) for number in range(6)]
    seeded = [cleared(best, at, number) for number, at in enumerate(days)]
    for number, at in enumerate(days[:5]):
        cleared(second, at, number + 10)
    says(seeded[0], "hazard.closed_out", now=plant.now)
    # The open one is mended in time by nobody: it falls due within the month and is not cleared.
    end = datetime.fromisoformat("2026-12-01T00:00:00+08:00")
    plant.advance((end - plant.now) / timedelta(minutes=1) + 1)
    board = boards.newest("2026-11")
    assert board and [(each.person, each.cleared) for each in board.board.placed] == [(second, 100), (best, 85)]
    everybody(plant)
    plant.advance(8 * 60)
    card = plant.expect(best, "11 月清零榜：你第二")
    assert "清零 85%" in text_of(card)
    plant.expect(second, "11 月清零榜：你第一")
    boards.Fame.create(month="2026-10", revision=1, at=plant.now, board=boards.Board())
    show(plant, screen, best, "mine/todo")
    follow(screen, f"安全积分 {points.balance(best)} 分")
    expect(screen.locator("main")).to_contain_text("按期改好")
    follow(screen, f"看 {seeded[0].number}")
    screen.go_back()
    follow(screen, "看清零榜")
    expect(screen.locator("h1")).to_have_text("2026 年 11 月")
    follow(screen, "2026 年 10 月")
    expect(screen.locator("h1")).to_have_text("2026 年 10 月")
    follow(screen, f"我的积分：{points.balance(best)} 分")
    expect(screen.locator("h1")).to_have_text(f"{points.balance(best)} 分")
    for each in seeded[:2]:
        says(each, "hazard.fake", now=plant.now, by="U04")
    plant.settle()
    category = book(plant.now).config.hazards.of(seeded[0].category)
    assert category and entries(seeded[0]) == [
        (best, "fix", category.points.fix_on_time),
        (best, "reversed", -category.points.fix_on_time),
        (best, "fake", category.points.fake),
    ]
    again_ = boards.newest("2026-11")
    assert again_ and again_.revision == 3 and [each.cleared for each in again_.board.placed] == [100, 57]
    assert boards.Fame.select().where(boards.Fame.month == "2026-11").count() == 3
    show(plant, screen, best, "fame/2026-11")
    expect(screen.locator("main")).to_contain_text("核实没真改")
    everybody(plant)


@pytest.fixture
def lizhou(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    data = data_of("lizhou")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def test_a_plant_with_other_categories_gives_its_own_points(lizhou: Plant) -> None:
    plant = book(lizhou.now).plant
    area = plant.areas[0]
    finder = next(each.id for each in plant.people if each.department == area.department and each.shift == "day")
    hazard = report(lizhou, finder, f"{area.name}的灭火器过期了，压力在红区")
    category = book(lizhou.now).config.hazards.of(hazard.category)
    assert category and entries(hazard) == [(finder, "report", category.points.report)]
    everybody(lizhou)


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("trail"), st.sampled_from(sorted(earning._FOLLOWS)), st.integers(0, 2)),
        st.tuples(st.just("spend"), st.integers(1, 6), st.integers(0, 3)),
        st.tuples(st.just("reverse"), st.integers(1, 12), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_points_are_the_sum_of_their_entries_whatever_happens(plant: Plant, acts: list[tuple[str, Any, Any]]) -> None:
    now = plant.now
    PointEntry.update(reverses=None).execute()
    PointEntry.delete().execute()
    Entry.delete().where(Entry.kind.startswith("points.")).execute()
    made = [hazards.by_number(f"YH-9{number:04d}0") or cleared("U20", now, number) for number in range(3)]
    expected: dict[str, int] = {}

    def play(what: str, first: Any, other: Any) -> None:
        if what == "trail":
            earning.after(hazards.locked(made[other].subject_id), first, now + timedelta(days=3))
        elif what == "spend":
            earning.spend("U20", first, "手套", "office", f"k{other}", now)
        else:
            found = PointEntry.select().order_by(PointEntry.id).offset(first - 1).first()
            earning.reverse(found.id if found else 0, "记错了", "office", now)

    for act in acts:
        before = {row.id for row in PointEntry.select()}
        try:
            store.write(lambda act=act: play(*act))
        except earning.BadEntry:
            assert {row.id for row in PointEntry.select()} == before
        for row in PointEntry.select().where(PointEntry.id.not_in(before)):
            expected[row.person] = expected.get(row.person, 0) + row.amount
    assert {who: points.balance(who) for who in expected} == expected
    assert {who: amount for who, amount in points.balances().items() if amount} == {
        who: amount for who, amount in expected.items() if amount
    }
    keys = [row.key for row in PointEntry.select()]
    assert len(keys) == len(set(keys))
    everybody(plant)


def test_older_entries_are_leafed_through(plant: Plant, screen: Page) -> None:
    for number in range(31):
        more = {"month": "2026-11", "key": f"seed/{number}", "note": f"第 {number} 笔", "at": plant.now}
        PointEntry.create(person=FINDER, amount=1, why="report", **more)
    show(plant, screen, FINDER, "mine/todo")
    follow(screen, "安全积分 31 分")
    expect(screen.locator("main")).to_contain_text("第 30 笔")
    expect(screen.locator("main")).not_to_contain_text("第 0 笔")
    follow(screen, "再看更早的")
    expect(screen.locator("main")).to_contain_text("第 0 笔")


def test_an_entry_of_the_office_counts_once_and_never_more_than_there_is(plant: Plant) -> None:
    hazard = owned(plant)
    has = points.balance(FINDER)
    for _ in range(2):
        store.write(lambda: earning.spend(FINDER, has, "防砸鞋一双", "office", "one", plant.now))
    assert points.balance(FINDER) == 0
    with pytest.raises(earning.BadEntry, match="只有 0 分"):
        store.write(lambda: earning.spend(FINDER, 1, "手套", "office", "two", plant.now))
    spent = points.of_key("spent/one")
    assert spent
    for _ in range(2):
        store.write(lambda: earning.reverse(spent.id, "没领", "office", plant.now))
    assert points.balance(FINDER) == has
    assert newest().id == hazard.id and asked(hazard, "hazard.fix") == again(hazard).owner
    everybody(plant)
