"""message/send: receivers, other bodies than cards, duplicates, silent drops, recall."""

from typing import Any

import pytest
from wecom_cast import LEADER, LEFT, SAFETY, STRANGER, WeCom


def test_a_text_reaches_the_phone(wecom: WeCom) -> None:
    answer = wecom.send_text("明天八点动火")
    assert answer["errcode"] == 0
    assert answer["msgid"]
    assert "response_code" not in answer
    assert wecom.phone()[0]["body"]["text"]["content"] == "明天八点动火"


def test_who_cannot_be_reached_comes_back_in_small_letters_and_the_rest_get_it(wecom: WeCom) -> None:
    answer = wecom.send_text("一", to=f"{LEADER.upper()}|Nobody|{STRANGER}|{LEFT}")
    assert answer["invaliduser"] == f"nobody|{STRANGER}|{LEFT}"
    assert len(wecom.phone()) == 1


def test_when_nobody_can_be_reached_nothing_is_sent(wecom: WeCom) -> None:
    assert wecom.send_text("一", to=f"nobody|{STRANGER}")["errcode"] == 81013
    assert wecom.phone(STRANGER) == []


def test_a_member_without_licence_is_named_apart(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"unlicensed": [SAFETY]}})
    answer = wecom.login().send_text("一", to=f"{LEADER}|{SAFETY}")
    assert answer["unlicenseduser"] == SAFETY
    assert wecom.phone(SAFETY) == []


def test_a_department_and_everybody_can_be_written_to(wecom: WeCom) -> None:
    departments = {one["name"]: one["id"] for one in wecom.get("department/list")["department"]}
    answer = wecom.send_text("一", to="", toparty=f"{departments['安全部']}|99", totag="7")
    assert (answer["invalidparty"], answer["invalidtag"]) == ("99", "7")
    wecom.send_text("二", to="@all")
    assert len(wecom.phone(SAFETY)) == 2
    assert len(wecom.phone(LEADER)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"touser": ""}, 40063),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40032),
        ({"toparty": "|".join(map(str, range(101)))}, 82002),
        ({"totag": "|".join(map(str, range(101)))}, 82003),
        ({"agentid": None}, 41011),
        ({"agentid": "app"}, 40056),
        ({"agentid": 7}, 301002),
        ({"msgtype": "carrier_pigeon"}, 40008),
        ({"msgtype": "image"}, 40008),
        ({"msgtype": "image", "image": {"media_id": "old"}}, 40007),
        ({"text": {"content": ""}}, 40063),
        ({"msgtype": "textcard", "textcard": {"description": "二", "url": "https://x.example"}}, 41016),
        ({"msgtype": "textcard", "textcard": {"title": "一", "url": "https://x.example"}}, 41033),
        ({"msgtype": "textcard", "textcard": {"title": "一", "description": "二", "url": "x.example"}}, 45034),
        ({"msgtype": "textcard", "textcard": {"title": 1, "description": "二", "url": "https://x.example"}}, 40058),
        ({"msgtype": "news", "news": {"articles": []}}, 40058),
        ({"enable_duplicate_check": 1, "duplicate_check_interval": 20000}, 40058),
    ],
)
def test_a_wrong_envelope_or_body_is_refused(wecom: WeCom, body: dict[str, Any], code: int) -> None:
    sent = wecom.send(**({"msgtype": "text", "text": {"content": "一"}} | body))
    assert sent["errcode"] == code
    assert wecom.phone() == []


def test_over_long_texts_are_cut_and_the_log_warns(wecom: WeCom) -> None:
    wecom.send_text("安" * 700)
    card = {"title": "一", "description": "二" * 600, "url": "https://x.example", "btntxt": "马上去看"}
    wecom.send(msgtype="textcard", textcard=card | {"btntxt": "马上去看看"})
    text, textcard = (message["body"] for message in wecom.phone())
    assert len(text["text"]["content"].encode()) <= 2048
    assert (len(textcard["textcard"]["description"]), textcard["textcard"]["btntxt"]) == (512, "马上去看")
    assert all("shown cut" in entry["warning"] for entry in wecom.control("log")[-2:])


def test_the_31st_message_of_a_minute_is_dropped_in_silence(wecom: WeCom) -> None:
    answers = [wecom.send_text(f"第{n}条")["errcode"] for n in range(31)]
    assert set(answers) == {0}
    assert [bool(message["dropped"]) for message in wecom.phone()] == [False] * 30 + [True]
    assert wecom.control("phones")[0]["messages"] == 30
    assert wecom.control("counters")["wecom"]["dropped"] == 1
    wecom.advance(60)
    wecom.send_text("又一条")
    assert wecom.phone()[-1]["dropped"] is None


def test_the_message_over_the_hours_limit_is_dropped_too(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"member_per_hour": 2}})
    wecom.login()
    for minute in range(3):
        wecom.send_text(f"第{minute}条")
        wecom.advance(120)
    assert [bool(message["dropped"]) for message in wecom.phone()] == [False, False, True]


def test_setting_the_plants_time_back_starts_the_windows_anew(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"member_per_minute": 1}})
    wecom.login()
    wecom.advance(3600)
    wecom.send_text("一")
    wecom.advance(-3600)
    wecom.send_text("二")
    assert [message["dropped"] for message in wecom.phone()] == [None, None]


def test_with_the_check_on_the_same_body_is_delivered_once_within_its_interval(wecom: WeCom) -> None:
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    assert [wecom.send_text("一", **check)["errcode"] for _ in range(2)] == [0, 0]
    wecom.advance(601)
    wecom.send_text("一", **check)
    assert [bool(message["dropped"]) for message in wecom.phone()] == [False, True, False]


def test_without_the_check_the_same_body_is_delivered_twice(wecom: WeCom) -> None:
    wecom.send_text("一")
    wecom.send_text("一")
    assert len(wecom.phone()) == 2


def test_a_recall_takes_the_message_from_every_receiver(wecom: WeCom) -> None:
    sent = wecom.send_text("一", to=f"{LEADER}|{SAFETY}")
    assert wecom.post("message/recall", {"msgid": sent["msgid"]})["errcode"] == 0
    assert {wecom.phone(account)[0]["state"] for account in (LEADER, SAFETY)} == {"recalled"}


def test_a_recall_is_refused_after_a_day_and_for_an_unknown_message(wecom: WeCom) -> None:
    sent = wecom.send_text("一")
    wecom.advance(24 * 3600)
    assert wecom.post("message/recall", {"msgid": sent["msgid"]})["errcode"] == 40058
    assert wecom.post("message/recall", {"msgid": "guess"})["errcode"] == 40058
    assert wecom.phone()[0]["state"] == "live"
