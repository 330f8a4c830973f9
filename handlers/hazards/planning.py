"""The plan of a major hazard: five items, each approved by whoever answers for it, before anybody begins to mend. The
same holds for one that was put off twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, countdown, life
from handlers.hazards.kinds import APPROVE, PLAN
from models import ask as ask_table
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_asks import Items
from models.hazard_major import Approval, Milestone, Plan
from models.subject import Subject
from rules.given import day, moment
from rules.hazards import major
from rules.hazards.life import TO_MEND
from rules.hazards.major import APPROVERS, ITEMS, MOST_MILESTONES, Item
from rules.hazards.owners import Named
from rules.phrases import moment_words
from rules.plant import Person

MOST, MOST_NOTE, MOST_WHAT = 600, 300, 60
FARTHEST = timedelta(days=365)
# An approver has half of the time that is left for the plan, so that there is some for the next one.
MOST_TO_APPROVE, LEAST_TO_APPROVE = 240, 15
NOT_NOW = Answer("方案这一步已经过了。点卡片看现在怎样。", "info")
GONE = Answer("这份方案已经不等你批了。点卡片看现在怎样。", "info")


def accept(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「接单」 on the card of the plan."""
    if ask.state not in MOVABLE or hazard.state != "planning":
        return NOT_NOW
    if hazard.work.accepted_at:
        return Answer("你已经接了。点「写方案」。", "info")
    life.note(hazard, hazard.work.but(accepted_at=now))
    data = {"ask": ask.id, "to_state": "planning"}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.accepted", now, actor=actor, data=data, shown=shown)
    life.show(hazard, now)
    return Answer(f"接下了，{_by(hazard, now)} 前把方案批好。", "info")


