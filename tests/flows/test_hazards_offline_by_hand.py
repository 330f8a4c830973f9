"""Reports without signal, by hand in Chromium: kept in the phone, sent each once, whatever is cut and when."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable

import pytest
from hazard_acts import FINDER, again
from hazard_screens import open_report
from PIL import Image
from plant import Plant
from playwright.sync_api import Page, Route, expect
from screens import everybody, follow, said_at, show, stand, take

from models.ask import Ask
from models.hazard import Hazard
from models.upload import Upload

DOORS = re.compile(r"/h5/(act|pictures)")


def write(screen: Page, words: str, *pictures: str) -> None:
    if pictures:
        take(screen, "main", *pictures)
    screen.locator("#words").fill(words)
    screen.locator("#send").tap()


def noise(side: int, seed: int) -> bytes:
    """A picture that can't be made small: some 150 KB for 250 pixels, so that it goes in three pieces."""
    file = io.BytesIO()
    pixels = random.Random(seed).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), pixels).save(file, "JPEG", quality=95)
    return file.getvalue()


def keep(screen: Page, words: str, *pictures: str) -> None:
    """Reports it without signal."""
    screen.context.set_offline(True)
    write(screen, words, *pictures)
    expect(screen.locator("#bar")).to_contain_text("已存在手机里")


def hazards() -> list[Hazard]:
    return list(Hazard.select().order_by(Hazard.id))


