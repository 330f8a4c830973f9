"""Tokens and cards: what is refused and with which code, what an update leaves of a card."""

from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_cast import DingTalk, card, plant
from hypothesis import given
from hypothesis import strategies as st

from simulator.dingtalk.card_rules import parse_space
from simulator.dingtalk.errors import Refusal
from simulator.server import Running


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant()) as running:
        yield DingTalk(running.url).login()


def test_both_hosts_give_the_same_living_token(sim: DingTalk) -> None:
    params = {"appkey": sim.own.client_id, "appsecret": sim.own.client_secret}
    old = sim.http.get(f"{sim.url}/gettoken", params=params, timeout=5).json()
    assert old["access_token"] == sim.token
    assert (old["errcode"], old["expires_in"]) == (0, 7200)
    assert sim.control("counters")["dingtalk"]["tokens"] == 2


def test_a_wrong_secret_is_refused_in_each_hosts_shape(sim: DingTalk) -> None:
    wrong = {"appKey": sim.own.client_id, "appSecret": "guess"}
    new = sim.api("POST", "oauth2/accessToken", wrong)
    assert (new.status_code, new.json()["code"]) == (400, "invalidClientIdOrSecret")
    params = {"appkey": sim.own.client_id, "appsecret": "guess"}
    old = sim.http.get(f"{sim.url}/gettoken", params=params, timeout=5)
    assert (old.status_code, old.json()["errcode"]) == (200, 40096)


def test_a_revoked_token_is_dead_on_both_hosts_until_a_new_one(sim: DingTalk) -> None:
    sim.control("faults", {"platform": "dingtalk", "call": "user/get", "fault": "token_revoked"})
    assert sim.oapi("topapi/v2/user/get", {"userid": "anna"})["sub_code"] == "40014"
    new = sim.api("PUT", "card/instances", {"outTrackId": "x"})
    assert (new.status_code, new.json()["code"]) == (400, "InvalidAuthentication")
    dead = sim.token
    sim.token = ""
    assert sim.login().token != dead
    assert sim.oapi("topapi/v2/user/get", {"userid": "anna"})["errcode"] == 0


def test_a_missing_token_is_named(sim: DingTalk) -> None:
    sim.token = ""
    assert sim.api("POST", "card/instances", {}).json()["code"] == "AuthenticationFailed.MissingParameter"
    assert sim.oapi("topapi/v2/user/get")["sub_code"] == "40000"


def test_an_unknown_path_is_answered_as_the_platform_does(sim: DingTalk) -> None:
    assert sim.api("POST", "card/nothing").json() == {"errcode": 404, "errmsg": "请求的URI地址不存在"}
    assert sim.oapi("topapi/v2/user/notexist")["errcode"] == 22


def test_a_card_reaches_its_person_and_says_so(sim: DingTalk) -> None:
    result = sim.send_card()["result"]
    message = sim.messages("anna")[0]
    assert result["deliverResults"][0]["success"] is True
    assert result["deliverResults"][0]["carrierId"] == message["meta"]["carrierId"]
    assert message["body"]["outTrackId"] == "ask-anna"
    assert message["body"]["cardParamMap"]["title"] == "动火作业票"


def test_every_target_has_its_own_result_inside_a_200(sim: DingTalk) -> None:
    space = "dtv1.card//im_robot.anna;IM_ROBOT.late"
    results = sim.send_card(openSpaceId=space)["result"]["deliverResults"]
    assert [line["success"] for line in results] == [True, False]
    assert results[1]["errorMsg"] == "SYSTEM_ERROR"


def variables(**values: Any) -> dict[str, Any]:
    return {"cardParamMap": values}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cardTemplateId": None}, "param.cardTemplateIdEmpty"),
        ({"cardTemplateId": "other.schema"}, "param.templateNotExist"),
        ({"outTrackId": None}, "param.outTrackIdEmpty"),
        ({"outTrackId": "x" * 101}, "param.invalid"),
        ({"cardData": None}, "param.cardPublicDataEmpty"),
        ({"cardData": variables(title=7)}, "param.invalid"),
        ({"cardData": variables(title="动" * 342)}, "param.invalid"),
        ({"cardData": variables(**{"k" * 101: "x"})}, "param.invalid"),
        ({"callbackType": "stream"}, "param.invalid"),
        ({"callbackType": "HTTP"}, "param.invalid"),
        ({"userIdType": 3}, "param.invalid"),
        ({"openSpaceId": None}, "param.openSpaceIdEmpty"),
        ({"openSpaceId": "IM_ROBOT.anna"}, "param.openSpaceIdInvalid"),
        ({"openSpaceId": "dtv1.card//IM_ROBOT.nobody"}, "param.userIdNotExist"),
        ({"privateData": {"nobody": variables(notice="x")}}, "param.userIdNotExist"),
        ({"imRobotOpenSpaceModel": None}, "param.openSpaceModelInvalid"),
        ({"imRobotOpenSpaceModel": {}}, "param.openSpaceModelInvalid"),
        ({"imRobotOpenDeliverModel": None}, "param.openDeliverModelEmpty"),
        ({"imRobotOpenDeliverModel": {}}, "param.openDeliverModelError"),
        ({"imRobotOpenDeliverModel": {"robotCode": "other"}}, "param.openDeliverModelError"),
    ],
)
def test_a_faulty_card_is_refused_by_its_code_and_leaves_nothing(
    sim: DingTalk, change: dict[str, Any], code: str
) -> None:
    refused = sim.api("POST", "card/instances/createAndDeliver", card(**change))
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert sim.messages("anna") == []
    assert sim.send_card()["success"] is True


