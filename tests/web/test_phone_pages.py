"""The pages in a real Chromium on a small phone, by touch: signing, giving back, asking, proving presence."""

from __future__ import annotations

import io

import pytest
from choosing import choose, control, find
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from room import NUMBER, Room, ask_of, site_code
from touch import dot, fits_gloves, pad_box, write_name

from bot.channel import Answer
from models import posted, store, upload
from models.ask import Ask
from models.delivery import Rendition
from models.permit import Permit
from rules.signature import BLANK, DOT, check

PAGES = (
    "/h5/wecom/sign/{ask}?r=1",
    "/h5/wecom/refuse/{ask}?r=1",
    "/h5/wecom/permit/" + NUMBER,
    "/h5/wecom/site/{code}",
    "/p/" + NUMBER,
)


@pytest.fixture
def sign_page(room: Room, permit: Permit, served: str, phone: Page) -> Page:
    phone.goto(f"{served}/h5/wecom/sign/{ask_of('U04').id}?r=1")
    expect(phone.locator("#place-words")).to_contain_text("已定位")
    return phone


def confirm(page: Page) -> None:
    # A click, for Chromium makes none of a tap that comes a few hundredths of a second after a quick stroke.
    page.locator("#confirm").click()


def test_a_signature_by_touch_is_sent_with_strokes_place_and_what_was_shown(room: Room, sign_page: Page) -> None:
    shown = Rendition.select().order_by(Rendition.id.desc()).get()
    assert "\n".join(sign_page.locator("[data-shown]").all_text_contents()) == shown.text
    write_name(sign_page)
    confirm(sign_page)
    expect(sign_page.locator("#answer")).to_contain_text("签好了。")
    action = room.acts[0]
    assert (action.name, action.account) == ("permit.sign", "anhe_u04")
    assert check(action.data["strokes"]).ok and len(action.data["strokes"]) == 2
    assert "png" not in action.data
    place = action.data["position"]
    assert place["state"] == "ok" and place["crs"] == "WGS-84" and place["age_s"] < 60
    assert place["accuracy_m"] == 8 and place["taken_at_ms"] > 0
    assert "Mozilla" in action.data["device"]
    assert action.data["shown"] == Rendition.get_by_id(action.rendition).shown
    expect(sign_page.get_by_role("link", name="看签批单")).to_have_attribute("href", f"/h5/wecom/permit/{NUMBER}")


def test_a_blank_a_dot_and_what_was_wiped_are_refused_before_anything_is_sent(room: Room, sign_page: Page) -> None:
    confirm(sign_page)
    expect(sign_page.locator("#written .fault")).to_have_text(BLANK)
    dot(sign_page)
    expect(sign_page.locator("#written .fault")).to_have_count(0)
    confirm(sign_page)
    expect(sign_page.locator("#written .fault")).to_have_text(DOT)
    write_name(sign_page)
    sign_page.locator("#again").click()
    confirm(sign_page)
    expect(sign_page.locator("#written .fault")).to_have_text(BLANK)
    assert not room.acts


def test_a_reload_opens_the_page_again_and_turning_the_phone_keeps_the_strokes(room: Room, sign_page: Page) -> None:
    assert "code" not in sign_page.url and "state" not in sign_page.url
    sign_page.reload()
    expect(sign_page.locator("h1")).to_contain_text("请签：一级动火")
    write_name(sign_page)
    sign_page.set_viewport_size({"width": 640, "height": 360})
    _, _, width, _ = pad_box(sign_page)
    assert width > 500
    confirm(sign_page)
    expect(sign_page.locator("#answer")).to_contain_text("签好了。")
    assert check(room.acts[0].data["strokes"]).ok


