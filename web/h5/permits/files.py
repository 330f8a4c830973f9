"""A permit's files on the phone: each behind a signed link of a few minutes, so that no page needs a second login."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from bot.channel import Json
from handlers.permits.request import attachments
from handlers.permits.request.attachments import carried
from models import blob, permit_form, upload
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Wish
from rules import pictured
from web.house import house
from web.kept import answer, in_its_place, picture
from web.refused import Refused

SECONDS = 15 * 60
SALT = "h5-file"
# Before the number of a file that belongs to a form not yet sent: it is not in the store of binaries.
NOT_SENT = "upload:"


@dataclass(frozen=True)
class File:
    """taken: how, when and where, by its own account and the phone's; empty when nobody said."""

    name: str
    link: str
    picture: bool
    taken: str


@dataclass(frozen=True)
class Attached:
    """One of the template's attachments with the files that were given for it."""

    name: str
    files: tuple[File, ...]


def attached(permit: Permit) -> list[Attached]:
    """What the permit carries, with links to look at it."""
    return [Attached(each.name, tuple(map(_file, files))) for each, files in carried(permit)]


def given(ask: Ask) -> dict[str, list[Json]]:
    """The files of a form that is still filled in, each picture with a link to it."""
    held = Wish.of(ask).attached
    return {
        name: [{**each, **_linked(file)} for each, file in zip(files, held[name], strict=True)]
        for name, files in attachments.of(ask).items()
    }


def _linked(file: permit_form.File) -> Json:
    kept = f"{NOT_SENT}{file.upload}" if file.upload else file.sha256
    return {"link": link(kept)} if file.type.startswith("image/") else {}


def show(signed: str) -> Response:
    """The file behind a link of ours. Raises Refused for any other, or an old one."""
    try:
        kept = str(_signer().loads(signed, max_age=SECONDS))
    except BadSignature as error:
        raise Refused("这个链接过期了。", "请重新打开作业票再看。", 401) from error
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


def _file(given: permit_form.File) -> File:
    return File(given.name or "文件", link(given.sha256), given.type.startswith("image/"), pictured.words(given.kept))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().settings.signing_key, salt=SALT)
