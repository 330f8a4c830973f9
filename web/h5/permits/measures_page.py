"""The page on which a confirmer goes through his measures: one tap each, with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from handlers.permits.gates import measures, questions
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Measures
from rules.measuring import asked
from web.h5.opened import page_data, showing
from web.h5.permits.gate_sheet import WANTED, opened, sheet
from web.h5.sheet import Line, Section
from web.h5.target import Target
from web.people import Visitor

PLEDGE = "每一条我都在现场看过，做到了才点「已落实」。"
SIGNED_AS = {"yes": "票上：涉及", "no": "票上：不涉及", "": "票上没选"}
ISOLATES = {"tag": "写清在哪里、挂几号牌", "lock": "写清在哪里、几号锁几号牌、钥匙在谁手里"}
EVIDENCE = {"photo": "要拍照", "file": "要拍文件", "reading": "要写读数", "none": ""}


@dataclass(frozen=True)
class Row:
    """optional: 不涉及 may be chosen; note: what the text field is for, empty when there is none; done: its answer.
    number: whether the text field takes only a number.

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
    done: str
    isolates: str
    asks: str


def page(who: Visitor, wanted: Target) -> str:
    """The confirmer's lines of the checklist, answered ones marked. Raises Refused when all are answered."""
    ask, permit = opened(who, wanted, (questions.MEASURES,))
    rows = list(_rows(ask, permit))
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


def _rows(ask: Ask, permit: Permit) -> Iterator[Row]:
    mine = Measures.of(ask).measures
    for measure in permit.template["measures"]:
        if measure["id"] not in mine:
            continue
        signed_as, optional = measures.of_form(measure), measure["applies"] == "if"
        figure = measures.figure(measure)
        words = "读数" if measure["evidence"] == "reading" else ""
        reading = asked(figure) if figure else words
        reason = "不涉及就写一句原因" if optional and signed_as == "yes" else ""
        answer = permit.work.measures.get(measure["id"])
        yield Row(
            measure["id"],
            measure["text"],
            SIGNED_AS[signed_as],
            EVIDENCE[measure["evidence"]],
            camera=measure["evidence"] in ("photo", "file"),
            optional=optional,
            note="；".join(filter(None, (reading, reason))),
            number=figure is not None and not reason,
            done="" if answer is None else "不涉及" if answer.applies == "no" else "已落实",
            isolates=measure.get("isolates") or "",
            asks=ISOLATES.get(measure.get("isolates") or "", ""),
        )
