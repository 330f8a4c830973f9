"""Whom a stop has not reached (`handlers.untold`): beside those who get the red alerts, whoever stopped the work hears
whom to tell by voice, and that all know it in the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from handlers import alerts, asks, untold
from handlers.going_out import deaf
from handlers.permits import life, raised, telling, timetable
from handlers.permits.kinds import REASON, RESUME
from handlers.untold import REACHED, TOPIC, Order
from models import ask as ask_table
from models import asked, ledger
from models import delivery as deliveries
from models import permit as permits
from models.ask import Ask
from models.book import book, name_of
from models.delivery import Delivery
from models.house_asks import Alert
from models.permit import Permit
from models.permit_work import StopRecord
from rules.phrases import NOT_REACHED, not_reached
from rules.plant import Person


def watch(permit: Permit, now: datetime) -> None:
    """The stop has just been ordered."""
    untold.watch(timetable.TIMETABLE, permit.subject, now)


def look(permit: Permit, now: datetime) -> None:
    if permit.work.stops:
        untold.look(_order(permit, now), now)


def look_again(permit: Permit, now: datetime) -> None:
    if permit.work.stops and untold.look_again(_order(permit, now), now):
        _tell(permit, now)


def going_out(people: Collection[str], before: Collection[str], now: datetime) -> str:
    """正在通知 3 人。 Where the orders can't go out at this moment, it says who must hear it by voice. before: who has
    just been told and is not told once more."""
    if unheard := deaf(people, now):
        return f"可是通知这会儿发不出去。{_by_voice(unheard, now)}"
    if people or not before:
        return f"正在通知 {len(people)} 人。"
    waiting = deliveries.still_out(telling.STOPPED, before)
    if not waiting:
        return f"{len(before)} 人刚才都通知到了，不再重发。"
    return f"刚才通知过，还有人没收到。{_by_voice([each for each in before if each in waiting], now)}"


def _by_voice(people: Collection[str], now: datetime) -> str:
    return f"马上打电话或当面叫停：{'、'.join(name_of(book(now).plant, each) for each in people)}。"


def arrived(ask: Ask, person: str, now: datetime) -> None:
    """An order to stop has reached this person: whoever was told that somebody is missing hears when nobody is."""
    permit = permits.locked(permits.about(ask).subject_id)
    if not permit.work.stops or permit.work.last_stop.resumed_at is not None:
        return
    order = _order(permit, now)
    if untold.arrived(order, now):
        _all_reached(permit, order, now)


def words_now(ask: Ask, now: datetime, real: datetime) -> str | None:
    """What the text that names the missing says at this moment; empty when nobody is missing any more, None while the
    order to one of them is just being sent."""
    permit = permits.about(ask)
    missing = _unreached(permit)
    if any(row.lease_until > real for row in missing):
        return None
    return _words(permit, [row.person for row in missing], now) if missing else ""


def unreached(permit: Permit) -> list[str]:
    """Whom the present stop has not reached, of those who were named."""
    return [row.person for row in _unreached(permit)]


def missed(ask: Ask, person: str, now: datetime) -> None:
    """The platform has refused the stop for this person, or has been silent for too long: he is named at once."""
    permit = permits.locked(permits.about(ask).subject_id)
    if permit.work.stops and untold.name(_order(permit, now), [person], now):
        _tell(permit, now)


def stands(ask: Ask, row: Delivery) -> bool:
    """Whether this order to stop, which was refused, still holds for its person."""
    permit = permits.about(ask)
    return _holds(permit) and any(each.id == row.id for each in _missing(permit))


def is_over(ask: Ask, row: Delivery) -> bool:
    """Whether the word that the work is over, which was refused, still holds its person back."""
    return permits.unaccepted(permits.about(ask))


def goes_on(ask: Ask, row: Delivery) -> bool:
    """Whether the word that the work goes on, which was refused, is still true."""
    return bool(permits.about(ask).state == "working")


def standing(person: Person, now: datetime) -> Iterator[str]:
    """What this person was told who is to stay stopped, of each permit."""
    for permit in permits.naming(person.id, "suspended", "finished", "expired"):
        if _holds(permit):
            rows = deliveries.of_ask(raised.request_of(permit))
            said = [row.words for row in rows if (row.person, row.purpose) == (person.id, telling.STOPPED)]
            yield from said[-1:]


def _holds(permit: Permit) -> bool:
    """Whether a stop holds: the work neither goes on nor was accepted."""
    stopped = bool(permit.work.stops) and permit.work.last_stop.resumed_at is None
    return stopped and (permit.state == "suspended" or permits.unaccepted(permit))


def topics(permit: Permit) -> set[str]:
    """The topics of all alerts that this stop has raised."""
    return alerts.topics(permit.subject, f"{_topic(permit)}/")


def _order(permit: Permit, now: datetime) -> Order:
    stop = permit.work.last_stop
    return Order(
        subject=permit.subject,
        timetable=timetable.TIMETABLE,
        since=stop.at,
        topic=_topic(permit),
        title=f"停工没通知到人：{permit.form.area_name}",
        about=(permit.number,),
        what="没收到停工",
        todo="请马上打电话或当面叫停",
        missing=[row for row in _missing(permit) if row.person != stop.by],
        named=stop.untold,
        keep=lambda people, names: _keep(permit, people, names, now),
        left=lambda people: life.note(permit, permit.work.with_last_stop(permit.work.last_stop.but(untold=people))),
        show=lambda: _show(permit, now),
    )


def _keep(permit: Permit, people: Sequence[str], names: str, now: datetime) -> None:
    life.note(permit, permit.work.with_last_stop(permit.work.last_stop.not_reaching(people)))
    data = {"people": list(people), "names": names}
    ledger.append(permit.subject, "permit.untold", now, actor=raised.SYSTEM, data=data)


def _show(permit: Permit, now: datetime) -> None:
    """The cards of who stopped it and of those who confirm its end, and its alarm, name who is missing."""
    for ask in ask_table.about(permit.subject, REASON, RESUME):
        asks.repaint(ask, now)
    missing = [name_of(book(now).plant, each) for each in unreached(permit)]
    for ask in alerts.called(permit.subject, {"stopped"}):
        if ask.opened_at >= permit.work.last_stop.at:
            said = [line for line in Alert.of(ask).lines if not line.startswith(NOT_REACHED)]
            named = [not_reached(missing)] if missing else []
            asked.keep(ask, Alert.of(ask).but(lines=[*said, *named]))
            asks.repaint(ask, now)


def _tell(permit: Permit, now: datetime) -> None:
    """Whoever goes and tells them hears their names; a text that is still on its way will name everybody."""
    stop, request = permit.work.last_stop, raised.request_of(permit)
    on_its_way = {row.person for row in deliveries.not_arrived(request, telling.UNTOLD, stop.at)}
    hearers = [each for each in _hearers(permit, stop) if each not in on_its_way]
    telling.tell(permit, hearers, _words(permit, unreached(permit), now), now, urgent=True, purpose=telling.UNTOLD)


def _words(permit: Permit, people: Sequence[str], now: datetime) -> str:
    return f"停工还没通知到{untold.names(people, now)}：{telling.title(permit)}。请马上打电话或当面叫停。"


def _all_reached(permit: Permit, order: Order, now: datetime) -> None:
    """Takes back, once, what was said of people who were missing."""
    stop, request = permit.work.last_stop, raised.request_of(permit)
    if stop.reached_at is not None:
        return
    life.note(permit, permit.work.with_last_stop(stop.all_reached(now)))
    officers = alerts.heard(permit.subject, topics(permit))
    hearers = deliveries.arrived(request, telling.UNTOLD, stop.at)
    untold.end(order, REACHED, now)
    deliveries.overtaken(request, (telling.UNTOLD,), REACHED)
    words = f"停工都通知到了：{telling.title(permit)}。"
    telling.tell(permit, [*hearers, *officers], words, now, urgent=True, purpose=telling.REACHED)


def _hearers(permit: Permit, stop: StopRecord) -> list[str]:
    """Who goes and tells them: whoever stopped the work; the guardian, when the house did."""
    hearer = stop.by or permits.guardian(permit)
    return [] if hearer in stop.untold else [hearer]


def _missing(permit: Permit) -> list[Delivery]:
    """The orders of this stop that have not arrived; none once the work goes on."""
    stop = permit.work.last_stop
    if stop.resumed_at is not None:
        return []
    return deliveries.not_arrived(raised.request_of(permit), telling.STOPPED, stop.at)


def _unreached(permit: Permit) -> list[Delivery]:
    named = permit.work.last_stop.untold if permit.work.stops else ()
    return [row for row in _missing(permit) if row.person in named] if named else []


def _topic(permit: Permit) -> str:
    return f"{TOPIC}/{len(permit.work.stops)}"
