"""The 演示 button: asks the service to begin and tells in plain words how it went."""

import re

from dingtalk_cast import service
from glass import Glass
from playwright.sync_api import expect
from wall_cast import FIRE, FOREMAN, GUARD, H5, LEADER, wall
from wecom_cast import button_card

# Keeps the wall's line to the simulator, so that a test can cut it.
HELD = """const Own = EventSource;
window.EventSource = class extends Own { constructor(url) { super(url); window.held = this; } };"""
# How high the middles of a row's children are, in steps of 16 px.
ROWS = """row => [...new Set([...row.children].map(each => each.getBoundingClientRect())
  .filter(box => box.height).map(box => Math.round((box.top + box.bottom) / 32)))]"""


def test_the_button_begins_the_story_and_shows_the_services_words(glass: Glass) -> None:
    with service(lambda _seen: {"words": "动火票已提，看手机。"}) as told, wall(glass, story_url=told.url) as phones:
        phones.open(LEADER)
        phones.page.get_by_role("button", name="演示").click()
        expect(phones.page.locator("#said")).to_have_text("动火票已提，看手机。")
        assert told.seen.get_nowait()["body"] == {}


def test_a_first_wall_says_what_to_press_and_whose_turn_it_is_when_the_story_is_over(glass: Glass) -> None:
    office = "http://127.0.0.1:8000/console/"
    with wall(glass, story_url="http://127.0.0.1:9/story", console_url=office) as phones:
        phones.open(LEADER)
        hint = phones.page.locator("#hint")
        expect(hint).to_contain_text("先按「演示」")
        expect(phones.page.locator("#console")).to_have_attribute("href", office)
        assert phones.control("told", {"words": "演完了，换你来。"}) == {"ok": True}
        expect(hint).to_have_text("演完了，换你来。")
        assert phones.control("told", {"words": 5}) == {"error": "words: a text is wanted"}


def test_a_wall_that_is_opened_again_says_how_far_the_story_is(glass: Glass) -> None:
    """It said 「先按「演示」」 after each reload, though the story had been played."""
    with service(lambda _seen: {"words": "演示开始了。"}) as told, wall(glass, story_url=told.url) as phones:
        phones.open(LEADER)
        hint = phones.page.locator("#hint")
        expect(hint).to_contain_text("先按「演示」")
        phones.control("story", {})
        phones.page.reload()
        expect(hint).to_have_text("演示开始了。")
        phones.control("told", {"words": "演完了，换你来。"})
        phones.page.reload()
        expect(hint).to_have_text("演完了，换你来。")
        phones.control("reset", {"story_url": told.url})
        phones.page.reload()
        expect(hint).to_contain_text("先按「演示」")


def test_a_wall_on_which_somebody_has_begun_does_not_say_to_play_the_story_first(glass: Glass) -> None:
    with wall(glass, story_url="http://127.0.0.1:9/story") as phones:
        phones.open(LEADER)
        phones.to_leader(button_card())
        phones.page.reload()
        expect(phones.page.locator("#hint")).to_contain_text("按「找人」找一个要办票的人")


def test_a_service_that_is_down_is_named_with_what_to_do(glass: Glass) -> None:
    with wall(glass, story_url="http://127.0.0.1:9/story") as phones:
        told = phones.control("story", {})
        assert told == {"ok": False, "words": "连不上服务。先把服务开起来，再按一次。"}


def test_a_service_that_refuses_is_told_with_its_status(glass: Glass) -> None:
    with wall(glass) as phones:
        phones.control("reset", {"story_url": f"{phones.url}/nowhere"})
        told = phones.control("story", {})
        assert told["ok"] is False
        assert "回答 404" in told["words"]


