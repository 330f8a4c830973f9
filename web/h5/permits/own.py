"""The ask behind a link with its permit: what each page of a permit's asks begins with."""

from __future__ import annotations

from models import permit as permits
from models.ask import Ask
from models.permit import Permit
from web.h5.opened import own_ask
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def own_permit(who: Visitor, wanted: Target, *kinds: str) -> tuple[Ask, Permit]:
    """The visitor's own ask of one of these kinds, with the permit that it is about. Raises Refused."""
    ask = own_ask(who, wanted, *kinds)
    permit = permits.of_subject(ask.subject)
    if permit is None:
        raise Refused("这张票找不到了。", "请从聊天里最新的卡片打开。", 404)
    return ask, permit
