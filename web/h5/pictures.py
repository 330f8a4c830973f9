"""The door for pictures and files from phones: in pieces (`web.tus`), each belonging to whoever opened the page."""

from __future__ import annotations

from flask import Response, url_for

from web import tus
from web.h5 import carried
from web.h5.act import made_for, page_token, page_visitor
from web.house import house
from web.people import Visitor


def begin() -> Response:
    """`POST /h5/pictures`. Raises Refused."""
    who = _sender()
    now = house().now().astimezone(who.plant.zone)
    return tus.begin(who.person.id, now, lambda number: url_for("h5.picture", number=number))


def one(number: str) -> Response:
    """`/h5/pictures/NUMBER`. Raises Refused."""
    return tus.one(number, _sender().person.id)


def _sender() -> Visitor:
    made_for(page_token(), carried.with_pictures(), {})
    return page_visitor()
