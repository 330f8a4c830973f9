"""One whole permit, as an inspector reads it: form, risks, measures, lines with signatures, tests, cards, trail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from handlers.permits.gates.measures import called
from handlers.permits.request.attachments import carried
from models import alike, ledger
from models import permit as permits
from models.answered import Proven
from models.ask import Ask, of_subject
from models.book import name_of
from models.ledger import Entry
from models.permit import Permit
from models.permit_asks import Sign
from models.rulebook import RuleVersion
from rules import pictured
from rules.plant import Plant
from rules.printed import cited
from web.console.cards_sent import sent_cards
from web.console.permits.on_site import measures, on_site, tests
from web.console.permits.rows import look
from web.h5.permits.essentials import facts, grounds
from web.h5.trail import how_taken, steps
from web.h5.words import ASK_STATES, clock
from web.house import house
from web.people import rulebook, titled
from web.refused import Refused

RISKS = {"high": ("高", "stop"), "medium": ("中", "caution"), "low": ("低", "quiet")}
SIGNED = {
    "permit.sign": "",
    "permit.brief": "安全交底",
    "permit.foreman_check": "现场验票",
    "permit.takeover": "接手监护",
    "permit.accept": "验收",
    "permit.power_cancel": "断电注销",
}
"""Kinds of asks that are signed by hand → the name of their line. The form names the lines of its approvals itself."""
PARTS = {
    "files": "附件",
    "signatures": "签字",
    "site": "现场",
    "gas": "气体检测",
    "risks": "风险辨识",
    "measures": "安全措施",
    "cards": "卡片和消息",
    "trail": "经过",
}
"""The parts of the long page to which its top leads."""


@dataclass(frozen=True)
class Signature:
    """One line of the form as one person answered it; pictures: the signature and a photo, if any, each as its
    hash and how it was taken."""

    version: str
    line: str
    who: str
    word: str
    tone: str
    at: str
    note: str
    pictures: tuple[tuple[str, str], ...]


def show(number: str) -> str:
    """The whole permit. Raises Refused for a number that no permit has."""
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或从看板打开。", 404)
    now = house().now()
    plant = rulebook(now).plant
    asks = of_subject(found.subject)
    taken, attached = how_taken(found.subject), list(carried(found))
    there = list(on_site(found, plant, now))
    missing = [part for part, shown in (("files", attached), ("site", there)) if not shown]
    word, tone = look(found, [ask for ask in asks if ask.closed_at is None], now)
    return render_template(
        "console/permit.html",
        permit=found,
        title=permits.title(found),
        linked=permits.linked(found),
        grounds=grounds(found),
        standard=cited(found.template.get("form", ""), found.template.get("standard", "")),
        word=word,
        tone=tone,
        facts=list(facts(found, plant)),
        jumps=[(part, words) for part, words in PARTS.items() if part not in missing],
        attached=attached,
        files_said=any(pictured.words(file.kept) for _, files in attached for file in files),
        taken=pictured.words,
        unchecked=pictured.UNCHECKED,
        signatures=list(_signatures(asks, found, plant, taken, now)),
        on_site=there,
        measures=list(measures(found, plant, taken, now)),
        risks=RISKS,
        tests=list(tests(found, plant, now)),
        cards=sent_cards(found.subject, plant, now, found.form.request_ask),
        trail=steps(found.subject, plant, now, called(found)),
        sealed=Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null(False)).count(),
        rules=RuleVersion.get_or_none(RuleVersion.id == int(found.rules)),
    )


def _signatures(
    asks: list[Ask], permit: Permit, plant: Plant, taken: Mapping[tuple[str, str], str], now: datetime
) -> Iterator[Signature]:
    doubts = _doubts(permit, plant)
    for ask in asks:
        if ask.kind not in SIGNED:
            continue
        answer = Proven.of(ask)
        word, tone = ASK_STATES[ask.state]
        own = ask.state in ("done", "refused", "held")
        yield Signature(
            version=f"第 {ask.stage.partition('/')[0]} 版" if ask.kind == "permit.sign" else "现场",
            line=SIGNED[ask.kind] or Sign.of(ask).line,
            who=titled(plant, ask.person),
            word=word,
            tone=tone,
            at=clock(answer.at, now) if own and answer.at else "",
            note=" · ".join(filter(None, (*_notes(ask, answer, plant), doubts.get(ask.id)))),
            pictures=tuple(_pictures(ask, answer, permit, taken)) if own else (),
        )


def _doubts(permit: Permit, plant: Plant) -> dict[int, str]:
    """Signatures that somebody was asked to look at, by their asks."""
    lines = (json.loads(each.canonical) for each in ledger.of_subject(permit.subject))
    told = [each["data"] for each in lines if each["kind"] == "permit.same_drawing"]
    return {each["asks"][1]: f"请核对：{alike.words('hand', name_of(plant, each['beside']))}" for each in told}


def _notes(ask: Ask, answer: Proven, plant: Plant) -> Iterator[str]:
    """For whom the signer stands in, where he was, why he refused, who did it in his place."""
    yield Sign.of(ask).stands_in
    if ask.state in ("done", "held"):
        yield answer.presence
    if ask.state == "refused":
        yield answer.reason
    if ask.state == "superseded" and answer.result in ("signed", "done_by"):
        yield f"由{name_of(plant, answer.by)}签了"
    if answer.way == "guardian":
        yield "在监护人的手机上点的，拍了照"


def _pictures(
    ask: Ask, answer: Proven, permit: Permit, taken: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """The signature and the photo, or the photo that the guardian took of a worker."""
    yield from ((each.sha256, pictured.words(each.kept)) for each in (answer.png, answer.photo) if each)
    if answer.way == "guardian":
        photo = permit.work.briefed[ask.person].photo
        yield photo, taken.get((ask.person, photo), "")
