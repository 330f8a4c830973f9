"""Cards of drills: an invitation, one decision at a time with a button for each letter, the debrief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cards.card import Builder, Button, Card
from models import drill as drills
from models import training
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.drill import TEAM, DrillRun, Reviewed
from models.drill_sheet import Debrief, Invite, Node
from models.matter import Tone
from rules.training.drilling import POOR, said
from rules.training.drills import Drill
from rules.training.teams import received

GONE = Card("这次演练找不到了", status="请发「演练」重新看", tone="caution", final=True)
# A card holds so many characters of text; longer ones are read on their page.
ROOM = 150
# As many decisions as the debrief's card names; its page has all.
MOST_NAMED = 2


def invite(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """What is to be practised, as what, how long it takes."""
    run = drills.of_subject(ask.subject)
    if run is None:
        return GONE
    drill, place = drills.content(run), Invite.of(ask).part
    post = drills.post_name(run, drill, place)
    title = f"{'班组演练' if post else '演练'}：{run.title}"
    link = f"{_mine(ask, base, now)}/drill/{run.number}"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        status = f"{outcome.clock} 开始了" if outcome.result == "begun" else outcome.words or "不用练了"
        return Card(title=title, status=status, tone="quiet", link=link, facts=(("编号", run.number),), final=True)
    page = f"{_mine(ask, base, now)}/scene/{ask.id}?r={rendition}"
    if run.state == "running":
        return Card(
            title=title, status="正在 3D 场景里练", link=page, link_text="接着练", facts=(("编号", run.number),)
        )
    part = run.sheet.parts[place]
    return Card(
        title=title,
        lines=(*_about(run, drill, place, now), *ask.why),
        deadline=drills.deadline(run),
        status=_here(run) if part.ready else "",
        buttons=() if part.ready else _begin(run, drill, page),
        link=link,
        facts=(("编号", run.number),),
    )


def node(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The situation and what there is to choose; once it is decided, what came of it."""
    run = drills.of_subject(ask.subject)
    if run is None:
        return GONE
    drill, asked = drills.content(run), Node.of(ask)
    title = f"演练第 {asked.place} 步：{run.title}"
    text, lines = situation(run, drill, asked)
    link = f"{_mine(ask, base, now)}/drill/{run.number}"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        word = {
            "decided": f"你定了：{_chosen(run, drill, asked)}。结果：{outcome.words}",
            "late": f"超时，0 分：{outcome.words}",
        }.get(outcome.result)
        step = run.sheet.decided(asked.at_node, asked.part)
        well = outcome.result == "decided" and step is not None and step.points >= POOR
        tone: Tone = "done" if well else "caution" if word else "quiet"
        facts = (("编号", run.number),)
        status = word or outcome.words
        return Card(title=title, lines=(text,), status=status, tone=tone, link=link, facts=facts, final=True)
    page = f"{_mine(ask, base, now)}/step/{ask.id}?r={rendition}"
    fits = len(text) + sum(map(len, lines)) <= ROOM
    letters = tuple(
        Button(letter.lower(), letter) for letter, _ in drills.options(run, drill, asked.at_node, asked.part)
    )
    return Card(
        title=title,
        lines=(text, *lines) if fits else (text,),
        deadline=drills.limited(asked.limit_s),
        tone="caution",
        buttons=letters if fits else (Button("choose", "看选项，去选", "main", page),),
        link=page,
        link_text="字大一点看",
        facts=(("编号", run.number), *known(run, drill, asked)),
    )


