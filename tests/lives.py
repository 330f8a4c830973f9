"""A whole life of one permit in this process, through the doors, on any plant: its own people, jobs and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plant import Plant
from worlds import Here

from handlers.permits.gates import resuming
from models import permit as permits
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.permit import Permit
from workers.scenarios import cast
from workers.scenarios.phone import Phone, text_of
from workers.scenarios.simulator import Json
from workers.scenarios.story import Story
from workers.scenarios.turns import START_OF_WORK, round_of, standing, take
from workers.scenarios.whole_life import request

MOST_ROUNDS = 40
# Minutes, longer than a platform's limits hold cards back.
A_MOMENT = 0.1


@dataclass
class Cast:
    """A plant's people at the place of its stories: what a story needs of a house."""

    plant: Plant

    @property
    def simulator(self) -> Here:
        return self.plant.simulator

    def set_time(self, moment: datetime) -> None:
        """Plant time passes until then, and whatever falls due happens."""
        self.plant.advance((moment - self.plant.now).total_seconds() / 60)

    def arrived(self, moment: datetime) -> None:
        assert abs(self.plant.now - moment) < timedelta(minutes=1)

    def phone(self, person_id: str) -> Phone:
        rules = book(self.plant.now)
        who = rules.plant.person(person_id)
        at = cast.centre(cast.place(rules))
        return Phone(self.plant.simulator, self.plant.base, who.platform, who.account, who.name, at)


class Played(Story):
    """A story in this process: what was sent has arrived before anybody looks."""

    def tell(self, words: str) -> None:
        self.house.plant.advance(A_MOMENT)
        super().tell(words)

    def card(self, *given: Any, **more: Any) -> Json:
        self.house.plant.advance(A_MOMENT)
        return super().card(*given, **more)

    def repainted(self, *given: Any) -> None:
        self.house.plant.advance(A_MOMENT)
        super().repainted(*given)


def whole_life(plant: Plant, kind: str, **changes: Any) -> Permit:
    """From the word to the last signature at the end: everybody does what he is asked. It is the plant's own job of the
    kind, with changes; half-way the work is stopped and resumed."""
    lines: list[str] = []
    story = Played(Cast(plant), lines.append)
    asked = request(story, book(plant.now).config.demo.form(kind, changes))
    for _ in range(MOST_ROUNDS):
        plant.advance(A_MOMENT)
        permit: Permit = Permit.get_by_id(asked.id)
        waiting = round_of(permit)
        if permit.state == "closed":
            return permit
        assert waiting, f"{standing(permit)}\n" + "\n".join(lines)
        if waiting[0].kind == START_OF_WORK and plant.now < permit.starts_at:
            plant.set_time(permit.starts_at)
        if permit.state == "working" and not permit.work.stops:
            stop_and_go_on(story, permit)
            continue
        for ask in waiting:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                take(story, permit, ask)
                plant.advance(A_MOMENT)
    raise AssertionError(standing(permit))


def stop_and_go_on(story: Story, permit: Permit) -> None:
    """Its requester stops the work; guardian and area representative let it go on."""
    house: Cast = story.house
    stop(story, permit)
    asked = [ask for ask in of_subject(permit.subject) if ask.kind == "permit.resume" and ask.state in MOVABLE]
    assert [ask.slot for ask in asked] == ["guardian", "area"]
    for ask in asked:
        answer = resume(story, permit, ask)
        assert answer["tone"] == "done", answer
    house.plant.settle()
    assert Permit.get_by_id(permit.id).state == "working"


def stop(story: Story, permit: Permit) -> None:
    story.house.phone(permit.requester).say("停工")
    story.house.plant.advance(A_MOMENT)


def resume(story: Story, permit: Permit, ask: Ask) -> Json:
    """One of the two confirms on site that the work may go on; returns the page's answer."""
    phone = story.house.phone(ask.person)
    page = phone.open(story.opens(phone, card_of_resume(phone, permit), "看条件，确认复工"))
    there = phone.position(cast.centre(book(story.house.plant.now).plant.area(permit.area)))
    due = resuming.measures_due(Permit.get_by_id(permit.id))
    return dict(page.act("permit.resume", {"measures": due, "position": there}))


def card_of_resume(phone: Phone, permit: Permit) -> Json:
    """The newest card that asks this person whether the permit's work may go on."""
    return [each for each in phone.messages() if f"复工要确认：{permits.title(permit)}" in text_of(each)][-1]


def done(story: Story, permit: Permit, *, but: str = "") -> None:
    """Everybody does what the permit asks of him, until nothing is left but asks of this kind."""
    for _ in range(MOST_ROUNDS):
        story.house.plant.advance(A_MOMENT)
        waiting = [ask for ask in round_of(permit) if ask.kind != but]
        if not waiting:
            return
        for ask in waiting:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                take(story, permit, ask)
    raise AssertionError(standing(permit))
