"""Which certificates somebody holds, as his file knows them: told once, and again whenever the plant's data differ."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from handlers.training import life
from models.book import Book
from models.kept import Given, Kept
from models.ledger import Entry
from models.training import TrainingFile
from rules.phrases import date_words
from rules.plant import Person

ENTRY = "training.certificates"


def follow(file: TrainingFile, person: Person, rules: Book, now: datetime) -> None:
    """An entry in the locked file where its person's certificates are other ones than it says last. Their numbers stay
    in the plant's data: they may be those of identity cards, and nothing is ever taken out of a chain."""
    held = [{"code": code, "until": f"{until:%Y-%m-%d}"} for code, until in sorted(person.certs.items())]
    if held == told(file):
        return
    called = rules.config.templates.qualifications
    names = [f"{called[code].name}，{date_words(until)}止" for code, until in sorted(person.certs.items())]
    life.tell_trail(file, ENTRY, now, {"certs": held, "names": names or "没有证书了", "rules": rules.name})


def told(file: TrainingFile) -> list[dict[str, Any]]:
    """The certificates of which the file tells last, each with code and last day (`until`)."""
    last = _last.row(Entry, subject=file.subject)
    return list(json.loads(last.canonical)["data"]["certs"]) if last else []


@Kept
def _last() -> Any:
    mine = Entry.select(Entry.canonical).where(Entry.subject == Given(Entry.subject), Entry.kind == ENTRY)
    return mine.order_by(Entry.seq.desc()).limit(1)
