"""Whom an order to leave, or to stop the use and withdraw, has not reached (`handlers.untold`): those who get the
hazard's red alerts hear whom to fetch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers import asks, untold
from handlers.going_out import deaf
from handlers.hazards import life
from handlers.hazards.kinds import FOLLOW, LEAVE, SORT, STOP, USE
from handlers.untold import TOPIC, Order
from models import ask as ask_table
from models import delivery as deliveries
from models import hazard as hazards
from models.ask import Ask
from models.delivery import Delivery
from models.hazard import Hazard
from rules.hazards.life import OVER
from rules.plant import Person


def under(hazard: Hazard) -> Ask:
    """The ask under which people are told: everybody may read the hazard's page."""
    found = [ask for ask in ask_table.of_subject(hazard.subject) if ask.kind in (FOLLOW, SORT)]
    return found[0]


def reached(hazard: Hazard) -> list[str]:
    """Whom the present order to leave has reached."""
    since = _since(hazard)
    if since is None:
        return []
    ask = under(hazard)
    return list(dict.fromkeys(each for order in (LEAVE, STOP) for each in deliveries.arrived(ask, order, since)))


def missing(hazard: Hazard) -> list[str]:
    """Whom the present order to leave has not reached; none once it is over."""
    since = _since(hazard)
    if since is None or hazard.state in OVER:
        return []
    return list(dict.fromkeys(row.person for row in _missing(hazard, since)))


def stands(ask: Ask, row: Delivery) -> bool:
    """Whether this order to leave, which was refused, still holds for its person."""
    hazard = hazards.here(ask.subject)
    since = _since(hazard)
    if since is None or hazard.state in OVER:
        return False
    return any(each.id == row.id for each in _missing(hazard, since))


def may_return(ask: Ask, row: Delivery) -> bool:
    """Whether the word that people may return, which was refused, is still true."""
    hazard = hazards.here(ask.subject)
    return hazard.state in OVER or _since(hazard) is None


def standing(person: Person, now: datetime) -> Iterator[str]:
    """What this person was told who is to stay out, of each hazard."""
    newest = {row.ask.subject_id: row for row in hazards.ordered(person.id, (LEAVE, STOP))}
    for subject_id, row in newest.items():
        hazard = hazards.of_subject(subject_id)
        since = _since(hazard) if hazard else None
        if since is not None and row.created_at >= since:
            yield row.words


def going_out(people: Sequence[str], by: str, now: datetime) -> str:
    """正在通知 5 个人。 Where nothing goes out at this moment, it says who must hear it by voice. by: who decided
    it."""
    if unheard := deaf([each for each in people if each != by], now):
        return f"可是通知这会儿发不出去，马上打电话或当面叫人离开：{untold.names(unheard, now)}。"
    return f"正在通知 {len(people)} 个人。"


def watch(hazard: Hazard, now: datetime) -> None:
    """People have just been told to leave."""
    untold.watch(life.TIMETABLE, hazard.subject, now)


def look(hazard: Hazard, now: datetime) -> None:
    if order := _standing(hazard, now):
        untold.look(order, now)


def look_again(hazard: Hazard, now: datetime) -> None:
    if order := _standing(hazard, now):
        untold.look_again(order, now)


def missed(ask: Ask, person: str, now: datetime) -> None:
    """The platform has refused the order for this person, or has been silent for too long: he is named at once."""
    order = _standing(hazards.here(ask.subject), now)
    if order and any(row.person == person for row in order.missing):
        untold.name(order, [person], now)


def arrived(ask: Ask, person: str, now: datetime) -> None:
    """The order has reached this person: the alarm ends when nobody who was named is missing any more."""
    hazard = hazards.here(ask.subject)
    order = _standing(hazard, now)
    if order and untold.arrived(order, now):
        end(hazard, untold.REACHED, now)


def end(hazard: Hazard, words: str, now: datetime) -> None:
    """Nobody is looked for any more: all have been reached, or a new order or none holds."""
    order = _order(hazard, now)
    if hazard.work.major.untold:
        _note(hazard, ())
        _show(hazard, now)
    if order:
        untold.end(order, words, now)


def _standing(hazard: Hazard, now: datetime) -> Order | None:
    """The present order; None once the hazard is over."""
    return None if hazard.state in OVER else _order(hazard, now)


def _order(hazard: Hazard, now: datetime) -> Order | None:
    since = _since(hazard)
    if since is None:
        return None
    return Order(
        subject=hazard.subject,
        timetable=life.TIMETABLE,
        since=since,
        topic=f"{TOPIC}/{since:%m%d-%H%M%S}",
        title=f"撤离没通知到：{hazards.area_name(hazard)}",
        about=(),
        what="没收到撤离通知",
        todo="请马上打电话或当面叫他们离开",
        missing=_missing(hazard, since),
        named=hazard.work.major.untold,
        keep=lambda people, names: _keep(hazard, people, names, now),
        left=lambda people: _note(hazard, people),
        show=lambda: _show(hazard, now),
    )


def _keep(hazard: Hazard, people: Sequence[str], names: str, now: datetime) -> None:
    _note(hazard, [*hazard.work.major.untold, *people])
    life.tell_trail(hazard, "hazard.untold", now, data={"people": list(people), "names": names})


def _note(hazard: Hazard, people: Sequence[str]) -> None:
    life.note(hazard, hazard.work.but(major=hazard.work.major.but(untold=tuple(people))))


def _show(hazard: Hazard, now: datetime) -> None:
    """The cards of those who decide its use, or have, name who is missing."""
    for ask in ask_table.about(hazard.subject, USE, SORT):
        asks.repaint(ask, now)


def _missing(hazard: Hazard, since: datetime) -> list[Delivery]:
    # Whoever decided it knows it.
    stopped = hazard.work.major.stopped
    ask, there = under(hazard), {*reached(hazard), stopped.by if stopped else ""}
    rows = [row for order in (LEAVE, STOP) for row in deliveries.not_arrived(ask, order, since)]
    return [row for row in rows if row.person not in there]


def _since(hazard: Hazard) -> datetime | None:
    """Since when the orders count: whoever was told to leave before the use was stopped need not hear both."""
    major = hazard.work.major
    if major.left:
        return major.left.at
    return major.stopped.at if major.stopped and major.stopped.stopped else None
