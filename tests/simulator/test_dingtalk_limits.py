"""Quotas, throttles and ordered faults: what a caller sees, and what did or did not happen behind it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from dingtalk_cast import DingTalk, card, plant, service

from simulator.server import Running

CREATE = "card/instances/createAndDeliver"


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant(quota_api=3, quota_push=2, callback_timeout_s=0.5)) as running:
        yield DingTalk(running.url).login()


def order(sim: DingTalk, fault: str, call: str = CREATE, **more: Any) -> None:
    sim.control("faults", {"platform": "dingtalk", "call": call, "fault": fault, **more})


def test_calls_beyond_the_month_are_refused_until_the_next_one(sim: DingTalk) -> None:
    for number in range(3):
        sim.send_card(outTrackId=f"card-{number}")
    refused = sim.api("POST", CREATE, card())
    assert refused.status_code == 403
    assert refused.json()["code"] == "Forbidden.AccessDenied.ApiCountLimitForOrg"
    assert sim.control("counters")["dingtalk"]["quota"] == {"api": 3}
    assert sim.oapi("topapi/v2/user/get", {"userid": "anna"})["errcode"] == 0
    body = {"agent_id": sim.own.agent_id, "userid_list": "anna"}
    assert sim.oapi("topapi/message/corpconversation/asyncsend_v2", body)["errcode"] == 90020
    sim.control("time", {"now": "2026-12-01T08:00:00+08:00"})
    assert sim.send_card()["success"] is True


def test_pushes_beyond_the_month_reach_the_service_empty(sim: DingTalk) -> None:
    with service() as door:
        sim.control("reset", {"dingtalk": {"robot_callback_url": door.url}})
        for _ in range(3):
            sim.control("phones/dingtalk/anna/say", {"text": "动火"})
        bodies = [door.seen.get(timeout=1)["body"] for _ in range(3)]
    assert [body.get("errCode") for body in bodies] == [None, None, 20001]
    assert "text" not in bodies[2]


def test_the_21st_call_within_a_second_is_throttled_and_not_counted(sim: DingTalk) -> None:
    sim.control("time", {"rate": 0})
    codes = [sim.oapi("topapi/v2/user/get", {"userid": "anna"})["errcode"] for _ in range(21)]
    assert codes == [0] * 20 + [90018]
    sim.control("time", {"advance_s": 1})
    assert sim.oapi("topapi/v2/user/get", {"userid": "anna"})["errcode"] == 0


@pytest.mark.parametrize(
    ("fault", "more", "status", "code"),
    [
        ("throttle", {}, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
        ("busy", {}, 500, "system.busy"),
        ("token_revoked", {}, 400, "InvalidAuthentication"),
        ("refuse", {}, 403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"),
        ("refuse", {"code": "param.contentUnsafe"}, 400, "param.contentUnsafe"),
        ("refuse", {"code": "system.error"}, 500, "system.error"),
    ],
)
def test_a_fault_on_the_new_host(sim: DingTalk, fault: str, more: dict[str, Any], status: int, code: str) -> None:
    order(sim, fault, **more)
    refused = sim.api("POST", CREATE, card())
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert sim.messages("anna") == []


@pytest.mark.parametrize(
    ("fault", "code", "errcode", "sub_code"),
    [
        ("throttle", None, 90018, None),
        ("busy", None, -1, None),
        ("refuse", 60020, 60020, None),
        ("refuse", "88/60011", 88, "60011"),
    ],
)
def test_a_fault_on_the_old_host(sim: DingTalk, fault: str, code: Any, errcode: int, sub_code: str | None) -> None:
    order(sim, fault, "user/get", code=code)
    refused = sim.oapi("topapi/v2/user/get", {"userid": "anna"})
    assert (refused["errcode"], refused.get("sub_code")) == (errcode, sub_code)


def test_a_banned_address_gets_a_page_or_1111(sim: DingTalk) -> None:
    order(sim, "refuse", code=1111)
    order(sim, "refuse", code="banned")
    order(sim, "refuse", code="empty")
    banned, page, empty = (sim.api("POST", CREATE, card()) for _ in range(3))
    assert (banned.status_code, banned.json()["status"]) == (200, 1111)
    assert (page.status_code, page.headers["content-type"][:9]) == (200, "text/html")
    assert (empty.status_code, empty.content) == (200, b"")


def test_after_a_lost_answer_the_retry_does_not_make_a_second_card(sim: DingTalk) -> None:
    order(sim, "timeout_after_effect")
    headers = {"x-acs-dingtalk-access-token": sim.token}
    with pytest.raises(requests.Timeout):
        requests.post(f"{sim.url}/v1.0/{CREATE}", json=card(), headers=headers, timeout=0.3)
    assert sim.api("POST", CREATE, card()).json()["code"] == "param.cardAlreadyExist"
    assert len(sim.messages("anna")) == 1


def test_a_reset_connection_had_no_effect(sim: DingTalk) -> None:
    order(sim, "reset")
    with pytest.raises(requests.ConnectionError):
        sim.api("POST", CREATE, card())
    assert sim.messages("anna") == []


def test_a_fault_for_one_person_spares_the_others(sim: DingTalk) -> None:
    order(sim, "busy", account="boss")
    assert sim.api("POST", CREATE, card(to="anna")).status_code == 200
    assert sim.api("POST", CREATE, card(to="boss")).status_code == 500
    order(sim, "html502", "card/instances", account="anna")
    update = {"outTrackId": "ask-anna", "cardData": {"cardParamMap": {"status": "x"}}}
    assert sim.api("PUT", "card/instances", update).status_code == 502


def test_the_log_holds_no_secret(sim: DingTalk) -> None:
    sim.send_card()
    sim.oapi("topapi/v2/user/get", {"userid": "anna"})
    log = sim.control("log")
    assert {"oauth2/accessToken", CREATE, "user/get"} <= {entry["call"] for entry in log}
    assert sim.token not in str(log)
    assert sim.own.client_secret not in str(log)
