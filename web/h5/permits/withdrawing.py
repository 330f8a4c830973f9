"""The page on which the requester confirms that he takes his permit back."""

from __future__ import annotations

from flask import render_template

from handlers.permits.request.versions import BEFORE_WORK, permit_number
from models import permit as permits
from web.h5.opened import own_ask, page_data, showing
from web.h5.permits.essentials import facts
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

PLEDGE = "我撤回这张票，不按它作业。"


def withdraw(who: Visitor, wanted: Target) -> str:
    """Asks for the confirmation. Raises Refused when work has begun or is over, or the permit is somebody else's."""
    ask = own_ask(who, wanted, "permit.request", "permit.rework")
    permit = permits.by_number(permit_number(ask))
    if permit is None:
        raise Refused("还没有交上来的票，不用撤回。", "不要这张申请，不用管它就行。", 404)
    link = Target("permit", permit.number).path(who.platform)
    if permit.state not in BEFORE_WORK:
        raise Refused("这张票已经开工或结束了，不能撤回。", "点开看现在的情况。", 200, (link, "看签批单"))
    title, lines = f"撤回：{permits.title(permit)}", list(facts(permit, who.plant))
    token, shown = showing(who, ask, "\n".join([title, *(line.text for line in lines), PLEDGE]), wanted)
    return render_template(
        "h5/withdraw.html",
        title=title,
        lines=lines,
        pledge=PLEDGE,
        who=who.person.name,
        permit_link=link,
        page=page_data(who, wanted, token, shown=shown),
    )
