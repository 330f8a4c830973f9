"""Taps, words and menus as sealed events; retries, ordered faults, passive replies; opened with the official crypto."""

import threading
import time
from typing import Any

import pytest
from wecom_cast import LEADER, SAFETY, Door, WeCom, button_card, notice_card, selection_card, vote_card

Json = dict[str, Any]
CARD_XML = (
    "<TemplateCard><CardType>button_interaction</CardType><MainTitle><Title>隐患整改 #1</Title></MainTitle>"
    "<HorizontalContentList><KeyName>处理人</KeyName><Value>石磊</Value></HorizontalContentList>"
    "<ButtonList><Text>确认接收</Text><Style>1</Style><Key>accept:1</Key></ButtonList>"
    "<ReplaceText>已接收</ReplaceText></TemplateCard>"
)

FLAT_CARD = (
    "<MsgType>update_template_card</MsgType><TemplateCard><CardType>news_notice</CardType>"
    "<CardImage><AspectRatio>flat</AspectRatio></CardImage></TemplateCard>"
)


def test_a_tap_is_the_platforms_event(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    assert wecom.tap("确认接收")["status"] == 200
    event = door.events[0]
    assert (event["FromUserName"], event["ToUserName"], event["AgentID"]) == (LEADER, wecom.own.corp_id, "1000002")
    assert (event["Event"], event["EventKey"], event["TaskId"]) == ("template_card_event", "accept:1", "hz-1")
    assert event["CardType"] == "button_interaction"
    assert "MsgId" not in event
    assert wecom.phone()[0]["answers"][0]["button"] == "确认接收"


def test_each_tap_brings_a_code_of_its_own_that_updates_once(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    wecom.tap("accept:1")
    wecom.tap("reject:1")
    codes = [event["ResponseCode"] for event in door.events]
    done = {"button": {"replace_name": "已处理"}}
    assert codes[0] != codes[1]
    assert [wecom.update(code, **done)["errcode"] for code in (*codes, codes[0])] == [0, 0, 42022]


def test_links_open_and_what_is_not_on_the_card_is_dead(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    assert wecom.tap("打开") == {"open": "https://safety.example.com/h5/1"}
    assert wecom.tap("批准") == {"dead": True}
    wecom.send(notice_card())
    assert wecom.tap("card") == {"open": "https://safety.example.com/h5/list"}
    assert door.events == []


@pytest.mark.parametrize(
    ("choices", "sent"),
    [(None, ["a"]), ("b", ["b"]), (["合格", "不合格"], ["a", "b"]), ({"q1": ["b"]}, ["b"])],
)
def test_a_vote_carries_what_was_chosen_or_ticked(wecom: WeCom, door: Door, choices: Any, sent: list[str]) -> None:
    wecom.send(vote_card())
    wecom.tap("提交", choices=choices)
    item = door.events[0]["SelectedItems"]["SelectedItem"][0]
    assert (item["QuestionKey"], item["OptionIds"]["OptionId"]) == ("q1", sent)


def test_a_selection_carries_one_item_a_list(wecom: WeCom, door: Door) -> None:
    wecom.send(selection_card())
    wecom.tap("提交", choices={"lvl": "重大"})
    items = door.events[0]["SelectedItems"]["SelectedItem"]
    assert [item["OptionIds"]["OptionId"] for item in items] == [["l2"], ["d1"]]


def test_a_corner_menu_is_an_event_without_selection(wecom: WeCom, door: Door) -> None:
    menu = {"action_list": [{"text": "转交", "key": "transfer:1"}]}
    wecom.send(notice_card(action_menu=menu, task_id="n-1"))
    wecom.tap("转交")
    event = door.events[0]
    assert (event["Event"], event["EventKey"]) == ("template_card_menu_event", "transfer:1")
    assert "SelectedItems" not in event


def test_words_and_menu_items_reach_the_app(wecom: WeCom, door: Door) -> None:
    wecom.control(f"phones/wecom/{LEADER}/say", {"text": "<我>要]]>动火"})
    wecom.control(f"phones/wecom/{LEADER}/menu", {"key": "permit.hot_work"})
    said, clicked = door.events
    assert (said["MsgType"], said["Content"]) == ("text", "<我>要]]>动火")
    assert int(said["MsgId"]) > 0
    assert (clicked["Event"], clicked["EventKey"]) == ("click", "permit.hot_work")


def test_a_refused_callback_comes_three_times_more_with_the_same_event_in_new_clothes(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    door.statuses.extend([500, 500, 500, 500])
    assert wecom.tap("确认接收")["status"] == 500
    assert len(door.events) == 4
    assert len({(event["CreateTime"], event["ResponseCode"]) for event in door.events}) == 1
    assert len({query["nonce"] for query, _ in door.raw}) == 4
    assert len({body for _, body in door.raw}) == 4


def test_a_callback_without_answer_in_time_is_cut_and_comes_again(wecom: WeCom, door: Door) -> None:
    wecom.control("reset", {"wecom": {"callback_timeout_s": 0.1}})
    answered = threading.Event()
    door.answer = lambda event: str(answered.wait(5) or "")
    wecom.login().send(button_card())
    assert wecom.tap("确认接收")["status"] == 0
    answered.set()
    assert len(door.events) == 4


def test_retries_stop_at_the_first_200(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    door.statuses.append(503)
    assert wecom.tap("确认接收")["status"] == 200
    out = [entry for entry in wecom.control("log") if entry["direction"] == "out"]
    assert [entry["status"] for entry in out] == [503, 200]


def test_a_duplicate_is_the_same_event_twice(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    wecom.fault("duplicate", "callback")
    wecom.tap("确认接收")
    first, second = door.events
    assert first == second


def test_a_reordered_event_arrives_after_the_next(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    wecom.fault("reorder", "callback")
    assert wecom.tap("确认接收")["held"] is True
    wecom.tap("驳回")
    assert [event["EventKey"] for event in door.events] == ["reject:1", "accept:1"]


@pytest.mark.parametrize("fault", ["wrong_signature", "wrong_receiver"])
def test_an_ordered_forgery_does_not_open_with_the_official_library(wecom: WeCom, door: Door, fault: str) -> None:
    wecom.send(button_card())
    wecom.fault(fault, "callback")
    assert wecom.tap("确认接收")["status"] == 400
    assert door.events == []
    assert wecom.tap("确认接收")["status"] == 200


def test_a_late_callback_is_late(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    wecom.fault("late", "callback", seconds=0.2)
    began = time.monotonic()
    wecom.tap("确认接收")
    assert time.monotonic() - began >= 0.2
    assert len(door.events) == 1


def test_a_fault_can_be_for_one_person_only(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card(), to=f"{LEADER}|{SAFETY}")
    wecom.fault("wrong_signature", "callback", account=SAFETY)
    assert wecom.tap("确认接收")["status"] == 200
    assert wecom.tap("确认接收", account=SAFETY)["status"] == 400


def test_a_passive_button_reply_greys_the_clickers_card_only(wecom: WeCom, door: Door) -> None:
    body = "<MsgType>update_button</MsgType><Button><ReplaceName>已接收</ReplaceName></Button>"
    door.answer = lambda event: door.sealed(event, body)
    wecom.send(button_card(), to=f"{LEADER}|{SAFETY}")
    assert wecom.tap("确认接收")["answer"]["MsgType"] == "update_button"
    assert wecom.card()["replace_text"] == "已接收"
    assert "replace_text" not in wecom.card(SAFETY)


def test_a_passive_card_reply_replaces_the_card_and_uses_up_the_code(wecom: WeCom, door: Door) -> None:
    door.answer = lambda event: door.sealed(event, f"<MsgType>update_template_card</MsgType>{CARD_XML}")
    wecom.send(button_card())
    wecom.tap("确认接收")
    assert wecom.card()["horizontal_content_list"] == [{"keyname": "处理人", "value": "石磊"}]
    assert wecom.card()["button_list"] == [{"text": "确认接收", "style": 1, "key": "accept:1"}]
    assert wecom.update(door.events[0]["ResponseCode"], button={"replace_name": "x"})["errcode"] == 42022


@pytest.mark.parametrize(
    ("answer", "report"),
    [
        (lambda door, event: "ok", "passive reply is unreadable"),
        (lambda door, event: door.sealed(event, "<MsgType>poem</MsgType>"), "passive reply has wrong"),
        (lambda door, event: door.sealed(event, "<MsgType>text</MsgType>", "somebody"), "passive reply has wrong"),
        (lambda door, event: door.sealed(event, "<MsgType>update_template_card</MsgType>"), "passive update refused"),
        (lambda door, event: door.sealed(event, "<MsgType>update_button</MsgType>"), "passive update refused"),
        (lambda door, event: door.sealed(event, FLAT_CARD), "passive update refused"),
    ],
)
def test_a_passive_reply_that_breaks_the_protocol_is_reported(
    wecom: WeCom, door: Door, answer: Any, report: str
) -> None:
    door.answer = lambda event: answer(door, event)
    wecom.send(button_card())
    wecom.tap("确认接收")
    assert wecom.control("reports")[0]["what"].startswith(report)
    assert wecom.card() == button_card()


def test_an_update_before_the_callback_is_answered_is_reported(wecom: WeCom, door: Door) -> None:
    def hasty(event: Json) -> str:
        wecom.update(event["ResponseCode"], button={"replace_name": "快"})
        return ""

    door.answer = hasty
    wecom.send(button_card())
    wecom.tap("确认接收")
    assert [report["what"] for report in wecom.control("reports")] == ["update before the callback was answered"]


def test_a_recalled_card_still_calls_back_and_a_dropped_one_cannot(wecom: WeCom, door: Door) -> None:
    sent = wecom.send(button_card())
    wecom.post("message/recall", {"msgid": sent["msgid"]})
    assert wecom.tap("确认接收")["status"] == 200
    wecom.control("reset", {"wecom": {"member_per_minute": 0}})
    wecom.login().send(button_card())
    assert wecom.tap("确认接收") == {"dead": True}


def test_url_verification_wants_the_exact_plain_text(wecom: WeCom, door: Door) -> None:
    right = {"ok": True, "status": 200}
    assert wecom.control("wecom/verify", {}) == {"app": right, "contacts": right}
    door.echo = lambda query, crypto: (200, b'"quoted"')
    assert wecom.control("wecom/verify", {})["app"]["ok"] is False


@pytest.mark.parametrize(
    ("event", "kind"), [("leave", "delete_user"), ("join", "create_user"), ("dept", "update_user")]
)
def test_a_directory_event_reaches_the_contact_door_with_ids_only(
    wecom: WeCom, door: Door, event: str, kind: str
) -> None:
    wecom.control(f"phones/wecom/{LEADER}/event", {"event": event, "changes": {"department": "车间五"}})
    change = door.events[-1]
    assert (change["Event"], change["ChangeType"], change["UserID"]) == ("change_contact", kind, LEADER)
    assert change["FromUserName"] == "sys"
    assert "AgentID" not in change
    assert "Name" not in change


def test_who_leaves_is_unsubscribed_and_can_no_longer_be_written_to(wecom: WeCom, door: Door) -> None:
    wecom.control(f"phones/wecom/{LEADER}/event", {"event": "leave"})
    assert [event["Event"] for event in door.events] == ["unsubscribe", "change_contact"]
    assert wecom.send_text("一")["errcode"] == 81013
    assert wecom.get("user/get", userid=LEADER)["errcode"] == 60111


def test_full_contact_events_can_be_switched_on(wecom: WeCom, door: Door) -> None:
    wecom.control("reset", {"wecom": {"full_contact_events": True}})
    wecom.control(f"phones/wecom/{LEADER}/event", {"event": "modify", "changes": {"post": "值班长"}})
    assert (door.events[0]["Name"], door.events[0]["Position"]) == ("石磊", "值班长")
