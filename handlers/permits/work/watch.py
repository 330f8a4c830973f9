"""A permit at work: opens the cards of guardian and leader, and sets the timetable of the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers import asks
from handlers.asks import Wanted
from handlers.permits import raised, telling, timetable
from handlers.permits.kinds import STAY
from models import ask as ask_table
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.permit import Permit
from models.permit_asks import Watch
from models.subject import Subject
from rules import weather
from rules.borders import Stretch, next_border
from rules.calendar import Span
from rules.routing_rules import FollowUp
from rules.shifts import next_change

WATCH, FINISH = "permit.watch", "permit.finish"
# The timetable's moment by which a gas detector should have reported (`gas.silence`).
FEEDS = "gas_feed"
CHECK, GAS_RECORD, SHIFT_CHECK = "permit.check", "permit.gas_record", "permit.shift_check"
# What is asked only during the work. The leader may also report the end of a suspended job.
WHILE_WORKING = (WATCH, CHECK, GAS_RECORD, SHIFT_CHECK)


def began(permit: Permit, now: datetime) -> None:
    """The permit has just become `working`: its people get their cards, and the clock gets its moments."""
    person = permits.guardian(permit)
    why = ["你是监护人：不离开、不干别的活，不对劲就停"]
    kind = raised.kind_of(permit)
    logged = Watch(entry=kind.entry_log is not None)
    if weather.outdoors(kind, permit.form.inputs):
        logged = logged.but(wind=True)
    asks.open_ask(permit.subject, Wanted(WATCH, person, why, rules=f"rules@{permit.rules}", data=logged), now)
    if not any(ask.kind == FINISH and ask.state in MOVABLE for ask in ask_table.of_subject(permit.subject)):
        leader = permit.form.work_leader
        asks.open_ask(permit.subject, Wanted(FINISH, leader, ["你是作业负责人：干完、清完场由你报完工"]), now)
    for follow in during(permit):
        timetable.at(permit.subject, follow.ask, now + timedelta(minutes=every(follow, permit)), now)
    if permit.work.feeds:
        timetable.at(permit.subject, FEEDS, now, now)
    _set_period(permit, now)


def during(permit: Permit) -> Iterator[FollowUp]:
    """The rules' questions while this permit is at work."""
    for follow in raised.rules(permit).after_signing.during:
        if follow.concerns(permit.kind, permit.level):
            yield follow


def every(follow: FollowUp, permit: Permit) -> int:
    """Minutes between two questions."""
    return follow.every_min or raised.kind_of(permit).ask_interval_min


def stretch(permit: Permit) -> Stretch:
    """The permit's period, for the rules of borders; it counts as upgraded when its level was raised or a stage was
    added."""
    rules = raised.rules(permit)
    added = {stage["id"] for stage in permit.route["stages"]} & set(rules.upgrades.extra_stages)
    upgraded = permit.route["original_level"] != permit.level or bool(added)
    period = Span(permit.starts_at, permit.ends_at)
    return Stretch(permit.kind, rules.level(permit.kind, permit.level), period, upgraded)


def stop_asking(subject: Subject, kinds: tuple[str, ...], words: str, now: datetime) -> None:
    """Open asks of these kinds are over; their cards say why."""
    for ask in ask_table.of_subject(subject):
        if ask.kind in kinds and ask.state in MOVABLE:
            asks.close(ask, "superseded", now, Outcome.over(words, now))


def show(permit: Permit, now: datetime) -> None:
    """The requester's card and the leader's say whether the work is stopped or goes on."""
    telling.repaint_all(permit, now)
    for each in ask_table.movable(permit.subject, FINISH):
        asks.repaint(each, now)


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Guardian and leader have their cards as long as the work lasts; only a card that does not arrive matters."""
    if name == "undelivered":
        unreachable(permit, ask, "卡片没送到", now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """Tells the other of the two to go and look."""
    other = permits.guardian(permit) if ask.kind == FINISH else permit.form.work_leader
    then = "找不到就另派人守着" if ask.kind == STAY else "找不到就停工"
    name = name_of(book(now).plant, ask.person)
    telling.tell(permit, [other], f"联系不上{name}（{words}）：{telling.title(permit)}。请当面找到他，{then}。", now)


def set_shift(permit: Permit, now: datetime) -> None:
    """Sets the next change of crews, if it is within the permit's period."""
    plant = book(now).plant
    local = now.astimezone(plant.zone)
    starts = [
        datetime.combine(local.date() + timedelta(days=days), begin, plant.zone)
        for days in (0, 1)
        for begin, _ in plant.shifts.hours.values()
    ]
    coming = min(moment for moment in starts if moment > now)
    if coming < permit.ends_at:
        timetable.at(permit.subject, "shift", coming, now)


def _set_period(permit: Permit, now: datetime) -> None:
    """The end of the period, the warnings before it, the next border and the next change of shift."""
    rules = raised.rules(permit)
    timetable.at(permit.subject, "end", permit.ends_at, now)
    warnings = (permit.ends_at - timedelta(minutes=left) for left in rules.after_signing.expiry.warn_before_min)
    coming = [moment for moment in warnings if moment > now]
    if coming:
        timetable.at(permit.subject, "warn", min(coming), now)
    border = next_border(stretch(permit), rules, book_of(int(permit.rules)).plant.zone, now)
    if border is not None:
        timetable.at(permit.subject, "border", border.at, now)
    set_shift(permit, now)
    timetable.at(permit.subject, timetable.RELIEF, next_change(book(now).plant, now), now)
