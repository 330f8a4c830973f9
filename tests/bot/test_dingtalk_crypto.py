"""DingTalk's signatures and encryption against vectors that independent programs agreed on."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dingtalk.crypto import Crypto, Refused
from bot.dingtalk.signatures import card_signature, page_signature, robot_signature

VECTORS = json.loads((Path(__file__).parent / "data" / "dingtalk_crypto_vectors.json").read_text())
BY_NAME = {vector["name"]: vector for vector in VECTORS["vectors"]}
NEGATIVE = {vector["name"]: BY_NAME[vector["derived_from"]] | vector for vector in VECTORS["negative"]}


def crypto(vector: dict[str, Any], **more: str) -> Crypto:
    token, key = vector["token"], vector["encoding_aes_key"]
    return Crypto(more.get("token", token), key, more.get("receiver", vector["receiveid"]))


def opened(vector: dict[str, Any], **more: str) -> str:
    parts = (vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    return crypto(vector, **more).open(*parts)


@pytest.mark.parametrize("vector", BY_NAME.values(), ids=BY_NAME)
def test_a_push_opens_to_its_message(vector: dict[str, Any]) -> None:
    assert opened(vector) == vector["plaintext"]


@pytest.mark.parametrize("vector", BY_NAME.values(), ids=BY_NAME)
def test_an_answer_is_sealed_byte_for_byte_like_the_others_do(vector: dict[str, Any]) -> None:
    random = vector["random16"].encode()
    sealed = crypto(vector).seal(vector["plaintext"], vector["timestamp"], vector["nonce"], random)
    assert (sealed["encrypt"], sealed["msg_signature"]) == (vector["encrypt"], vector["msg_signature"])
    if "response_body" in vector:
        assert sealed == json.loads(vector["response_body"])


@pytest.mark.parametrize(
    ("name", "receiver"),
    [("wrong_receiveid", "dingWRONGappkey0001"), ("corpid_vs_appkey", "dingk3y7safetyloop01")],
)
def test_a_push_for_another_receiver_is_refused(name: str, receiver: str) -> None:
    with pytest.raises(Refused, match="receiver"):
        opened(NEGATIVE[name], receiver=receiver)


@pytest.mark.parametrize("name", ["tampered_signature", "timestamp_altered"])
def test_a_changed_envelope_is_refused_before_it_is_decrypted(name: str) -> None:
    with pytest.raises(Refused, match="signature"):
        opened(NEGATIVE[name])


def test_a_push_signed_with_another_token_is_refused() -> None:
    with pytest.raises(Refused, match="signature"):
        opened(NEGATIVE["other_token"], token="OtherToken")


@pytest.mark.parametrize(
    "name", ["ciphertext_bit_flip_resigned", "truncated_ciphertext_resigned", "wrapped_base64_reply"]
)
def test_a_damaged_cipher_is_refused_although_it_is_signed(name: str) -> None:
    with pytest.raises(Refused, match=r"cipher|receiver"):
        opened(NEGATIVE[name])


def test_a_short_key_is_refused_at_configuration_time() -> None:
    with pytest.raises(ValueError, match="43 位"):
        crypto(NEGATIVE["short_aes_key"])


def test_padding_longer_than_an_aes_block_is_understood() -> None:
    assert opened(NEGATIVE["16_block_unpadder"]) == BY_NAME["pad_31_bytes"]["plaintext"]


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_is_sealed_opens_again(message: str) -> None:
    ours = crypto(BY_NAME["success_reply"])
    sealed = ours.seal(message, "1790000000123", "n")
    assert ours.open(sealed["msg_signature"], "1790000000123", "n", sealed["encrypt"]) == message


@given(st.text(), st.text())
def test_junk_is_refused_and_nothing_else(signature: str, encrypted: str) -> None:
    ours = crypto(BY_NAME["success_reply"])
    with pytest.raises(Refused):
        ours.open(signature, "1790000000123", "n", encrypted)
    if encrypted.isascii():
        with pytest.raises(Refused):
            ours.open(ours.signature("1", "n", encrypted), "1", "n", encrypted)


@pytest.mark.parametrize("vector", VECTORS["card_http_callback_signature"]["vectors"])
def test_the_card_header_is_signed_like_the_platform_does(vector: dict[str, str]) -> None:
    assert card_signature(vector["api_secret"], vector["header_timestamp"]) == vector["header_signature"]


@pytest.mark.parametrize("vector", VECTORS["robot_http_signature"]["vectors"])
def test_the_robot_header_is_signed_like_the_platform_does(vector: dict[str, str]) -> None:
    assert robot_signature(vector["app_secret"], vector["timestamp"]) == vector["sign"]


@pytest.mark.parametrize("vector", VECTORS["jsapi"])
def test_a_page_is_signed_over_its_decoded_address(vector: dict[str, Any]) -> None:
    parts = (vector["ticket"], vector["noncestr"], vector["timestamp"])
    assert page_signature(*parts, vector["url"]) == vector["signature"]
    assert page_signature(*parts, vector["url"] + "#top") == vector["signature"]
