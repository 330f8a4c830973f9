"""Whether a hazard is major: only a named officer says so, and only the head of safety takes it back, with his reason;
never who is to mend it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.hazards import assigning, countdown, life, stopping
from handlers.hazards.kinds import APPROVE, FIX, PLAN, REGISTER
from models import hazard as hazards
from models.hazard import Hazard, grade
from models.hazard_major import Graded
from rules.hazards import countdown as ladder
from rules.hazards.life import TO_MEND, UNDER_WAY
from rules.hazards.owners import Named
from rules.plant import Person

MOST_BASIS = 200
LEAST_LEFT = timedelta(hours=4)


def reason_of(action: Action) -> str:
    return str(action.data.get("basis") or "").strip()[:MOST_BASIS]


def keep(hazard: Hazard, to: str, person: Person, basis: str, now: datetime) -> None:
    """Keeps who decided it; the trail has its own entry."""
    graded = Graded(by=person.id, at=now, grade=to, basis=basis)
    known = hazard.work.major
    life.note(hazard, hazard.work.but(major=known.but(graded=(*known.graded, graded), wanted=False)))


def may_raise(hazard: Hazard, person: Person, now: datetime) -> bool:
    return grade(hazard) == "general" and hazard.state in TO_MEND and person.id in assigning.officers(now)


def may_lower(hazard: Hazard, person: Person, now: datetime) -> bool:
    """The head of safety, or who stands in for him now; never the owner."""
    under_way = grade(hazard) == "major" and hazard.state in UNDER_WAY
    return under_way and person.id not in hazards.judged(hazard) and person.id == _head(hazard, now)


def change(action: Action, person: Person, now: datetime) -> Answer:
    """On the hazard's page: `{number, to, basis, use, safe}`."""
    found = hazards.by_number(str(action.data.get("number", "")))
    if found is None:
        return Answer("没有这条隐患。请核对编号。", "stop")
    hazard = hazards.locked(found.subject_id)
    return (
        _raise(action, hazard, person, now) if action.data.get("to") == "major" else _lower(action, hazard, person, now)
    )


def _raise(action: Action, hazard: Hazard, person: Person, now: datetime) -> Answer:
    if person.id not in assigning.officers(now):
        return Answer("是不是重大，由安全部门的人定。请告诉他们。", "stop")
    if grade(hazard) == "major":
        return Answer("这条已经定为重大了。", "info")
    if hazard.state not in TO_MEND:
        return Answer("这条现在在验，或者已经完了。在验的请先退回，再定为重大。", "stop")
    lacks = list(filter(None, ("" if reason_of(action) else "写依据哪一条", stopping.said(action, hazard))))
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    actor = asks.unasked(person)
    hazards.keep(hazard, grade="major", late=False)
    keep(hazard, "major", person, reason_of(action), now)
    life.tell_trail(hazard, "hazard.made_major", now, actor=actor, data={"basis": reason_of(action)})
    stopping.keep(action, hazard, person, now, actor=actor)
    category = assigning.category_of(hazard)
    until = ladder.due(now, category, "major")
    hazards.keep(hazard, due_at=until, until=until)
    life.note(hazard, hazard.work.but(since=now))
    assigning.assign(hazard, now, Named(hazard.owner, "", f"{person.name}定为重大，先定整改方案"))
    assigning.ask_to_register(hazard, now)
    return Answer("定为重大了，责任人要先定整改方案。", "done")


def _lower(action: Action, hazard: Hazard, person: Person, now: datetime) -> Answer:
    if person.id in hazards.judged(hazard):
        return Answer("责任人不能把自己的重大改成一般。请安全部门负责人定。", "stop")
    if person.id != _head(hazard, now):
        return Answer("重大改成一般，只有安全部门负责人能定。", "stop")
    if grade(hazard) != "major" or hazard.state not in UNDER_WAY:
        return Answer("这条现在不能改级别。点卡片看现在怎样。", "info")
    reason = reason_of(action)
    if not reason:
        return Answer("还要写为什么不是重大。", "stop")
    hazards.keep(hazard, grade="general")
    keep(hazard, "general", person, reason, now)
    due = ladder.due(hazard.received_at, assigning.category_of(hazard), "general")
    until = max(due, now + LEAST_LEFT)
    data = {"basis": reason, "due_at": due.isoformat(), "until_at": until.isoformat()}
    life.tell_trail(hazard, "hazard.made_general", now, actor=asks.unasked(person), data=data)
    hazards.keep(hazard, due_at=due, until=until, late=False)
    assigning.close_open(hazard, now, "改成一般了", PLAN, APPROVE, REGISTER)
    if hazard.state == "planning":
        assigning.assign(hazard, now, Named(hazard.owner, "", f"{person.name}定为一般，可以动手改"))
    else:
        assigning.close_open(hazard, now, "改成一般了", FIX)
        assigning.ask_owner(hazard, Named(hazard.owner, "", f"{person.name}定为一般"), now)
        countdown.begin(hazard, now)
    return Answer("改成一般了，按一般的期限办。", "done")


def _head(hazard: Hazard, now: datetime) -> str:
    return assigning.decider(hazard, "safety_head", (), now).person
