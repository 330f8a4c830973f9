"""独立上岗 by hand on a small phone: other hours of a level, three names drawn, and what the console lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import pytest
from doors import doors
from glass import Glass
from onboarding_acts import asked, barred, hours_go_by, joins, learned, signer, taught, with_one_lesson
from plant import Log, Plant, running_plant
from playwright.sync_api import Page, expect
from screens import everybody, follow, said_at, show
from touch import dot, fits_gloves, write_name
from training_acts import file_of
from worlds import Here

from models import store
from models.asked import keep
from models.book import book
from models.ledger import of_subject
from models.training import TrainingFile
from models.training_levels import CLEARANCE
from models.training_paper import Teaching
from rules.training.levels import PARTS
from web.console.filters import turned
from web.console.training import newcomers_page

UNKNOWN = "没有回音，不知道收到没有。"


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = with_one_lesson(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


@pytest.fixture
def one(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=with_one_lesson("anhe")) as running:
        yield running


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def kinds(person: str) -> list[str]:
    return [entry.kind for entry in of_subject(file_of(person).subject)]


def test_other_hours_are_written_on_the_page_of_the_level(one: Plant, screen: Page) -> None:
    plant = one
    person = joins(plant)
    [ask] = asked(person)
    show(plant, screen, ask.person, f"level/{ask.id}?r=1")
    fits_gloves(screen)
    hours = screen.locator("[name=hours]")
    expect(hours).to_have_value("24")
    hours.fill("")
    screen.get_by_role("button", name="记下").tap()
    said_at(screen, "学时", "写带了几学时")
    hours.fill("两天")
    screen.get_by_role("button", name="记下").tap()
    said_at(screen, "学时", "学时写数字")
    hours.fill("24")
    screen.get_by_role("button", name="记下").tap()
    said_at(screen, "学时", "才开始，到现在最多 0 学时。24 学时最早 11月26日")
    hours_go_by(plant, person)
    hours.fill("16")
    screen.get_by_role("button", name="记下").tap()
    expect(screen.locator("#answer-words")).to_contain_text("带了 16/24 学时")
    expect(screen.locator("main")).to_contain_text("已经记的：16 学时")
    shot(screen, "level")
    screen.locator("[name=hours]").fill("24.5")
    screen.get_by_role("button", name="记下").tap()
    said_at(screen, "学时", "公司级一共 24 学时，最多写 24。")
    screen.locator("[name=hours]").fill("24")
    screen.get_by_role("button", name="记下").tap()
    expect(screen.locator("h1")).to_contain_text("记下了：公司级24学时")
    follow(screen, "看培训档案")
    expect(screen.locator("h1")).to_contain_text("培训档案")
    plant.turn()
    [after] = asked(person)
    assert Teaching.of(after).level != Teaching.of(ask).level
    show(plant, screen, ask.person, f"level/{ask.id}?r=1")
    expect(screen.locator("main")).to_contain_text("不用再带了")
    everybody(plant)


def test_three_names_are_written_and_one_answer_is_lost(each_plant: Plant, screen: Page, glass: Glass) -> None:
    plant = each_plant
    person = joins(plant)
    with glass.lent(viewport={"width": 1280, "height": 800}) as desk:
        desk.goto(f"{plant.base}/console/training")
        desk.get_by_role("link", name="新人上岗").click()
        row = desk.locator("tbody tr")
        expect(row).to_have_count(1)
        levels = book(plant.now).config.trades.levels
        expect(row).to_contain_text(f"0/{sum(each.hours for each in levels):g}")
        expect(row).to_contain_text("安全教育没带完")
        shot(desk, f"console-taught-{person}")
        # More hours than the level has, as an earlier version may have kept them, count as no more than those.
        [first] = asked(person)
        before = Teaching.of(first)
        store.write(lambda: keep(first, before.but(done="100")))
        desk.reload()
        expect(row).to_contain_text(f"{before.hours}/{sum(each.hours for each in levels):g}")
        store.write(lambda: keep(first, before))
        taught(plant, person)
        learned(plant, person)
        desk.reload()
        expect(row).to_contain_text("等签上岗")
        expect(row).to_contain_text("（班组长）")
        shot(desk, f"console-signing-{person}")
        row.get_by_role("link").click()
        desk.locator(".jumps").get_by_role("link", name="上岗").click()
        expect(desk.locator("#alone")).to_contain_text("还不能独立上岗")
        for part in ("leader", "mentor", "trainee"):
            ask = signer(person, part)
            show(plant, screen, ask.person, f"clearance/{ask.id}?r=1")
            expect(screen.locator("main")).to_contain_text(f"{PARTS[part]}（{plant.person(ask.person).name}）")
            expect(screen.locator("main")).to_contain_text("》2027年")
            expect(screen.locator("main")).not_to_contain_text("有效，")
            write(plant, screen, part)
        assert barred(plant, person) == []
        desk.reload()
        expect(desk.locator("#alone")).to_contain_text("可以独立上岗")
        expect(desk.locator("#alone img")).to_have_count(3)
        for each in desk.locator("#alone img").all():
            each.scroll_into_view_if_needed()
            expect(each).to_have_js_property("complete", value=True)
            assert each.evaluate("each => each.naturalWidth") > 20
        shot(desk, f"console-signed-{person}")
        # All three were the same strokes of one browser: somebody is to look, and it can be read on a phone as well.
        expect(desk.locator("#alone .badge")).to_have_text(["请核对签名", "请核对签名"])
        desk.set_viewport_size({"width": 360, "height": 740})
        shot(desk, f"console-one-hand-{person}")
        desk.goto(f"{plant.base}/console/training/newcomers")
        expect(row).to_contain_text("签全了，要核对")
        expect(row).to_contain_text("的签名一笔不差")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(desk, f"console-newcomers-one-hand-{person}")
    show(plant, screen, person, f"learning/{file_of(person).number}")
    expect(screen.locator("#alone")).to_contain_text("三个人都签了")
    # He has passed all of it: no lesson comes.
    expect(screen.locator("main")).not_to_contain_text("下一课")
    shot(screen, f"learning-{person}")
    assert kinds(person).count("training.signed") == 3
    everybody(plant)


def write(plant: Plant, screen: Page, part: str) -> None:
    """The name of this part by a finger: a dot first; the answer of the trainee's is lost once."""
    button = screen.get_by_role("button", name="签字", exact=True)
    fits_gloves(screen)
    button.click()
    expect(screen.locator("#written")).to_contain_text("还没有签名")
    dot(screen)
    screen.get_by_role("button", name="重写").tap()
    write_name(screen)
    shot(screen, f"clearance-{part}")
    if part == "trainee":
        screen.locator("summary", has_text="我还不行，再练几天").click()
        screen.route("**/h5/act", lambda route: (route.fetch(), route.abort()))
        button.click()
        expect(screen.locator("#bar")).to_contain_text(UNKNOWN)
        screen.unroute("**/h5/act")
    button.click()
    expect(screen.locator("h1")).to_contain_text("签好了")
    # Whoever signs may read whom it is about, however far above him he is.
    follow(screen, "看培训档案")
    expect(screen.locator("h1")).to_contain_text("培训档案")
    plant.settle()


