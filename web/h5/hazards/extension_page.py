"""The page on which somebody decides whether the owner gets more time: why he needs it, and what keeps people safe
meanwhile, with its photos."""

from __future__ import annotations

from handlers.hazards.kinds import EXTENSION
from models import hazard as hazards
from models.ask import MOVABLE
from models.book import name_of
from models.hazard_asks import Decision
from rules.hazards.life import TO_MEND
from rules.phrases import moment_words
from web.h5.hazards.seen import deadline, found, opened, over, shots
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def extension(who: Visitor, wanted: Target) -> str:
    """Raises Refused once it is decided, or nobody waits for it."""
    ask, hazard = opened(who, wanted, EXTENSION)
    put = hazard.work.extended[-1] if hazard.work.extended else None
    if ask.state not in MOVABLE or hazard.state not in TO_MEND or put is None or put.decided:
        raise over(ask, hazard, who, "这件事已经定了。")
    asked, zone = Decision.of(ask), who.plant.zone
    until = moment_words((asked.until or put.until).astimezone(zone))
    wish = Section(
        (
            Line(f"{name_of(who.plant, put.by)}，{moment_words(put.at.astimezone(zone))}", "谁申请的："),
            Line(until, "要延到："),
            Line(put.reason, "为什么："),
            Line(put.interim, "这段时间："),
        ),
        "申请延期",
    )
    head = Section((*deadline(hazard, who.now), *(Line(words) for words in ask.why)))
    sheet = Sheet(
        f"批延期：{hazards.title(hazard)}",
        head,
        (wish, found(hazard, who)),
        f"我看过照片，这段时间能保证安全，同意延到 {until}。",
    )
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/extension.html",
        interim=shots(put.photos),
        before=shots(hazard.report.photos, hazard.work.marked),
    )
