"""Both silent logins end in the page; no person and no token is part of an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from room import Room, act, ask_of, open_wecom, page_data, state_of
from werkzeug.test import TestResponse

from models.permit import Permit


@pytest.fixture
def link(permit: Permit) -> str:
    return f"sign/{ask_of('U04').id}?r=7"


def test_an_unknown_visitor_is_sent_through_wecom_and_back(room: Room, link: str) -> None:
    answer = room.app.test_client().get(f"/h5/wecom/{link}")
    address = answer.headers["Location"]
    assert answer.status_code == 302
    assert address.startswith(f"{room.settings.wecom.oauth}?appid=wwtest&redirect_uri=")
    assert "scope=snsapi_base" in address and "agentid=1000002" in address
    assert address.endswith("#wechat_redirect")
    assert "U04" not in address and "anhe_u04" not in address


def test_the_code_opens_the_page_for_its_person(room: Room, link: str) -> None:
    answer = open_wecom(room, f"/h5/wecom/{link}", "ANHE_U04")
    assert answer.status_code == 200
    assert "请签：一级动火 · 污水处理站" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_forwarded_link_logs_its_opener_in_as_himself(room: Room, link: str) -> None:
    answer = open_wecom(room, f"/h5/wecom/{link}", "anhe_u05")
    assert answer.status_code == 403
    assert "这件事找的是卞予安，不是你（宿明澈）" in answer.text
    assert "请卞予安用自己的手机打开" in answer.text


def come_back(client: FlaskClient, state: str) -> TestResponse:
    """The phone loads an address of its history again: its code is used up."""
    return client.get(f"/h5/wecom/login?code=used&state={state}")


def test_codes_that_are_never_good_end_in_words_after_three_rounds(room: Room, link: str) -> None:
    client = room.app.test_client()
    state = state_of(client.get(f"/h5/wecom/{link}"))
    for _ in range(3):
        state = state_of(come_back(client, state))
    end = come_back(client, state)
    assert end.status_code == 403
    assert "企业微信没有认出你是谁" in end.text
    assert f'href="/h5/wecom/{link}"' in end.text


def test_who_comes_back_to_a_page_again_and_again_gets_it(room: Room, link: str, later: Callable[[int], None]) -> None:
    client = room.app.test_client()
    state = state_of(client.get(f"/h5/wecom/{link}"))
    for seconds in range(10, 100, 10):
        later(seconds)
        state = state_of(come_back(client, state))


def test_slow_rounds_whose_codes_are_never_good_end_in_words(
    room: Room, link: str, later: Callable[[int], None]
) -> None:
    client, began = room.app.test_client(), 0
    answer = client.get(f"/h5/wecom/{link}")
    while answer.status_code == 302 and began < 50 * 8:
        began += 8
        later(began)
        answer = come_back(client, state_of(answer))
    assert answer.status_code == 403
    assert "企业微信没有认出你是谁" in answer.text
    assert f'href="/h5/wecom/{link}"' in answer.text


def test_who_comes_back_after_an_hour_is_let_in_anew(room: Room, link: str, later: Callable[[int], None]) -> None:
    client = room.app.test_client()
    state = state_of(client.get(f"/h5/wecom/{link}"))
    later(3600)
    room.wecom.codes["of another"] = "anhe_u05"
    anew = client.get(f"/h5/wecom/login?code=of another&state={state}")
    room.wecom.codes["fresh"] = "anhe_u04"
    assert client.get(f"/h5/wecom/login?code=fresh&state={state_of(anew)}").status_code == 200


def test_the_second_round_opens_the_page(room: Room, link: str) -> None:
    client = room.app.test_client()
    again = client.get(f"/h5/wecom/login?code=used&state={state_of(client.get(f'/h5/wecom/{link}'))}")
    room.wecom.codes["fresh"] = "anhe_u04"
    assert client.get(f"/h5/wecom/login?code=fresh&state={state_of(again)}").status_code == 200


def test_a_silent_platform_is_told_as_such(room: Room, link: str) -> None:
    room.wecom.down = True
    answer = open_wecom(room, f"/h5/wecom/{link}", "anhe_u04")
    assert answer.status_code == 503
    assert "企业微信这会儿没有应答" in answer.text


def test_an_account_that_is_nobody_here_learns_whom_to_ask(room: Room, link: str) -> None:
    answer = open_wecom(room, f"/h5/wecom/{link}", "somebody_else")
    assert answer.status_code == 403
    assert "找安全部门" in answer.text


def test_a_changed_state_is_refused(room: Room, link: str) -> None:
    client = room.app.test_client()
    state = state_of(client.get(f"/h5/wecom/{link}"))
    for wrong in ("", "ABC", state[:-8] + "A" * 8):
        assert client.get(f"/h5/wecom/login?code=any&state={wrong}").status_code == 400


def test_dingtalk_gets_a_light_shell_and_then_the_page(room: Room, permit: Permit) -> None:
    client = room.app.test_client()
    path = f"/h5/dingtalk/sign/{ask_of('U19').id}"
    shell = client.get(path)
    assert path in shell.text and "请签" not in shell.text
    room.dingtalk.codes["once"] = "dt-anhe-0019"
    answer = client.post("/h5/dingtalk/login", json={"code": "once", "next": path}).json
    assert answer["ok"] is True
    assert page_data(answer["html"])["platform"] == "dingtalk"
    used = client.post("/h5/dingtalk/login", json={"code": "once", "next": path})
    assert used.status_code == 403
    assert used.json["ok"] is False and used.json["words"] and used.json["todo"]


@pytest.mark.parametrize("body", [None, [], {}, {"code": "x"}, {"code": 1, "next": "/h5/dingtalk/sign/1"}])
@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere", "/h5/wecom/sign/1", "/admin"])
def test_the_dingtalk_login_leads_only_to_pages_of_its_own(room: Room, body: object, next_page: str) -> None:
    given = {**body, "next": next_page} if isinstance(body, dict) and "next" not in body else body
    answer = room.app.test_client().post("/h5/dingtalk/login", json=given)
    assert answer.status_code == (415 if body is None else 400)
    assert answer.json["ok"] is False


def test_two_people_on_one_browser_act_each_for_himself(room: Room, permit: Permit) -> None:
    first = page_data(open_wecom(room, f"/h5/wecom/refuse/{ask_of('U04').id}", "anhe_u04").text)
    second = page_data(open_wecom(room, f"/h5/wecom/permit/{permit.number}", "anhe_u05").text)
    client = room.app.test_client()
    act(client, first["token"], {"name": "permit.refuse", "text": "措施没落实"})
    act(client, second["token"], {"name": "permit.urge", "data": {"number": permit.number}})
    assert [action.account for action in room.acts] == ["anhe_u04", "anhe_u05"]
    assert room.acts[1].ask is None


@pytest.mark.parametrize(
    "path",
    [
        "/h5/wecom/admin/1",
        "/h5/wecom/sign/1?r=x",
        "/h5/other/sign/1",
        "/h5/wecom/sign/a%20b",
        f"/h5/wecom/handover/{'a' * 24}?r=999999999",
    ],
)
def test_an_unknown_page_says_where_to_go_back_to(room: Room, path: str) -> None:
    answer = room.app.test_client().get(path)
    assert answer.status_code == 404
    assert "请从聊天里的卡片重新打开" in answer.text
