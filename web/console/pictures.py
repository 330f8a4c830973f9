"""Signatures, photos and attached files from the store of binaries, by their hash; nothing else of the store is
shown."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

from models.blob import Blob
from web.refused import Refused

SHOWN = ("image/png", "image/jpeg", "application/pdf")


def show(digest: str) -> Response:
    """The picture; it can't change, so the browser may keep it for itself."""
    found = Blob.get_or_none(Blob.sha256 == digest)
    if found is None or found.type not in SHOWN:
        raise Refused("没有这张图。", "请回到那一页再打开。", 404)
    answer = make_response(bytes(found.data))
    answer.content_type = found.type
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
