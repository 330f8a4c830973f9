"""Files that come in pieces and go on after the last one that came, for every door that takes them.

It speaks tus 1.0 (tus.io/protocols/resumable-upload) with `creation`, `creation-with-upload` and `termination`; the
browser's side is tus-js-client (`web/static/js/picture.js`). What comes belongs to whoever opened the page, until an
act names its number.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Response, make_response, request

from handlers import pictures
from handlers.pictures import Most, NotTaken
from models import store
from web.house import house
from web.refused import Refused

TUS = "1.0.0"
PATCHED = "application/offset+octet-stream"
PIECE = 1024 * 1024
WRONG_PLACE = Refused("这一段接不上已经传到的地方。", "请再选一次，会接着传。", 409)
NOT_TUS = Refused("传来的内容认不出来。", "请重新打开这一页再传。", 400)


def begin(sender: str, now: datetime, address: Callable[[str], str], most: Most | None = None) -> Response:
    """A new upload of this sender: `Upload-Length`, `Upload-Metadata` (what is said of the original), and as much of
    the body as there is. now: in the plant's zone; address: where it goes on, by its number; most: how large it may be,
    where that is not what phones may send. Raises Refused."""
    told, size = _told(), request.headers.get("Upload-Length", "")
    if not size.isascii() or not size.isdigit() or len(size) > 9:
        raise NOT_TUS
    limits = house().settings.limits
    with refusing():
        number = store.write(lambda: pictures.begin(sender, int(size), told, limits, now, most))
    answer = _answer(201, _append(number, sender, 0) if request.mimetype == PATCHED else 0)
    answer.headers["Location"] = address(number)
    return answer


def one(number: str, sender: str) -> Response:
    """HEAD says how much is here, PATCH adds to it, DELETE lets it go. Networks that let none of these through get them
    as POST with `X-HTTP-Method-Override`. Raises Refused."""
    verb = request.headers.get("X-HTTP-Method-Override", request.method)
    if verb == "DELETE":
        store.write(lambda: pictures.let_go(number, sender, house().now()))
        return _answer(204)
    with refusing(404):
        found = pictures.coming(number, sender)
    if verb in ("HEAD", "GET"):
        answer = _answer(200, found.received)
        answer.headers["Upload-Length"] = str(found.size)
        return answer
    if verb != "PATCH" or request.mimetype != PATCHED:
        raise NOT_TUS
    offset = request.headers.get("Upload-Offset", -1, type=int)
    if offset != found.received:
        raise WRONG_PLACE
    return _answer(204, _append(number, sender, offset))


@contextmanager
def refusing(status: int = 422) -> Iterator[None]:
    """What the house does not take is a refusal of the page's."""
    try:
        yield
    except NotTaken as error:
        raise Refused(error.words, error.todo, status) from error


def _append(number: str, sender: str, offset: int) -> int:
    """Keeps the piece; returns how much is here."""
    request.max_content_length = PIECE
    data = request.get_data()
    with refusing():
        here = store.write(lambda: pictures.append(number, sender, offset, data, house().now()))
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
