"""The 演示 button: asks the service to begin and tells in plain words how it went."""

from dingtalk_cast import service
from glass import Glass
from playwright.sync_api import expect
from wall_cast import H5, LEADER, wall


def test_the_button_begins_the_story_and_shows_the_services_words(glass: Glass) -> None:
    with service(lambda _seen: {"words": "动火票已提，看手机。"}) as told, wall(glass, story_url=told.url) as phones:
        phones.open(LEADER)
        phones.page.get_by_role("button", name="演示").click()
        expect(phones.page.locator("#said")).to_have_text("动火票已提，看手机。")
        assert told.seen.get_nowait()["body"] == {}


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


def test_without_a_story_there_is_no_button(glass: Glass) -> None:
    with wall(glass) as phones:
        phones.open(LEADER)
        expect(phones.page.locator("#story")).to_be_hidden()
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
