"""What a page sends: its token says who acts and for which ask, its body says what. Acts only through dispatch."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from flask import request

from bot.channel import Action, Answer, Json, Platform
from handlers import site_codes
from models import ask as asks
from models import matter
from models.answered import Outcome
from web.h5 import carried, formerly
from web.h5.tokens import PageToken, read_page
from web.house import house
from web.people import Visitor, visitor
from web.refused import Refused

MAX_TEXT = 500
MAX_ATTEMPT = 99
OTHER_PAGE = Refused("这一页不是办这件事用的，什么也没有改。", "请从聊天里的卡片打开办这件事的那一页。", 403)


@dataclass(frozen=True)
class Sent:
    """attempt: a new number for each act of the page, and the same number when an act is sent again for want of an
    answer."""

    name: str
    data: Json
    text: str
    attempt: int


def act() -> dict[str, Any]:
    """`{name, data, text?, attempt?}` with `X-Page-Token` → `{ok, words, tone, next}`. Raises Refused."""
    raw = request.headers.get("X-Page-Token", "")
    token = read_page(raw, house().settings.signing_key)
    sent = read_body(body())
    made_for(token, carried.ACTS[sent.name].pages, sent.data)
    before = formerly.answered(raw, token, sent.name, sent.attempt, sent.data, sent.text)
    answer = before or house().dispatch(_action(raw, token, sent))
    return {"ok": answer.tone != "stop", "words": answer.words, "tone": answer.tone, "next": _next(token, answer)}


def made_for(token: PageToken, pages: Collection[str], data: Json) -> None:
    """Raises Refused when the token's page is none of these, or is about another thing than the act's `number`."""
    page = token.page or formerly.page_of(token)
    # A page with an ask is bound to what the ask is about.
    about = token.ask or not token.thing or data.get("number", token.thing) == token.thing
    if page not in pages or not about:
        raise OTHER_PAGE


def body() -> dict[str, Any]:
    """The JSON object of the request, at most 2 MB. Raises Refused."""
    if not request.is_json:
        raise Refused("发来的内容认不出来。", "请重新打开这一页再做。", 415)
    try:
        given = request.get_json(silent=True)
    except RecursionError:
        given = None
    if not isinstance(given, dict) or not _keepable(given):
        raise Refused("发来的内容不完整。", "请再点一次；还不行就重新打开这一页。", 400)
    return given


def _keepable(given: dict[str, Any]) -> bool:
    """Whether every store can keep the texts: no NUL, no half characters."""
    try:
        return b"\\u0000" not in json.dumps(given, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False


def read_body(given: dict[str, Any]) -> Sent:
    """What was sent. Raises Refused for a name that no page sends, or a shape that no page makes."""
    name, data = given.get("name"), given.get("data", {})
    text, attempt = given.get("text", ""), given.get("attempt", 1)
    fits = all(map(isinstance, (name, data, text), (str, dict, str))) and type(attempt) is int
    if not fits or name not in carried.ACTS or not 1 <= attempt <= MAX_ATTEMPT:
        raise Refused("这一页的操作认不出来，什么也没有改。", "请从聊天里的卡片重新打开。", 400)
    return Sent(str(name), cast(Json, data), text[:MAX_TEXT], attempt)


def page_token() -> PageToken:
    """The token of the page that asks. Raises Refused."""
    return read_page(request.headers.get("X-Page-Token", ""), house().settings.signing_key)


def page_visitor() -> Visitor:
    """Who opened the page that asks. Raises Refused."""
    token = page_token()
    return visitor(cast(Platform, token.platform), token.account, house().now())


def _action(raw: str, token: PageToken, sent: Sent) -> Action:
    given = carried.given(sent.name, sent.data)
    return Action(
        key=carried.key(raw, sent.name, sent.attempt, given, sent.text),
        platform=cast(Platform, token.platform),
        account=token.account,
        kind="page",
        name=sent.name,
        ask=token.ask,
        rendition=token.rendition,
        text=sent.text,
        data=_with_codes(sent.data),
    )


def _with_codes(data: Json) -> Json:
    """The data with the number of a scanned code in place of its signed text."""
    scanned = data.get("site")
    return {**data, "site": site_codes.number_of(str(scanned), house().settings.signing_key)} if scanned else data


def _next(token: PageToken, answer: Answer) -> str:
    """Where the page leads after an act: what the ask was about, or what became of it."""
    ask = asks.find(token.ask) if token.ask and answer.tone == "done" else None
    if ask is None:
        return ""
    about = matter.of(ask.subject) or matter.by_number(Outcome.of(ask).permit)
    return f"/h5/{token.platform}/{about.page}" if about else ""
