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

MAX_WORDS = 40


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


def _offer(who: Visitor, given: Given) -> Offer:
    token, role = page_token(), str(given.get("role", ""))
    if token.ask is None:
        if token.page not in OFFERS_OF_PAGES:
            raise NOT_HERE
        return OFFERS_OF_PAGES[token.page](role, who, given)
    ask = asks.find(token.ask)
    if ask is None or ask.person != who.person.id or ask.state not in MOVABLE or ask.kind not in OFFERS:
        raise NOT_HERE
    return OFFERS[ask.kind](role, ask, who, given)
