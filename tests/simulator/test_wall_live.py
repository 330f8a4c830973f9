"""The wall shows what the platforms' public calls do, as it happens, and carries taps, words and places back."""

import json
from collections.abc import Iterator

import pytest
from glass import Glass
from playwright.sync_api import expect
from wall_cast import FIRE, FOREMAN, GUARD, H5, LEADER, Wall, wall
from wecom_cast import button_card, notice_card, vote_card


@pytest.fixture(scope="module")
def wide(glass: Glass) -> Iterator[Wall]:
    with wall(glass) as opened:
        yield opened


@pytest.fixture(scope="module")
def narrow(glass: Glass) -> Iterator[Wall]:
    with wall(glass, viewport={"width": 400, "height": 860}, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture
def phones(wide: Wall) -> Wall:
    wide.open(LEADER, GUARD, FOREMAN, FIRE)
    return wide


@pytest.fixture
def one_phone(narrow: Wall) -> Wall:
    narrow.open(LEADER)
    return narrow


def test_cards_of_both_platforms_appear_side_by_side(phones: Wall) -> None:
    phones.to_leader(button_card())
    phones.to_guard(title="请整改：管架锈蚀", lines=["一般隐患"], buttons=[{"id": "take", "text": "接单"}])
    expect(phones.phone(LEADER).get_by_role("heading", name="隐患整改 #1")).to_be_visible()
    expect(phones.phone(GUARD).get_by_role("button", name="接单")).to_be_visible()
    expect(phones.phone(LEADER).locator(".wire")).to_contain_text("发送 → 送达")
    expect(phones.phone(GUARD).locator(".wire")).to_contain_text("发卡 → 送达")


def test_a_tap_reaches_the_wecom_callback_and_the_log_says_so(phones: Wall) -> None:
    phones.to_leader(button_card())
    phones.phone(LEADER).get_by_role("button", name="确认接收").click()
    expect(phones.phone(LEADER).locator(".wire")).to_contain_text("点按 → 回调")
    assert [event["EventKey"] for event in phones.door.events] == ["accept:1"]


DAY_S = 86_400


def test_a_message_of_another_day_says_which_day_it_is_from(phones: Wall) -> None:
    phones.control("time", {"now": "2026-11-25T08:00:00+08:00", "rate": 0})
    phones.wecom.send_text("头一天的话", to="anhe_u04")
    phones.to_guard(title="请整改", lines=[], buttons=[])
    phones.control("time", {"advance_s": DAY_S})
    phones.wecom.send_text("第二天的话", to="anhe_u04")
    changed = {"outTrackId": "ask-anhe_u31", "cardData": {"cardParamMap": {"title": "改过"}}}
    assert phones.dingtalk.api("PUT", "card/instances", changed).status_code == 200
    phones.control("time", {"advance_s": 60})
    phones.wecom.send_text("再过一分钟", to="anhe_u04")
    leader = phones.phone(LEADER)
    expect(leader.locator(".stamp")).to_have_text(["11 月 25 日 周三 08:00", "11 月 26 日 周四 08:00", "08:01"])
    expect(leader.locator(".wire time")).to_have_text(["08:00:00", "11-26 08:00:00", "08:01:00"])
    expect(phones.phone(GUARD).locator(".changed")).to_have_text("11 月 26 日 周四 08:00 更新")


def test_what_is_ticked_on_a_vote_goes_with_the_tap(phones: Wall) -> None:
    phones.to_leader(vote_card())
    phone = phones.phone(LEADER)
    phone.get_by_label("不合格").check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator(".wire")).to_contain_text("点按 → 回调")
    chosen = phones.door.events[0]["SelectedItems"]["SelectedItem"][0]["OptionIds"]["OptionId"]
    assert chosen == ["a", "b"]


def test_a_dingtalk_tap_shows_the_words_for_its_own_person(phones: Wall) -> None:
    phones.cards.answer = lambda _seen: {"userPrivateData": {"cardParamMap": {"notice": "已记下。"}}}
    phones.to_guard(title="请整改", buttons=[{"id": "take", "text": "接单"}])
    phones.phone(GUARD).get_by_role("button", name="接单").click()
    expect(phones.phone(GUARD).locator(".notice")).to_have_text("已记下。")
    assert phones.cards.seen.get_nowait()["body"]["userId"] == "anhe_u31"


def test_a_robot_that_nobody_serves_shows_the_platforms_toast(phones: Wall) -> None:
    phone = phones.phone(GUARD)
    phone.get_by_label("说一句").fill("隐患")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_role("alert")).to_have_text("机器人暂时没有响应")
    expect(phone.locator(".wire .failed")).to_contain_text("应用没有答")


def test_an_update_greys_the_card_where_it_stands(phones: Wall) -> None:
    code = phones.to_leader(button_card())["response_code"]
    phones.wecom.send_text("后来的话", to="anhe_u04")
    phones.wecom.update(code, to="anhe_u04", template_card=button_card(replace_text="严立新已接收"))
    first = phones.phone(LEADER).locator(".message").first
    expect(first.get_by_role("button", name="严立新已接收")).to_be_disabled()
    expect(first.get_by_role("button")).to_have_count(1)


