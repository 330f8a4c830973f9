"""One idea for every act (issue 7, chapter 1): the same key with the same content is answered as before; with other
content it is a new act or a plain refusal, never a false "done".

`tests/web/test_carried.py` holds the keys of every act; here the acts are sent whose second content no other test of
`test_resent.py`, `test_lost_answers.py`, `test_refusal.py` and `test_attaching.py` sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import forged
import pytest
from at_work import CREW, LEADER, WORKER, act, at_work, standing, state
from builders import DIRECTOR, FOREMAN, GUARDIAN, WELDER, asks_of, at_the_dual_sign, open_card, page_of
from detectors import AIR, EXPLOSIVE, PORTABLE, message, report, send
from gates import approved, check, open_asks, signature, test_gas, to_be_checked
from gates import page_of as page_of_ask
from plant import Plant

from handlers.permits import life
from models import store
from models.book import book
from models.gas import of_permit
from models.ledger import Entry
from models.permit_work import Signed
from workers.scenarios import hand
from workers.scenarios.phone import Page

NEXT_GUARDIAN, OFFICE, DUTY_LEADER, ELECTRICIAN = "U20", "U04", "U08", "U35"


class Twice(NamedTuple):
    """page: where both are sent, with the number of the first try; first, other: what is given, with the words."""

    page: Page
    first: tuple[dict[str, Any], str]
    other: tuple[dict[str, Any], str]


def entered(plant: Plant) -> Twice:
    """The entry log's second person."""
    at_work(plant, "confined_space", "none", workers=[WORKER, LEADER])
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    return Twice(page, ({"person": WORKER, "way": "in"}, ""), ({"person": LEADER, "way": "in"}, ""))


def briefed_here(plant: Plant) -> Twice:
    """A second worker on the guardian's phone, with the photo that was taken of the first."""
    permit = approved(plant, workers=[WELDER, "U37"])
    plant.set_time(permit.starts_at)
    [ask] = [each for each in open_asks(permit, "permit.brief") if each.data["part"] == "giver"]
    page_of_ask(plant, ask).act("permit.brief", signature(plant, ask.person, device=ask.person))
    plant.settle()
    test_gas(plant, permit)
    check(plant, permit)
    page, photo = page_of_ask(plant, open_asks(permit, "permit.start")[0]), hand.photo("worker")
    return Twice(page, ({"worker": WELDER, "photo": photo}, ""), ({"worker": "U37", "photo": photo}, ""))


def transferred(plant: Plant) -> Twice:
    permit, _, _ = at_the_dual_sign(plant)
    page = page_of(plant, DIRECTOR, f"transfer/{asks_of(permit, DIRECTOR)[-1].id}")
    return Twice(page, ({"person": "U08"}, "在外面开会"), ({"person": "U02"}, "在外面开会"))


def added(plant: Plant) -> Twice:
    permit, _, _ = at_the_dual_sign(plant)
    page = page_of(plant, DIRECTOR, f"add/{asks_of(permit, DIRECTOR)[-1].id}")
    first, other = ({"person": each, "order": "before"} for each in ("U09", "U08"))
    return Twice(page, (first, "要仪表看过"), (other, "要仪表看过"))


def withdrawn(plant: Plant) -> Twice:
    permit, _, _ = at_the_dual_sign(plant)
    page = page_of(plant, FOREMAN, f"withdraw/{permit.form.request_ask}")
    return Twice(page, ({}, "今天不干了"), ({}, "换明天干"))


def explained(plant: Plant) -> Twice:
    permit = at_work(plant)
    plant.phone(WORKER).say("停工")
    plant.settle()
    page = open_card(plant, WORKER, plant.expect(WORKER, "你叫停了"), "补原因")
    return Twice(page, ({"number": permit.number}, "闻到异味"), ({"number": permit.number}, "有人没戴面罩"))


def away(plant: Plant) -> Twice:
    plant.phone(DIRECTOR).say("我不在")
    plant.settle()
    page = open_card(plant, DIRECTOR, plant.expect(DIRECTOR, "登记：我不在"), "去登记")
    return Twice(page, ({"until": "2026-11-26", "cover": ""}, ""), ({"until": "2026-11-28", "cover": ""}, ""))


def named(plant: Plant) -> Twice:
    permit = at_work(plant, workers=[ELECTRICIAN])
    store.write(lambda: life.note(permit, permit.work.briefing_given(Signed(by=LEADER, at=plant.now))))
    page = page_of(plant, LEADER, f"join/{permit.number}")
    first, other = ({"number": permit.number, "worker": [each]} for each in (WELDER, "U32"))
    return Twice(page, (first, ""), (other, ""))


