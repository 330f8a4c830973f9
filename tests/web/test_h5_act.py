"""What a page sends becomes one action of its token's person; everything else is refused in one shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import Room, act, ask_of, open_wecom, page_data

from bot.channel import Answer
from models.ask import Ask
from models.delivery import Rendition
from models.permit import Permit
from web.h5.act import read_body
from web.refused import MAX_BODY, Refused

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "data", "text", "attempt"), JSON))


@pytest.fixture
def token(room: Room, permit: Permit) -> str:
    text: str = page_data(open_wecom(room, f"/h5/wecom/sign/{ask_of('U04').id}?r=7", "anhe_u04").text)["token"]
    return text


def test_the_token_decides_who_acts_for_which_ask_and_what_was_shown(room: Room, token: str) -> None:
    body = {
        "name": "permit.sign",
        "data": {"strokes": [], "person": "U01", "ask": 99},
        "ask": 99,
        "account": "anhe_u01",
    }
    answer = act(room.app.test_client(), token, body)
    action = room.acts[0]
    assert (action.account, action.platform, action.ask) == ("anhe_u04", "wecom", ask_of("U04").id)
    assert action.kind == "page" and action.name == "permit.sign"
    assert Rendition.get_by_id(action.rendition).ask == ask_of("U04")
    assert answer.json == {
        "ok": True,
        "words": "签好了。",
        "tone": "done",
        "next": "/h5/wecom/permit/DH-20261125-0001",
        "onward": "看签批单",
    }


def test_a_double_tap_has_one_key_and_another_try_another(room: Room, token: str) -> None:
    client = room.app.test_client()
    for attempt in (1, 1, 2):
        act(client, token, {"name": "permit.sign", "data": {}, "attempt": attempt})
    act(client, token, {"name": "permit.presence", "data": {}})
    keys = [action.key for action in room.acts]
    assert keys[0] == keys[1]
    assert len({*keys}) == 3


def test_a_refused_try_is_no_success_and_leads_nowhere(room: Room, token: str) -> None:
    room.answer = Answer("签名太短，看不出是谁。请重写。", "stop")
    answer = act(room.app.test_client(), token, {"name": "permit.sign", "data": {}})
    assert answer.json == {"ok": False, "words": room.answer.words, "tone": "stop", "next": ""}


def test_a_sent_request_leads_to_the_permit_that_it_became(room: Room, permit: Permit, request_ask: Ask) -> None:
    token = page_data(open_wecom(room, f"/h5/wecom/request/{request_ask.id}", "anhe_u33").text)["token"]
    Ask.update(state="done", answer={"permit": "DH-20261125-0001"}).where(Ask.id == request_ask.id).execute()
    answer = act(room.app.test_client(), token, {"name": "permit.request", "data": {}})
    assert answer.json["next"] == "/h5/wecom/permit/DH-20261125-0001"


@pytest.mark.parametrize("wrong", ["", "made.up.token"])
def test_without_a_token_of_ours_nothing_happens(room: Room, token: str, wrong: str) -> None:
    answer = act(room.app.test_client(), wrong, {"name": "permit.sign", "data": {}})
    assert answer.status_code == 401
    assert set(answer.json) == {"ok", "words", "todo"}
    assert not room.acts


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"name=permit.sign", "application/x-www-form-urlencoded", 415),
        (b'{"name": "permit.approve"}', "application/json", 400),
        (b'{"name": "permit.sign", "data": []}', "application/json", 400),
        (b'{"name": "permit.sign", "attempt": 0}', "application/json", 400),
        (b'{"name": "permit.sign", "attempt": true}', "application/json", 400),
        (b'{"name": "' + b"x" * MAX_BODY + b'"}', "application/json", 413),
    ],
)
def test_bad_input_changes_nothing_and_says_what_to_do(
    room: Room, token: str, body: bytes, content_type: str, status: int
) -> None:
    headers = {"X-Page-Token": token, "Content-Type": content_type}
    answer = room.app.test_client().post("/h5/act", data=body, headers=headers)
    assert answer.status_code == status
    assert answer.json["ok"] is False and answer.json["words"] and answer.json["todo"]
    assert not room.acts


@given(BODIES)
def test_any_body_is_an_act_or_a_refusal_never_another_error(body: dict[str, object]) -> None:
    try:
        sent = read_body(body)
    except Refused as refusal:
        assert refusal.words and refusal.todo
    else:
        assert sent.name.startswith("permit.")


def test_an_unexpected_error_is_told_in_the_same_shape(
    room: Room, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    room.answer = None
    answer = act(room.app.test_client(), token, {"name": "permit.sign", "data": {}})
    assert answer.status_code == 500
    assert answer.json["ok"] is False and "再试一次" in answer.json["todo"]
    assert "page /h5/act failed" in caplog.text


@pytest.mark.parametrize(
    ("position", "area", "words"),
    [
        ({"latitude": 32.5027, "longitude": 121.9045, "crs": "GCJ-02"}, "sewage", "按定位选了污水处理站"),
        ({"latitude": 32.5027, "longitude": 121.9045, "crs": "WGS-84"}, "", "你不在厂区里，请自己选区域"),
        ({"latitude": 39.9, "longitude": 116.4, "crs": "GCJ-02"}, "", "你不在厂区里，请自己选区域"),
        ({"state": "denied"}, "", "没有拿到定位，请自己选区域"),
        ({"latitude": "NaN", "longitude": 1}, "", "没有拿到定位，请自己选区域"),
    ],
)
def test_the_form_is_told_which_area_the_phone_stands_in(
    room: Room, token: str, position: dict[str, object], area: str, words: str
) -> None:
    answer = room.app.test_client().post("/h5/where", json=position, headers={"X-Page-Token": token})
    assert answer.json == {"ok": True, "area": area, "words": words}