def test_a_recalled_message_says_so(phones: Wall) -> None:
    msgid = phones.wecom.send_text("发错了", to="anhe_u04")["msgid"]
    expect(phones.phone(LEADER)).to_contain_text("发错了")
    phones.wecom.post("message/recall", {"msgid": msgid})
    expect(phones.phone(LEADER).locator(".chat")).to_contain_text("这条消息已撤回")
    expect(phones.phone(LEADER)).not_to_contain_text("发错了")


def test_a_url_button_opens_the_page_in_the_phone_under_its_persons_name(phones: Wall) -> None:
    phones.to_leader(button_card(button_list=[{"type": 1, "text": "签批", "url": H5}]))
    phone = phones.phone(LEADER)
    phone.get_by_role("button", name="签批").click()
    inside = phone.frame_locator("iframe").get_by_role("heading", name="签批页")
    assert inside.evaluate("() => window.name") == LEADER
    phone.get_by_role("button", name="返回").click()
    expect(phone.locator("iframe")).to_have_count(0)


def test_a_link_in_a_text_opens_in_the_phone_and_the_page_closes_itself(phones: Wall) -> None:
    phones.wecom.send_text(f'<a href="{H5}">看今天的票</a>', to="anhe_u04")
    phone = phones.phone(LEADER)
    phone.get_by_role("link", name="看今天的票").click()
    inside = phone.frame_locator("iframe").get_by_role("heading")
    inside.evaluate("() => window.parent.postMessage({ closePage: window.name }, '*')")
    expect(phone.locator("iframe")).to_have_count(0)


def test_a_tap_beside_the_buttons_opens_the_cards_own_page(phones: Wall) -> None:
    phones.to_leader(notice_card(card_action={"type": 1, "url": H5}, sub_title_text="3 号管廊"))
    phones.phone(LEADER).get_by_text("3 号管廊").click()
    expect(phones.phone(LEADER).locator("iframe")).to_have_attribute("name", LEADER)


def test_a_picture_reaches_the_service_and_can_be_fetched(phones: Wall) -> None:
    phone = phones.phone(LEADER)
    with phone.page.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="照片").click()
    chooser.value.set_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff picture"})
    expect(phone).to_contain_text("〔照片〕")
    expect(phone.locator(".wire")).to_contain_text("→ 回调")
    [sent] = phones.door.events
    assert sent["MsgType"] == "image" and sent["MediaId"]


def test_a_word_and_a_menu_key_reach_the_service(phones: Wall) -> None:
    phone = phones.phone(LEADER)
    phone.get_by_label("说一句").fill("我的待办")
    phone.get_by_label("说一句").press("Enter")
    expect(phone.locator(".wire")).to_contain_text("说话 → 回调")
    phone.get_by_role("button", name="动火").click()
    expect(phone.locator(".wire")).to_contain_text("菜单 → 回调")
    said, pressed = phones.door.events
    assert (said["Content"], pressed["EventKey"]) == ("我的待办", "permit.hot_work")


def test_a_position_key_moves_the_phone(phones: Wall) -> None:
    keys = {"不给定位": ("denied", 32.502), "定位过期": ("stale", 32.502), "离得远": ("ok", 32.522)}
    for key, (mode, latitude) in keys.items():
        pressed = phones.phone(LEADER).get_by_role("button", name=key)
        pressed.click()
        expect(pressed).to_have_attribute("aria-pressed", "true")
        place = phones.control("phones/wecom/anhe_u04")["position"]
        assert (place["mode"], place["latitude"]) == (mode, pytest.approx(latitude)), key


def test_enter_brings_the_first_who_was_found_and_leaves_no_dialog(phones: Wall) -> None:
    phones.page.get_by_role("button", name="找人").click()
    field = phones.page.get_by_label("姓名、岗位或部门")
    field.fill("钱永福")
    field.press("Enter")
    expect(phones.page.locator("#chooser")).to_be_hidden()
    phones.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(phones.page.locator("#chooser")).to_be_hidden()


def test_a_phone_is_moved_to_any_place_of_the_plant_and_works_there(phones: Wall) -> None:
    phone = phones.phone(LEADER)
    phone.get_by_label("站在").select_option("污水处理站")
    expect(phone.get_by_role("button", name="在现场")).to_have_attribute("aria-pressed", "true")
    assert phones.control("phones/wecom/anhe_u04")["position"]["latitude"] == pytest.approx(32.6)
    phone.get_by_role("button", name="离得远").click()
    expect(phone.get_by_label("站在")).to_have_value("污水处理站")
    phone.get_by_role("button", name="在现场").click()
    expect(phone.get_by_role("button", name="在现场")).to_have_attribute("aria-pressed", "true")
    assert phones.control("phones/wecom/anhe_u04")["position"]["latitude"] == pytest.approx(32.6)


