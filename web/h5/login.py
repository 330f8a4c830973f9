"""The two silent logins. They end in the page itself: no person and no token is ever part of an address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from bot.channel import PLATFORM_NAMES, Platform
from bot.errors import BotError, Held, Rejected
from bot.wecom.login import authorize_url
from web.crowds import MINUTE, Places, Tries, address
from web.h5 import pages, target
from web.h5.act import body
from web.h5.target import Target
from web.h5.tokens import Round, read_state, sign_state
from web.house import House, house
from web.people import Visitor, visitor
from web.refused import Refused

CODE_LIVES_S = 5 * 60  # developer.work.weixin.qq.com/document/path/91022
# So many lost rounds in a row are no longer a person who comes back to the page. A slow round may be one; but so many
# of them, each within a code's life of the one before, are a platform that takes no code of ours.
ROUND_TAKES_S = 5
URGENT = "着急就当面叫停、打电话。请过一会儿再打开。"
MOST_LOST, MOST_ROUNDS = 3, 9
# How many sign in at once, from the code to the page, so that most threads never wait for a platform: some ten people a
# second. Who finds no place comes again by himself, with the same code, after so many seconds.
AT_ONCE, AGAIN_S = 2, 3
# Codes that no platform knows, from one address a minute: a plant behind one address has its people who go back to a
# page, and so come with a used one.
MOST_UNKNOWN = 60
places = Places(AT_ONCE)
unknown = Tries((MOST_UNKNOWN, MINUTE))
log = logging.getLogger("anhao.web")


def begin_wecom(wanted: Target, lost: int = 0, rounds: int = 0) -> Response:
    """Sends the phone through WeCom, which sends it back to `/h5/wecom/login`."""
    home = house()
    state = sign_state(wanted, lost, rounds, home.settings.signing_key)
    return redirect(authorize_url(home.settings.wecom, f"{home.base}/h5/wecom/login", state))


def end_wecom() -> Response | str:
    """`?code&state`: the wanted page, for the member behind the code. A used code starts another round.

    This address stays in the phone's history: whoever comes back to the page arrives with a code that is used up.
    """
    home = house()
    login = read_state(request.args.get("state", ""), home.settings.signing_key)
    if login.age_s > CODE_LIVES_S:
        return begin_wecom(login.wanted)
    with _place("wecom", login.wanted):
        return _end_wecom(login, request.args.get("code", ""), home)


def _end_wecom(login: Round, code: str, home: House) -> Response | str:
    try:
        who = _who("wecom", code, home)
    except Rejected as error:
        lost = login.lost if login.age_s < ROUND_TAKES_S else 0
        if lost < MOST_LOST and login.rounds < MOST_ROUNDS and not error.configuration:
            return begin_wecom(login.wanted, lost + 1, login.rounds + 1)
        raise _not_recognised("wecom", error, login.wanted) from error
    except BotError as error:
        raise _not_recognised("wecom", error, login.wanted) from error
    return pages.show(who, login.wanted)


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
    """`{code, next}` → `{ok, html}`: the wanted page, for the member behind the code."""
    given = body()
    wanted = target.read(str(given.get("next", "")).removeprefix("/h5/dingtalk/"))
    code = given.get("code")
    if wanted is None or not isinstance(code, str):
        raise Refused("登录后要去哪一页看不明白。", "请从聊天里的卡片重新打开。", 400)
    with _place("dingtalk", wanted):
        try:
            who = _who("dingtalk", code, house())
        except BotError as error:
            raise _not_recognised("dingtalk", error, wanted) from error
        return {"ok": True, "html": pages.show(who, wanted)}


@contextmanager
def _place(platform: Platform, wanted: Target) -> Iterator[None]:
    """A place among those who sign in at this moment. Raises Refused, before any platform is asked, where there is
    none, and for an address that has come with too many unknown codes."""
    again = (f"/h5/{platform}/{wanted}", "重新打开")
    if unknown.enough(address()):
        if "X-Forwarded-For" in request.headers and not house().settings.proxies:
            log.warning("too many unknown codes behind a web server, without ANHAO_PROXIES")
        raise Refused("从你这个网络来的登录太多了。", "请等一分钟再打开，或换成手机流量。", 429, again)
    with places.one() as free:
        if not free:
            raise Refused("这会儿登录的人多，正在排队。", "几秒后会自己再试；没有动静就再点一次。", 503, again, AGAIN_S)
        yield


def _who(platform: Platform, code: str, home: House) -> Visitor:
    if not 0 < len(code) <= 512:
        raise Rejected("没有登录码")
    try:
        account = home.channels[platform].identify(code)
    except Rejected:
        unknown.count(address())
        raise
    return visitor(platform, account, home.now())


def _not_recognised(platform: Platform, error: BotError, wanted: Target) -> Refused:
    name = PLATFORM_NAMES[platform]
    again = (f"/h5/{platform}/{wanted}", "重新打开")
    if error.permanent:
        return Refused(f"{name}没有认出你是谁。", f"请回到{name}，从卡片重新打开。", 403, again)
    if isinstance(error, Held):
        return Refused("安好自己出了故障，认不出你是谁。", f"不是{name}的事。{URGENT}", 503, again)
    return Refused(f"{name}这会儿没有应答。", URGENT, 503, again)
