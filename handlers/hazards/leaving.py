"""Whoever follows a hazard or answers for its mending, and is not there any more, or has another post: somebody else
does, with a card; and what of the plant's data an open hazard still needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from handlers import asks
from handlers.hazards import assigning, life
from handlers.hazards.kinds import FIX, FOLLOW, PLAN
from models import ask as ask_table
from models import hazard as hazards
from models import meter, rulebook
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.hazard import Hazard
from models.subject import Subject
from rules.hazards.life import OVER, UNDER_WAY
from rules.hazards.owners import follower, holds, is_there, supervisor
from rules.plant import Plant
from rules.shifts import leave_at

# Whoever is away for no longer follows it from where he is (hazards.md §2).
LONG = timedelta(hours=48)
DAY = timedelta(days=1)


def gone(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """He has left or can't be reached: what he followed his superior follows, and what he supervised another one
    does."""
    here = assigning.looking_for(hazard, now)
    if ask.state not in MOVABLE or hazard.state in OVER or is_there(ask.person, here):
        return
    name = name_of(here.plant, ask.person)
    if hazard.follower == ask.person:
        heir = follower(ask.person, here, hazards.judged(hazard))
        life.tell_trail(hazard, "hazard.inherited", now, data={"from": ask.person, "to": heir})
        hazards.keep(hazard, follower=heir)
        assigning.follow(hazard, heir, f"{name}不在了，改由你跟踪", now)
    if hazard.supervisor == ask.person:
        above = supervisor(assigning.answered_by(hazard, now), assigning.area_of(hazard, now), hazard.owner, here)
        data = {"from": ask.person, "to": above.person, "why": above.said}
        life.tell_trail(hazard, "hazard.supervised", now, data=data)
        hazards.keep(hazard, supervisor=above.person)
        assigning.follow(hazard, above.person, f"{name}不在了，{above.why}", now)
    if ask.person not in (hazard.follower, hazard.supervisor):
        asks.close(ask, "superseded", now, Outcome.over("换人跟踪了", now))


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    """He is on leave, and for long: as if he had gone."""
    plant = book(now).plant
    leave = leave_at(plant.person(ask.person), plant, now)
    if leave is None or datetime.combine(leave.to + DAY, time(), plant.zone) - now <= LONG:
        return False
    gone(hazards.here(subject), ask, "", now)
    return ask.state not in MOVABLE


def follow_plant(now: datetime) -> None:
    """New plant data: whoever had a hazard to mend, or answered for it, by a post that he does not hold any more, gives
    it to whoever holds it now; both are told."""
    older = rulebook.before(book(now).version)
    before = book_of(older).plant if older else book(now).plant
    for row in Hazard.select(Hazard.id, Hazard.subject).where(Hazard.state.in_(UNDER_WAY)).order_by(Hazard.id):
        hazard = hazards.locked(row.subject_id)
        if assigning.moved(hazard, now):
            _give_on(hazard, now)
        elif _supervises_no_more(hazard, before, now):
            _supervise(hazard, now)


def _give_on(hazard: Hazard, now: datetime) -> None:
    before, to = hazard.owner, assigning.instead(hazard, now)
    if to.person == before:
        return
    words = (
        f"你换岗了，{hazard.number} {hazards.title(hazard)}改由{name_of(book(now).plant, to.person)}整改。请当面交接。"
    )
    _tell(hazard, before, words, now)
    assigning.pass_on(hazard, to, now)


def _supervises_no_more(hazard: Hazard, before: Plant, now: datetime) -> bool:
    """Whether he supervised it by the category's post, and does not hold that any more."""
    post, area, person = (
        assigning.answered_by(hazard, now).supervisor_post,
        assigning.area_of(hazard, now),
        hazard.supervisor,
    )
    after = book(now).plant
    return after.knows(person) and holds(person, post, area, before) and not holds(person, post, area, after)


def _supervise(hazard: Hazard, now: datetime) -> None:
    before, area = hazard.supervisor, assigning.area_of(hazard, now)
    above = supervisor(assigning.answered_by(hazard, now), area, hazard.owner, assigning.looking_for(hazard, now))
    if above.person == before:
        return
    plant = book(now).plant
    words = f"你换岗了，{hazard.number} {hazards.title(hazard)}改由{name_of(plant, above.person)}督办。请当面交接。"
    _tell(hazard, before, words, now)
    why = f"{name_of(plant, before)}换岗了，{above.said}"
    data = {"from": before, "to": above.person, "why": why}
    life.tell_trail(hazard, "hazard.supervised", now, data=data)
    hazards.keep(hazard, supervisor=above.person)
    assigning.follow(hazard, above.person, f"{name_of(plant, before)}换岗了，{above.why}", now)


def _tell(hazard: Hazard, person: str, words: str, now: datetime) -> None:
    for ask in ask_table.of_subject(hazard.subject):
        if ask.person == person and ask.state in MOVABLE and ask.kind in (FIX, PLAN, FOLLOW):
            asks.tell(ask, person, words, now, purpose="hazard.news")
            return


def unowned(now: datetime) -> list[str]:
    """The numbers of those whose owner has left or can't be reached, as where nobody is left who could have been asked
    in his place; and of those about which nobody is asked who is there."""
    plant, out = book(now).plant, meter.unreachable()
    there = {"", *(each.id for each in plant.people if each.id not in out)}
    rows = Hazard.select(Hazard.number, Hazard.subject, Hazard.state, Hazard.owner)
    open_ = list(rows.where(Hazard.state.not_in(OVER)).order_by(Hazard.id))
    asked = ask_table.asked_of([each.subject_id for each in open_], (FOLLOW,))
    return [
        each.number
        for each in open_
        if not (each.owner in there if each.state in UNDER_WAY else asked[each.subject_id].intersection(there))
    ]


def needed() -> Iterator[tuple[str, str]]:
    """Area and category of every hazard that is not over, and the posts that are asked for it. Its people have asks of
    their own."""
    for hazard in Hazard.select().where(Hazard.state.not_in(OVER)):
        if hazard.area:
            yield "areas", hazard.area
        category = hazards.category(hazard)
        if category is None:
            continue
        yield "categories", category.id
        posts = (category.owner_post, category.supervisor_post, hazards.rules_of(hazard).general.fallback_owner_post)
        yield from (("posts", post) for post in posts if post)
