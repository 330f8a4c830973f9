"""Whom a stop has not reached: the stopper and the safety office hear whom to tell by voice.

The house goes on sending meanwhile. The stop reaches a person when the platform has said so, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import alerts
from handlers.permits import life, raised, telling, timetable
from models import delivery as deliveries
from models import ledger, plant_time
from models import permit as permits
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from models.permit_work import StopRecord
from models.subject import Subject

# Moments of the permit's timetable. A first look only sees; what still stands at the second has not passed by itself.
LOOK, LOOK_AGAIN = "untold", "untold_again"
PATIENCE, SECOND = timedelta(seconds=60), timedelta(seconds=30)
# For so long the house looks whether the order has arrived after all.
LOOKS_FOR = timedelta(days=1)
REACHED = "都通知到了"


def watch(permit: Permit, now: datetime) -> None:
    """The stop has just been ordered: in a minute the house looks whether it has arrived."""
    timetable.drop(permit.subject, LOOK_AGAIN, now=now)
    timetable.at(permit.subject, LOOK, now + _in_plant_time(PATIENCE), now)


def look(permit: Permit, now: datetime) -> None:
    if _missing(permit):
        timetable.at(permit.subject, LOOK_AGAIN, now + _in_plant_time(SECOND), now)


def look_again(permit: Permit, now: datetime) -> None:
    """Names everybody whom the stop has not reached by now; looks on until it has."""
    missing = _missing(permit)
    _name(permit, [row.person for row in missing], now)
    if not missing:
        alerts.over(permit.subject, topics(permit), REACHED, now)
    elif any(row.state != "unreachable" for row in missing) and now < permit.work.last_stop.at + LOOKS_FOR:
        timetable.at(permit.subject, LOOK_AGAIN, now + _in_plant_time(PATIENCE), now)


def missed(subject: Subject, person: str, now: datetime) -> None:
    """The platform has refused the stop for this person, or has been silent for too long: he is named at once."""
    _name(permits.here(subject), [person], now)


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
    names = "、".join(plant.person(each).name for each in new)
    data = {"people": new, "names": names}
    ledger.append(permit.subject, "permit.untold", now, actor=raised.SYSTEM, data=data)
    lines = [permit.number, f"没收到停工：{names}", "请马上打电话或当面叫停"]
    alerts.red_alert(permit.subject, topic, f"停工没通知到人：{permit.form.area_name}", lines, now)
    words = f"停工还没通知到{names}：{telling.title(permit)}。请马上打电话或当面叫停。"
    telling.tell(permit, _hearers(permit, stop, new), words, now, urgent=True, purpose=telling.UNTOLD)


def _hearers(permit: Permit, stop: StopRecord, untold: Sequence[str]) -> list[str]:
    """Who goes and tells them: whoever stopped the work; the guardian, when the house did."""
    hearer = stop.by or permits.guardian(permit)
    return [] if hearer in untold else [hearer]


def _missing(permit: Permit) -> list[Delivery]:
    """The orders of this stop that have not arrived; none once the work goes on."""
    stop = permit.work.last_stop
    if stop.resumed_at is not None:
        return []
    return deliveries.not_arrived(permit.subject, telling.STOPPED, stop.at)


def _in_plant_time(span: timedelta) -> timedelta:
    """Sending takes real time, and in a demo plant time runs faster."""
    return span * max(1.0, plant_time.rate())


def _topic(permit: Permit, number: int) -> str:
    return f"untold/{len(permit.work.stops)}/{number}"
