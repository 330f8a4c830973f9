"""What a page sends: its token says who acts and for which ask, its body says what. Acts only through dispatch."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from flask import request

from bot.channel import Action, Answer, Json, Platform
from handlers import pictures, site_codes
from models import acted, matter, plant_time
from models import ask as asks
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.base import from_milliseconds
from models.upload import Upload
from web.crowds import Places, Tries
from web.h5 import carried, formerly
from web.h5.opened import anew_asked
from web.h5.tokens import PAGE_SECONDS, PageToken, read_page
from web.house import house
from web.people import Visitor, visitor
from web.refused import Refused

MAX_TEXT = 500
MAX_ATTEMPT = 99
# In one act, as many as any flow takes.
MOST_PICTURES = 9
# How often one page acts while its token is good, in this process. A long list of measures is thirty acts. To stop the
# work is never too often.
MOST_ACTS, ALWAYS = 100, "permit.stop"
acts = Tries((MOST_ACTS, PAGE_SECONDS))
# How many read a picture or a file for an act at once, and how many seconds another one waits for a place.
READ_AT_ONCE, PATIENCE_S = 3, 2.0
reading = Places(READ_AT_ONCE)
READING = Refused("这会儿传来的照片和文件太多。", "请过几秒再点一次。", 503)
LATEST_MS = 10**14
# So long an act may be under way without having been held.
UNDER_WAY = timedelta(seconds=10)
# By a page's name: what the house has by now of what the page shows, or has just sent.
Stands = Callable[[Ask, Json, datetime], Json]
_stand: dict[str, Stands] = {}
# By an act's name: what the house finds about what was given, which goes with the act in place of what the page says.
Finds = Callable[[Json], Json]
_find: dict[str, Finds] = {}
OTHER_PAGE = Refused("这一页不是办这件事用的，什么也没有改。", "请从聊天里的卡片打开办这件事的那一页。", 403)


@dataclass(frozen=True)
class Sent:
    """attempt: a new number for each act of the page, and the same number when an act is sent again for want of an
    answer. acted: when the person acted, in milliseconds (real time): the page counts on from when it was made, by how
    far the phone's clock has gone on since it was there, also while the phone slept; what that clock shows has no part.
    None on pages that were open during the upgrade: their acts count as made when they come. found: what the house has
    found about it."""

    name: str
    data: Json
    text: str
    attempt: int
    acted: int | None = None
    found: Json = field(default_factory=dict)


def act() -> dict[str, Any]:
    """`{name, data, text?, attempt?, acted?}` with `X-Page-Token` → `{ok, words, tone, next, stop?}`. Raises
    Refused."""
    raw = request.headers.get("X-Page-Token", "")
    token = read_page(raw, house().settings.signing_key)
    sent = read_body(body())
    made_for(token, carried.ACTS[sent.name].pages, sent.data)
    before = formerly.answered(raw, token, sent.name, sent.attempt, sent.data, sent.text)
    if not before and sent.name != ALWAYS and not acts.allows(raw):
        raise Refused("这一页上点得太多了，这次没有记。", "请重新打开这一页再做；要停工，随时发「停工」。", 429)
    brought = brought_by(sent.data)
    _judge_all(sent.data)
    if not before and "strokes" in sent.data:
        _check_room()
    if not before and sent.name in _find:
        sent = replace(sent, found=_find[sent.name](sent.data))
    answer = before or house().dispatch(_action(raw, token, sent, brought))
    told = {"ok": answer.tone != "stop", "words": answer.words, "tone": answer.tone, **_next(token, answer)}
    if stop := _stop(token):
        told["stop"] = stop
    return {**told, **({"sha256": brought.found["sha256"]} if brought else {}), **_stands(token, sent.data)}


def brought_by(data: Json) -> Upload | None:
    """The picture or file that an act brings, read and judged; None when it brings none. Raises Refused."""
    brought = str(data.get(carried.PICTURE) or "")
    if not brought:
        return None
    who = page_visitor()
    with reading.one(PATIENCE_S) as free:
        if not free:
            raise READING
        return _read(brought, who)


def _judge_all(data: Json) -> None:
    """Every picture of a list is read and judged before the act. Raises Refused."""
    for given in (data.get(carried.PICTURES), data.get(carried.AFTER)):
        for each in given[:MOST_PICTURES] if isinstance(given, list) else ():
            brought_by({carried.PICTURE: str(each)})


def _read(brought: str, who: Visitor) -> Upload | None:
    try:
        if not brought.startswith("data:"):
            return pictures.ready(brought, who.person.id)
        content = base64.b64decode(brought.partition(",")[2], validate=True)
        local = who.now.astimezone(who.plant.zone)
        return pictures.whole(content, who.person.id, {}, house().settings.limits, local)
    except binascii.Error:
        return None
    except pictures.NotTaken as error:
        raise Refused(error.words, error.todo, 422) from error


def _check_room() -> None:
    """Raises Refused when the person has sent so much today that nothing more of his is kept."""
    who = page_visitor()
    try:
        pictures.check_room(who.person.id, house().settings.limits, who.now.astimezone(who.plant.zone))
    except pictures.NotTaken as error:
        raise Refused(error.words, error.todo, 422) from error


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
    text, attempt, moment = given.get("text", ""), given.get("attempt", 1), given.get("acted")
    fits = all(map(isinstance, (name, data, text), (str, dict, str))) and type(attempt) is int
    counted = moment is None or (type(moment) is int and 0 <= moment <= LATEST_MS)
    if not fits or not counted or name not in carried.ACTS or not 1 <= attempt <= MAX_ATTEMPT:
        raise Refused("这一页的操作认不出来，什么也没有改。", "请从聊天里的卡片重新打开。", 400)
    return Sent(str(name), cast(Json, data), text[:MAX_TEXT], attempt, moment)


def page_token() -> PageToken:
    """The token of the page that asks. Raises Refused."""
    return read_page(request.headers.get("X-Page-Token", ""), house().settings.signing_key)


def page_visitor() -> Visitor:
    """Who opened the page that asks. Raises Refused."""
    token = page_token()
    return visitor(cast(Platform, token.platform), token.account, house().now())


def _action(raw: str, token: PageToken, sent: Sent, brought: Upload | None) -> Action:
    given, came = carried.given(sent.name, sent.data), plant_time.real_now()
    acted_at = _acted_at(token, sent, came)
    data = {**sent.data, carried.PICTURE: brought.number} if brought else sent.data
    return Action(
        key=carried.key(raw, sent.name, sent.attempt, given, sent.text),
        platform=cast(Platform, token.platform),
        account=token.account,
        kind="page",
        name=sent.name,
        ask=None if carried.ACTS[sent.name].apart else token.ask,
        rendition=token.rendition,
        text=sent.text,
        data={**_with_codes(data), **sent.found},
        thing=carried.thing(sent.name, _whose(token, sent.name), {**data, carried.FILE: _file(sent.data, brought)}),
        turn=acted.turn(acted_at, sent.attempt),
        held=_held(came - acted_at),
    )


def _held(took: timedelta) -> timedelta:
    """For how long the network had the act, in plant time; where that stands still, as long as in real time."""
    return took * (plant_time.rate() or 1.0) if took > UNDER_WAY else timedelta()


def _acted_at(token: PageToken, sent: Sent, came: datetime) -> datetime:
    """When the person acted (real time), by the page's word: between its opening and now."""
    return came if sent.acted is None else min(came, max(token.opened, from_milliseconds(sent.acted)))


