"""Cards of the owner, and of whoever decides what he asks for."""

from __future__ import annotations

from cards.card import Button, Card
from cards.hazards.scene import Scene
from models import hazard as hazards
from models.ask import MOVABLE
from models.book import name_of
from models.hazard_asks import Decision, waits
from rules.phrases import moment_words


def fix(scene: Scene) -> Card:
    if scene.ask.state not in MOVABLE:
        return scene.receipt("整改")
    lines = (*scene.well, *waits(scene.hazard.subject, scene.plant), *_before(scene))
    if scene.hazard.state == "accepted":
        fix = Button("fix", "报改好了", "main", scene.page("fix"))
        return scene.open("整改中", (fix, *_other(scene)), *lines, deadline=scene.until)
    buttons = (Button("accept", "接单", "main"), Button("fix", "报改好了", url=scene.page("fix")), *_other(scene))
    return scene.open("请整改", buttons, *lines, deadline=scene.until)


def _other(scene: Scene) -> tuple[Button, ...]:
    """What the owner may ask for instead, while he has not asked yet: each opens its part of the page."""
    work = scene.hazard.work
    asked = any(not each.decided for each in work.extended)
    later = () if asked else (Button("later", "要延期", url=scene.page("later")),)
    return later if work.disputed else (*later, Button("other", "不归我改", url=scene.page("other")))


def _before(scene: Scene) -> tuple[str, ...]:
    """How it was mended when it was there before."""
    mended = hazards.last_time(scene.hazard)
    return (f"以前出过（{scene.hazard.work.repeats}），当时：{mended.note}",) if mended else ()


def dispute(scene: Scene) -> Card:
    """The safety office says whose it is."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("定归谁改")
    wanted = Decision.of(scene.ask)
    line = f"该归{name_of(scene.plant, wanted.to)}：{wanted.reason}"
    buttons = (Button("give", "换给他", "main"), Button("keep", "不换，还是他"))
    return scene.open("定归谁改", buttons, line, deadline=scene.wanted)


def extension(scene: Scene) -> Card:
    """Decided on the page, where the photo of what keeps people safe meanwhile is seen."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("批延期")
    wanted = Decision.of(scene.ask)
    until = moment_words(wanted.until.astimezone(scene.plant.zone)) if wanted.until else ""
    lines = (f"原定 {scene.until}，要延到 {until}", wanted.reason, f"这段时间：{wanted.interim}")
    decide = Button("extension", "看照片，去批", "main", scene.page("extension"))
    return scene.open("批延期", (decide,), *lines, deadline=scene.wanted)
