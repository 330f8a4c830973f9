"""Everybody is to leave an area, or a sensor there alarms: work there stops, what was to begin does not, and everybody
on these permits is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from handlers.permits import crew, raised, telling
from handlers.permits.gates import facts, opening
from handlers.permits.work import stopping
from handlers.permits.work.stopping import Stop
from models import permit as permits
from models.permit import Permit

# People wait there to begin, or to go on, or watch what the work has left.
WAITING = ("approved", "suspended", "finished", "expired")


def stop_work(area: str, stop: Stop, concerns: Callable[[Permit], bool], now: datetime) -> list[str]:
    """Stops the work in the area that this concerns; returns the permits' numbers."""
    stopped = []
    for permit in _there(area, ("working",)):
        if concerns(permit):
            stopping.suspend(permit, stop, now)
            stopped.append(permit.number)
    return stopped


def everybody_leaves(area: str, why: str, now: datetime) -> Sequence[str]:
    """All work in the area stops, and who waits there to begin is told to stay away. why: in words."""
    waiting = [permit.number for permit in _there(area, WAITING)]
    stopped = stop_work(area, Stop(why, raised.SYSTEM, red=True), lambda permit: True, now)
    for permit in _there(area, WAITING):
        if permit.number in waiting:
            words = f"{why}。{telling.title(permit)}：马上撤离，别开工，等通知。"
            telling.tell(permit, crew.everybody(permit), words, now, urgent=True)
    show(area, now)
    return stopped


def may_return(area: str, why: str, now: datetime) -> None:
    """What stood against work there is over: who waits hears it, and what else still does. why: in words."""
    for permit in _there(area, ("approved", "suspended")):
        left = "；".join(facts.against(permit, now))
        todo = left or ("两个人确认后再复工" if permit.state == "suspended" else "按票核对后再开工")
        telling.tell(permit, crew.everybody(permit), f"{why}。{telling.title(permit)}：{todo}。", now)
    show(area, now)


def show(area: str, now: datetime) -> None:
    """The cards of permits there that wait for their start say what still keeps it shut."""
    for permit in _there(area, ("approved",)):
        opening.repaint(permit, now)


def _there(area: str, states: Sequence[str]) -> Iterator[Permit]:
    """The area's permits in these states, each locked when its turn comes."""
    found = Permit.select().where(Permit.state.in_(states), Permit.area == area)
    for each in found.order_by(Permit.subject):
        permit = permits.locked(each.subject_id)
        if permit.state in states and (permit.state != "expired" or permits.unaccepted(permit)):
            yield permit
