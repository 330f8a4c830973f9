"""A permit's files on the phone: each behind a signed link of a few minutes, so that no page needs a second login."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from handlers.permits.request.attachments import carried
from models import permit_form
from models.blob import Blob
from models.permit import Permit
from web.house import house
from web.refused import Refused

SECONDS = 15 * 60
SALT = "h5-file"


@dataclass(frozen=True)
class File:
    name: str
    link: str
    picture: bool


@dataclass(frozen=True)
class Attached:
    """One of the template's attachments with the files that were given for it."""

    name: str
    files: tuple[File, ...]


def attached(permit: Permit) -> list[Attached]:
    """What the permit carries, with links to look at it."""
    return [Attached(each.name, tuple(map(_file, files))) for each, files in carried(permit)]


def show(signed: str) -> Response:
    """The file behind a link of ours. Raises Refused for any other, or an old one."""
    try:
        digest = str(_signer().loads(signed, max_age=SECONDS))
    except BadSignature as error:
        raise Refused("这个链接过期了。", "请重新打开作业票再看。", 401) from error
    found = Blob.get_or_none(Blob.sha256 == digest)
    if found is None:
        raise Refused("这个文件已不在库里。", "请找安全部门。", 404)
    answer = make_response(bytes(found.data))
    answer.content_type = found.type
    return answer


def _file(given: permit_form.File) -> File:
    link = url_for("h5.file", signed=_signer().dumps(given.sha256))
    return File(given.name or "文件", link, given.type.startswith("image/"))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().settings.signing_key, salt=SALT)