def resumed(plant: Plant) -> Twice:
    at_work(plant)
    plant.phone(LEADER).say("停工")
    plant.settle()
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "复工要确认"), "看条件，确认复工")
    return Twice(page, (standing(plant), ""), ({**standing(plant), "measures": ["M01"]}, ""))


def taken_over(plant: Plant) -> Twice:
    at_work(plant)
    act(plant, GUARDIAN, "作业中", "交接监护", "permit.handover", person=NEXT_GUARDIAN)
    page = open_card(plant, NEXT_GUARDIAN, plant.expect(NEXT_GUARDIAN, "请接手监护"), "签字接手")
    return Twice(page, *two_hands(plant, NEXT_GUARDIAN))


def checked(plant: Plant) -> Twice:
    permit = to_be_checked(plant)
    [ask] = open_asks(permit, "permit.foreman_check")
    return Twice(page_of_ask(plant, ask), *two_hands(plant, ask.person))


def urged(plant: Plant) -> Twice:
    """The page was opened again meanwhile: it shows something else."""
    permit, _, _ = at_the_dual_sign(plant)
    page = page_of(plant, FOREMAN, f"permit/{permit.number}")
    first, other = ({"number": permit.number, "shown": each} for each in ("1", "2"))
    return Twice(page, (first, ""), (other, ""))


def two_hands(plant: Plant, person: str) -> tuple[tuple[dict[str, Any], str], tuple[dict[str, Any], str]]:
    """The same signature with other strokes."""
    first = signature(plant, person, device=person)
    return (first, ""), ({**first, "strokes": hand.strokes("另一笔")}, "")


ROWS: dict[str, Callable[[Plant], Twice]] = {
    "permit.entry": entered,
    "permit.brief_here": briefed_here,
    "permit.transfer": transferred,
    "permit.add_signer": added,
    "permit.withdraw": withdrawn,
    "permit.stop_reason": explained,
    "leave.take": away,
    "permit.join": named,
    "permit.resume": resumed,
    "permit.takeover": taken_over,
    "permit.foreman_check": checked,
    "permit.urge": urged,
}


@pytest.mark.parametrize("name", ROWS)
def test_other_content_after_a_lost_answer_is_a_new_act_or_a_plain_refusal(plant: Plant, name: str) -> None:
    page, first, other = ROWS[name](plant)
    before = Entry.select().count()
    answer = page.act(name, *first)
    kept = Entry.select().count()
    assert answer["ok"] and kept > before, answer
    another = page.act(name, *other)
    after = Entry.select().count()
    # Whatever is told as done left its entry; the rest says that this was not taken.
    assert after > kept or another["tone"] in ("caution", "stop", "info"), another
    assert another["words"] != answer["words"] or after > kept
    again = page.act(name, *first)
    assert Entry.select().count() == after and again["words"] == answer["words"], again
    plant.settle()
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


@pytest.mark.parametrize("person", [ELECTRICIAN, LEADER], ids=["dingtalk", "wecom"])
def test_words_under_the_number_of_earlier_ones_are_words_of_their_own(plant: Plant, person: str) -> None:
    permit = at_work(plant, workers=[ELECTRICIAN])
    account = plant.person(person).account
    for text, stands in (("待办", "working"), ("待办", "working"), ("停工", "suspended")):
        said(plant, person, account, text)
        plant.settle()
        assert state(permit) == stands
    # The repetition of the first brought nothing.
    assert len([each for each in plant.phone(person).messages() if "待办" in str(each)]) <= 1
    assert Entry.select().where(Entry.kind == "permit.suspended").count() == 1
    said(plant, person, account, "停工")
    plant.settle()
    assert Entry.select().where(Entry.kind == "permit.suspended").count() == 1
    plant.expect_all(*CREW, ELECTRICIAN)


def said(plant: Plant, person: str, account: str, text: str) -> None:
    """Typed words, all under one number of the platform's."""
    if plant.person(person).platform == "dingtalk":
        reply = forged.robot(plant, forged.word(text, msgId="one-number", senderStaffId=account))
    else:
        reply = forged.wecom(plant, forged.wecom_word(account, text, number=900))
    assert reply.status_code == 200


def test_a_detectors_other_values_of_one_moment_are_a_message_of_their_own(plant: Plant) -> None:
    permit = at_work(plant)
    first = report(plant, permit.number, AIR[1:2], PORTABLE)
    body = message(plant, permit.number, EXPLOSIVE, PORTABLE)
    assert "不合格" in send(plant, body)[1] and state(permit) == "suspended"
    kept = len(of_permit(permit))
    assert report(plant, permit.number, AIR[1:2], PORTABLE) == first
    assert "不合格" in send(plant, body)[1] and len(of_permit(permit)) == kept
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)
