"""The print as an inspector reads it (issue 7, chapter 5): the whole course of the work with the names that people
wrote, certificates with their numbers, and no delivery noise. All of it from the sealed chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from at_work import AREA_FOREMAN, CREW, LEADER, act, at_work, confirm_resume, finish, signature
from builders import GUARDIAN, ON_SITE, fresh, open_card
from gates import working
from papers import paper, recorded
from plant import Plant
from roads import road
from workbooks import brought, put

from config.loader import load
from models.blob import Blob
from models.permit import Permit
from models.seals import seal_all, sealed

NEXT_GUARDIAN = "U20"


@road
def handed_over(plant: Plant) -> Permit:
    """Started, handed over to another guardian, resumed."""
    permit = working(plant)
    card = plant.phone(GUARDIAN).card(lambda title: "作业中" in title)
    assert card is not None
    open_card(plant, GUARDIAN, card, "交接监护").act("permit.handover", {"person": NEXT_GUARDIAN})
    plant.settle()
    act(plant, NEXT_GUARDIAN, "请接手监护", "签字接手", "permit.takeover", **signature(plant, NEXT_GUARDIAN))
    plant.advance(5)
    assert confirm_resume(plant, NEXT_GUARDIAN)["tone"] == "done"
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    plant.expect_all(*ON_SITE, NEXT_GUARDIAN, AREA_FOREMAN)
    seal_all(plant.now)
    return fresh(permit)


@pytest.fixture
def permit(plant: Plant) -> Permit:
    return handed_over(plant)


def test_the_sheet_tells_the_whole_course_with_handwriting_and_certificates(plant: Plant, permit: Permit) -> None:
    record = recorded(plant, permit)
    words, pictures = paper(record)
    for expected in (
        "乐正迟开工11-2508:30",
        "停工11-2508:30，乐正迟交接监护给",
        "监护交接11-25",
        "乐正迟交给",
        "复工11-2508:35，停了5分钟",
        "接受交底签认",
        "作业人苑成蹊：特种作业操作证（焊接与热切割），编号T000000000034，有效期至2029-05-31",
        "证书代码T-GUARD",
        "尚无记录（验收人、验收时间）",
    ):
        assert expected in words, expected
    written = [act for acts in record.on_site.values() for act in acts if act.signed]
    assert {"安全交底", "岗位当班验票", "监护交接"} <= record.on_site.keys() and all(act.png for act in written)
    signed = [each for each in record.opinions if each.png]
    assert pictures == 1 + len(signed) + len(written)


def test_what_was_only_sent_is_counted_and_stays_in_the_chain(plant: Plant, permit: Permit) -> None:
    record = recorded(plant, permit)
    words, _ = paper(record)
    sent = [entry for entry in sealed(permit.subject) if entry.kind in ("ask.opened", "card.delivered", "ask.reminded")]
    left_out = sum(line.delivery for line in record.trail)
    assert left_out >= len(sent) > 10
    assert f"链里共{len(record.trail)}条" in words and f"另有{left_out}条收发记录没有印在这里" in words
    [delivered] = [line for line in record.trail[:9] if line.what == "卡片送达"][:1]
    assert delivered.hash[:8] not in words


def test_a_name_under_the_briefing_that_was_exchanged_is_not_printed(plant: Plant, permit: Permit) -> None:
    digests = [
        entry.line["data"]["png"]["sha256"] for entry in sealed(permit.subject) if entry.kind == "permit.briefed"
    ]
    Blob.update(data=b"another").where(Blob.sha256.in_(digests)).execute()
    assert paper(recorded(plant, permit))[0].count("签名图被换过") == len(digests) > 0


def test_a_certificates_number_comes_and_goes_with_the_workbook(tmp_path: Path) -> None:
    plant, found = brought(tmp_path, put("证书", 2, "证书编号", "T0001"))
    assert found.faults == ()
    found.write()
    assert load(plant).plant.people[0].cert_numbers == {"T-APPROVE": "T0001"}
    assert "cert_numbers" in (plant / "plant.yaml").read_text("utf-8")


def test_work_that_ended_while_it_was_stopped_was_not_resumed_on_paper(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(GUARDIAN).say("停工")
    plant.settle()
    finish(plant, LEADER, "已停工")
    plant.expect_all(*CREW)
    seal_all(plant.now)
    ended = [act.words for act in recorded(plant, fresh(permit)).on_site["完工验收"]]
    assert any("报完工" in words for words in ended) and not any("复工" in words for words in ended), ended


def test_a_line_that_the_work_has_no_need_of_is_not_left_open(plant: Plant) -> None:
    permit = at_work(plant, "lifting", "third")
    plant.expect_all(*CREW)
    seal_all(plant.now)
    words, _ = paper(recorded(plant, fresh(permit)))
    assert "气体分析这张票不要求" in words and "岗位当班验票这张票不要求" in words
    assert "安全交底尚无记录" in words
