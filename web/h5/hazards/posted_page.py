"""The board of hazards for everybody in the plant: number, place, what, state, deadline, small pictures on which faces
are blurred. No names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from handlers.hazards.posted import WORD
from models import bent, hazard_search, veil
from models import hazard as hazards
from models.hazard import Hazard
from models.hazard_search import OPEN, Sought
from rules.phrases import moment_words
from rules.plant import Plant
from web.h5.files import link
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

MANY = 30
TABS = {"open": "没销号的", "closed": "销号的"}
SOMEBODY = "某某"


@dataclass(frozen=True)
class Row:
    title: str
    words: str
    number: str
    word: str
    tone: str
    when: str
    shots: tuple[tuple[str, str], ...] = ()


def posted(who: Visitor, wanted: Target) -> str:
    """`posted/open` or `posted/closed`, and further pages as `posted/open-2`. Raises Refused for anything else."""
    found = re.fullmatch(r"(open|closed)(?:-([1-9]\d{0,5}))?", wanted.thing)
    if found is None:
        raise Refused("没有这一页。", f"请在聊天里发「{WORD}」重新打开。", 404)
    tab, number = found[1], int(found[2] or 1)
    rows = _page(tab, number)
    copies = veil.copies({photo for shots in bent.each(rows, lambda one: list(_photos(one))) for _, photo in shots})
    return render_template(
        "h5/hazards/posted.html",
        company=who.plant.company.name,
        tabs=TABS,
        tab=tab,
        count=hazard_search.count(Sought(state=OPEN)),
        late=hazard_search.count(Sought(state=OPEN, late=True)),
        rows=list(bent.each(rows[:MANY], lambda one: _row(one, who.plant, copies))),
        earlier=f"{tab}-{number - 1}" if number > 1 else "",
        later=f"{tab}-{number + 1}" if len(rows) > MANY else "",
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _page(tab: str, number: int) -> Sequence[Hazard]:
    """One more than the page shows, where there are more."""
    return (hazard_search.open_ones if tab == "open" else hazard_search.closed_ones)((number - 1) * MANY, MANY + 1)


def _row(hazard: Hazard, plant: Plant, copies: Mapping[str, str]) -> Row:
    word, tone = hazards.stands(hazard)
    closed, until = hazard.closed_at, hazard.until
    when = f"{moment_words(closed.astimezone(plant.zone))} 销号" if closed else ""
    if not closed:
        when = f"{moment_words(until.astimezone(plant.zone))} 前改好" if until else "期限待定"
    shots = tuple((words, link(copies[photo])) for words, photo in _photos(hazard) if photo in copies)
    return Row(hazards.title(hazard), _told(hazard, plant), hazard.number, word, tone, when, shots)


def _photos(hazard: Hazard) -> Iterator[tuple[str, str]]:
    """What may be shown of it: one before and one after. Boards show copies only, and none of an unsafe act."""
    category = hazards.category(hazard)
    if category is None or category.nature == "act":
        return
    if hazard.report.photos:
        yield "报的时候", hazard.report.photos[0].sha256
    if hazard.work.mended and hazard.work.mended[-1].photos:
        yield "改好以后", hazard.work.mended[-1].photos[0].sha256


def _told(hazard: Hazard, plant: Plant) -> str:
    """What was seen. Of an unsafe act nothing that somebody wrote, and of anything else nobody's name."""
    category = hazards.category(hazard)
    if category is None or category.nature == "act":
        return ""
    names = sorted({person.name for person in plant.people if person.name}, key=len, reverse=True)
    words = re.sub("|".join(map(re.escape, names)), SOMEBODY, hazard.report.words) if names else hazard.report.words
    return "，".join(filter(None, (hazard.report.spot, words)))
