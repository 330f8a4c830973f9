"""Photos from real phones: what was taken is what is kept, each file gets its word, and a cut goes on where it was.

Each test tells of one kind of fault that was reported.
"""

from __future__ import annotations

import base64
import hashlib
import io
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from builders import (
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    SHIFT_FOREMAN,
    confirm,
    entries,
    filled,
    fresh,
    open_card,
    request_page,
    sign,
)
from gates import approved, open_asks, page_of, tap
from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, Route, expect
from pypdf import PdfWriter
from screens import everybody, hasten, shoot, show

from handlers import pictures
from handlers.permits.request import attachments
from models import blob, store, upload
from models.ask import Ask
from models.blob import Blob
from models.permit import Permit
from models.permit_asks import Wish
from models.seals import seal_all
from models.upload import Upload, UploadPiece
from rules.pictured import UNCHECKED
from workers.evidence.package import binaries
from workers.evidence.people import people_of
from workers.evidence.permits.accident import console_points
from workers.evidence.permits.record import read
from workers.scenarios.phone import Page as OpenPage

HEIC = (Path(__file__).parents[1] / "flows" / "data" / "photo.heic").read_bytes()
TAKEN = {
    "taken_at": "2026-11-25T08:19:00+08:00",
    "latitude": "30.260000",
    "longitude": "120.500000",
    "orientation": "6",
}
INPUTS = {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": "U28"}
TUS = "application/offset+octet-stream"


def exif() -> Image.Exif:
    """Taken on its side, at 08:19 in Hangzhou."""
    told = Image.Exif()
    told[0x0112] = 6
    told.get_ifd(0x8769).update({0x9003: "2026:11:25 08:19:00", 0x9011: "+08:00"})
    told.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 36.0), 3: "E", 4: (120.0, 30.0, 0.0)})
    return told


