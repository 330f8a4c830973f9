"""The page behind the card of `check --send`: position, photo, scan and signature, each tried by itself."""

from __future__ import annotations

from handlers import check as trial
from models.ask import MOVABLE
from models.house_asks import Tried
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def check(who: Visitor, wanted: Target) -> str:
    """The four steps, with what of them has worked already; raises Refused when the card is used up."""
    ask = own_ask(who, wanted, trial.KIND)
    if ask.state not in MOVABLE:
        raise Refused("这张试验卡用完了，或者不用了。", "要再试，请管理员再运行一次 check --send。", 200)
    head = Section((Line("四样各试一次，哪样先试都行"), Line("只看好不好用，内容不留，不进任何票")))
    sheet = Sheet("试试这部手机", head, (), "这是试验，不算签字。")
    return show(who, wanted, ask, sheet, "h5/check.html", came=Tried.of(ask).came)
