"""A permit on which somebody signs with the drawing of somebody else: nothing stops, everybody can see it, and somebody
of the safety office looks."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import requests
from builders import (
    DIRECTOR,
    FOREMAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    confirm,
    entries,
    main_button,
    open_card,
    signature,
)
from builders import page_of as page_by_address
from gates import approved, open_asks, page_of, test_gas
from plant import Plant
from pypdf import PdfReader

from models.permit import Permit
from workers.evidence.export import export_matter
from workers.scenarios.phone import text_of


def told(permit: Permit) -> list[tuple[str, str, str]]:
    lines = (line["data"] for line in entries(permit, "permit.same_drawing"))
    return [(each["person"], each["beside"], each["elsewhere"]) for each in lines]


def briefed(plant: Plant, permit: Permit, part: str, hand_of: str) -> None:
    """Whoever is asked for this part of the briefing signs it, with this one's hand, on a phone of his own."""
    for ask in (each for each in open_asks(permit, "permit.brief") if each.data["part"] == part):
        given = {**signature(plant, hand_of), "device": ask.person}
        assert page_of(plant, ask).act("permit.brief", given)["tone"] == "done"
    plant.settle()


def permit_on_the_phone(plant: Plant, person: str, permit: Permit) -> str:
    return page_by_address(plant, person, f"permit/{permit.number}").html


def console(plant: Plant, permit: Permit) -> str:
    return requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10).text


def test_the_drawing_of_somebody_else_is_told_to_the_office_and_seen_by_everybody(plant: Plant, tmp_path: Path) -> None:
    permit = approved(plant)
    briefed(plant, permit, "giver", FOREMAN)
    assert told(permit) == []
    briefed(plant, permit, "worker", FOREMAN)
    assert told(permit) == [(WELDER, FOREMAN, "")]
    card = plant.expect(MANAGER, "请核对签名")
    seen = "苑成蹊的签名和宓有方的签名一笔不差"
    assert seen in text_of(card) and "红色警报" not in text_of(card)
    line = "已请安全部门核对苑成蹊的签名：和宓有方的一笔不差"
    page = console(plant, permit)
    assert line in page and "请核对：和宓有方的签名一笔不差" in page
    assert line in permit_on_the_phone(plant, DIRECTOR, permit)
    export_matter(permit.subject, tmp_path / "permit.zip", plant.base, plant.now)
    with ZipFile(tmp_path / "permit.zip") as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"permit~{permit.number}.pdf"))).pages
    assert "签名一笔不差，请核对" in "".join("".join(each.extract_text() for each in pages).split())
    plant.expect_all(*ON_SITE)


def test_one_card_says_each_of_them_until_somebody_has_it(plant: Plant) -> None:
    permit = approved(plant)
    briefed(plant, permit, "giver", FOREMAN)
    briefed(plant, permit, "worker", FOREMAN)
    card = plant.expect(MANAGER, "请核对签名")
    test_gas(plant, permit)
    [ask] = open_asks(permit, "permit.foreman_check")
    copy = {**signature(plant, MANAGER), "device": "his own"}
    assert page_of(plant, ask).act("permit.foreman_check", copy)["tone"] == "done"
    plant.settle()
    assert told(permit)[1:] == [(SHIFT_FOREMAN, MANAGER, "")] and len(entries(permit, "alert.raised")) == 1
    both = text_of(plant.current(card))
    assert "和宓有方的签名一笔不差" in both and "和卞予安的签名一笔不差" in both
    plant.expect_all(*ON_SITE, MANAGER)


def test_a_signature_of_another_permit_is_known_again_and_ones_own_is_not_asked_about(plant: Plant) -> None:
    first = approved(plant)
    plant.advance(5)
    second = ask_for_permit(plant)
    confirm(plant)
    assert told(second) == []
    card = plant.expect(SHIFT_FOREMAN, "请签")
    copy = {**signature(plant, DIRECTOR), "position": plant.phone(SHIFT_FOREMAN).position()}
    assert open_card(plant, SHIFT_FOREMAN, card, main_button(card)).act("permit.sign", copy)["tone"] == "done"
    plant.settle()
    assert told(second) == [(SHIFT_FOREMAN, DIRECTOR, first.number)] and told(first) == []
    name = plant.person(DIRECTOR).name
    assert f"和{name}的签名一笔不差（{first.number}）" in text_of(plant.expect(MANAGER, "请核对签名"))
    assert f"和{name}的一笔不差，{first.number}" in console(plant, second)
    plant.expect_all(*ON_SITE, MANAGER, DIRECTOR)
