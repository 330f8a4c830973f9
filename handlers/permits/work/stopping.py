"""Stopping the work: by anybody on the permit, with one tap and no reason at first; by an alarm; by a related permit.

Everybody on the permit is told at once, related permits stop too, and people are asked for what is needed to resume.
Until somebody has accepted the work a stop still reaches them all: who reported its end may not have seen the site.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, life, raised, telling, timetable
from handlers.permits.kinds import CLOSING, REASON, RESUME, STAY
from handlers.permits.work import entry, untold, watch
from models import ask as ask_table
from models import delivery as deliveries
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_work import StopRecord
from models.subject import Subject
from rules.plant import Person

# Who confirms that the work may go on, each with the role in the permit.
SIDES = {"guardian": "guardian", "area": "area_rep"}
REASON_LIFE = timedelta(hours=12)
MAX_REASON = 200
# Within this time a second stop after the work brings nothing new, nor does the same danger after any stop: everybody
# has been told or is being told, and what is sent for it would hold up the orders of other permits.
JUST_TOLD, DANGER_TOLD = timedelta(minutes=1), timedelta(minutes=3)
# A stop that the network held so long is told and recorded with both moments.
HELD = timedelta(minutes=1)
BEFORE = ("routing", "blocked", "signing", "returned", "approved")


@dataclass(frozen=True)
class Told:
    """now: who is being told of a stop; before: who has just been told of this very one."""

    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def __add__(self, other: Told) -> Told:
        now = tuple(dict.fromkeys((*self.now, *other.now)))
        return Told(now, tuple(each for each in dict.fromkeys((*self.before, *other.before)) if each not in now))


@dataclass(frozen=True)
class Stop:
    """why: in words, empty when it may follow · actor: as the ledger names him · red: an alarm, everybody leaves and
    gas is tested again, however short the break · because_of: number of the related permit · handover: the guardian
    goes · last: the work does not go on under this permit · made: when the person acted, where the network held it."""

    why: str
    actor: Mapping[str, str]
    red: bool = False
    because_of: str = ""
    handover: bool = False
    last: bool = False
    made: datetime | None = None

    def late(self, now: datetime) -> str:
        """Both moments of a stop that was held, or empty. The order goes out as soon as it is there."""
        return f"{self.made:%H:%M} 点的，{now:%H:%M} 才收到" if self.made else ""

    def record(self, now: datetime) -> StopRecord:
        """The stop as the permit keeps it."""
        record = StopRecord(
            at=now,
            by=self.actor.get("person", ""),
            why=self.why,
            resumed_at=None,
            retest=self.red,
            because_of=self.because_of,
            handover=self.handover,
        )
        return record.but(made=self.made) if self.made else record


def suspend(permit: Permit, stop: Stop, now: datetime) -> None:
    """Stops a working permit and all permits linked with it; a permit in any other state stays as it is."""
    if permit.state != "working":
        return
    inside = list(permit.work.head_count.people)
    data = {"why": stop.why, "because_of": stop.because_of, "inside": inside, **_ordered(stop, now)}
    life.move(permit, "suspended", now, actor=stop.actor, data=data, at=stop.made, late=stop.late(now))
    life.note(permit, permit.work.stopped(stop.record(now)))
    names = (follow.ask for follow in watch.during(permit))
    timetable.drop(permit.subject, *names, "border", "shift", now=now)
    watch.stop_asking(permit.subject, watch.WHILE_WORKING, f"{now:%H:%M} 停工", now)
    _tell_everybody(permit, stop, now)
    ask_to_resume(permit, now)
    watch.show(permit, now)
    _stop_related(permit, stop, now)


def _ordered(stop: Stop, now: datetime) -> dict[str, str]:
    """When a stop that was held was ordered, for its entry, which happened when the person acted."""
    return {"ordered_at": ledger.stamp(now)} if stop.made else {}


def ask_to_resume(permit: Permit, now: datetime) -> None:
    """Asks guardian and area representative to confirm when the work may go on."""
    people = {"guardian": permits.guardian(permit), "area": crew.area_representative(permit, now)}
    for slot, person in people.items():
        if person is None:
            why = [permit.number, "属地没有人能确认复工", f"请安排{raised.role_name(permit, SIDES[slot])}到场"]
            alerts.red_alert(permit.subject, "resume", f"没人能确认复工：{permit.form.area_name}", why, now)
            continue
        ask_side(permit, slot, person, now)


def ask_side(permit: Permit, slot: str, person: str, now: datetime) -> None:
    """Asks one of the two who confirm the end of this stop: `slot` is a key of SIDES."""
    why = [f"你是{raised.role_name(permit, SIDES[slot])}", "两个人都确认才复工"]
    asks.open_ask(permit.subject, Wanted(RESUME, person, why, stage=resume_stage(permit), slot=slot), now)


def resume_stage(permit: Permit) -> str:
    return f"resume/{len(permit.work.stops)}"


def stop_by_page(action: Action, person: Person, now: datetime) -> Answer:
    """「停工」 behind the code posted at the site: anybody of the plant, after the platform's login."""
    permit = named_by(action)
    if permit is None:
        return Answer("没有这张票。请核对票号，或当面叫停。", "stop")
    if not permits.stoppable(permit):
        return Answer(f"{permit.number} {stands_still(permit)}", "info")
    return stopped(stop_by(person, permit, now, held=action.held), now, held=action.held)