def _whose(token: PageToken, name: str) -> str:
    """What the thing that the act sets belongs to: the page's ask, or the permit that the ask is about."""
    ask = asks.find(token.ask) if token.ask and carried.ACTS[name].wide else None
    if ask is None:
        return f"ask {token.ask}" if token.ask else token.thing
    return Outcome.of(ask).permit or matter.number_of(ask.subject) or f"subject {ask.subject_id}"


def _file(data: Json, brought: Upload | None) -> str:
    return str(brought.found["sha256"] if brought else data.get(carried.FILE, ""))


def _with_codes(data: Json) -> Json:
    """The data with the number of a scanned code in place of its signed text."""
    scanned = data.get("site")
    return {**data, "site": site_codes.number_of(str(scanned), house().settings.signing_key)} if scanned else data


def _stop(token: PageToken) -> str:
    """Where the work that the ask is about is stopped; empty while none goes on."""
    ask = asks.find(token.ask) if token.ask else None
    about = matter.of(ask.subject) if ask else None
    return f"/h5/{token.platform}/{about.stop}" if about and about.stop else ""


def open_stands(stand: Mapping[str, Stands]) -> None:
    """Makes these say how things stand after the acts of a page (`pages.STANDS`)."""
    _stand.update(stand)


def open_finds(finds: Mapping[str, Finds]) -> None:
    """Makes these look at what was given before the act is done; they may raise Refused."""
    _find.update(finds)


def _stands(token: PageToken, data: Json) -> dict[str, Any]:
    """Each answer tells the page how things stand: what was held on the way may have changed something else."""
    show = _stand.get(token.page)
    ask = asks.find(token.ask) if token.ask and show else None
    return {"stands": show(ask, data, house().now())} if ask and show else {}


def _next(token: PageToken, answer: Answer) -> dict[str, str]:
    """Where the page leads after an act, and what its link says: to what is asked of the person anew, to what the ask
    was about, or to what became of it. A page on which there is still something to do leads nowhere."""
    ask = asks.find(token.ask) if token.ask else None
    if ask is None or (answer.tone != "done" and ask.state in MOVABLE):
        return {"next": ""}
    anew = anew_asked(ask)
    if anew is not None and answer.tone != "done":
        return {"next": anew.path(token.platform)}
    about = matter.of(ask.subject) or matter.by_number(Outcome.of(ask).permit)
    if about is None:
        return {"next": ""}
    return {"next": f"/h5/{token.platform}/{about.page}", "onward": matter.look_at(about)}
