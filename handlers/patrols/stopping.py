"""What is out of service or being repaired is not looked at: somebody writes down why and until when, and every round
says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.patrols import ending, life
from models import ledger
from models import patrol as patrols
from models.book import book
from models.patrol import OutOfService
from models.patrol_sheet import Found
from models.subject import Subject, open_subject
from rules import duty
from rules.given import moment
from rules.patrols.measures import RiskPoint
from rules.phrases import moment_words
from rules.plant import Person
from rules.texts import bare

MAX_REASON, LEAST_REASON = 200, 2
LONGEST = timedelta(days=366)


def may(person: Person, point: RiskPoint, now: datetime) -> bool:
    """The safety office, and whoever speaks for the point's area or leads its shift."""
    plant = book(now).plant
    posts = {*plant.roles.area_rep, *plant.roles.shift_foreman}
    own = person.department == plant.area(point.area).department
    return duty.in_office(person, book(now).plant) or (own and bool(posts & {*person.posts}))


def stop(action: Action, person: Person, now: datetime) -> Answer:
    """「停用」: `{point, until}` and why. Rounds under way leave it out at once."""
    point, zone = _point(action, now), book(now).plant.zone
    if point is None:
        return Answer("没有选停用哪一处。请选。", "stop")
    if not may(person, point, now):
        return Answer(f"{point.name}停用由属地的班长、安全员或安全部门记。请找他们。", "stop")
    reason, until = action.text.strip()[:MAX_REASON], _until(action.data.get("until"), now.astimezone(zone))
    if len(bare(reason)) < LEAST_REASON:
        return Answer("还要写一句为什么停用。", "stop")
    if until is None or not now < until <= now + LONGEST:
        return Answer("停用到什么时候，要选现在以后、一年以内的时间。", "stop")
    subject = _subject(point, now)
    if before := patrols.idle_at(now).get(point.id):
        _end(before, person, now)
    OutOfService.create(point=point.id, reason=reason, by=person.id, since=now, until=until)
    words = moment_words(until.astimezone(zone))
    data = {"point": point.id, "name": point.name, "reason": reason, "until": until.isoformat(), "until_words": words}
    ledger.append(subject, "patrol.stopped", now, actor=asks.unasked(person), data=data)
    _leave_out(point, reason, now)
    return Answer(f"记下了：{point.name}停用到 {words}，这期间不巡检。提前好了点「恢复」。", "done")


def back(action: Action, person: Person, now: datetime) -> Answer:
    """「恢复」: the next round looks at it again."""
    point = _point(action, now)
    if point is None:
        return Answer("没有这一处了。请重新打开这一页。", "stop")
    if not may(person, point, now):
        return Answer(f"{point.name}恢复由属地的班长、安全员或安全部门记。请找他们。", "stop")
    subject = _subject(point, now)
    before = patrols.idle_at(now).get(point.id)
    if before is None:
        return Answer(f"{point.name}没有停用。", "info")
    _end(before, person, now)
    data = {"point": point.id, "name": point.name}
    ledger.append(subject, "patrol.back", now, actor=asks.unasked(person), data=data)
    return Answer(f"记下了：{point.name}恢复，下一圈照查。", "done")


def stopped_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What is answered to a stop that is sent again after somebody has ended it."""
    if str(action.data.get("point")) in patrols.idle_at(now):
        return None
    return Answer("后来有人记了恢复，或者停用的时间过了。请重新打开这一页看。", "caution")


def back_again(action: Action, person: Person, now: datetime) -> Answer | None:
    if str(action.data.get("point")) not in patrols.idle_at(now):
        return None
    return Answer("后来有人又记了停用。请重新打开这一页看。", "caution")


def _leave_out(point: RiskPoint, reason: str, now: datetime) -> None:
    """Rounds under way that nobody has looked at this point in, each locked in the order of subjects."""
    for row in patrols.walking():
        if any(each.id == point.id for each in row.sheet.left()):
            patrol = patrols.locked(row.subject_id)
            sheet = patrol.sheet.with_found(point.id, Found(status="idle", at=now, note=reason))
            patrols.keep(patrol, sheet=sheet)
            ending.settle(patrol, now)
            life.show(patrol, now)


def _point(action: Action, now: datetime) -> RiskPoint | None:
    return book(now).config.measures.point(str(action.data.get("point") or ""))


def _subject(point: RiskPoint, now: datetime) -> Subject:
    """The chain of what was out of service when, locked."""
    return open_subject(f"point/{point.id}", now)


def _end(row: OutOfService, person: Person, now: datetime) -> None:
    OutOfService.update(ended_at=now, ended_by=person.id).where(OutOfService.id == row.id).execute()


def _until(given: object, local: datetime) -> datetime | None:
    """A moment of the plant's clock, as the page's field gives it."""
    try:
        found = moment(given)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=local.tzinfo)
