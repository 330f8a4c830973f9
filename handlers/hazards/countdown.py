"""The time until a hazard is to be mended: who hears of it as it runs out, each step once, late rather than never.

Each deadline has its own ladder (`rules.hazards.countdown`). It stands in the hazard's timetable, so what came due
while the house was down is done when it is up again; what is past for a new deadline is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import asks, timetable
from handlers.hazards import life
from handlers.hazards.kinds import FIX
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, grade
from models.subject import Subject
from rules import duty
from rules.hazards.countdown import Heard, Moment, ladder
from rules.hazards.life import TO_MEND
from rules.phrases import duration, moment_words

DAY = timedelta(days=1)
RED, URGED = "hazard.red", "hazard.urge"
DAILY = "overdue_daily"


def begin(hazard: Hazard, now: datetime) -> None:
    """The ladder of the present deadline, in place of that of the one before."""
    life.TIMETABLE.clear(hazard.subject, now)
    for step in _ladder(hazard, now):
        if step.at > now or step.name == "overdue":
            life.TIMETABLE.at(hazard.subject, step.name, step.at, now)


def end(hazard: Hazard, now: datetime) -> None:
    """Nobody is to mend it any more, or for the moment."""
    life.TIMETABLE.clear(hazard.subject, now)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Does everything in the timetable that is due."""
    hazard = hazards.here(subject)
    steps = {each.name: each for each in _ladder(hazard, now)}
    due = timetable.take(ask, now) if hazard.state in TO_MEND else []
    reds = [name for name in due if name in steps and steps[name].red]
    for name in due:
        # After a break of the house only the last red alert is true.
        if name == DAILY:
            _tell_daily(hazard, now)
        elif name in steps and (name not in reds[:-1] or name == "overdue"):
            _do(hazard, steps[name], now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def _ladder(hazard: Hazard, now: datetime) -> tuple[Moment, ...]:
    since = hazard.work.since or hazard.received_at
    general = book(now).config.hazards.general
    return ladder(since, hazard.until, grade(hazard), general) if hazard.until else ()


def _do(hazard: Hazard, step: Moment, now: datetime) -> None:
    if step.name == "not_accepted" and hazard.state != "assigned":
        return
    people = _people(hazard, step.to, now)
    if step.name == "overdue":
        hazards.keep(hazard, late=True)
        life.TIMETABLE.at(hazard.subject, DAILY, now + DAY, now)
    if step.red:
        entry = "hazard.overdue" if hazard.late else "hazard.red"
        _tell(hazard, people, _red_words(hazard, now), now, entry=entry, urgent=True)
        life.show(hazard, now)
    else:
        why = "还没接单" if step.name == "not_accepted" else "时间过了一半"
        told = f"{why}：{_called(hazard)}，{_by(hazard, now)}前改好。"
        _tell(hazard, people, told, now, entry="hazard.urged", why=why, urgent=step.call)


def _tell_daily(hazard: Hazard, now: datetime) -> None:
    """As long as it is late, owner and supervisor hear of it once a day."""
    life.TIMETABLE.at(hazard.subject, DAILY, now + DAY, now)
    people = _people(hazard, ("owner", "supervisor"), now)
    _tell(hazard, people, _red_words(hazard, now), now, entry="hazard.overdue", urgent=False)


def _tell(
    hazard: Hazard,
    people: Sequence[str],
    words: str,
    now: datetime,
    *,
    entry: str,
    urgent: bool,
    why: str = "",
) -> None:
    ask = _ask(hazard)
    for person in people:
        asks.tell(ask, person, words, now, purpose=RED if urgent else URGED, urgent=urgent)
    left = duration(hazard.until - now) if hazard.until and hazard.until > now else ""
    data = {"to": list(people), **({"left": left} if left else {}), **({"why": why} if why else {})}
    life.tell_trail(hazard, entry, now, data=data)


def _ask(hazard: Hazard) -> Ask:
    """The owner's ask, which the text leads to."""
    return [ask for ask in ask_table.of_subject(hazard.subject) if ask.kind == FIX and ask.state in MOVABLE][-1]


def _people(hazard: Hazard, wanted: Sequence[Heard], now: datetime) -> list[str]:
    """The people that a step names, each once."""
    found = [person for heard in wanted for person in _named(hazard, heard, now)]
    return [person for person in dict.fromkeys(found) if person and book(now).plant.knows(person)]


def _named(hazard: Hazard, heard: Heard, now: datetime) -> list[str]:
    rules = book(now)
    plant, out = rules.plant, meter.unreachable()
    if heard in ("owner", "supervisor"):
        return [hazard.owner if heard == "owner" else hazard.supervisor]
    if heard == "finder":
        return [hazard.follower]
    if heard == "safety":
        return [*duty.responders(plant, rules.config.rules, now, out)[:1]]
    if heard == "head":
        above = plant.person(hazard.supervisor).supervisor if plant.knows(hazard.supervisor) else None
        return [above] if above else []
    return [person.id for person in duty.leading(plant, now, out)]


def _red_words(hazard: Hazard, now: datetime) -> str:
    owner, until = name_of(book(now).plant, hazard.owner), hazards.deadline(hazard)
    over = now - until
    if now < until:
        left = f"只剩 {duration(until - now)}（{_by(hazard, now)}前）"
    else:
        left = "到期了" if over < timedelta(minutes=1) else f"超期 {duration(over)}"
    return f"【红色预警】{_called(hazard)}，{left}，{owner}还没报改好。"


def _called(hazard: Hazard) -> str:
    return f"{hazard.number} {hazards.title(hazard)}"


def _by(hazard: Hazard, now: datetime) -> str:
    return moment_words(hazards.deadline(hazard).astimezone(book(now).plant.zone))
