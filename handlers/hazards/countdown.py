"""The time until a hazard is to be mended: who hears of it as it runs out, each step once, late rather than never.

Each deadline has its own ladder (`rules.hazards.countdown`). It stands in the hazard's timetable, so what came due
while the house was down is done when it is up again; what is past for a new deadline is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import asks, timetable, voice
from handlers.hazards import interim, life, untold
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import FIX, PLAN
from handlers.untold import LOOK, LOOK_AGAIN
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, grade
from models.subject import Subject
from rules import duty
from rules.hazards.countdown import Heard, Moment, awake, ladder
from rules.hazards.life import UNDER_WAY
from rules.hazards.owners import Head, Here, head, superiors
from rules.phrases import duration, moment_words

DAY = timedelta(days=1)
# One text holds so many lines on either platform.
MOST_LISTED = 10
RED, URGED = "hazard.red", "hazard.urge"
DAILY, MILESTONE = "overdue_daily", "milestone/"


def begin(hazard: Hazard, now: datetime) -> None:
    """The ladder of the present deadline, in place of that of the one before."""
    life.TIMETABLE.clear(hazard.subject, now, but=(LOOK, LOOK_AGAIN))
    for step in _ladder(hazard):
        if step.at > now or step.name == "overdue":
            life.TIMETABLE.at(hazard.subject, step.name, step.at if step.urgent else _awake(hazard, step.at, now), now)
    plan = hazard.work.major.plan
    for place, each in enumerate(plan.milestones if plan and hazard.state != "planning" else ()):
        if each.done_at is None:
            at = _awake(hazard, max(each.until, now), now)
            life.TIMETABLE.at(hazard.subject, f"{MILESTONE}{place}", at, now)


def end(hazard: Hazard, now: datetime) -> None:
    """Nobody is to mend it any more, or for the moment."""
    life.TIMETABLE.clear(hazard.subject, now, but=(LOOK, LOOK_AGAIN))


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Does everything in the timetable that is due."""
    hazard = hazards.here(subject)
    steps = {each.name: each for each in _ladder(hazard)}
    taken = timetable.take(ask, now)
    if LOOK in taken:
        untold.look(hazard, now)
    if LOOK_AGAIN in taken:
        untold.look_again(hazard, now)
    due = taken if hazard.state in UNDER_WAY else []
    reds = [name for name in due if name in steps and steps[name].red]
    for name in due:
        # After a break of the house only the last red alert is true.
        if name == DAILY:
            _tell_daily(hazard, now)
        elif name == interim.MOMENT:
            interim.begin(hazard, now)
        elif name.startswith(MILESTONE):
            _tell_milestone(hazard, int(name.removeprefix(MILESTONE)), now)
        elif name in steps and (name not in reds[:-1] or name == "overdue"):
            _do(hazard, steps[name], now)


def tell_head(hazard: Hazard, why: str, now: datetime) -> None:
    """The superior of the owner's supervisor hears why; where there is none, the safety office."""
    people = _people(hazard, ("head",), now) or _people(hazard, ("safety",), now)
    words = f"{_called(hazard)}，{why}。责任人这次要写根本原因，请你过问。"
    _tell(hazard, people, words, now, entry="hazard.headed", why=why, urgent=False)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def _ladder(hazard: Hazard) -> tuple[Moment, ...]:
    since = hazard.work.since or hazard.received_at
    general = hazards.rules_of(hazard).general
    return ladder(since, hazard.until, grade(hazard), general) if hazard.until else ()


def _awake(hazard: Hazard, at: datetime, now: datetime) -> datetime:
    """When it is said: not at night, unless it is about what is major, hurts people, or is late by then."""
    later = awake(at, book(now).plant.zone, hazards.rules_of(hazard).general)
    urgent = grade(hazard) == "major" or hazard.report.danger or later >= hazards.deadline(hazard)
    return at if urgent else later


def _do(hazard: Hazard, step: Moment, now: datetime) -> None:
    accepted = hazard.state == "accepted" or (hazard.state == "planning" and hazard.work.accepted_at)
    if step.name == "not_accepted" and accepted:
        return
    people = _people(hazard, step.to, now)
    if step.call:
        # Whoever is to act is called first before the deadline, whoever answers for the plant after it.
        voice.ring(_ask(hazard), people if step.name == "not_accepted" else people[::-1], now)
    if step.name == "overdue":
        hazards.keep(hazard, late=True)
        life.TIMETABLE.at(hazard.subject, DAILY, now + DAY, now)
        if grade(hazard) == "major":
            interim.begin(hazard, now)
    if step.red:
        entry = "hazard.overdue" if hazard.late else "hazard.red"
        _tell(hazard, people, _red_words(hazard, now), now, entry=entry, urgent=True)
        life.show(hazard, now)
    else:
        why = "还没接单" if step.name == "not_accepted" else "时间过了一半"
        told = f"{why}：{_called(hazard)}，{_by(hazard, now)}前{_to_do(hazard)}。"
        _tell(hazard, people, told, now, entry="hazard.urged", why=why, urgent=step.call)