def submit(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: `{leader, executor, measures, money, what0, until0, …, emergency, drill}`. With one item empty it is
    not sent, and the answer names it."""
    if ask.state not in MOVABLE or hazard.state != "planning":
        return NOT_NOW
    plan = _plan(action, person, now)
    if isinstance(plan, str):
        return Answer(plan, "stop")
    missing = major.empty(plan.filled)
    if missing:
        return Answer(f"五项都要写，还缺{'、'.join(ITEMS[item] for item in missing)}。", "stop")
    _keep(hazard, plan)
    asks.close(ask, "done", now, Outcome(result="planned", by=person.id, at=now))
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.planned", now, actor=actor, data={"ask": ask.id, **_told(plan, now)}, shown=shown)
    _ask_approvers(hazard, now)
    life.show(hazard, now)
    return Answer("方案送批了。批好之前不要动手，先守住停用、撤人。", "done")


def approve(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「同意」 to the items of this card; with the last of them the work may begin."""
    plan = hazard.work.major.plan
    if ask.state not in MOVABLE or hazard.state != "planning" or plan is None:
        return GONE
    items = [cast(Item, item) for item in Items.of(ask).items]
    if person.id in hazards.judged(hazard):
        return Answer("自己的方案不能自己批。请别人批。", "stop")
    for item in items:
        plan = plan.with_approval(item, Approval(by=person.id, at=now))
    _keep(hazard, plan)
    assigning.settle(hazard, ask, person, "agreed", now)
    names = "、".join(ITEMS[item] for item in items)
    data = {"ask": ask.id, "items": items, "names": names}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.plan_approved", now, actor=actor, data=data, shown=shown)
    left = major.lacks_to_start(assigning.stands(hazard))
    if left:
        life.show(hazard, now)
        return Answer(f"记下了。还等：{'、'.join(left)}。", "done")
    _start(hazard, plan, now)
    return Answer(f"五项都批了，{name_of(book(now).plant, hazard.owner)}可以动手改了。", "done")


def turn_back(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「退回」 with what is missing: the owner writes it again, and everybody's approval with it."""
    plan, reason = hazard.work.major.plan, action.text.strip()[:MOST_NOTE]
    if ask.state not in MOVABLE or hazard.state != "planning" or plan is None:
        return GONE
    if not reason:
        return Answer("写一句哪里不行，责任人会看到。", "stop")
    _keep(hazard, plan.but(approved={}, returned=reason))
    assigning.settle(hazard, ask, person, "turned_back", now)
    assigning.close_open(hazard, now, "方案退回了", APPROVE)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "reason": reason, "items": list(Items.of(ask).items)}
    life.tell_trail(hazard, "hazard.plan_returned", now, actor=actor, data=data, shown=shown)
    again = f"{person.name}退回方案：{reason}"
    assigning.ask_for_plan(hazard, Named(hazard.owner, "", again), now, again)
    life.show(hazard, now)
    return Answer("退回责任人再写。", "done")


def milestone(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """A step of the plan is done: `{place}` on the owner's page, with a note."""
    plan = hazard.work.major.plan
    place, note = action.data.get("place"), action.text.strip()[:MOST_NOTE]
    if ask.state not in MOVABLE or hazard.state not in TO_MEND or plan is None:
        return Answer("这条现在不用你改。点卡片看现在怎样。", "info")
    if not isinstance(place, int) or not 0 <= place < len(plan.milestones):
        return Answer("没有这个节点。请重新打开这一页。", "stop")
    step = plan.milestones[place]
    if step.done_at is not None:
        return Answer("这个节点已经记过了。", "info")
    _keep(hazard, plan.with_milestone(place, step.but(done_at=now, done_by=person.id, note=note)))
    life.TIMETABLE.drop(hazard.subject, f"{countdown.MILESTONE}{place}", now=now)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "what": step.what, "note": note, "place": place}
    life.tell_trail(hazard, "hazard.milestone", now, actor=actor, data=data, shown=shown)
    life.show(hazard, now)
    return Answer(f"记下了：{step.what}做完了。", "info")


def back_to_plan(hazard: Hazard, why: str, now: datetime) -> None:
    """One that was put off twice needs a plan of five items before it goes on."""
    work = hazard.work.but(major=hazard.work.major.but(plan=None, wanted=True), since=now)
    life.move(hazard, "planning", "hazard.to_plan", now, data={"why": why}, work=work)
    assigning.ask_owner(hazard, Named(hazard.owner, "", why), now, again=why)
    countdown.begin(hazard, now)


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Who does not approve is reminded; then somebody else is asked as well. The countdown looks after the owner."""
    if ask.kind == PLAN:
        return
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你批整改方案：{hazards.title(hazard)}。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """Somebody else who may approve these items, beside whoever was asked first."""
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    items = Items.of(ask).items
    found = _approver(cast(Item, items[0]), hazard, asked, now)
    if found.person not in asked:
        _ask(hazard, found, tuple(cast(Item, item) for item in items), ask.stage, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def _start(hazard: Hazard, plan: Plan, now: datetime) -> None:
    """The plan holds: its last step is the deadline, and the owner may begin."""
    until = plan.until
    work = hazard.work.but(since=now)
    said = moment_words(until.astimezone(book(now).plant.zone))
    hazards.keep(hazard, due_at=until, until=until, late=False)
    life.move(
        hazard, "accepted", "hazard.may_begin", now, data={"until": said, "until_at": until.isoformat()}, work=work
    )
    assigning.ask_owner(hazard, Named(hazard.owner, "", "方案批好了，可以动手改"), now)
    countdown.begin(hazard, now)


def _ask_approvers(hazard: Hazard, now: datetime) -> None:
    """One card for each approver, with all that is his."""
    wanted: dict[str, tuple[Named, list[Item]]] = {}
    for item in ITEMS:
        found = _approver(item, hazard, set(), now)
        wanted.setdefault(found.person, (found, []))[1].append(item)
    for named, items in wanted.values():
        _ask(hazard, named, tuple(items), f"{APPROVE}/{now.isoformat()}/{items[0]}", now)


def _steps(hazard: Hazard, now: datetime) -> tuple[tuple[str, int], ...]:
    half = int((hazards.deadline(hazard) - now) / timedelta(minutes=2))
    wait = max(LEAST_TO_APPROVE, min(MOST_TO_APPROVE, half))
    return ("remind", wait // 4), ("remind", wait * 3 // 4), ("next", wait)


def _approver(item: Item, hazard: Hazard, out: set[str], now: datetime) -> Named:
    return assigning.decider(hazard, APPROVERS[item], out, now)


def _ask(hazard: Hazard, named: Named, items: tuple[Item, ...], stage: str, now: datetime) -> None:
    why = f"请批{'、'.join(ITEMS[item] for item in items)}"
    data = Items(items=items)
    asks.open_ask(
        hazard.subject,
        Wanted(
            APPROVE,
            named.person,
            [why, named.why],
            named.post,
            stage,
            steps=_steps(hazard, now),
            urgent=True,
            data=data,
        ),
        now,
    )


def _keep(hazard: Hazard, plan: Plan) -> None:
    life.note(hazard, hazard.work.but(major=hazard.work.major.but(plan=plan)))


def _plan(action: Action, person: Person, now: datetime) -> Plan | str:
    """What the page sent, or what is wrong with it."""
    plant = book(now).plant
    data = {name: str(value or "").strip() for name, value in action.data.items()}
    leader = data.get("leader", "")
    if leader and not plant.knows(leader):
        return "责任领导不在名单里。请重新选。"
    milestones: list[Milestone] = []
    for place in range(MOST_MILESTONES):
        what, until = data.get(f"what{place}", "")[:MOST_WHAT], _moment(data.get(f"until{place}", ""), now)
        if not what and not until:
            continue
        if not what or until is None or not now < until <= now + FARTHEST:
            return f"第 {place + 1} 个节点要写做什么、哪天做完，时间在今天之后、一年以内。"
        milestones.append(Milestone(what=what, until=until))
    return Plan(
        by=person.id,
        at=now,
        leader=leader,
        executor=data.get("executor", "")[:MOST],
        measures=data.get("measures", "")[:MOST],
        money=data.get("money", "")[:MOST],
        milestones=tuple(milestones),
        emergency=data.get("emergency", "")[:MOST],
        drill=_day(data.get("drill", "")),
    )


def _told(plan: Plan, now: datetime) -> dict[str, object]:
    """As the trail keeps it, and paper prints it."""
    zone = book(now).plant.zone
    steps = [f"{moment_words(each.until.astimezone(zone))} {each.what}" for each in plan.milestones]
    return {
        "leader": plan.leader,
        "leader_name": name_of(book(now).plant, plan.leader),
        "executor": plan.executor,
        "measures": plan.measures,
        "money": plan.money,
        "milestones": steps,
        "emergency": plan.emergency,
        "drill": plan.drill.isoformat() if plan.drill else "",
    }


def _moment(given: str, now: datetime) -> datetime | None:
    try:
        found = moment(given)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=book(now).plant.zone)


def _day(given: str) -> date | None:
    try:
        return day(given)
    except ValueError:
        return None


def _by(hazard: Hazard, now: datetime) -> str:
    return moment_words(hazards.deadline(hazard).astimezone(book(now).plant.zone))
