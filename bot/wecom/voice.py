"""Calls by phone (紧急通知). Source: document/path/91627 (call), 91628 (what came of it); never tried against the real
service."""

from __future__ import annotations

from typing import Any

from bot.channel import Call, Rang
from bot.errors import Rejected
from bot.wecom.api import Api
from bot.wecom.codes import error

CALL, STATES = "pstncc/call", "pstncc/getstates"
# Ringing, and talking; the others are what came of it.
UNDER_WAY = (1, 2, 3)
WORDS = {
    0: "没有人接",
    4: "没有人接",
    5: "不在服务区",
    6: "停机",
    7: "拒接",
    8: "关机",
    9: "空号",
    10: "打不通",
    11: "线路有错",
    12: "没有人接",
    13: "打得太多，平台不再打",
    14: "线路没有回应",
    15: "打得太多，平台不再打",
    16: "占线",
    17: "取消了",
    20: "没有人接",
}
UNKNOWN = "没有打通"


def ring(api: Api, account: str, purpose: str) -> str:
    """Calls this person; returns the platform's id of the call. Raises any BotError."""
    call = Call("wecom", CALL, account, purpose, urgent=True)
    reply = api.call(call, "post", data={"callee_userid": [account]}, repeatable=False)
    [state] = reply.get("states") or [{}]
    if state.get("code"):
        raise error(int(state["code"]), account)
    if not state.get("callid"):
        raise Rejected("企业微信没有给出通话编号。")
    return str(state["callid"])


def rang(api: Api, account: str, number: str, purpose: str) -> Rang | None:
    """What came of the call; None while it is under way. Raises any BotError."""
    call = Call("wecom", STATES, account, purpose, urgent=True)
    reply: Any = api.call(call, "post", data={"callee_userid": account, "callid": number}, repeatable=True)
    reason = int(reply.get("reason", 99))
    if reply.get("istalked") == 1:
        return Rang(True, "接了")
    return None if reason in UNDER_WAY else Rang(False, WORDS.get(reason, UNKNOWN))
