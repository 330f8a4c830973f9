"""Files and photos that a request carries: sent one by one while the form is filled in (`handlers.pictures`).

A file's type is read from its content. Files belong to the request's ask until the form is sent, then to the permit and
to the store of binaries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import pictures
from handlers.flow import Place
from handlers.permits import raised
from handlers.permits.form import BadForm
from models import asked
from models import permit as permits
from models.ask import MOVABLE, Ask, locked, waiting_for
from models.book import book
from models.permit import Permit
from models.permit_asks import Wish
from models.permit_form import File, Request
from rules.attachments import missing
from rules.plant import Person
from rules.routes import Route
from rules.templates import Attachment, Kind

ON = ("permit.request", "permit.rework")
MOST = 8
HASH = re.compile(r"（([0-9a-f]{8})[0-9a-f]{56}）")
TWICE = Answer("这个文件已经传过了。", "info")
GONE = "这里现在不办这一类票了"
NO_MORE = "这里不收附件了。请重新打开这一页。"

Given = dict[str, list[dict[str, Any]]]


def attach(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{attachment, name, photo}`: one file, by the number of its upload, for one of the template's attachments, once.
    What is refused is not kept."""
    wanted, number = str(action.data.get("attachment", "")), str(action.data.get("photo", ""))
    refused = _add(ask, wanted, number, str(action.data.get("name", "")), person, now)
    if refused:
        pictures.let_go(number, person.id, now)
        return refused
    return _added(ask, wanted, now)


def places(person: Person, now: datetime) -> Iterator[Place]:
    """Where a picture that he sent in the chat may go: what his open requests carry, first what is still empty."""
    for ask in waiting_for(person.id, *ON):
        kind, given = _kind(ask, now), Wish.of(ask).attached
        for each in sorted(kind.attachments if kind else (), key=lambda each: len(given.get(each.id, ()))):
            if len(given.get(each.id, ())) < MOST:
                line = f"{kind.short if kind else ''}申请：{each.name}"
                yield Place(f"attach/{ask.id}/{each.id}", line, keep=_from_chat(ask, each.id))


def _from_chat(ask: Ask, wanted: str) -> Callable[[str, Person, datetime], Answer]:
    def keep(number: str, person: Person, now: datetime) -> Answer:
        here = locked(ask)
        refused = _add(here, wanted, number, f"聊天发来 {now:%H%M}.jpg", person, now)
        return refused or _added(here, wanted, now)

    return keep


def _added(ask: Ask, wanted: str, now: datetime) -> Answer:
    kind = _kind(ask, now)
    name = {each.id: each.name for each in kind.attachments}[wanted] if kind else wanted
    return Answer(f"传好了：{name}，共 {len(Wish.of(ask).attached[wanted])} 份。", "info")


def _add(ask: Ask, wanted: str, number: str, name: str, person: Person, now: datetime) -> Answer | None:
    """Adds the file to the ask's list; else the refusal."""
    kind = _kind(ask, now)
    if kind is None:
        return Answer(f"{GONE}。", "stop")
    known = {each.id: each for each in kind.attachments}
    if ask.state not in MOVABLE or wanted not in known:
        return Answer(NO_MORE, "stop")
    wish = Wish.of(ask)
    if any(number == each.upload for files in wish.attached.values() for each in files):
        return TWICE
    brought = pictures.named(number, person.id)
    if brought is None:
        return Answer("这个文件没有传上来。请再选一次。", "stop")
    if known[wanted].kind == "photo" and brought["type"] == pictures.PDF:
        return Answer("这里要照片，PDF 打不开看。请拍一张，或选一张照片。", "stop")
    here = wish.attached.get(wanted, ())
    if any(each.sha256 == brought["sha256"] for each in here):
        return TWICE
    if len(here) >= MOST:
        return Answer(f"「{known[wanted].name}」最多 {MOST} 份。请先删掉一份。", "stop")
    pictures.hold(number, ask)
    kept = {**brought, "name": name[:80], "upload": number}
    asked.keep(ask, wish.attaching(wanted, (*here, File.read(kept))))
    return None


def detach(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{attachment, sha256}`: this file is not part of the request any more."""
    wanted, digest = str(action.data.get("attachment", "")), str(action.data.get("sha256", ""))
    wish = Wish.of(ask)
    if ask.state not in MOVABLE:
        return Answer(NO_MORE, "stop")
    here = wish.attached.get(wanted, ())
    asked.keep(ask, wish.attaching(wanted, [each for each in here if each.sha256 != digest]))
    for each in here:
        if each.sha256 == digest:
            pictures.release(each.upload, person.id, now)
    return Answer("删掉了。", "info")


def of(ask: Ask) -> Given:
    """The files given so far, by the template's id, as a form holds them."""
    given = Wish.of(ask).attached.items()
    return {name: [dict(each.without("upload").kept) for each in files] for name, files in given if files}


def keep(ask: Ask, person: Person, now: datetime) -> None:
    """The form is taken: its files are in the store of binaries from now on."""
    wish = Wish.of(ask)
    for name, files in wish.attached.items():
        for each in files:
            pictures.take(each.upload, person.id, now)
        wish = wish.attaching(name, [each.without("upload") for each in files])
    if wish != Wish.of(ask):
        asked.keep(ask, wish)


def carried(permit: Permit) -> Iterator[tuple[Attachment, tuple[File, ...]]]:
    """The permit's attachments in the order of its template, each with its files."""
    given = permit.form.attachments
    yield from ((each, given[each.id]) for each in raised.kind_of(permit).attachments if given.get(each.id))


def check(form: Request, route: Route, kind: Kind) -> None:
    """Raises BadForm with a sentence for each attachment that is missing at the route's level, also where only a raised
    level asks for it."""
    counts = {name: len(files) for name, files in form.attachments.items()}
    before = set(missing(kind, route.original_level, form.inputs, counts))
    raised_to = f"（升为{kind.level(route.level).name}管理，才要这一份）"
    faults = [
        f"{each}{'' if each in before else raised_to}" for each in missing(kind, route.level, form.inputs, counts)
    ]
    if faults:
        raise BadForm(faults)


def worded(given: Mapping[str, Sequence[File]], kind: Kind) -> str:
    """隔离与盲板清单 图.pdf（3a7bd3e2…）；… with whole hashes, so that a replaced file is a change; see `shortened`."""
    names = {each.id: each.name for each in kind.attachments}
    lines = (
        (names.get(name, name), "、".join(f"{each.name}（{each.sha256}）" for each in files))
        for name, files in given.items()
    )
    return "；".join(f"{name} {files}" for name, files in lines if files)


def shortened(words: str) -> str:
    """The words with no more of each hash than people read."""
    return HASH.sub(r"（\1）", words)


def _kind(ask: Ask, now: datetime) -> Kind | None:
    """The kind of the request, or of the permit that is being changed; None when the plant no longer has it."""
    permit = permits.of_subject(ask.subject_id)
    return book(now).config.templates.kinds.get(Wish.of(ask).permit_kind or (permit.kind if permit else ""))
