"""Somebody new: he joins, is taught level by level, passes his one lesson, and three sign that he may work alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from builders import open_card, signature
from plant import Plant, anhe, lizhou
from roads import road
from staff_acts import event, hr_key, tell
from training_acts import DAY, begin, file_of, give, learn, lessons, small

from models import qualified, store, training_levels
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.training import Learning
from models.training_levels import CLEARANCE, LEVEL
from models.training_paper import Clearance, Teaching
from rules.job import Job
from rules.training.levels import PARTS
from workers.scenarios.phone import text_of

# By plant: post and course of the one lesson that is to be learned, and the permit on which he would work.
ONE = {"anhe": ("welder", "HAZ-101", "hot_work", "tank"), "lizhou": ("hangong", "KC-RG", "donghuo", "bz-zhuta")}


@cache
def with_one_lesson(name: str, *certs: str) -> dict[str, Any]:
    """The data of a plant in which whoever is new has one lesson to learn, and needs these certificates; it is not
    to be changed."""
    post, course, *_ = ONE[name]
    found = small(anhe() if name == "anhe" else lizhou(), post, course)
    found["posts_matrix"]["trades"][0]["certs"] = list(certs)
    return found


def newcomer(plant: Plant) -> Any:
    told = book(plant.now).config.demo.training
    assert told
    return told.newcomer


@road
def joins(plant: Plant, post: str = "") -> str:
    """HR tells of him after the training has begun; his id. post: in place of his own."""
    begin(plant)
    new = newcomer(plant)
    said = {name: getattr(new, name) for name in ("name", "department", "supervisor", "platform", "account")}
    said["posts"] = [post] if post else list(new.posts)
    assert tell(plant, hr_key(plant), event(plant, "e1", "joined", new.person, **said)) == ["kept"]
    return str(new.person)


def asked(person: str, kind: str = LEVEL) -> list[Ask]:
    return [each for each in of_subject(file_of(person).subject) if each.kind == kind and each.state in MOVABLE]


def teach(plant: Plant, person: str) -> Teaching:
    """Whoever is asked for the level says with one tap that he has taught it."""
    [ask] = asked(person)
    taught = Teaching.of(ask)
    hours_go_by(plant, person)
    card = plant.expect(ask.person, f"请带新人：{plant.person(person).name} · {taught.name}")
    plant.phone(ask.person).tap(card, "带满了，会做了")
    plant.settle()
    assert "会做了" in text_of(plant.current(card))
    return taught


def hours_go_by(plant: Plant, person: str) -> None:
    """There has been time for the hours of the level that he is taught."""
    [*_, ask] = asked(person)
    full = training_levels.full_from(file_of(person), Teaching.of(ask), book(plant.now).plant.zone)
    if full and full > plant.now:
        plant.set_time(full)
        plant.turn()


def taught(plant: Plant, person: str) -> None:
    """Every level."""
    while asked(person):
        teach(plant, person)


def learned(plant: Plant, person: str) -> None:
    """His lessons, one a day; chance draws no test."""
    while any(each.state != "passed" for each in lessons(person)):
        if not asked(person, "training.lesson"):
            plant.advance(DAY)
        assert learn(plant, person)["tone"] == "done"
        while asked(person, "training.question"):
            give(plant, person)
    store.write(lambda: Learning.update(test_at=None).execute())
    plant.turn()


@road
def ready_to_sign(plant: Plant) -> str:
    """Somebody new for whom three are asked to sign."""
    person = joins(plant)
    taught(plant, person)
    learned(plant, person)
    return person


@road
def alone(plant: Plant) -> str:
    """Somebody new who was taught, learned everything and was signed for."""
    person = ready_to_sign(plant)
    for part in PARTS:
        sign(plant, person, part)
    assert barred(plant, person) == [] and file_of(person).alone == "signed"
    return person


def signer(person: str, part: str) -> Ask:
    """Whoever was asked last to sign as this."""
    return [each for each in asked(person, CLEARANCE) if Clearance.of(each).part == part][-1]


def sign(plant: Plant, person: str, part: str, **changes: Any) -> dict[str, Any]:
    ask = signer(person, part)
    page = open_card(plant, ask.person, card_of(plant, ask), "去看、去签")
    given = {"strokes": signature(plant, ask.person)["strokes"], "device": f"phone of {ask.person}", **changes}
    answer = page.act("training.sign", given)
    # Its answer was lost, and he sends it again.
    assert page.act("training.sign", given)["words"] == answer["words"]
    plant.settle()
    return answer


def card_of(plant: Plant, ask: Ask) -> dict[str, Any]:
    return plant.expect(ask.person, f"请签上岗：{plant.person(Clearance.of(ask).person).name}")


def barred(plant: Plant, person: str) -> list[str]:
    """Why he may do no part in a permit on his own, in words."""
    rules = book(plant.now)
    _, _, kind, area = ONE[rules.plant.company.id]
    leader = str(rules.plant.person(person).supervisor)
    job = Job(kind, "", area, plant.now, plant.now, leader, leader, (person,), leader, False, {})
    found = qualified.lacks(job, rules, rules.config.templates, plant.now)
    return [each.words for each in found if each.person == person and each.code == "levels"]
