"""Whom an order to leave, or to stop the use and withdraw, has not reached: those who get the hazard's red alerts hear
whom to fetch. The order reaches a person when the platform has said so, not before; that he has left, nobody knows from
that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import alerts
from handlers.going_out import JUST, deaf, in_plant_time
from handlers.hazards import life
from handlers.hazards.kinds import FOLLOW, LEAVE, SORT, STOP
from models import ask as ask_table
from models import delivery as deliveries
from models import hazard as hazards
from models.ask import Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.house_asks import Alert
from rules.hazards.life import OVER

TOPIC, REACHED, MOST_NAMED = "untold/", "都通知到了", 12
# The moment of the hazard's timetable at which the house looks, and how long after the order.
LOOK, PATIENCE = "untold", timedelta(seconds=90)


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
    # Whoever decided it knows it.
    stopped = hazard.work.major.stopped
    ask, there = under(hazard), {*reached(hazard), stopped.by if stopped else ""}
    rows = [row for order in (LEAVE, STOP) for row in deliveries.not_arrived(ask, order, since)]
    return list(dict.fromkeys(row.person for row in rows if row.person not in there))


def going_out(people: Sequence[str], by: str, now: datetime) -> str:
    """正在通知 5 个人。 Where nothing goes out at this moment, it says who must hear it by voice. by: who decided
    it."""
    if unheard := deaf([each for each in people if each != by], now):
        return f"可是通知这会儿发不出去，马上打电话或当面叫人离开：{_names(unheard, now)}。"
    return f"正在通知 {len(people)} 个人。"


def watch(hazard: Hazard, now: datetime) -> None:
    """People have just been told to leave: soon the house looks whom that has not reached, however often the platform
    is still tried."""
    life.TIMETABLE.at(hazard.subject, LOOK, now + in_plant_time(PATIENCE), now)


def look(hazard: Hazard, now: datetime) -> None:
    """Names everybody whom the order has not reached by now."""
    _name(hazard, missing(hazard), now)


def missed(ask: Ask, person: str, now: datetime) -> None:
    """The platform has refused the order for this person, or has been silent for too long: he is named at once."""
    hazard = hazards.here(ask.subject)
    _name(hazard, [person] if person in missing(hazard) else [], now)


def _name(hazard: Hazard, people: Sequence[str], now: datetime) -> None:
    """Names those whom nobody has named yet."""
    major = hazard.work.major
    new = [each for each in people if each not in major.untold]
    if not new:
        return
    life.note(hazard, hazard.work.but(major=major.but(untold=(*major.untold, *new))))
    life.tell_trail(hazard, "hazard.untold", now, data={"people": new, "names": _names(new, now)})
    still = [each for each in missing(hazard) if each in hazard.work.major.untold]
    lines = [f"没收到撤离通知：{_names(still, now)}", "请马上打电话或当面叫他们离开"]
    if not alerts.says_more(hazard.subject, _topics(hazard), lines, now, in_plant_time(JUST)):
        title = f"撤离没通知到：{hazards.area_name(hazard)}"
        alerts.red_alert(hazard.subject, f"{TOPIC}{len(_topics(hazard))}", title, lines, now)


def arrived(ask: Ask, person: str, now: datetime) -> None:
    """The order has reached this person: the alarm ends when nobody who was named is missing any more."""
    hazard = hazards.here(ask.subject)
    named = hazard.work.major.untold
    if named and not any(each in named for each in missing(hazard)):
        end(hazard, REACHED, now)


def end(hazard: Hazard, words: str, now: datetime) -> None:
    """Nobody is looked for any more: all have been reached, or a new order or none holds."""
    if hazard.work.major.untold:
        life.note(hazard, hazard.work.but(major=hazard.work.major.but(untold=())))
        alerts.over(hazard.subject, _topics(hazard), words, now)


def _since(hazard: Hazard) -> datetime | None:
    """Since when the orders count: whoever was told to leave before the use was stopped need not hear both."""
    major = hazard.work.major
    if major.left:
        return major.left.at
    return major.stopped.at if major.stopped and major.stopped.stopped else None


def _topics(hazard: Hazard) -> set[str]:
    """The topics of all its alerts of this kind: one for each time that somebody was named anew."""
    raised = [ask for ask in ask_table.of_subject(hazard.subject) if ask.kind == alerts.KIND]
    return {topic for ask in raised if (topic := Alert.of(ask).topic).startswith(TOPIC)}


def _names(people: Sequence[str], now: datetime) -> str:
    plant = book(now).plant
    more = f"等 {len(people)} 人" if len(people) > MOST_NAMED else ""
    return "、".join(name_of(plant, each) for each in people[:MOST_NAMED]) + more
