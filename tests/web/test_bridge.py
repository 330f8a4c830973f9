"""The pages inside the platforms' own browsers: real logins, signed scripts, positions and codes from their scripts."""

from __future__ import annotations

import pytest
from builders import SHIFT_FOREMAN, ask_for_permit, confirm, request_page, sign, site_code
from plant import Plant
from playwright.sync_api import Page, expect
from screens import show, stand
from touch import write_name

from models.ask import Ask

PHONES = {"U04": "wecom", "U19": "dingtalk"}
EVERYBODY = ("U33", "U27", "U19", "U04")


@pytest.fixture(params=PHONES)
def signer(request: pytest.FixtureRequest, plant: Plant) -> str:
    """One of the two of the dual signature, with the permit waiting for them."""
    ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    plant.expect_all(*EVERYBODY)
    return str(request.param)


def ask_of(person: str) -> Ask:
    return Ask.get(Ask.person == person)


def open_sign_page(plant: Plant, phone: Page, person: str) -> None:
    show(plant, phone, person, f"sign/{ask_of(person).id}")


def sign_by_touch(phone: Page) -> None:
    expect(phone.locator("#place-words")).not_to_have_text("正在定位…")
    write_name(phone)
    phone.locator("#confirm").click()


def test_the_platform_says_who_it_is_and_where(plant: Plant, signer: str, phone: Page) -> None:
    stand(plant, signer, "ok")
    open_sign_page(plant, phone, signer)
    expect(phone.locator("#head")).to_contain_text(plant.person(signer).name)
    expect(phone.locator("#place-words")).to_have_text("已定位，误差约 8 米")
    sign_by_touch(phone)
    expect(phone.locator("#answer")).to_contain_text("签好了。")
    kept = ask_of(signer)
    assert kept.state == "done"
    assert kept.answer["position"]["crs"] == "GCJ-02"
    plant.settle()
    plant.expect_all(*EVERYBODY)


def test_without_a_position_the_signature_waits_until_the_phone_is_there(
    plant: Plant, signer: str, phone: Page
) -> None:
    stand(plant, signer, "denied")
    open_sign_page(plant, phone, signer)
    sign_by_touch(phone)
    expect(phone.locator("#held")).to_contain_text("待到场")
    assert ask_of(signer).state == "held"
    stand(plant, signer, "ok")
    phone.locator("#here").click()
    expect(phone.locator("#answer")).to_contain_text("签好了。")
    assert ask_of(signer).state == "done"
    plant.settle()
    plant.expect_all(*EVERYBODY)


def test_a_stale_position_holds_the_signature(plant: Plant, signer: str, phone: Page) -> None:
    stand(plant, signer, "stale")
    open_sign_page(plant, phone, signer)
    sign_by_touch(phone)
    expect(phone.locator("#held")).to_contain_text("20 分钟前的")
    plant.settle()
    plant.expect_all(*EVERYBODY)


def test_the_posted_code_and_a_photo_end_the_waiting(plant: Plant, signer: str, phone: Page) -> None:
    stand(plant, signer, "denied")
    open_sign_page(plant, phone, signer)
    sign_by_touch(phone)
    expect(phone.locator("#held")).to_be_visible()
    scan(phone, f"{plant.base}/s/{site_code(plant)}")
    with phone.expect_file_chooser() as chooser:
        phone.locator("#shoot").click()
    chooser.value.set_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": phone.screenshot(type="jpeg")})
    expect(phone.locator("#answer")).to_contain_text("签好了。")
    assert ask_of(signer).answer["photo"]["type"] == "image/jpeg"
    plant.settle()
    plant.expect_all(*EVERYBODY)


def scan(phone: Page, code: str) -> None:
    """What the simulator's camera sees is typed into its small form."""
    phone.locator("#scan").click()
    phone.locator("[name=code]").fill(code)
    phone.get_by_role("button", name="扫到了").click()


def test_the_form_chooses_the_area_where_the_phone_is(plant: Plant, phone: Page) -> None:
    request_page(plant)
    stand(plant, "U33", "ok")
    show(plant, phone, "U33", "new/hot_work")
    expect(phone.locator("#area-words")).to_have_text("按定位选了污水处理站")
    expect(phone.locator("[name=area]")).to_have_value("sewage")
