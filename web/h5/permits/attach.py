"""Which files a request has by now. Pages that were open during the upgrade send a file here too, whole; all others
bring it through the door for pictures (`web.h5.pictures`) and name it in an act."""

from __future__ import annotations

from typing import Any, cast

from flask import request

from bot.channel import Action, Platform
from handlers import pictures
from models import ask as asks
from web.h5 import carried
from web.h5.act import PATIENCE_S, READING, made_for, page_token, page_visitor, reading
from web.h5.permits.files import given
from web.h5.tokens import read_page
from web.house import house
from web.refused import Refused
from web.tus import refusing

NAME = "permit.attach"
NOT_HERE = Refused("这一页上不收附件，或者已经办完了。", "请从聊天里最新的卡片重新打开。", 404)


def attach(thing: str) -> dict[str, Any]:
    """`POST /h5/attach/ID?name=FILE&attempt=1` with `X-Page-Token`; the body is the file → `{ok, words, tone, sha256}`.
    Raises Refused."""
    raw = request.headers.get("X-Page-Token", "")
    token = read_page(raw, house().settings.signing_key)
    made_for(token, carried.ACTS[NAME].pages, {})
    request.max_content_length = pictures.MOST_PDF
    if (request.content_length or 0) > pictures.MOST_PDF:
        raise Refused(pictures.LARGE_PDF.words, pictures.LARGE_PDF.todo, 413)
    file, who, attempt = request.get_data(), page_visitor(), request.args.get("attempt", 1, type=int)
    with refusing(), reading.one(PATIENCE_S) as free:
        if not free:
            raise READING
        local = who.now.astimezone(who.plant.zone)
        brought = pictures.whole(file, who.person.id, {}, house().settings.limits, local)
    digest = brought.found["sha256"]
    action = Action(
        key=carried.key(raw, NAME, attempt, {"attachment": thing, "sha256": digest}),
        platform=cast(Platform, token.platform),
        account=token.account,
        kind="page",
        name=NAME,
        ask=token.ask,
        rendition=token.rendition,
        data={"attachment": thing, "name": request.args.get("name", ""), carried.PICTURE: brought.number},
    )
    answer = house().dispatch(action)
    return {"ok": answer.tone != "stop", "words": answer.words, "tone": answer.tone, "sha256": digest}


def listed() -> dict[str, Any]:
    """`POST /h5/attached` with `X-Page-Token` → `{ok, attached}`: the files that the page's request has by now. A page
    asks when an answer was lost. Raises Refused."""
    token, who = page_token(), page_visitor()
    ask = asks.find(token.ask) if token.ask else None
    if ask is None or ask.person != who.person.id:
        raise NOT_HERE
    return {"ok": True, "attached": given(ask)}