def test_the_demo_begins_again_once_somebody_is_sure(glass: Glass) -> None:
    answers = iter([{"ok": True, "words": "正在重新开始。"}])
    with service(lambda _seen: next(answers)) as told, wall(glass, afresh_url=told.url) as phones:
        phones.page.add_init_script(HELD)
        phones.open(LEADER)
        asked: list[str] = []
        phones.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        phones.page.get_by_role("button", name="重新开始").click()
        assert "从头开始？" in asked[0] and told.seen.empty()
        phones.page.once("dialog", lambda dialog: dialog.accept())
        phones.page.get_by_role("button", name="重新开始").click()
        hint = phones.page.locator("#hint")
        expect(hint).to_contain_text("正在重新开始。")
        assert told.seen.get_nowait()["body"] == {}
        expect(hint).to_contain_text(re.compile(r"正在重新开始。已经 [1-9] 秒。"))
        phones.page.evaluate("window.held.dispatchEvent(new Event('error'))")
        expect(hint).to_contain_text("都停下了")
        phones.page.evaluate("window.held.dispatchEvent(new Event('open'))")
        expect(phones.page.locator("#said")).to_contain_text("重新开始了")
        expect(hint).to_contain_text("按「找人」找一个要办票的人")


def test_keys_and_buttons_stay_in_one_row(glass: Glass) -> None:
    with wall(glass, story_url="http://127.0.0.1:9/story", afresh_url="http://127.0.0.1:9/afresh") as phones:
        phones.open(LEADER, GUARD, FOREMAN, FIRE)
        words = {"sign": "签批", "refuse": "退回", "why": "为什么找我"}
        keys = [{"text": text, "style": 1, "key": key} for key, text in words.items()]
        phones.to_leader(button_card(button_list=keys))
        phones.to_guard(title="请签", buttons=[{"id": key, "text": text} for key, text in words.items()])
        for wide in (1280, 1440, 1920):
            phones.page.set_viewport_size({"width": wide, "height": 800})
            for name in (LEADER, GUARD):
                expect(phones.phone(name).locator(".buttons button")).to_have_count(3)
            for row in (".buttons", ".place", ".bar"):
                for each in phones.page.locator(row).all():
                    tops = each.evaluate(ROWS)
                    assert len(tops) == 1, (wide, row, tops)


def test_what_keeps_the_demo_from_beginning_again_is_said(glass: Glass) -> None:
    with wall(glass) as phones:
        phones.open(LEADER)
        expect(phones.page.locator("#afresh")).to_be_hidden()
        assert phones.control("afresh", {}) == {"ok": False, "words": "这里不能重新开始。请停下来，再开一次。"}


def test_without_a_story_there_is_no_button(glass: Glass) -> None:
    with wall(glass) as phones:
        phones.open(LEADER)
        expect(phones.page.locator("#story")).to_be_hidden()
        expect(phones.page.locator("#hint")).to_contain_text("按「找人」找一个要办票的人")
        expect(phones.page.locator("#office")).to_be_hidden()
        assert phones.control("story", {})["ok"] is False


def test_a_phone_scans_what_is_posted_where_it_stands(glass: Glass) -> None:
    codes = {"codes": [{"name": "污水处理站", "link": H5}]}
    with service(lambda _seen: codes) as told, wall(glass, posted_url=told.url) as phones:
        phones.open(LEADER)
        phone = phones.phone(LEADER)
        phone.get_by_role("button", name="扫一扫").click()
        expect(phone.locator(".toast")).to_have_text("这里没有贴码。先在「站在」里选作业的区域，再扫。")
        phone.get_by_label("站在").select_option("污水处理站")
        phone.get_by_role("button", name="扫一扫").click()
        expect(phone.locator(".page strong")).to_have_text("扫污水处理站贴的码")
        expect(phone.frame_locator("iframe").locator("h1")).to_have_text("签批页")


def test_where_nothing_is_posted_no_phone_scans(glass: Glass) -> None:
    with wall(glass) as phones:
        phones.open(LEADER)
        expect(phones.phone(LEADER).get_by_role("button", name="扫一扫")).to_have_count(0)


def test_who_joins_gets_a_phone_on_the_wall(glass: Glass) -> None:
    joined = {"platform": "wecom", "account": "new-99", "name": "尉迟新", "post": "焊工"}
    with (
        service(lambda _seen: {"rules": 7, "people": [joined]}) as told,
        wall(glass, people_url=told.url) as phones,
    ):
        phones.open(LEADER)
        assert [told.seen.get(timeout=9)["body"]["rules"] for _ in range(2)] == [0, 7]
        phones.page.get_by_role("button", name="找人").click()
        phones.page.get_by_label("姓名、岗位或部门").fill("尉迟新")
        phones.page.locator("#chooser").get_by_role("button", name="尉迟新").click()
        expect(phones.phone("wecom:new-99")).to_contain_text("焊工")
