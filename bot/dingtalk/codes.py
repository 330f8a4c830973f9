"""DingTalk's error codes and what each means to us, in one table.

Pages: open.dingtalk.com/document/development/… `create-and-deliver-cards`, `interactive-card-update-interface`,
`chatbots-send-one-on-one-chat-messages-in-batches`, `server-api-error-codes-1` (both hosts, access control codes).
An unknown code becomes `Rejected` with the code, so that a person can look it up.
"""

from __future__ import annotations

from typing import Any

from bot.errors import (
    BotError,
    Expired,
    NotUpdatable,
    QuotaExhausted,
    Rejected,
    Throttled,
    Unavailable,
    Unreachable,
)

TOKEN_DEAD = frozenset({"InvalidAuthentication", "40001", "40014", "42001"})
ALREADY_EXISTS = "param.cardAlreadyExist"
NO_SUCH_SPACE = "param.openSpaceIdInvalid"
ROUTE_KEY_EXISTS = "param.callbackRouteKeyExist"

CREDENTIALS = TOKEN_DEAD | {"invalidClientIdOrSecret", "authFailed", "40089", "40096"}
NOT_DELIVERABLE = frozenset({"param.userIdNotExist", "staffId.notExisted", "33012", "60121", "50002"})
CARD_GONE = frozenset({"param.cardNotExist"})
MONTH_USED = frozenset({"Forbidden.AccessDenied.ApiCountLimitForOrg", "90020"})
CONTENT = frozenset({"param.contentUnsafe", "contain.unsafe.url"})

# The month's allowance comes back on the first; asking once a day finds it without knowing the platform's calendar.
DAY = 86_400.0
# Seconds to wait; a banned address stays banned for five minutes (`server-api-error-codes-1`, 1111 and 90001-90006).
WAIT = {
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": 1.0,
    "90018": 1.0,
    "send.too.fast": 1.0,
    "too.many.people": 5.0,
    "Forbidden.AccessDenied.QpsLimitForApi": 4.0,
    "90002": 4.0,
    "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi": 60.0,
    **dict.fromkeys(("1111", "90001", "90003", "90004", "90005", "90006"), 300.0),
}
# The value says whether the call may have taken effect all the same.
BUSY = {"system.busy": False, "systemBusy": False, "system.error": True, "-1": True}

CONFIGURATION = {
    "param.templateNotExist": "卡片模板不存在：请在卡片平台核对模板 ID",
    "param.templateUnpublished": "卡片模板还没发布：请到卡片平台点「发布」",
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": "应用缺接口权限：请在开发者后台开通",
    "60011": "应用缺接口权限：请在开发者后台开通",
    "Forbidden.AccessDenied.IpNotInWhiteList": "服务器出口 IP 不在白名单：请在开发者后台加入",
    "60020": "服务器出口 IP 不在白名单：请在开发者后台加入",
    "chatbotId.notAllow.sendOTO": "机器人没启用单聊：请在开发者后台启用机器人",
    "invalidParameter.robotCode.notExsit": "机器人编码不对：请核对 robotCode",
    "invalidParameter.robotCode.auth": "机器人编码不对：请核对 robotCode",
    "system.updateCallbackFailed": "卡片回调地址没登记上：请核对公网地址能从外面打开",
}


def error_for(code: str, words: str, *, account: str = "", scopes: Any = None) -> BotError:
    """The error that a code stands for; `words` are the platform's own, `scopes` the rights it finds missing."""
    if code in CREDENTIALS:
        return Expired("钉钉不认应用凭证：请核对 Client ID 和 Client Secret", code=code)
    if code in NOT_DELIVERABLE:
        return Unreachable("钉钉找不到这个人：可能已离职或不在应用可见范围", account=account, code=code)
    if code in CARD_GONE:
        return NotUpdatable("钉钉那边没有这张卡片：请重发一张", code=code)
    if code in MONTH_USED:
        return QuotaExhausted("本月钉钉调用额度用完了：请管理员加购或等下月", retry_after=DAY, code=code)
    if code in WAIT or code.startswith("Throttling"):
        return Throttled("钉钉嫌太快：稍后再发", retry_after=WAIT.get(code, 1.0), code=code)
    if code in BUSY:
        return Unavailable("钉钉正忙：稍后再试", maybe_done=BUSY[code], code=code)
    return _rejected(code, words, scopes)


def _rejected(code: str, words: str, scopes: Any) -> Rejected:
    if code in CONFIGURATION:
        missing = f"（缺 {scopes}）" if scopes else ""
        return Rejected(CONFIGURATION[code] + missing, code=code, configuration=True)
    if code in CONTENT or code.startswith("contain."):
        return Rejected("钉钉不让发这段文字：请换个说法", code=code)
    return Rejected(f"钉钉拒绝了（{code}）：{words}", code=code)
