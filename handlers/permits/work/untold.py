"""Whom a stop has not reached: the stopper and the safety office hear whom to tell by voice.

The house goes on sending meanwhile. The stop reaches a person when the platform has said so, not before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from handlers import alerts
from handlers.going_out import JUST, deaf, in_plant_time
from handlers.permits import life, raised, telling, timetable
from models import delivery as deliveries
from models import ledger
from models import permit as permits
from models.ask import Ask
from models.book import book, name_of
from models.delivery import Delivery
from models.permit import Permit
from models.permit_work import StopRecord

# Moments of the permit's timetable. A first look only sees; what still stands at the second has not passed by itself.
LOOK, LOOK_AGAIN = "untold", "untold_again"
PATIENCE, SECOND = timedelta(seconds=60), timedelta(seconds=30)
# For so long the house looks whether the order has arrived after all.
LOOKS_FOR = timedelta(days=1)
REACHED = "都通知到了"


def watch(permit: Permit, now: datetime) -> None:
    """The stop has just been ordered: in a minute the house looks whether it has arrived."""
    timetable.drop(permit.subject, LOOK_AGAIN, now=now)
    timetable.at(permit.subject, LOOK, now + in_plant_time(PATIENCE), now)


def look(permit: Permit, now: datetime) -> None:
    if _missing(permit):
        timetable.at(permit.subject, LOOK_AGAIN, now + in_plant_time(SECOND), now)


def look_again(permit: Permit, now: datetime) -> None:
    """Names everybody whom the stop has not reached by now; looks on until it has."""
    missing = _missing(permit)
    _name(permit, [row.person for row in missing], now)
    if not missing:
        _all_reached(permit, now)
    elif any(row.state != "unreachable" for row in missing) and now < permit.work.last_stop.at + LOOKS_FOR:
        timetable.at(permit.subject, LOOK_AGAIN, now + in_plant_time(PATIENCE), now)


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
    if not _missing(permit):
        _all_reached(permit, now)


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
    _name(permits.locked(permits.about(ask).subject_id), [person], now)


def topics(permit: Permit) -> set[str]:
    """The topics of all alerts that this stop may have raised: one for each time that people were named."""
    return {_topic(permit, number) for number in range(len(permit.work.last_stop.untold))}


def _name(permit: Permit, people: Sequence[str], now: datetime) -> None:
    """Names people whom nobody has named yet; whoever stopped the work knows it."""
    stop = permit.work.last_stop
    new = [each for each in dict.fromkeys(people) if each not in (*stop.untold, stop.by)]
    if stop.resumed_at is not None or not new:
        return
    topic = _topic(permit, len(stop.untold))
    life.note(permit, permit.work.with_last_stop(stop.not_reaching(new)))
    plant = book(now).plant
    names = "、".join(name_of(plant, each) for each in new)
    data = {"people": new, "names": names}
    ledger.append(permit.subject, "permit.untold", now, actor=raised.SYSTEM, data=data)
    so_far = topics(permit) - {topic}
    if not alerts.says_more(permit.subject, so_far, _lines(permit, unreached(permit), now), now, in_plant_time(JUST)):
        title = f"停工没通知到人：{permit.form.area_name}"
        alerts.red_alert(permit.subject, topic, title, _lines(permit, new, now), now)
    # A text that is still on its way will name everybody.
    on_its_way = {row.person for row in deliveries.not_arrived(raised.request_of(permit), telling.UNTOLD, stop.at)}
    hearers = [each for each in _hearers(permit, stop, new) if each not in on_its_way]
    telling.tell(permit, hearers, _words(permit, new, now), now, urgent=True, purpose=telling.UNTOLD)


def _words(permit: Permit, people: Sequence[str], now: datetime) -> str:
    names = "、".join(name_of(book(now).plant, each) for each in people)
    return f"停工还没通知到{names}：{telling.title(permit)}。请马上打电话或当面叫停。"


def _lines(permit: Permit, people: Sequence[str], now: datetime) -> list[str]:
    names = "、".join(name_of(book(now).plant, each) for each in people)
    return [permit.number, f"没收到停工：{names}", "请马上打电话或当面叫停"]


def _all_reached(permit: Permit, now: datetime) -> None:
    """Takes back, once, what was said of people who were missing."""
    stop, request = permit.work.last_stop, raised.request_of(permit)
    if not stop.untold or stop.reached_at is not None or stop.resumed_at is not None:
        return
    life.note(permit, permit.work.with_last_stop(stop.all_reached(now)))
    officers = alerts.heard(permit.subject, topics(permit))
    hearers = deliveries.arrived(request, telling.UNTOLD, stop.at)
    alerts.over(permit.subject, topics(permit), REACHED, now)
    deliveries.overtaken(request, (telling.UNTOLD,), REACHED)
    words = f"停工都通知到了：{telling.title(permit)}。"
    telling.tell(permit, [*hearers, *officers], words, now, urgent=True, purpose=telling.REACHED)


def _hearers(permit: Permit, stop: StopRecord, untold: Sequence[str]) -> list[str]:
    """Who goes and tells them: whoever stopped the work; the guardian, when the house did."""
    hearer = stop.by or permits.guardian(permit)
    return [] if hearer in untold else [hearer]


def _missing(permit: Permit) -> list[Delivery]:
    """The orders of this stop that have not arrived; none once the work goes on."""
    stop = permit.work.last_stop
    if stop.resumed_at is not None:
        return []
    return deliveries.not_arrived(raised.request_of(permit), telling.STOPPED, stop.at)


def _unreached(permit: Permit) -> list[Delivery]:
    named = permit.work.last_stop.untold if permit.work.stops else ()
    return [row for row in _missing(permit) if row.person in named] if named else []


def _topic(permit: Permit, number: int) -> str:
    return f"untold/{len(permit.work.stops)}/{number}"
