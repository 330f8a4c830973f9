"""Files and photos that a request carries: sent one by one while the form is filled in, kept under their hash.

A file's type is read from its content. Files belong to the request's ask until the form is sent, then to the permit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers.files import is_pdf, picture
from handlers.permits import raised
from handlers.permits.form import BadForm
from models import asked, blob
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Wish
from models.permit_form import File, Request
from rules.attachments import missing
from rules.plant import Person
from rules.templates import Attachment, Kind

MOST = 8
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
PICTURES = {"JPEG": JPEG, "PNG": PNG}

Given = dict[str, list[dict[str, Any]]]


def attach(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{attachment, name, content: bytes, type}`: one file for one of the template's attachments, once.

    type: what `content_type` found before the transaction, because reading a file takes time.
    """
    wanted, found = str(action.data.get("attachment", "")), action.data.get("type")
    known = {each.id: each for each in _kind(ask, now).attachments}
    if ask.state not in MOVABLE or wanted not in known:
        return Answer("这里不收附件了。请重新打开这一页。", "stop")
    if found is None or (known[wanted].kind == "photo" and found == PDF):
        sort = "照片（JPG、PNG）" if known[wanted].kind == "photo" else "PDF 或照片（JPG、PNG）"
        return Answer(f"这个文件打不开，或不是{sort}。请换一个再传。", "stop")
    wish = Wish.of(ask)
    here = wish.attached.get(wanted, ())
    kept = {**blob.keep(action.data["content"], found, now), "name": str(action.data.get("name", ""))[:80]}
    if any(each.sha256 == kept["sha256"] for each in here):
        return Answer("这个文件已经传过了。", "info")
    if len(here) >= MOST:
        return Answer(f"「{known[wanted].name}」最多 {MOST} 份。请先删掉一份。", "stop")
    asked.keep(ask, wish.attaching(wanted, (*here, File.read(kept))))
    return Answer(f"传好了：{known[wanted].name}，共 {len(here) + 1} 份。", "info")


def detach(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{attachment, sha256}`: this file is not part of the request any more."""
    wanted, digest = str(action.data.get("attachment", "")), str(action.data.get("sha256", ""))
    wish = Wish.of(ask)
    if ask.state not in MOVABLE:
        return Answer("这里不收附件了。请重新打开这一页。", "stop")
    asked.keep(ask, wish.attaching(wanted, [each for each in wish.attached.get(wanted, ()) if each.sha256 != digest]))
    return Answer("删掉了。", "info")


def of(ask: Ask) -> Given:
    """The files given so far, by the template's id, as a form holds them."""
    return {name: [dict(each.kept) for each in files] for name, files in Wish.of(ask).attached.items() if files}


def carried(permit: Permit) -> Iterator[tuple[Attachment, tuple[File, ...]]]:
    """The permit's attachments in the order of its template, each with its files."""
    given = permit.form.attachments
    yield from ((each, given[each.id]) for each in raised.kind_of(permit).attachments if given.get(each.id))


def check(form: Request, level: str, kind: Kind) -> None:
    """Raises BadForm with a sentence for each attachment that is missing at this level."""
    counts = {name: len(files) for name, files in form.attachments.items()}
    faults = list(missing(kind, level, form.inputs, counts))
    if faults:
        raise BadForm(faults)


def worded(given: Mapping[str, Sequence[File]], kind: Kind) -> str:
    """隔离与盲板清单 图.pdf（3a7bd3e2）；… with hashes, so that a replaced file shows as a change."""
    names = {each.id: each.name for each in kind.attachments}
    lines = (
        (names.get(name, name), "、".join(f"{each.name}（{each.sha256[:8]}）" for each in files))
        for name, files in given.items()
    )
    return "；".join(f"{name} {files}" for name, files in lines if files)


def content_type(content: object) -> str | None:
    """The type of these bytes, or None when they are broken, encrypted, too long or of another type. Raises
    handlers.files.TooLarge for a picture."""
    if not isinstance(content, bytes) or not content:
        return None
    return PDF if is_pdf(content) else PICTURES.get(picture(content, list(PICTURES)) or "")


def _kind(ask: Ask, now: datetime) -> Kind:
    """The kind of the request, or of the permit that is being changed."""
    permit = permits.of_subject(ask.subject_id)
    return book(now).config.templates.kinds[Wish.of(ask).permit_kind or (permit.kind if permit else "")]
