"""The door behind every field for people: it finds whom the words mean. The page's token says who asks, for which
ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from models import ask as asks
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.permit_asks import Wish
from web.h5 import leave_page, offer
from web.h5.act import body, page_token, page_visitor
from web.h5.offer import Offer
from web.h5.permits import choices, joining_page, verbs_page, working_page
from web.people import Visitor
from web.refused import Refused

MAX_WORDS, MAX_IDS = 40, 40
Given = Mapping[str, Any]
NOT_HERE = Refused("这一页上不选人，或者已经办完了。", "请从聊天里最新的卡片重新打开。", 404)


def people() -> dict[str, Any]:
    """`{role, words}` or `{role, ids}`, with `area`, `contractor`, `starts_at`, `number` as far as the page knows them
    → `{ok, people, more}`: at most eight people, first those who may be chosen; or those of the ids whom the field may
    hold. Raises Refused."""
    who, given = page_visitor(), body()
    wanted = _offer(who, given)
    if isinstance(given.get("ids"), list):
        found, more = offer.named(wanted, map(str, given["ids"][:MAX_IDS]), who), 0
    else:
        found, more = offer.found(wanted, str(given.get("words", ""))[:MAX_WORDS], who)
    return {"ok": True, "people": [asdict(choice) for choice in found], "more": more}


def _offer(who: Visitor, given: Given) -> Offer:
    token, role = page_token(), str(given.get("role", ""))
    if token.ask is None:
        return joining_page.offer_of(role, str(given.get("number", "")), who)
    ask = asks.find(token.ask)
    if ask is None or ask.person != who.person.id or ask.state not in MOVABLE or ask.kind not in OFFERS:
        raise NOT_HERE
    return OFFERS[ask.kind](role, ask, who, given)


def _of_request(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    permit = permits.of_subject(ask.subject_id) if ask.kind == "permit.rework" else None
    kind = permit.kind if permit else Wish.of(ask).permit_kind
    templates = who.book.config.templates
    if kind not in templates.kinds or role not in choices.roles(templates.kinds[kind]):
        raise NOT_HERE
    outside = given.get("contractor") is True if role == "worker" else None
    begins = _moment(given.get("starts_at"), who)
    return choices.offer_of(role, kind, who, str(given.get("area", "")), outside=outside, begins=begins)


def _moment(given: object, who: Visitor) -> datetime:
    """When the job is to begin; now, as long as the form does not say."""
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        return who.now
    return max(who.now, moment) if moment.tzinfo else who.now


def _of_signer(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    offers = {"transfer": verbs_page.heirs, "add": verbs_page.signers}
    if role not in offers:
        raise NOT_HERE
    return offers[role](ask, permits.here(ask.subject), who)


def _of_guardian(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    return working_page.next_guardians(permits.here(ask.subject), who)


def _of_leave(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    return leave_page.stand_ins(who)


OFFERS: dict[str, Callable[[str, Ask, Visitor, Given], Offer]] = {
    "permit.request": _of_request,
    "permit.rework": _of_request,
    "permit.sign": _of_signer,
    "permit.watch": _of_guardian,
    "permit.resume": _of_guardian,
    "leave.cover": _of_leave,
}
