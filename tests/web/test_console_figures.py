"""Figures of the flow and of the house, as the console shows them."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from console_story import seed_morning, seed_weeks
from flask.testing import FlaskClient
from plant import anhe
from room import NOW, Room

from handlers.plant import keep
from models import meter, plant_time, store


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


def charts(page: str) -> dict[str, Any]:
    found = re.search(r'id="charts">(.*?)</script>', page, re.DOTALL)
    assert found
    return {chart["id"]: chart for chart in json.loads(found[1])}


def test_without_a_permit_each_part_says_what_will_be_there(office: FlaskClient) -> None:
    page = office.get("/console/figures").text
    assert page.count('class="empty"') == 5


def test_weeks_are_held_against_paper(room: Room, office: FlaskClient) -> None:
    store.write(seed_weeks)
    page = office.get("/console/figures?weeks=4").text
    weekly = charts(page)["weekly"]
    assert weekly["names"] == ["纸票", "11.2", "11.9", "11.16", "11.23"]
    assert weekly["values"] == [492, None, 16, 14, 10]
    assert "中位 <b>14 分钟</b>" in page and "8.2 小时" in page


def test_stages_waits_substitutes_and_refusals_are_counted(room: Room, office: FlaskClient) -> None:
    store.write(seed_weeks)
    found = charts(office.get("/console/figures?weeks=4").text)
    assert found["stages"]["names"] == ["双签审批", "开工准备"]
    assert found["waits"]["names"] == ["宓有方 等 卞予安"]
    assert found["substitutes"]["values"] == [0, 1, 1, 1]
    refused = found["refusals"]
    assert dict(zip(refused["names"], refused["values"], strict=True)) == {"措施没落实": 3, "气体没测或不合格": 1}


def test_only_offered_spans_are_taken(office: FlaskClient) -> None:
    assert "最近 12 周" in office.get("/console/figures?weeks=999999").text


def test_the_house_says_of_each_trouble_what_to_do_next(room: Room, office: FlaskClient) -> None:
    real = plant_time.real_now()
    store.write(seed_morning)
    store.write(lambda: (meter.beat("clock", real), meter.beat("worker", real - timedelta(minutes=4))))
    page = office.get("/console/house").text
    for words in (
        "已等 31 分钟，过了时限 16 分钟",
        "请签：一级动火 · 液氨罐区，已等 31 分钟",
        "请打电话：10000000020",
        "08:15 起企业微信联系不上：没有加入企业",
        "企业微信：应用没有给他可见权限",
        "4 分钟没有动静",
        "请重启它，并看 var/log 里它的日志",
        "看守（watchman）没有启动",
    ):
        assert words in page


@pytest.mark.parametrize(("used", "word"), [(10, "够用"), (4000, "快用完"), (4750, "将尽")])
def test_the_month_is_named_by_how_full_it_is(room: Room, office: FlaskClient, used: int, word: str) -> None:
    row = {"platform": "dingtalk", "month": "2026-11", "measure": "api", "kind": "card", "person": ""}
    store.write(lambda: meter.Usage.insert(**row, count=used).execute())
    assert f">{word}<" in office.get("/console/house").text


def test_a_platform_with_nobody_on_it_is_not_told_of(room: Room, office: FlaskClient) -> None:
    store.write(lambda: meter.beat("stream:dingtalk", plant_time.real_now()))
    assert "钉钉" in office.get("/console/house").text
    data = deepcopy(anhe())
    for person in data["plant"]["people"]:
        person["platform"] = "wecom"
    store.write(lambda: keep(data, NOW))
    assert "钉钉" not in office.get("/console/house").text


def test_a_quiet_house_says_so(room: Room, office: FlaskClient) -> None:
    page = office.get("/console/house").text
    assert "没有人被等" in page and "都联系得上" in page and "没有发不出去的卡片" in page