def test_the_keys_move_the_plants_time_and_its_speed(phones: Wall) -> None:
    phones.page.get_by_role("button", name="暂停").click()
    expect(phones.page.locator("#speed")).to_have_text("暂停")
    phones.control("time", {"now": "2026-11-25T08:00:00+08:00"})
    phones.page.get_by_role("button", name="+15 分").click()
    expect(phones.page.locator("#clock")).to_have_text("08:15:00")
    phones.page.get_by_role("button", name="×600").click()
    expect(phones.page.locator("#speed")).to_have_text("×600")
    assert phones.control("time")["rate"] == 600


def test_anybody_can_be_found_by_post_and_put_on_the_wall(phones: Wall) -> None:
    phones.phone(FIRE).get_by_role("button", name="换人").click()
    phones.page.get_by_label("姓名、岗位或部门").fill("电仪")
    phones.page.get_by_role("dialog").get_by_role("button", name="罗成").click()
    expect(phones.phone("wecom:anhe_u50")).to_be_visible()
    expect(phones.phone(FIRE)).to_have_count(0)


def test_the_phone_with_something_new_comes_forward(one_phone: Wall) -> None:
    one_phone.to_guard(title="请整改：管架锈蚀")
    expect(one_phone.phone(GUARD)).to_contain_text("请整改：管架锈蚀")
    expect(one_phone.phone(LEADER)).to_have_count(0)


def test_a_phone_that_is_kept_stays_and_the_new_one_waits_in_the_strip(one_phone: Wall) -> None:
    one_phone.phone(LEADER).get_by_role("button", name="留住").click()
    one_phone.to_guard(title="请整改：管架锈蚀")
    waiting = one_phone.page.locator("#strip").get_by_role("button", name="钱永福")
    expect(waiting).to_be_visible()
    expect(one_phone.phone(LEADER)).to_be_visible()
    waiting.click()
    expect(one_phone.phone(GUARD)).to_be_visible()


def test_one_phone_fills_a_narrow_screen_and_nothing_moves_for_who_wants_it_still(one_phone: Wall) -> None:
    one_phone.to_leader(button_card())
    message = one_phone.phone(LEADER).locator(".message.new")
    assert message.evaluate("node => getComputedStyle(node).animationName") == "none"
    assert one_phone.page.evaluate("document.documentElement.scrollWidth") == 400
    expect(one_phone.page.locator(".phone")).to_have_count(1)


def test_a_screen_that_is_turned_keeps_every_open_page_and_what_was_written_on_it(phones: Wall) -> None:
    before = phones.page.viewport_size
    assert before
    for name in (LEADER, FOREMAN):
        phones.wecom.send_text(f'<a href="{H5}">签批</a>', to=name.split(":")[1])
        phones.phone(name).get_by_role("link", name="签批").click()
        heading = phones.phone(name).frame_locator("iframe").get_by_role("heading", name="签批页")
        heading.evaluate("node => { node.textContent = '写了一半'; }")
    try:
        for turned in ({"width": 400, "height": 860}, before):
            phones.page.set_viewport_size(turned)
            for name in (LEADER, FOREMAN):
                expect(phones.phone(name).frame_locator("iframe").get_by_role("heading")).to_have_text("写了一半")
            if turned != before:
                expect(phones.page.locator(".phone")).to_have_count(2)
                assert phones.page.evaluate("document.documentElement.scrollWidth") == 400
    finally:
        phones.page.set_viewport_size(before)


def test_markup_in_a_message_stays_text(phones: Wall) -> None:
    bad = '<img src=x onerror="document.title=1"><a href="javascript:alert(1)">点</a>'
    phones.wecom.send_text(bad, to="anhe_u04")
    phones.to_guard(title=bad, lines=[bad], buttons=[{"id": "a", "text": bad}])
    expect(phones.phone(LEADER).locator(".bubble")).to_contain_text("<img src=x")
    expect(phones.phone(GUARD).locator("h3")).to_have_text(bad)
    assert phones.page.locator(".chat img, .chat a").count() == 0


def test_a_reset_empties_every_phone(phones: Wall) -> None:
    phones.to_leader(button_card())
    expect(phones.phone(LEADER).locator(".card")).to_have_count(1)
    phones.control("reset", {})
    expect(phones.phone(LEADER).locator(".card")).to_have_count(0)
    expect(phones.phone(FOREMAN)).to_be_visible()


def test_robot_messages_and_work_notices_show_with_their_links(phones: Wall) -> None:
    param = json.dumps({"title": "新课", "text": "### 三分钟\n三道题", "singleTitle": "开始学", "singleURL": H5})
    robot = {"robotCode": phones.dingtalk.own.robot_code, "userIds": ["anhe_u31"]}
    phones.dingtalk.api(
        "POST", "robot/oToMessages/batchSend", robot | {"msgKey": "sampleActionCard", "msgParam": param}
    )
    notice = {"msgtype": "text", "text": {"content": "明天停电"}}
    body = {"agent_id": phones.dingtalk.own.agent_id, "userid_list": "anhe_u31", "msg": notice}
    phones.dingtalk.oapi("topapi/message/corpconversation/asyncsend_v2", body)
    expect(phones.phone(GUARD).locator(".bubble")).to_have_text("明天停电")
    phones.phone(GUARD).get_by_role("link", name="开始学").click()
    expect(phones.phone(GUARD).locator("iframe")).to_have_attribute("src", H5)
