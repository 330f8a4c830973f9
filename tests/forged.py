"""What somebody could post to the doors: requests made by hand, signed or not, as the platforms' pages describe."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

import requests
from plant import Plant

from simulator.dingtalk.crypto import EventCrypto, card_signature, robot_signature
from simulator.wecom.crypto import Crypto
from workers.scenarios import cast

Reply = requests.Response
TIMEOUT = 10


def wecom(
    plant: Plant,
    plain: str,
    *,
    door: str = "",
    key: str = "",
    receiver: str = "",
    signature: str = "",
    ago: int = 0,
    **sent: Any,
) -> Reply:
    """A WeCom callback of this plaintext with the app's key, or the contacts' (`contact_`), signed `ago` seconds before
    now; `sent` replaces parts of it (`data`, `headers`)."""
    token, key = str(cast.WECOM[f"{key}token"]), str(cast.WECOM[f"{key}aes_key"])
    crypto = Crypto(token, key, receiver or str(cast.WECOM["corp_id"]))
    stamp, nonce, encrypted = str(int(time.time()) - ago), secrets.token_hex(5), crypto.encrypt(plain)
    query = {"msg_signature": signature or crypto.sign(stamp, nonce, encrypted), "timestamp": stamp, "nonce": nonce}
    body = {"data": f"<xml><Encrypt>{encrypted}</Encrypt></xml>", "headers": {"Content-Type": "text/xml"}} | sent
    return requests.post(f"{plant.base}/callback/wecom{door}", params=query, timeout=TIMEOUT, **body)


def wecom_tap(account: str, card: str, key: str) -> str:
    """The plaintext of a tap on a card's button."""
    return (
        f"<xml><ToUserName>{cast.WECOM['corp_id']}</ToUserName><FromUserName>{account}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event>"
        f"<EventKey>{key}</EventKey><TaskId>{card}</TaskId><CardType>button_interaction</CardType>"
        f"<ResponseCode>{secrets.token_hex(8)}</ResponseCode><AgentID>{cast.WECOM['agent_id']}</AgentID></xml>"
    )


def gone(account: str) -> str:
    """The plaintext of contact sync's word that this member was deleted."""
    return (
        f"<xml><ToUserName>{cast.WECOM['corp_id']}</ToUserName><FromUserName>sys</FromUserName>"
        "<CreateTime>1764000000</CreateTime><MsgType>event</MsgType><Event>change_contact</Event>"
        f"<ChangeType>delete_user</ChangeType><UserID>{account}</UserID></xml>"
    )


def wecom_word(account: str, text: str, number: int | None = None) -> str:
    """The plaintext of something typed to the app."""
    return (
        f"<xml><ToUserName>{cast.WECOM['corp_id']}</ToUserName><FromUserName>{account}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>text</MsgType><Content>{text}</Content>"
        f"<MsgId>{number or secrets.randbelow(10**15)}</MsgId><AgentID>{cast.WECOM['agent_id']}</AgentID></xml>"
    )


def card(plant: Plant, body: Any, *, age: float = 0, secret: str = cast.CARD_SECRET, **sent: Any) -> Reply:
    """A DingTalk card callback, signed `age` seconds ago."""
    stamp = str(int((time.time() - age) * 1000))
    signed = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": card_signature(secret, stamp)}
    return _dingtalk(plant, "card", body, signed, sent)


def tap(account: str, track: str, action: str, ask: object, rendition: object = 0, **more: Any) -> dict[str, Any]:
    """The body of a tap on a DingTalk card. rendition: what it showed; 0 for one that does not say."""
    params = {"ask": ask, "rendition": rendition, "action": action}
    content = {"cardPrivateData": {"actionIds": [action], "params": params}}
    ours = {"outTrackId": track, "userId": account, "corpId": cast.DINGTALK["corp_id"]}
    return ours | {"type": "actionCallback", "content": json.dumps(content)} | more


def robot(plant: Plant, body: Any, *, age: float = 0, secret: str = "", **sent: Any) -> Reply:
    """A message to DingTalk's robot, signed `age` seconds ago."""
    stamp = str(int((time.time() - age) * 1000))
    signed = robot_signature(secret or str(cast.DINGTALK["client_secret"]), stamp)
    return _dingtalk(plant, "robot", body, {"timestamp": stamp, "sign": signed}, sent)


def word(text: str, **more: Any) -> dict[str, Any]:
    """The body of a message to the robot."""
    told = {"msgId": secrets.token_hex(8), "senderStaffId": "dt-anhe-0010", "msgtype": "text"}
    return told | {"text": {"content": text}, "chatbotCorpId": cast.DINGTALK["corp_id"]} | more


def event(plant: Plant, message: str, *, age: float = 0, receiver: str = "", signature: str = "") -> Reply:
    """A DingTalk event push, encrypted and signed `age` seconds ago."""
    own = cast.DINGTALK
    crypto = EventCrypto(str(own["token"]), str(own["aes_key"]), receiver or str(own["client_id"]))
    sealed = crypto.seal(message, str(int((time.time() - age) * 1000)), secrets.token_hex(4))
    query = {
        "msg_signature": signature or sealed["msg_signature"],
        "timestamp": sealed["timeStamp"],
        "nonce": sealed["nonce"],
    }
    return _event(plant, sealed["encrypt"], query)


def sealed(plant: Plant, encrypted: str) -> Reply:
    """A DingTalk event push with any text in place of what is encrypted."""
    stamp = str(int(time.time() * 1000))
    return _event(plant, encrypted, {"msg_signature": "0" * 40, "timestamp": stamp, "nonce": "n0"})


def _event(plant: Plant, encrypted: str, query: dict[str, str]) -> Reply:
    door = f"{plant.base}/callback/dingtalk/event"
    return requests.post(door, params=query, json={"encrypt": encrypted}, timeout=TIMEOUT)


def page(plant: Plant, body: Any, token: str, **sent: Any) -> Reply:
    """What a phone page posts, with the token of the page."""
    headers = {"X-Page-Token": token, "Content-Type": "application/json"} | sent.get("headers", {})
    return requests.post(f"{plant.base}/h5/act", data=_text(body), headers=headers, timeout=TIMEOUT)


def _dingtalk(plant: Plant, door: str, body: Any, signed: dict[str, str], sent: dict[str, Any]) -> Reply:
    headers = signed | {"Content-Type": "application/json"} | sent.get("headers", {})
    return requests.post(f"{plant.base}/callback/dingtalk/{door}", data=_text(body), headers=headers, timeout=TIMEOUT)


def _text(body: Any) -> str | bytes:
    return body if isinstance(body, str | bytes) else json.dumps(body)
