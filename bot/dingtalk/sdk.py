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
from bot.errors import GATEWAY, BotError, Rejected, Unavailable, no_answer
from config.settings import DingtalkSettings

SILENT = "钉钉没有回答：稍后再试"
# What the SDK makes of an error without a code.
NO_CODE = "None"
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
    client = module.Client(config)
    _keep_status(client._spi)
    return client


def _keep_status(reader: Any) -> None:
    """The SDK's reader of answers forgets the status of one that is no JSON, such as a gateway's page."""
    exceptions, read = importlib.import_module("Tea.exceptions"), reader.modify_response

    def modify_response(context: Any, attributes: Any) -> None:
        try:
            read(context, attributes)
        except RuntimeError as error:
            status = {"statusCode": context.response.status_code}
            raise exceptions.TeaException({"code": "", "message": str(error), "data": status}) from error

    reader.modify_response = modify_response


def _translated(error: Any, account: str) -> BotError:
    """A failure of the line or of a gateway in front of the platform has no code of the platform's."""
    status = int((error.data or {}).get("statusCode") or 0)
    if error.code in (None, "", NO_CODE):
        return no_answer(SILENT, status) if status >= 400 else _broken_off(str(error.message))
    found = _by_code(error, account)
    gateway = status in GATEWAY and isinstance(found, Rejected) and not found.configuration
    return no_answer(SILENT, status) if gateway else found


def _broken_off(message: str) -> Unavailable:
    """Only when no connection was made is it certain that nothing happened."""
    untouched = "NewConnectionError" in message or "ConnectTimeout" in message
    return Unavailable(SILENT, maybe_done=not untouched, late="Read timed out" in message)


def _by_code(error: Any, account: str) -> BotError:
    detail = getattr(error, "inner_exception", None) or error
    denied = getattr(detail, "accessDeniedDetail", None)
    scopes = denied.get("requiredScopes") if isinstance(denied, dict) else None
    told = (error.data or {}).get("message") or error.message
    return error_for(error.code, str(told), account=account, scopes=scopes)
