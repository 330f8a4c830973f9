"""The safety office puts a scan to a certificate, with the day on which it looked it up in the official register."""

from __future__ import annotations

import io
import os
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
import requests
from builders import page_of
from glass import Glass
from pdfs import pdf
from plant import Plant
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from screens import everybody, photo, said_at
from training_acts import WELDER, begin, file_of

from handlers.training import scanning
from handlers.training.scanning import Unfit
from models import blob, store
from models.book import book
from models.training import TrainingFile
from models.training_scans import of_file
from workers.evidence.export import export_matter
from workers.evidence.verify import verify

ACTOR = {"system": "console", "account": "desk"}
PHONE = {"width": 360, "height": 740}


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.locator("#certificates").screenshot(path=f"{folder}/{name}.png")


def certified(plant: Plant) -> TrainingFile:
    """The file of somebody with a certificate."""
    here = book(plant.now).plant
    return next(each for each in TrainingFile.select() if here.knows(each.person) and here.person(each.person).certs)


def with_both() -> TrainingFile:
    """The file of somebody with certificates of the state and of the plant."""
    return file_of(WELDER)


def of_type(plant: Plant, file: TrainingFile, *, state: bool) -> str:
    """A certificate of this person that the state gives, or the plant itself."""
    called = book(plant.now).config.templates.qualifications
    return next(code for code in plant.person(file.person).certs if (called[code].type != "plant") == state)


def too_large(plant: Plant, desk: Page) -> None:
    """A picture over 12 MB is told at its field; a body that comes all the same, in the house's words."""
    part, small = desk.locator("#certificates"), photo()
    part.locator("[name=scan]").set_input_files({**small, "buffer": small["buffer"] + bytes(12 << 20)})
    part.get_by_role("button", name="放上去").click()
    said_at(desk, "扫描件", "太大：12 MB 以内，请压缩或拍照")
    shot(desk, "scan-too-large")
    address = f"{plant.base}{part.locator('form').get_attribute('action')}"
    answers = [
        requests.post(address, files={"scan": bytes(size << 20)}, headers={"Referer": desk.url}, timeout=30)
        for size in (13, 40)
    ]
    for answer in answers:
        answer.encoding = "utf-8"
        assert answer.status_code == 413 and "太大：12 MB 以内" in answer.text
    assert urlsplit(desk.url).path in answers[0].text and "回到那一页" in answers[0].text
    part.locator("[name=scan]").set_input_files(small)


def keep(plant: Plant, file: TrainingFile, content: bytes, code: str = "", on: str = "") -> None:
    code = code or next(iter(plant.person(file.person).certs))
    brought = scanning.brought(content)
    day = on or plant.now.date().isoformat()
    store.write(lambda: scanning.keep(file.number, code, day, brought, ACTOR, plant.now))


def test_a_scan_is_put_to_a_certificate_by_hand_and_goes_into_the_package(
    each_plant: Plant, glass: Glass, tmp_path: Path
) -> None:
    plant = each_plant
    begin(plant)
    file = certified(plant)
    [code, *_] = plant.person(file.person).certs
    day = plant.now.date().isoformat()
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/file/{file.number}")
        part = desk.locator("#certificates")
        part.locator("summary").click()
        button = part.get_by_role("button", name="放上去")
        button.click()
        expect(part.locator("[data-label=扫描件] .fault")).to_be_visible()
        part.locator("[name=code]").select_option(code)
        part.locator("[name=checked]").fill(day)
        part.locator("[name=scan]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no"})
        button.click()
        said_at(desk, "扫描件", "打不开")
        part.locator("[name=scan]").set_input_files(photo())
        too_large(plant, desk)
        shot(desk, "scan-form")
        button.click()
        expect(part).to_contain_text("控制台账号 演示")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(desk, "scan")
        link = part.get_by_role("link", name="看扫描件")
        address = link.get_attribute("href")
        with desk.context.expect_page() as opened:
            link.click(modifiers=["ControlOrMeta"])
        opened.value.close()
        # Nor is it kept where somebody else signs in next.
        assert desk.context.request.get(f"{plant.base}{address}").headers["cache-control"] == "no-store"
    # Nobody who has not signed in sees it.
    away = {"Host": "anhao.example", "X-Forwarded-For": "203.0.113.9"}
    assert b"JFIF" not in requests.get(f"{plant.base}{address}", headers=away, timeout=20).content
    scan = of_file(file)[code]
    assert scan.sha256 not in page_of(plant, file.person, f"learning/{file.number}").html
    package = tmp_path / "file.zip"
    export_matter(file.subject, package, plant.base, plant.now)
    assert verify(package)[0]
    with ZipFile(package) as archive:
        assert any(scan.sha256 in name for name in archive.namelist())
        printed = archive.read(next(name for name in archive.namelist() if name.startswith("training~")))
        told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages).replace("\n", "")
    assert scan.sha256[:8] in told and day in told
    everybody(plant)


