"""The console by hand on a narrow phone: every page does its job through its own controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from console_story import seed, seed_morning, seed_weeks
from pdfs import pdf
from playwright.sync_api import Page, expect
from room import NOW, NUMBER, Room, site_code
from test_console_accident import SHOWN, TEXT, happened

from handlers import admins
from handlers.permits.request import papers
from models import export, store
from models.admin import by_name
from models.book import book
from models.export import ExportJob
from models.permit import Permit, by_number
from models.seals import seal_all
from web.console import signin
from web.console.filters import PAGE_ROWS

# Each page of the rail, by its heading.
HEADS = {
    "隐患": "隐患",
    "查找": "查找",
    "数字": "办票用了多久",
    "整改指标": "隐患改得怎么样",
    "高峰": "隐患多在什么时候",
    "积分": "安全积分",
    "巡检": "巡检和专项检查",
    "培训": "培训",
    "掌握": "学过的还记得多少",
    "演练": "情景演练",
    "导出": "导出记录",
    "纸票": "纸质备用票",
    "现场码": "现场码",
    "传感器": "传感器",
    "人员": "人员变动",
    "运行": "安好自己怎么样",
    "看板": "今天",
}
NAME, ONE_TIME, OWN = "卞予安", "一次性的-密码-2026", "三号罐区-巡检-2026"


@pytest.fixture
def narrow(phone: Page) -> Iterator[Page]:
    """Whatever page it ends on, nothing hangs over its edge."""
    yield phone
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def look_at_a_picture(page: Page) -> None:
    """In a tab of its own, for the browser shows it with a style of its own that the policy forbids."""
    with page.context.expect_page() as tab:
        page.locator('a[href*="/pictures/"]').first.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("img")).to_be_visible()
    tab.value.close()


def pick(page: Page, name: str, value: str) -> None:
    """Chooses in a filter, once the page's script listens: it hides the button then."""
    expect(page.locator(".filters button")).to_be_hidden()
    page.locator(f"[name={name}]").select_option(value)


def find(page: Page, name: str, person: str) -> None:
    """Types the person's name into a field and takes him from those whom the house suggests."""
    field, called = page.locator(f"[name={name}]").first, book(NOW).plant.person(person).name
    # Only the page's script, once it is there, suggests anybody.
    expect(field).to_have_attribute("aria-controls", re.compile("."))
    field.fill(called)
    page.locator(f"#{field.get_attribute('aria-controls')} [role=option]", has_text=called).first.click()


def test_the_board_is_narrowed_widened_and_leafed_through(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_morning)
    store.write(lambda: [seed("boiler", "lifting", number, "returned") for number in range(10, 10 + PAGE_ROWS)])
    narrow.goto(f"{served}/console/")
    narrow.get_by_role("link", name="下一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 2 页")
    narrow.get_by_role("link", name="上一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 1 页")
    pick(narrow, "area", "hydro")
    expect(narrow.locator(".opens tbody tr")).to_have_count(2)
    pick(narrow, "kind", "lifting")
    expect(narrow.locator(".opens tbody tr")).to_have_count(1)
    narrow.get_by_role("link", name="看全部").click()
    pick(narrow, "state", "working")
    expect(narrow.locator(".opens tbody tr")).to_have_count(1)
    narrow.get_by_role("link", name="看全部").click()
    expect(narrow.locator(".filters button")).to_be_hidden()
    find(narrow, "person", "U20")
    expect(narrow.locator(".opens tbody tr")).to_have_count(1)
    narrow.go_back()
    narrow.locator("[data-area=chlor]").click()
    expect(narrow.locator("[name=area]")).to_have_value("chlor")


def test_the_permit_leads_to_its_pictures_its_papers_and_the_six_questions(
    room: Room, served: str, narrow: Page
) -> None:
    store.write(happened)
    copy = {"copied_from": "DH-20261124-0002", "related": ["SX-20261125-0003"]}
    store.write(lambda: Permit.update(copy).where(Permit.number == NUMBER).execute())
    store.write(lambda: [seed("chlor", "confined_space", 3, "working")])
    seal_all(NOW)
    narrow.goto(f"{served}/console/permits/{NUMBER}")
    # The seeded rows have no entries of their own, and the page says so.
    expect(narrow.locator("#compared .stop").first).to_contain_text("与封存链不一致")
    look_at_a_picture(narrow)
    narrow.get_by_role("link", name="SX-20261125-0003").click()
    expect(narrow.locator("h1")).to_contain_text("受限空间")
    narrow.go_back()
    narrow.get_by_role("link", name="事故六问").click()
    expect(narrow.locator("h1")).to_have_text("事故六问")
    narrow.locator(f'a[href$="/shown/{SHOWN}"]').first.click()
    expect(narrow.locator("body")).to_contain_text(TEXT.splitlines()[1])
    narrow.go_back()
    look_at_a_picture(narrow)
    narrow.get_by_role("link", name=NUMBER).first.click()
    expect(narrow.locator("h1")).to_contain_text("一级动火 · 污水处理站")


