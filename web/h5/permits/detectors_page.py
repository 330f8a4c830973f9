"""The plant's gas detectors, for whoever may put one under an inhibit: which is under one, and the form for another."""

from __future__ import annotations

from handlers.permits.gas import inhibits
from handlers.sensors.trials import untried
from models.ask import MOVABLE
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

PLEDGE = "我在试这台仪器，试完就恢复。屏蔽的时候它不算数，现场另有人盯着。"


def detectors(who: Visitor, wanted: Target) -> str:
    """Raises Refused for others, and when the card is no longer the newest."""
    ask = own_ask(who, wanted, inhibits.KIND)
    if ask.state not in MOVABLE or not inhibits.may(who.person, who.now):
        raise Refused("这张卡片不用了。", "要屏蔽或恢复，请重新发「屏蔽」。", 200)
    known = [(each, inhibits.idle(each.id, who.now)) for each in who.book.config.sensors.detectors]
    areas = {area.id: area.name for area in who.plant.areas}
    names = {each.id: f"{each.id} {each.name} · {areas.get(each.area or '', '便携')}" for each, _ in known}
    held = [(each.id, names[each.id], why) for each, why in known if why]
    free = [(each.id, names[each.id]) for each, why in known if not why]
    tries = [(each.id, names[each.id]) for each in untried(who.now) if (each.id, names[each.id]) in free]
    lines = tuple(Line(why, f"{name}：", tone="due") for _, name, why in held)
    sheet = Sheet("屏蔽测气仪", Section((Line("最多 8 小时，到点自己恢复"),)), (Section(lines, "屏蔽着的"),), PLEDGE)
    return show(who, wanted, ask, sheet, "h5/detectors.html", held=held, free=free, tries=tries, hours=inhibits.HOURS)
