"""Calls by phone about what can't wait: one person after the other until somebody answers; what came of each stands in
the trail. Off until somebody switches them on."""

from __future__ import annotations

import json

import pytest
from asking import fault
from hazard_acts import report
from major_acts import everybody_expects, hinted, sorted_as_major
from plant import Plant

from models.delivery import Delivery
from models.hazard import Hazard
from models.ledger import of_subject
from workers.deliver import deliver
from workers.scenarios.phone import text_of

# The officer at work, the duty leader, the next officer.
WECOM = ("U04", "U08", "U05")


def plays(plant: Plant, person: str, does: str) -> None:
    plant.simulator.post("wecom/voice", {"account": plant.person(person).account, "does": does})


def rang(hazard: Hazard) -> list[tuple[str, str]]:
    lines = [json.loads(entry.canonical) for entry in of_subject(hazard.subject) if entry.kind == "voice.rang"]
    return [(line["data"]["to"], line["data"]["result"]) for line in lines]


@pytest.fixture
def calling(plant: Plant) -> Plant:
    """The plant has switched calls on."""
    plant.house.channels["wecom"].calls = True
    return plant


def test_nobody_is_called_until_somebody_switches_it_on(plant: Plant) -> None:
    hazard = report(plant, danger=True)
    plant.advance(3)
    assert {row.state for row in Delivery.select().where(Delivery.form == "voice")} == {"overtaken"}
    assert rang(hazard) == []
    everybody_expects(plant)


def test_who_does_not_answer_is_followed_by_the_next_at_once(calling: Plant) -> None:
    for person, does in zip(WECOM, ("off", "refused", "answered"), strict=True):
        plays(calling, person, does)
    hazard = report(calling, danger=True)
    calling.advance(4)
    told = rang(hazard)
    assert told == [("U04", "关机，叫下一个"), ("U08", "拒接，叫下一个"), ("U05", "接了")]
    everybody_expects(calling)


def test_a_call_of_which_nobody_knows_whether_it_rang_is_not_promised_again(calling: Plant) -> None:
    fault(calling, "wecom", "pstncc/call", "html502")
    hazard = report(calling, danger=True)
    calling.advance(2)
    assert rang(hazard)[0] == ("U04", "不知道响没响，叫下一个")
    everybody_expects(calling)


def test_who_is_on_dingtalk_has_no_phone_here_and_the_next_is_called(calling: Plant) -> None:
    for person in (*WECOM, "U03"):
        plays(calling, person, "busy")
    hazard = report(calling, danger=True)
    calling.advance(6)
    told = dict(rang(hazard))
    assert told["U06"].startswith("用钉钉，没有电话") and told["U04"] == "占线，叫下一个"
    assert "叫下一个" not in rang(hazard)[-1][1]
    everybody_expects(calling)


def test_without_credit_nobody_is_called_and_the_administrator_hears_it(calling: Plant) -> None:
    plays(calling, "U04", "out_of_credit")
    hazard = report(calling, danger=True)
    calling.advance(2)
    assert [result for _, result in rang(hazard)] == ["「紧急通知」的话费用完了，打不了电话。请管理员充值"]
    assert "电话打不出去" in text_of(calling.expect("U04", "电话打不出去"))
    everybody_expects(calling)


def test_a_major_hazard_calls_its_owner_and_then_his_supervisor(calling: Plant) -> None:
    hazard = hinted(calling)
    owner_silent = {row.id for row in Delivery.select().where(Delivery.form == "voice")}
    assert not owner_silent
    hazard = sorted_as_major(calling, hazard)
    calls = list(Delivery.select().where(Delivery.form == "voice").order_by(Delivery.id))
    stop, first = calls[0], next(each for each in calls if each.words.split() == [hazard.supervisor])
    # Whoever is to leave is called as well, those first who lead.
    assert stop.person in hazard.work.major.stopped.to and stop.person != hazard.work.major.stopped.by
    assert first.person == hazard.owner
    calling.advance(2)
    assert {person for person, _ in rang(hazard)} >= {hazard.owner, stop.person}
    assert deliver(first.id, calling.house.channels, calling.base, calling.now, calling.now) == "not due"
    everybody_expects(calling)
