"""What is asked after an accident, for one permit: six points from its sealed record, to be read and printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import blob
from models import permit as permits
from models.gaps import KEEP
from models.ledger import Entry
from models.permit import Permit
from web.h5.compared import Differences
from web.house import house
from web.refused import Refused

Made = Callable[[Permit, datetime], str]


class Evidence(NamedTuple):
    """What the evidence room makes as HTML. points: the six points, empty while nothing of the permit is sealed;
    differences: where a matter's rows do not say what its chain says, empty where they agree."""

    points: Made
    differences: Differences


def _permit(number: str) -> Permit:
    """Raises Refused for a number that no permit has."""
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或从看板打开。", 404)
    return found


def show(number: str, evidence: Evidence) -> str:
    """The six points of this permit. Raises Refused for a number that no permit has."""
    found = _permit(number)
    later = Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null()).count()
    title, told = permits.title(found), evidence.points(found, house().now())
    return render_template("console/accident.html", permit=found, title=title, points=told, later=later)


def shown(digest: str) -> Response:
    """The text that a person was shown, by its hash; it can't change."""
    try:
        found = blob.found(digest)
    except blob.Unfit as fault:
        raise Refused(f"这段原文{fault.words}。", KEEP, 404) from fault
    if found.type != "text/plain":
        raise Refused("没有这段原文。", "请回到六问再打开。", 404)
    answer = make_response(bytes(found.data))
    answer.content_type = "text/plain; charset=utf-8"
    return answer
