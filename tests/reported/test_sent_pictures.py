"""Chapter 3: a picture sent in the chat comes by the same room as any other, and one card asks where it is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import fault
from builders import GUARDIAN, ON_SITE, entries
from gates import approved, open_asks
from plant import Plant
from playwright.sync_api import Page, expect
from screens import photo, shoot, show

from handlers.permits.request import attachments
from models import sent_picture
from models.ask import Ask
from models.permit import Permit
from models.upload import Upload
from workers.scenarios.phone import text_of

WECOM_REQUESTER, DINGTALK_REQUESTER = "U33", "U35"
JPEG: bytes = photo()["buffer"]
HEIC = (Path(__file__).parents[1] / "flows" / "data" / "photo.heic").read_bytes()


def request_of(plant: Plant, person: str, word: str = "受限空间") -> Ask:
    plant.phone(person).say(word)
    plant.settle()
    plant.expect(person, "填写申请")
    found: Ask = Ask.select().where(Ask.kind == "permit.request", Ask.person == person).order_by(Ask.id.desc()).get()
    return found


def send(plant: Plant, person: str, content: bytes = JPEG) -> None:
    assert plant.phone(person).send_picture(content)["status"] == 200
    plant.settle()


@pytest.mark.parametrize("person", [WECOM_REQUESTER, DINGTALK_REQUESTER], ids=["wecom", "dingtalk"])
def test_pictures_sent_to_the_app_go_into_the_open_request_with_one_tap(plant: Plant, person: str) -> None:
    ask = request_of(plant, person)
    send(plant, person)
    send(plant, person, HEIC)
    card = plant.expect(person, "2 张照片收到了，用在哪里")
    assert "受限空间申请：人孔及警戒照片" in text_of(card)
    plant.phone(person).tap(card, "放到第 3 处")
    plant.settle()
    kept = attachments.of(Ask.get_by_id(ask.id))["entry_photo"]
    assert [each["told"]["way"] for each in kept] == ["chat", "chat"]
    assert [each["type"] for each in kept] == ["image/jpeg", "image/jpeg"]
    assert "放好了：受限空间申请：人孔及警戒照片" in text_of(plant.current(card))
    assert not sent_picture.SentPicture.select().count()
    plant.expect_all(person)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (JPEG[:-300], "你发的照片没有收：这张照片不完整"),
        (b"%PDF-1.7 nothing", "你发的照片没有收："),
        (JPEG, "报隐患用这张"),
    ],
    ids=["cut", "no picture", "wanted by no card"],
)
@pytest.mark.parametrize("person", [WECOM_REQUESTER, DINGTALK_REQUESTER], ids=["wecom", "dingtalk"])
def test_what_can_not_be_used_is_told_in_the_chat(plant: Plant, person: str, content: bytes, words: str) -> None:
    send(plant, person, content)
    plant.expect(person, words)


def test_the_callback_fetches_nothing_and_a_platform_that_is_away_is_asked_again(plant: Plant) -> None:
    request_of(plant, WECOM_REQUESTER)
    plant.phone(WECOM_REQUESTER).send_picture(JPEG)
    assert sent_picture.SentPicture.select().count() == 1 and not Upload.select().count()
    fault(plant, "wecom", "media/get", "5xx", times=3)
    plant.settle()
    assert not Upload.select().count()
    plant.advance(1)
    plant.expect(WECOM_REQUESTER, "照片收到了，用在哪里")
    plant.expect_all(WECOM_REQUESTER)


def test_a_picture_that_is_gone_is_asked_for_again(plant: Plant) -> None:
    fault(plant, "wecom", "media/get", "refuse", times=1, code=40007)
    send(plant, WECOM_REQUESTER)
    plant.expect(WECOM_REQUESTER, "没有取到。请再发一张")


def test_a_page_with_a_photo_offers_the_one_from_the_chat(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    for _ in range(2):
        send(plant, GUARDIAN)
    card = plant.expect(GUARDIAN, "照片收到了，用在哪里")
    assert "确认措施" in text_of(card)
    show(plant, screen, GUARDIAN, f"measures/{ask.id}?r=1")
    row = screen.locator('[data-measure="DH07"]')
    row.locator(".yes").tap()
    expect(screen.locator("dialog.ask")).to_contain_text("08:10 你在聊天里发了一张照片")
    assert screen.evaluate("document.documentElement.scrollWidth") == 360
    screen.get_by_role("button", name="用刚才发来的照片").tap()
    expect(row.locator(".word")).to_have_text("已落实")
    assert proofs(permit) == {"DH07": "chat"}
    # Of the second one he takes a new one in its place.
    screen.reload()
    row = screen.locator('[data-measure="DH08"]')
    row.locator(".yes").tap()
    shoot(screen, screen.get_by_role("button", name="拍一张新的"), photo())
    expect(row.locator(".word")).to_have_text("已落实")
    assert proofs(permit) == {"DH07": "chat", "DH08": "camera_api"}
    plant.settle()
    plant.expect_all(*ON_SITE)


def proofs(permit: Permit) -> dict[str, str]:
    """Measure → by which way its photo came."""
    told = [each["data"] for each in entries(permit, "permit.measure_confirmed")]
    return {each["measure"]: each["photo"]["told"]["way"] for each in told}
