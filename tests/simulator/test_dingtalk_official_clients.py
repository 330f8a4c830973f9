"""DingTalk's own Python clients work against the simulator unchanged."""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dingtalk_stream
import pytest
from alibabacloud_dingtalk.card_1_0 import models as card_models
from alibabacloud_dingtalk.card_1_0.client import Client as CardClient
from alibabacloud_dingtalk.oauth2_1_0 import models as oauth_models
from alibabacloud_dingtalk.oauth2_1_0.client import Client as OauthClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions
from dingtalk_cast import DingTalk, card, plant
from Tea.exceptions import TeaException

from simulator.server import Running


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant()) as running:
        yield DingTalk(running.url).login()


def endpoint(sim: DingTalk) -> Config:
    config = Config()
    config.protocol, config.region_id = "http", "central"
    config.endpoint = sim.url.removeprefix("http://")
    return config


def create(sim: DingTalk) -> Any:
    headers = card_models.CreateAndDeliverHeaders(x_acs_dingtalk_access_token=sim.token)
    request = card_models.CreateAndDeliverRequest().from_map(card())
    return CardClient(endpoint(sim)).create_and_deliver_with_options(request, headers, RuntimeOptions())


def test_the_official_client_gets_a_token(sim: DingTalk) -> None:
    wanted = oauth_models.GetAccessTokenRequest(app_key=sim.own.client_id, app_secret=sim.own.client_secret)
    answer = OauthClient(endpoint(sim)).get_access_token(wanted)
    assert (answer.body.access_token, answer.body.expire_in) == (sim.token, 7200)


def test_the_official_client_sends_and_updates_a_card(sim: DingTalk) -> None:
    assert create(sim).body.result.deliver_results[0].success is True
    headers = card_models.UpdateCardHeaders(x_acs_dingtalk_access_token=sim.token)
    changes = {
        "outTrackId": "ask-anna",
        "cardData": {"cardParamMap": {"status": "已签"}},
        "cardUpdateOptions": {"updateCardDataByKey": True},
    }
    request = card_models.UpdateCardRequest().from_map(changes)
    answer = CardClient(endpoint(sim)).update_card_with_options(request, headers, RuntimeOptions())
    assert answer.body.success is True
    assert sim.messages("anna")[0]["body"]["cardParamMap"]["status"] == "已签"


def test_the_official_client_reads_the_code_of_a_refusal(sim: DingTalk) -> None:
    create(sim)
    with pytest.raises(TeaException) as refused:
        create(sim)
    assert refused.value.code == "param.cardAlreadyExist"


class Signs(dingtalk_stream.CallbackHandler):
    """Answers every tap with a new status."""

    async def process(self, message: Any) -> tuple[int, dict[str, Any]]:
        return dingtalk_stream.AckMessage.STATUS_OK, {
            "cardUpdateOptions": {"updateCardDataByKey": True},
            "cardData": {"cardParamMap": {"status": message.data["userId"]}},
        }


class Notes(dingtalk_stream.EventHandler):
    """Keeps what kind of events came."""

    kinds: list[str]

    async def process(self, event: Any) -> tuple[int, str]:
        self.kinds.append(event.headers.event_type)
        return dingtalk_stream.AckMessage.STATUS_OK, "OK"


def test_the_official_stream_client_answers_taps_and_hears_events(
    sim: DingTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = f"{sim.url}/v1.0/gateway/connections/open"
    monkeypatch.setattr(dingtalk_stream.DingTalkStreamClient, "OPEN_CONNECTION_API", api)
    sim.send_card()
    # In a thread of its own: a browser of other tests may keep a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        told, notes = apart.submit(asyncio.run, _play(sim)).result()
    assert told["tap"]["status"] == 200
    assert sim.messages("anna")[0]["body"]["cardParamMap"]["status"] == "anna"
    assert told["event"]["status"] == 200
    assert notes.kinds == ["user_modify_org"]
    assert told["ping"][0]["answer"]["opaque"]


async def _play(sim: DingTalk) -> tuple[dict[str, Any], Notes]:
    credential = dingtalk_stream.Credential(sim.own.client_id, sim.own.client_secret)
    client = dingtalk_stream.DingTalkStreamClient(credential, logging.getLogger("stream"))
    notes = Notes()
    notes.kinds = []
    client.register_all_event_handler(notes)
    client.register_callback_handler(dingtalk_stream.CallbackHandler.TOPIC_CARD_CALLBACK, Signs())
    running = asyncio.create_task(client.start())
    try:
        while not await asyncio.to_thread(sim.control, "dingtalk/stream"):
            await asyncio.sleep(0.02)
        told = {
            "tap": await asyncio.to_thread(sim.tap, "anna"),
            "event": await asyncio.to_thread(sim.control, "phones/dingtalk/anna/event", {"event": "modify"}),
            "ping": await asyncio.to_thread(sim.control, "dingtalk/stream", {"do": "ping"}),
        }
    finally:
        await client.websocket.close()
        running.cancel()
    return told, notes
