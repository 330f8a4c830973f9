"""A certificate of the state that his trade asks for: nobody signs that somebody new works alone while he lacks it, and
whoever could do something about it reads which one it is."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from builders import open_card, page_of, signature
from doors import doors
from onboarding_acts import (
    asked,
    barred,
    card_of,
    joins,
    learned,
    newcomer,
    ready_to_sign,
    sign,
    signer,
    taught,
    with_one_lesson,
)
from plant import Log, Plant, running_plant
from sensing import quiet
from training_acts import file_of
from worlds import Here

from handlers.plant import keep
from models import store
from models.book import book
from models.training_counted import counted
from models.training_levels import CLEARANCE, read
from rules.training.levels import PARTS
from workers.scenarios.phone import text_of

CERT = "C-WELD"
REMEDY = "有证请安全部门登记，没有就换岗"


@pytest.fixture
def one(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    data = with_one_lesson("anhe", CERT)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


@pytest.fixture
def easy(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=with_one_lesson("anhe")) as running:
        yield running


def load(plant: Plant, version: int, certs: tuple[str, ...], until: dict[str, str]) -> None:
    """The plant's files with what his trade asks for, and the certificates that he has."""
    data: dict[str, Any] = deepcopy(with_one_lesson("anhe", *certs))
    new = newcomer(plant)
    said = {name: getattr(new, name) for name in ("name", "department", "supervisor", "platform", "account")}
    data["plant"]["version"] += version
    data["posts_matrix"]["version"] += version
    data["plant"]["people"].append(
        {"id": new.person, **said, "posts": list(new.posts), "phone": "10000009990", "shift": "day", "certs": until}
    )
    store.write(lambda: keep(data, plant.now))
    plant.turn()


def newest(plant: Plant, who: str) -> dict[str, Any]:
    """The newest card by which somebody was asked to sign, as it looks now."""
    return [each for each in plant.phone(who).messages() if "请签上岗" in text_of(each)][-1]


def test_nobody_is_asked_while_a_certificate_is_missing_and_all_three_once_it_is_registered(one: Plant) -> None:
    plant = one
    person = joins(plant)
    taught(plant, person)
    learned(plant, person)
    lacks = f"没有{book(plant.now).config.templates.qualifications[CERT].name}，{REMEDY}"
    assert asked(person, CLEARANCE) == [] and file_of(person).alone == "due"
    assert f"还没到签上岗：{lacks}" in "".join(barred(plant, person))
    # He, his superior and the safety office hear which one it is, once.
    above = str(plant.person(person).supervisor)
    for who in (person, above):
        plant.expect(who, lacks)
    plant.advance(3 * 24 * 60)
    assert sum(lacks in text_of(each) for each in plant.phone(above).messages()) == 1
    # One that has run out is none.
    load(plant, 1, (CERT,), {CERT: (plant.now.date() - timedelta(1)).isoformat()})
    assert asked(person, CLEARANCE) == [] and "过期了" in "".join(barred(plant, person))
    load(plant, 2, (CERT,), {CERT: (plant.now.date() + timedelta(400)).isoformat()})
    assert len(asked(person, CLEARANCE)) == 3
    page = page_of(plant, person, f"clearance/{signer(person, 'trainee').id}").html
    assert "国家的证" in page and "前有效" in page
    for part in PARTS:
        assert sign(plant, person, part)["tone"] == "done"
    assert file_of(person).alone == "signed" and barred(plant, person) == []
    quiet(plant)


def test_a_certificate_that_is_asked_for_meanwhile_stands_on_all_three_cards_and_pages(easy: Plant) -> None:
    plant = easy
    person = ready_to_sign(plant)
    sign(plant, person, "mentor")
    mentor = read(file_of(person)).signed["mentor"].by
    opened = {
        part: (ask, page_of(plant, ask.person, f"clearance/{ask.id}"))
        for part in ("leader", "trainee")
        for ask in [signer(person, part)]
    }
    load(plant, 1, (CERT,), {})
    for part, (ask, page) in opened.items():
        assert REMEDY in text_of(newest(plant, ask.person)), part
        given = {"strokes": signature(plant, ask.person)["strokes"], "device": "x"}
        answer = page.act("training.sign", given)
        assert answer["tone"] == "stop" and REMEDY in answer["words"]
        with pytest.raises(Exception, match=REMEDY):
            page_of(plant, ask.person, f"clearance/{ask.id}")
    assert REMEDY in text_of(newest(plant, mentor)) and asked(person, CLEARANCE) == []
    assert file_of(person).alone == "due"
    dangerous = next(each for each in counted(book(plant.now), plant.now).hundreds if each.key == "special")
    assert person in dangerous.missing
    load(plant, 2, (CERT,), {CERT: (plant.now.date() + timedelta(400)).isoformat()})
    assert REMEDY not in text_of(newest(plant, mentor))
    for part in ("leader", "trainee"):
        sign(plant, person, part)
    assert file_of(person).alone == "signed"
    quiet(plant)


def test_whoever_has_signed_and_comes_again_reads_when_he_signed(easy: Plant) -> None:
    """The answer was lost: he writes his name anew, or opens the page again."""
    plant = easy
    person = ready_to_sign(plant)
    ask = signer(person, "mentor")
    card = card_of(plant, ask)
    page = open_card(plant, ask.person, card, "去看、去签")
    given = {"strokes": signature(plant, ask.person)["strokes"], "device": "x"}
    assert page.act("training.sign", given)["tone"] == "done"
    at = f"{read(file_of(person)).signed['mentor'].at.astimezone(plant.now.tzinfo):%H:%M}"
    anew = {**given, "strokes": signature(plant, person)["strokes"]}
    assert page.act("training.sign", anew, attempt=2)["words"] == f"你 {at} 签过了，算数的是先前那一次。"
    with pytest.raises(Exception, match=f"你 {at} 签过了，算数的是先前那一次。"):
        plant.phone(ask.person).open(f"{plant.base}/h5/{plant.person(ask.person).platform}/clearance/{ask.id}")
    assert len(read(file_of(person)).signed) == 1
    quiet(plant)
