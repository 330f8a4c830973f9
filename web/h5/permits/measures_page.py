"""The page on which a confirmer goes through his measures: one tap each, with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from bot.channel import Json
from handlers.permits.gates import measures, questions
from models import permit as permits
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Measures
from rules.measuring import asked
from web.h5.files import link
from web.h5.opened import page_data, showing
from web.h5.permits.gate_sheet import WANTED, opened, sheet
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.h5.words import clock
from web.people import Visitor

PLEDGE = "每一条我都在现场看过，做到了才点「已落实」。"
SIGNED_AS = {"yes": "票上：涉及", "no": "票上：不涉及", "": "票上没选"}
ISOLATES = {"tag": "写清在哪里、挂几号牌", "lock": "写清在哪里、几号锁几号牌、钥匙在谁手里"}
EVIDENCE = {"photo": "要拍照", "file": "要拍文件", "reading": "要写读数", "gas": "以测气为准", "none": ""}


@dataclass(frozen=True)
class Stands:
    """What the house has of a line. word: its answer, empty before; kept: the reading or the reason, when it came in,
    where the phone was and whether the picture serves other lines; picture: a link to it."""

    word: str = ""
    kept: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Row:
    """optional: 不涉及 may be chosen; note: what the text field is for, empty when there is none. number: whether it
    takes only a number; reads: whether it must hold a reading; units: what to choose its unit from.

    isolates: what each lock-out point needs (`tag`, `lock`), empty when the line has none; asks: the words for it.
    """

    id: str
    text: str
    signed_as: str
    evidence: str
    camera: bool
    optional: bool
    note: str
    number: bool
    reads: bool
    units: tuple[str, ...]
    stands: Stands
    isolates: str
    asks: str


def page(who: Visitor, wanted: Target) -> str:
    """The confirmer's lines of the checklist, answered ones marked. Raises Refused when all are answered."""
    ask, permit = opened(who, wanted, (questions.MEASURES,))
    rows = list(_rows(ask, permit, who.now))
    lines = tuple(Line(f"{row.text}（{row.signed_as}）", f"{row.id} ") for row in rows)
    shown = sheet(permit, ask, who, "请确认措施", (Section(lines),), PLEDGE)
    token, _ = showing(who, ask, shown.text, wanted)
    return render_template(
        "h5/measures.html",
        sheet=shown,
        state=WANTED,
        who=who.person.name,
        rows=rows,
        keepers=[(each, who.plant.person(each).name) for each in measures.keepers(permit, who.person)],
        page=page_data(who, wanted, token),
    )


def stands(ask: Ask, data: Json, now: datetime) -> dict[str, Any]:
    """What the house has of each line of the ask, by its id."""
    permit = permits.of_subject(ask.subject)
    return {name: asdict(each) for name, each in _standing(ask, permit, now).items()} if permit else {}


def _standing(ask: Ask, permit: Permit, now: datetime) -> dict[str, Stands]:
    mine, answered = Measures.of(ask).measures, permit.work.measures
    found, proven = {name: Stands() for name in mine}, measures.proven(permit)
    for line in measures.lines(permit):
        how = answered.get(line["id"]) if line["id"] in found else None
        if how is not None:
            at, picture = clock(how.at, now) if how.at else "", link(how.photo) if how.photo else ""
            kept = " · ".join(filter(None, (measures.noted(line, how), at, proven[line["id"]])))
            found[line["id"]] = Stands(measures.APPLIES[how.applies], kept, picture)
    return found


def _rows(ask: Ask, permit: Permit, now: datetime) -> Iterator[Row]:
    mine, standing = Measures.of(ask).measures, _standing(ask, permit, now)
    for measure in measures.lines(permit):
        if measure["id"] not in mine:
            continue
        signed_as, optional = measures.of_form(measure), measure["applies"] == "if"
        figure = measures.figure(permit, measure)
        reading = asked(figure) if figure else "读数" if measure["evidence"] == "reading" else ""
        reason = "不涉及就写一句原因" if optional and signed_as == "yes" else ""
        yield Row(
            measure["id"],
            measure["text"],
            SIGNED_AS[signed_as],
            EVIDENCE[measure["evidence"]],
            camera=measure["evidence"] in ("photo", "file"),
            optional=optional,
            note="；".join(filter(None, (reading, reason))),
            number=figure is not None and not reason,
            reads=bool(reading) and not reason,
            units=() if figure else tuple(measure.get("units", ())),
            stands=standing[measure["id"]],
            isolates=measure.get("isolates") or "",
            asks=ISOLATES.get(measure.get("isolates") or "", ""),
        )
