"""Who is at the door: the key in the `Authorization` header, and whether it may do this."""

from __future__ import annotations

from flask import request

from models import api_key
from models.api_key import ApiKey
from web.api.problems import Problem
from web.api.scopes import SCOPES

BEARER = "Bearer "
NO_KEY = "请在 Authorization 里写 Bearer 和钥匙。钥匙由管理员用 api-key new 开。"


def opened(scope: str) -> ApiKey:
    """The key with which this request came. Raises Problem when there is none, or it may not do that."""
    given = request.headers.get("Authorization", "")
    key = api_key.holder(given.removeprefix(BEARER).strip()) if given.startswith(BEARER) else None
    if key is None:
        raise Problem(401, NO_KEY)
    if scope not in key.scopes:
        raise Problem(403, f"“{key.name}”不能{SCOPES[scope]}：请用 api-key new 开一把能用的。")
    return key
