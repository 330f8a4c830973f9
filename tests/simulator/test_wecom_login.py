"""OAuth codes, JS-SDK tickets and signatures, and where the phone says it is."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from wecom_cast import LEADER, LEFT, STRANGER, WeCom

from simulator.wecom.jssdk import sign

BACK = "http://127.0.0.1:5000/h5/wecom/login?next=sign"
PAGE = "http://127.0.0.1:5000/h5/wecom/permits/1"


def _authorize(wecom: WeCom, account: str | None = LEADER, **changes: str) -> Any:
    query = {"appid": wecom.own.corp_id, "redirect_uri": BACK, "response_type": "code", "scope": "snsapi_base"}
    query |= {"state": "abc123", "agentid": str(wecom.own.agent_id)} | changes
    headers = {"X-Sim-Phone": f"wecom:{account}"} if account else {}
    url = f"{wecom.url}/connect/oauth2/authorize"
    return wecom.http.get(url, params=query, headers=headers, allow_redirects=False, timeout=5)


def _code(wecom: WeCom, account: str = LEADER, **changes: str) -> str:
    location = _authorize(wecom, account, **changes).headers["Location"]
    return parse_qs(urlsplit(location).query)["code"][0]


def test_a_known_phone_is_sent_back_at_once_with_code_and_state(wecom: WeCom) -> None:
    answer = _authorize(wecom)
    back = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert (back.netloc, back.path) == ("127.0.0.1:5000", "/h5/wecom/login")
    assert parse_qs(back.query).keys() == {"next", "code", "state"}


def test_an_unknown_browser_gets_the_page_that_reads_its_window(wecom: WeCom) -> None:
    answer = _authorize(wecom, account=None)
    assert answer.status_code == 200
    assert "window.name" in answer.text
    by_window = _authorize(wecom, account=None, sim_phone=f"wecom:{LEADER}")
    assert by_window.status_code == 302


@pytest.mark.parametrize("cookie", [f"wecom:{LEADER}", f"wecom%3A{LEADER}"])
def test_a_cookie_names_the_phone_too(wecom: WeCom, cookie: str) -> None:
    wecom.http.headers["Cookie"] = f"sim_phone={cookie}"
    code = parse_qs(urlsplit(_authorize(wecom, account=None).headers["Location"]).query)["code"][0]
    assert wecom.get("auth/getuserinfo", code=code)["userid"] == LEADER


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appid": "wwother"}, "40013"),
        ({"agentid": "7"}, "40056"),
        ({"redirect_uri": "https://evil.example.com/"}, "50001"),
        ({"redirect_uri": "javascript:alert(1)"}, "50001"),
        ({"state": "a-b"}, "84025"),
        ({"state": "a" * 129}, "84025"),
    ],
)
def test_a_wrong_authorize_link_is_refused(wecom: WeCom, change: dict[str, str], code: str) -> None:
    answer = _authorize(wecom, **change)
    assert answer.status_code == 400
    assert code in answer.text


def test_a_code_names_its_member_once(wecom: WeCom) -> None:
    code = _code(wecom, LEADER.lower())
    assert wecom.get("auth/getuserinfo", code=code)["userid"] == LEADER
    assert wecom.get("auth/getuserinfo", code=code)["errcode"] == 40029


def test_a_code_dies_of_age(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"code_life_s": 0}})
    assert wecom.login().get("auth/getuserinfo", code=_code(wecom))["errcode"] == 40029


@pytest.mark.parametrize("account", ["visitor", LEFT])
def test_who_is_no_member_is_only_an_openid(wecom: WeCom, account: str) -> None:
    answer = wecom.get("auth/getuserinfo", code=_code(wecom, account))
    assert "userid" not in answer
    assert answer["openid"]


def test_the_private_scope_gives_a_ticket_to_members_in_scope_only(wecom: WeCom) -> None:
    ticket = wecom.get("auth/getuserinfo", code=_code(wecom, scope="snsapi_privateinfo"))["user_ticket"]
    assert wecom.post("auth/getuserdetail", {"user_ticket": ticket})["userid"] == LEADER
    outside = wecom.get("auth/getuserinfo", code=_code(wecom, STRANGER, scope="snsapi_privateinfo"))
    assert outside["userid"] == STRANGER
    assert "user_ticket" not in outside


def test_the_old_call_answers_in_capitals(wecom: WeCom) -> None:
    assert wecom.get("user/getuserinfo", code=_code(wecom))["UserId"] == LEADER


def _check(wecom: WeCom, ticket: str, **changes: str) -> int:
    fields = {"kind": "config", "appId": wecom.own.corp_id, "corpid": wecom.own.corp_id, "agentid": "1000002"}
    fields |= {"nonceStr": "N", "timestamp": "1790000000", "url": PAGE} | changes
    fields |= {"signature": sign(ticket, "N", "1790000000", fields["url"])}
    return int(wecom.http.post(f"{wecom.url}/wecom/jssdk/check", json=fields, timeout=5).json()["errcode"])


def test_each_ticket_signs_for_its_own_call_only(wecom: WeCom) -> None:
    corp = wecom.get("get_jsapi_ticket")["ticket"]
    app = wecom.get("ticket/get", type="agent_config")["ticket"]
    assert (_check(wecom, corp), _check(wecom, app, kind="agentConfig")) == (0, 0)
    assert (_check(wecom, app), _check(wecom, corp, kind="agentConfig")) == (42012, 42012)
    assert _check(wecom, "guess") == 40093


def test_a_page_elsewhere_or_of_another_app_is_refused_and_reported(wecom: WeCom) -> None:
    ticket = wecom.get("get_jsapi_ticket")["ticket"]
    assert _check(wecom, ticket, url="https://evil.example.com/") == 80001
    assert _check(wecom, ticket, appId="wwother") == 40013
    assert _check(wecom, ticket, kind="agentConfig", agentid="7") == 40056
    assert len(wecom.control("reports")) == 3


def test_tickets_are_limited_by_the_hour(wecom: WeCom) -> None:
    codes = [wecom.get("ticket/get", type="agent_config")["errcode"] for _ in range(101)]
    assert (codes.count(0), codes[-1]) == (100, 45009)
    assert wecom.get("get_jsapi_ticket")["errcode"] == 0
    wecom.advance(3601)
    assert wecom.get("ticket/get", type="agent_config")["errcode"] == 0


def _location(wecom: WeCom) -> Any:
    asked = {"phone": f"wecom:{LEADER}", "type": "gcj02"}
    return wecom.http.post(f"{wecom.url}/wecom/jssdk/location", json=asked, timeout=5)


def test_the_phone_is_where_control_puts_it(wecom: WeCom) -> None:
    here = {"mode": "ok", "latitude": 30.1, "longitude": 122.2, "accuracy": 8}
    wecom.control(f"phones/wecom/{LEADER}/position", here)
    fresh = _location(wecom).json()
    assert (fresh["latitude"], fresh["longitude"], fresh["accuracy"]) == (30.1, 122.2, 8)
    wecom.control(f"phones/wecom/{LEADER}/position", {"mode": "stale"})
    stale = _location(wecom).json()
    assert fresh["timestamp"] - stale["timestamp"] > 19 * 60 * 1000


@pytest.mark.parametrize("mode", ["denied", "off"])
def test_a_phone_without_location_fails_as_the_platform_does(wecom: WeCom, mode: str) -> None:
    wecom.control(f"phones/wecom/{LEADER}/position", {"mode": mode})
    answer = _location(wecom)
    assert answer.status_code == 403
    assert answer.json()["errMsg"].startswith("getLocation:fail")


def test_the_script_is_served_with_open_doors_for_other_origins(wecom: WeCom) -> None:
    answer = wecom.http.get(f"{wecom.url}/wecom/jssdk.js", timeout=5)
    assert "agentConfig" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
