"""People who left or were deleted, areas that went (issue 7, chapter 5): an inquiry asks for exactly their permits.

Everybody of a closed permit is taken out of the plant's data, and so is its area; then everything that shows the permit
is opened.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from at_work import AREA_FOREMAN, accept, standing
from builders import GUARDIAN, MANAGER, ON_SITE, fresh, open_card, with_posts
from gates import working
from plant import Plant
from pypdf import PdfReader

from config.settings import Settings
from handlers import exports
from handlers.plant import Faulty
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from models.seals import seal_all
from web.console.finding import Unclear, ever
from workers.evidence.export import export_matter
from workers.exports.at_once import export_at_once
from workers.scenarios.phone import Phone

GONE = (*ON_SITE, AREA_FOREMAN, MANAGER)
AREA = "sewage"


def without(data: dict[str, Any]) -> None:
    """The plant's data without the permit's people and its area."""
    data["people"] = [each for each in data["people"] if each["id"] not in GONE]
    data["areas"] = [each for each in data["areas"] if each["id"] != AREA]
    for person in data["people"]:
        person["supervisor"] = None if person["supervisor"] in GONE else person["supervisor"]


@pytest.fixture
def permit(plant: Plant) -> Permit:
    permit = working(plant)
    leader = permit.form.work_leader
    card = plant.phone(leader).card(lambda title: "作业中" in title)
    assert card is not None
    open_card(plant, leader, card, "报完工").act("permit.finish", standing(plant))
    plant.settle()
    accept(plant, permit)
    plant.advance(60 * 24)
    plant.expect_all(*GONE)
    assert fresh(permit).state in ("closed", "archived")
    seal_all(plant.now)
    with_posts(plant, without)
    return fresh(permit)


def opened(plant: Plant, path: str) -> str:
    reply = requests.get(f"{plant.base}{path}", timeout=30)
    assert reply.status_code == 200, (path, reply.status_code, reply.text[:500])
    return reply.text


def test_every_page_paper_search_and_export_of_their_permits_works(
    plant: Plant, permit: Permit, tmp_path: Path
) -> None:
    number = permit.number
    for path in (f"/console/permits/{number}", f"/console/permits/{number}/accident"):
        page = opened(plant, path)
        for name in ("宓有方", "乐正迟", "苑成蹊", "污水处理站"):
            assert name in page, (path, name)
    for path in ("/console/", "/console/board/live", "/console/figures", f"/console/matters/{number}"):
        opened(plant, path)
    for query in ("宓有方", "污水处理站", number):
        assert number in opened(plant, f"/console/search?words={query}"), query
    reader = plant.person("U05")
    phone = Phone(plant.simulator, plant.base, reader.platform, reader.account, reader.name, (32.5, 121.9))
    shown = phone.open(f"{plant.base}/h5/{reader.platform}/permit/{number}").html
    assert "宓有方" in shown and "乐正迟" in shown
    export_matter(permit.subject, tmp_path / "one.zip", plant.base, plant.now)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"permit~{number}.pdf"))).pages
        words = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    assert "没能排成表格" not in words and "乐正迟开工" in words and "苑成蹊接受交底签认" in words
    day, rules = f"{permit.starts_at:%Y-%m-%d}", book(plant.now)
    assert ever("宓有方", rules.plant) == ever("U33", rules.plant) == "U33"
    with pytest.raises(Unclear, match="通讯录里没有「没有这个人」"):
        ever("没有这个人", rules.plant)
    scope = exports.read({"from": day, "to": day, "person": "U33", "area": AREA}, rules)
    assert scope.words(rules).endswith("污水处理站 · 宓有方")
    export_at_once(scope, tmp_path / "by.zip", Settings(var=tmp_path), plant.now + timedelta(hours=1), lambda *_: None)
    with zipfile.ZipFile(tmp_path / "by.zip") as archive:
        assert f"permit~{number}.pdf" in archive.namelist()


def test_people_and_places_stay_while_a_permit_of_theirs_is_open(plant: Plant) -> None:
    permit = working(plant)
    with pytest.raises(Faulty) as refused:
        with_posts(plant, without)
    said = [str(fault) for fault in refused.value.faults]
    assert any("污水处理站（sewage）还有没办完的票或没销号的隐患：请先把票办完" in each for each in said)
    assert any(f"（{GUARDIAN}）还有没办完的事" in each for each in said)
    assert fresh(permit).state == "working"


def test_a_card_that_names_somebody_who_has_left_is_still_painted(plant: Plant) -> None:
    """Whoever signed is not needed any more; the stop that repaints everybody's card must not halt at his name."""
    permit = working(plant)
    with_posts(plant, lambda data: data.update(people=[each for each in data["people"] if each["id"] != MANAGER]))
    plant.phone(GUARDIAN).say("停工")
    plant.settle()
    assert fresh(permit).state == "suspended"
    stuck = [each.why for each in Delivery.select() if each.wanted > each.sent]
    assert stuck == [], stuck
    plant.expect_all(*ON_SITE, AREA_FOREMAN)
