"""What every page carries: who opened it, the token that will decide who acts, and what it showed (kept before it is
shown)."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import replace
from typing import Any

from flask import request

from bot.channel import Json
from bot.errors import BotError
from handlers import sent_pictures
from models import ask as asks
from models import blob, kinds, plant_time, store
from models.ask import MOVABLE, Ask
from models.base import to_milliseconds
from models.book import name_of
from models.delivery import Rendition
from rules.signature import BLANK, DOT, MIN_LENGTH_PX, MIN_POINTS, MIN_SIDE_PX, SMALL
from web.h5.carried import PHONES, with_pictures
from web.h5.target import Target
from web.h5.tokens import PageToken, sign_page
from web.house import house
from web.people import Visitor
from web.refused import Refused

PAD = {
    "points": MIN_POINTS,
    "length": MIN_LENGTH_PX,
    "side": MIN_SIDE_PX,
    "blank": BLANK,
    "dot": DOT,
    "small": SMALL,
}
log = logging.getLogger("anhao.web")


def own_ask(who: Visitor, wanted: Target, *kinds: str) -> Ask:
    """The ask behind the link, if it is of one of these kinds and this person's. Raises Refused."""
    ask = asks.find(wanted.number)
    if ask is None or ask.kind not in kinds:
        raise Refused("这个链接对不上任何待办。", "请从聊天里最新的卡片打开。", 404)
    if ask.person != who.person.id:
        asked = name_of(who.plant, ask.person)
        raise Refused(f"这件事找的是{asked}，不是你（{who.person.name}）。", f"请{asked}用自己的手机打开。", 403)
    return ask


def anew_asked(ask: Ask) -> Target | None:
    """The page of what the same person is asked anew about the same, when this ask is over."""
    page = kinds.of(ask.kind).page if kinds.knows(ask.kind) else kinds.CARD_ONLY
    if page in (kinds.MATTER_PAGE, kinds.CARD_ONLY) or ask.state in MOVABLE:
        return None
    newer = [each for each in asks.movable(ask.subject, ask.kind) if each.person == ask.person and each.id > ask.id]
    return Target(page, str(newer[-1].id)) if newer else None


def showing(who: Visitor, ask: Ask, text: str, wanted: Target) -> tuple[PageToken, str]:
    """Keeps the text that the page is about to show; returns the token for it, and its hash."""
    body = {"page": wanted.page, "card": wanted.rendition}

    def keep() -> Rendition:
        shown = blob.keep_text(text, who.now)
        return Rendition.create(ask=ask, delivery=None, body=body, text=text, shown=shown, made_at=who.now)

    rendition = store.write(keep)
    return replace(reading(who, wanted), ask=ask.id, rendition=rendition.id), rendition.shown


def reading(who: Visitor, wanted: Target) -> PageToken:
    """The token of a page that belongs to no ask: it can do only what such a page is made for."""
    account = who.person.account
    return PageToken(who.person.id, account, who.platform, page=wanted.page, thing=wanted.thing)


def page_data(who: Visitor, wanted: Target, token: PageToken, **more: object) -> dict[str, Any]:
    """What the page's script reads from the page."""
    return {
        "platform": who.platform,
        "path": wanted.path(who.platform),
        "token": sign_page(token, house().settings.signing_key),
        "phones": PHONES,
        "opened": to_milliseconds(plant_time.real_now()),
        "pace": plant_time.rate(),
        "script": _script(who),
        "agentScript": house().settings.wecom.agent_jssdk if who.platform == "wecom" else "",
        "config": _script_config(who),
        "signature": PAD,
        "sent": _sent(who, wanted),
        **more,
    }


def _sent(who: Visitor, wanted: Target) -> Json | None:
    """The picture that this person sent in the chat and nothing has taken yet, where the page asks for one."""
    found = sent_pictures.newest(who.person.id, who.now) if wanted.page in with_pictures() else None
    if found is None:
        return None
    return {"number": found.number, "at": f"{found.begun_at.astimezone(who.plant.zone):%H:%M}"}


def _script(who: Visitor) -> str:
    settings = house().settings
    return settings.wecom.jssdk if who.platform == "wecom" else settings.dingtalk.jsapi


def _script_config(who: Visitor) -> Json | None:
    """What the platform's script needs, signed for the address that the phone has loaded. Without it the page still
    works, with the browser's own means."""
    return signed(who, house().base + (request.full_path.rstrip("?") if request.method == "GET" else _loaded_path()))


def signed(who: Visitor, address: str) -> Json | None:
    """The script's configuration for this address; None while the platform gives no ticket."""
    try:
        return house().channels[who.platform].page_config(address, secrets.token_hex(8), int(time.time()))
    except BotError as error:
        log.warning("no script signature for a page: %s", error)
        return None


def _loaded_path() -> str:
    """DingTalk's login page stays loaded while its content is replaced: its path comes with the code."""
    return str((request.get_json(silent=True) or {}).get("next", ""))
