"""What happens by itself during the permit's period: warnings, borders, its end.

There is no extension (GB 30871—2022 §4.16): at its end the work stops and the permit runs out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import alerts
from handlers.permits import crew, life, raised, telling, timetable
from handlers.permits.closing import acceptance
from handlers.permits.gates import questions
from handlers.permits.kinds import RESUME
from handlers.permits.routing import stages
from handlers.permits.work import entry, watch
from handlers.permits.work.stopping import Stop, suspend
from models import permit as permits
from models.book import book_of
from models.permit import Permit
from rules.borders import barred
from rules.phrases import nearest_minutes

CLOCK = {"system": "clock"}


def warn(permit: Permit, now: datetime) -> None:
    """Tells guardian and leader how long the permit still lasts; sets the next warning."""
    if permit.state not in crew.ON_SITE:
        return
    people = [permits.guardian(permit), permit.form.work_leader]
    telling.tell(permit, people, _left(permit, now), now, urgent=now >= permit.ends_at)
    marks = raised.rules(permit).after_signing.expiry.warn_before_min
    coming = [moment for each in marks if (moment := permit.ends_at - timedelta(minutes=each)) > now]
    if coming:
        timetable.at(permit.subject, "warn", min(coming), now)


def _left(permit: Permit, now: datetime) -> str:
    """How long the permit still lasts. The clock may come late, after its end."""
    left = nearest_minutes(permit.ends_at - now)
    if left <= 0:
        return f"到点了（{permit.ends_at:%H:%M} 到期）：{telling.title(permit)}。不能延期，请马上停手收工。"
    return f"还剩 {left} 分钟（{permit.ends_at:%H:%M} 到期）：{telling.title(permit)}。不能延期，到点就停，请安排收工。"


def stop_at_border(permit: Permit, now: datetime) -> None:
    """Stops the work at the night, a rest day or the end of the day's hours: the permit was not approved for what
    begins now."""
    why = barred(watch.stretch(permit), raised.rules(permit), book_of(int(permit.rules)).plant.zone, now)
    suspend(permit, Stop(why.partition("：")[0], CLOCK), now)


def end(permit: Permit, now: datetime) -> None:
    """The period is over. A permit that waits for acceptance goes on waiting; so does one that was given back to its
    requester."""
    if now < permit.ends_at:
        # A new version has a period of its own.
        timetable.at(permit.subject, "end", permit.ends_at, now)
    elif permit.state == "approved":
        questions.expire(permit, now)
    elif permit.state in ("routing", "signing", "blocked"):
        timetable.drop(permit.subject, "look_again", now=now)
        stages.end(permit, "expired", "expired", now)
        telling.tell_requester(permit, f"{permit.number} 过了作业时段，作废了。请重新办票。", now)
    elif permit.state in crew.ON_SITE:
        _run_out(permit, now)


def _run_out(permit: Permit, now: datetime) -> None:
    """Suspends and expires the permit in one step; the site must still be made safe and looked at."""
    inside = list(permit.work.head_count.people)
    suspend(permit, Stop("作业时段到了", CLOCK, last=True), now)
    life.move(permit, "expired", now, actor=CLOCK, data={"inside": inside, "started": True})
    over = "作业时段到了"
    watch.stop_asking(permit.subject, (*watch.WHILE_WORKING, watch.FINISH, RESUME, "permit.takeover"), over, now)
    alerts.over(permit.subject, {"stopped", "resume"}, over, now)
    if inside:
        entry.ask_count(permit, now)
    acceptance.ask_acceptance(permit, now)
    telling.tell_requester(permit, f"{permit.number} 到期了，没做完的请重新办票。现场等验收。", now)
