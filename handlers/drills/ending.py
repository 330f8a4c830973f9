"""A drill is over: its score, its debrief, what it means for people's training, the next try, the archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.drills import life
from handlers.drills.kinds import DEBRIEF, INVITE
from handlers.training import awake
from handlers.training.drilled import Drilled, write_down
from models import ask as ask_table
from models import drill as drills
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.drill import TEAM, DrillRun
from models.drill_sheet import Debrief
from models.ledger import Entry, Seal
from models.subject import Subject
from rules.plant import Person
from rules.shifts import next_turn
from rules.training import drilling, teams
from rules.training.drill_life import AGAIN, ENDED, State
from rules.training.drills import Drill, Ending

SEEN = Answer("看过了，不用再点。", "info")
READ = (("remind", 24 * 60),)


def end(run: DrillRun, ending: Ending | None, now: datetime, why: str = "") -> None:
    """A run that has come to its ending, or broke off. why: in place of an ending."""
    drill = drills.content(run)
    state, data = _judged(run, drill)
    told = {**data, "ending": why or (ending.title if ending else "")}
    sheet = run.sheet.but(at_node="", ending=ending.title if ending else "", why=why)
    life.move(run, state, f"drill.{state}", now, told, outcome=state, score=data["score"], closed_at=now, sheet=sheet)
    _over(run, "演练结束了", now)
    _debrief(run, now)
    write_down(_drilled(run, drill), now)
    if run.kind != TEAM and state == "failed":
        _again(run, now)


def miss(run: DrillRun, why: str, now: datetime) -> None:
    """Nothing came of it, and nobody is judged by it."""
    sheet = run.sheet.but(at_node="", why=why)
    life.move(run, "missed", "drill.missed", now, {"why": why}, outcome="missed", closed_at=now, sheet=sheet)
    _over(run, f"没练成：{why}", now)


def at_work(run: DrillRun, now: datetime) -> bool:
    """Ends a run of which somebody has begun to work under a permit: he must not be distracted, and what he does not
    decide says nothing of him. Looked at before each decision is asked, taken or missed."""
    busy = [each for each in run.sheet.people if awake.busy(each, now)]
    if run.state != "running" or not busy:
        return False
    names = "、".join(name_of(book(now).plant, each) for each in busy)
    why = f"{names}上票了，这次不算" if run.kind == TEAM else "上票了，这次不算"
    miss(run, why, now)
    for ask in ask_table.of_subject(run.subject):
        if ask.kind == INVITE and ask.person not in busy:
            asks.tell(ask, ask.person, f"{drills.title(run)}停了：{why}，不用再选。", now, purpose="drill.news")
    return True


def seen(action: Action, ask: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    """「看过了」 on the debrief."""
    if ask.state not in MOVABLE:
        return SEEN
    asks.close(ask, "done", now, Outcome(result="seen", by=person.id, at=now))
    life.tell_trail(run, "drill.seen", now, {"ask": ask.id}, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    return Answer("好。哪一步为什么，点卡片随时能看。", "done")


def step(run: DrillRun, ask: Ask, name: str, now: datetime) -> None:
    """Whoever has not read his debrief is reminded once; after three days nobody waits for that."""
    if name == "remind":
        asks.tell(ask, ask.person, "演练讲评还没看：哪一步更好、为什么，都在卡片里。", now)
    elif name == "expire":
        asks.close(ask, "expired", now, Outcome.over("没有点看过", now))


def due(limit: int) -> list[int]:
    """Subjects of runs that wait to be archived, at most so many, the oldest first; a debrief that may still be read is
    waited for."""
    unread = Ask.select(Ask.subject).where(Ask.kind == DEBRIEF, Ask.state.in_(MOVABLE))
    over = DrillRun.state.in_(ENDED) & DrillRun.subject.not_in(unread)
    return [row.subject_id for row in DrillRun.select(DrillRun.subject).where(over).order_by(DrillRun.id).limit(limit)]


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the run. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    run = drills.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or run.state not in ENDED:
        return False
    life.move(run, "archived", "drill.archived", now, {"seal": newest.seal.number})
    return True


def _judged(run: DrillRun, drill: Drill) -> tuple[State, dict[str, Any]]:
    """The state in which it ends, and what its entry says of the score."""
    if run.kind == TEAM and drill.team:
        found = teams.result(drill.team, run.sheet.played)
        own = [{"person": p.person, "post": p.post, "score": found.own[p.post]} for p in run.sheet.parts]
        data = {
            "score": found.score,
            "handed": found.handed,
            "needed": found.needed,
            "own": own,
            "fatal": sorted(found.fatal),
        }
        return ("passed" if teams.passes(drill, found) else "failed"), data
    score = drilling.score(drill, run.sheet.choices)
    data = {"score": score.total, "visited": score.visited, "best": score.best, "fatal": score.fatal}
    return ("passed" if drilling.passes(drill, score) else "failed"), data


def _drilled(run: DrillRun, drill: Drill) -> list[Drilled]:
    fatal = {each.part for each in run.sheet.steps if each.fatal}
    course, score, passed = drill.course or "", f"{run.score} 分", run.outcome == "passed"
    took = int((run.closed_at - run.begun_at).total_seconds()) if run.begun_at and run.closed_at else 0
    return [
        Drilled(part.person, run.number, drills.title(run), course, score, passed, place in fatal, took)
        for place, part in enumerate(run.sheet.parts)
    ]


def _over(run: DrillRun, words: str, now: datetime) -> None:
    life.close(run, words, now)
    life.TIMETABLE.clear(run.subject, now)


def _debrief(run: DrillRun, now: datetime) -> None:
    for place, part in enumerate(run.sheet.parts):
        if book(now).plant.knows(part.person):
            data, until = Debrief(part=place), now + 3 * AGAIN
            wanted = Wanted(DEBRIEF, part.person, [], stage="debrief", steps=READ, expires_at=until, data=data)
            asks.open_ask(run.subject, wanted, now)


def _again(run: DrillRun, now: datetime) -> None:
    """The next try begins with his first shift that is a day away."""
    rules, person = book(now), run.sheet.people[0]
    if rules.plant.knows(person):
        begins = next_turn(rules.plant.person(person), rules.plant, rules.config.rules, now + AGAIN)
        if begins is not None:
            life.TIMETABLE.at(run.subject, life.AGAIN, begins, now)
