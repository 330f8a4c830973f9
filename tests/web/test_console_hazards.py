"""The console's hazards: found by each of the filters, on the plan, one whole, and taken away as a table."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hazard_story import FORMULA, WORDS, found, mend
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from room import NOW, Room
from test_console_by_hand import find, look_at_a_picture, narrow

from models import export, hazard_search, ledger, store
from models import hazard as hazards
from models.export import ExportJob
from models.hazard import Hazard
from models.hazard_search import Sought
from rules.hazards.life import NAMES
from web.console.filters import PAGE_ROWS
from workers.exports.job import advance

__all__ = ["narrow"]


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


@pytest.fixture
def reported(room: Room) -> list[Hazard]:
    """One in each of three areas, of which one was reported last month and is late, and one is mended badly."""
    made = [store.write(lambda area=area, words=words: found(area, words)) for area, words in WORDS.items()]
    made.append(store.write(lambda: found("tank", FORMULA, days_ago=20)))
    store.write(lambda: hazards.keep(hazards.locked(made[3].subject_id), late=True, grade="major"))
    mend(made[0])
    return [Hazard.get_by_id(each.id) for each in made]


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/console/hazards/(YH-\w+)">', page)


def test_the_list_is_narrowed_by_each_of_its_filters(office: FlaskClient, reported: list[Hazard]) -> None:
    first, second, third, late = (each.number for each in reported)
    owner, kind = reported[0].owner, reported[2].category
    for wish, there in (
        ("", [late, third, second, first]),
        ("?words=灭火器 锅炉", [second]),
        (f"?words={third.removeprefix('YH-')}", [third]),
        ("?state=open&area=boiler", [second]),
        ("?state=closed_out", []),
        (
            f"?category={kind}",
            [each.number for each in reported if each.category == kind],
        ),
        ("?grade=major", [late]),
        ("?late=1", [late]),
        (f"?owner={owner}", [each.number for each in reversed(reported) if each.owner == owner]),
        (f"?since={NOW:%Y-%m-%d}", [third, second, first]),
        (f"?until={NOW - timedelta(days=1):%Y-%m-%d}", [late]),
        ("?state=nonsense&since=soon&page=none&grade=huge", [late, third, second, first]),
        ("?owner=没有这个人", [late, third, second, first]),
    ):
        page = office.get(f"/console/hazards{wish}")
        assert page.status_code == 200 and sorted(numbers(page.text)) == sorted(there), wish
    assert "通讯录里没有「没有这个人」" in page.text
    assert "没有符合的" in office.get("/console/hazards?state=closed_out").text
    # What is in the archive is found by how it ended.
    into, hazard = reported[0].work.but(into=second), reported[0]
    for state, closed, work in (("closed_out", NOW, hazard.work), ("merged", None, into)):
        archived = {"state": "archived", "closed_at": closed, "work": work}
        store.write(lambda archived=archived: hazards.keep(hazards.locked(hazard.subject_id), **archived))
        page = office.get(f"/console/hazards?state={state}").text
        assert numbers(page) == [first] and page.count(NAMES[state]) > 1, state
    store.write(lambda: ledger.append(hazard.subject, "hazard.rejected", NOW, actor={}, data={}))
    assert numbers(office.get("/console/hazards?state=rejected").text) == [first]


def test_one_that_sounds_major_is_at_the_top_and_no_ordinary_one(office: FlaskClient, reported: list[Hazard]) -> None:
    oldest, word = reported[0], "待定级（像重大）"
    sounds = {"state": "triage", "late": False, "report": oldest.report.but(hinted=True)}
    store.write(lambda: hazards.keep(hazards.locked(oldest.subject_id), **sounds))
    page = office.get("/console/hazards").text
    assert numbers(page)[0] == oldest.number and f'<span class="badge tone-stop">{word}</span>' in page
    assert "像重大，待定级 1 条" in page
    assert numbers(office.get("/console/hazards?grade=undecided").text) == [oldest.number]
    assert oldest.number not in numbers(office.get("/console/hazards?grade=general").text)
    one = office.get(f"/console/hazards/{oldest.number}").text
    assert one.count(word) > 1 and "一般" not in one
    assert word in office.get("/console/").text


def test_an_area_says_how_many_are_not_over_and_how_many_of_those_stand_worst(
    office: FlaskClient, reported: list[Hazard]
) -> None:
    for each, state in zip(reported, ("assigned", "accepted", "closed_out", "closed_out"), strict=True):
        kept = {"state": state, "area": "sewage", "late": False, "closed_at": NOW if state == "closed_out" else None}
        store.write(lambda each=each, kept=kept: hazards.keep(hazards.locked(each.subject_id), **kept))
    for page in ("/console/hazards", "/console/"):
        assert "：2 条没完，1 条等接单</title>" in office.get(page).text, page
    store.write(lambda: hazards.keep(hazards.locked(reported[1].subject_id), state="closed_out", closed_at=NOW))
    assert "：1 条没完，1 条等接单</title>" in office.get("/console/").text
    store.write(lambda: hazards.keep(hazards.locked(reported[0].subject_id), state="closed_out", closed_at=NOW))
    for page in ("/console/hazards?state=closed_out", "/console/"):
        assert "条没完" not in office.get(page).text.partition("<figcaption")[0], page


def test_the_list_opens_whatever_state_its_hazards_are_in(office: FlaskClient, reported: list[Hazard]) -> None:
    for state in NAMES:
        store.write(lambda state=state: hazards.keep(hazards.locked(reported[0].subject_id), state=state))
        word, _ = hazards.stands(Hazard.get_by_id(reported[0].id))
        answer = office.get("/console/hazards")
        assert answer.status_code == 200 and word in answer.get_data(as_text=True), state


def test_a_table_of_what_is_shown_holds_texts_as_texts(room: Room, office: FlaskClient, reported: list[Hazard]) -> None:
    page = office.get("/console/hazards?state=open").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    answer = office.post("/console/hazards/sheet", data={"token": token[1], "state": "open"})
    assert answer.status_code == 302 and answer.location.endswith("/console/exports")
    [job] = list(ExportJob.select())
    assert "没销号的" in office.get("/console/exports").text
    assert advance(job.id, room.settings, NOW, NOW) is False
    page = office.get("/console/exports").text
    assert "做好了" in page and "取表" in page and "4 / 4 件" in page
    file = Path(room.settings.var) / "table.xlsx"
    file.write_bytes(office.get(f"/console/exports/{job.id}/file").data)
    book = load_workbook(file)
    head, *lines = list(book["隐患清单"].iter_rows())
    names = [cell.value for cell in head]
    rows = {line[0].value: dict(zip(names, line, strict=True)) for line in lines}
    assert set(rows) == {each.number for each in reported}
    late = rows[reported[3].number]
    assert late["看到什么"].value == FORMULA and late["看到什么"].data_type == "s"
    assert late["级别"].value == "重大" and late["超期"].value == "是"
    assert rows[reported[0].number]["上报时间"].value == datetime(2026, 11, 25, 8, 18)  # noqa: DTZ001 - as a sheet has it
    assert rows[reported[0].number]["第几次改"].value == 2
    assert all(cell.data_type != "f" for line in lines for cell in line)


def test_a_table_that_was_cut_off_is_made_anew(
    room: Room, reported: list[Hazard], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = store.write(lambda: export.ask_for({"sheet": "hazards", "told": "全部"}, "office", NOW))
    with monkeypatch.context() as full:
        full.setattr("workers.exports.sheets._line", lambda *given: (_ for _ in ()).throw(OSError("disk full")))
        advance(job.id, room.settings, NOW, NOW)
    assert ExportJob.get_by_id(job.id).state == "failed"
    store.write(lambda: export.keep(job.id, state="waiting"))
    advance(job.id, room.settings, NOW, NOW)
    assert ExportJob.get_by_id(job.id).state == "done"


def test_all_are_gone_through_a_few_at_a_time(reported: list[Hazard], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hazard_search, "BATCH", 2)
    assert [each.id for each in hazard_search.every(Sought())] == [each.id for each in reversed(reported)]


def test_hazards_by_hand(room: Room, served: str, narrow: Page, reported: list[Hazard]) -> None:
    for number in range(PAGE_ROWS):
        store.write(lambda number=number: found("lpg", f"液化气站第 {number} 处照明坏了", days_ago=number % 3))
    narrow.goto(f"{served}/console/hazards")
    expect(narrow.locator(".opens tbody tr")).to_have_count(PAGE_ROWS)
    narrow.get_by_role("link", name="下一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 2 页")
    narrow.get_by_role("link", name="上一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 1 页")
    narrow.locator("a.patch[data-area=sewage]").tap()
    expect(narrow.locator(".opens tbody tr")).to_have_count(1)
    narrow.locator("a.patch[data-area=sewage]").tap()
    narrow.locator(".head a", has_text="像重大，待定级 0 条").tap()
    expect(narrow.locator(".empty")).to_contain_text("没有符合的")
    for words in ("没销号", "超期没改好", "重大没销号"):
        narrow.locator(".head a", has_text=re.compile(f"^{words}")).tap()
        expect(narrow.locator(".paging")).to_contain_text("条")
    narrow.get_by_role("link", name="看全部").tap()
    for name, value in {"state": "open", "area": "tank", "grade": "major", "late": "1"}.items():
        narrow.locator(f"[name={name}]").first.select_option(value)
    narrow.locator("[name=category]").first.select_option(index=1)
    narrow.locator("[name=words]").first.fill("灭火器")
    narrow.locator("[name=since]").first.fill("2026-10-01")
    narrow.locator("[name=until]").first.fill("2026-11-30")
    narrow.get_by_role("button", name="查找").tap()
    expect(narrow.locator(".empty")).to_contain_text("没有符合的")
    narrow.get_by_role("link", name="看全部").tap()
    find(narrow, "owner", reported[0].owner)
    narrow.get_by_role("button", name="查找").tap()
    expect(narrow.locator(".opens tbody")).to_contain_text(reported[0].number)
    narrow.get_by_role("link", name="导出留证包").tap()
    expect(narrow.locator("[name=from]")).to_have_value("2026-11-01")
    narrow.go_back()
    narrow.get_by_role("button", name="导出 Excel").tap()
    expect(narrow.locator("table").first).to_contain_text("隐患清单")
    narrow.goto(f"{served}/console/hazards?area=sewage")
    narrow.get_by_role("link", name=reported[0].number).tap()
    expect(narrow.locator("h1")).to_contain_text("电气隐患")
    for words in ("门还关不上", "没改好", "等备件", "围起来", "还没批"):
        expect(narrow.locator("main")).to_contain_text(words)
    for part in ("照片", "整改和查看", "延期", "卡片和消息", "经过"):
        narrow.get_by_role("link", name=part, exact=True).tap()
    for fold in narrow.locator("summary").all():
        fold.tap()
    look_at_a_picture(narrow)
    narrow.goto(f"{served}/console/")
    narrow.locator('.opens a[href*="/hazards/"]').first.tap()
    expect(narrow.locator("h1")).to_contain_text("隐患")
    narrow.goto(f"{served}/console/hazards?owner=没有这个人")
    expect(narrow.locator(".faulty")).to_contain_text("通讯录里没有")


def test_a_board_row_and_the_search_lead_to_its_own_page(office: FlaskClient, reported: list[Hazard]) -> None:
    number = reported[0].number
    assert f'href="/console/hazards/{number}"' in office.get("/console/").text
    assert office.get(f"/console/matters/{number}").location == f"/console/hazards/{number}"
    assert office.get("/console/hazards/YH-000000").status_code == 404
