"""The door for pictures and files from phones: in pieces, which go on after the last one that came.

It speaks tus 1.0 (tus.io/protocols/resumable-upload) with `creation`, `creation-with-upload` and `termination`; the
browser's side is tus-js-client (`web/static/js/picture.js`). What comes belongs to whoever opened the page, until an
act names its number.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, make_response, request, url_for

from handlers import pictures
from handlers.pictures import NotTaken
from models import store
from web.h5 import carried
from web.h5.act import made_for, page_token, page_visitor
from web.house import house
from web.people import Visitor
from web.refused import Refused

TUS = "1.0.0"
PATCHED = "application/offset+octet-stream"
PIECE = 1024 * 1024
WRONG_PLACE = Refused("这一段接不上已经传到的地方。", "请再选一次，会接着传。", 409)
NOT_TUS = Refused("传来的内容认不出来。", "请重新打开这一页再传。", 400)


def begin() -> Response:
    """`POST /h5/pictures`: `Upload-Length`, `Upload-Metadata` (what the phone says of the original), and as much of the
    body as there is. Raises Refused."""
    who, told, size = _sender(), _told(), request.headers.get("Upload-Length", "")
    if not size.isascii() or not size.isdigit() or len(size) > 9:
        raise NOT_TUS
    limits, now = house().settings.limits, house().now().astimezone(who.plant.zone)
    with refusing():
        number = store.write(lambda: pictures.begin(who.person.id, int(size), told, limits, now))
    answer = _answer(201, _append(number, who, 0) if request.mimetype == PATCHED else 0)
    answer.headers["Location"] = url_for("h5.picture", number=number)
    return answer


def one(number: str) -> Response:
    """`/h5/pictures/NUMBER`: HEAD says how much is here, PATCH adds to it, DELETE lets it go. Networks that let none of
    these through get them as POST with `X-HTTP-Method-Override`. Raises Refused."""
    who, verb = _sender(), request.headers.get("X-HTTP-Method-Override", request.method)
    if verb == "DELETE":
        store.write(lambda: pictures.let_go(number, who.person.id, house().now()))
        return _answer(204)
    with refusing(404):
        found = pictures.coming(number, who.person.id)
    if verb in ("HEAD", "GET"):
        answer = _answer(200, found.received)
        answer.headers["Upload-Length"] = str(found.size)
        return answer
    if verb != "PATCH" or request.mimetype != PATCHED:
        raise NOT_TUS
    offset = request.headers.get("Upload-Offset", -1, type=int)
    if offset != found.received:
        raise WRONG_PLACE
    return _answer(204, _append(number, who, offset))


@contextmanager
def refusing(status: int = 422) -> Iterator[None]:
    """What the house does not take is a refusal of the page's."""
    try:
        yield
    except NotTaken as error:
        raise Refused(error.words, error.todo, status) from error


def _sender() -> Visitor:
    made_for(page_token(), carried.with_pictures(), {})
    return page_visitor()


def _append(number: str, who: Visitor, offset: int) -> int:
    """Keeps the piece; returns how much is here."""
    request.max_content_length = PIECE
    data = request.get_data()
    with refusing():
        here = store.write(lambda: pictures.append(number, who.person.id, offset, data, house().now()))
    if here < offset + len(data):
        raise WRONG_PLACE
    return here


def _told() -> dict[str, str]:
    """`name base64,name base64,…` as texts. Raises Refused."""
    told = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "")[:4000].split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise NOT_TUS from error
    return told


def _answer(status: int, offset: int | None = None) -> Response:
    answer = make_response("", status)
    answer.headers["Tus-Resumable"] = TUS
    if offset is not None:
        answer.headers["Upload-Offset"] = str(offset)
    return answer
