"""The frames of Stream mode as text: pure. Source: DingTalk's Stream protocol page and appendix B of its guide."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.channel import Json
from bot.dingtalk.actions import Malformed, read_json

OK, BAD, UNKNOWN, FAILED = 200, 400, 404, 500
CARD_TOPIC = "/v1.0/card/instances/callback"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
SUBSCRIPTIONS = (("EVENT", "*"), ("CALLBACK", CARD_TOPIC), ("CALLBACK", ROBOT_TOPIC))


@dataclass(frozen=True)
class Frame:
    """One push: SYSTEM, EVENT or CALLBACK, with its topic; `data` is JSON text, as it came."""

    type: str
    topic: str
    message_id: str
    data: str
    headers: Json


def parse(raw: str | bytes) -> Frame:
    """A frame from a text or binary message; one of DingTalk's samples says `header` for `headers`."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    envelope = read_json(text, "frame")
    headers = envelope.get("headers") or envelope.get("header")
    if not isinstance(headers, dict):
        raise Malformed("headers")
    data = envelope.get("data", "")
    return Frame(
        type=str(envelope.get("type", "")),
        topic=str(headers.get("topic", "")),
        message_id=str(headers.get("messageId", "")),
        data=data if isinstance(data, str) else json.dumps(data),
        headers=headers,
    )


def ack(frame: Frame, code: int, data: Json | str) -> str:
    """The acknowledgement that goes up; `data` travels as JSON text."""
    return json.dumps(
        {
            "code": code,
            "headers": {"contentType": "application/json", "messageId": frame.message_id},
            "message": "OK" if code == OK else "refused",
            "data": data if isinstance(data, str) else json.dumps(data, ensure_ascii=False),
        },
        ensure_ascii=False,
    )


def event(frame: Frame) -> tuple[str, str, Json]:
    """Kind, id and data of an EVENT frame; the documentation shows an envelope with `data`, while live frames come
    without one. The data name the organisation, whichever part of the frame did."""
    body = read_json(frame.data, "event")
    inner = body.get("data")
    kind, event_id, corp_id = (
        frame.headers.get(name) or body.get(name) or "" for name in ("eventType", "eventId", "eventCorpId")
    )
    data = inner if isinstance(inner, dict) else body
    return str(kind), str(event_id), {**data, "eventCorpId": corp_id}
