"""The safety briefing: told first, then signed by every worker, on his own phone or on the guardian's with a photo."""

from __future__ import annotations

import json

from builders import FOREMAN, GUARDIAN, WELDER, fresh, signature
from gates import ON_SITE, approved, brief, check, open_asks, page_of, start, test_gas
from plant import Plant

from models.ledger import Entry
from models.permit import Permit
from workers.scenarios import hand
from workers.scenarios.phone import text_of


def given(plant: Plant, permit: Permit) -> None:
    [ask] = open_asks(permit, "permit.brief")
    page_of(plant, ask).act("permit.brief", signature(plant, FOREMAN, device="his"))
    plant.settle()


def test_the_workers_cards_come_when_it_was_told(plant: Plant) -> None:
    permit = approved(plant)
    assert [ask.person for ask in open_asks(permit, "permit.brief")] == [FOREMAN]
    given(plant, permit)
    card = plant.expect(WELDER, "请签交底")
    assert "宓有方给你交了底" in text_of(card)
    plant.expect_all(*ON_SITE)


def test_the_page_shows_every_risk_with_what_keeps_it_down(plant: Plant) -> None:
    permit = approved(plant)
    given(plant, permit)
    page = page_of(plant, open_asks(permit, "permit.brief")[0])
    for line in permit.template["jsa"]:
        assert line["hazard"] in page.html and "、".join(line["measures"]) in page.html
    plant.expect_all(*ON_SITE)


def test_a_worker_signs_on_his_own_phone(plant: Plant) -> None:
    permit = approved(plant)
    brief(plant, permit)
    kept = fresh(permit).work.briefed[WELDER]
    assert (kept.by, kept.way) == (WELDER, "own") and len(kept.png) == 64
    receipt = plant.phone(WELDER).card(lambda title: "已签交底" in title)
    assert receipt and "停工" in text_of(receipt) and "监护人乐正迟" in text_of(receipt)
    plant.expect_all(*ON_SITE)


def test_a_blank_pad_is_no_briefing(plant: Plant) -> None:
    permit = approved(plant)
    [ask] = open_asks(permit, "permit.brief")
    answer = page_of(plant, ask).act("permit.brief", signature(plant, FOREMAN, strokes=[]))
    assert not answer["ok"] and "还没有签名" in answer["words"]
    assert fresh(permit).work.briefing is None


def test_a_worker_without_a_phone_signs_on_the_guardian_s_with_a_photo(plant: Plant) -> None:
    permit = approved(plant)
    plant.set_time(permit.starts_at)
    given(plant, permit)
    test_gas(plant, permit)
    check(plant, permit)
    [ask] = open_asks(permit, "permit.start")
    page = page_of(plant, ask)
    assert "苑成蹊本人点" in page.html and "苑成蹊还没有签安全交底" in start(plant, permit)["words"]
    assert "没有照片" in page.act("permit.brief_here", {"worker": WELDER}, attempt=2)["words"]
    answer = page.act("permit.brief_here", {"worker": WELDER, "photo": hand.photo("worker")}, attempt=3)
    assert answer["ok"] and fresh(permit).work.briefed[WELDER].way == "guardian"
    entry = json.loads(Entry.get(Entry.kind == "permit.briefed").canonical)
    assert entry["actor"]["person"] == GUARDIAN and entry["data"]["worker"] == WELDER
    assert not open_asks(permit, "permit.brief")
    plant.expect_all(*ON_SITE)


def test_nobody_but_a_worker_of_the_permit_is_briefed_on_the_guardian_s_phone(plant: Plant) -> None:
    permit = approved(plant)
    given(plant, permit)
    test_gas(plant, permit)
    check(plant, permit)
    page = page_of(plant, open_asks(permit, "permit.start")[0])
    answer = page.act("permit.brief_here", {"worker": "U37", "photo": hand.photo("x")})
    assert not answer["ok"] and "U37" not in fresh(permit).work.briefed
    plant.expect_all(*ON_SITE)