def stop_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """A 「停工」 that comes again while people work: they have resumed since the first. It stops them too, because a
    needless stop harms nobody and a missing one may. The first one was not held."""
    permit, action = named_by(action), replace(action, held=timedelta())
    return stop_by_page(action, person, now) if permit and permit.state == "working" else None


def stop_by_tap(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「停工」 on a card of the permit: the guardian's watch card, an interim check, a worker's briefing card."""
    if not permits.stoppable(permit):
        return Answer(f"这张票{stands_still(permit)}", "caution")
    return stopped(stop_by(person, permit, now, held=action.held), now, held=action.held)


def stands_still(permit: Permit) -> str:
    """Why a stop has nothing to stop, as far as the house knows, and what to do if people work all the same."""
    if permit.state == "suspended":
        return f"{permit.work.last_stop.at:%H:%M} 已经停着，都通知过。看见有人还在干，请当面叫停。"
    over = "还没开工" if permit.state in BEFORE else f"已经{permits.stands(permit)[0]}"
    return f"{over}，不许作业。看见有人在干，请当面叫停。"


def give_reason(action: Action, person: Person, now: datetime) -> Answer:
    """Takes the reason for a stop, given afterwards by whoever stopped the work."""
    permit, reason = named_by(action), action.text.strip()[:MAX_REASON]
    if permit is None or len(reason) < 2:
        return Answer("还没有写原因。请写一句再发。", "stop")
    mine = permit.work.stop_of(person.id, action.made(now) + HELD)
    if mine is None:
        return Answer("这张票不是你叫停的。有情况请告诉监护人。", "caution")
    life.note(permit, permit.work.explained(mine, reason))
    for ask in ask_table.movable(permit.subject, REASON):
        if ask.person == person.id:
            asks.close(ask, "done", now, Outcome(result="told", at=now, reason=reason))
    actor = asks.unasked(person)
    data = {"reason": reason, "stop": mine + 1}
    ledger.append(permit.subject, "permit.stop_reason", now, actor=actor, data=data, shown=asks.shown_to(action))
    return Answer("记下了，谢谢你叫停。", "done")


def reason_step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Nobody is pressed for a reason: the card lapses without a word."""
    if name == "expire":
        asks.close(ask, "expired", now)


def reason_unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)


def named_by(action: Action) -> Permit | None:
    """The permit for which the page was opened, with its subject locked."""
    found = permits.by_number(str(action.data.get("number", ""))[:32])
    return permits.locked(found.subject_id) if found else None


def stopped(told: Told, now: datetime, held: timedelta = timedelta()) -> Answer:
    """What is true at once: nothing has arrived yet. Whoever can't be reached is named later (`untold`)."""
    late = f"你 {now - held:%H:%M} 点的，{now:%H:%M} 才收到。" if held >= HELD else ""
    return Answer(f"{late}停了，{untold.going_out(told.now, told.before, now)}", "done")


def stop_by(person: Person, permit: Permit, now: datetime, danger: str = "", held: timedelta = timedelta()) -> Told:
    """Stops the work, or raises the alarm after it; returns who else is being told. danger: what he wrote, where it
    says more than that work must stop; held: how long the network had it, which is told and recorded."""
    people = _concerned(permit, now)
    others = tuple(each for each in people if each != person.id)
    if not danger and _just_told(permit, now):
        return Told(before=others)
    why, made = f"{person.name}报「{danger}」" if danger else "", now - held if held >= HELD else None
    stop = Stop(why, asks.unasked(person), red=bool(danger), made=made)
    if permit.state == "working":
        suspend(permit, stop, now)
    elif danger and (told := _told_of(permit, danger, now)):
        return _said_again(permit, stop, [each for each in people if each not in told], others, now)
    else:
        _alarm(permit, stop, now)
    if not danger:
        reason = ["你叫停的，不用先说原因", "方便的时候补一句，不写也行"]
        asks.open_ask(permit.subject, Wanted(REASON, person.id, reason, expires_at=now + REASON_LIFE), now)
    return Told(now=others)


