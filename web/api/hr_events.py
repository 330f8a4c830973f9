"""`POST /api/v1/hr-events`: up to 500 pieces of news of people, each with an answer of its own."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import chain
from typing import Annotated, Any, Literal

from flask import Response, jsonify, make_response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spectree import Response as Answers

from handlers.given import Name, Plain, exact
from handlers.staff import taking
from models import api_key, store
from rules.staff.events import Event
from web.api.described import described
from web.api.keys import opened
from web.api.problems import Problem
from web.api.scopes import STAFF
from web.api.sensor_readings import ProblemDetails
from web.house import house

BODY_LIMIT = 1024 * 1024
SHAPE = '请发 {"events": [{"id": …, "kind": "joined", "person": …, "on": "2026-12-01", …}, …]}。'
Number = Annotated[Plain, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$", max_length=32)]


class HrEvent(BaseModel):
    """id: the sender's own number of the event, by which it is the same when it comes again. on: the first day on which
    it holds. departments and posts by their ids or their names. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[Plain, Field(pattern=r"^[0-9A-Za-z_.:-]{1,80}$")]
    kind: Literal["joined", "moved", "left", "returned"]
    person: Number
    on: date
    name: Name | None = None
    department: Name | None = None
    posts: Annotated[list[Name], Field(min_length=1, max_length=10)] | None = None
    supervisor: Number | None = None
    platform: Literal["wecom", "dingtalk"] | None = None
    account: Name | None = None
    phone: Annotated[Plain, Field(max_length=20)] | None = None
    shift: Name | None = None

    @property
    def event(self) -> Event:
        said = self.model_dump(exclude={"id", "posts"})
        return Event(**said, posts=None if self.posts is None else tuple(self.posts))


class HrEvents(BaseModel):
    """What is sent."""

    events: list[HrEvent] = Field(max_length=taking.MOST)


class Taken(BaseModel):
    """What became of one event: `kept` holds from its day on, `waiting` for the person's joining, `aside` until
    somebody has looked, `void` is so already, `again` was there before, `refused` is no event."""

    outcome: Literal["kept", "waiting", "aside", "void", "again", "refused"]
    words: str


class Results(BaseModel):
    """In the order in which the events came."""

    results: list[Taken]


@described.validate(
    json=HrEvents,
    resp=Answers(HTTP_202=Results, HTTP_400=ProblemDetails, HTTP_401=ProblemDetails, HTTP_413=ProblemDetails),
    skip_validation=True,
    tags=["staff"],
)
def take() -> Response:
    """Takes the events, and answers after they are kept. The same ones may be sent again.

    What one of them lacks harms none of the others.
    """
    request.max_content_length = BODY_LIMIT
    key = opened(STAFF)
    read = [_read(each) for each in _items(request.get_data())]
    now = house().now()

    news = [(each.id, each.event) for each in read if isinstance(each, HrEvent)]

    def work(some: list[tuple[str, Event]]) -> list[taking.Result]:
        api_key.used(key, now)
        return taking.take(f"hr/{key.name}", some, now)

    groups = [news[at : at + taking.TOGETHER] for at in range(0, max(1, len(news)), taking.TOGETHER)]
    taken = chain.from_iterable([store.once_more(partial(store.write, partial(work, each))) for each in groups])
    answers = [_told(next(taken)) if isinstance(each, HrEvent) else _refused(each) for each in read]
    return make_response(jsonify(results=answers), 202)


def _told(result: taking.Result) -> dict[str, str]:
    return {"outcome": result.outcome, "words": result.words}


def _refused(why: str) -> dict[str, str]:
    return {"outcome": "refused", "words": why}


def _read(item: Any) -> HrEvent | str:
    """The event, or what is wrong with it."""
    try:
        return HrEvent.model_validate(item)
    except ValidationError as error:
        names = {str(each["loc"][0]) if each["loc"] else "" for each in error.errors()}
        fields = "、".join(sorted(name for name in names if name)) or "整条"
        if any(each["type"] == "value_error" for each in error.errors()):
            return f"{fields[:80]} 里有看不见的字，或者是空的：请改好再发"
        return f"{fields[:80]} 不对或没有：请照 /api/v1/openapi.json 改了再发"


def _items(body: bytes) -> list[Any]:
    """The events as they were written. Raises Problem."""
    try:
        sent = exact(body)
    except ValueError:
        raise Problem(400, f"不是 JSON。{SHAPE}") from None
    items = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(items, list):
        raise Problem(400, f"没有 events。{SHAPE}")
    if len(items) > taking.MOST:
        raise Problem(413, f"一次最多 {taking.MOST} 条，这次 {len(items)} 条：请分几次发。")
    return items
