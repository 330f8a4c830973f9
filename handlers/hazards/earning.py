"""Safety points follow from what the trail says: entered once, taken back by an entry, spent by the safety office.

Everything runs inside the caller's transaction. What a hazard earns stands in its own trail, what the office enters in
that of the person's desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.hazards import fame
from models import ledger, points_told
from models import points as point_table
from models.book import book
from models.hazard import Hazard
from models.points import PointEntry, balance, is_reversed, of_key, reports_since, standing, taken_by_office
from models.subject import Subject, desk
from rules.hazards.categories import Points
from rules.hazards.points import MAX_SPENT, NOBODYS, REPORTS, WHY, Why, for_a_report, full_day
from rules.plant import Person

DAY = timedelta(days=1)
SYSTEM = {"system": "hazards"}
MAX_NOTE = 100
DOUBT = "库里的积分和记录链对不上，查清以前不能换"


class BadEntry(Exception):
    """It can't be entered; the message says why and what to do."""


def after(hazard: Hazard, entry: str, now: datetime) -> None:
    """What follows for points from this entry in the hazard's trail."""
    if follows := _FOLLOWS.get(entry):
        follows(hazard, now)


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「积分」: how many this person has, and where the entries are."""
    doubt = f"{DOUBT}。" if points_told.differences(person.id) else ""
    words = f"你有 {balance(person.id)} 分安全积分。{doubt}每一笔在「我的」里点「安全积分」看。"
    asks.say(action, person, words, now)
    return Answer(words, "info")


def spend(person: str, amount: int, goods: str, who: str, key: str, now: datetime) -> None:
    """The safety office gives goods for points. who: the console's account; key: of the form, so that one sent twice
    counts once. Raises BadEntry."""
    goods = goods.strip()[:MAX_NOTE]
    if not book(now).plant.knows(person):
        raise BadEntry("没有这个人。请从列表里选。")
    if not 1 <= amount <= MAX_SPENT:
        raise BadEntry(f"分数要在 1 到 {MAX_SPENT} 之间，请重新填。")
    if not goods:
        raise BadEntry("写换了什么，比如：防砸鞋一双。")
    subject = desk(person, now)
    if of_key(f"spent/{key}"):
        return
    if wrong := points_told.differences(person):
        raise BadEntry(f"{DOUBT}：{wrong[0]}。请管理员查谁动过库。")
    if balance(person) < amount:
        raise BadEntry(f"他只有 {balance(person)} 分，不够换。请改少一些。")
    entry = _row(person, -amount, "spent", f"spent/{key}", now, by=who, note=goods)
    _tell(subject, "points.spent", entry, now, {"system": "console", "account": who})


def reverse(entry_id: int, reason: str, who: str, now: datetime) -> None:
    """The safety office takes an entry back, by another one. Sent twice it counts once. Raises BadEntry."""
    reason = reason.strip()[:MAX_NOTE]
    entry = PointEntry.find(entry_id)
    if entry is None or entry.why == "reversed":
        raise BadEntry("这一笔冲不了。请从积分页重新打开。")
    if not reason:
        raise BadEntry("写一句为什么冲回，本人会看到。")
    subject = desk(entry.person, now)
    if is_reversed(entry):
        return
    back = _reversal(entry, now, by=who, note=reason)
    _tell(subject, "points.reversed", back, now, {"system": "console", "account": who})


def _reported(hazard: Hazard, now: datetime) -> None:
    """It was valid: it has an owner. One that was parted from another counts as a report of its own."""
    for entry in standing(hazard.number, "joined"):
        _take_back(hazard, entry, "分开另办", now)
    _report(hazard, "report", _points(hazard, now).report, now)


def _joined(hazard: Hazard, now: datetime) -> None:
    for entry in standing(hazard.number, "report"):
        _take_back(hazard, entry, "并入另一条", now)
    # The first gets all; whoever comes after never more than that.
    given = _points(hazard, now)
    _report(hazard, "joined", min(given.joined, given.report), now)


def _rejected(hazard: Hazard, now: datetime) -> None:
    for entry in standing(hazard.number, *REPORTS):
        _take_back(hazard, entry, "不算隐患", now)


def _late(hazard: Hazard, now: datetime) -> None:
    """One entry for each day that has begun since the deadline, also for those on which the house was down."""
    until: datetime | None = hazard.until
    if until is None or now < until:
        return
    for day in range((now - until) // DAY + 1):
        key = f"{hazard.number}/overdue/{until:%Y%m%d%H%M}/{day}"
        _enter(hazard, hazard.owner, _points(hazard, now).overdue_per_day, "overdue", key, now)


def _closed(hazard: Hazard, now: datetime) -> None:
    """Whoever mended it by the first deadline has earned it, however long others took to look."""
    mended = hazard.work.mended
    if mended and hazard.due_at and mended[-1].at <= hazard.due_at:
        full = _on_the_spot(hazard) and _not_counted(hazard)
        amount, note = (0, full_day(_most(now))) if full else (_points(hazard, now).fix_on_time, "")
        _enter(hazard, mended[-1].by, amount, "fix", f"{hazard.number}/fix/{hazard.round}", now, note=note)


def _on_the_spot(hazard: Hazard) -> bool:
    """Whether its finder mended it before he reported it, so that both are one deed."""
    return hazard.report.fixed is not None and len(hazard.work.mended) == 1


def _not_counted(hazard: Hazard) -> bool:
    """Whether its report was one too many that day."""
    reports = standing(hazard.number, *REPORTS)
    return bool(reports) and not any(each.amount for each in reports)


def _opened_again(hazard: Hazard, now: datetime) -> None:
    for entry in standing(hazard.number, "fix"):
        _take_back(hazard, entry, "退回再改", now)


def _fake(hazard: Hazard, now: datetime) -> None:
    """A person has confirmed that it was not mended: what it earned goes back, and boards that count it are published
    again."""
    for entry in standing(hazard.number, "fix"):
        _take_back(hazard, entry, "核实没真改", now)
    by = hazard.work.mended[-1].by if hazard.work.mended else hazard.owner
    key = f"{hazard.number}/fake/{len(hazard.work.mended)}"
    _enter(hazard, by, _points(hazard, now).fake, "fake", key, now)
    fame.correct(hazard.number, now)


_FOLLOWS: Mapping[str, Callable[[Hazard, datetime], None]] = {
    "hazard.assigned": _reported,
    "hazard.joined": _joined,
    "hazard.rejected": _rejected,
    "hazard.overdue": _late,
    "hazard.closed_out": _closed,
    "hazard.reopened": _opened_again,
    "hazard.fake": _fake,
}


def _points(hazard: Hazard, now: datetime) -> Points:
    """What its category gives; what every category gives where the plant no longer has it."""
    hazards = book(now).config.hazards
    category = hazards.of(hazard.category)
    return category.points if category else hazards.general.points


def _most(now: datetime) -> int:
    """How many reports of a person count a day."""
    return book(now).config.hazards.general.points_a_day


def _report(hazard: Hazard, why: Why, amount: int, now: datetime) -> None:
    """Of one day only the first few count; the entry of another says so. What the office took back stays so, whoever
    has the hazard next."""
    if hazard.report.way in NOBODYS:
        return
    midnight = now.astimezone(book(now).plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    given = for_a_report(amount, reports_since(hazard.finder, midnight), _most(now))
    if taken_by_office(hazard.number, *REPORTS):
        return
    times = PointEntry.select().where(PointEntry.number == hazard.number, PointEntry.why == why).count()
    if not standing(hazard.number, *REPORTS):
        key = f"{hazard.number}/{why}/{times}"
        _enter(hazard, hazard.finder, given, why, key, now, note="" if given or not amount else full_day(_most(now)))


def _enter(hazard: Hazard, person: str, amount: int, why: Why, key: str, now: datetime, note: str = "") -> None:
    """One entry; nothing for nobody, for nothing at all, and for what was entered already."""
    if book(now).plant.knows(person) and (amount or note) and not of_key(key):
        entry = _row(person, amount, why, key, now, number=hazard.number, note=note)
        _tell(hazard.subject, "points.entered", entry, now, SYSTEM)
        fame.expect(now)


def _take_back(hazard: Hazard, entry: PointEntry, why: str, now: datetime) -> None:
    _tell(hazard.subject, "points.reversed", _reversal(entry, now, note=why), now, SYSTEM)


def _reversal(entry: PointEntry, now: datetime, *, note: str, by: str = "") -> PointEntry:
    key, month = f"reversed/{entry.id}", entry.month
    more: dict[str, Any] = {"reverses": entry.id, "number": entry.number, "month": month}
    return _row(entry.person, -entry.amount, "reversed", key, now, by=by, note=note, **more)


def _row(person: str, amount: int, why: Why, key: str, now: datetime, **more: Any) -> PointEntry:
    month = {"month": fame.month_of(now, book(now).plant)}
    return PointEntry.create(person=person, amount=amount, why=why, key=key, at=now, **{**month, **more})


def _tell(subject: Subject, kind: str, entry: PointEntry, now: datetime, actor: Mapping[str, str]) -> None:
    """The same in the sealed trail."""
    data = {
        "entry": entry.id,
        "to": entry.person,
        "amount": entry.amount,
        "signed": f"{entry.amount:+d}",
        "why": WHY[point_table.why_of(entry)],
        "note": entry.note,
        "month": entry.month,
        **({"number": entry.number} if entry.number else {}),
        **({"reverses": entry.reverses} if entry.reverses else {}),
    }
    ledger.append(subject, kind, now, actor=actor, data=data)