def test_the_rail_leads_to_every_page_and_the_spans_choose_the_weeks(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_morning)
    store.write(seed_weeks)
    narrow.goto(f"{served}/console/")
    rail = narrow.locator(".rail").get_by_role("link")
    assert set(rail.all_text_contents()) == set(HEADS)
    for words, head in HEADS.items():
        narrow.locator(".rail").get_by_role("link", name=words, exact=True).tap()
        expect(narrow.locator("h1")).to_have_text(head)
    narrow.locator(".rail").get_by_role("link", name="数字").tap()
    narrow.get_by_role("link", name="4 周").tap()
    expect(narrow.locator(".head")).to_contain_text("最近 4 周")
    narrow.locator(".rail").get_by_role("link", name="运行").tap()
    narrow.locator('a[href*="/matters/"]').first.click()
    expect(narrow).to_have_url(re.compile("/console/permits/"))


def test_an_export_is_asked_for_taken_away_and_goes_on_where_it_stopped(
    room: Room, served: str, narrow: Page, tmp_path: Path
) -> None:
    store.write(seed_morning)
    narrow.goto(f"{served}/console/exports")
    narrow.get_by_label("从哪天").fill("2026-11-01")
    narrow.get_by_label("到哪天").fill("2026-10-01")
    narrow.get_by_role("button", name="开始导出").tap()
    expect(narrow.get_by_role("alert")).to_contain_text("结束日期在开始日期之前")
    narrow.get_by_label("到哪天").fill("2026-11-25")
    narrow.locator("[name=area]").select_option("sewage")
    narrow.locator("[name=kind]").select_option("hot_work")
    find(narrow, "person", "U33")
    narrow.get_by_label("内容里有").fill("焊接")
    narrow.get_by_role("button", name="开始导出").tap()
    expect(narrow.locator("tbody").first).to_contain_text("排队")
    job = ExportJob.get()
    wanted = {"from": "2026-11-01", "to": "2026-11-25", "area": "sewage", "kind": "hot_work", "person": "U33"}
    assert {name: job.scope[name] for name in wanted} == wanted and job.scope["project"] == "焊接"
    narrow.get_by_role("link", name="再要一个").tap()
    expect(narrow.get_by_role("button", name="开始导出")).to_be_visible()
    store.write(lambda: export.keep(job.id, state="failed", words="没有做成"))
    narrow.goto(f"{served}/console/exports")
    narrow.get_by_role("button", name="接着做").tap()
    expect(narrow.locator("tbody").first).to_contain_text("排队")
    folder = export.folder_of(room.settings.var, job.id)
    folder.mkdir(parents=True)
    (folder / export.WHOLE).write_bytes(b"PK whole")
    store.write(lambda: export.keep(job.id, state="done", finished_at=NOW))
    narrow.goto(f"{served}/console/exports")
    with narrow.expect_download() as download:
        narrow.get_by_role("link", name="取包").click()
    assert download.value.path().read_bytes() == b"PK whole"


def test_a_used_paper_is_typed_in_with_its_scan(room: Room, served: str, narrow: Page) -> None:
    [form] = store.write(lambda: papers.print_forms("hot_work", 1, NOW - timedelta(days=2)))
    narrow.goto(f"{served}/console/papers")
    narrow.get_by_role("link", name=form.number).click()
    for name, value in {"level": "first", "area": "sewage"}.items():
        narrow.locator(f"[name={name}]").select_option(value)
    for name, person in {"requester": "U33", "work_leader": "U33", "guardian": "U34", "workers": "U34"}.items():
        find(narrow, name, person)
    times = {"signed_at": "2026-11-24T08:20", "starts_at": "2026-11-24T08:40", "ends_at": "2026-11-24T11:05"}
    words = {"part": "调节池东侧", "project": "换焊进水管", "reason": "停电，系统不通"}
    for name, value in {**times, **words, "signers": "安全管理部经理 郗怀瑾 08:20"}.items():
        narrow.locator(f"[name={name}]").fill(value)
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    narrow.locator("[name=scan]").set_input_files([scan])
    narrow.get_by_role("button", name="存下并归档").click()
    expect(narrow.get_by_role("alert")).to_contain_text("监护人不能同时是作业人")
    find(narrow, "guardian", "U30")
    narrow.locator("[name=scan]").set_input_files([scan])
    narrow.get_by_role("button", name="存下并归档").click()
    expect(narrow.locator(".head").first).to_contain_text(form.number)
    kept = by_number(form.number)
    assert kept is not None and (kept.state, kept.form.part) == ("archived", "调节池东侧")


