"""What a page needs to call WeCom's script: signatures for corporation and app. Source: document/path/96909."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.channel import Call, Json
from bot.errors import BotError
from bot.wecom.api import Api
from config.settings import WecomSettings

log = logging.getLogger("anhao.wecom")
# Each ticket has its own call; a signature made with the wrong one is refused (42012).
TICKETS: dict[str, tuple[str, dict[str, object]]] = {
    "jsapi": ("get_jsapi_ticket", {}),
    "agent": ("ticket/get", {"type": "agent_config"}),
}


def page_config(api: Api, settings: WecomSettings, url: str, nonce: str, timestamp: int) -> Json:
    """The arguments of `wx.config` and `wx.agentConfig` (without jsApiList) for the page at `url`, and the script."""
    page = url.partition("#")[0]

    def signed(kind: str) -> dict[str, object]:
        signature = api.client.jsapi.get_jsapi_signature(nonce, ticket(api, kind), timestamp, page)
        return {"timestamp": timestamp, "nonceStr": nonce, "signature": signature}

    return {
        "script": settings.jssdk,
        "config": {"beta": True, "appId": settings.corp_id, **signed("jsapi")},
        "agentConfig": _agent(settings, signed),
    }


def _agent(settings: WecomSettings, signed: Callable[[str], Json]) -> Json | None:
    """The app's identity; None where the platform gives no ticket for it: position and scanner need none."""
    try:
        return {"corpid": settings.corp_id, "agentid": str(settings.agent_id), **signed("agent")}
    except BotError as error:
        log.warning("no signature of the app for a page: %s", error)
        return None


def ticket(api: Api, kind: str) -> str:
    """The script ticket of the corporation (`jsapi`) or the app (`agent`); cached, because only 100 an hour are
    given."""
    path, params = TICKETS[kind]

    def fetch() -> tuple[str, int]:
        reply = api.call(Call("wecom", path, purpose="page"), "get", params=params, repeatable=True)
        return str(reply["ticket"]), int(reply["expires_in"])

    return api.tokens.get(_name(api, kind), fetch)


def renew(api: Api) -> None:
    """The platform no longer knows the tickets."""
    for kind in TICKETS:
        api.tokens.renew(_name(api, kind))


def _name(api: Api, kind: str) -> str:
    return f"{api.app}:ticket:{kind}"
