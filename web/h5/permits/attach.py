"""One file of a request, as the phone sends it: the body is the file, the address says what it is for. Acts through
dispatch."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from flask import request

from bot.channel import Action, Platform
from handlers.files import TooLarge
from handlers.permits.request import attachments
from handlers.permits.request.attachments import content_type
from models import ask as asks
from web.h5 import carried
from web.h5.act import made_for, page_token, page_visitor
from web.h5.tokens import read_page
from web.house import house
from web.refused import Refused

NAME = "permit.attach"
MAX_FILE = 6 * 1024 * 1024
NOT_HERE = Refused("这一页上不收附件，或者已经办完了。", "请从聊天里最新的卡片重新打开。", 404)


def attach(thing: str) -> dict[str, Any]:
    """`POST /h5/attach/ID?name=FILE&attempt=1` with `X-Page-Token` → `{ok, words, tone, sha256}`. Raises Refused."""
    raw = request.headers.get("X-Page-Token", "")
    token = read_page(raw, house().settings.signing_key)
    made_for(token, carried.ATTACHING, {})
    request.max_content_length = MAX_FILE
    if (request.content_length or 0) > MAX_FILE:
        raise Refused("这个文件超过 6 MB。", "请换一个小的，或拍成照片再传。", 413)
    content = request.get_data()
    digest, attempt = hashlib.sha256(content).hexdigest(), request.args.get("attempt", 1, type=int)
    action = Action(
        key=carried.key(raw, NAME, attempt, {"attachment": thing, "sha256": digest}),
        platform=cast(Platform, token.platform),
        account=token.account,
        kind="page",
        name=NAME,
        ask=token.ask,
        rendition=token.rendition,
        data={
            "attachment": thing,
            "name": request.args.get("name", ""),
            "content": content,
            "type": _type(content),
        },
    )
    answer = house().dispatch(action)
    return {"ok": answer.tone != "stop", "words": answer.words, "tone": answer.tone, "sha256": digest}


def _type(content: bytes) -> str | None:
    try:
        return content_type(content)
    except TooLarge as error:
        raise Refused(str(error), "请换一张小的，或用手机拍一张再传。", 413) from error


def listed() -> dict[str, Any]:
    """`POST /h5/attached` with `X-Page-Token` → `{ok, attached}`: the files that the page's request has by now. A page
    asks when an answer was lost. Raises Refused."""
    token, who = page_token(), page_visitor()
    ask = asks.find(token.ask) if token.ask else None
    if ask is None or ask.person != who.person.id:
        raise NOT_HERE
    return {"ok": True, "attached": attachments.of(ask)}
