"""Who opened a page: the silent OAuth round. Source: document/path/91022 (address), 96442 (code → member)."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.channel import Call
from bot.errors import Rejected
from bot.wecom.api import Api
from config.settings import WecomSettings


def authorize_url(settings: WecomSettings, redirect_uri: str, state: str) -> str:
    """The address that sends the phone through WeCom and back to `redirect_uri?code&state`, without asking the person.

    state: letters and digits, at most 128. Raises ValueError for any other: the platform would answer 84025.
    """
    if not (state.isascii() and state.isalnum() and len(state) <= 128):
        raise ValueError("state must be 1 to 128 letters and digits")
    query = {
        "appid": settings.corp_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": settings.agent_id,
    }
    # WeCom's client depends on the order and the fragment.
    return f"{settings.oauth}?{urlencode(query)}#wechat_redirect"


def identify(api: Api, code: str) -> str:
    """The account behind a login code; a code works once. Raises Rejected for a used, foreign or outsider's code."""
    call = Call("wecom", "auth/getuserinfo", purpose="login")
    account: str = api.call(call, "get", params={"code": code}, repeatable=False).get("userid", "")
    if not account:
        raise Rejected("你不是本企业成员，打不开这个页面。请用企业微信里的工作账号打开。", code="openid")
    return account
