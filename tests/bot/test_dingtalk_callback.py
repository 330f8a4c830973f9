"""DingTalk's HTTP doors: what is let in, what is refused, and that nothing makes them fall over."""

import json
import logging
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis
from dingtalk_rig import CARD_SECRET, OWN, House, no_redis, settings
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from werkzeug.test import TestResponse

from bot.dingtalk.callback import BODY_BYTES, blueprint
from bot.dingtalk.crypto import Crypto
from bot.dingtalk.seen import FirstSeen
from bot.dingtalk.signatures import card_signature, robot_signature

NOW = 1_790_000_000.0
CRYPTO = Crypto(OWN.token, OWN.aes_key, OWN.client_id)
WORD = {"msgId": "m1", "senderStaffId": "anna", "msgtype": "text", "text": {"content": "动火"}}
LEFT = {"EventType": "user_leave_org", "CorpId": OWN.corp_id, "eventId": "e1", "userId": ["late"]}


def tap(action: str = "sign", **more: Any) -> dict[str, Any]:
    content = {"cardPrivateData": {"params": {"ask": "7", "rendition": "1", "action": action}}}
    return {"outTrackId": "card-1", "userId": "anna", "corpId": OWN.corp_id, "content": json.dumps(content)} | more


@dataclass
class Doors:
    """The doors with a house behind them and a clock that the test holds."""

    now: float = NOW
    house: House = field(default_factory=House)
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = self.process(FirstSeen())

    def process(self, seen: FirstSeen) -> FlaskClient:
        app = Flask(__name__)
        app.register_blueprint(blueprint(settings("http://nowhere", **self.more), self.house, seen, clock=self.clock))
        return app.test_client()

    def clock(self) -> float:
        return self.now

    def card(self, body: Any, *, at: float = NOW, signature: str | None = None, **more: Any) -> TestResponse:
        stamp = str(int(at * 1000))
        signed = card_signature(CARD_SECRET, stamp) if signature is None else signature
        headers = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": signed}
        return self._post("card", body, headers, **more)

    def robot(self, body: Any, *, at: float = NOW, secret: str = OWN.client_secret) -> TestResponse:
        stamp = str(int(at * 1000))
        return self._post("robot", body, {"timestamp": stamp, "sign": robot_signature(secret, stamp)})

    def event(self, message: str, *, crypto: Crypto = CRYPTO, at: float = NOW, **query: str) -> TestResponse:
        sealed = crypto.seal(message, str(int(at * 1000)), "n0")
        named = {"msg_signature": sealed["msg_signature"], "timestamp": sealed["timeStamp"], "nonce": "n0"}
        return self.http.post(
            "/callback/dingtalk/event", json={"encrypt": sealed["encrypt"]}, query_string=named | query
        )

    def _post(self, door: str, body: Any, headers: dict[str, str], **more: Any) -> TestResponse:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        asked = {"data": raw, "content_type": "application/json"} | more
        return self.http.post(f"/callback/dingtalk/{door}", headers=headers, **asked)


@pytest.fixture
def doors() -> Doors:
    return Doors()


def test_a_tap_is_answered_with_the_words_for_the_one_who_tapped(doors: Doors) -> None:
    answer = doors.card(tap())
    assert answer.json == {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "userPrivateData": {"cardParamMap": {"notice": "已记下"}},
    }
    (action,) = doors.house.actions
    assert (action.kind, action.name, action.account, action.ask) == ("tap", "sign", "anna", 7)


def test_beside_a_receipt_that_says_the_words_the_card_tells_only_what_is_new(doors: Doors) -> None:
    doors.house.beside = "下一题在新卡片上。"
    answer = doors.card(tap()).get_json()
    assert answer["userPrivateData"]["cardParamMap"]["notice"] == "下一题在新卡片上。"


def test_an_answer_without_words_changes_nothing_on_the_card(doors: Doors) -> None:
    doors.house.words = ""
    assert doors.card(tap()).json == {}


def test_long_words_are_cut_between_characters(doors: Doors) -> None:
    doors.house.words = "火" * 1000
    notice = doors.card(tap()).get_json()["userPrivateData"]["cardParamMap"]["notice"]
    assert notice == "火" * (1024 // 3)


@pytest.mark.parametrize("signature", ["", "AAAA", "签名"])
def test_a_tap_with_a_wrong_signature_reaches_nobody(doors: Doors, signature: str) -> None:
    assert doors.card(tap(), signature=signature.encode().decode("latin1")).status_code == 403
    assert doors.house.actions == []


@pytest.mark.parametrize("off", [-301, 301])
def test_a_tap_signed_more_than_five_minutes_off_is_stale(doors: Doors, off: float) -> None:
    assert doors.card(tap(), at=NOW + off).status_code == 403
    assert doors.card(tap(), at=NOW + off * 0.99).status_code == 200


def test_a_captured_signature_admits_no_other_body(doors: Doors) -> None:
    assert doors.card(tap()).status_code == 200
    assert doors.card(tap(userId="boss")).status_code == 403
    assert [action.account for action in doors.house.actions] == ["anna"]


def test_the_same_request_again_is_the_same_act(doors: Doors) -> None:
    answers = [doors.card(tap()).json, doors.card(tap(), at=NOW + 1).json]
    assert answers[0] == answers[1]
    assert len({action.key for action in doors.house.actions}) == 1


def test_another_button_is_another_act(doors: Doors) -> None:
    doors.card(tap())
    doors.card(tap("why"), at=NOW + 1)
    assert len({action.key for action in doors.house.actions}) == 2


def test_processes_without_a_common_memory_make_different_keys(doors: Doors) -> None:
    doors.card(tap())
    doors.http = doors.process(FirstSeen())
    doors.card(tap())
    assert len({action.key for action in doors.house.actions}) == 2


def test_processes_with_a_common_memory_know_each_others_taps_and_signatures(doors: Doors, redis_url: str) -> None:
    shared = redis.Redis.from_url(redis_url)
    for kept in shared.scan_iter("dingtalk:seen:*"):
        shared.delete(kept)
    for _ in range(2):
        doors.http = doors.process(FirstSeen(shared))
        assert doors.card(tap()).status_code == 200
    assert doors.card(tap(userId="boss")).status_code == 403
    assert len({action.key for action in doors.house.actions}) == 1


def test_a_memory_that_is_away_is_replaced_by_the_process_own(doors: Doors) -> None:
    doors.http = doors.process(FirstSeen(no_redis()))
    assert doors.card(tap()).status_code == 200
    assert doors.card(tap(userId="boss")).status_code == 403


def test_a_tap_in_another_organisation_is_refused(doors: Doors) -> None:
    assert doors.card(tap(corpId="dingother")).status_code == 400


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '{"outTrackId":1}', b"\xff\xfe", "[" * 20_000])
def test_signed_junk_is_not_understood(doors: Doors, body: str | bytes) -> None:
    assert doors.card(body).status_code == 400
    assert doors.house.actions == []