def _told_of(permit: Permit, danger: str, now: datetime) -> set[str]:
    """Who has lately been told of this very danger, or is being told."""
    since = max(now - DANGER_TOLD, permit.work.last_stop.at) if permit.work.stops else now - DANGER_TOLD
    return deliveries.on_its_way(raised.request_of(permit), telling.STOPPED, f"报「{danger}」", since)


def _said_again(permit: Permit, stop: Stop, missing: Collection[str], others: Collection[str], now: datetime) -> Told:
    """The same danger once more: the trail has it, and only whoever has not been told of it is told."""
    data = {"why": stop.why, "from": permit.state, "again": True, **_ordered(stop, now)}
    late = stop.late(now)
    ledger.append(permit.subject, "permit.alarmed", now, actor=stop.actor, data=data, at=stop.made, late=late)
    if missing:
        words = _leave(permit, stop.why, now)
        telling.tell(permit, missing, words, now, urgent=True, purpose=telling.STOPPED)
    _stop_related(permit, stop, now)
    told = tuple(each for each in others if each in missing)
    return Told(told, tuple(each for each in others if each not in missing))


def _leave(permit: Permit, who: str, now: datetime) -> str:
    return f"【红色警报】停工撤离：{telling.title(permit)}。{now:%H:%M:%S} {who}。马上停手，撤到安全处。"


def _just_told(permit: Permit, now: datetime) -> bool:
    """Whether everybody is being told of another stop after the work."""
    return any(stop.at > now - JUST_TOLD for stop in permit.work.alarms[-1:])


def _alarm(permit: Permit, stop: Stop, now: datetime) -> None:
    """A stop where nobody should be at work. The state stays: work that is stopped resumes only after a gas test, and
    work that is over is accepted only when somebody has looked at the site since."""
    data = {"why": stop.why, "from": permit.state, **_ordered(stop, now)}
    late = stop.late(now)
    ledger.append(permit.subject, "permit.alarmed", now, actor=stop.actor, data=data, at=stop.made, late=late)
    if permit.state == "suspended":
        life.note(permit, permit.work.with_last_stop(permit.work.last_stop.ends_after_a_test()))
    else:
        life.note(permit, permit.work.stopped(stop.record(now).but(after_work=True)))
    _tell_everybody(permit, stop, now)
    if permits.unaccepted(permit):
        watch.stop_asking(permit.subject, CLOSING, f"{now:%H:%M} 有人叫停，看过现场重新验收", now)
        timetable.at(permit.subject, timetable.ACCEPT, now, now)
    telling.repaint_open(permit, now)
    _stop_related(permit, stop, now)


def _concerned(permit: Permit, now: datetime) -> list[str]:
    """Everybody on the permit, who speaks for the area, and who was asked to accept the work."""
    area = crew.area_representative(permit, now)
    closing = [each.person for each in ask_table.of_subject(permit.subject) if each.kind in CLOSING]
    return list(dict.fromkeys([*crew.everybody(permit), *([area] if area else []), *closing]))


def _tell_everybody(permit: Permit, stop: Stop, now: datetime) -> None:
    counting = permit.work.head_count.people
    red = stop.red or bool(counting)
    by = stop.actor.get("person")
    who = f"{name_of(book(now).plant, by)}叫停" if by and not stop.why else stop.why
    who += f"（{stop.late(now)}）" if stop.made else ""
    over, call = "", [permit.number, who]
    if permits.unaccepted(permit):
        over = f"这张票 {permit.finished_at:%H:%M} 已报完工" if permit.finished_at else "这张票已到期"
        call = [*call, f"{over}，请到现场看：有没有险情、有没有人还在干"]
    if red:
        words = _leave(permit, who, now)
        call = [*call, "请确认人员撤离"]
    elif over or stop.last:
        words = f"停工：{telling.title(permit)}。{now:%H:%M:%S} {who}。{over or '不能延期'}，谁都别再干，马上停手。"
    else:
        words = f"停工：{telling.title(permit)}。{now:%H:%M:%S} {who}。先停手，等复工通知。"
    if red or over:
        alerts.red_alert(permit.subject, "stopped", f"作业叫停：{permit.form.area_name}", call, now, by_voice=True)
    telling.order(permit, _concerned(permit, now), words, now, purpose=telling.STOPPED)
    untold.watch(permit, now)
    if counting:
        entry.ask_count(permit, now)


def _stop_related(permit: Permit, stop: Stop, now: datetime) -> None:
    """Suspends the permits linked with this one (GB 30871—2022 §4.6), in the order of their locks."""
    for other in sorted(crew.related(permit), key=lambda each: each.subject_id):
        follows = Stop(f"关联票 {permit.number} 停了", raised.SYSTEM, red=stop.red, because_of=permit.number)
        suspend(permits.locked(other.subject_id), follows, now)


# Asks of these kinds have the button that stops the work.
STOPS = (watch.WATCH, watch.CHECK, watch.SHIFT_CHECK, "permit.brief", STAY)