def debrief(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """How it went, and what would have been better."""
    run = drills.of_subject(ask.subject)
    if run is None:
        return GONE
    drill, part = drills.content(run), Debrief.of(ask).part
    title = f"演练讲评：{drills.stands(run)[0]}"
    link = f"{_mine(ask, base, now)}/drill/{run.number}"
    mine = [each for each in drills.review(run, drill) if each.part == part]
    lines = (run.title, *how(run, drill, part), *map(_better, _worst(mine)))
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        status = f"{outcome.clock} 看过了" if outcome.result == "seen" else outcome.words
        return Card(title=title, lines=lines, status=status, tone="quiet", link=link, final=True)
    return Card(
        title=title,
        lines=lines,
        tone="done" if run.outcome == "passed" else "caution",
        buttons=(Button("seen", "看过了", "main"), Button("all", "逐步看", "plain", link)),
        link=link,
        facts=(("编号", run.number),),
    )


def situation(run: DrillRun, drill: Drill, asked: Node) -> tuple[str, tuple[str, ...]]:
    """The text of a decision, and its options as A. …, B. …"""
    given = run.sheet.given
    text = said(drill.asked(asked.at_node, run.sheet.parts[asked.part].post).text, given)
    shown = drills.options(run, drill, asked.at_node, asked.part)
    return text, tuple(f"{letter}. {said(each.text, given)}" for letter, each in shown)


def _chosen(run: DrillRun, drill: Drill, asked: Node) -> str:
    """What was decided, in the words of its option."""
    post, step = run.sheet.parts[asked.part].post, run.sheet.decided(asked.at_node, asked.part)
    option = drill.asked(asked.at_node, post).option(step.option) if step else None
    return said(option.text, run.sheet.given).rstrip("。") if option else ""


def known(run: DrillRun, drill: Drill, asked: Node) -> tuple[tuple[str, str], ...]:
    """What the others of the team have told this post, and what it still has to ask for."""
    post = run.sheet.parts[asked.part].post
    if not post or drill.team is None or asked.place == 1:
        return ()
    there, lacking = received(drill.team, post, run.sheet.played)
    told = [("收到", said(fact.text, run.sheet.given)) for fact in there]
    return (*told, *([("没人告诉你", "、".join(fact.name for fact in lacking))] if lacking else []))


def how(run: DrillRun, drill: Drill, part: int) -> tuple[str, ...]:
    """What the score is made of, in a line or two."""
    fatal = any(each.fatal and each.part == part for each in run.sheet.steps)
    lost = fatal and training.suspended(run.sheet.parts[part].person, drill.course or "")
    course = f"《{_course(run, drill)}》暂停，重练合格才恢复" if lost else ""
    cap = f"有致命错误，最多 59 分。{course}" if fatal else ""
    ending = run.sheet.why or run.sheet.ending
    return tuple(filter(None, (ending, cap)))


def _course(run: DrillRun, drill: Drill) -> str:
    found = book_of(run.rules).config.courses.course(drill.course or "")
    return found.title if found else drill.course or ""


def _about(run: DrillRun, drill: Drill, place: int, now: datetime) -> tuple[str, ...]:
    if run.kind != TEAM:
        return (f"约 {drill.minutes} 分钟，一步一张卡片，每步有时限。方便了再点开始。",)
    plant = book(now).plant
    others = [
        f"{name_of(plant, part.person)}（{drills.post_name(run, drill, other)}）"
        for other, part in enumerate(run.sheet.parts)
        if other != place
    ]
    return (
        f"你是{drills.post_name(run, drill, place)}，约 {drill.minutes} 分钟。各看各的卡片，要互相报清。",
        f"同班：{'、'.join(others)}",
    )


def _begin(run: DrillRun, drill: Drill, page: str) -> tuple[Button, ...]:
    if run.kind == TEAM:
        return (Button("begin", "到了", "main"), Button("slow", "到了，字看得慢"))
    scene = (Button("scene", "进 3D 场景", "plain", page),) if drill.scene else ()
    return (Button("begin", "开始", "main"), Button("slow", "多给一半时间"), *scene)


def _here(run: DrillRun) -> str:
    left = sum(not part.ready for part in run.sheet.parts)
    return f"你到了，还等 {left} 个人"


def _worst(mine: list[Reviewed]) -> list[Reviewed]:
    """The decisions that cost most."""
    missed = [each for each in mine if each.better]
    return sorted(missed, key=lambda each: (not each.fatal, -each.weight * (10 - each.points)))[:MOST_NAMED]


def _better(each: Reviewed) -> str:
    return f"第 {each.place} 步更好：{each.better}。{each.why}"


def _mine(ask: Ask, base: str, now: datetime) -> str:
    return f"{base}/h5/{book(now).plant.person(ask.person).platform}"


BUILDERS: Mapping[str, Builder] = {"drill.invite": invite, "drill.node": node, "drill.debrief": debrief}
