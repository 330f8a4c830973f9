"""The old host (oapi.dingtalk.com), which the SDK does not know: plain HTTP with the token in the query.

Errors are raised `from None` here: the text of a requests error holds the address and with it the token.
"""

from __future__ import annotations

from typing import Any

import requests

from bot.channel import Json
from bot.dingtalk.codes import error_for
from bot.dingtalk.sdk import Peer
from bot.errors import Unavailable

WRAPPER = "88"  # the gateway wraps an error in this code: its sub_code decides


def call(peer: Peer, path: str, body: Json, token: str, account: str) -> Json:
    """One try of a reading method such as `topapi/v2/user/get`; returns the answer, its errcode checked."""
    try:
        address = f"{peer.settings.oapi}/{path}"
        response = requests.post(address, params={"access_token": token}, json=body, timeout=peer.timeout)
        answer = response.json()
    except requests.ConnectTimeout:
        raise Unavailable("连不上钉钉：稍后再试", maybe_done=False) from None
    except requests.RequestException:
        raise Unavailable("钉钉没有回答：稍后再试", maybe_done=True) from None
    return _checked(answer, account)


def _checked(answer: Any, account: str) -> Json:
    """The errcode may come as a number or as text; the ban page has a `status` instead (`server-api-error-codes-1`)."""
    code = str(answer.get("errcode", answer.get("status", ""))) if isinstance(answer, dict) else ""
    if code == "0":
        return dict(answer)
    if not code:
        raise Unavailable("钉钉的回答看不懂：稍后再试", maybe_done=True)
    if code == WRAPPER:
        code = str(answer.get("sub_code", code))
    told = answer.get("sub_msg") or answer.get("errmsg") or ""
    raise error_for(code, str(told), account=account)
