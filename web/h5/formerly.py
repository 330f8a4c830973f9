"""Pages that were open during an upgrade: tokens without the name of their page, and acts whose answer was lost.

Tokens of before say which text was shown, and that says on which page it was.

Acts were done before keys covered what was given, and their answer may have been lost in the upgrade.

Before, the key of an act was page, name and attempt. A page lives for 15 minutes, so for that long after the upgrade
such an act may be sent again, and its old key says that *something* was done, not what. Two mistakes are possible: to
do the same twice, and to take another act for a repetition. Neither happens:

- Nearly all acts end their ask or find what they want done already (`signing.sign`, `request.submit`, `typed.submit`).
  Sent again, they are answered from the present state, and so is another act: nothing has to be done here.
- Four can be done again, because their ask stays open. For these the trail says what was given then: only an act with
  exactly the same content is answered as the first.

Once every store has run with this version for 15 minutes, this module can go.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.channel import Answer
from models import ask as asks
from models import inbox
from models import permit as permits
from models.delivery import Rendition
from models.inbox import Received
from models.ledger import Entry
from web.h5.tokens import PageToken

# Act → its entry in the trail, and which of the entry's fields say what was given.
TOLD = {
    "permit.measure": ("permit.measure_confirmed", ("measure", "applies", "note", "points", "photo")),
    "permit.entry": ("permit.entry", ("way", "person", "tools")),
    "permit.not_accepted": ("permit.not_accepted", ("reason",)),
    "permit.stop_reason": ("permit.stop_reason", ("reason",)),
}


def page_of(token: PageToken) -> str:
    """The page that a token of before was made for. Those without a text could only urge, on the permit's page."""
    if token.rendition is None:
        return "permit"
    shown = Rendition.get_or_none(Rendition.id == token.rendition)
    return str(shown.body.get("page", "")) if shown else ""


def answered(raw: str, token: PageToken, name: str, attempt: int, data: Mapping[str, Any], text: str) -> Answer | None:
    """The answer of the same act before the upgrade; None when there was none, or its content was another."""
    if name not in TOLD:
        return None
    former = inbox.row(f"page:{hashlib.sha256(f'{raw}|{name}|{attempt}'.encode()).hexdigest()}")
    if former is None or not _same(former, token, name, {**data, "reason": text}):
        return None
    return Answer(**former.answer)


def _same(former: Received, token: PageToken, name: str, sent: Mapping[str, Any]) -> bool:
    kind, fields = TOLD[name]
    entries = Entry.select().where(
        Entry.subject == _subject(token, sent), Entry.kind == kind, Entry.recorded_at == former.at
    )
    lines = [json.loads(entry.canonical) for entry in entries]
    mine = [line["data"] for line in lines if line["actor"].get("person") == token.person]
    wanted = [_plain(sent.get(field)) for field in fields]
    return any([_plain(told.get(field)) for field in fields] == wanted for told in mine)


def _subject(token: PageToken, sent: Mapping[str, Any]) -> int | None:
    """The subject of the trail: that of the page's ask, or the permit that a page without an ask names."""
    ask = asks.find(token.ask) if token.ask else None
    if ask is not None:
        return ask.subject_id
    permit = permits.by_number(str(sent.get("number", ""))[:32])
    return permit.subject_id if permit else None


def _plain(value: object) -> object:
    """A value in the form that trail and page share: trimmed, nothing for empty, a picture by its hash."""
    if isinstance(value, Mapping):
        return value["sha256"] if "sha256" in value else {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value] or None
    if isinstance(value, str):
        return _hash(value) if value.startswith("data:") else value.strip() or None
    return value


def _hash(picture: str) -> str:
    try:
        return hashlib.sha256(base64.b64decode(picture.partition(",")[2])).hexdigest()
    except ValueError:
        return ""
