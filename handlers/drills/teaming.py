"""A drill of a team: in each turn every post has a card of its own, at the same time; whoever leads the turn decides
where it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers.drills import deciding, ending, life
from models import drill as drills
from models.ask import Ask
from models.drill import LATE, DrillRun, keep
from models.drill_sheet import Node
from rules.plant import Person
from rules.training import teams
from rules.training.drill_life import SLACK
from rules.training.drilling import limit_s
from rules.training.drills import Drill, Turn

SILENT = "这一轮没有人决定，演练停了"
UNREACHED = "卡片没送到"
WAITS = "等其他岗位决定。"


def ask(run: DrillRun, drill: Drill, turn: Turn, now: datetime) -> None:
    """Everybody's card of this turn. When somebody reads slowly, all have the longer time: it is one clock."""
    seconds = _seconds(run, turn)
    keep(run, sheet=run.sheet.but(at_node=turn.id, since=now))
    for place in range(len(run.sheet.parts)):
        deciding.ask(run, place, turn.id, seconds, now)
    # For a card that never arrives: the others don't wait for it.
    life.TIMETABLE.at(run.subject, life.LATE, now + timedelta(seconds=seconds) + SLACK, now)


def answer(action: Action, ask_: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    """A tap on a letter, or a choice on the page for long texts."""
    if refusal := deciding.refused(ask_, run):
        return refusal
    drill, node = drills.content(run), Node.of(ask_)
    option = deciding.option_of(run, drill, node.at_node, node.part, deciding.letter_of(action))
    if option is None:
        return deciding.UNKNOWN
    if life.is_late(ask_, node.limit_s, now):
        late(run, ask_, now)
        return deciding.TIME_UP
    words = deciding.take(
        run, drill, node.at_node, node.part, option, node.limit_s, now, **deciding.who(action, ask_, person)
    )
    deciding.close(ask_, person, words, now)
    waits = _onward(run, drill, now)
    return Answer(f"{words}{WAITS if waits else ''}", "done", beside=WAITS if waits else deciding.NEXT)


def late(run: DrillRun, ask_: Ask, now: datetime) -> None:
    """The time of somebody's card is up."""
    if deciding.refused(ask_, run) is None:
        drill = drills.content(run)
        _missed(run, drill, ask_, LATE, now)
        _onward(run, drill, now)


def turn_over(run: DrillRun, now: datetime) -> None:
    """Nobody waits any longer for cards that have not arrived."""
    drill = drills.content(run)
    for ask_ in life.open_asks(run):
        if deciding.refused(ask_, run) is None:
            _missed(run, drill, ask_, UNREACHED, now)
    if run.state == "running":
        _onward(run, drill, now)


def _missed(run: DrillRun, drill: Drill, ask_: Ask, words: str, now: datetime) -> None:
    node = Node.of(ask_)
    deciding.miss(run, drill, node.at_node, node.part, words, node.limit_s, now)
    deciding.close(ask_, None, words, now)


def _onward(run: DrillRun, drill: Drill, now: datetime) -> bool:
    """Goes on once everybody has decided; says whether somebody is waited for."""
    turn = drill.team.turn(run.sheet.at_node) if drill.team else None
    if turn is None:
        return False
    mine = [each for each in run.sheet.steps if each.at_node == turn.id]
    if len(mine) < len(run.sheet.parts):
        return True
    after = teams.onward(drill, turn, run.sheet.played)
    if not any(each.option for each in mine):
        ending.end(run, None, now, SILENT)
    elif isinstance(after, Turn):
        ask(run, drill, after, now)
    else:
        ending.end(run, after, now)
    return False


def _seconds(run: DrillRun, turn: Turn) -> int:
    return limit_s(turn.time_limit_s, slow=any(part.slow for part in run.sheet.parts))
