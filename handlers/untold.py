"""Whom an order to stop or to leave has not reached: whoever can fetch them hears their names.

The order reaches a person when the platform has said so, not before; that he has left, nobody knows from that. The
house goes on sending meanwhile. Names come at once where the platform refuses, else when the house has looked twice.
Each reader has one red card, which is repainted; where somebody has taken it, one more names all who are missing by
then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import alerts
from handlers.going_out import in_plant_time
from handlers.timetable import Timetable
from models import delivery as deliveries
from models.answered import Outcome
from models.ask import MOVABLE
from models.book import book, name_of
from models.delivery import Delivery
from models.house_asks import Alert
from models.subject import Subject

# Moments of a matter's timetable. A first look only sees; what still stands at the second has not passed by itself.
LOOK, LOOK_AGAIN = "untold", "untold_again"
PATIENCE, SECOND = timedelta(seconds=60), timedelta(seconds=30)
# Platforms refuse within seconds: what came after the first name is told so soon after the order, in one.
GATHERED = timedelta(seconds=15)
# Then the house looks so often whether somebody was ordered later whom that has not reached, for so long. Whom the
# platform refuses is tried again at these looks, after twice as long each time.
LATER, LOOKS_FOR = timedelta(minutes=4), timedelta(days=1)
TOPIC, REACHED = "untold", "都通知到了"
# The red alerts of one order.
MOST_ALERTS, MOST_NAMED = 2, 12


@dataclass(frozen=True)
class Order:
    """An order that stands. subject: locked; since: when it was given; topic: of its alerts, without their number;
    title, about, what, todo: what their cards say, before, with and after the names; missing: what has not arrived, of
    people who do not know it otherwise; named: who was named and was not reached since; keep: keeps in row and trail
    who is named now, with their names; left: keeps who is left of them; show: repaints the other cards that name
    them."""

    subject: Subject
    timetable: Timetable
    since: datetime
    topic: str
    title: str
    about: tuple[str, ...]
    what: str
    todo: str
    missing: Sequence[Delivery]
    named: tuple[str, ...]
    keep: Callable[[Sequence[str], str], None]
    left: Callable[[Sequence[str]], None]
    show: Callable[[], None]

    def lines(self, people: Sequence[str], now: datetime) -> list[str]:
        return [*self.about, f"{self.what}：{names(people, now)}", self.todo]


def names(people: Sequence[str], now: datetime) -> str:
    plant = book(now).plant
    more = f"等 {len(people)} 人" if len(people) > MOST_NAMED else ""
    return "、".join(name_of(plant, each) for each in people[:MOST_NAMED]) + more


def watch(timetable: Timetable, subject: Subject, now: datetime) -> None:
    """People have just been ordered: soon the house looks whether that has arrived, however often their platform is
    still tried. That more are ordered puts no look off."""
    at, waiting = now + in_plant_time(PATIENCE), timetable.moment_of(subject, LOOK)
    timetable.at(subject, LOOK, min(at, waiting or at), now)


def look(order: Order, now: datetime) -> None:
    if order.missing:
        order.timetable.at(order.subject, LOOK_AGAIN, now + in_plant_time(SECOND), now)


def look_again(order: Order, now: datetime) -> bool:
    """Names everybody who has been missing for long enough, and looks on; says whether people heard of it."""
    lately = now - in_plant_time(PATIENCE)
    fresh = any(row.created_at > lately for row in order.missing)
    told = name(order, [row.person for row in order.missing if row.created_at <= lately], now, loud=True)
    for row in order.missing:
        if row.state == "unreachable" and now >= row.created_at + LATER * 2 ** max(row.attempts - 1, 0):
            deliveries.try_again(row, now)
    hopeful = bool(order.missing) and now < order.since + LOOKS_FOR
    if hopeful and not order.timetable.moment_of(order.subject, LOOK):
        at = now + in_plant_time(SECOND if fresh else LATER)
        order.timetable.at(order.subject, LOOK_AGAIN, at, now)
    return told


def name(order: Order, people: Sequence[str], now: datetime, *, loud: bool = False) -> bool:
    """Names these people, if nobody has; says whether anybody heard of it. loud: whoever has not seen all the names is
    called once more. Between two looks they only come onto the cards that can be repainted; the first look after a name
    is soon."""
    new = [each for each in dict.fromkeys(people) if each not in order.named]
    if new:
        order.keep(new, names(new, now))
    named = {*order.named, *new}
    still = [each for each in dict.fromkeys(row.person for row in order.missing) if each in named]
    told = bool(still) and _say(order, still, now, loud=loud)
    gathered = order.since + in_plant_time(GATHERED)
    if new and not told and now < gathered:
        order.timetable.at(order.subject, LOOK_AGAIN, gathered, now)
    if new:
        order.show()
    return told


def arrived(order: Order, now: datetime) -> bool:
    """The order has reached somebody, who is named no longer; says whether nobody who was named is missing any more."""
    still = [each for each in dict.fromkeys(row.person for row in order.missing) if each in order.named]
    if len(still) < len(order.named):
        order.left(still)
        order.show()
    if still:
        alerts.say(order.subject, _topics(order), order.lines(still, now), now)
    return bool(order.named) and not still


def end(order: Order, words: str, now: datetime) -> None:
    """Nobody is looked for any more: all have been reached, or a new order or none holds. Whoever has taken the alarm
    reads it too."""
    alerts.say(order.subject, _topics(order), [*order.about, words], now, open_too=False)
    alerts.over(order.subject, alerts.topics(order.subject, f"{TOPIC}/"), words, now)


def _say(order: Order, people: Sequence[str], now: datetime, *, loud: bool) -> bool:
    """Brings the names to those who get the red alerts; says whether that was news to them. An alarm that has ended
    because all had been reached counts no more."""
    raised, lines = alerts.called(order.subject, _topics(order)), order.lines(people, now)
    standing = [ask for ask in raised if Outcome.of(ask).result != "over"]
    newest = [ask for ask in standing if ask.stage == standing[-1].stage]
    if newest and not (loud and set(people) - set(Alert.of(newest[-1]).people)):
        alerts.say(order.subject, _topics(order), lines, now)
        return False
    taken = all(ask.state not in MOVABLE for ask in newest)
    if not newest or (taken and len({ask.stage for ask in standing}) < MOST_ALERTS):
        topic = f"{order.topic}/{len({ask.stage for ask in raised})}"
        alerts.red_alert(order.subject, topic, order.title, lines, now, people=people)
    else:
        alerts.say(order.subject, {Alert.of(newest[-1]).topic}, lines, now, people=people)
    alerts.say(order.subject, _topics(order), lines, now)
    return True


def _topics(order: Order) -> set[str]:
    return alerts.topics(order.subject, f"{order.topic}/")
