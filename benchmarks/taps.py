"""Taps on 「为什么找我」 as WeCom sends them: encrypted, signed, each with its own second and one-time ResponseCode."""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlencode

from cards.wecom import encode_key
from models import delivery as deliveries
from models.ask import Ask
from models.book import Book
from simulator.wecom import envelope
from simulator.wecom.crypto import Crypto
from workers.scenarios import cast

CRYPTO = Crypto(str(cast.WECOM["token"]), str(cast.WECOM["aes_key"]), str(cast.WECOM["corp_id"]))


def taps(asks: list[Ask], book: Book, count: int) -> list[tuple[str, str]]:
    """`count` requests, as path with query and body, spread evenly over the asks' cards."""
    return [_tap(asks[number % len(asks)], book) for number in range(count)]


def _tap(ask: Ask, book: Book) -> tuple[str, str]:
    card = deliveries.of_ask(ask)[0]
    fields = {
        "ToUserName": CRYPTO.receive_id,
        "FromUserName": book.plant.person(ask.person).account,
        "CreateTime": int(time.time()),
        "MsgType": "event",
        "Event": "template_card_event",
        "EventKey": encode_key("why", ask.id, 1),
        "TaskId": card.card,
        "CardType": "button_interaction",
        "ResponseCode": secrets.token_urlsafe(48),
        "AgentID": cast.WECOM["agent_id"],
    }
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    body, signature = envelope.sealed(CRYPTO, envelope.written(fields), timestamp, nonce, 1000002)
    query = urlencode({"msg_signature": signature, "timestamp": timestamp, "nonce": nonce})
    return f"/callback/wecom?{query}", body
