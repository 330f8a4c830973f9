"""The form that asks for a permit, or changes one that was given back. One template for every kind of work.

The handler checks what is sent; the form only saves taps.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import render_template

from bot.channel import Action
from handlers.permits import raised
from handlers.permits.request import attachments
from handlers.permits.request.outlook import backdated
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.permit import Permit
from models.permit_asks import Wish
from rules import rest
from rules.routes import excusable_posts
from rules.templates import Attachment, Kind
from web.h5.opened import own_ask, page_data, showing
from web.h5.permits import letting_in_page
from web.h5.permits.choices import first_hours, first_period, offer_of, questions, roles
from web.h5.permits.files import given
from web.h5.permits.filled import beginning, in_field, pairs
from web.h5.permits.form_people import fields, names
from web.h5.permits.own import own_permit
from web.h5.target import Target
from web.house import house
from web.people import Visitor
from web.refused import Refused

KIND, REWORK = "permit.request", "permit.rework"
PLEDGE = "填的都是真实情况。现场条件变了就停下来，重新办票。"
HOURS = (1, 2, 4, 8, 24, 72, 168, 360)
FREE_LINES = 2


def request_form(who: Visitor, wanted: Target) -> str:
    """The form of an open request of this person. Raises Refused when it has been sent, or has lapsed."""
    ask = own_ask(who, wanted, KIND)
    if ask.state not in MOVABLE:
        raise _over(ask, who)
    kind_id, old = Wish.of(ask).permit_kind, permits.by_number(Wish.of(ask).copied_from)
    values = pairs(old.form, who.plant, again=True) if old else []
    title = f"请填：{_kind(kind_id, who).name}票"
    lines = len(old.form.added) if old else 0
    return _page(who, wanted, ask, kind_id, title, act=KIND, filled=values, lines=lines)


def rework_form(who: Visitor, wanted: Target) -> str:
    """The form of a permit that was given back, as it stood. Raises Refused when it is not this person's to change."""
    ask, permit = own_permit(who, wanted, REWORK)
    if ask.state not in MOVABLE:
        raise _sent(permit.number, who)
    form = permit.form
    title = f"请改：{permits.title(permit)}"
    values = list(_still_ahead(permit, who))
    lines = len(form.added)
    return _page(who, wanted, ask, permit.kind, title, act=REWORK, filled=values, lines=lines, back=permit)


def _still_ahead(permit: Permit, who: Visitor) -> Iterator[tuple[str, str]]:
    """The permit's form. A beginning that has passed meanwhile is not offered again: the form proposes one, as for a
    new request, or the same hours of another day when too little of this one is left."""
    form = permit.form
    if not backdated(form.starts_at, who.plant, who.now):
        yield from pairs(form, who.plant)
        return
    yield from (each for each in pairs(form, who.plant) if each[0] != "starts_at")
    useful = raised.rules(permit).after_signing.expiry.useful_rest_min
    if rest.too_short(form.starts_at, permit.ends_at, useful, who.now):
        starts_at, _ = rest.next_period(form.starts_at, form.ends_at, who.now)
        yield beginning(starts_at, who.plant)


def new(who: Visitor, wanted: Target) -> str:
    """The form of this person's open request of a kind; the first opening begins one, as the app's menu does.

    The app's home page leads here. Raises Refused for a kind that can't be asked for, at all or by this person.
    """
    ask = _open_request(who, wanted.thing) or _begin(who, f"permit.{wanted.thing}", wanted.thing)
    return request_form(who, Target("request", str(ask.id)))


def again(who: Visitor, wanted: Target) -> str:
    """The form filled from an older permit. Raises Refused when there is none, or when this person may not ask."""
    old = permits.by_number(wanted.thing)
    if old is None:
        raise Refused("没有这张票。", "请核对票号，或重新发词办票。", 404)
    ask = _open_request(who, old.kind, old.number) or _begin(who, "permit.again", old.kind, old.number)
    return request_form(who, Target("request", str(ask.id)))