def test_a_one_time_password_is_replaced_and_signing_out_closes_the_door(
    room: Room, served: str, narrow: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "tries", signin.Tries())
    admins.set_password(NAME, ONE_TIME, NOW, one_time=True)
    narrow.set_extra_http_headers({"X-Forwarded-For": "10.1.2.3"})
    narrow.goto(f"{served}/console/figures")
    narrow.get_by_label("名字").fill(NAME)
    narrow.get_by_label("密码").fill("别的-密码-不对-的")
    narrow.get_by_role("button", name="登录").tap()
    expect(narrow.get_by_role("alert")).to_contain_text("名字或密码不对")
    expect(narrow.locator("[data-label=名字] .fault")).to_contain_text("名字或密码不对")
    expect(narrow.get_by_label("名字")).to_be_focused()
    narrow.get_by_label("名字").fill(NAME)
    narrow.get_by_label("密码").fill(ONE_TIME)
    narrow.get_by_role("button", name="登录").tap()
    expect(narrow.locator("h1")).to_have_text("请换成自己的密码")
    narrow.locator("[name=now]").fill(ONE_TIME)
    narrow.get_by_role("button", name="换好了").tap()
    expect(narrow.locator("[data-label=新密码] .fault")).to_have_text("还差新密码")
    expect(narrow.locator("[data-label=再填一次] .fault")).to_have_text("新密码再填一次")
    for field, value in {"now": ONE_TIME, "new": OWN, "again": OWN}.items():
        narrow.locator(f"[name={field}]").fill(value)
    narrow.get_by_role("button", name="换好了").tap()
    expect(narrow.locator("h1")).to_have_text("今天")
    account = by_name(NAME)
    assert account is not None and not account.one_time
    narrow.get_by_role("link", name="改密码").click()
    expect(narrow.locator("h1")).to_have_text("改密码")
    narrow.get_by_role("button", name="退出").click()
    expect(narrow.locator("h1")).to_have_text("安好 · 安全部门")
    narrow.goto(f"{served}/console/figures")
    expect(narrow.locator("h1")).to_have_text("安好 · 安全部门")


def test_a_number_that_nothing_has_leads_back_to_the_board(room: Room, served: str, narrow: Page) -> None:
    narrow.goto(f"{served}/console/papers/DHZ-20991231-0001")
    narrow.get_by_role("link", name="回看板").tap()
    expect(narrow.locator("h1")).to_have_text("今天")


def test_codes_of_areas_and_machines_are_printed_and_one_of_each_is_replaced(
    room: Room, served: str, narrow: Page
) -> None:
    names = {"污水处理站 公用工程车间": "打印全部", "2 号污水泵（P-201A）": "打印全部设备码"}
    narrow.goto(f"{served}/console/site-codes")
    for name, every in names.items():
        row = narrow.get_by_role("row", name=name)
        expect(row).to_contain_text("还没有印过")
        for button in (
            row.get_by_role("button", name="打印"),
            narrow.get_by_role("button", name=every, exact=True),
        ):
            with narrow.expect_download() as given:
                button.click()
            assert Path(given.value.path()).read_bytes().startswith(b"%PDF-")
    narrow.reload()
    for name in names:
        row = narrow.get_by_role("row", name=name)
        expect(row).to_contain_text("第 1 张")
        row.get_by_text("换码", exact=True).click()
        row.get_by_role("button", name="换掉这张码").click()
        expect(narrow.locator("main")).to_contain_text(f"{name.partition(' 公')[0]}换了新码")
        expect(row).to_contain_text("第 2 张")


def test_a_code_read_by_a_camera_is_opened_in_the_app_of_ones_choice(room: Room, served: str, narrow: Page) -> None:
    for app, platform in (("企业微信", "wecom"), ("钉钉", "dingtalk")):
        narrow.goto(f"{served}/s/{site_code(room)}")
        link = narrow.get_by_role("link", name=f"在{app}里打开")
        expect(link).to_have_attribute("href", f"/h5/{platform}/site/{site_code(room)}")
        link.click()
