"""The permit's page on the phone shows rows, and says first where the sealed chain says otherwise."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from room import NOW, NUMBER, Room, open_wecom, page_data
from test_console_accident import happened

from models import store
from models.permit import Permit
from models.seals import seal_all


def test_what_the_sealed_chain_does_not_say_stands_first_on_the_phone_too(room: Room, served: str, phone: Page) -> None:
    # The seeded rows have no entries of their own.
    store.write(happened)
    phone.goto(f"{served}/h5/wecom/permit/{NUMBER}")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("#compared")).to_be_hidden()
    seal_all(NOW)
    phone.reload()
    expect(phone.locator("#compared .stop").first).to_contain_text("与封存链不一致")
    expect(phone.locator("#compared")).to_contain_text("本页照库里的行列出")
    phone.route("**/h5/compared", lambda route: route.abort())
    phone.reload()
    expect(phone.locator("#compared")).to_contain_text("没能和封存链对照")


def test_only_the_page_of_the_permit_may_ask(room: Room, permit: Permit) -> None:
    token = page_data(open_wecom(room, "/h5/wecom/mine/todo", "anhe_u04").get_data(as_text=True))["token"]
    answer = room.app.test_client().post("/h5/compared", json={}, headers={"X-Page-Token": token})
    assert answer.status_code == 404 and "没有可对照的" in answer.get_json()["words"]
