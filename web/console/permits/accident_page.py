"""What is asked after an accident, for one permit: six points from its sealed record, to be read and printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import permit as permits
from models.delivery import Rendition
from models.ledger import Entry
from models.permit import Permit
from web.house import house
from web.refused import Refused

# Makes the points as HTML, in the evidence room; empty while nothing of the permit is sealed.
Points = Callable[[Permit, datetime], str]


def show(number: str, points: Points) -> str:
    """The six points of this permit. Raises Refused for a number that no permit has."""
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或从看板打开。", 404)
    later = Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null()).count()
    title, told = permits.title(found), points(found, house().now())
    return render_template("console/accident.html", permit=found, title=title, points=told, later=later)


def shown(digest: str) -> Response:
    """The text that a person was shown, by its hash; it can't change."""
    found = Rendition.select(Rendition.text).where(Rendition.shown == digest).first()
    if found is None:
        raise Refused("没有这段原文。", "请回到六问再打开。", 404)
    answer = make_response(found.text)
    answer.content_type = "text/plain; charset=utf-8"
    return answer
