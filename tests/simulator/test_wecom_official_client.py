"""The official-style Python client, with only its base address changed, works unchanged against the simulator."""

from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException
from wechatpy.session.memorystorage import MemoryStorage
from wechatpy.work import WeChatClient
from wecom_cast import LEADER, Door, WeCom, button_card

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60


@pytest.fixture
def client(wecom: WeCom) -> Any:
    class SimulatedClient(WeChatClient):
        API_BASE_URL = f"{wecom.url}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            params = {"corpid": self.corp_id, "corpsecret": self.secret}
            return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=params)

    own = wecom.own
    return SimulatedClient(own.corp_id, own.secret, session=MemoryStorage(), timeout=5, auto_retry=False)


def test_it_fetches_a_token_and_sends_a_text(wecom: WeCom, client: Any) -> None:
    answer = client.message.send_text(wecom.own.agent_id, LEADER, "明天八点动火")
    assert answer["errcode"] == 0
    assert wecom.phone()[0]["body"]["text"]["content"] == "明天八点动火"


def test_it_sends_and_updates_a_card(wecom: WeCom, client: Any) -> None:
    card = {"msgtype": "template_card", "template_card": button_card()}
    code = client.message.send(wecom.own.agent_id, LEADER, msg=card)["response_code"]
    update = {"userids": [LEADER], "agentid": wecom.own.agent_id, "response_code": code}
    client.post("message/update_template_card", data=update | {"button": {"replace_name": "已处理"}})
    assert wecom.card()["replace_text"] == "已处理"


def test_it_uploads_media_and_reads_a_member(client: Any) -> None:
    assert client.media.upload("image", ("现场.jpg", JPEG))["type"] == "image"
    assert client.user.get(LEADER)["name"] == "石磊"


def test_it_raises_the_platforms_code(wecom: WeCom, client: Any) -> None:
    with pytest.raises(WeChatClientException) as refused:
        client.message.send_text(wecom.own.agent_id, "nobody", "一")
    assert refused.value.errcode == 81013


def test_its_crypto_opens_a_callback(wecom: WeCom, door: Door) -> None:
    wecom.send(button_card())
    wecom.tap("确认接收")
    query, body = door.raw[0]
    plain = door.app.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
    assert "template_card_event" in plain
