"""WeCom's published crypto vectors, good and bad, against our seal."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.wecom.crypto import Envelope, Forged, Seal

DATA = json.loads((Path(__file__).parent / "data" / "wecom_crypto_vectors.json").read_text())
VECTORS = {vector["name"]: vector for vector in DATA["vectors"]}
CHANGED = {"wrong_receiveid": {"receiveid": "ww0000000000000000"}, "other_token": {"token": "OtherToken"}}
NEGATIVE = [
    pytest.param(VECTORS[n["derived_from"]] | n | CHANGED.get(n["name"], {}), id=n["name"]) for n in DATA["negative"]
]


def seal_of(vector: dict[str, Any]) -> Seal:
    return Seal(SecretStr(vector["token"]), SecretStr(vector["encoding_aes_key"]), vector["receiveid"])


def envelope_of(vector: dict[str, Any]) -> Envelope:
    return Envelope(vector["msg_signature"], vector["timestamp"], vector["nonce"])


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_each_vector_opens(vector: dict[str, Any]) -> None:
    seal, envelope = seal_of(vector), envelope_of(vector)
    assert seal.open(envelope, vector["encrypt"]) == vector["plaintext"]
    assert seal.open_body(envelope, vector["post_body"].encode()) == vector["plaintext"]


@pytest.mark.parametrize("vector", NEGATIVE)
def test_each_negative_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Forged):
        seal_of(vector).open(envelope_of(vector), vector["encrypt"])


@pytest.mark.parametrize("key", ["", "short", "x" * 42, "x" * 44, "!" * 43])
def test_a_key_that_can_not_be_one_is_refused_in_plain_words(key: str) -> None:
    with pytest.raises(ValueError, match="43 位"):
        Seal(SecretStr("Token"), SecretStr(key), "ww1")


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_changed_bit_of_a_body_is_refused(at: int, bit: int) -> None:
    vector = VECTORS["template_card_event"]
    cipher = bytearray(vector["encrypt"].encode())
    cipher[at % len(cipher)] ^= 1 << bit
    body = b"<xml><Encrypt><![CDATA[" + bytes(cipher) + b"]]></Encrypt></xml>"
    with pytest.raises(Forged):
        seal_of(vector).open_body(envelope_of(vector), body)


@given(st.binary(max_size=400), st.text(max_size=60))
def test_junk_is_forged_and_nothing_else(body: bytes, signature: str) -> None:
    with pytest.raises(Forged):
        seal_of(VECTORS["echostr_numeric"]).open_body(
            Envelope(signature, "1", "2"), b"<Encrypt>" + body + b"</Encrypt>"
        )


@pytest.mark.parametrize("encrypt", ["", "AAAA", "A", "====", "A" * 43 + "="])
def test_a_well_signed_but_undecryptable_text_is_forged(encrypt: str) -> None:
    from wechatpy.crypto import _get_signature

    signature = _get_signature("Token", "1", "2", encrypt)
    with pytest.raises(Forged):
        Seal(SecretStr("Token"), SecretStr("x" * 43), "ww1").open(Envelope(signature, "1", "2"), encrypt)
