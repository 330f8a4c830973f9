"""Who opened a phone page, and what the page's script needs (pages `obtain-…-by-auth-code`, `jsapi-authentication`)."""

from __future__ import annotations

from bot.channel import Call, Json
from bot.dingtalk.gateway import Gateway
from bot.dingtalk.signatures import page_signature
from bot.errors import Rejected

# dd.config wants the names without `dd.`; login, upload and scan need no signature.
SCRIPT_METHODS = ("getLocation", "chooseImage", "device.geolocation.get")


def identify(gateway: Gateway, code: str) -> str:
    """The account behind the code that `dd.requestAuthCode` gave a page: valid once, for five minutes."""
    call = Call("dingtalk", "topapi/v2/user/getuserinfo", purpose="login")
    answer = gateway.old("topapi/v2/user/getuserinfo", {"code": code}, call, tries=1)
    account = str((answer.get("result") or {}).get("userid") or "")
    if not account:
        raise Rejected("钉钉没认出你：请从钉钉里重新打开")
    return account


def page_config(gateway: Gateway, url: str, nonce: str, timestamp: int) -> Json:
    """The argument of dd.config for the page at `url` (`timestamp` in seconds)."""
    settings = gateway.settings
    signature = page_signature(ticket(gateway), nonce, timestamp, url, settings.jsapi_hash)
    return {
        "agentId": str(settings.agent_id),
        "corpId": settings.corp_id,
        "timeStamp": str(timestamp),
        "nonceStr": nonce,
        "signature": signature,
        "type": 0,
        "jsApiList": list(SCRIPT_METHODS),
    }


def ticket(gateway: Gateway) -> str:
    """The script ticket, from the cache or fetched; one a day at most lives longer than its two hours."""

    def fetch() -> tuple[str, int]:
        return gateway.script_ticket(Call("dingtalk", "oauth2/jsapiTickets", purpose="page"))

    return gateway.tokens.get(_name(gateway), fetch)


def renew(gateway: Gateway) -> None:
    """The platform no longer knows the ticket."""
    gateway.tokens.renew(_name(gateway))


def _name(gateway: Gateway) -> str:
    return f"dingtalk:{gateway.settings.client_id}:ticket"