def _tell_milestone(hazard: Hazard, place: int, now: datetime) -> None:
    """A step of the plan is due and nobody has said that it is done."""
    plan = hazard.work.major.plan
    if plan is None or plan.milestones[place].done_at is not None:
        return
    why = f"方案节点「{plan.milestones[place].what}」到期没做完"
    people = _people(hazard, ("owner", "supervisor"), now)
    _tell(hazard, people, f"{_called(hazard)}：{why}。", now, entry="hazard.urged", why=why, urgent=False)


def _tell_daily(hazard: Hazard, now: datetime) -> None:
    """As long as it is late, owner and supervisor hear of it once a day; the deputy in charge has one list of all that
    have been late for a day, with the oldest of them."""
    life.TIMETABLE.at(hazard.subject, DAILY, now + DAY, now)
    people = _people(hazard, ("owner", "supervisor"), now)
    _tell(hazard, people, _red_words(hazard, now), now, entry="hazard.overdue", urgent=False)
    [deputy] = _named(hazard, "deputy", now)
    late = [each for each in hazards.late(now - DAY) if deputy in _named(each, "deputy", now)]
    if deputy and late and late[0].id == hazard.id:
        asks.tell(_ask(hazard), deputy, _list(late, now), now, purpose=URGED)
        life.tell_trail(hazard, "hazard.listed", now, data={"to": [deputy], "count": len(late)})


def _list(late: Sequence[Hazard], now: datetime) -> str:
    """超期一天以上的隐患 2 条：YH-000017 电气隐患 · 污水处理站，超期 2 天 3 小时，某某；…"""
    plant = book(now).plant
    lines = [
        f"{_called(each)}，超期 {duration(now - hazards.deadline(each))}，{name_of(plant, each.owner)}"
        for each in late[:MOST_LISTED]
    ]
    more = f"；还有 {len(late) - MOST_LISTED} 条" if len(late) > MOST_LISTED else ""
    return f"超期一天以上的隐患 {len(late)} 条：{'；'.join(lines)}{more}。"


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
    """The owner's ask, which the text leads to; the last one while he waits for the approval of his plan."""
    own = [ask for ask in ask_table.of_subject(hazard.subject) if ask.kind in (FIX, PLAN)]
    return max(own, key=lambda ask: (ask.state in MOVABLE, ask.id))


def _people(hazard: Hazard, wanted: Sequence[Heard], now: datetime) -> list[str]:
    """The people that a step names, each once."""
    found = [person for heard in wanted for person in _named(hazard, heard, now)]
    return [person for person in dict.fromkeys(found) if person and book(now).plant.knows(person)]


def _named(hazard: Hazard, heard: Heard, now: datetime) -> list[str]:
    rules = book(now)
    accused = accused_by(hazard, now)
    plant, out = rules.plant, {*meter.unreachable(), *accused}
    if heard in ("owner", "supervisor"):
        return [hazard.owner if heard == "owner" else hazard.supervisor]
    if heard == "finder":
        return [hazard.follower]
    if heard == "safety":
        return [*duty.responders(plant, rules.config.rules, now, out)[:1]]
    if heard == "head":
        return [each for each in superiors(hazard.supervisor, plant) if each not in accused][:1]
    role: Head = "deputy_in_charge" if heard == "deputy" else "plant_head"
    area = next((each for each in plant.areas if each.id == hazard.area), None)
    return [head(role, area, (), Here(plant, rules.config.rules, now, out)).person]


def _red_words(hazard: Hazard, now: datetime) -> str:
    owner, until = name_of(book(now).plant, hazard.owner), hazards.deadline(hazard)
    over = now - until
    if now < until:
        left = f"只剩 {duration(until - now)}（{_by(hazard, now)}前）"
    else:
        left = "到期了" if over < timedelta(minutes=1) else f"超期 {duration(over)}"
    return f"【红色预警】{_called(hazard)}，{left}，{_not_yet(hazard, owner)}。"


def _not_yet(hazard: Hazard, owner: str) -> str:
    plan = hazard.work.major.plan
    if hazard.state != "planning":
        return f"{owner}还没报改好"
    return "整改方案还没批" if plan and not plan.returned else f"{owner}还没交整改方案"


def _to_do(hazard: Hazard) -> str:
    return "批好整改方案" if hazard.state == "planning" else "改好"


def _called(hazard: Hazard) -> str:
    return f"{hazard.number} {hazards.title(hazard)}"


def _by(hazard: Hazard, now: datetime) -> str:
    return moment_words(hazards.deadline(hazard).astimezone(book(now).plant.zone))
