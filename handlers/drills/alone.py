"""A drill of one person: one decision after the other, by cards or in the scene."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers.drills import deciding, ending, life
from models import drill as drills
from models import plant_time
from models.ask import Ask
from models.drill import DrillRun, keep
from models.drill_sheet import SCENE
from models.drill_sheet import Node as Asked
from rules.plant import Person
from rules.training import drilling
from rules.training.drilling import MOST, Choice, Outcome, limit_s
from rules.training.drills import Drill, Node

SILENT = "连续几步没有决定，演练停了"
NOT_YET = Answer("还没到时间，请选一个。", "info")


def ask(run: DrillRun, drill: Drill, name: str, now: datetime) -> None:
    """Asks the node: a card, or in the scene, which shows it at once."""
    part = run.sheet.parts[0]
    seconds = limit_s(_node(drill, name).time_limit_s, slow=part.slow)
    keep(run, sheet=run.sheet.but(at_node=name, since=now))
    if part.way == SCENE:
        life.TIMETABLE.at(run.subject, life.LATE, now + timedelta(seconds=seconds), now)
    else:
        deciding.ask(run, 0, name, seconds, now)


def answer(action: Action, ask_: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    """A tap on a letter, or a choice on the page for long texts."""
    if refusal := deciding.refused(ask_, run):
        return refusal
    drill, node = drills.content(run), Asked.of(ask_)
    option = deciding.option_of(run, drill, node.at_node, 0, deciding.letter_of(action))
    if option is None:
        return deciding.UNKNOWN
    if life.is_late(ask_, node.limit_s, now):
        late(run, ask_, now)
        return deciding.TIME_UP
    words = deciding.take(run, drill, node.at_node, 0, option, node.limit_s, now, **deciding.who(action, ask_, person))
    deciding.close(ask_, person, words, now)
    _onward(run, drill, drilling.decide(drill, Choice(node.at_node, option.id)), now)
    return Answer(words, "done", beside=deciding.NEXT)


def late(run: DrillRun, ask_: Ask, now: datetime) -> None:
    """The time of a card is up."""
    node = Asked.of(ask_)
    if deciding.refused(ask_, run) is None:
        _missed(run, node.at_node, node.limit_s, now, ask_)


def decide_in_scene(action: Action, ask_: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    """`{at, letter}`: a decision on the page of the scene; without a letter its clock has run out."""
    name, letter = str(action.data.get("at", "")), deciding.letter_of(action)
    if step := run.sheet.decided(name):
        return deciding.DECIDED if step.option else _late_words(run, name, letter)
    if run.state != "running" or name != run.sheet.at_node or run.sheet.parts[0].way != SCENE:
        return deciding.OVER
    drill = drills.content(run)
    seconds = limit_s(_node(drill, name).time_limit_s, slow=run.sheet.parts[0].slow)
    if seconds_left(run, now) <= 0:
        _missed(run, name, seconds, now)
        return _late_words(run, name, letter)
    option = deciding.option_of(run, drill, name, 0, letter)
    if option is None:
        return deciding.UNKNOWN if letter else NOT_YET
    told = deciding.take(run, drill, name, 0, option, seconds, now, **deciding.who(action, ask_, person))
    _onward(run, drill, drilling.decide(drill, Choice(name, option.id)), now)
    return Answer(told, "done")


def _late_words(run: DrillRun, name: str, letter: str) -> Answer:
    """What the scene says of a step whose time was up, by its number: the next one is shown by then."""
    outcome = drilling.decide(drills.content(run), Choice(name))
    tapped = "，点晚了没有记" if letter else ""
    words = drilling.said(outcome.consequence, run.sheet.given)
    return Answer(f"第 {drills.place_of(run, name)} 步时间到了（0/{MOST} 分）{tapped}。{words}", "caution")


def late_in_scene(run: DrillRun, now: datetime) -> None:
    """Called by the clock, also when the page has been closed."""
    if run.state == "running" and run.sheet.at_node and seconds_left(run, now) <= 0:
        drill = drills.content(run)
        node = _node(drill, run.sheet.at_node)
        _missed(run, node.id, limit_s(node.time_limit_s, slow=run.sheet.parts[0].slow), now)


def seconds_left(run: DrillRun, now: datetime) -> float:
    """Of the decision that the scene asks for now."""
    since, node = run.sheet.since, drills.content(run).node(run.sheet.at_node)
    if since is None or node is None:
        return 0
    return limit_s(node.time_limit_s, slow=run.sheet.parts[0].slow) - (now - since).total_seconds()


def _missed(run: DrillRun, name: str, seconds: int, now: datetime, ask_: Ask | None = None) -> None:
    drill = drills.content(run)
    outcome = drilling.decide(drill, Choice(name))
    deciding.miss(run, drill, name, 0, outcome.consequence, seconds, now)
    if ask_ is not None:
        deciding.close(ask_, None, drilling.said(outcome.consequence, run.sheet.given), now)
    _onward(run, drill, outcome, now)


def _onward(run: DrillRun, drill: Drill, outcome: Outcome, now: datetime) -> None:
    if outcome.next is None:
        ending.end(run, outcome.ending, now)
    elif drilling.is_silent(run.sheet.choices):
        ending.end(run, None, now, SILENT)
    else:
        ask(run, drill, outcome.next.id, now)


def _node(drill: Drill, name: str) -> Node:
    found = drill.node(name)
    if found is None:
        raise LookupError(f"{drill.id} {name}")
    return found


def in_scene(run: DrillRun, now: datetime) -> dict[str, Any]:
    """What the page of the scene shows now: the situation, the options, the seconds left and how fast they go, how the
    place looks; once it is over, how it ended."""
    drill, given = drills.content(run), run.sheet.given
    sight = drilling.sight(drill, run.sheet.choices)
    looks = {"strength": sight.strength, "down": sight.down, "done": sorted(sight.done)}
    node = drill.node(run.sheet.at_node)
    if run.state != "running" or node is None:
        return {"over": run.state not in ("invited", "running"), "sight": looks, "word": drills.stands(run)[0]}
    shown = drills.options(run, drill, node.id)
    things = {each.id: each.thing for each in node.options}
    return {
        "over": False,
        "sight": looks,
        "at": node.id,
        "place": drills.place_of(run, node.id),
        "text": drilling.said(node.text, given),
        "left": max(0, round(seconds_left(run, now))),
        "pace": plant_time.rate(),
        "options": [
            {"letter": letter, "text": drilling.said(each.text, given), "thing": things[each.id] or ""}
            for letter, each in shown
        ],
    }
