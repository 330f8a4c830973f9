"""The door for pictures and files from phones, each of whoever opened the page: in pieces (`web.tus`), or whole,
where an app sends what its own camera took and the page can't read."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for

from handlers import pictures
from web import tus
from web.h5 import carried
from web.h5.act import PATIENCE_S, READING, made_for, page_token, page_visitor, reading
from web.house import house
from web.people import Visitor
from web.refused import Refused

# With its frame; a larger one comes in pieces.
MOST = pictures.MOST_PDF
NO_PICTURE = Refused("没有收到照片。", "请再拍一张。", 400)


def begin() -> Response:
    """`POST /h5/pictures`. Raises Refused."""
    who = _sender()
    now = house().now().astimezone(who.plant.zone)
    return tus.begin(who.person.id, now, lambda number: url_for("h5.picture", number=number))


def one(number: str) -> Response:
    """`/h5/pictures/NUMBER`. Raises Refused."""
    return tus.one(number, _sender().person.id)


def whole() -> dict[str, Any]:
    """`POST /h5/pictures/whole`: a form with one file, from DingTalk's `dd.uploadFile` after its camera →
    `{ok, number}`. Raises Refused."""
    who = _sender()
    request.max_content_length = MOST
    sent = next(iter(request.files.values()), None)
    if sent is None:
        raise NO_PICTURE
    with tus.refusing(), reading.one(PATIENCE_S) as free:
        if not free:
            raise READING
        told, now = {"way": pictures.BY_CAMERA}, who.now.astimezone(who.plant.zone)
        brought = pictures.whole(sent.read(), who.person.id, told, house().settings.limits, now)
    return {"ok": True, "number": brought.number}


def seen(number: str) -> Response:
    """`/h5/pictures/NUMBER/seen`: the picture as people will see it, to whoever brought it. Raises Refused."""
    with tus.refusing(404):
        content, kind = pictures.seen(number, _sender().person.id)
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    return answer


def _sender() -> Visitor:
    made_for(page_token(), carried.with_pictures(), {})
    return page_visitor()
