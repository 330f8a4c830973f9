"""A permit's files on the phone, with links to look at them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channel import Json
from handlers.permits.request import attachments
from handlers.permits.request.attachments import carried
from models import permit_form
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Wish
from rules import pictured
from web.h5.files import NOT_SENT, link


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


def _file(given: permit_form.File) -> File:
    return File(given.name or "文件", link(given.sha256), given.type.startswith("image/"), pictured.words(given.kept))
