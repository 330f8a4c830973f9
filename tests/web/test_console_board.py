"""The board and one permit whole, by plain requests: what is listed, filtered, paged, and answered as unchanged."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import requests
from builders import FOREMAN, ask_for_permit
from console_story import ask, delivery, gas_test, seed, seed_morning, sign
from flask.testing import FlaskClient
from plant import Plant
from room import NOW, NUMBER, Room, seed_permit

from models import ledger, meter, store
from models.ask import Ask
from models.blob import keep
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from rules.plant import Plant as PlantData
from web.console.board import today
from web.console.filters import PAGE_ROWS
from web.console.plan import Site, plans
from web.console.rows import Row


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


@pytest.fixture
def morning(room: Room) -> None:
    store.write(seed_morning)


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/console/permits/([\w-]+)">', page)


def test_an_empty_board_says_what_will_be_here(office: FlaskClient) -> None:
    assert "今天还没有作业票" in office.get("/console/").text


def test_the_worst_comes_first_and_each_row_says_how_long_it_waits_and_for_whom(room: Room, morning: None) -> None:
    rows = today(book(NOW), NOW)
    assert [row.tone for row in rows] == sorted(
        (row.tone for row in rows), key=["stop", "caution", "info", "done", "quiet"].index
    )
    late = next(row for row in rows if row.number == "DH-20261125-0003")
    assert (late.word, late.tone, late.minutes, late.whom) == ("审签超时", "caution", 31, "郇一鸣")
    both = next(row for row in rows if row.number == NUMBER)
    assert (both.word, both.minutes, both.whom, both.window) == ("审签", 0, "卞予安、苌若谷", "08:30–16:30")


def test_a_permit_that_ran_out_at_work_is_red_and_one_that_nobody_signed_is_history(room: Room) -> None:
    store.write(lambda: (seed("tank", "height", 1, "expired"), seed("tank", "height", 2, "expired", started_at=NOW)))
    assert [(row.number[-1], row.tone) for row in today(book(NOW), NOW)] == [("2", "stop"), ("1", "quiet")]


def test_a_watch_over_running_work_is_no_wait(room: Room) -> None:
    working = store.write(lambda: seed("tank", "height", 1, "working"))
    store.write(lambda: ask(working, "U30"))
    store.write(lambda: Ask.update(kind="permit.watch").execute())
    assert today(book(NOW), NOW)[0].minutes is None


def test_yesterdays_end_is_gone_and_what_still_runs_stays(room: Room) -> None:
    past = {
        "starts_at": NOW - timedelta(days=2),
        "ends_at": NOW - timedelta(days=1),
        "requested_at": NOW - timedelta(days=2),
    }

    def write() -> None:
        for number, state in enumerate(("closed", "working"), 1):
            permit = seed("tank", "height", number, state)
            Permit.update(past).where(Permit.id == permit.id).execute()

    store.write(write)
    assert [row.state for row in today(book(NOW), NOW)] == ["working"]


def _only_site(plant: PlantData, rows: list[Row]) -> Site:
    [site] = plans(plant, rows)
    return site


def test_the_plan_shows_each_area_with_its_worst_state_and_how_many(room: Room, morning: None) -> None:
    plant = book(NOW).plant
    patches = {patch.area: patch for patch in _only_site(plant, today(book(NOW), NOW)).patches}
    assert (patches["hydro"].word, patches["hydro"].live) == ("作业中", 2)
    assert (patches["tank"].word, patches["tank"].tone) == ("卡住", "stop")
    assert (patches["lpg"].word, patches["lpg"].live) == ("", 0)
    assert all(patch.label for patch in patches.values()), "an area without work has its name too"
    assert patches["sewage"].radius == 70 and not patches["sewage"].points


def test_the_plan_is_true_to_scale_and_holds_every_area(room: Room) -> None:
    drawn = _only_site(book(NOW).plant, [])
    hydro = next(patch for patch in drawn.patches if patch.area == "hydro")
    corners = [tuple(map(float, pair.split(","))) for pair in hydro.points.split()]
    assert corners[1][0] - corners[0][0] == pytest.approx(150, abs=1)
    assert corners[0][1] - corners[2][1] == pytest.approx(122, abs=1)
    assert all(0 < patch.x < drawn.width and 0 < patch.y < drawn.height for patch in drawn.patches)


def test_filters_narrow_the_list(office: FlaskClient, morning: None) -> None:
    for query, count in {
        "area=hydro": 2,
        "kind=confined_space": 2,
        "state=signing": 2,
        "person=U20": 1,
        "person=U33&area=tank": 1,
        "area=lpg&state=working": 0,
        "page=nonsense&area=": 9,
    }.items():
        page = office.get(f"/console/?{query}").text
        assert len(numbers(page)) == count, query
        assert ("没有符合的。" in page) == (count == 0), query


def test_a_long_day_is_paged_with_the_filter_kept(room: Room, office: FlaskClient) -> None:
    store.write(lambda: [seed("tank", "height", number, "approved") for number in range(PAGE_ROWS + 5)])
    first, second = (office.get(f"/console/?area=tank&page={page}").text for page in (1, 2))
    assert (len(numbers(first)), len(numbers(second))) == (PAGE_ROWS, 5)
    assert 'href="/console/?area=tank&amp;page=2"' in first
    assert len(numbers(office.get("/console/?page=99").text)) == 5


def test_the_live_part_is_sent_only_when_it_has_changed(office: FlaskClient, morning: None) -> None:
    first = office.get("/console/board/live")
    again = office.get("/console/board/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    store.write(lambda: Permit.update(state="working").where(Permit.state == "approved").execute())
    changed = office.get("/console/board/live", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "待开工" not in changed.text


def test_a_permit_is_shown_whole(room: Room, office: FlaskClient) -> None:
    def write() -> tuple[Permit, str]:
        permit = seed_permit()
        gas_test(permit, ok=False, value="12")
        measure = permit.template["measures"][0]["id"]
        confirmed = {"applies": "yes", "by": "U30", "at": NOW.isoformat()}
        Permit.update(work={"measures": {measure: confirmed}}).where(Permit.id == permit.id).execute()
        ledger.append(permit.subject, "permit.requested", NOW, actor={"person": "U33"}, data={})
        return permit, sign(permit, "U33", minutes=4)

    permit, digest = store.write(write)
    page = office.get(f"/console/permits/{NUMBER}").text
    for words in (
        "更换焊接管段",
        "已签",
        "待签",
        "代安全总监，SQ-2026-07",
        "甲烷 12 %LEL（0.15 %vol）",
        "不合格",
        "已落实",
    ):
        assert words in page
    for words in (
        "按区域和级别走一级动火双签",
        "第 1 版，10月26日载入",
        "宓有方提出申请",
        permit.template["jsa"][0]["hazard"],
    ):
        assert words in page
    assert office.get(f"/console/pictures/{digest}").content_type == "image/png"


def test_a_permit_shows_what_was_signed_and_what_happened_on_site(room: Room, office: FlaskClient) -> None:
    def write() -> None:
        photo = keep(b"a picture", "image/jpeg", NOW)
        stop = {"at": NOW.isoformat(), "by": "U34", "why": "气味不对", "resumed_at": None}
        briefed = {"U34": {"by": "U30", "at": NOW.isoformat(), "way": "guardian", "photo": photo["sha256"]}}
        permit = seed("sewage", "hot_work", 9, "suspended", started_at=NOW, work={"stops": [stop], "briefed": briefed})
        row = ask(permit, "U34", state="done", answer={"at": NOW.isoformat(), "way": "guardian"})
        Ask.update(kind="permit.brief").where(Ask.id == row.id).execute()

    store.write(write)
    page = office.get("/console/permits/DH-20261125-0009").text
    for words in ("08:18 苑成蹊：气味不对，还没复工", "安全交底", "在监护人的手机上点的，拍了照"):
        assert words in page
    assert page.count('class="picture"') == 1


def test_a_permit_shows_what_was_sent_and_who_cannot_be_reached(room: Room, office: FlaskClient) -> None:
    def write() -> None:
        permit = seed_permit()
        Delivery.create(**delivery(permit, "U19"), state="unreachable", last_error="没有加入企业")
        Delivery.create(
            **delivery(permit, "U04"), form="text", words="还差你签", state="sent", sent=1, delivered_at=NOW
        )
        meter.lost("wecom", "anhe_u19", "U19", "没有加入企业", NOW)

    store.write(write)
    page = office.get(f"/console/permits/{NUMBER}").text
    assert "还差你签" in page
    assert "08:18 起联系不上（没有加入企业）：请打电话" in page


def test_only_pictures_leave_the_store_of_binaries(room: Room, office: FlaskClient) -> None:
    strokes = store.write(lambda: keep(b"[]", "application/json", NOW))
    assert office.get(f"/console/pictures/{strokes['sha256']}").status_code == 404
    assert office.get("/console/pictures/none").status_code == 404


@pytest.mark.parametrize("path", ["permits/DH-1", "nothing/here"])
def test_what_is_not_there_is_told_in_two_parts(office: FlaskClient, path: str) -> None:
    page = office.get(f"/console/{path}")
    assert page.status_code == 404
    assert "没有这" in page.text and "请" in page.text


@pytest.mark.both_stores
def test_every_page_opens_on_either_store(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    for path in ("", "board/live", f"permits/{permit.number}", "figures", "house"):
        page = requests.get(f"{plant.base}/console/{path}", timeout=20)
        assert page.status_code == 200, page.text
    plant.expect_all(FOREMAN)
