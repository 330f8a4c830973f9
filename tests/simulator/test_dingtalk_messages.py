"""Robot messages and work notices, with the ways in which a success reaches nobody; what people write back."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_cast import ROBOT_TOPIC, DingTalk, plant, service, streaming

from simulator.dingtalk.crypto import robot_signature
from simulator.server import Running


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant(callback_spacing_s=0.05, callback_timeout_s=0.5)) as running:
        yield DingTalk(running.url).login()


def batch(sim: DingTalk, **changes: Any) -> dict[str, Any]:
    link = {"title": "动火", "text": "请签字", "singleTitle": "去签字", "singleURL": "http://anhao/h5"}
    body = {"robotCode": sim.own.robot_code, "userIds": ["anna"], "msgKey": "sampleActionCard"}
    return body | {"msgParam": json.dumps(link)} | changes


def test_a_batch_says_whom_it_did_not_reach(sim: DingTalk) -> None:
    sim.control("dingtalk/flow_control", {"accounts": ["boss"]})
    body = batch(sim, userIds=["anna", "boss", "late", "nobody"])
    sent = sim.api("POST", "robot/oToMessages/batchSend", body).json()
    assert sent["invalidStaffIdList"] == ["late", "nobody"]
    assert sent["flowControlledStaffIdList"] == ["boss"]
    assert [len(sim.messages(name)) for name in ("anna", "boss")] == [1, 0]
    assert sim.tap("anna", "去签字") == {"open": "http://anhao/h5"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"robotCode": ""}, "robotCode.empty"),
        ({"robotCode": "other"}, "robotCode.notExsit"),
        ({"userIds": []}, "userIds.empty"),
        ({"userIds": [f"u{number}" for number in range(21)]}, "userIds.overMax"),
        ({"msgKey": "sampleCard"}, "msgKey.invalid"),
        ({"msgParam": {"title": "x"}}, "msgParam.invalid"),
        ({"msgParam": "{}"}, "msgParam.invalid"),
    ],
)
def test_a_faulty_batch_is_refused_by_its_code(sim: DingTalk, change: dict[str, Any], code: str) -> None:
    refused = sim.api("POST", "robot/oToMessages/batchSend", batch(sim, **change))
    assert (refused.status_code, refused.json()["code"]) == (400, f"invalidParameter.{code}")
    assert sim.messages("anna") == []


def test_a_batch_can_be_asked_about_and_recalled(sim: DingTalk) -> None:
    key = sim.api("POST", "robot/oToMessages/batchSend", batch(sim)).json()["processQueryKey"]
    asked = f"robot/oToMessages/readStatus?robotCode={sim.own.robot_code}&processQueryKey={key}"
    before = sim.api("GET", asked).json()["messageReadInfoList"][0]["readStatus"]
    sim.control("phones/dingtalk/anna/read", {})
    after = sim.api("GET", asked).json()["messageReadInfoList"][0]["readStatus"]
    assert (before, after) == ("UNREAD", "READ")
    wanted = {"robotCode": sim.own.robot_code, "processQueryKeys": [key, "none"]}
    recalled = sim.api("POST", "robot/otoMessages/batchRecall", wanted).json()
    assert (recalled["successResult"], list(recalled["failedResult"])) == ([key], ["none"])
    assert sim.messages("anna")[0]["state"] == "recalled"
    sim.control("time", {"advance_s": 25 * 3600})
    assert sim.api("GET", asked).status_code == 400


def test_a_card_is_recalled_by_its_carrier(sim: DingTalk) -> None:
    carrier = sim.send_card()["result"]["deliverResults"][0]["carrierId"]
    wanted = {"robotCode": sim.own.robot_code, "processQueryKeys": [carrier]}
    sim.api("POST", "robot/otoMessages/batchRecall", wanted)
    assert sim.messages("anna")[0]["state"] == "recalled"
    assert sim.tap("anna") == {"dead": True}


def notice(sim: DingTalk, text: str = "请在 9:00 前签字", to: str = "anna") -> dict[str, Any]:
    message = {"msgtype": "text", "text": {"content": text}}
    body = {"agent_id": sim.own.agent_id, "userid_list": to, "msg": message}
    return sim.oapi("topapi/message/corpconversation/asyncsend_v2", body)


def result(sim: DingTalk, task: int) -> dict[str, Any]:
    asked = {"agent_id": sim.own.agent_id, "task_id": task}
    sent: dict[str, Any] = sim.oapi("topapi/message/corpconversation/getsendresult", asked)["send_result"]
    return sent


def test_the_same_notice_on_one_day_succeeds_and_reaches_nobody(sim: DingTalk) -> None:
    first, again = notice(sim), notice(sim)
    assert first["errcode"] == again["errcode"] == 0
    assert result(sim, first["task_id"])["unread_user_id_list"] == ["anna"]
    forbidden = result(sim, again["task_id"])["forbidden_list"]
    assert [(line["userid"], line["code"]) for line in forbidden] == [("anna", "143106")]
    assert [message["dropped"] for message in sim.messages("anna")] == [None, "143106"]
    assert sim.control("counters")["dingtalk"]["dropped"] == 1
    sim.control("time", {"advance_s": 24 * 3600})
    assert result(sim, notice(sim)["task_id"])["forbidden_list"] == []


def test_nobody_gets_more_than_500_notices_a_day(sim: DingTalk) -> None:
    for number in range(501):
        if number % 20 == 0:
            sim.control("time", {"advance_s": 2})
        last = notice(sim, f"第 {number} 条")
    assert result(sim, last["task_id"])["forbidden_list"][0]["code"] == "143105"


def test_a_department_gets_its_notice_once_a_member(sim: DingTalk) -> None:
    message = {"msgtype": "text", "text": {"content": "演练"}}
    body = {"agent_id": sim.own.agent_id, "dept_id_list": "1,100", "userid_list": "anna", "msg": message}
    sent = sim.oapi("topapi/message/corpconversation/asyncsend_v2", body)
    assert result(sim, sent["task_id"])["unread_user_id_list"] == ["anna", "boss"]


def test_a_notice_names_those_who_do_not_exist(sim: DingTalk) -> None:
    sent = notice(sim, to="anna,late,nobody")
    assert result(sim, sent["task_id"])["invalid_user_id_list"] == ["late", "nobody"]


@pytest.mark.parametrize(
    "change",
    [
        {"agent_id": 1},
        {"msg": "no json"},
        {"msg": {"msgtype": "text", "text": {"content": "字" * 700}}},
        {"userid_list": ""},
        {"userid_list": ",".join(f"u{number}" for number in range(101))},
    ],
)
def test_a_faulty_notice_is_refused(sim: DingTalk, change: dict[str, Any]) -> None:
    body = {"agent_id": sim.own.agent_id, "userid_list": "anna"}
    body |= {"msg": {"msgtype": "text", "text": {"content": "x"}}} | change
    assert sim.oapi("topapi/message/corpconversation/asyncsend_v2", body)["errcode"] == 400002
    assert sim.messages("anna") == []


def test_a_notice_is_recalled(sim: DingTalk) -> None:
    wanted = {"agent_id": sim.own.agent_id, "msg_task_id": notice(sim)["task_id"]}
    assert sim.oapi("topapi/message/corpconversation/recall", wanted)["errcode"] == 0
    assert sim.messages("anna")[0]["state"] == "recalled"


def test_what_a_person_writes_goes_over_stream_and_can_be_answered(sim: DingTalk) -> None:
    with streaming(sim, ROBOT_TOPIC) as client:
        saying = sim.meanwhile("phones/dingtalk/anna/say", {"text": "动火"})
        frame = client.frame()
        client.ack(frame, {"response": None})
        assert saying.result()["status"] == 200
    data = frame["data"]
    assert (data["senderStaffId"], data["msgtype"], data["text"]) == ("anna", "text", {"content": "动火"})
    reply = {"msgtype": "text", "text": {"content": "好的"}}
    assert sim.http.post(data["sessionWebhook"], json=reply, timeout=5).json()["errcode"] == 0
    assert sim.messages("anna")[0]["body"] == reply


def test_without_a_client_it_goes_to_the_http_address_signed(sim: DingTalk) -> None:
    with service() as door:
        sim.control("reset", {"dingtalk": {"robot_callback_url": door.url}})
        assert sim.control("phones/dingtalk/anna/say", {"text": "动火"})["status"] == 200
        seen = door.seen.get(timeout=1)
    stamp = seen["headers"]["timestamp"]
    assert abs(int(stamp) / 1000 - time.time()) < 10
    assert seen["headers"]["sign"] == robot_signature(sim.own.client_secret, stamp)
    assert seen["body"]["robotCode"] == sim.own.robot_code


def test_a_menu_item_writes_its_name(sim: DingTalk) -> None:
    menu = [{"key": "permit.hot_work", "name": "动火"}]
    with service() as door:
        sim.control("reset", {"wecom": {"menu": menu}, "dingtalk": {"robot_callback_url": door.url}})
        sim.control("phones/dingtalk/anna/menu", {"key": "permit.hot_work"})
        assert door.seen.get(timeout=1)["body"]["text"] == {"content": "动火"}


def test_a_picture_is_downloaded_by_its_code_until_it_expires(sim: DingTalk) -> None:
    def sent(life: float) -> str:
        url = f"{sim.url}/control/dingtalk/phones/anna/picture?life_s={life}"
        assert sim.http.post(url, data=b"\x89PNG", timeout=5).json()["status"] == 200
        code: str = door.seen.get(timeout=1)["body"]["content"]["downloadCode"]
        return code

    with service() as door:
        sim.control("reset", {"dingtalk": {"robot_callback_url": door.url}})
        sim.token = ""
        sim.login()
        code, old = sent(600), sent(0)
    path, robot = "robot/messageFiles/download", sim.own.robot_code
    found = sim.api("POST", path, {"downloadCode": code, "robotCode": robot}).json()["downloadUrl"]
    assert sim.http.get(found, timeout=5).content == b"\x89PNG"
    codes = [
        sim.api("POST", path, body).json()["code"]
        for body in (
            {"downloadCode": old, "robotCode": robot},
            {"downloadCode": code, "robotCode": "other"},
            {"downloadCode": code},
        )
    ]
    assert codes == [f"invalidParameter.robotCode.{what}" for what in ("downloadCode", "auth", "empty")]
