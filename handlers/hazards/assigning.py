"""Who mends a hazard: found by category, area and shift, told at once, with the deadline. Never nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from handlers import asks, voice
from handlers.asks import Wanted
from handlers.hazards import countdown, life
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import APPROVE, DISPUTE, EXTENSION, FIX, FOLLOW, PLAN, REGISTER, SORT
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.hazard import Hazard, grade
from models.hazard_asks import Fix
from rules import duty
from rules.hazards import countdown as ladder
from rules.hazards import major
from rules.hazards.accused import answering
from rules.hazards.categories import Category
from rules.hazards.owners import Head, Here, Named, beside, head, holds, is_there, owner, supervisor, under
from rules.phrases import moment_words
from rules.plant import Area, Person

SORT_STEPS = (("remind", 10), ("next", 30))
# What sounds like a major one is decided within a quarter of an hour.
SORT_SOON = (("remind", 5), ("next", 15), ("next", 30))
REGISTER_STEPS = (("remind", 120), ("remind", 24 * 60), ("next", 48 * 60))
SOUNDS_MAJOR = "说得像重大隐患，请你定级"


def looking(now: datetime) -> Here:
    """Where and when people are looked for."""
    rules = book(now)
    return Here(rules.plant, rules.config.rules, now, meter.unreachable())


def looking_for(hazard: Hazard, now: datetime) -> Here:
    """Where and when people are looked for on its behalf: never any whom it accuses."""
    here = looking(now)
    return replace(here, out={*here.out, *accused_by(hazard, now)})


def answered(hazard: Hazard, category: Category, now: datetime) -> Category:
    """The category with the posts that answer for this hazard."""
    return answering(category, book(now).plant) if accused_by(hazard, now) else category


def category_of(hazard: Hazard) -> Category:
    """Its category by the rules with which it was raised. Raises LookupError while it has none."""
    found = hazards.category(hazard)
    if found is None:
        raise LookupError(f"{hazard.number} has no category")
    return found


def answered_by(hazard: Hazard, now: datetime) -> Category:
    """Its category, with the posts that answer for it. Raises LookupError while it has none."""
    return answered(hazard, category_of(hazard), now)


def decider(hazard: Hazard, role: Head, not_these: Collection[str], now: datetime) -> Named:
    """Who has this role of the plant for the hazard; never whose work it is, nor whom it accuses."""
    return head(role, area_of(hazard, now), not_these, looking_for(hazard, now), hazards.judged(hazard))


def apart(hazard: Hazard, not_these: Collection[str], now: datetime) -> str:
    """Who of the safety office, or of those who lead the plant, decides on it: nobody whose work it is or
    whom it accuses, and nobody under one of those while there is somebody else; empty when nobody is left."""
    work = hazards.judged(hazard) | accused_by(hazard, now)
    below = under(work, book(now).plant)
    return office({*not_these, *work, *below}, now) or office({*not_these, *work}, now)


def area_of(hazard: Hazard, now: datetime) -> Area | None:
    plant = book(now).plant
    return next((area for area in plant.areas if area.id == hazard.area), None)


def instead(hazard: Hazard, now: datetime) -> Named:
    """Who mends it in place of its owner: another one of his post while he is on leave; once he has left or can't be
    reached, his supervisor, if that one is there."""
    here, owned_by = looking_for(hazard, now), hazard.owner
    if moved(hazard, now):
        return _holder(hazard, now)
    gone = not here.plant.knows(owned_by) or owned_by in here.out
    if gone and hazard.supervisor != owned_by and is_there(hazard.supervisor, here):
        name = name_of(here.plant, owned_by)
        return Named(hazard.supervisor, "", f"{name}不在了，你是督办人，先归你改", f"{name}不在了，督办人接手")
    without = replace(here, out={*here.out, owned_by})
    return owner(answered_by(hazard, now), area_of(hazard, now), hazards.rules_of(hazard).general, without)


def moved(hazard: Hazard, now: datetime) -> bool:
    """Whether its owner has it by a post that he does not hold any more. Whoever was named keeps it, whatever he is."""
    plant, post = book(now).plant, _post_of(hazard)
    has = plant.knows(hazard.owner) and post in plant.posts
    return has and not holds(hazard.owner, post, area_of(hazard, now), plant)


def _post_of(hazard: Hazard) -> str:
    """By which post its owner has it; empty where somebody named him, or he mended it on the spot."""
    his = [
        ask for ask in ask_table.of_subject(hazard.subject) if ask.kind in (FIX, PLAN) and ask.person == hazard.owner
    ]
    return next((ask.post for ask in reversed(his) if ask.post), "")


def _holder(hazard: Hazard, now: datetime) -> Named:
    """Who holds the post now by which its owner had it; who is asked for the category where nobody does."""
    here = looking_for(hazard, now)
    category = replace(answered_by(hazard, now), owner_post=_post_of(hazard))
    general = hazards.rules_of(hazard).general
    found = owner(category, area_of(hazard, now), general, replace(here, out={*here.out, hazard.owner}))
    name = name_of(here.plant, hazard.owner)
    return Named(found.person, found.post, f"{name}换岗了，{found.why}", f"{name}换岗了，{found.said}")


def pass_on(hazard: Hazard, to: Named, now: datetime, *, again: str = "") -> None:
    """Gives it to somebody in place of its owner; he may say once more that it is not his."""
    data = {"from": hazard.owner, "to": to.person, "why": to.said}
    life.tell_trail(hazard, "hazard.passed", now, data=data)
    life.note(hazard, hazard.work.but(disputed=False))
    assign(hazard, now, to, again=again)


def department_of(hazard: Hazard, now: datetime) -> str:
    """The department of its area; empty while nobody knows where it is."""
    area = area_of(hazard, now)
    return area.department if area else ""


def office(not_these: Collection[str], now: datetime) -> str:
    """Who of the safety office, or of those who lead the plant, is asked next; empty when nobody is left."""
    found = duty.following(book(now).plant, now, not_these, meter.unreachable())
    return found.id if found else ""


def officers(now: datetime) -> frozenset[str]:
    """Everybody of the safety office."""
    return frozenset(person.id for person in duty.office(book(now).plant))


def ask_to_sort(hazard: Hazard, now: datetime, why: str = "") -> None:
    """The safety office, or whoever leads the plant now, says what it is and where."""
    rules = book(now)
    [person, *_] = duty.responders(rules.plant, rules.config.rules, now, looking_for(hazard, now).out)
    missing = "、".join(word for there, word in ((hazard.category, "类别"), (hazard.area, "地点")) if not there)
    reason = why or f"看不出{missing or '归谁管'}，请你定"
    wanted = Wanted(SORT, person, [reason], stage="sort", steps=sort_steps(hazard), urgent=hazard.report.hinted)
    asks.open_ask(hazard.subject, wanted, now)


def sort_steps(hazard: Hazard) -> tuple[tuple[str, int], ...]:
    return SORT_SOON if hazard.report.hinted else SORT_STEPS


def assign(hazard: Hazard, now: datetime, to: Named | None = None, *, again: str = "") -> None:
    """Gives it to its owner, who is asked at once; his time begins to run. The owner of a major one is asked for its
    plan first. to: who mends it where somebody decided that; again: what was not mended when somebody looked."""
    general = hazards.rules_of(hazard).general
    named = to or owner(answered_by(hazard, now), area_of(hazard, now), general, looking_for(hazard, now))
    own(hazard, named, now)
    ask_owner(hazard, named, now, again)
    countdown.begin(hazard, now)


def own(hazard: Hazard, named: Named, now: datetime) -> None:
    """Makes him its owner, whose superior follows it; the deadline is counted from when the report came in."""
    area, here, category = area_of(hazard, now), looking_for(hazard, now), answered_by(hazard, now)
    above = supervisor(category, area, named.person, here)
    due = hazard.due_at or ladder.due(hazard.received_at, category, grade(hazard))
    until = hazard.until or due
    life.note(hazard, hazard.work.but(assigned_at=hazard.work.assigned_at or now))
    data = {
        "to": named.person,
        "supervisor": above.person,
        "category": hazard.category,
        "category_name": category.name,
        "area_name": area.name if area else "",
        "spot": hazard.report.spot,
        "grade": hazard.grade,
        "area": hazard.area,
        "until": moment_words(until.astimezone(here.plant.zone)),
        "until_at": until.isoformat(),
        "due_at": due.isoformat(),
        "why": named.said,
        "minutes": hazards.owned_in(hazard),
        "rules": book_of(hazard.rules).name,
    }
    hazards.keep(hazard, owner=named.person, supervisor=above.person, due_at=due, until=until)
    life.move(hazard, "planning" if needs_plan(hazard) else "assigned", "hazard.assigned", now, data=data)
    follow(hazard, above.person, above.why, now)
    if hazard.report.way == "anonymous" and hazard.follower == named.person:
        _follow_instead(hazard, here, now)


def _follow_instead(hazard: Hazard, here: Here, now: datetime) -> None:
    """Who was to follow what was reported without a name has it to mend: somebody else follows it."""
    before = hazard.follower
    heir = beside(before, area_of(hazard, now), here)
    life.tell_trail(hazard, "hazard.inherited", now, data={"from": before, "to": heir, "because": "owner"})
    hazards.keep(hazard, follower=heir)
    for ask in ask_table.movable(hazard.subject, FOLLOW):
        if ask.person == before:
            asks.close(ask, "superseded", now, Outcome.over("归你改，换人跟踪了", now))
    follow(hazard, heir, "有人匿名报的，你来跟踪", now)


def ask_owner(hazard: Hazard, named: Named, now: datetime, again: str = "") -> None:
    """His card; whoever was asked before him is asked no more, nor is who decides what that one asked for."""
    stays = any(ask.person == named.person for kind in (FIX, PLAN) for ask in ask_table.movable(hazard.subject, kind))
    close_open(hazard, now, "换成新的一张了" if stays else "换人整改了", FIX, PLAN, APPROVE, SORT, DISPUTE, EXTENSION)
    life.note(hazard, hazard.work.without_wishes())
    if hazard.state == "planning":
        ask_for_plan(hazard, named, now, again)
        return
    data = Fix(until=hazards.deadline(hazard), **({"again": again} if again else {}))
    why = [again] if again else [named.why]
    wanted = Wanted(FIX, named.person, why, post=named.post, stage="fix", urgent=hazard.grade == "major", data=data)
    asks.open_ask(hazard.subject, wanted, now)


def needs_plan(hazard: Hazard) -> bool:
    """Whether a plan has to be approved before anybody mends it."""
    plan = hazard.work.major.plan
    wanted = grade(hazard) == "major" or hazard.work.major.wanted
    return wanted and (plan is None or bool(major.lacks_to_start(stands(hazard))))


def stands(hazard: Hazard) -> major.Stands:
    """What there is of its plan and of the looks of this round."""
    plan, items = hazard.work.major.plan, tuple(major.ITEMS)
    looked = {each.level for each in hazard.work.checked if each.ok and each.round == hazard.round}
    if plan is None:
        return major.Stands(looked=looked)
    approved = [item for item in items if item in plan.approved]
    left = sum(each.done_at is None for each in plan.milestones)
    return major.Stands(plan.filled, approved, left, looked)


def ask_for_plan(hazard: Hazard, named: Named, now: datetime, again: str = "") -> None:
    """The owner writes the plan, or writes it again."""
    data = Fix(until=hazards.deadline(hazard), **({"again": again} if again else {}))
    why = [again] if again else [named.why]
    wanted = Wanted(PLAN, named.person, why, named.post, "plan", urgent=True, data=data)
    ask = asks.open_ask(hazard.subject, wanted, now)
    if not again:
        voice.ring(ask, [named.person, hazard.supervisor], now)


def ask_to_register(hazard: Hazard, now: datetime) -> None:
    """The safety office tells the authority and the assembly of the staff; once for each hazard."""
    if any(ask.kind == REGISTER for ask in ask_table.of_subject(hazard.subject)):
        return
    person = office(accused_by(hazard, now), now) or office(frozenset(), now)
    why = ["定为重大，要报监管部门和职工大会"]
    asks.open_ask(hazard.subject, Wanted(REGISTER, person, why, stage="register", steps=REGISTER_STEPS), now)


def follow(hazard: Hazard, person: str, why: str, now: datetime) -> None:
    """A card that shows how it stands until it is over; one for each person."""
    if not any(ask.person == person for ask in ask_table.movable(hazard.subject, FOLLOW)):
        asks.open_ask(hazard.subject, Wanted(FOLLOW, person, [why], stage="follow"), now)


def settle(hazard: Hazard, ask: Ask, person: Person, result: str, now: datetime) -> None:
    """One answer counts; everybody else who was asked the same reads whose."""
    outcome = Outcome(result=result, by=person.id, at=now)
    asks.close(ask, "done", now, outcome)
    for other in ask_table.in_stage(hazard.subject, ask.stage):
        if other.state in MOVABLE:
            asks.close(other, "superseded", now, outcome)


def close_open(hazard: Hazard, now: datetime, words: str, *kinds: str) -> None:
    """Nobody has to answer these any more."""
    for ask in ask_table.of_subject(hazard.subject):
        if ask.kind in kinds and ask.state in MOVABLE:
            asks.close(ask, "superseded", now, Outcome.over(words, now))
