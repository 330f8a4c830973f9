"""Figures, peaks and points of hazards, as the console shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hazard_weeks import MIDNIGHT, seed_points, seed_weeks
from playwright.sync_api import Page, expect
from room import NOW, Room
from test_console_by_hand import find

from models import points, store
from models.fame import Board, Fame, Placed
from models.hazard import Hazard
from models.ledger import Entry
from models.peak_measure import PeakMeasure
from models.points import PointEntry


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


@pytest.fixture
def narrow(phone: Page) -> Iterator[Page]:
    """Whatever page it ends on, nothing hangs over its edge."""
    yield phone
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def told(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_without_hazards_each_page_says_what_will_be_there(office: FlaskClient) -> None:
    figures = told(office.get("/console/hazard-figures").text)
    assert "不足 5 条，不显示" in figures and "0 / 0" in figures
    assert "K-M" not in figures and "没改好的也算进去" in figures and "100 次里 95 次" in figures
    assert "不足 5 条，不显示" in figures.split("每百人每月有效上报")[1].split("太少说明没人报")[0]
    assert "没有统计上可靠的高峰" in told(office.get("/console/hazard-peaks").text)
    assert "还没有人有积分" in told(office.get("/console/points").text)


def test_what_makes_no_sense_counts_as_not_given(office: FlaskClient) -> None:
    for query in ("from=x&to=9999-99-99", "department=%00", "list=nothing&page=99999", "day=9&hour=-1", "nature=x"):
        assert office.get(f"/console/hazard-figures?{query}").status_code in (200, 404), query
        assert office.get(f"/console/hazard-peaks?{query}").status_code in (200, 404), query
        assert office.get(f"/console/points?before={query}&reverse=x").status_code in (200, 404), query


def test_the_first_and_the_last_day_of_all_are_no_days_that_anybody_means(office: FlaskClient) -> None:
    first, last = "0001-01-01", "9999-12-31"
    pages = ("hazard-figures", "hazard-peaks", "hazards", "search", "points", "exports", "plan", "house")
    for begins, ends in ((first, first), (first, "0001-01-02"), ("", first), (last, last), ("", last), (first, last)):
        query = f"from={begins}&to={ends}&since={begins}&until={ends}&begins={begins}&month={ends}&day={ends}&on={ends}"
        for page in pages:
            assert office.get(f"/console/{page}?{query}").status_code in (200, 404), (page, query)


def test_the_newest_board_stands_on_the_page_of_the_house_and_beside_the_points(office: FlaskClient) -> None:
    assert "清零榜" not in told(office.get("/console/house").text)
    placed = (Placed(person="U41", cleared=95, due=20, points=31), Placed(person="U19", cleared=80, due=9, points=12))
    for month, why in (("2026-09", ""), ("2026-10", "YH-000012 核实没真改")):
        Fame.create(month=month, revision=1, at=NOW, board=Board(placed=placed), why=why)
    page = told(office.get("/console/house").text)
    assert "2026 年 10 月清零榜" in page and "更正：YH-000012" in page and "2026 年 9 月" not in page
    assert "郏闻笛 · 机电班长：到期 20 条，清零 95%，当月 31 分" in page
    assert "2026 年 9 月" in told(office.get("/console/points").text)


def test_names_stand_beside_no_unsafe_act(room: Room, office: FlaskClient) -> None:
    store.write(seed_weeks)
    every = told(office.get("/console/hazard-figures?from=2026-09-01&nature=act&list=closed").text)
    assert "不写名字" in every and "郏闻笛" not in every
    assert "郏闻笛" in told(office.get("/console/hazard-figures?from=2026-09-01&nature=thing&list=closed").text)


def test_a_page_after_the_last_is_the_last(room: Room, office: FlaskClient) -> None:
    store.write(seed_weeks)
    asked = "/console/hazard-figures?from=2026-09-01&list=closed&page="
    first, last = told(office.get(f"{asked}1").text), told(office.get(f"{asked}99999").text)
    pages = int(re.search(r"第 1 页，共 (\d+) 页", first)[1])
    assert pages > 1 and f"第 {pages} 页，共 {pages} 页" in last and "YH-" in last


def test_figures_are_narrowed_and_lead_to_the_hazards(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_weeks)
    narrow.goto(f"{served}/console/hazard-figures")
    for words in ("本月", "上月", "近一年", "近 90 天"):
        narrow.get_by_role("link", name=words, exact=True).tap()
        expect(narrow.get_by_role("link", name=words, exact=True)).to_have_attribute("aria-current", "true")
    narrow.get_by_role("link", name="整改时间").tap()
    expect(narrow.locator("#list h2")).to_contain_text("这段时间销号的")
    narrow.get_by_role("link", name="下一页").tap()
    narrow.get_by_role("link", name="上一页").tap()
    narrow.locator("[name=from]").fill("2026-10-01")
    narrow.locator("[name=to]").fill("2026-11-20")
    narrow.locator("[name=department]").select_option("ws3")
    narrow.locator("[name=area]").select_option("tank")
    narrow.locator("[name=nature]").select_option("thing")
    narrow.get_by_role("button", name="看", exact=True).tap()
    expect(narrow.locator("h2", has_text="各区域")).to_be_visible()
    narrow.get_by_role("link", name="甲类储罐区").tap()
    narrow.get_by_role("link", name="逾期率").tap()
    narrow.locator("#list tbody a").first.tap()
    expect(narrow.locator("h1")).to_contain_text("隐患")


def test_a_real_peak_is_said_in_a_sentence_and_leads_to_its_hazards(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_weeks)
    narrow.goto(f"{served}/console/hazard-peaks")
    expect(narrow.locator(".state")).to_contain_text("周三 8–9 点偏高，多见于交接班：13 周里 13 周都有")
    narrow.locator(".heat .high a").tap()
    expect(narrow.locator("#list h2")).to_contain_text("周三 8–9 点")
    narrow.get_by_role("link", name="下一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 2 页")
    narrow.get_by_role("link", name="上一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 1 页")
    narrow.locator("#list tbody a").first.tap()
    expect(narrow.locator("h1")).to_contain_text("电气")
    narrow.go_back()
    narrow.locator("[name=department]").select_option("ws3")
    narrow.locator("[name=nature]").select_option("act")
    narrow.get_by_role("button", name="看", exact=True).tap()
    expect(narrow.locator(".state")).to_contain_text("没有统计上可靠的高峰")


def measured(many: int = 0) -> None:
    """A measure whose peak was found three weeks long, four weeks ago, after six weeks of records; since then nothing
    is reported in its hour. And `many` others."""
    day = MIDNIGHT.date()
    cell = {"weekday": 2, "start": 8, "end": 9, "by": "office", "at": NOW}
    found = {"found_from": day - timedelta(days=49), "found_to": day - timedelta(days=29)}
    begins = {"begins": day - timedelta(days=35)}
    PeakMeasure.create(key="m", words="两班当面交", **cell, **found, **begins)
    for each in range(many):
        PeakMeasure.create(key=f"m{each}", words=f"措施{each}", **{**cell, "weekday": 9}, **found, **begins)
    PeakMeasure.update(found_from="x").where(PeakMeasure.key == "m3").execute()
    for hazard in Hazard.select().where(Hazard.found_at >= MIDNIGHT - timedelta(days=28)):
        if (hazard.found_at.weekday(), hazard.found_at.hour) == (2, 8):
            hazard.delete_instance()


def told_of_measures() -> list[tuple[str, dict[str, object]]]:
    rows = Entry.select().where(Entry.kind.startswith("peak.")).order_by(Entry.id)
    return [(row.kind, json.loads(row.canonical)) for row in rows]


def test_a_measure_is_tied_to_a_peak_by_hand_and_ended_again(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_weeks)
    narrow.goto(f"{served}/console/hazard-peaks")
    expect(narrow.locator("#measures")).to_contain_text("还没有")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator("#enter .fault")).to_have_text(["还差做了什么", "还差从哪天起"])
    narrow.locator("[name=peak]").select_option(label="周三 8–9 点")
    narrow.locator("[name=words]").fill("两班在现场当面交")
    narrow.locator("[name=begins]").fill("2026-11-26")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator("#enter .fault")).to_contain_text("从哪天起要在 2026-08-26 到 2026-11-25 之间")
    narrow.locator("[name=begins]").fill("2026-11-20")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator("#measures tbody")).to_contain_text("还没有可比的时段 以来 0 次 / 0 人时")
    narrow.locator("#measures").get_by_role("link", name="停").tap()
    narrow.get_by_role("button", name="停", exact=True).tap()
    expect(narrow.locator("#end .fault")).to_be_visible()
    narrow.locator("[name=reason]").fill("换了排班")
    narrow.get_by_role("button", name="停", exact=True).tap()
    expect(narrow.locator("#measures tbody")).to_contain_text("2026-11-25 停：换了排班（演示记的）")
    [(_, begun), (_, ended)] = told_of_measures()
    assert begun["actor"] == ended["actor"] == {"system": "console", "account": "演示"}
    cell = {"cell": "周三 8–9 点", "weekday": 2, "start": 8, "end": 9, "department": "", "nature": ""}
    found = {"found_from": "2026-08-26", "found_to": "2026-11-24"}
    data = {"measure": 1, **cell, **found, "words": "两班在现场当面交", "begins": "2026-11-20"}
    assert (begun["subject"], begun["data"]) == ("desk/house", data)
    # Further back are the effects; the older ones are a page away, and a row that can't be read hides none.
    store.write(lambda: measured(many=20))
    narrow.goto(f"{served}/console/hazard-peaks")
    expect(narrow.locator("#measures tbody")).to_contain_text("读不出来")
    narrow.get_by_role("link", name="再看更早的").tap()
    expect(narrow.locator("#measures tbody")).to_contain_text("比以前少：0.0 倍（0.0–")
    expect(narrow.locator("#measures tbody")).to_contain_text("以来 0 次 / ")


def test_a_measure_sent_again_is_one_and_what_is_wrong_changes_nothing(room: Room, office: FlaskClient) -> None:
    store.write(seed_weeks)
    page = office.get("/console/hazard-peaks").text
    token, once = (re.search(f'name="{name}" value="([^"]+)"', page) for name in ("token", "once"))
    assert token and once
    right = {"token": token[1], "once": once[1], "peak": "2-8-9", "words": "当面交", "begins": "2026-11-25"}
    wrong = {
        "还要写做了什么；还要填从哪天起": {"words": " ", "begins": "x"},
        "做了什么最多写 100 个字": {"words": "长" * 101},
        "从哪天起不能晚于今天 2026-11-25": {"begins": "2026-11-26"},
        "从哪天起不能早于 2026-08-26": {"begins": "2026-08-25"},
        "还要选哪个高峰": {"peak": "3-8-9"},
        "没有这条措施": {"end": "77", "reason": "不用了"},
    }
    for words, change in wrong.items():
        answer = office.post("/console/hazard-peaks", data={**right, **change})
        assert (answer.status_code, words in told(answer.text)) == (400, True), words
    assert not PeakMeasure.select().exists() and not told_of_measures()
    for _ in range(2):
        assert office.post("/console/hazard-peaks", data=right).status_code == 302
    Hazard.delete().execute()
    assert office.post("/console/hazard-peaks", data=right).status_code == 302
    # Another act on the page whose answer was lost is not told that it is done.
    other = office.post("/console/hazard-peaks", data={**right, "words": "多走一遍"})
    assert other.status_code == 400 and "这一页已经记过一条：当面交" in told(other.text)
    end = {"token": token[1], "end": str(PeakMeasure.get().id), "reason": "换了排班"}
    assert "还要写为什么停" in told(office.post("/console/hazard-peaks", data={**end, "reason": ""}).text)
    for _ in range(2):
        assert office.post("/console/hazard-peaks", data=end).status_code == 302
    assert "已经停了：换了排班" in told(office.post("/console/hazard-peaks", data={**end, "reason": "没用"}).text)
    assert PeakMeasure.select().count() == 1
    assert [kind for kind, _ in told_of_measures()] == ["peak.measure", "peak.measure_ended"]


def test_goods_are_given_for_points_and_an_entry_is_taken_back(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_weeks)
    store.write(seed_points)
    best = max(points.balances().items(), key=lambda each: each[1])[0]
    has = points.balance(best)
    narrow.goto(f"{served}/console/points")
    narrow.get_by_role("button", name="记一笔").tap()
    expect(narrow.locator(".faulty > .fault").first).to_be_visible()
    find(narrow, "who", best)
    narrow.locator("[name=amount]").fill(str(has + 1))
    narrow.locator("[name=goods]").fill("防砸鞋一双")
    narrow.get_by_role("button", name="记一笔").tap()
    expect(narrow.locator(".told")).to_contain_text("不够换")
    narrow.locator("[name=amount]").fill("1")
    narrow.get_by_role("button", name="记一笔").tap()
    expect(narrow.locator("#entries tbody tr").first).to_contain_text("防砸鞋一双")
    assert points.balance(best) == has - 1
    narrow.get_by_role("link", name="冲回").first.tap()
    narrow.get_by_role("button", name="冲回").tap()
    expect(narrow.locator("#reverse .fault")).to_be_visible()
    narrow.locator("[name=reason]").fill("没领走")
    narrow.get_by_role("button", name="冲回").tap()
    expect(narrow.locator("#entries tbody tr").first).to_contain_text("没领走")
    assert points.balance(best) == has
    assert [row.by for row in PointEntry.select().order_by(PointEntry.id.desc()).limit(2)] == ["演示", "演示"]
    narrow.get_by_role("link", name="再看更早的").tap()
    expect(narrow.locator("#entries")).to_be_visible()
    narrow.goto(f"{served}/console/points")
    narrow.get_by_role("link", name="下一页").tap()
    narrow.get_by_role("link", name="上一页").tap()
    find(narrow, "person", best)
    narrow.get_by_role("button", name="看", exact=True).tap()
    narrow.get_by_role("link", name="看全部").tap()
    narrow.locator(".opens tbody a").first.tap()
    narrow.locator('#entries tbody a[href*="/hazards/"]').first.tap()
    expect(narrow.locator("h1")).to_contain_text("隐患")
