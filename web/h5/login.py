"""The two silent logins. They end in the page itself: no person and no token is ever part of an address."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from bot.channel import PLATFORM_NAMES, Platform
from bot.errors import BotError, Rejected
from bot.wecom.login import authorize_url
from web.h5 import pages, target
from web.h5.act import body
from web.h5.target import Target
from web.h5.tokens import read_state, sign_state
from web.house import House, house
from web.people import Visitor, visitor
from web.refused import Refused


def begin_wecom(wanted: Target, tries: int = 0) -> Response:
    """Sends the phone through WeCom, which sends it back to `/h5/wecom/login`."""
    home = house()
    state = sign_state(wanted, tries, home.settings.signing_key)
    return redirect(authorize_url(home.settings.wecom, f"{home.base}/h5/wecom/login", state))


def end_wecom() -> Response | str:
    """`?code&state`: the page wanted, for the member behind the code. A used code starts the round again, once."""
    home = house()
    wanted, tries = read_state(request.args.get("state", ""), home.settings.signing_key)
    code = request.args.get("code", "")
    try:
        who = _who("wecom", code, home)
    except Rejected as error:
        if tries == 0 and not error.configuration:
            return begin_wecom(wanted, tries=1)
        raise _not_recognised("wecom", error, wanted) from error
    except BotError as error:
        raise _not_recognised("wecom", error, wanted) from error
    return pages.show(who, wanted)


def begin_dingtalk(wanted: Target) -> str:
    """A light page that asks DingTalk's script for a code and posts it to `/h5/dingtalk/login`."""
    settings = house().settings.dingtalk
    data = {
        "script": settings.jsapi,
        "corpId": settings.corp_id,
        "clientId": settings.client_id,
        "next": wanted.path("dingtalk"),
    }
    return render_template("h5/login.html", data=data)


def end_dingtalk() -> dict[str, Any]:
    """`{code, next}` → `{ok, html}`: the page wanted, for the member behind the code."""
    given = body()
    wanted = target.read(str(given.get("next", "")).removeprefix("/h5/dingtalk/"))
    code = given.get("code")
    if wanted is None or not isinstance(code, str):
        raise Refused("登录后要去哪一页看不明白。", "请从聊天里的卡片重新打开。", 400)
    try:
        who = _who("dingtalk", code, house())
    except BotError as error:
        raise _not_recognised("dingtalk", error, wanted) from error
    return {"ok": True, "html": pages.show(who, wanted)}


def _who(platform: Platform, code: str, home: House) -> Visitor:
    if not 0 < len(code) <= 512:
        raise Rejected("没有登录码")
    return visitor(platform, home.channels[platform].identify(code), home.now())


def _not_recognised(platform: Platform, error: BotError, wanted: Target) -> Refused:
    name = PLATFORM_NAMES[platform]
    again = (f"/h5/{platform}/{wanted}", "重新打开")
    if error.permanent:
        return Refused(f"{name}没有认出你是谁。", f"请回到{name}，从卡片重新打开。", 403, again)
    return Refused(f"{name}这会儿没有应答。", "请过一会儿再打开。", 503, again)
