"""gettoken, token life, whose token may do what, and the shape of every refusal."""

from typing import Any

import pytest
from wecom_cast import WeCom


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 41002),
        ({"corpid": "ww0a1b2c3d4e5f6789"}, 41004),
        ({"corpid": "wwother", "corpsecret": "x"}, 40013),
        ({"corpid": "ww0a1b2c3d4e5f6789", "corpsecret": "guess"}, 40001),
    ],
)
def test_a_bad_gettoken_is_refused_with_its_own_code(wecom: WeCom, query: dict[str, Any], code: int) -> None:
    assert wecom.get("gettoken", **query)["errcode"] == code


def test_within_its_life_the_same_token_comes_again(wecom: WeCom) -> None:
    first = wecom.token
    assert wecom.login().token == first
    assert len(first) <= 512
    assert wecom.control("counters")["wecom"]["tokens"] == 2


def test_a_call_without_or_with_an_unknown_token_is_refused(wecom: WeCom) -> None:
    assert wecom.get("getcallbackip", access_token="")["errcode"] == 41001
    assert wecom.get("getcallbackip", access_token="guess")["errcode"] == 40014


def test_an_expired_token_says_so(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"token_life_s": 0}})
    assert wecom.login().get("getcallbackip")["errcode"] == 42001


def test_revoked_tokens_are_dead_until_a_new_one_is_fetched(wecom: WeCom) -> None:
    wecom.fault("token_revoked", "message/send")
    assert wecom.send_text("一")["errcode"] == 40014
    assert wecom.get("getcallbackip")["errcode"] == 40014
    assert wecom.login().send_text("一")["errcode"] == 0


def test_the_contact_secrets_token_may_only_read_ids(wecom: WeCom) -> None:
    wecom.login(wecom.own.contact_secret)
    assert wecom.send_text("一")["errcode"] == 48002
    assert wecom.get("user/get", userid="anhe_u27")["errcode"] == 48002
    assert wecom.post("user/list_id", {"cursor": "", "limit": 10000})["errcode"] == 0


def test_an_address_outside_the_list_may_fetch_a_token_but_nothing_else(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"allowed_ips": ["10.0.0.1"]}})
    assert wecom.login().get("getcallbackip")["errcode"] == 60020


def test_errmsg_carries_a_changing_tail(wecom: WeCom) -> None:
    first, second = (wecom.get("user/get", userid="nobody")["errmsg"] for _ in range(2))
    assert first != second
    assert "from ip: 127.0.0.1" in first
    assert first.endswith("devtool/query?e=60111")


def test_unknown_addresses_and_wrong_methods_get_the_platforms_error(wecom: WeCom) -> None:
    assert wecom.get("message/sendd")["errcode"] == 40066
    assert wecom.get("message/send")["errcode"] == 40035


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b""])
def test_what_is_not_a_json_object_is_refused_with_the_warning(wecom: WeCom, raw: bytes) -> None:
    answer = wecom.post("message/send", raw)
    assert answer["errcode"] == 40063
    assert answer["errmsg"].startswith("Warning: wrong json format. ")


def test_the_api_limit_of_a_minute_ends_with_the_minute(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"api_per_minute": 2}})
    wecom.login()
    codes = [wecom.get("getcallbackip")["errcode"] for _ in range(3)]
    assert codes == [0, 0, 45009]
    wecom.advance(61)
    assert wecom.get("getcallbackip")["errcode"] == 0
