"""One decision of a drill in large letters, with its clock: for texts that no card holds, and for slow readers."""

from __future__ import annotations

from cards.drills import known, situation
from handlers.drills.kinds import NODE
from models import drill as drills
from models.ask import MOVABLE
from models.drill_sheet import Node
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def step(who: Visitor, wanted: Target) -> str:
    """Raises Refused once it is decided, or its time is up."""
    ask = own_ask(who, wanted, NODE)
    run, asked = drills.here(ask.subject), Node.of(ask)
    if ask.state not in MOVABLE or run.sheet.at_node != asked.at_node:
        raise Refused("这一步已经不用选了。", "请看最新的卡片，或发「演练」。", 200)
    content = drills.content(run)
    text, lines = situation(run, content, asked)
    facts = tuple(Line(words, f"{name}：") for name, words in known(run, content, asked))
    options = tuple(Line(line[3:], f"{line[0]}：") for line in lines)
    head = Section((Line(f"第 {asked.place} 步，{drills.limited(asked.limit_s)}"), *facts))
    gone = (who.now - ask.delivered_at).total_seconds() if ask.delivered_at else 0
    sheet = Sheet(text, head, (Section(options),), "点一个就算定了，不能改。")
    left = max(0, round(asked.limit_s - gone))
    return show(who, wanted, ask, sheet, "h5/drills/step.html", options=options, left=left)
