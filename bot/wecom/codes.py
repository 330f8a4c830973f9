"""WeCom's error codes and what each means to us, in one table. Never matches on errmsg, because its wording changes.

Source: developer.work.weixin.qq.com/document/path/90313 (all codes), 94888 (card updates), 90454 (frequency limits).
"""

from __future__ import annotations

from typing import Literal

from bot.errors import BotError, Expired, NotUpdatable, Rejected, Throttled, Unavailable, Unreachable

Meaning = Literal["expired", "busy", "minute", "moment", "person", "not_updatable", "configuration", "content"]

# Seconds of waiting: a minute limit blocks for 60 s (90454); concurrency passes sooner.
WAIT: dict[Meaning, float] = {"minute": 60, "moment": 3}

CREDENTIALS = "企业微信不认这个应用的凭证。请管理员核对企业 ID 和应用 Secret。"
GONE = "企业微信里找不到这个人，或不在应用可见范围内。请管理员核对通讯录和可见范围。"
SCOPE = "应用没有这项权限或看不到这个部门。请管理员在企业微信后台放开权限和可见范围。"
WRONG_APP = "应用 ID 和凭证不是同一个应用。请管理员核对 AgentId 和 Secret。"
STOPPED = "应用被停用或长期没人用被收回权限。请管理员在企业微信后台重新启用。"
CARD = "企业微信不收这张卡片的内容。请把错误码告诉维护人员。"
PICTURE = "企业微信里取不到这张图片，可能已过 3 天。请重发一张。"
LOGIN = "这次登录已用过或过期。请关掉页面，从消息里重新点开。"

TABLE: dict[int, tuple[Meaning, str]] = {
    -1: ("busy", "企业微信说自己忙。稍后会再试。"),
    45009: ("minute", "调用企业微信太快了。一分钟后再发。"),
    45033: ("moment", "同时调用企业微信的太多。几秒后再发。"),
    **dict.fromkeys((40001, 40013, 40014, 40091, 41001, 41002, 41004, 42001), ("expired", CREDENTIALS)),
    **dict.fromkeys((40003, 40031, 46004, 60003, 60011, 60021, 60111, 60123, 50002, 81013), ("person", GONE)),
    42016: ("not_updatable", "企业微信里没有这张卡片了。请发一张新的。"),
    42022: ("not_updatable", "这张卡片的更新码用过了。请发一张新的。"),
    **dict.fromkeys((40056, 41011, 42015, 301002), ("configuration", WRONG_APP)),
    48002: ("configuration", SCOPE),
    301049: ("configuration", "应用不在「紧急通知」可调用的应用里，打不了电话。请管理员在企业微信后台加上。"),
    301050: ("configuration", "企业微信的「紧急通知」没有开，打不了电话。请管理员打开。"),
    301051: ("configuration", "「紧急通知」的话费用完了，打不了电话。请管理员充值。"),
    60020: ("configuration", "这台服务器的地址不在企业可信 IP 里。请管理员在企业微信后台把它加上。"),
    **dict.fromkeys((48006, 50003), ("configuration", STOPPED)),
    43012: ("configuration", "应用还没有设置接收消息的地址，发不了带按钮的卡片。请管理员在企业微信后台填好回调地址。"),
    50001: ("configuration", "网页地址不在可信域名里。请管理员在企业微信后台设置可信域名。"),
    **dict.fromkeys((42012, 40093, 80001), ("configuration", "网页脚本的签名或域名不对。请管理员核对可信域名。")),
    40029: ("content", LOGIN),
    40007: ("content", PICTURE),
    **dict.fromkeys((45002, 82004, 85002), ("content", "内容太长或含有不许发的词。请改短或改写后再发。")),
    **dict.fromkeys((42014, 42017, 42018, 42019, 42020, 42045), ("content", CARD)),
}
UNKNOWN = "企业微信拒绝了这次调用（错误码 {code}）。请把错误码告诉维护人员。"


def error(code: int, account: str = "") -> BotError:
    """The error for a platform code ≠ 0; `account` is the person the call was about, empty when it was about nobody."""
    meaning, words = TABLE.get(code, ("content", UNKNOWN.format(code=code)))
    text = str(code)
    match meaning:
        case "expired":
            return Expired(words, code=text)
        case "busy":
            return Unavailable(words, maybe_done=True, code=text)
        case "minute" | "moment":
            return Throttled(words, retry_after=WAIT[meaning], code=text)
        case "not_updatable":
            return NotUpdatable(words, code=text)
        case "person" if account:
            return Unreachable(words, account=account, code=text)
        case "person":
            return Rejected(SCOPE, code=text, configuration=True)
        case _:
            return Rejected(words, code=text, configuration=meaning == "configuration")