def test_far_away_the_signature_waits_and_both_ways_on_are_shown(room: Room, sign_page: Page) -> None:
    room.answer = Answer("签名先留着，待到场：你离污水处理站约 320 米。", "caution")
    write_name(sign_page)
    confirm(sign_page)
    expect(sign_page.locator("#held")).to_contain_text("约 320 米")
    expect(sign_page.locator("#head .word")).to_have_text("待到场")
    room.answer = Answer("签好了。", "done")
    sign_page.locator("#here").click()
    expect(sign_page.locator("#answer")).to_contain_text("签好了。")
    assert len({action.key for action in room.acts}) == 2


def test_without_a_position_one_may_sign_and_is_told_what_follows(
    room: Room, permit: Permit, served: str, phone: Page
) -> None:
    phone.context.clear_permissions()
    phone.goto(f"{served}/h5/wecom/sign/{ask_of('U04').id}")
    expect(phone.locator("#place-words")).to_contain_text("到场后再确认")
    write_name(phone)
    confirm(phone)
    expect(phone.locator("#answer")).to_be_visible()
    assert room.acts[0].data["position"] == {"state": "denied"}


def test_without_signal_the_signature_stays_and_the_same_try_is_sent_later(room: Room, sign_page: Page) -> None:
    write_name(sign_page)
    sign_page.context.set_offline(True)
    expect(sign_page.locator("#bar")).to_contain_text("签名还在这一页")
    confirm(sign_page)
    expect(sign_page.locator("#confirm")).to_be_enabled()
    expect(sign_page.locator("#bar")).to_be_visible()
    sign_page.context.set_offline(False)
    confirm(sign_page)
    expect(sign_page.locator("#answer")).to_contain_text("签好了。")
    assert len(room.acts) == 1


def test_a_refused_try_is_told_and_can_be_followed_by_a_good_one(room: Room, sign_page: Page) -> None:
    room.answer = Answer("签名没有传上来。请重写一次再确认。", "stop")
    write_name(sign_page)
    confirm(sign_page)
    expect(sign_page.locator("#answer")).to_contain_text("签名没有传上来")
    room.answer = Answer("签好了。", "done")
    confirm(sign_page)
    expect(sign_page.locator("h1")).to_contain_text("签好了。")
    assert room.acts[0].key != room.acts[1].key


def test_giving_back_needs_a_reason(room: Room, permit: Permit, served: str, phone: Page) -> None:
    room.answer = Answer("退回了，已告诉申请人。", "done")
    phone.goto(f"{served}/h5/wecom/refuse/{ask_of('U04').id}")
    confirm(phone)
    expect(phone.locator("[data-label=原因] .fault")).to_contain_text("还没有写原因")
    assert not room.acts
    phone.get_by_role("button", name="措施没落实").tap()
    phone.locator("#reason").press_sequentially("，地沟没盖")
    confirm(phone)
    expect(phone.locator("#answer")).to_contain_text("退回了，已告诉申请人。")
    assert (room.acts[0].name, room.acts[0].text) == ("permit.refuse", "措施没落实，地沟没盖")


def fill_request(page: Page) -> None:
    page.locator("[name=area]").select_option("sewage")
    page.locator("[name=part]").fill("3 号调节池进水管")
    page.locator("[name=project]").fill("更换焊接管段")
    page.locator(".choice", has_text="电焊").tap()
    choose(page, "workers", "ycx", "苑成蹊")
    choose(page, "guardian", "乐正迟")
    for label in ("设备、管道在运行", "露天"):
        page.locator(f"[data-label='{label}'] .choice", has_text="否").tap()
    expect(page.locator("[name=level]:checked")).to_have_value("first")


