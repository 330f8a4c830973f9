"""The form that asks for a permit. What is sent is checked by the handler; the form only makes it few taps."""

from __future__ import annotations

import secrets

from flask import render_template

from bot.channel import Action
from models.ask import MOVABLE, Ask
from web.h5.choices import first_period, leaders, people_for
from web.h5.opened import own_ask, page_data, showing
from web.h5.target import Target
from web.house import house
from web.people import Visitor
from web.refused import Refused

KIND = "permit.request"
PLEDGE = "填的都是真实情况。现场条件变了就停下来，重新办票。"
METHODS = {"hot_work": ("电焊", "气割", "打磨", "喷灯")}


def request_form(who: Visitor, wanted: Target) -> str:
    """The form of an open request of this person. Raises Refused when it was sent already, or lapsed."""
    ask = own_ask(who, wanted, KIND)
    if ask.state not in MOVABLE:
        raise _over(ask, who)
    kind_id = str(ask.data.get("permit_kind", "hot_work"))
    kind = who.book.config.templates.kinds[kind_id]
    starts_at, ends_at = first_period(kind.levels[0], who.now.astimezone(who.plant.zone))
    title = f"请填：{kind.name}票"
    token, _ = showing(who, ask, f"{title}\n{PLEDGE}", wanted)
    return render_template(
        "h5/request.html",
        title=title,
        pledge=PLEDGE,
        who=who.person,
        levels=kind.levels,
        areas=who.plant.areas,
        methods=METHODS.get(kind_id, ()),
        starts_at=starts_at,
        ends_at=ends_at,
        leaders=leaders(who),
        workers=people_for("worker", kind_id, who),
        guardians=people_for("guardian", kind_id, who),
        page=page_data(who, wanted, token, ask=ask.id, kind=kind_id, offset=starts_at.isoformat()[-6:]),
    )


def new(who: Visitor, wanted: Target) -> str:
    """The form of this person's open request of a kind; the first opening begins one, as the app's menu does.

    For the entry of the app's home page. Raises Refused for a kind that can't be asked for, or by this person.
    """
    ask = _open_request(who, wanted.thing) or _begin(who, wanted.thing)
    return request_form(who, Target("request", str(ask.id)))


def _open_request(who: Visitor, kind: str) -> Ask | None:
    own = Ask.select().where(Ask.person == who.person.id, Ask.kind == KIND, Ask.state.in_(MOVABLE))
    return next((each for each in own.order_by(Ask.id.desc()) if each.data.get("permit_kind") == kind), None)


def _begin(who: Visitor, kind: str) -> Ask:
    key = f"new:{secrets.token_hex(16)}"
    action = Action(key, who.platform, who.person.account, "menu", f"permit.{kind}")
    answer = house().dispatch(action)
    ask = _open_request(who, kind)
    if ask is None:
        raise Refused(answer.words or "还没有开始的申请。", "回到聊天发「动火」，再点发来的卡片。", 404)
    return ask


def _over(ask: Ask, who: Visitor) -> Refused:
    number = str((ask.answer or {}).get("permit", ""))
    if number:
        link = (Target("permit", number).path(who.platform), "看签批单")
        return Refused(f"这张申请已经交上去了：{number}。", "点开看签到哪一步。", 200, link)
    return Refused("这张申请已经不用了。", "要办票就回到聊天，再发一次「动火」。", 410)