def test_who_would_not_sign_writes_why(one: Plant, screen: Page) -> None:
    plant = one
    person = joins(plant)
    taught(plant, person)
    learned(plant, person)
    ask = signer(person, "mentor")
    show(plant, screen, ask.person, f"clearance/{ask.id}?r=1")
    screen.locator("summary", has_text="还不行，退回再练").tap()
    screen.get_by_role("button", name="还不行").tap()
    said_at(screen, "哪里不行", "写一句哪里不行")
    screen.locator("#reason").fill("空呼戴不好")
    shot(screen, "send-back")
    screen.get_by_role("button", name="还不行").tap()
    expect(screen.locator("h1")).to_contain_text("退回了")
    assert asked(person, CLEARANCE) == [] and "空呼戴不好" in asked(person)[0].why[0]
    everybody(plant)


def test_whoever_teaches_reads_what_to_tell_and_the_console_says_what_each_post_is_taught(
    one: Plant, screen: Page, glass: Glass
) -> None:
    plant = one
    person = joins(plant)
    [ask] = asked(person)
    told = ("本单位安全生产情况", "本单位安全生产规章制度和劳动纪律", "事故应急预案演练")
    card = plant.expect(ask.person, f"要讲：{'；'.join(told)}")
    show(plant, screen, ask.person, f"level/{ask.id}")
    for words in told:
        expect(screen.locator("main")).to_contain_text(words)
    shot(screen, "level-topics")
    hours_go_by(plant, person)
    plant.phone(ask.person).tap(card, "带满了，会做了")
    plant.settle()
    with glass.lent(viewport={"width": 360, "height": 740}) as desk:
        desk.goto(f"{plant.base}/console/training")
        for name, head in (("三级教育教什么", "三级教育教什么"), ("新人上岗", "新人上岗"), ("培训", "培训")):
            desk.locator(".jumps").get_by_role("link", name=name, exact=True).click()
            expect(desk.locator("h1")).to_have_text(head)
            if name == "新人上岗":
                desk.locator(".jumps").get_by_role("link", name="培训").click()
                desk.locator(".jumps").get_by_role("link", name="三级教育教什么").click()
        desk.locator(".jumps").get_by_role("link", name="三级教育教什么").click()
        row = desk.locator("tbody tr", has=desk.get_by_role("link", name="焊工", exact=True))
        expect(row).to_contain_text("44%（8/18）")
        expect(row).to_contain_text("工作环境和危险因素")
        shot(desk, "console-topics")
        row.get_by_role("link").click()
        expect(desk.locator("h2")).to_have_text(["公司级（24 学时）", "车间级（24 学时）", "班组级（24 学时）"])
        for topic, by in (
            ("安全生产基本知识", "第 1 课"),
            ("本单位安全生产情况", "带的人当面讲"),
            ("从业人员的安全生产权利和义务", "没有课教，也没有人当面讲"),
        ):
            expect(desk.locator("tr", has_text=topic)).to_contain_text(by)
        shot(desk, "console-topics-welder")
        desk.locator("[name=post]").select_option("chief_engineer")
        desk.get_by_role("button", name="看", exact=True).click()
        expect(desk.locator("main")).not_to_contain_text("事故应急救援")
        desk.goto(f"{plant.base}/console/training/file/{file_of(person).number}")
        expect(desk.locator("#alone tr", has_text="公司级")).to_contain_text("；".join(told))
        shot(desk, "console-file-topics")
    everybody(plant)


def test_the_list_of_newcomers_has_pages(one: Plant, glass: Glass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers_page, "turned", partial(turned, rows=2))
    plant = one
    joins(plant)
    store.write(lambda: TrainingFile.update(alone="taught").execute())
    files = TrainingFile.select().count()
    with glass.lent(viewport={"width": 360, "height": 740}) as desk:
        desk.goto(f"{plant.base}/console/training/newcomers")
        expect(desk.locator(".head")).to_contain_text(f"{files} 人还不能独立上岗")
        expect(desk.locator("tbody tr")).to_have_count(2)
        desk.get_by_role("link", name="下一页").click()
        expect(desk.locator(".paging")).to_contain_text(f"第 2 页，共 {-(-files // 2)} 页")
        desk.get_by_role("link", name="上一页").click()
        expect(desk.locator(".paging")).to_contain_text("第 1 页")
        assert desk.evaluate("document.documentElement.scrollWidth") == 360
        shot(desk, "console-narrow")
        desk.locator(".jumps").get_by_role("link", name="培训").click()
        expect(desk.locator("h1")).to_have_text("培训")
    everybody(plant)
