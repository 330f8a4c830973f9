"""Signatures, photos, films and attached files from the store of binaries, by their hash; nothing else of the store is
shown."""

from __future__ import annotations

from werkzeug.wrappers import Response

from models import blob
from models.training_scans import holders
from web.kept import answer, in_its_place
from web.refused import Refused

SHOWN = ("image/png", "image/jpeg", "application/pdf", "video/mp4", "video/webm", "text/vtt")


def show(digest: str) -> Response:
    """The picture; it can't change, so the browser may keep it for itself, but no scan of a certificate: who has signed
    out shows it no more. In its place, where it was exchanged or is gone, the words that say so."""
    try:
        found = blob.found(digest)
    except blob.Unfit as fault:
        return in_its_place(fault)
    if found.type not in SHOWN:
        raise Refused("没有这张图。", "请回到那一页再打开。", 404)
    given = answer(found)
    given.headers["Cache-Control"] = "no-store" if holders(digest) else "private, max-age=86400, immutable"
    return given
