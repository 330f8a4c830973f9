"""Cards about a major hazard: its plan, who approves it, what keeps people safe meanwhile, who is told of it."""

from __future__ import annotations

from cards.card import Button, Card
from cards.hazards.scene import Scene
from models.ask import MOVABLE
from models.hazard_asks import Items, waits
from rules.hazards.major import ITEMS
from rules.shifts import next_shift


def plan(scene: Scene) -> Card:
    """The owner writes the plan; nobody begins before it is approved."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("整改方案")
    write = Button("plan", "写方案", "main", scene.page("plan"))
    first = "应急处置按预案马上做，整改等方案批好再动手" if scene.danger else "方案批好之前不要动手"
    lines = (first, *waits(scene.hazard.subject, scene.plant))
    disputed = scene.hazard.work.disputed
    other = () if disputed else (Button("other", "不归我改", url=scene.page("other")),)
    if scene.hazard.work.accepted_at:
        return scene.open("请写整改方案", (write, *other), *lines, deadline=scene.until)
    buttons = (Button("accept", "接单"), write, *other)
    return scene.open("请写整改方案", buttons, *lines, deadline=scene.until)


def approve(scene: Scene) -> Card:
    if scene.ask.state not in MOVABLE:
        return scene.receipt("批整改方案")
    items = "、".join(name for item, name in ITEMS.items() if item in Items.of(scene.ask).items)
    button = Button("approve", "看方案", "main", scene.page("approve"))
    return scene.open("请批整改方案", (button,), f"你批：{items}", deadline=scene.wanted)


def interim(scene: Scene) -> Card:
    """Each shift while it is late: do the interim measures still hold?"""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("临时措施")
    stopped = scene.hazard.work.major.stopped
    last = scene.hazard.work.extended[-1:]
    lines = (
        *(("定了停用、撤人" if stopped.stopped else f"没有停用：{stopped.words}",) if stopped else ()),
        *(f"临时措施：{each.interim}" for each in last),
    )
    buttons = (Button("holds", "去看过，还有效", "main"), Button("broken", "失效了", "danger"))
    return scene.open(
        "临时措施还有效吗", buttons, *lines, deadline=scene.clock(next_shift(scene.plant, scene.ask.opened_at))
    )


def use(scene: Scene) -> Card:
    """What a sensor told is major: whoever answers for it says whether its use is stopped."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("停不停用", *scene.unreached)
    left = scene.hazard.work.major.left
    told = (f"正在通知那里当班的 {len(left.to)} 个人离开",) if left else ()
    buttons = (Button("stop_use", "停用、撤人", "danger"), Button("use", "不停用，写为什么", url=scene.page("use")))
    return scene.open("请定停不停用", buttons, *scene.unreached, *told, deadline=scene.wanted)


def register(scene: Scene) -> Card:
    """The safety office says when authority and staff were told."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("登记上报")
    known = scene.hazard.work.major
    lines = tuple(f"已报{each.to}" for each in (known.authority, known.assembly) if each)
    return scene.open("请登记上报", (Button("register", "去登记", "main", scene.page("register")),), *lines)