def test_values_of_exactly_a_kilobyte_pass(sim: DingTalk) -> None:
    assert sim.send_card(cardData=variables(title="x" * 1024))["success"] is True


def test_an_unpublished_template_is_refused(sim: DingTalk) -> None:
    sim.control("dingtalk/template", {"id": "anhao.schema", "published": False})
    refused = sim.api("POST", "card/instances/createAndDeliver", card())
    assert refused.json()["code"] == "param.templateUnpublished"


def test_a_second_card_of_the_same_id_is_refused(sim: DingTalk) -> None:
    sim.send_card()
    again = sim.api("POST", "card/instances/createAndDeliver", card())
    assert (again.status_code, again.json()["code"]) == (400, "param.cardAlreadyExist")
    assert len(sim.messages("anna")) == 1


def test_the_two_steps_do_what_the_one_does(sim: DingTalk) -> None:
    created = sim.api("POST", "card/instances", card()).json()
    assert (created["result"], sim.messages("anna")) == ("ask-anna", [])
    wanted = {name: card()[name] for name in ("outTrackId", "openSpaceId", "imRobotOpenDeliverModel")}
    delivered = sim.api("POST", "card/instances/deliver", wanted).json()
    assert delivered["result"][0]["success"] is True
    assert len(sim.messages("anna")) == 1


def test_an_update_by_key_keeps_the_other_variables(sim: DingTalk) -> None:
    sim.send_card(privateData={"anna": variables(notice="等你签")})
    options = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
    body = {"outTrackId": "ask-anna", "cardData": variables(status="已签"), "cardUpdateOptions": options}
    assert sim.api("PUT", "card/instances", body).json() == {"success": True, "result": True}
    shown = sim.messages("anna")[0]
    assert shown["body"]["cardParamMap"]["status"] == "已签"
    assert shown["body"]["cardParamMap"]["title"] == "动火作业票"
    assert shown["body"]["private"] == {"notice": "等你签"}
    assert shown["revision"] == 2


def test_an_update_without_by_key_wipes_the_rest_and_is_reported(sim: DingTalk) -> None:
    sim.send_card()
    sim.api("PUT", "card/instances", {"outTrackId": "ask-anna", "cardData": variables(status="已签")})
    assert sim.messages("anna")[0]["body"]["cardParamMap"] == {"status": "已签"}
    assert "update wiped variables" in sim.reports()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"outTrackId": "ask-anna"}, "param.cardDataAndPrivateDataBothEmpty"),
        ({"cardData": variables(status="x")}, "param.outTrackIdEmpty"),
        ({"outTrackId": "none", "cardData": variables(status="x")}, "param.cardNotExist"),
        ({"outTrackId": "ask-anna", "privateData": {"nobody": variables(notice="x")}}, "param.userIdNotExist"),
    ],
)
def test_a_faulty_update_is_refused_by_its_code(sim: DingTalk, body: dict[str, Any], code: str) -> None:
    sim.send_card()
    assert sim.api("PUT", "card/instances", body).json()["code"] == code
    assert sim.messages("anna")[0]["revision"] == 1


def test_cards_by_union_id_reach_the_same_person(sim: DingTalk) -> None:
    sim.send_card(userIdType=2, openSpaceId="dtv1.card//IM_ROBOT.union-anna")
    assert len(sim.messages("anna")) == 1


def test_a_variable_that_the_template_lacks_is_reported(sim: DingTalk) -> None:
    sim.send_card(cardData=variables(title="x", colour="red", lines="not a list"))
    assert sim.reports() == ["the template has no variable colour", "variable lines is not a JSON list"]


@given(st.text(max_size=60))
def test_any_space_is_read_or_refused_by_its_code(text: str) -> None:
    try:
        targets = parse_space(f"dtv1.card//{text}")
    except Refusal as refused:
        assert refused.code == "param.openSpaceIdInvalid"
    else:
        assert ";".join(f"{t.type}.{t.id}" for t in targets).lower() == text.lower()
