"""Everything that a card offers, on a page: for platforms that show no more than a few buttons."""

from __future__ import annotations

from cards.builders import BUILDERS, build
from cards.card import Button
from models.ask import MOVABLE
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.house import house
from web.people import Visitor
from web.refused import Refused


def choose(who: Visitor, wanted: Target) -> str:
    """The card as it stands now, with all its buttons. Raises Refused when nothing is left to choose."""
    ask = own_ask(who, wanted, *BUILDERS)
    card = build(ask, house().base, wanted.rendition, who.now)
    if ask.state not in MOVABLE or not card.buttons:
        raise Refused("这张卡片上没有要选的了。", "请看聊天里最新的卡片。", 200)
    lines = (*card.lines, *(f"{name}：{value}" for name, value in card.facts), card.deadline)
    head = Section(tuple(Line(words) for words in lines if words))
    sheet = Sheet(card.title, head, (), "和卡片上的按钮一样，点一下就算数。")
    own = (Button("open", card.link_text, url=card.link),) if card.link else ()
    taps, links = ([each for each in (*card.buttons, *own) if bool(each.url) is linked] for linked in (False, True))
    shown = [{"text": each.text} for each in (*taps, *links)]
    return show(who, wanted, ask, sheet, "h5/choose.html", shown, taps=taps, links=links)