def test_with_the_page_open_reports_are_taken_without_signal_and_sent_once(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    keep(screen, "污水处理站 2 号配电箱门坏了", "near.jpg", "far.jpg")
    expect(screen.locator("#kept li")).to_contain_text("临时号")
    expect(screen.locator("[data-photos] li")).to_have_count(0)
    keep(screen, "循环水泵房地面有油，走路会滑")
    expect(screen.locator("#kept li")).to_have_count(2)
    assert not hazards()
    screen.context.set_offline(False)
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    expect(screen.locator("#kept li")).to_have_count(0)
    first, second = hazards()
    assert (len(first.report.photos), first.report.awaited) == (2, ())
    assert "循环水泵房" in second.report.words
    write(screen, "锅炉房门口堆了木料，挡住了灭火器")
    follow(screen, "再报一处")
    expect(screen.locator("#words")).to_have_value("")
    everybody(plant)


def test_what_is_kept_outlives_the_page_and_is_changed_deleted_and_sent_by_hand(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    address = screen.url
    take(screen, "main", "half.jpg")
    screen.locator("#words").fill("写到一半")
    screen.wait_for_timeout(600)
    screen.goto("about:blank")
    screen.goto(address)
    expect(screen.locator("#words")).to_have_value("写到一半")
    expect(screen.locator("[data-photos] li img")).to_have_count(1)
    screen.route(DOORS, lambda route: route.abort())
    write(screen, "污水处理站栏杆断了一截")
    expect(screen.locator("#kept li")).to_contain_text("1 张照片")
    screen.get_by_role("button", name="改一改").tap()
    screen.locator("#words").fill("污水处理站栏杆断了两截")
    screen.locator("[data-photos]").first.get_by_role("button", name="删掉").click()
    screen.locator("#send").tap()
    expect(screen.locator("#kept li")).to_contain_text("断了两截")
    write(screen, "这一条不报了，是看错的")
    expect(screen.locator("#kept li")).to_have_count(2)
    screen.locator("#send-kept").click()
    expect(screen.locator("#kept li")).to_have_count(2)
    screen.locator("#kept li", has_text="看错").get_by_role("button", name="删掉").tap()
    screen.locator("#kept li", has_text="看错").get_by_role("button", name="真的不报了").tap()
    expect(screen.locator("#kept li")).to_have_count(1)
    screen.goto("about:blank")
    screen.unroute(DOORS)
    screen.goto(address)
    expect(screen.locator("#kept-told")).to_contain_text("YH-")
    [hazard] = hazards()
    assert (hazard.report.words, hazard.report.photos) == ("污水处理站栏杆断了两截", ())
    everybody(plant)


def until_sent(screen: Page) -> None:
    """Signal comes again and again, as it does on the way out of a basement."""
    for _ in range(60):
        if not screen.locator("#kept li").count():
            return
        screen.evaluate("dispatchEvent(new Event('online'))")
        screen.wait_for_timeout(200)
    raise AssertionError(screen.locator("#kept").inner_text())


def cutting(at: int, *, arrives: bool) -> Callable[[Route], None]:
    """Lets everything through but the request with this number, which is lost on its way, or its answer is."""
    seen = [0]

    def cut(route: Route) -> None:
        seen[0] += 1
        if seen[0] - 1 != at:
            route.continue_()
            return
        if arrives:
            route.fetch()
        route.abort()

    return cut


@pytest.mark.timeout(180)
def test_whatever_request_or_answer_is_lost_each_report_is_there_once_with_its_picture(
    plant: Plant, screen: Page
) -> None:
    open_report(plant, screen)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    # The report, its picture in three pieces, and that the picture belongs to it.
    cuts = [(at, arrives) for at in range(5) for arrives in (False, True)]
    for number, (at, arrives) in enumerate(cuts):
        screen.context.set_offline(True)
        picture = {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": noise(250, number)}
        screen.locator("[data-photos] [name=album]").first.set_input_files(picture)
        expect(screen.locator("[data-photos] li")).to_have_count(1)
        screen.locator("#words").fill(f"污水处理站第 {number} 处，栏杆断了")
        screen.locator("#send").tap()
        expect(screen.locator("#kept li")).to_have_count(1)
        screen.route(DOORS, cutting(at, arrives=arrives))
        screen.context.set_offline(False)
        until_sent(screen)
        screen.unroute(DOORS)
        assert len(hazards()) == number + 1, (at, arrives)
        report = hazards()[-1].report
        assert (len(report.photos), report.awaited) == (1, ()), (at, arrives)
        assert f"第 {number} 处" in report.words
    everybody(plant)


CUTS, SEED = 30, 20261201


class Network:
    """Loses requests or their answers by chance, and now and then the page with them, until there were enough cuts."""

    def __init__(self, seed: int) -> None:
        self.chance, self.cuts, self.pages = random.Random(seed), 0, 0
        self.closes = False

    def __call__(self, route: Route) -> None:
        if self.cuts >= CUTS or self.chance.random() < 0.4:
            route.continue_()
            return
        self.cuts += 1
        if self.chance.random() < 0.5:
            route.fetch()
        self.closes = self.chance.random() < 0.25
        self.pages += self.closes
        route.abort()


@pytest.mark.timeout(240)
def test_the_queue_of_the_phone_brings_each_report_and_picture_once_however_it_is_cut(
    plant: Plant, screen: Page
) -> None:
    open_report(plant, screen)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    address, network, said = screen.url, Network(SEED), {}
    while network.cuts < CUTS:
        screen.context.set_offline(True)
        for _ in range(3):
            number = len(said)
            words = f"污水处理站第 {number} 处，栏杆断了"
            said[words] = network.chance.randrange(3)
            write(screen, words, *(f"{number}-{each}.jpg" for each in range(said[words])))
            expect(screen.locator("#bar")).to_contain_text("已存在手机里")
            expect(screen.locator("#words")).to_have_value("")
        screen.route(DOORS, network)
        screen.context.set_offline(False)
        for _ in range(400):
            if network.closes:
                network.closes = False
                screen.goto(address)
                expect(screen.locator("#words")).to_be_visible()
            screen.evaluate("dispatchEvent(new Event('online'))")
            screen.wait_for_timeout(100)
            if not screen.locator("#kept li").count():
                break
        expect(screen.locator("#kept li")).to_have_count(0)
        screen.unroute(DOORS)
    assert network.pages > 2
    there = [each.report for each in hazards()]
    assert {each.words: len(each.photos) for each in there} == said and len(there) == len(said)
    assert not any(each.awaited for each in there)
    assert Upload.select().where(Upload.state == "used").count() == sum(said.values())
    everybody(plant)


BROKEN = """
const whole = IDBDatabase.prototype.transaction;
let written = false;
IDBDatabase.prototype.transaction = function (names, mode, ...more) {
  if (mode !== "readwrite" && written) {
    window.killed = (window.killed ?? 0) + 1;
    this.close();
  }
  written = mode === "readwrite";
  return whole.call(this, names, mode, ...more);
};
"""
FORGETS = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, ...key) {
  return put.call(this, value?.text ? { ...value, text: "" } : value, ...key);
};
"""


def test_what_hurts_somebody_is_sent_again_within_seconds(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    lost: list[str] = []

    def the_answer_is_lost(route: Route) -> None:
        if "hazard.report" in (route.request.post_data or "") and not lost:
            lost.append("answer")
            route.fetch()
            route.abort()
        else:
            route.continue_()

    screen.route("**/h5/act", the_answer_is_lost)
    screen.locator("[name=danger]").tap()
    write(screen, "罐区有人闻到氨味，头晕")
    expect(screen.locator("#kept li")).to_contain_text("先让人离开，打现场电话")
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=8_000)
    assert lost and len(hazards()) == 1
    everybody(plant)


def test_a_store_that_loses_its_connection_between_writing_and_reading_back_keeps(plant: Plant, screen: Page) -> None:
    screen.add_init_script(BROKEN)
    open_report(plant, screen)
    keep(screen, "污水处理站 2 号配电箱门坏了", "near.jpg")
    assert screen.evaluate("window.killed") >= 2
    screen.context.set_offline(False)
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    assert len(hazards()) == 1 and len(hazards()[0].report.photos) == 1
    everybody(plant)


def test_what_is_not_read_back_as_it_was_written_is_not_called_kept(plant: Plant, screen: Page) -> None:
    screen.add_init_script(FORGETS)
    open_report(plant, screen)
    screen.context.set_offline(True)
    write(screen, "污水处理站 2 号配电箱门坏了")
    expect(screen.locator("#bar")).to_contain_text("存不住")
    expect(screen.locator("#words")).to_have_value("污水处理站 2 号配电箱门坏了")
    screen.context.set_offline(False)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("记下了")
    assert len(hazards()) == 1
    everybody(plant)


def test_on_a_shared_phone_nobody_sends_what_is_another_s(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    keep(screen, "污水处理站 2 号配电箱门坏了")
    screen.route(DOORS, lambda route: route.abort())
    screen.context.set_offline(False)
    other = "U35"
    plant.phone(other).say("报隐患")
    plant.settle()
    stand(plant, other)
    form = Ask.select().where(Ask.kind == "hazard.report", Ask.person == other).get()
    screen.goto("about:blank")
    screen.unroute(DOORS)
    show(plant, screen, other, f"report/{form.id}?r=1")
    name = plant.person(FINDER).name
    expect(screen.locator("#kept li")).to_contain_text(f"请{name}用这部手机打开")
    expect(screen.locator("#send-kept")).to_be_hidden()
    assert not hazards()
    everybody(plant)


def test_an_old_page_sends_after_a_new_login(plant: Plant, screen: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    open_report(plant, screen)
    keep(screen, "污水处理站 2 号配电箱门坏了", "near.jpg")
    screen.locator("#words").fill("又看到一处")
    monkeypatch.setattr("web.h5.tokens.PAGE_SECONDS", -1)
    screen.context.set_offline(False)
    expect(screen.locator("#kept-told")).to_contain_text("要重新打开才能发", timeout=20_000)
    monkeypatch.undo()
    follow(screen, "重新打开，接着发")
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    expect(screen.locator("#words")).to_have_value("又看到一处")
    assert len(hazards()) == 1
    everybody(plant)


def test_the_finder_brings_what_is_left_from_its_card_or_says_that_it_is_gone(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    keep(screen, "污水处理站 2 号配电箱门坏了", "near.jpg")
    screen.route(re.compile("/h5/pictures"), lambda route: route.abort())
    screen.context.set_offline(False)
    expect(screen.locator("#kept li")).to_contain_text("还有照片在手机里", timeout=20_000)
    [hazard] = hazards()
    plant.settle()
    plant.advance(31)
    ask = Ask.get(Ask.kind == "hazard.photos")
    screen.goto("about:blank")
    show(plant, screen, FINDER, f"gone/{ask.id}?r=1")
    expect(screen.locator("main")).to_contain_text("才能说照片没了")
    expect(screen.locator("#kept li")).to_contain_text("还有照片在手机里")
    plant.advance(24 * 60)
    screen.goto("about:blank")
    show(plant, screen, FINDER, f"gone/{ask.id}?r=1")
    screen.locator("[data-act='hazard.gone']").tap()
    said_at(screen, "照片没了", "写一句")
    screen.locator("[data-text]").fill("手机掉水里了")
    screen.unroute(re.compile("/h5/pictures"))
    screen.locator("#send-kept").tap()
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    assert again(hazard).report.awaited == ()
    screen.locator("[data-act='hazard.gone']").tap()
    expect(screen.locator("h1")).to_contain_text("照片都到了")
    everybody(plant)


def open_cold(plant: Plant, screen: Page) -> None:
    """The page opens without signal, from what the phone has kept of it."""
    open_report(plant, screen)
    screen.evaluate("navigator.serviceWorker.ready.then(() => true)")
    screen.wait_for_function("navigator.serviceWorker.controller")
    address = screen.url
    screen.context.set_offline(True)
    screen.goto("about:blank")
    screen.goto(address)
    expect(screen.locator("h1")).to_have_text("报隐患")
    expect(screen.locator("#head")).to_contain_text(plant.person(FINDER).name)


def test_what_is_reported_on_a_page_that_opened_without_signal_sends_itself(plant: Plant, screen: Page) -> None:
    open_cold(plant, screen)
    screen.locator("summary", has_text="改地点、类别").tap()
    screen.locator("[name=area]").select_option("util")
    write(screen, "循环水泵房地面有油，走路会滑", "near.jpg")
    expect(screen.locator("#kept li")).to_contain_text("1 张照片")
    expect(screen.locator("#kept li")).to_contain_text("开着这一页，有信号就自动发")
    screen.context.set_offline(False)
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    [hazard] = hazards()
    assert (hazard.area, hazard.finder, len(hazard.report.photos)) == ("util", FINDER, 1)
    everybody(plant)


def test_whoever_writes_as_the_signal_comes_finishes_and_sends_all_with_one_tap(plant: Plant, screen: Page) -> None:
    open_cold(plant, screen)
    write(screen, "循环水泵房地面有油，走路会滑")
    expect(screen.locator("#kept li")).to_have_count(1)
    screen.locator("#words").fill("锅炉房门口堆了木料")
    screen.context.set_offline(False)
    expect(screen.locator("#kept-told")).to_contain_text("写完点「发送」", timeout=20_000)
    expect(screen.locator("#head")).to_contain_text("有信号了")
    assert screen.locator("#words").input_value() == "锅炉房门口堆了木料" and not hazards()
    write(screen, "锅炉房门口堆了木料，挡住了灭火器")
    expect(screen.locator("#kept-told")).to_contain_text("YH-", timeout=20_000)
    expect(screen.locator("#kept li")).to_have_count(0)
    assert sorted(each.report.words for each in hazards()) == [
        "循环水泵房地面有油，走路会滑",
        "锅炉房门口堆了木料，挡住了灭火器",
    ]
    everybody(plant)


def test_nobody_reports_on_a_page_without_signal_that_knows_nobody(plant: Plant, screen: Page) -> None:
    screen.goto(f"{plant.base}/h5/offline")
    expect(screen.locator("#bar")).to_contain_text("把照片和一句话发到聊天里")
    expect(screen.locator("#send")).to_be_disabled()
