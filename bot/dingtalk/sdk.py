"""The new host (api.dingtalk.com) through the official SDK, which is imported on first use only.

The import costs 0.2 s and 25 MB, and the web process never sends (what it needs is in `oauth`). The SDK neither checks
nor repeats anything.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from bot.channel import Json
from bot.dingtalk.codes import error_for
from bot.errors import BotError, Unavailable
from config.settings import DingtalkSettings

TIMEOUT = (3.0, 5.0)  # connect and read, in seconds


@dataclass(frozen=True)
class Peer:
    """Whom we call, as whom, and how long we wait."""

    settings: DingtalkSettings
    timeout: tuple[float, float] = TIMEOUT


@dataclass(frozen=True)
class Method:
    """A method of the SDK: its submodule, its function, the stem of its model classes; `repeatable`: safe to repeat."""

    product: str
    function: str
    model: str
    repeatable: bool


def call(peer: Peer, method: Method, body: Json, token: str, account: str) -> Json:
    """One try: takes and returns the platform's JSON. Raises BotError."""
    models = importlib.import_module(f"alibabacloud_dingtalk.{method.product}.models")
    headers = getattr(models, f"{method.model}Headers")(x_acs_dingtalk_access_token=token)
    request = getattr(models, f"{method.model}Request")().from_map(body)
    return _ask(peer, method.product, method.function, [request, headers], account)


def _ask(peer: Peer, product: str, function: str, arguments: list[Any], account: str) -> Json:
    exceptions = importlib.import_module("Tea.exceptions")
    connect, read = (int(seconds * 1000) for seconds in peer.timeout)
    models = importlib.import_module("alibabacloud_tea_util.models")
    options = models.RuntimeOptions(connect_timeout=connect, read_timeout=read)
    try:
        answer = getattr(_client(product, peer.settings.api), function)(*arguments, options)
    except exceptions.TeaException as error:
        raise _translated(error, account) from error
    body: Json = answer.body.to_map()
    if not any(body.values()):  # the SDK drops fields that it does not know, such as those of the ban page
        raise Unavailable("钉钉的回答看不懂：稍后再试", maybe_done=True)
    return body


@cache
def _client(product: str, api: str) -> Any:
    module = importlib.import_module(f"alibabacloud_dingtalk.{product}.client")
    address = urlsplit(api)
    config = importlib.import_module("alibabacloud_tea_openapi.models").Config()
    config.protocol, config.endpoint, config.region_id = address.scheme, address.netloc, "central"
    return module.Client(config)


def _translated(error: Any, account: str) -> BotError:
    """A transport failure has no code. Only when no connection was made is it certain that nothing happened."""
    if not error.code:
        untouched = "NewConnectionError" in str(error.message) or "ConnectTimeout" in str(error.message)
        late = "Read timed out" in str(error.message)
        return Unavailable("钉钉没有回答：稍后再试", maybe_done=not untouched, late=late)
    detail = getattr(error, "inner_exception", None) or error
    denied = getattr(detail, "accessDeniedDetail", None)
    scopes = denied.get("requiredScopes") if isinstance(denied, dict) else None
    told = (error.data or {}).get("message") or error.message
    return error_for(error.code, str(told), account=account, scopes=scopes)
