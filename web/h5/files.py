"""Files on the phone: each behind a signed link of a few minutes, so that no page needs a second login."""

from __future__ import annotations

from flask import url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from models import blob, upload
from web.house import house
from web.kept import answer, in_its_place, picture
from web.refused import Refused

SECONDS = 15 * 60
SALT = "h5-file"
# Before the number of a file that belongs to a form not yet sent: it is not in the store of binaries.
NOT_SENT = "upload:"


def show(signed: str) -> Response:
    """The file behind a link of ours. Raises Refused for any other, or an old one."""
    try:
        kept = str(_signer().loads(signed, max_age=SECONDS))
    except BadSignature as error:
        raise Refused("这个链接过期了。", "请重新打开那一页再看。", 401) from error
    held = upload.Upload.find(kept.removeprefix(NOT_SENT)) if kept.startswith(NOT_SENT) else None
    if held is not None and held.state == upload.READY:
        return picture(held)
    try:
        return answer(blob.found(str(held.found.get("sha256", "")) if held else kept))
    except blob.Unfit as fault:
        return in_its_place(fault)


def link(kept: str) -> str:
    """A link of a few minutes to what has this hash."""
    return url_for("h5.file", signed=_signer().dumps(kept))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().settings.signing_key, salt=SALT)
