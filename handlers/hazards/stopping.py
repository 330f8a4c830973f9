"""Stop-use first: before a major hazard is given to anybody, whoever decides its grade stops what is in use there and
has people withdrawn, or says why that is not needed. It holds until the hazard is closed.

What a sensor tells waits for nobody: where people may be hurt they are told to leave at once, and only then is somebody
asked whether its use stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, flows, voice
from handlers.asks import Wanted
from handlers.hazards import life, untold
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import GO_ON, LEAVE, STOP, USE
from models import ask as ask_table
from models import delivery as deliveries
from models import hazard as hazards
from models import meter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_major import Left, Stopped
from models.sensor import of_ticket, second_now
from models.subject import Subject
from rules import duty
from rules.hazards.life import OVER
from rules.plant import Area, Person
from rules.sensors.limits import advice
from rules.shifts import leave_at, on_duty

# Whether its use stops is decided at once: people stand outside meanwhile.
USE_STEPS = (("remind", 5), ("next", 10), ("next", 20))
# Whoever was told to leave is not told again within this time.
TOLD_AGAIN = timedelta(minutes=10)
MOST_WORDS, MOST_TOLD, MOST_QUOTED = 200, 60, 60
ASKED = "先说停不停用：选「停用、撤人」，或写明为什么可以接着用"
DONE_ALREADY = Answer("已经定了停用、撤人。点「去定级」往下办。", "info")
DECIDED = Answer("停不停用已经有人定了。点卡片看现在怎样。", "info")
OWN = Answer("这条归你改，能不能接着用由别人定。要停用，可以停。", "stop")
NO_PLACE = Answer("还不知道在哪里。点「去定级」，选了地点再停用、撤人。", "caution")


def tap(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「停用、撤人」 on the card, before anything else is said."""
    if ask.state not in MOVABLE or hazard.state != "triage":
        return Answer("这条已经有人定了。点卡片看现在怎样。", "info")
    if hazard.work.major.stopped:
        return DONE_ALREADY
    if not hazard.area:
        return NO_PLACE
    told = stop(hazard, person, now, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    return Answer(f"定了停用、撤人，{told}请马上去看，再点「去定级」。", "info")


def leave(hazard: Hazard, now: datetime) -> None:
    """A sensor tells what may hurt people: everybody at work there is told to leave, and work under permits stops."""
    before = hazard.work.major.left
    just = set(before.to) if before and now - before.at < TOLD_AGAIN else set()
    people = [each for each in _there(hazard, now) if each not in just]
    if not people:
        return
    known = before.to if before else ()
    if not just:
        untold.end(hazard, "又叫了一次", now)
    left = Left(at=before.at if before and just else now, to=tuple(dict.fromkeys([*known, *people])))
    life.note(hazard, hazard.work.but(major=hazard.work.major.but(left=left)))
    life.tell_trail(hazard, "hazard.left", now, data={"to": people, "why": hazard.report.words})
    # Whoever is not told again still gets the words of before.
    deliveries.overtaken(untold.under(hazard), (GO_ON,) if just else (GO_ON, LEAVE), "有更新的一条，不再发")
    words = (
        f"【马上离开】{hazards.area_name(hazard)}：{hazard.report.words}。{on_site(hazard, now)}，没有通知不要回去。"
    )
    _tell(hazard, people, words, LEAVE, now)
    untold.watch(hazard, now)
    withdraw(hazard, "马上离开", now)


def on_site(hazard: Hazard, now: datetime) -> str:
    """What those who are there do, by what its sensors measure."""
    told = {hazard.report.sensor, *(row.sensor for row in of_ticket(hazard.number))}
    return advice({each.kind for each in book(now).config.sensors.sensors if each.id in told})


def ask_use(hazard: Hazard, why: str, now: datetime) -> None:
    """Somebody who answers for the plant says whether its use stops; never whose work it is. Nobody is asked where it
    is stopped, or somebody is asked already: then he is reminded."""
    stopped = hazard.work.major.stopped
    if stopped and stopped.stopped:
        return
    for each in (waiting := ask_table.movable(hazard.subject, USE)):
        asks.tell(each, each.person, f"{hazard.number} 还等你定停不停用。", now, urgent=True)
    if not waiting and (person := _decider(hazard, set(), now)):
        stage = f"{USE}/{now.isoformat()}"
        asks.open_ask(hazard.subject, Wanted(USE, person, [why], stage=stage, steps=USE_STEPS, urgent=True), now)


def decide(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「停用、撤人」 on the card, or the page: `{use, safe}`. Where it may go on, whoever left is told."""
    stops = action.name == "stop_use" or action.data.get("use") == "stop"
    if ask.state not in MOVABLE and not (stops and _let_go_on(hazard, person)):
        return DECIDED
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    if stops:
        deliveries.overtaken(untold.under(hazard), (GO_ON,), "又停用了，不再发")
        told = stop(hazard, person, now, actor=actor, shown=shown)
        return Answer(f"定了停用、撤人，{told}请马上去看。", "done")
    if person.id in hazards.judged(hazard):
        return OWN
    if action.data.get("use") != "go_on" or not str(action.data.get("safe") or "").strip():
        return Answer(f"{ASKED}。", "stop")
    if stands := second_now(hazard.number, now):
        return Answer(f"{stands[0].sensor} 还在二级报警，不能接着用。先按预案处置，降下来了再定。", "stop")
    _go_on(action, hazard, person, now, actor=actor)
    back = _return(hazard, f"{person.name}定的，{str(action.data['safe']).strip()[:MOST_WORDS]}", now)
    return Answer(f"记下了：不停用。{f'正在通知离开的 {back} 个人可以回去。' if back else ''}", "done")


def _let_go_on(hazard: Hazard, person: Person) -> bool:
    """Whether it is in use by this person's word, who may stop it after all."""
    said = hazard.work.major.stopped
    return said is not None and not said.stopped and said.by == person.id and hazard.state not in OVER


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Silence: he is reminded, then the next is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 还等你定停不停用。", now, urgent=True)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    if person := _decider(hazard, asked, now):
        why = [f"{name_of(book(now).plant, ask.person)}还没定，请你定"]
        asks.open_ask(hazard.subject, Wanted(USE, person, why, stage=ask.stage, steps=USE_STEPS, urgent=True), now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def said(action: Action, hazard: Hazard) -> str:
    """What a page lacks that makes a hazard major: whether its use is stopped; empty when nothing does."""
    safe = str(action.data.get("safe") or "").strip()
    return "" if hazard.work.major.stopped or action.data.get("use") == "stop" or safe else ASKED


def keep(action: Action, hazard: Hazard, person: Person, now: datetime, *, actor: Mapping[str, str]) -> None:
    """Does what the page says (`said`): stops it, or keeps why it may go on."""
    if hazard.work.major.stopped:
        return
    if action.data.get("use") == "stop":
        stop(hazard, person, now, actor=actor, shown=None)
    else:
        _go_on(action, hazard, person, now, actor=actor)


def _go_on(action: Action, hazard: Hazard, person: Person, now: datetime, *, actor: Mapping[str, str]) -> None:
    words = str(action.data.get("safe") or "").strip()[:MOST_WORDS]
    _keep(hazard, Stopped(by=person.id, at=now, stopped=False, words=words))
    life.tell_trail(hazard, "hazard.kept_in_use", now, actor=actor, data={"reason": words})


def stop(hazard: Hazard, person: Person, now: datetime, *, actor: Mapping[str, str], shown: str | None) -> str:
    """Tells everybody at work there, and who leads the plant; they are called too, one after the other until one
    answers. Work under a permit there stops, and none begins until it is lifted. Returns in words how many are
    being told."""
    people = _there(hazard, now)
    going_out = untold.going_out(people, person.id, now)
    _keep(hazard, Stopped(by=person.id, at=now, stopped=True, to=tuple(people), area=hazard.area))
    life.tell_trail(hazard, "hazard.stopped", now, actor=actor, data={"to": people, "area": hazard.area}, shown=shown)
    found = hazard.report.words or "见照片"
    words = f"【停用撤人】{hazards.area_name(hazard)}：{found}。马上停用、撤人，{person.name}定的。"
    _tell(hazard, people, words, STOP, now)
    untold.watch(hazard, now)
    voice.ring(untold.under(hazard), [each for each in people if each != person.id], now)
    withdraw(hazard, "停用、撤人", now)
    return going_out


def withdraw(hazard: Hazard, what: str, now: datetime) -> None:
    """Work under permits in its area stops; its trail names them. what: in a word, why people are to leave."""
    why = f"{hazard.number} {what}：{(hazard.report.words or '见照片')[:MOST_QUOTED]}"
    if stopped := flows.here().withdrawn(hazard.area, why, now):
        life.tell_trail(hazard, "hazard.work_stopped", now, data={"permits": stopped, "why": why})


def follow_area(hazard: Hazard, person: Person, now: datetime, *, actor: Mapping[str, str]) -> None:
    """It turned out to be elsewhere than where its use was stopped: that is lifted there, and holds here."""
    stopped = hazard.work.major.stopped
    if stopped and stopped.stopped and stopped.area not in ("", hazard.area):
        _lifted(hazard, stopped, f"{hazard.number} 不在这里", now)
        stop(hazard, person, now, actor=actor, shown=None)


def lift(hazard: Hazard, now: datetime) -> None:
    """It is over: those who were told to stop, or to leave, are told that it may be used again."""
    stopped = hazard.work.major.stopped
    why = "销号了" if hazard.state == "closed_out" else "定为不算隐患"
    if stopped and stopped.stopped:
        _lifted(hazard, stopped, f"{hazard.number} {why}", now)
    else:
        _return(hazard, why, now)


def _return(hazard: Hazard, why: str, now: datetime) -> int:
    """Whoever was told to leave hears that he may come back, and why. Returns how many are being told."""
    left = hazard.work.major.left
    if left is None:
        return 0
    people = [each for each in left.to if book(now).plant.knows(each)]
    untold.end(hazard, "可以回去了", now)
    life.note(hazard, hazard.work.but(major=hazard.work.major.but(left=None)))
    life.tell_trail(hazard, "hazard.may_return", now, data={"to": people, "why": why})
    deliveries.overtaken(untold.under(hazard), (LEAVE,), "可以回去了，不再发")
    words = f"{hazard.number}：{hazards.area_name(hazard)}可以回去了（{why}）。"
    _tell(hazard, people, words, GO_ON, now)
    flows.here().returned(hazard.area, words.removesuffix("。"), now)
    return len(people)


def _lifted(hazard: Hazard, stopped: Stopped, why: str, now: datetime) -> None:
    area = stopped.area or hazard.area
    name = book(now).plant.area_name(area, hazards.area_name(hazard))
    left = hazard.work.major.left
    told = dict.fromkeys([*stopped.to, *(left.to if left else ())])
    people = [each for each in told if book(now).plant.knows(each)]
    untold.end(hazard, "恢复使用了", now)
    deliveries.overtaken(untold.under(hazard), (STOP, LEAVE), "恢复使用了，不再发")
    life.tell_trail(hazard, "hazard.in_use_again", now, data={"to": people})
    _tell(hazard, people, f"{why}：{name}可以恢复使用。", GO_ON, now)
    flows.here().returned(area, why, now)


def _tell(hazard: Hazard, people: list[str], words: str, purpose: str, now: datetime) -> None:
    """All of it must arrive: without the word that they may, people stay outside."""
    for each in people:
        asks.tell(untold.under(hazard), each, words, now, purpose=purpose, urgent=True)


def _there(hazard: Hazard, now: datetime) -> list[str]:
    rules = book(now)
    plant, out = rules.plant, meter.unreachable()
    area: Area = plant.area(hazard.area)
    here = [
        each.id
        for each in plant.people
        if each.department == area.department
        and on_duty(each, plant, rules.config.rules, now)
        and leave_at(each, plant, now) is None
    ]
    leading = [each.id for each in duty.leading(plant, now, out)]
    return list(dict.fromkeys([*leading, *here]))[:MOST_TOLD]


def _decider(hazard: Hazard, asked: set[str], now: datetime) -> str:
    """Who is asked next whether its use stops: the safety office and whoever leads the plant now, then whoever may.
    Whose platform is silent comes after those who can hear it."""
    rules, out, silent = book(now), meter.unreachable(), meter.silent()
    not_these = {*asked, *hazards.judged(hazard), *accused_by(hazard, now)}
    called = [each for each in duty.responders(rules.plant, rules.config.rules, now, out) if each not in not_these]
    following = duty.following(rules.plant, now, not_these, out)
    heard = [each for each in called if rules.plant.person(each).platform not in silent]
    return (heard or called or [following.id if following else ""])[0]


def _keep(hazard: Hazard, stopped: Stopped) -> None:
    """Whoever is still asked whether its use stops need not say so."""
    life.note(hazard, hazard.work.but(major=hazard.work.major.but(stopped=stopped)))
    outcome = Outcome(result="stopped" if stopped.stopped else "in_use", by=stopped.by, at=stopped.at)
    for each in ask_table.movable(hazard.subject, USE):
        asks.close(each, "done" if each.person == stopped.by else "superseded", stopped.at, outcome)
