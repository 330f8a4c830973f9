"""The door behind every field for people: it finds whom the words mean. The page's token says who asks, for which
ask."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from models import ask as asks
from models.ask import MOVABLE
from web.h5 import offer
from web.h5.act import body, page_token, page_visitor
from web.h5.offer import NOT_HERE, Given, Offer
from web.h5.pages import OFFERS, OFFERS_OF_PAGES
from web.people import Visitor
from web.refused import Refused

MAX_WORDS = 40
AGAIN = "请重新打开这一页看。"
OVER = Refused("这张申请已经交了，或者不用办了，这一页不再选人。", "请从聊天里最新的卡片重新打开。", 404)


def people() -> dict[str, Any]:
    """`{role, words}` or `{role, ids}`, with `area`, `contractor`, `starts_at`, `ends_at`, `number` as far as the
    page knows them → `{ok, people, more, missing}`: at most eight people, first those who may be chosen; or those of
    the ids whom the field may hold; where there are none, why whoever is meant is missing. Raises Refused."""
    who, given = page_visitor(), body()
    wanted = _offer(who, given)
    if isinstance(given.get("ids"), list):
        found, more, missing = offer.named(wanted, map(str, given["ids"]), who), 0, ""
    else:
        words = str(given.get("words", ""))[:MAX_WORDS]
        found, more = offer.found(wanted, words, who)
        missing = "" if found else offer.missing(wanted, words, who)
    return {"ok": True, "people": [asdict(choice) for choice in found], "more": more, "missing": missing}


def lacking(given: Given) -> dict[str, Any]:
    """Of whom a lesson is to be sent, `{person, course}` with what the page knows: `{courses}`, all that he lacks for
    the part. Raises Refused where the field of that page does not offer it for him now."""
    who, course = page_visitor(), given.get("course")
    choice = next(iter(offer.named(_offer(who, given), [str(given.get("person"))], who)), None)
    if choice is None:
        raise Refused("没有发：这一栏里没有他，或者现在没有这门课。", AGAIN, 403)
    if not choice.lacks:
        raise Refused(f"{choice.title}不缺了，可以选。", AGAIN, 409)
    if choice.mend.course != course:
        raise Refused(f"没有发。{choice.mend.words or '他这一栏现在缺的不是这门课'}。", AGAIN, 403)
    return {"courses": list(choice.mend.courses)}


def _offer(who: Visitor, given: Given) -> Offer:
    token, role = page_token(), str(given.get("role", ""))
    if token.ask is None:
        if token.page not in OFFERS_OF_PAGES:
            raise NOT_HERE
        return OFFERS_OF_PAGES[token.page](role, who, given)
    ask = asks.find(token.ask)
    if ask is None or ask.person != who.person.id or ask.kind not in OFFERS:
        raise NOT_HERE
    if ask.state not in MOVABLE:
        raise OVER
    return OFFERS[ask.kind](role, ask, who, given)