def taken(form: str = "JPEG", width: int = 4000, height: int = 3000, **more: Any) -> bytes:
    """A photo as a phone keeps it: 12 million pixels, left half orange."""
    shown, file = Image.new("RGB", (width, height), "#86a"), io.BytesIO()
    shown.paste("#f80", (0, 0, width // 2, height))
    shown.save(file, form, exif=exif(), **more)
    return file.getvalue()


def noisy(width: int, height: int) -> bytes:
    """A JPEG that nothing makes small."""
    file = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def named(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/heic" if name.endswith("heic") else "image/jpeg", "buffer": content}


@pytest.fixture
def request_ask(plant: Plant) -> Ask:
    plant.phone(FOREMAN).say("受限空间")
    plant.settle()
    plant.expect(FOREMAN, "填写申请")
    ask: Ask = Ask.get(Ask.kind == "permit.request")
    return ask


@pytest.fixture
def box(plant: Plant, screen: Page, request_ask: Ask) -> Locator:
    """Where the form takes a photo of the entry."""
    show(plant, screen, FOREMAN, f"request/{request_ask.id}?r=1")
    return screen.locator('[data-attachment="rescue_plan"]')


def files(ask: Ask) -> list[dict[str, Any]]:
    return attachments.of(Ask.get_by_id(ask.id)).get("rescue_plan", [])


def arrived(ask: Ask, number: int) -> Image.Image:
    """The picture that people will see of this file."""
    here = Upload.get_by_id(Wish.of(Ask.get_by_id(ask.id)).attached["rescue_plan"][number].upload)
    return Image.open(io.BytesIO(bytes(here.made or upload.content(here.number))))


def test_a_file_that_the_house_can_not_keep_now_is_told_in_its_words_and_later_hashed_without_https_too(
    box: Locator, screen: Page, request_ask: Ask
) -> None:
    full = {
        "ok": False,
        "words": "系统现在存不了东西，这一次没有记下来。",
        "todo": "请过一会儿再试一次；着急就打电话。",
    }
    hasten(screen)
    screen.route("**/h5/pictures", lambda route: route.fulfill(status=503, json=full))
    box.locator('[name="album"]').set_input_files([named("正常.jpg", noisy(20, 20))])
    expect(box.locator(".told")).to_contain_text("系统现在存不了东西，这一次没有记下来。", timeout=30_000)
    expect(box.locator(".told")).not_to_contain_text("没有信号")
    screen.unroute("**/h5/pictures")
    screen.evaluate("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    box.locator('[name="camera"]').set_input_files(named("a.jpg", content := noisy(40, 30)))
    expect(box.locator("li")).to_contain_text("a.jpg")
    assert files(request_ask)[0]["told"]["hash"] == hashlib.sha256(content).hexdigest()


def test_of_twelve_files_each_gets_its_word_and_the_good_ones_are_there(box: Locator, request_ask: Ask) -> None:
    sharp = taken()
    lenses = taken("MPO", 1200, 900, save_all=True, append_images=[Image.new("RGB", (60, 40))])
    chosen = [
        named("正常.jpg", sharp),
        named("断了.jpg", noisy(900, 700)[:-60_000]),
        named("空的.jpg", b""),
        named("苹果.heic", HEIC),
        named("半张.heic", HEIC[:5000]),
        named("双镜头.jpg", lenses),
        *(named(f"第{number}张.jpg", noisy(20 + number, 20)) for number in range(6)),
    ]
    box.locator('[name="album"]').set_input_files(chosen)
    told = box.locator(".told")
    expect(told).to_contain_text("「应急救援处置卡」最多 8 份", timeout=30_000)
    expect(told).to_contain_text("断了.jpg：这张照片不完整，后面的部分没有了。")
    expect(told).to_contain_text("空的.jpg：这个文件是空的")
    expect(told).to_contain_text("半张.heic：这个文件打不开")
    expect(told).not_to_contain_text("正在传")
    names = ["正常.jpg", "苹果.heic", "双镜头.jpg", *(f"第{number}张.jpg" for number in range(5))]
    expect(box.locator("li span")).to_have_text(names)
    jpeg, heic, mpo = files(request_ask)[:3]
    assert jpeg["told"] == {
        **TAKEN,
        "hash": hashlib.sha256(sharp).hexdigest(),
        "bytes": str(len(sharp)),
        "type": "image/jpeg",
        "way": "album",
    }
    assert arrived(request_ask, 0).size == (1200, 1600)
    assert heic["told"]["hash"] == heic["received"]["sha256"] == hashlib.sha256(HEIC).hexdigest()
    assert heic["read"] == {**TAKEN, "orientation": "1"} and heic["type"] == "image/jpeg"
    assert arrived(request_ask, 1).size == (1600, 1200)
    assert mpo["received"]["type"] == "image/mpo" and mpo["read"] == TAKEN
    assert arrived(request_ask, 2).size == (900, 1200)


def test_what_was_taken_on_site_stands_in_the_trail_with_the_phones_word(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    show(plant, screen, GUARDIAN, f"measures/{ask.id}?r=1")
    original = taken(width=2000, height=1500)
    shoot(screen, screen.locator('[data-measure="DH15"] .yes'), named("p.jpg", original))
    expect(screen.locator('[data-measure="DH15"] .word')).to_have_text("已落实")
    [entry] = entries(permit, "permit.measure_confirmed")
    photo = entry["data"]["photo"]
    assert photo["told"] == {
        **TAKEN,
        "hash": hashlib.sha256(original).hexdigest(),
        "bytes": str(len(original)),
        "type": "image/jpeg",
        "way": "camera_api",
    }
    kept = blob.read(photo["sha256"])
    shown = Image.open(io.BytesIO(kept))
    assert shown.size == (1200, 1600) and not shown.getexif()
    assert fresh(permit).work.measures["DH15"].photo == photo["sha256"]
    assert not UploadPiece.select().exists()
    everybody(plant)


def test_a_picture_goes_on_where_the_network_was_cut_also_after_a_reload(
    screen: Page, box: Locator, request_ask: Ask
) -> None:
    file, asked = named("大.jpg", noisy(1000, 800)), []
    assert 500_000 < len(file["buffer"]) < 1_050_000

    def cut(route: Route) -> None:
        asked.append(route.request.method)
        lost = route.request.method == "POST" and asked.count("POST") in range(2, 6)  # the third piece, at each try
        route.abort() if lost else route.continue_()

    hasten(screen)
    screen.route("**/h5/pictures/*", cut)
    box.locator('[name="camera"]').set_input_files(file)
    expect(box.locator(".told")).to_have_text(
        "大.jpg：没有信号，传不上去。有信号后请再选一次，会接着传。", timeout=30_000
    )
    [half] = list(Upload.select())
    assert 0 < half.received < half.size
    screen.reload()
    box.locator('[name="camera"]').set_input_files(file)
    expect(box.locator("li")).to_contain_text("大.jpg")
    [whole] = list(Upload.select())
    assert whole.number == half.number and whole.begun_at == half.begun_at
    assert files(request_ask)[0]["sha256"] == hashlib.sha256(file["buffer"]).hexdigest()


# The door itself -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page(plant: Plant, request_ask: Ask) -> OpenPage:
    card = plant.phone(FOREMAN).card(lambda words: "填写申请" in words or "请填" in words)
    assert card is not None
    return open_card(plant, FOREMAN, card, "填写申请")


def begin(page: OpenPage, size: int, content: bytes = b"", **told: str) -> requests.Response:
    pairs = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())
    headers = {"X-Page-Token": page.token, "Upload-Length": str(size), "Upload-Metadata": pairs}
    if content:
        headers["Content-Type"] = TUS
    return requests.post(f"{page.base}/h5/pictures", content, headers=headers, timeout=10)


def brought(page: OpenPage, content: bytes, **told: str) -> str:
    """The number of a file that has come whole."""
    answer = begin(page, len(content), content, **told)
    assert answer.status_code == 201 and answer.headers["Upload-Offset"] == str(len(content)), answer.text
    return answer.headers["Location"].rpartition("/")[2]


def piece(page: OpenPage, number: str, offset: int, content: bytes, verb: str = "PATCH") -> requests.Response:
    headers = {"X-Page-Token": page.token, "Upload-Offset": str(offset), "Content-Type": TUS}
    return requests.request(verb, f"{page.base}/h5/pictures/{number}", data=content, headers=headers, timeout=10)


def test_the_console_says_in_each_place_how_the_picture_was_given_there(plant: Plant, screen: Page) -> None:
    first, then = "album", "camera"
    said, same = {"camera": "现拍（手机浏览器：不能确认不是相册）", "album": "相册里的照片"}, noisy(60, 20)
    form = request_page(plant)
    wish = {"attachment": "site_photo", "photo": brought(form, same, way=first), "name": "x"}
    assert form.post("permit.attach", wish, attempt=1)["ok"]
    assert form.act("permit.request", filled(plant), attempt=2)["ok"]
    plant.settle()
    permit = Permit.get()
    confirm(plant)
    for person in (SHIFT_FOREMAN, MANAGER, DIRECTOR):
        sign(plant, person)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    page = page_of(plant, ask)
    for number, (measure, way) in enumerate({"DH05": then, "DH07": first}.items(), 1):
        photo = brought(page, same, way=way)
        assert page.act("permit.measure", tap(measure, photo=photo), attempt=number)["ok"]
    screen.goto(f"{plant.base}/console/permits/{permit.number}")
    expect(screen.locator("section:has(h2:text('附件')) .taken")).to_have_text(said[first])
    expect(screen.locator("tr:has(td:text-is('DH05')) .taken")).to_have_text(said[then])
    expect(screen.locator("tr:has(td:text-is('DH07')) .taken")).to_have_text(said[first])
    everybody(plant)


def attached(page: OpenPage, number: str, attempt: int = 1) -> dict[str, Any]:
    return page.post("permit.attach", {"attachment": "rescue_plan", "photo": number, "name": "x"}, attempt=attempt)


def test_after_a_cut_in_the_middle_of_a_piece_it_goes_on_after_the_last_whole_one(page: OpenPage) -> None:
    content = noisy(300, 200)
    half, there = len(content) // 2, urlsplit(page.base)
    number = begin(page, len(content), content[:half]).headers["Location"].rpartition("/")[2]
    with socket.create_connection((there.hostname, there.port)) as wire:
        head = f"PATCH /h5/pictures/{number} HTTP/1.1\r\nHost: x\r\nX-Page-Token: {page.token}\r\n"
        more = f"Upload-Offset: {half}\r\nContent-Type: {TUS}\r\nContent-Length: {half}\r\n\r\n"
        wire.sendall((head + more).encode() + content[half : half + 999])
        wire.shutdown(socket.SHUT_WR)
        wire.recv(1000)
    assert piece(page, number, 0, b"", "HEAD").headers["Upload-Offset"] == str(half)
    assert piece(page, number, 0, content).status_code == 409
    assert "还没有传完" in attached(page, number)["words"]
    assert piece(page, number, half, content[half:]).headers["Upload-Offset"] == str(len(content))
    answer = attached(page, number)
    assert answer["ok"] and answer["sha256"] == hashlib.sha256(content).hexdigest()
    assert attached(page, number, attempt=2)["words"] == "这个文件已经传过了。"


REFUSED: list[tuple[str, Callable[[OpenPage], Any], int, str]] = [
    ("nothing", lambda page: begin(page, 0), 422, "这个文件是空的"),
    ("too large", lambda page: begin(page, 26 * pictures.MB), 422, "这个文件超过 25 MB"),
    ("too large a PDF", lambda page: begin(page, 13 * pictures.MB, type="application/pdf"), 422, "这个文件超过 12 MB"),
    ("another's number", lambda page: piece(page, "0" * 32, 0, b"x"), 404, "已经不在了"),
    ("no number", lambda page: begin(page, -1), 400, "认不出来"),
]


def test_what_the_door_does_not_take_is_told_at_once(page: OpenPage) -> None:
    for fault, send, status, words in REFUSED:
        answer = send(page)
        assert answer.status_code == status and words in answer.json()["words"] and answer.json()["todo"], fault
        assert not Upload.select().exists(), fault


def test_a_picture_that_was_given_up_on_the_way_is_no_longer_there(page: OpenPage) -> None:
    content = taken(width=400, height=300)
    number = begin(page, len(content)).headers["Location"].rsplit("/", 1)[1]
    assert piece(page, number, 0, b"", "DELETE").status_code == 204
    answer = attached(page, number)
    assert not answer["ok"] and "这张照片已经不在了" in answer["words"]


def test_one_person_can_not_take_what_another_has_sent(plant: Plant, page: OpenPage) -> None:
    number = brought(page, noisy(30, 20))
    permit = approved(plant)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    data = {"measure": "DH15", "applies": "yes", "photo": number, "note": "0"}
    answer = page_of(plant, ask).act("permit.measure", data)
    assert not answer["ok"] and "已经不在了" in answer["words"]


def test_what_is_refused_for_its_number_is_not_kept_and_what_is_taken_is(plant: Plant, page: OpenPage) -> None:
    for number in range(attachments.MOST):
        assert attached(page, brought(page, noisy(30 + number, 20)), attempt=number + 1)["ok"]
    refused = brought(page, noisy(50, 20))
    assert "最多 8 份" in attached(page, refused, attempt=20)["words"]
    assert (Upload.get_by_id(refused).state, upload.content(refused)) == (upload.GONE, b"")
    assert not Blob.select().where(Blob.type == "image/jpeg").exists()
    page.attach("isolation", noisy(60, 20))
    space = {
        "level": "",
        "guardian": "U32",
        "inputs": INPUTS,
    }
    answer = page.post("permit.request", filled(plant, **space), attempt=30)
    assert answer["ok"], answer
    permit = Permit.get()
    for file in permit.form.attachments["rescue_plan"]:
        assert hashlib.sha256(blob.read(file.sha256)).hexdigest() == file.sha256
    assert not UploadPiece.select().exists()
    everybody(plant)


@pytest.mark.both_stores
def test_what_nobody_takes_is_swept_after_a_day_and_nothing_else(
    plant: Plant, page: OpenPage, request_ask: Ask
) -> None:
    half = begin(page, 100, b"x").headers["Location"].rpartition("/")[2]
    orphan, held = brought(page, noisy(40, 20)), brought(page, noisy(41, 20))
    attached(page, held)
    assert pictures.sweep(plant.now + timedelta(hours=23)) == 0
    assert pictures.sweep(plant.now + timedelta(hours=25)) == 2
    assert [each.number for each in Upload.select()] == [held] and upload.content(held)
    assert not attached(page, orphan, attempt=2)["ok"] and piece(page, half, 1, b"x").status_code == 404
    store.write(lambda: Ask.update(state="expired").where(Ask.id == request_ask.id).execute())
    assert pictures.sweep(plant.now + timedelta(hours=25)) == 1


def test_a_day_has_a_volume_for_one_person_and_for_all(plant: Plant, page: OpenPage) -> None:
    limits = plant.house.settings.limits
    usual = limits.upload_person_mb, limits.upload_day_mb
    try:
        limits.upload_person_mb = 2
        assert begin(page, 2 * pictures.MB).status_code == 201
        told = begin(page, 1).json()
        assert told["words"] == "今天传得太多了：你一天最多传 2 MB，已经传了 2 MB。" and "明天再传" in told["todo"]
        limits.upload_person_mb, limits.upload_day_mb = usual[0], 1
        assert "今天全厂传的照片和文件太多了" in begin(page, 1).json()["words"]
        # Pages of before the upgrade bring a file whole; it counts too.
        assert "今天全厂" in page.attach("rescue_plan", noisy(30, 20))["words"]
    finally:
        limits.upload_person_mb, limits.upload_day_mb = usual


def test_a_pdf_is_no_photo_of_the_site(plant: Plant) -> None:
    permit = approved(plant)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    page = page_of(plant, ask)
    paper, file = PdfWriter(), io.BytesIO()
    paper.add_blank_page(200, 200)
    paper.write(file)
    number = brought(page, file.getvalue())
    data = {"measure": "DH15", "applies": "yes", "photo": number, "note": "0"}
    assert page.act("permit.measure", data)["words"] == "这不是照片。请拍一张再传。"


def test_beside_each_picture_that_the_trail_names_stands_how_it_was_taken_by_whose_word(
    plant: Plant, page: OpenPage, screen: Page
) -> None:
    told = {"way": "camera", "taken_at": "2026-11-25T08:05:00+08:00", "latitude": "32.5048", "longitude": "121.8999"}
    assert attached(page, brought(page, HEIC, **told, hash="no hash", nonsense="x"))["ok"]
    page.attach("isolation", noisy(60, 20))
    assert page.post("permit.request", filled(plant, level="", guardian="U32", inputs=INPUTS))["ok"]
    # Everything that the trail names is in the store.
    [entry] = entries(Permit.get(), "permit.requested")
    found = list(binaries(entry["data"]))
    assert {"image/jpeg", "image/heif"} < {each["type"] for each in found}
    assert all(hashlib.sha256(blob.read(each["sha256"])).hexdigest() == each["sha256"] for each in found)
    assert [each["told"] for each in found if each.get("told")] == [told]
    number = Permit.get().number
    show(plant, screen, FOREMAN, f"permit/{number}")
    phones = "手机说 2026-11-25 08:05:00 · 北纬 32.5048 东经 121.8999"
    expect(screen.locator(".taken figcaption span:visible")).to_contain_text(["现拍（手机浏览器", phones])
    expect(screen.locator("main")).to_contain_text(UNCHECKED)
    with screen.context.expect_page() as tab:
        screen.locator("a.attached").first.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("img")).to_be_visible()
    tab.value.close()
    screen.goto(f"{plant.base}/console/permits/{number}")
    expect(screen.locator("main")).to_contain_text(phones)
    seal_all(plant.now)
    permit = Permit.get()
    paper = read(permit, people_of(int(permit.rules), plant.now))
    for printed in (str(paper.facts), console_points(permit, plant.now)):
        assert f"现拍（手机浏览器：不能确认不是相册），{phones}，照片里写 2026-11-25 08:19:00" in printed
    everybody(plant)