def test_a_request_is_sent_as_the_handler_reads_it(room: Room, request_ask: Ask, served: str, phone: Page) -> None:
    room.holder, room.answer = "anhe_u33", Answer("交上去了：DH-20261125-0001。", "done")
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    fill_request(phone)
    expect(phone.locator("#until")).to_have_text("到 11月25日 17:40 结束")
    confirm(phone)
    expect(phone.locator("#answer")).to_contain_text("交上去了")
    sent = {name: value for name, value in room.acts[0].data.items() if name != "position"}
    assert sent == {
        "kind": "hot_work",
        "level": "first",
        "area": "sewage",
        "part": "3 号调节池进水管",
        "project": "更换焊接管段",
        "starts_at": "2026-11-25T09:40:00+08:00",
        "ends_at": "2026-11-25T17:40:00+08:00",
        "contractor": False,
        "work_leader": "U33",
        "guardian": "U30",
        "workers": ["U34"],
        "inputs": {"method": "电焊", "equipment_running": False, "open_air": False, "gas_analyst": "U28"},
        "also": [],
        "related": [],
        "struck": [],
        "added": [],
        "unconcerned": [],
        "excused": {},
        "copies": [],
        "coordinator": "",
    }


def test_an_unfinished_request_says_what_is_missing_and_survives_a_reload(
    room: Room, request_ask: Ask, served: str, phone: Page
) -> None:
    room.holder = "anhe_u33"
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    phone.locator("[name=project]").fill("更换焊接管段")
    expect(phone.locator("#bar")).to_have_text("已存在这部手机里")
    confirm(phone)
    expect(phone.locator("#bar")).to_contain_text("还差：具体部位、动火方式")
    phone.reload()
    expect(phone.locator("[name=project]")).to_have_value("更换焊接管段")
    assert not room.acts


def test_the_level_bounds_the_hours_and_the_side_bounds_the_people(
    room: Room, request_ask: Ask, served: str, phone: Page
) -> None:
    room.holder = "anhe_u33"
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    phone.locator("#level-fold").tap()
    phone.locator(".choice", has_text="一级 · 最长").tap()
    expect(phone.locator("[name=hours][value='24']")).to_be_hidden()
    expect(phone.locator("[name=hours][value='8']")).to_be_visible()
    choose(phone, "workers", "苑成蹊")
    expect(find(phone, "workers", "苻长风")).to_have_count(0)
    phone.locator("#sheet-done").tap()
    phone.locator(".choice", has_text="承包商").first.tap()
    expect(control(phone, "workers").locator(".chip")).to_have_count(0)
    rows = find(phone, "workers")
    expect(rows.filter(has_text="苻长风")).to_be_enabled()
    expect(rows.filter(has_text="苑成蹊")).to_have_count(0)
    expect(rows.filter(has_text="茹远山")).to_contain_text("2026年10月31日 已过期")
    expect(rows.filter(has_text="茹远山")).to_be_disabled()


def test_a_photo_at_the_posted_code_proves_presence(room: Room, permit: Permit, served: str, phone: Page) -> None:
    ask = ask_of("U04")
    store.write(lambda: Ask.update(state="held", answer={}).where(Ask.id == ask.id).execute())
    phone.goto(f"{served}/h5/wecom/site/{site_code(room)}")
    photo = io.BytesIO()
    Image.new("RGB", (3000, 2000), "#888").save(photo, "JPEG")
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="拍照，确认到场").tap()
    chooser.value.set_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    expect(phone.locator(".waiting .word")).to_have_text("已到场")
    action = room.acts[0]
    assert (action.name, action.ask) == ("permit.presence", ask.id)
    assert posted.by_number(action.data["site"]) == posted.now_at(posted.AREA, "sewage")
    sent = Image.open(io.BytesIO(upload.content(action.data["photo"])))
    assert sent.format == "JPEG" and sent.size == (1600, 1067)


def test_every_page_fits_a_narrow_phone_with_targets_for_gloves(
    room: Room, permit: Permit, served: str, phone: Page
) -> None:
    for page in PAGES:
        phone.goto(served + page.format(ask=ask_of("U04").id, code=site_code(room)))
        assert phone.evaluate("document.documentElement.scrollWidth") == 360, page
        fits_gloves(phone)


