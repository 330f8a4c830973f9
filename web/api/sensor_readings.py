"""`POST /api/v1/sensor-readings`: up to 1,000 readings of any sensors, each with an answer of its own."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, jsonify, make_response, request
from pydantic import BaseModel, Field
from spectree import Response as Answers

from handlers.given import exact
from handlers.sensors import readings
from handlers.sensors.readings import From, Reading
from models import api_key, store
from web.api.described import described
from web.api.keys import opened
from web.api.problems import Problem
from web.api.scopes import SENSORS
from web.house import house

BODY_LIMIT = 1024 * 1024
SHAPE = '请发 {"readings": [{"sensor": …, "ts": …, "seq": …, "value": …}, …]}。'


class Readings(BaseModel):
    """What is sent."""

    readings: list[Reading] = Field(max_length=readings.MOST)


class Taken(BaseModel):
    """What became of one reading: `again` was there before, `late` is kept and says nothing about now, `fault` is no
    value that can be used, `conflict` has the key of another one, `unknown` is a sensor that nobody knows."""

    outcome: Literal["kept", "again", "late", "fault", "conflict", "unknown", "refused"]
    words: str


class Results(BaseModel):
    """In the order in which the readings came."""

    results: list[Taken]


class ProblemDetails(BaseModel):
    """Why none of them was taken (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


@described.validate(
    json=Readings,
    resp=Answers(HTTP_202=Results, HTTP_400=ProblemDetails, HTTP_401=ProblemDetails, HTTP_413=ProblemDetails),
    skip_validation=True,
    tags=["sensors"],
)
def take() -> Response:
    """Takes the readings, and answers after they are kept. The same ones may be sent again.

    What one of them lacks harms none of the others. A bare list is taken too.
    """
    request.max_content_length = BODY_LIMIT
    key = opened(SENSORS)
    items = _items(request.get_data())
    by, now = From(key.name, tuple(key.only)), house().now()

    def work() -> list[readings.Result]:
        api_key.used(key, now)
        return readings.take([(each, by) for each in items], now)

    results = store.once_more(lambda: store.write(work))
    return make_response(jsonify(results=[{"outcome": each.outcome, "words": each.words} for each in results]), 202)


def _items(body: bytes) -> list[Any]:
    """The readings as they were written: numbers with all their digits, NaN as a text. Raises Problem."""
    try:
        sent = exact(body)
    except ValueError:
        raise Problem(400, f"不是 JSON。{SHAPE}") from None
    items = sent.get("readings") if isinstance(sent, dict) else sent
    if not isinstance(items, list):
        raise Problem(400, f"没有 readings。{SHAPE}")
    if len(items) > readings.MOST:
        raise Problem(413, f"一次最多 {readings.MOST} 条，这次 {len(items)} 条：请分几次发。")
    return items
