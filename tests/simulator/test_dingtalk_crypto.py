"""Known results of DingTalk's encryption and signatures; each vector was checked with independent programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.dingtalk.crypto import BadEnvelope, EventCrypto, card_signature, jsapi_signature, robot_signature

DATA = json.loads((Path(__file__).parent / "data" / "dingtalk_crypto_vectors.json").read_text("utf-8"))
VECTORS = {vector["name"]: vector for vector in DATA["vectors"]}
KEY = VECTORS["success_reply"]["encoding_aes_key"]


def subscription(vector: dict[str, Any]) -> EventCrypto:
    return EventCrypto(vector["token"], vector["encoding_aes_key"], vector["receiveid"])


@pytest.mark.parametrize("name", VECTORS)
def test_each_vector_is_sealed_and_opened_byte_for_byte(name: str) -> None:
    vector = VECTORS[name]
    crypto = subscription(vector)
    stamp, nonce = vector["timestamp"], vector["nonce"]

    sealed = crypto.seal(vector["plaintext"], stamp, nonce, vector["random16"].encode())

    assert sealed["encrypt"] == vector["encrypt"]
    assert sealed["msg_signature"] == vector["msg_signature"]
    assert crypto.open(vector["msg_signature"], stamp, nonce, vector["encrypt"]) == vector["plaintext"]


# The remaining case is about receivers that pad to 16; that ours opens such envelopes is among the vectors above.
SPOILT = [case for case in DATA["negative"] if case["name"] != "16_block_unpadder"]
CHANGED = ("timestamp", "msg_signature", "encrypt", "encoding_aes_key")


@pytest.mark.parametrize("case", SPOILT, ids=lambda case: case["name"])
def test_each_spoilt_envelope_is_refused(case: dict[str, Any]) -> None:
    vector = VECTORS[case["derived_from"]] | {name: case[name] for name in CHANGED if name in case}
    if case["name"] == "wrong_receiveid":
        vector["receiveid"] = "dingWRONGappkey0001"
    if case["name"] == "corpid_vs_appkey":
        vector["receiveid"] = "dingk3y7safetyloop01"
    if case["name"] == "other_token":
        vector["token"] = "OtherToken"

    with pytest.raises(BadEnvelope):
        subscription(vector).open(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])


@given(st.text())
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    crypto = EventCrypto("SafetyLoopToken2026", KEY, "dingapp")
    sealed = crypto.seal(text, "1790000000123", "nonce")
    assert crypto.open(sealed["msg_signature"], "1790000000123", "nonce", sealed["encrypt"]) == text


@pytest.mark.parametrize("vector", DATA["card_http_callback_signature"]["vectors"])
def test_card_signature(vector: dict[str, str]) -> None:
    assert card_signature(vector["api_secret"], vector["header_timestamp"]) == vector["header_signature"]


@pytest.mark.parametrize("vector", DATA["robot_http_signature"]["vectors"])
def test_robot_signature(vector: dict[str, str]) -> None:
    assert robot_signature(vector["app_secret"], vector["timestamp"]) == vector["sign"]


@pytest.mark.parametrize("vector", DATA["jsapi"])
def test_jsapi_signature(vector: dict[str, Any]) -> None:
    made = jsapi_signature(vector["ticket"], vector["noncestr"], str(vector["timestamp"]), vector["url"])
    assert made == vector["signature"]
