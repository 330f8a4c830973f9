"""A drill in 3D: look around, tap what the decision is about. The same tree and score as by cards, which a phone
without WebGL gets."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Json
from handlers.drills import alone
from handlers.drills.kinds import INVITE
from models import drill as drills
from models.ask import MOVABLE, Ask
from models.drill_sheet import SCENE
from rules.training.drilling import LEE, WIND, said
from rules.training.drills import THINGS
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

PLEDGE = "每步有时限，时间到了没定按 0 分算。点一个就算定了，不能改。"
# Where a plant's drill says nothing of the wind.
CALM = "东"


def scene(who: Visitor, wanted: Target) -> str:
    """Raises Refused for a drill that has no scene, is over, or is played by cards."""
    ask = own_ask(who, wanted, INVITE)
    run = drills.here(ask.subject)
    content, part = drills.content(run), run.sheet.parts[0]
    if run.kind == drills.TEAM or content.scene is None:
        raise Refused("这次演练用卡片练。", "请在聊天里的卡片上点。", 200)
    if ask.state not in MOVABLE or (run.state == "running" and part.way != SCENE):
        raise Refused("这次演练不在这里练了。", "请看最新的卡片，或发「演练」。", 200)
    wind = run.sheet.given.get(WIND, "")
    by = () if run.state == "running" else (Line(drills.deadline(run), "最晚："),)
    head = Section((Line(said(content.intro, run.sheet.given)), *([Line(f"{wind}风", "风：")] if wind else []), *by))
    sheet = Sheet(f"演练：{run.title}", head, (), PLEDGE)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/drills/scene.html",
        kind=content.scene,
        lee=run.sheet.given.get(LEE, CALM),
        things=THINGS,
        begun=run.state == "running",
        now=alone.in_scene(run, who.now),
        number=run.number,
    )


def stands(ask: Ask, data: Json, now: datetime) -> Json:
    """What the scene shows now (`handlers.drills.alone.in_scene`)."""
    return alone.in_scene(drills.here(ask.subject), now)
