"""Cards of those who look whether it was mended, and of those who follow it."""

from __future__ import annotations

from cards.card import Button, Card
from cards.hazards.scene import Build, Scene
from models import hazard as hazards
from models.ask import MOVABLE
from models.book import name_of
from rules.hazards.life import OVER


def _look(verb: str, tap: str = "") -> Build:
    def build(scene: Scene) -> Card:
        if scene.ask.state not in MOVABLE:
            return scene.receipt(verb)
        mended = scene.hazard.work.mended
        did = (f"{name_of(scene.plant, mended[-1].by)}：{mended[-1].note}",) if mended else ()
        seen = mended[-1].seen if mended else None
        compared = (f"照片对比：{seen.words.partition('：')[0]}，以现场看到的为准",) if seen else ()
        page = Button("look", "去看" if not tap else "看照片", "plain" if tap else "main", scene.page("recheck"))
        buttons = (Button("confirm", tap, "main"), page) if tap else (page,)
        return scene.open(verb, buttons, *scene.well, *did, *compared, deadline=scene.wanted)

    return build


def follow(scene: Scene) -> Card:
    """How it stands, for the finder and the owner's supervisor."""
    word, tone = hazards.stands(scene.hazard)
    over = scene.hazard.state in OVER
    until = scene.until if not over and scene.hazard.owner else ""
    may = hazards.correctable(scene.hazard, scene.ask.person)
    correct = ("类别、地点不对，点开改；接单以前能改一次",) if may else ()
    return Card(
        title=hazards.title(scene.hazard),
        lines=(scene.seen, *scene.awaited, *(scene.ended or scene.ask.why), *correct),
        deadline=f"{until}改好" if until else "",
        # Not every card is repainted at every step.
        status=word if over else f"{word}，进展点开看",
        tone=tone,
        link=scene.link,
        facts=scene.facts(),
        final=over,
        # Who reported it was promised to hear whose it is, also where his card is repainted only once.
        news="owned" if scene.hazard.owner and scene.ask.person == scene.hazard.finder else "",
    )


check = _look("请验隐患")
recheck = _look("请复查隐患")
walk = _look("请去现场看")
evaluate = _look("请做技术评估")
decide = _look("请定销号")
visit = _look("飞检，不打招呼")
confirm = _look("改好了吗", "改好了，认可")
