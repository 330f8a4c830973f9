"""update_template_card and the one-time codes behind it."""

from typing import Any

import pytest
from wecom_cast import LEADER, SAFETY, WeCom, button_card, notice_card, vote_card

DONE = {"button": {"replace_name": "已处理"}}


def _code(wecom: WeCom, to: str = LEADER) -> str:
    return str(wecom.send(button_card(), to=to)["response_code"])


def test_a_replaced_name_greys_the_buttons(wecom: WeCom) -> None:
    assert wecom.update(_code(wecom), **DONE)["errcode"] == 0
    assert wecom.card()["replace_text"] == "已处理"
    assert wecom.phone()[0]["revision"] == 2
    assert wecom.tap("确认接收") == {"dead": True}


def test_a_whole_card_replaces_the_old_one(wecom: WeCom) -> None:
    card = button_card(main_title={"title": "隐患整改 #1", "desc": "林静已接收"}, replace_text="已接收")
    assert wecom.update(_code(wecom), template_card=card)["errcode"] == 0
    assert wecom.card()["main_title"]["desc"] == "林静已接收"


def test_only_receivers_can_be_updated_and_the_others_come_back_as_a_list(wecom: WeCom) -> None:
    code = _code(wecom)
    answer = wecom.update(code, to=SAFETY.upper(), userids=[SAFETY.upper(), LEADER], **DONE)
    assert answer["invaliduser"] == [SAFETY]
    assert wecom.card()["replace_text"] == "已处理"


def test_atall_updates_every_receiver_but_one_person_only_oneself(wecom: WeCom) -> None:
    both = f"{LEADER}|{SAFETY}"
    wecom.update(_code(wecom, both), **DONE)
    assert "replace_text" not in wecom.card(SAFETY)
    code = wecom.send(button_card("hz-2"), to=both)["response_code"]
    wecom.update(code, userids=[], atall=1, **DONE)
    assert wecom.card(SAFETY)["replace_text"] == "已处理"


def test_a_code_works_once(wecom: WeCom) -> None:
    code = _code(wecom)
    assert [wecom.update(code, **DONE)["errcode"] for _ in range(2)] == [0, 42022]


def test_a_code_lives_72_hours(wecom: WeCom) -> None:
    code = _code(wecom)
    wecom.advance(72 * 3600)
    assert wecom.update(code, **DONE)["errcode"] == 40058
    assert "replace_text" not in wecom.card()


def test_a_wrong_update_does_not_use_up_the_code(wecom: WeCom) -> None:
    code = _code(wecom)
    assert wecom.update(code, template_card=notice_card(card_action={}))["errcode"] == 42045
    assert wecom.update(code, **DONE)["errcode"] == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 40063),
        (DONE | {"template_card": button_card()}, 40063),
        ({"button": {}}, 40058),
        (DONE | {"userids": []}, 40063),
        (DONE | {"userids": "anhe_u33"}, 40058),
        (DONE | {"userids": [str(n) for n in range(1001)]}, 40032),
        (DONE | {"agentid": 7}, 301002),
        (DONE | {"response_code": "guess"}, 40058),
        (DONE | {"response_code": None}, 40058),
        ({"template_card": button_card(colour="red")}, 40058),
    ],
)
def test_a_wrong_update_is_refused(wecom: WeCom, body: dict[str, Any], code: int) -> None:
    assert wecom.update(_code(wecom), **body)["errcode"] == code


def test_a_name_cannot_be_replaced_on_a_card_without_buttons(wecom: WeCom) -> None:
    menu = {"action_list": [{"text": "转交", "key": "transfer"}]}
    code = wecom.send(notice_card(action_menu=menu, task_id="n-1"))["response_code"]
    assert wecom.update(code, **DONE)["errcode"] == 40058
    assert wecom.update(code, template_card=notice_card())["errcode"] == 0


def test_a_code_lets_any_card_type_follow(wecom: WeCom) -> None:
    code = wecom.send(vote_card())["response_code"]
    assert wecom.update(code, template_card=notice_card())["errcode"] == 0
    assert wecom.tap("提交") == {"dead": True}


def test_another_task_id_in_an_update_is_reported(wecom: WeCom) -> None:
    wecom.update(_code(wecom), template_card=button_card("hz-other"))
    assert [report["what"] for report in wecom.control("reports")] == ["update carries another task_id"]
    assert wecom.send(button_card("hz-other"))["errcode"] == 0