def _page(
    who: Visitor,
    wanted: Target,
    ask: Ask,
    kind_id: str,
    title: str,
    *,
    act: str,
    filled: list[tuple[str, str]],
    lines: int,
    back: Permit | None = None,
) -> str:
    kind = _kind(kind_id, who)
    starts_at, _ = first_period(kind.levels[-1], who.book.config.rules, who.now.astimezone(who.plant.zone))
    token, _ = showing(who, ask, f"{title}\n{PLEDGE}", wanted)
    asked = list(questions(kind_id, who))
    plain = [each for each in asked if each.field.id not in roles(kind)]
    return render_template(
        "h5/request.html",
        title=title,
        back=ask.why if back else (),
        pledge=PLEDGE,
        who=who.person,
        kind=kind,
        others=[(each, other.short) for each, other in who.book.config.templates.kinds.items() if each != kind_id],
        areas=who.plant.areas,
        asked_at_once=[each for each in plain if each.at_once],
        asked_folded=[each for each in plain if not each.at_once],
        hours=_hours(kind),
        first_hours=first_hours(kind.levels[-1]),
        starts_at=starts_at,
        roles=list(fields(kind_id, kind, asked, who)),
        countersigns=list(_countersigns(kind_id, who)),
        let_in=letting_in_page.way(Target("letask", back.number if back else str(ask.id)), who),
        copied=bool(offer_of("copies", kind_id, who).people),
        copies=who.book.config.rules.copies.most,
        files=attachments.MOST,
        attachments=[(each, _when(each, kind)) for each in kind.attachments],
        added=range(lines + FREE_LINES),
        page=page_data(
            who,
            wanted,
            token,
            ask=ask.id,
            kind=kind_id,
            act=act,
            own=back.number if back else "",
            filled=filled,
            names=names(filled, who),
            offset=_offset(starts_at),
            proposed=in_field(starts_at),
            attached=given(ask),
        ),
    )


def _hours(kind: Kind) -> list[int]:
    """The usual ones, and as long as each level allows."""
    allowed = {level.validity_h for level in kind.levels}
    return sorted(allowed.union(hours for hours in HOURS if hours <= max(allowed)))


def _when(each: Attachment, kind: Kind) -> str:
    """Who needs an attachment, in words; empty when everybody does."""
    names = "、".join(level.name for level in kind.levels if level.id in each.levels)
    conditional = isinstance(each.required, str) or bool(each.above)
    return "、".join(filter(None, [names, "有这种情况的" if conditional else "" if each.required else "可以不传"]))


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]


def _countersigns(kind_id: str, who: Visitor) -> Iterator[dict[str, Any]]:
    """The units that may have nothing to do with this job: each can be left out with a reason."""
    posts = excusable_posts(kind_id, who.book.config.rules)
    return ({"id": post, "name": who.plant.posts[post].name} for post in posts)


def _open_request(who: Visitor, kind: str, copied_from: str = "") -> Ask | None:
    own = Ask.select().where(Ask.person == who.person.id, Ask.kind == KIND, Ask.state.in_(MOVABLE))
    wishes = ((each, Wish.of(each)) for each in own.order_by(Ask.id.desc()))
    wanted = (kind, copied_from)
    return next((each for each, wish in wishes if (wish.permit_kind, wish.copied_from) == wanted), None)


def _begin(who: Visitor, key: str, kind: str, copied_from: str = "") -> Ask:
    data = {"number": copied_from} if copied_from else {}
    action = Action(f"new:{secrets.token_hex(16)}", who.platform, who.person.account, "menu", key, data=data)
    answer = house().dispatch(action)
    ask = _open_request(who, kind, copied_from)
    if ask is None:
        raise Refused(answer.words or "还没有开始的申请。", f"回到聊天发「{_word(kind, who)}」，再点发来的卡片。", 404)
    return ask


def _kind(kind_id: str, who: Visitor) -> Kind:
    """The kind that is asked for. Raises Refused when the plant no longer has it."""
    kinds = who.book.config.templates.kinds
    if kind_id not in kinds:
        raise Refused(f"{attachments.GONE}。", "没交的不用管它，退回来的请撤回；要办别的，回到聊天发「帮助」。", 410)
    return kinds[kind_id]


def _word(kind_id: str, who: Visitor) -> str:
    """What somebody may write to begin a permit of this kind, or of another one."""
    templates = who.book.config.templates
    return templates.kinds[kind_id].words[0] if kind_id in templates.kinds else templates.word


def _over(ask: Ask, who: Visitor) -> Refused:
    number = Outcome.of(ask).permit
    if number:
        return _sent(number, who)
    word = _word(Wish.of(ask).permit_kind, who)
    return Refused("这张申请已经不用了。", f"要办票就回到聊天，再发一次「{word}」。", 410)


def _sent(number: str, who: Visitor) -> Refused:
    link = (Target("permit", number).path(who.platform), "看签批单")
    return Refused(f"这张申请已经交上去了：{number}。", "点开看签到哪一步。", 200, link)
