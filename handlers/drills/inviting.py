"""Who is invited begins when he is ready; a team begins once everybody is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.drills import alone, ending, life, teaming
from handlers.drills.kinds import INVITE
from handlers.training import awake
from models import drill as drills
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.drill import TEAM, DrillRun, keep
from models.drill_sheet import CARDS, SCENE, Invite
from rules.plant import Person
from rules.training.drills import Drill

REMIND = (("remind", 24 * 60),)
GATHER = (("remind", 30),)
OVER = Answer("这次演练已经不等人了。发「演练」看现在怎样。", "info")
BEGUN = Answer("已经开始了，看最新的卡片。", "info")


def invite(run: DrillRun, why: str, now: datetime) -> None:
    """A card for everybody who takes part."""
    team = run.kind == TEAM
    for place, part in enumerate(run.sheet.parts):
        steps, until = GATHER if team else REMIND, drills.until(run)
        wanted = Wanted(
            INVITE, part.person, [why], stage="invite", steps=steps, expires_at=until, data=Invite(part=place)
        )
        asks.open_ask(run.subject, wanted, now)


def begin(action: Action, ask: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    """「开始」, 「多给一半时间」, or on the page of the scene `{way, slow}`."""
    if run.state == "running":
        return BEGUN
    if ask.state not in MOVABLE or run.state != "invited":
        return OVER
    if at := awake.busy(person.id, now):
        return Answer(f"你在 {at} 的票上，收工再练。", "caution")
    place, way = Invite.of(ask).part, SCENE if action.data.get("way") == SCENE else CARDS
    slow = action.name == "slow" or action.data.get("slow") is True
    drill = drills.content(run)
    team = run.kind == TEAM
    part = run.sheet.parts[place].but(ready=True, slow=slow, way=CARDS if team or drill.scene is None else way)
    if team and run.sheet.parts[place].ready:
        return _waiting(run)
    keep(run, sheet=run.sheet.with_part(place, part))
    who: dict[str, Any] = {"actor": asks.actor(ask, person), "shown": asks.shown_to(action)}
    if team:
        return _ready(ask, run, drill, person, place, now, who)
    if part.way == CARDS:
        asks.close(ask, "done", now, Outcome(result="begun", by=person.id, at=now))
    how = ("在 3D 场景里" if part.way == SCENE else "用卡片") + ("，每步多给一半时间" if slow else "")
    _start(run, now, how, who)
    alone.ask(run, drill, drill.start, now)
    if part.way == SCENE:
        asks.repaint(ask, now)
    return Answer("开始了。每一步都有时限，卡片一张一张来。" if part.way == CARDS else "开始了", "done")


def remind(run: DrillRun, ask: Ask, now: datetime) -> None:
    waits = run.state == "invited" and not run.sheet.parts[Invite.of(ask).part].ready
    if waits:
        awake.remind(ask, f"{drills.title(run)}还没开始，约 {drills.content(run).minutes} 分钟。", now)


def expire(run: DrillRun, now: datetime) -> None:
    """Nobody came, or not everybody."""
    if run.state == "invited":
        absent = [name_of(book(now).plant, part.person) for part in run.sheet.parts if not part.ready]
        ending.miss(run, f"没等到{'、'.join(absent)}", now)


def unreachable(run: DrillRun, ask: Ask, words: str, now: datetime) -> None:
    if run.state == "invited":
        ending.miss(run, f"联系不上{name_of(book(now).plant, ask.person)}", now)


def _ready(
    ask: Ask, run: DrillRun, drill: Drill, person: Person, place: int, now: datetime, who: dict[str, Any]
) -> Answer:
    life.tell_trail(run, "drill.ready", now, {"post_name": drills.post_name(run, drill, place)}, **who)
    if not all(part.ready for part in run.sheet.parts):
        life.show(run, now)
        return _waiting(run)
    for each in life.open_asks(run, INVITE):
        asks.close(each, "done", now, Outcome(result="begun", by=each.person, at=now))
    slow = any(part.slow for part in run.sheet.parts)
    _start(run, now, "人到齐了" + ("，每步多给一半时间" if slow else ""), {})
    turn = drill.team.turn(drill.team.start) if drill.team else None
    if turn is not None:
        teaming.ask(run, drill, turn, now)
    return Answer("人到齐了，开始。看新卡片。", "done")


def _waiting(run: DrillRun) -> Answer:
    left = sum(not part.ready for part in run.sheet.parts)
    return Answer(f"记下你到了。还等 {left} 个人，到齐就开始。", "done")


def _start(run: DrillRun, now: datetime, how: str, who: dict[str, Any]) -> None:
    data = {"how": how, "seed": run.sheet.seed, "given": dict(run.sheet.given)}
    life.move(run, "running", "drill.begun", now, data, begun_at=now, **who)
    life.TIMETABLE.at(run.subject, life.END, drills.until(run), now)
