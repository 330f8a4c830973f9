"""Nobody is told about himself, and a page at work says what its reader does now, not what he was asked before."""

from __future__ import annotations

from builders import FOREMAN, entries
from gates import ON_SITE, approved, working
from plant import Plant

from models.book import book
from workers.scenarios.phone import text_of


def test_a_work_leader_who_has_not_signed_is_reminded_and_not_told_of_himself(plant: Plant) -> None:
    permit = approved(plant)
    plant.advance(16)
    told = [text_of(message) for message in plant.phone(FOREMAN).messages()]
    assert any("还差你签安全交底" in words for words in told)
    assert any("还没确认安全措施" in words for words in told), "of others he hears"
    assert not any("宓有方还没" in words for words in told)
    assert all(line["data"]["person"] != line["data"]["to"] for line in entries(permit, "ask.escalated"))
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_page_of_a_permit_at_work_offers_the_end_of_the_work_and_asks_for_nothing_old(plant: Plant) -> None:
    permit = working(plant)
    html = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    assert ">报完工</a>" in html
    assert "为什么找我" not in html and "请先确认" not in html
    plant.expect_all(*ON_SITE)
