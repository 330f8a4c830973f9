"""What every decision has, alone or in a team: how it is asked, whether it is taken, its one entry in the chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.drills import life
from handlers.drills.kinds import NODE
from models import drill as drills
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.drill import DrillRun
from models.drill_sheet import Node, Step
from rules.plant import Person
from rules.training.drilling import MOST, best, said
from rules.training.drills import Drill, Offered

OVER = Answer("这一步已经不用选了，这次选的没有算。看最新的卡片，或发「演练」。", "info")
DECIDED = Answer("这一步你已经定了，不能改。", "info")
MISSED = "第 {} 步超时了，没有等你，这次选的没有算。"
TIME_UP = Answer("时间到了，这一步按没有决定算，刚才点的没有记。看下一张卡片。", "caution")
UNKNOWN = Answer("没有这个选项。请点卡片上的字母。", "stop")
AT_WORK = Answer("上票了，演练停了，这次不算。收工再练。", "info")
NEXT = "看下一张卡片。"


def ask(run: DrillRun, part: int, name: str, limit_s: int, now: datetime) -> None:
    """The card of one decision; its time counts from its arrival."""
    place = drills.place_of(run, name)
    data = Node(part=part, at_node=name, place=place, limit_s=limit_s)
    steps = ((life.LATE, limit_s / 60),)
    wanted = Wanted(NODE, run.sheet.parts[part].person, [], stage=f"step/{place}", steps=steps, data=data)
    asks.open_ask(run.subject, wanted, now)


def refused(ask_: Ask, run: DrillRun) -> Answer | None:
    """Why this card takes no decision any more; None while it does."""
    node = Node.of(ask_)
    if ask_.state == "done" or run.sheet.decided(node.at_node, node.part):
        return decided(run, node.at_node, node.part)
    return OVER if ask_.state not in MOVABLE or run.state != "running" or run.sheet.at_node != node.at_node else None


def decided(run: DrillRun, name: str, part: int = 0) -> Answer:
    """What is said of a step that is behind: that it was decided, or that nobody decided in time."""
    step = run.sheet.decided(name, part)
    missed = step is not None and not step.option
    return Answer(MISSED.format(drills.place_of(run, name)), "caution") if missed else DECIDED


def option_of(run: DrillRun, drill: Drill, name: str, part: int, letter: str) -> Offered | None:
    """The option under this letter; None when there is none."""
    return dict(drills.options(run, drill, name, part)).get(letter)


def letter_of(action: Action) -> str:
    """The letter that was tapped, or chosen on the page: `{letter}`."""
    given = action.data.get("letter", action.name)
    return given.upper() if isinstance(given, str) else ""


def take(
    run: DrillRun,
    drill: Drill,
    name: str,
    part: int,
    option: Offered,
    limit_s: int,
    now: datetime,
    **who: Any,
) -> str:
    """Keeps a decision with its entry; returns its consequence in words. who: `actor` and `shown`."""
    step = Step(
        at_node=name, part=part, option=option.id, points=option.score, fatal=option.fatal, at=now, limit_s=limit_s
    )
    life.decided(run, step, _told(run, drill, step, option, option.consequence), now, **who)
    return f"{said(option.consequence, run.sheet.given)}（{option.score}/{MOST} 分）"


def miss(run: DrillRun, drill: Drill, name: str, part: int, consequence: str, limit_s: int, now: datetime) -> None:
    """Keeps that nobody decided in time."""
    step = Step(at_node=name, part=part, at=now, limit_s=limit_s)
    life.decided(run, step, _told(run, drill, step, None, consequence), now)


def close(ask_: Ask, person: Person | None, words: str, now: datetime) -> None:
    """The card becomes its receipt. person: None when the time was up."""
    result = "decided" if person else "late"
    outcome = Outcome(result=result, by=person.id if person else "", words=words, at=now)
    asks.close(ask_, "done" if person else "expired", now, outcome)


def who(action: Action, ask_: Ask, person: Person) -> dict[str, Any]:
    return {"actor": asks.actor(ask_, person), "shown": asks.shown_to(action)}


def _told(run: DrillRun, drill: Drill, step: Step, option: Offered | None, consequence: str) -> Mapping[str, Any]:
    """What the chain says of a decision: as it was asked, what was chosen, what it led to, and what was better."""
    given, post = run.sheet.given, run.sheet.parts[step.part].post
    asked, shown = drill.asked(step.at_node, post), drills.options(run, drill, step.at_node, step.part)
    top = best(asked.options)
    name = drills.post_name(run, drill, step.part)
    return {
        "place": drills.place_of(run, step.at_node),
        "node": step.at_node,
        "post": post,
        "post_name": f"（{name}）" if name else "",
        "text": said(asked.text, given),
        "options": [{"letter": letter, "id": each.id, "text": said(each.text, given)} for letter, each in shown],
        "option": step.option,
        "option_text": said(option.text, given) if option else "",
        "points": step.points,
        "weight": asked.weight,
        "fatal": step.fatal,
        "late": "no" if option else "yes",
        "limit_s": step.limit_s,
        "consequence": said(consequence, given),
        "better": top.id,
        "better_text": said(top.text, given),
        "why": said(asked.why or top.consequence, given),
    }
