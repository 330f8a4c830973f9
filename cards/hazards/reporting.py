"""Cards from the report to the assignment."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from cards.hazards.scene import Scene
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import book
from models.hazard_asks import Alike, Wish
from rules.phrases import by_words


def report(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    page = f"{base}/h5/{book(now).plant.person(ask.person).platform}/report/{ask.id}?r={rendition}"
    if ask.state in MOVABLE:
        pictured = len(Wish.of(ask).uploads)
        there = (f"你发的 {pictured} 张照片在里面",) if pictured else ()
        return Card(
            title="报隐患",
            lines=("拍一张，或写一句，点发送。地点手机会找", *ask.why, *there),
            deadline=by_words(expiry(ask), now),
            buttons=(Button("report", "去报", "main", page),),
            link=page,
        )
    number = Outcome.of(ask).reason
    status = f"报了，编号 {number}" if number else "这张不用了"
    return Card("报隐患", status=status, tone="done" if number else "quiet", final=True)


def sort(scene: Scene) -> Card:
    if scene.ask.state not in MOVABLE:
        return scene.receipt("隐患定级" if scene.hazard.report.hinted else "分派隐患", *scene.unreached)
    hinted, stopped = scene.hazard.report.hinted, scene.hazard.work.major.stopped
    page = Button("sort", "去定级" if hinted else "去分派", "main", scene.page("sort"))
    if not hinted:
        # A tap says the category only: where it is must be known already.
        said = hazards.leads(scene.hazard) if scene.hazard.area else {}
        likely = tuple(Button(tap, each.name) for tap, each in said.items())
        return scene.open("请分派隐患", (*likely, page), deadline=scene.wanted)
    first = () if stopped else (Button("stop_use", "停用、撤人", "danger"),)
    done = ("已经定了停用、撤人", *scene.unreached) if stopped else ()
    return scene.open("请定级", (*first, page), *done, deadline=scene.wanted)


def photos(scene: Scene) -> Card:
    """The finder brings what is still in his phone, or he or his leader says that it is gone."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("传照片")
    return scene.open("照片没到", (Button("photos", "去传，或说没了", "main", scene.page("gone")),))


def same(scene: Scene) -> Card:
    """The reporter says whether it is the same as an open one."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("是不是同一处")
    other = hazards.by_number(Alike.of(scene.ask).number)
    told = (f"{other.number}：{other.report.words or '见照片'}",) if other else ()
    buttons = (Button("same", "是同一处，并过去", "main"), Button("other", "不是，另派人"))
    return scene.open("是不是同一处", buttons, *told, deadline=scene.wanted)
