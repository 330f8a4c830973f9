"""Pictures that people send or take on a page; the platform keeps them for three days. Source: document/path/96484."""

from __future__ import annotations

import requests

from bot.channel import Call
from bot.errors import Rejected
from bot.wecom.api import Api


def fetch(api: Api, media_id: str) -> tuple[bytes, str]:
    """Bytes and content type. Raises Rejected for an unknown or expired id and for a file that is not a picture."""
    call = Call("wecom", "media/get", purpose="media")
    answer: requests.Response = api.call(call, "get", params={"media_id": media_id}, repeatable=True, file=True)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind.startswith("text/"):
        raise Rejected("收到的不是图片。请重发一张照片。", code=kind)
    return answer.content, kind
