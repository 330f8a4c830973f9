"""Files that a request carries: told from their content, wanted by the template, shown to whoever signs."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
import requests
from builders import FOREMAN, SHIFT_FOREMAN, filled, fresh, open_card, refuse
from pictures import blank_png, inflated
from PIL import Image
from plant import Plant
from pypdf import PdfWriter

from models.blob import Blob
from models.ledger import Entry
from models.permit import Permit
from models.seals import seal_all
from workers.evidence.people import people_of
from workers.evidence.permits.record import read
from workers.scenarios import hand
from workers.scenarios.phone import Page, page_data
from workers.scenarios.simulator import Json

SPACE = {
    "level": "",
    "guardian": "U32",
    "inputs": {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": "U28"},
}
ISOLATION, RESCUE = "isolation", "rescue_plan"


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(file)
    return file.getvalue()


def with_trailer(trailer: bytes) -> bytes:
    """A PDF with another trailer."""
    before, name, rest = pdf().rpartition(b"trailer")
    return before + name + b"\n" + trailer + b"\n" + rest[rest.index(b"startxref") :]


def flipped(seed: int) -> bytes:
    """A PDF of which a few bits are wrong; every other one was encrypted."""
    content, chance = bytearray(pdf(password="secret" if seed % 2 else "")), random.Random(seed)
    for _ in range(1 + seed % 3):
        content[chance.randrange(8, len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def form(plant: Plant, word: str = "受限空间") -> Page:
    plant.phone(FOREMAN).say(word)
    plant.settle()
    return open_card(plant, FOREMAN, plant.expect(FOREMAN, "填写申请"), "填写申请")


def send(plant: Plant, page: Page, attempt: int = 1, **changes: Any) -> Json:
    answer = page.post("permit.request", filled(plant, **{**SPACE, **changes}), attempt=attempt)
    plant.settle()
    return answer


def asked(plant: Plant) -> Permit:
    """A confined space with both its papers."""
    page = form(plant)
    assert page.attach(ISOLATION, pdf(), "盲板图.pdf")["ok"] and page.attach(RESCUE, hand.photo("rescue"))["ok"]
    answer = send(plant, page)
    assert answer["ok"], answer
    permit: Permit = Permit.get()
    plant.expect_all(FOREMAN, SHIFT_FOREMAN)
    return permit


def test_the_form_says_which_papers_are_missing_and_keeps_nothing(plant: Plant) -> None:
    page = form(plant)
    page.attach(RESCUE, hand.photo("rescue"))
    answer = send(plant, page)
    assert answer["words"] == "附件「隔离与能量锁定清单（盲板图）」还没有传：请补上再交"
    assert not Permit.select().count()
    page.attach(ISOLATION, pdf())
    assert send(plant, page, attempt=2)["ok"]
    plant.expect_all(FOREMAN, SHIFT_FOREMAN)


def test_what_is_given_stands_in_form_trail_and_print(plant: Plant) -> None:
    permit = asked(plant)
    [file] = permit.form.attachments[ISOLATION]
    assert (file.type, file.name) == ("application/pdf", "盲板图.pdf")
    assert bytes(Blob.get_by_id(file.sha256).data) == pdf()
    assert file.sha256 in Entry.get(Entry.kind == "permit.requested").canonical
    seal_all(plant.now)
    printed = read(permit, people_of(int(permit.rules), plant.now)).facts["attachments"]
    assert f"隔离与能量锁定清单（盲板图）：盲板图.pdf（{file.sha256[:8]}）" in printed


def test_who_signs_sees_the_papers_and_opens_them(plant: Plant) -> None:
    permit = asked(plant)
    confirm_card = plant.phone(FOREMAN).card(lambda words: "请确认" in words)
    assert confirm_card is not None
    assert (
        "附件：</span>隔离与能量锁定清单（盲板图） 1 份；应急救援处置卡 1 份"
        in open_card(plant, FOREMAN, confirm_card, "确认签字").html
    )
    page = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    links = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/h5/file/")]
    files = [requests.get(plant.base + link, timeout=10) for link in links]
    assert [file.headers["Content-Type"] for file in files] == ["application/pdf", "image/jpeg"]
    assert requests.get(plant.base + links[0] + "x", timeout=10).status_code == 401


def test_a_paper_changed_for_another_is_told_to_the_next_signers(plant: Plant) -> None:
    permit = asked(plant)
    card = plant.phone(FOREMAN).card(lambda words: "请确认" in words)
    assert card is not None
    refuse(plant, FOREMAN, card)
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请改"), "改好再交")
    [old] = page_data(page.html)["attached"][ISOLATION]
    page.attach(ISOLATION, pdf(2), "新图.pdf")
    assert page.post("permit.detach", {"attachment": ISOLATION, "sha256": old["sha256"]})["ok"]
    assert page.post("permit.rework", filled(plant, **SPACE), attempt=2)["ok"]
    assert any("附件" in words and "新图.pdf" in words for words in fresh(permit).form.changes)
    plant.settle()
    plant.expect_all(FOREMAN, SHIFT_FOREMAN)


PICTURE = io.BytesIO()
Image.new("RGB", (40, 40)).save(PICTURE, "GIF")
REFUSED = [
    ("no file", ISOLATION, b"x" * 100),
    ("a broken PDF", ISOLATION, b"%PDF-1.7 nothing"),
    ("an encrypted PDF", ISOLATION, pdf(password="secret")),
    ("a PDF encrypted for certificates", ISOLATION, with_trailer(b"<</Root 3 0 R/Encrypt <</Filter/Adobe.PubSec>>>>")),
    ("a PDF encrypted by nothing", ISOLATION, with_trailer(b"<</Root 3 0 R/Encrypt null>>")),
    ("a PDF without a trailer", ISOLATION, with_trailer(b"null")),
    ("half a picture", ISOLATION, b"\xff\xd8\xff" + b"0" * 100),
    ("another sort of picture", ISOLATION, PICTURE.getvalue()),
    ("a PDF where a photo is wanted", "entry_photo", pdf()),
    ("an attachment that the template has not", "payroll", pdf()),
]


def test_what_is_no_such_file_is_refused_and_not_kept(plant: Plant) -> None:
    before = Blob.select().where(Blob.type != "text/plain").count()
    page = form(plant)
    for fault, thing, content in REFUSED:
        answer = page.attach(thing, content)
        assert not answer["ok"] and ("打不开" in answer["words"] or thing == "payroll"), (fault, answer)
        assert Blob.select().where(Blob.type != "text/plain").count() == before, fault


def test_a_file_over_the_limit_is_refused(plant: Plant) -> None:
    answer = form(plant).attach(ISOLATION, b"%PDF-" + b"0" * (12 * 1024 * 1024))
    assert (answer["words"], answer["ok"]) == ("这个文件超过 12 MB。", False)


def test_a_pdf_with_any_fault_is_taken_or_refused_in_words(plant: Plant) -> None:
    page = form(plant)
    for seed in range(50):
        answer = page.attach(ISOLATION, flipped(seed))
        assert answer["ok"] or "打不开" in answer["words"] or "最多 8 份" in answer["words"], (seed, answer)


@pytest.mark.parametrize(
    "content",
    [blank_png(20_000, 20_000), inflated(hand.photo("x"), 60_000, 60_000)],
    ids=["a PNG that Pillow refuses", "a photo"],
)
def test_a_picture_of_too_many_pixels_is_refused_and_not_kept(plant: Plant, content: str | bytes) -> None:
    answer = form(plant).attach(ISOLATION, content)
    assert (answer["words"], answer["todo"]) == (
        "图片超过 5000 万像素，太大了。",
        "请换一张小的，或用手机拍一张再传。",
    )
    assert not Blob.select().where(Blob.type.startswith("image/")).exists()


def test_the_phone_cannot_name_files_that_it_did_not_send(plant: Plant) -> None:
    forged = {ISOLATION: [{"sha256": "0" * 64, "bytes": 1, "type": "application/pdf", "name": "x"}]}
    answer = send(plant, form(plant), attachments=forged)
    assert "还没有传" in answer["words"] and not Permit.select().count()


def test_the_same_file_sent_twice_is_there_once(plant: Plant) -> None:
    page = form(plant)
    first, again = page.attach(ISOLATION, pdf()), page.attach(ISOLATION, pdf())
    assert first["words"] == again["words"] == "传好了：隔离与能量锁定清单（盲板图），共 1 份。"


def test_nobody_attaches_to_the_request_of_another(plant: Plant) -> None:
    mine = form(plant)
    confirm_nothing = requests.post(
        f"{plant.base}/h5/attach/{ISOLATION}", data=pdf(), headers={"X-Page-Token": mine.token + "x"}, timeout=10
    )
    assert confirm_nothing.status_code == 401