def test_the_form_fits_a_narrow_phone_with_targets_for_gloves(
    room: Room, request_ask: Ask, served: str, phone: Page
) -> None:
    room.holder = "anhe_u33"
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    expect(phone.locator("[name=level]:checked")).to_have_value("first")
    phone.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    fits_gloves(phone)


def test_a_struck_line_and_an_added_one_are_sent_with_their_words(
    room: Room, request_ask: Ask, served: str, phone: Page
) -> None:
    room.holder, room.answer = "anhe_u33", Answer("交上去了：DH-20261125-0001。", "done")
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    fill_request(phone)
    phone.locator("summary", has_text="风险辨识").tap()
    phone.locator(".strike", has_text="划掉").first.locator(".choice").tap()
    phone.locator("[name='struck_why.0']").fill("没有相连管线")
    phone.locator("summary", has_text="补一步").first.tap()
    for name, words in (
        ("step", "清淤"),
        ("hazard", "硫化氢逸出"),
        ("consequence", "中毒"),
        ("measures", "先通风、测气"),
    ):
        phone.locator(f"[name='added.0.{name}']").fill(words)
    phone.locator(".added").first.locator(".choice", has_text="高").tap()
    phone.locator("summary", has_text="再补一步").tap()
    expect(phone.locator("[name='added.1.step']")).to_be_visible()
    confirm(phone)
    expect(phone.locator("#answer")).to_contain_text("交上去了")
    sent = room.acts[0].data
    assert sent["struck"] == [{"line": 0, "reason": "没有相连管线"}]
    [added] = sent["added"]
    assert (added["step"], added["risk"], added["measures"]) == ("清淤", "high", ["先通风", "测气"])


def test_questions_of_other_areas_are_not_asked(room: Room, request_ask: Ask, served: str, phone: Page) -> None:
    room.holder = "anhe_u33"
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    dike = phone.locator("[data-label='在罐区防火堤内']")
    expect(phone.locator("[name=level]:checked")).to_have_value("first")
    expect(dike).to_be_hidden()
    phone.locator("[name=area]").select_option("tank")
    expect(dike).to_be_visible()
    dike.locator(".choice", has_text="是").tap()
    expect(phone.locator("[name=level]:checked")).to_have_value("special")


def test_a_pixel_7_signs_too(
    room: Room, permit: Permit, served: str, browser: Browser, pixel: dict[str, object]
) -> None:
    page = browser.new_context(**pixel, locale="zh-CN").new_page()
    page.goto(f"{served}/h5/wecom/sign/{ask_of('U04').id}")
    write_name(page)
    confirm(page)
    expect(page.locator("#answer")).to_contain_text("签好了。")
    page.context.close()


def test_a_phone_keeps_its_number_and_each_phone_of_a_wall_has_its_own(sign_page: Page) -> None:
    number = """async name => {
      window.name = name;
      const page = document.querySelector("script[src*='js/sign.js']").src;
      const fresh = await import(`${page.replace("sign.js", "device.js")}?${Math.random()}`);
      return fresh.device();
    }"""
    first, second = sign_page.evaluate(number, "wecom/anhe_u04"), sign_page.evaluate(number, "dingtalk/dt-anhe-0019")
    assert first != second
    assert sign_page.evaluate(number, "wecom/anhe_u04") == first


@pytest.mark.parametrize(("words", "platform"), [("在企业微信里打开", "wecom"), ("在钉钉里打开", "dingtalk")])
def test_a_posted_code_that_a_camera_reads_opens_in_the_app_that_is_chosen(
    room: Room, served: str, phone: Page, words: str, platform: str
) -> None:
    phone.goto(f"{served}/s/aB3-_x")
    fits_gloves(phone)
    with phone.expect_request(f"**/h5/{platform}/site/aB3-_x"):
        phone.get_by_role("link", name=words).tap()
    # What is still on its way would run into the next test.
    expect(phone.locator("body")).not_to_contain_text("用哪个应用办票")
    phone.wait_for_load_state("networkidle")
