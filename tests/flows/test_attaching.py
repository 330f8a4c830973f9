"""Pictures and papers attached to a request by hand: through the page's own file input, with its real headers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from at_work import LEADER
from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, Route, expect
from screens import show

from handlers.permits.request import attachments
from models import upload
from models.ask import Ask
from models.permit_asks import Wish


@pytest.fixture
def request_ask(plant: Plant) -> Ask:
    plant.phone(LEADER).say("受限空间")
    plant.settle()
    plant.expect(LEADER, "填写申请")
    ask: Ask = Ask.get(Ask.kind == "permit.request")
    return ask


@pytest.fixture
def box(plant: Plant, screen: Page, request_ask: Ask) -> Locator:
    """Where the form takes the plan of the blinds."""
    show(plant, screen, LEADER, f"request/{request_ask.id}?r=1")
    return screen.locator('[data-attachment="isolation"]')


def picture(name: str, width: int = 3000, height: int = 2000, form: str = "JPEG") -> dict[str, Any]:
    """A file as a phone hands it to the page; a PNG without a background."""
    file = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", (width, height)).save(file, form)
    return {"name": name, "mimeType": f"image/{form.lower()}", "buffer": file.getvalue()}


def choose(box: Locator, *files: dict[str, Any]) -> None:
    box.locator('[name="album"]').set_input_files(list(files))


def kept(ask: Ask) -> list[dict[str, Any]]:
    return attachments.of(Ask.get_by_id(ask.id)).get("isolation", [])


def arrived(ask: Ask) -> Image.Image:
    """The picture as it came; until the form is sent it belongs to no act."""
    [file] = Wish.of(Ask.get_by_id(ask.id)).attached["isolation"]
    return Image.open(io.BytesIO(upload.content(file.upload)))


def test_a_picture_arrives_shrunk_stands_in_the_list_after_a_reload_and_can_be_taken_away(
    screen: Page, request_ask: Ask, box: Locator
) -> None:
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_contain_text("传好了")
    [file] = kept(request_ask)
    assert (file["name"], file["type"]) == ("盲板图.jpg", "image/jpeg")
    stored = arrived(request_ask)
    assert (stored.format, stored.size) == ("JPEG", (1600, 1067))
    screen.reload()
    expect(box.locator("li")).to_contain_text("盲板图.jpg")
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator(".told")).to_have_text("删掉了。")
    expect(box.locator("li")).to_have_count(0)
    assert kept(request_ask) == []
    screen.reload()
    expect(box.locator("li")).to_have_count(0)


def test_a_drawing_without_a_background_is_white_paper(request_ask: Ask, box: Locator) -> None:
    choose(box, picture("流程图.png", 40, 30, "PNG"))
    expect(box.locator("li")).to_contain_text("流程图.png")
    assert arrived(request_ask).getpixel((20, 15)) == (255, 255, 255)


def test_what_taken_away_was_can_be_attached_again_on_the_same_page(request_ask: Ask, box: Locator) -> None:
    for _ in range(2):
        choose(box, picture("盲板图.jpg"))
        expect(box.locator("li")).to_have_count(1)
        assert len(kept(request_ask)) == 1
        box.get_by_role("button", name="删掉").tap()
        expect(box.locator("li")).to_have_count(0)
        assert kept(request_ask) == []


def test_each_file_that_did_not_arrive_is_said_by_its_name(request_ask: Ask, box: Locator) -> None:
    broken = {"name": "坏了.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * 100}
    lost = {"name": "空的.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"}
    choose(box, broken, lost, picture("盲板图.jpg"))
    expect(box.locator("li")).to_have_count(1)
    expect(box.locator(".told")).to_contain_text("坏了.jpg：这个文件打不开")
    expect(box.locator(".told")).to_contain_text("空的.pdf：这个 PDF 打不开")
    assert [file["name"] for file in kept(request_ask)] == ["盲板图.jpg"]


RECEIVED, NOT_RECEIVED = "没有回音，但已经收到了。", "没有回音，现在还没有收到。请再选一次。"
REMOVED, NOT_REMOVED = "没有回音，但已经删掉了。", "没有回音，它还在。请再删一次。"
UNLISTED = "没有回音，不知道收到没有。有信号后再来一次，不会重复。"


def nobody_answers(route: Route) -> None:
    route.abort()


def an_answer_of_somebody_else(route: Route) -> None:
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


@pytest.mark.parametrize("fails", [nobody_answers, an_answer_of_somebody_else])
def test_sending_and_taking_away_say_when_nobody_answered(
    screen: Page, request_ask: Ask, box: Locator, fails: Any
) -> None:
    screen.route("**/h5/act", fails)
    screen.route("**/h5/attached", fails)
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_have_text(f"盲板图.jpg：{UNLISTED}")
    expect(box.locator("li")).to_have_count(0)
    screen.unroute("**/h5/act")
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_contain_text("传好了")
    screen.route("**/h5/act", fails)
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator(".told")).to_have_text(UNLISTED)
    assert len(kept(request_ask)) == 1
    screen.unroute("**/h5/act")
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator("li")).to_have_count(0)


def the_answer_is_lost(route: Route) -> None:
    route.fetch()
    route.abort()


def test_a_file_whose_answer_was_lost_stands_in_the_list(screen: Page, request_ask: Ask, box: Locator) -> None:
    screen.route("**/h5/act", the_answer_is_lost)
    choose(box, picture("盲板图.jpg"))
    expect(box.locator("li")).to_contain_text("盲板图.jpg")
    expect(box.locator(".told")).to_have_text(f"盲板图.jpg：{RECEIVED}")
    assert len(kept(request_ask)) == 1


def test_what_did_not_arrive_is_said_as_such_once_the_house_can_be_asked(
    screen: Page, request_ask: Ask, box: Locator
) -> None:
    choose(box, picture("流程图.jpg", 800, 600))
    expect(box.locator("li")).to_have_count(1)
    screen.route("**/h5/act", nobody_answers)
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_have_text(f"盲板图.jpg：{NOT_RECEIVED}")
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator(".told")).to_have_text(NOT_REMOVED)
    expect(box.locator("li")).to_have_count(1)
    assert [file["name"] for file in kept(request_ask)] == ["流程图.jpg"]


def test_a_file_that_nobody_could_list_stands_there_with_the_next_one(
    screen: Page, request_ask: Ask, box: Locator
) -> None:
    screen.route("**/h5/attached", nobody_answers)
    screen.route("**/h5/act", the_answer_is_lost)
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_have_text(f"盲板图.jpg：{UNLISTED}")
    expect(box.locator("li")).to_have_count(0)
    screen.unroute("**/h5/act")
    screen.unroute("**/h5/attached")
    choose(box, picture("流程图.jpg", 800, 600))
    expect(box.locator(".told")).to_contain_text("共 2 份")
    expect(box.locator("li")).to_have_count(2)
    assert len(kept(request_ask)) == 2


def test_a_file_taken_away_twice_after_a_lost_answer_is_gone(screen: Page, request_ask: Ask, box: Locator) -> None:
    choose(box, picture("盲板图.jpg"))
    expect(box.locator("li")).to_have_count(1)
    screen.route("**/h5/act", the_answer_is_lost)
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator(".told")).to_have_text(REMOVED)
    expect(box.locator("li")).to_have_count(0)
    screen.unroute("**/h5/act")
    choose(box, picture("盲板图.jpg"))
    expect(box.locator("li")).to_have_count(1)
    assert len(kept(request_ask)) == 1
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator(".told")).to_have_text("删掉了。")
    assert kept(request_ask) == []


def test_a_file_that_never_left_the_phone_is_told_as_such(screen: Page, request_ask: Ask, box: Locator) -> None:
    screen.context.set_offline(True)
    choose(box, picture("盲板图.jpg"))
    expect(box.locator(".told")).to_have_text("盲板图.jpg：没有信号，传不上去。有信号后请再选一次，会接着传。")
    screen.context.set_offline(False)
    assert kept(request_ask) == []
