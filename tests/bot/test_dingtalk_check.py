"""The look at DingTalk at start-up: content with a good set-up, and what it says when something is missing."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_rig import Plant, plant
from pydantic import SecretStr

from bot.channel import Finding
from simulator.server import Running

FIRST, TEMPLATE, CALLBACK, DIRECTORY, PAGE = "钉钉凭证", "钉钉卡片模板", "钉钉回调", "钉钉通讯录", "钉钉页面签名"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Running(plant()) as sim:
        yield sim.url


@pytest.fixture
def sim(server: str) -> Plant:
    here = Plant(server)
    here.control("reset", {})
    return here


def findings(sim: Plant, **more: Any) -> dict[str, Finding]:
    return {finding.topic: finding for finding in sim.another(**more).check()}


def test_a_good_set_up_has_nothing_to_mend(sim: Plant) -> None:
    found = findings(sim)
    assert list(found) == [FIRST, TEMPLATE, CALLBACK, DIRECTORY, PAGE]
    assert all(finding.ok for finding in found.values())


def test_in_http_mode_the_address_of_card_callbacks_is_registered(sim: Plant) -> None:
    found = findings(sim, callback="http")
    assert (found[CALLBACK].ok, found[CALLBACK].words) == (
        True,
        "卡片回调已登记到 http://house/callback/dingtalk/card",
    )


@pytest.mark.parametrize(
    ("more", "topic", "words"),
    [
        ({"client_id": ""}, FIRST, "没填 Client ID"),
        ({"client_secret": SecretStr("wrong")}, FIRST, "invalidClientIdOrSecret"),
        ({"card_template_id": ""}, TEMPLATE, "没填卡片模板"),
        ({"card_template_id": "other.schema"}, TEMPLATE, "模板不存在"),
        ({"callback": "http", "card_secret": SecretStr("")}, CALLBACK, "没填卡片回调密钥"),
        ({"callback": "http", "aes_key": SecretStr("short")}, CALLBACK, "43 位"),
        ({"callback": "http", "token": SecretStr("")}, CALLBACK, "没填事件订阅的 Token"),
        ({"agent_id": 0}, PAGE, "没填 CorpId 或 AgentId"),
    ],
)
def test_what_is_missing_is_said_in_plain_words(sim: Plant, more: dict[str, Any], topic: str, words: str) -> None:
    found = findings(sim, **more)[topic]
    assert not found.ok
    assert words in found.words and "请" in found.words


def test_an_unpublished_template_is_found(sim: Plant) -> None:
    sim.control("dingtalk/template", {"id": "draft.schema", "published": False})
    assert "还没发布" in findings(sim, card_template_id="draft.schema")[TEMPLATE].words


def test_a_right_that_was_not_granted_is_named(sim: Plant) -> None:
    sim.fault("card/instances/create", "refuse", code="Forbidden.AccessDenied.AccessTokenPermissionDenied")
    assert "缺接口权限" in findings(sim)[TEMPLATE].words
    sim.fault("department/listsub", "refuse", code=60011)
    assert "缺接口权限" in findings(sim)[DIRECTORY].words


def test_a_route_key_that_somebody_else_holds_is_found(sim: Plant) -> None:
    sim.fault("card/callbacks/register", "refuse", code="param.callbackRouteKeyExist")
    assert "路由名已被占用" in findings(sim, callback="http")[CALLBACK].words


def test_a_platform_that_does_not_answer_makes_findings_and_no_error(sim: Plant) -> None:
    sim.fault("*", "html502", times=50)
    assert [finding.ok for finding in findings(sim).values()] == [False]


def test_the_web_process_does_not_load_the_sdk() -> None:
    asked = (
        "import sys, bot.dingtalk.callback, bot.dingtalk.client; print(any('alibabacloud' in m for m in sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
