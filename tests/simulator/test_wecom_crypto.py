"""The shipped vectors, made with three other implementations."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.wecom.crypto import Crypto, Unreadable
from simulator.wecom.jssdk import sign

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "data/wecom_crypto_vectors.json").read_text("utf-8"))
NAMED = {vector["name"]: vector for vector in VECTORS["vectors"]}


def _crypto(vector: dict[str, Any], **other: str) -> Crypto:
    fields = {"token": vector["token"], "aes_key": vector["encoding_aes_key"], "receive_id": vector["receiveid"]}
    return Crypto(**(fields | other))


@pytest.mark.parametrize("name", NAMED)
def test_a_vector_is_sealed_and_opened_to_the_byte(name: str) -> None:
    vector = NAMED[name]
    crypto = _crypto(vector)
    assert crypto.encrypt(vector["plaintext"], vector["random16"].encode()) == vector["encrypt"]
    assert crypto.sign(vector["timestamp"], vector["nonce"], vector["encrypt"]) == vector["msg_signature"]
    opened = crypto.open(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    assert opened == vector["plaintext"]


@pytest.mark.parametrize("negative", VECTORS["negative"], ids=lambda negative: negative["name"])
def test_a_negative_vector_is_refused(negative: dict[str, Any]) -> None:
    vector = NAMED[negative["derived_from"]] | {k: negative[k] for k in ("msg_signature", "encrypt") if k in negative}
    changes = {"wrong_receiveid": {"receive_id": "ww0000000000000000"}, "other_token": {"token": "OtherToken"}}
    crypto = _crypto(vector, **changes.get(negative["name"], {}))
    with pytest.raises(Unreadable):
        crypto.open(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])


def test_the_page_signature_is_the_platforms() -> None:
    vector = VECTORS["jsapi"][0]
    page = vector["url"] + "#part"
    assert sign(vector["ticket"], vector["noncestr"], str(vector["timestamp"]), page) == vector["signature"]


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    crypto = _crypto(NAMED["chinese_text"])
    try:
        assert crypto.decrypt(crypto.encrypt(text)) == text
    except UnicodeEncodeError:
        assert any(0xD800 <= ord(letter) < 0xE000 for letter in text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_junk_is_unreadable_and_nothing_worse(junk: str) -> None:
    with pytest.raises(Unreadable):
        _crypto(NAMED["chinese_text"]).decrypt(junk)
