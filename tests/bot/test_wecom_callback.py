"""WeCom's doors over HTTP: what is let in, what is refused, and that nothing makes them fall over."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from wechatpy.crypto import _get_signature
from wechatpy.work.crypto import PrpCrypto, WeChatCrypto
from werkzeug.test import TestResponse

from bot.channel import Action, Answer
from bot.wecom.callback import BODY_LIMIT, blueprint
from config.settings import WecomSettings

APP_KEY, CONTACT_KEY = "a" * 43, "c" * 43
SETTINGS = WecomSettings(
    corp_id="ww1",
    token=SecretStr("AppToken"),
    aes_key=SecretStr(APP_KEY),
    contact_token=SecretStr("ContactToken"),
    contact_aes_key=SecretStr(CONTACT_KEY),
)
TEXT = (
    "<xml><FromUserName>zhangsan</FromUserName><CreateTime>1790000000</CreateTime><MsgType>text</MsgType>"
    "<Content>动火</Content><MsgId>1</MsgId></xml>"
)
JOIN = (
    "<xml><FromUserName>sys</FromUserName><CreateTime>1790000000</CreateTime><MsgType>event</MsgType>"
    "<Event>change_contact</Event><ChangeType>create_user</ChangeType><UserID>lisi</UserID></xml>"
)


class House:
    """The doors with a dispatch that keeps what it is given."""

    def __init__(self, settings: WecomSettings = SETTINGS) -> None:
        self.actions: list[Action] = []
        app = Flask("doors")
        app.register_blueprint(blueprint(settings, self.dispatch))
        self.client: FlaskClient = app.test_client()

    def dispatch(self, action: Action) -> Answer:
        self.actions.append(action)
        return Answer("收到")

    def post(
        self, plain: str, *, tail: str = "", key: str = APP_KEY, token: str = "AppToken", **headers: str
    ) -> TestResponse:
        encrypt = PrpCrypto(WeChatCrypto(token, key, "ww1").key).encrypt(plain, "ww1").decode()
        query = {"msg_signature": _get_signature(token, "1", "2", encrypt), "timestamp": "1", "nonce": "2"}
        body = f"<xml><ToUserName>forged</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
        kind = headers.get("content_type", "text/xml")
        return self.client.post(f"/callback/wecom{tail}", query_string=query, data=body.encode(), content_type=kind)


@pytest.fixture
def house() -> House:
    return House()


def test_a_message_is_dispatched_and_answered_empty(house: House) -> None:
    answer = house.post(TEXT)
    assert (answer.status_code, answer.data) == (200, b"")
    assert [action.name for action in house.actions] == ["动火"]


def test_contact_sync_has_its_own_door_and_key(house: House) -> None:
    own = {"tail": "/contacts", "key": CONTACT_KEY, "token": "ContactToken"}
    assert house.post(JOIN, **own).status_code == 200
    assert house.post(JOIN, tail="/contacts").status_code == 403
    assert house.post(JOIN, key=CONTACT_KEY, token="ContactToken").status_code == 403
    assert [action.account for action in house.actions] == ["lisi"]


def test_a_door_without_a_token_is_not_there() -> None:
    house = House(SETTINGS.model_copy(update={"contact_token": SecretStr("")}))
    assert house.post(JOIN, tail="/contacts").status_code == 404


def test_verification_answers_with_the_plain_text_alone(house: House) -> None:
    echo = PrpCrypto(WeChatCrypto("AppToken", APP_KEY, "ww1").key).encrypt("3894502120257093631", "ww1").decode()
    query = {
        "msg_signature": _get_signature("AppToken", "1", "2", echo),
        "timestamp": "1",
        "nonce": "2",
        "echostr": echo,
    }
    assert house.client.get("/callback/wecom", query_string=query).data == b"3894502120257093631"
    forged = query | {"msg_signature": "0" * 40}
    assert house.client.get("/callback/wecom", query_string=forged).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_bare_call_is_refused(house: House, method: str) -> None:
    assert getattr(house.client, method)("/callback/wecom").status_code in (400, 403)


def test_an_unknown_event_is_taken_and_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "anhao.bot.wecom")
    odd = TEXT.replace("text", "event").replace("<Content>动火</Content>", "<Event>inactive_alert</Event>")
    assert house.post(odd).status_code == 200
    assert house.actions == []
    assert "inactive_alert" in caplog.text


def test_well_signed_nonsense_is_a_bad_request(house: House) -> None:
    assert house.post("<xml>hello</xml>").status_code == 400
    assert house.post('<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>').status_code == 400
    assert house.actions == []


def test_a_body_over_the_cap_is_refused_unread(house: House) -> None:
    answer = house.client.post("/callback/wecom", data=b"x" * (BODY_LIMIT + 1), content_type="text/xml")
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/html"])
def test_another_content_type_is_refused(house: House, kind: str) -> None:
    assert house.post(TEXT, content_type=kind).status_code == 400
    assert house.actions == []


def test_refusals_leave_no_secret_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.post(TEXT, token="OtherToken")
    house.post("<xml>hello</xml>")
    assert len(caplog.records) == 2
    assert "AppToken" not in caplog.text and APP_KEY not in caplog.text and "hello" not in caplog.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), query=st.text(max_size=40))
def test_no_junk_makes_a_door_fall_over(house: House, body: bytes, query: str) -> None:
    given_query = {"msg_signature": query, "timestamp": query, "nonce": query, "echostr": query}
    posted = house.client.post("/callback/wecom", query_string=given_query, data=body, content_type="text/xml")
    asked = house.client.get("/callback/wecom", query_string=given_query)
    assert {posted.status_code, asked.status_code} == {403}
