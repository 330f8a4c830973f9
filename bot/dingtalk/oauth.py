"""The app's token and its pages' script ticket, by plain HTTP: of the new host's calls, the web process needs only
these two, and the SDK would cost it 25 MB.

Pages: `obtain-the-access_token-of-an-internal-app`, `create-a-jsapi-ticket`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from bot.dingtalk.codes import error_for
from bot.dingtalk.sdk import Peer
from bot.errors import Unavailable


def access_token(peer: Peer) -> tuple[str, int]:
    """A token and its life in seconds. Raises BotError."""
    secret = peer.settings.client_secret.get_secret_value()
    answer = _ask(peer, "accessToken", {"appKey": peer.settings.client_id, "appSecret": secret}, {})
    return str(answer["accessToken"]), int(answer["expireIn"])


def script_ticket(peer: Peer, token: str) -> tuple[str, int]:
    """A ticket that signs pages for `dd.config`, and its life in seconds. Raises BotError."""
    answer = _ask(peer, "jsapiTickets", {}, {"x-acs-dingtalk-access-token": token})
    return str(answer["jsapiTicket"]), int(answer["expireIn"])


def _ask(peer: Peer, method: str, body: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    address = f"{peer.settings.api}/v1.0/oauth2/{method}"
    try:
        response = requests.post(address, json=body, headers=headers, timeout=peer.timeout)
        answer = response.json()
    except requests.RequestException as error:
        # A token or ticket that was fetched for nothing has no effect.
        raise Unavailable("钉钉没有回答：稍后再试", maybe_done=False) from error
    if not isinstance(answer, dict) or (response.ok and "expireIn" not in answer):
        raise Unavailable("钉钉的回答看不懂：稍后再试", maybe_done=False)
    if not response.ok:
        denied = answer.get("accessdenieddetail")
        scopes = denied.get("requiredScopes") if isinstance(denied, dict) else None
        raise error_for(str(answer.get("code", response.status_code)), str(answer.get("message", "")), scopes=scopes)
    return answer
