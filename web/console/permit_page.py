"""One permit whole, as an inspector reads it: form, risks, measures, lines with signatures, tests, cards, trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from models import permit as permits
from models.ask import Ask, of_subject
from models.ledger import Entry
from models.rulebook import RuleVersion
from rules.plant import Plant
from web.console.cards_sent import sent_cards
from web.console.on_site import measures, tests
from web.console.rows import look
from web.h5.sheet import facts, name
from web.h5.trail import steps
from web.h5.words import ASK_STATES, clock
from web.house import house
from web.people import name_of, rulebook, titled
from web.refused import Refused

RISKS = {"high": ("高", "stop"), "medium": ("中", "caution"), "low": ("低", "quiet")}


@dataclass(frozen=True)
class Signature:
    """One line of the form as one person answered it; pictures: hashes of the signature and of a photo, if any."""

    version: str
    line: str
    who: str
    word: str
    tone: str
    at: str
    note: str
    pictures: tuple[str, ...]


def show(number: str) -> str:
    """Raises Refused for a number that no permit has."""
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或从看板打开。", 404)
    now = house().now()
    plant = rulebook(now).plant
    asks = of_subject(found.subject)
    word, tone = look(found, [ask for ask in asks if ask.closed_at is None], now)
    return render_template(
        "console/permit.html",
        permit=found,
        title=name(found),
        word=word,
        tone=tone,
        facts=list(facts(found, plant)),
        signatures=list(_signatures(asks, plant, now)),
        measures=list(measures(found, plant, now)),
        risks=RISKS,
        tests=list(tests(found, plant, now)),
        cards=sent_cards(found, plant, now),
        trail=steps(found.subject, plant, now),
        sealed=Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null(False)).count(),
        rules=RuleVersion.get_or_none(RuleVersion.id == int(found.rules)),
    )


def _signatures(asks: list[Ask], plant: Plant, now: datetime) -> Iterator[Signature]:
    for ask in asks:
        if ask.kind != "permit.sign":
            continue
        answer: dict[str, Any] = ask.answer or {}
        word, tone = ASK_STATES[ask.state]
        mine = ask.state in ("done", "refused", "held")
        data = ask.data
        notes = (
            f"代{data['for_post_name']}，{data['authorization']}" if data.get("authorization") else "",
            answer.get("presence") if mine else "",
            answer.get("reason") if ask.state == "refused" else "",
            f"由{name_of(plant, str(answer['by']))}签了" if ask.state == "superseded" and answer.get("by") else "",
        )
        yield Signature(
            version=ask.stage.partition("/")[0],
            line=str(data.get("signs_for") or data.get("stage_name", "")),
            who=titled(plant, ask.person),
            word=word,
            tone=tone,
            at=clock(datetime.fromisoformat(answer["at"]), now) if mine and answer.get("at") else "",
            note=" · ".join(str(note) for note in notes if note),
            pictures=tuple(str(answer[key]["sha256"]) for key in ("png", "photo") if mine and key in answer),
        )