def test_a_body_of_another_type_is_not_read(doors: Doors) -> None:
    assert doors.card(tap(), content_type="text/plain").status_code == 400


def test_a_huge_body_is_not_read(doors: Doors) -> None:
    assert doors.card("x" * (BODY_BYTES + 1)).status_code == 413


@given(st.text(), st.text(), st.binary())
def test_no_request_makes_a_door_fall_over(stamp: str, signature: str, body: bytes) -> None:
    doors = Doors()
    latin = [text.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "") for text in (stamp, signature)]
    headers = dict(zip(("x-ddpaas-signature-timestamp", "x-ddpaas-signature"), latin, strict=True))
    more = {"timestamp": latin[0], "sign": latin[1]}
    for door in ("card", "robot", "event"):
        answer = doors.http.post(
            f"/callback/dingtalk/{door}",
            data=body,
            headers=headers | more,
            query_string={"timestamp": stamp, "signature": signature, "nonce": stamp},
            content_type="application/json",
        )
        assert answer.status_code in (400, 403)


def test_without_a_secret_every_tap_is_refused() -> None:
    doors = Doors(more={"card_secret": SecretStr("")})
    assert doors.card(tap(), signature=card_signature("", str(int(NOW * 1000)))).status_code == 403


def test_a_word_to_the_robot_arrives_and_is_answered_empty(doors: Doors) -> None:
    assert doors.robot(WORD, at=NOW - 3500).json == {}
    assert [(action.kind, action.name) for action in doors.house.actions] == [("word", "动火")]


def test_a_word_with_a_foreign_or_old_signature_is_refused(doors: Doors) -> None:
    assert doors.robot(WORD, secret="other").status_code == 403
    assert doors.robot(WORD, at=NOW - 3601).status_code == 403
    assert doors.house.actions == []


@pytest.mark.parametrize("message", [json.dumps(LEFT), '{"EventType":"check_url"}', '{"EventType":"new_kind"}'])
def test_every_event_is_answered_with_an_encrypted_success(doors: Doors, message: str) -> None:
    answer = doors.event(message).get_json()
    parts = (answer["msg_signature"], answer["timeStamp"], answer["nonce"], answer["encrypt"])
    assert CRYPTO.open(*parts) == "success"


def test_an_event_of_the_directory_arrives(doors: Doors) -> None:
    doors.event(json.dumps(LEFT))
    assert [(a.key, a.name, a.account) for a in doors.house.actions] == [("e1:late", "left", "late")]


def test_an_event_without_an_id_has_the_same_key_each_time(doors: Doors) -> None:
    old = json.dumps({"EventType": "user_leave_org", "TimeStamp": "1", "UserId": ["late"]})
    doors.event(old)
    doors.event(old, at=NOW + 10)
    assert len({action.key for action in doors.house.actions}) == 1


def test_the_other_names_of_the_query_are_read(doors: Doors) -> None:
    sealed = CRYPTO.seal(json.dumps(LEFT), str(int(NOW)), "n0")
    query = {"signature": sealed["msg_signature"], "timeStamp": sealed["timeStamp"], "nonce": "n0"}
    answer = doors.http.post("/callback/dingtalk/event", json={"encrypt": sealed["encrypt"]}, query_string=query)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"crypto": Crypto("OtherToken", OWN.aes_key, OWN.client_id)},
        {"crypto": Crypto(OWN.token, OWN.aes_key, OWN.corp_id)},
        {"nonce": "n1"},
        {"timestamp": str(int(NOW * 1000) + 1)},
        {"at": NOW - 3601},
    ],
    ids=["token", "receiver", "nonce", "timestamp", "stale"],
)
def test_an_event_that_is_not_for_us_is_refused(doors: Doors, wrong: dict[str, Any]) -> None:
    assert doors.event(json.dumps(LEFT), **wrong).status_code == 403
    assert doors.house.actions == []


def test_without_token_and_key_events_are_refused() -> None:
    doors = Doors(more={"token": SecretStr("")})
    assert doors.event(json.dumps(LEFT)).status_code == 403


def test_refusals_leave_a_line_without_secrets(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        doors.card(tap(), signature="AAAA")
        doors.robot(WORD, secret="other")
        doors.event(json.dumps(LEFT), nonce="n1")
    ours = [record.getMessage() for record in caplog.records if record.name == "anhao.bot.dingtalk"]
    assert len(ours) == 3
    for secret in (CARD_SECRET, OWN.client_secret, OWN.token, OWN.aes_key):
        assert secret not in caplog.text