def test_what_does_not_fit_is_not_kept_and_a_newer_scan_takes_the_place_of_the_older(plant: Plant) -> None:
    begin(plant)
    file = with_both()
    code = of_type(plant, file, state=True)
    for content, words in ((b"", "是空的"), (b"MZ", "打不开")):
        with pytest.raises(Unfit, match=words):
            keep(plant, file, content)
    for on, words in (("2099-01-01", "今天以前"), ("yesterday", "没有写哪天")):
        with pytest.raises(Unfit, match=words):
            keep(plant, file, pdf(), on=on)
    with pytest.raises(Unfit, match="没有登记这个证书"):
        keep(plant, file, pdf(), code="C-NO")
    with pytest.raises(Unfit, match="太大：12 MB 以内，请压缩或拍照"):
        keep(plant, file, photo()["buffer"] + bytes(12 << 20))
    assert of_file(file) == {}
    keep(plant, file, pdf(), code)
    with pytest.raises(Unfit, match="和上次一样"):
        keep(plant, file, pdf(), code)
    with pytest.raises(Unfit, match="哪天查的：比上次查的早"):
        keep(plant, file, photo()["buffer"], code, on="2026-11-01")
    keep(plant, file, photo()["buffer"], code)
    scan = of_file(file)[code]
    assert scan.checked == plant.now.date() and blob.found(scan.sha256).type == "image/jpeg"
    everybody(plant)


def test_a_certificate_of_the_plants_own_was_compared_and_the_older_scan_is_linked(plant: Plant, glass: Glass) -> None:
    begin(plant)
    file = with_both()
    own, of_state = of_type(plant, file, state=False), of_type(plant, file, state=True)
    for content in (pdf(), photo()["buffer"]):
        keep(plant, file, content, own)
    keep(plant, file, pdf(), of_state)
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/file/{file.number}")
        part = desk.locator("#certificates")
        expect(part).to_contain_text("核对过（控制台账号 desk）")
        expect(part.get_by_role("link", name="旧的")).to_have_count(1)
        part.locator("summary").click()
        part.locator("[name=code]").select_option(own)
        expect(part.get_by_text("哪天核对的")).to_be_visible()
        expect(part.get_by_text("哪天在官方网站上查的")).to_be_hidden()
        shot(desk, "scan-own")
        part.locator("[name=code]").select_option(of_state)
        expect(part.get_by_text("哪天在官方网站上查的")).to_be_visible()
        expect(part.get_by_text("哪天核对的")).to_be_hidden()
        trail = desk.locator("#trail")
        expect(trail.get_by_text("核对过")).to_have_count(2)
        expect(trail.get_by_text("在官方网站上查过")).to_have_count(1)
        expect(trail).to_contain_text("控制台账号 desk 放上")
    everybody(plant)


def test_one_scan_is_not_taken_for_two_people(plant: Plant, glass: Glass) -> None:
    begin(plant)
    first, other = certified_two(plant)
    keep(plant, first, pdf())
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/file/{other.number}")
        part = desk.locator("#certificates")
        part.locator("summary").click()
        part.locator("[name=scan]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf()})
        part.get_by_role("button", name="放上去").click()
        said_at(desk, "扫描件", f"这一份已经在{plant.person(first.person).name}的证上")
    assert of_file(other) == {}
    # What was put to the wrong person is his once that one has another.
    keep(plant, first, pdf(page="/Rotate 90"))
    keep(plant, other, pdf())
    assert of_file(other) and of_file(first)
    everybody(plant)


def certified_two(plant: Plant) -> tuple[TrainingFile, TrainingFile]:
    here = book(plant.now).plant
    first, other, *_ = (
        each for each in TrainingFile.select() if here.knows(each.person) and here.person(each.person).certs
    )
    return first, other
