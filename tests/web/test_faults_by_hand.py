"""What is wrong stands at its field, and what may be done now at the foot of the permit's page, on a narrow phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from room import NUMBER, Room
from test_phone_pages import fill_request

from bot.channel import Answer
from models import store
from models.ask import Ask
from models.permit import Permit


def test_the_form_says_at_its_fields_what_is_missing_and_what_the_house_refuses(
    room: Room, request_ask: Ask, served: str, phone: Page
) -> None:
    room.holder = "anhe_u33"
    phone.goto(f"{served}/h5/wecom/request/{request_ask.id}")
    part, project = (phone.locator(f".field[data-label={name}]") for name in ("具体部位", "作业内容"))
    star = "getComputedStyle(document.querySelector('[data-label=具体部位] > span'), '::after').content"
    assert "*" in phone.evaluate(star)
    project.locator("input").fill("更换焊接管段")
    phone.locator("#confirm").click()
    expect(part.locator(".fault")).to_have_text("还差具体部位")
    expect(part.locator("input")).to_be_focused()
    expect(part.locator("input")).to_be_in_viewport()
    expect(part.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(project.locator(".fault")).to_have_count(0)
    part.locator("input").fill("进水管")
    expect(part.locator(".fault")).to_have_count(0)
    fill_request(phone)
    room.answer = Answer("「作业内容」没填或填得不对，请改好；监护人不能同时是作业人，请另选", "stop")
    phone.locator("#confirm").click()
    expect(project.locator(".fault")).to_contain_text("「作业内容」没填或填得不对")
    expect(project.locator("input")).to_be_focused()
    expect(phone.locator(".faulty[data-label=监护人] .fault")).to_contain_text("请另选")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_the_act_of_the_moment_is_at_the_foot_of_the_permit_s_page(
    room: Room, permit: Permit, request_ask: Ask, served: str, phone: Page
) -> None:
    phone.goto(f"{served}/h5/wecom/permit/{NUMBER}")
    phone.locator(".foot").get_by_role("link", name="签批").tap()
    expect(phone.locator("#pad")).to_be_visible()
    form = permit.form.asked_by(request_ask.id)
    store.write(lambda: Permit.update(state="working", form=form).where(Permit.id == permit.id).execute())
    phone.goto(f"{served}/h5/wecom/permit/{NUMBER}")
    expect(phone.locator(".card .button", has_text="签批")).to_be_visible()
    phone.locator(".card .button", has_text="签批").tap()
    expect(phone.locator("#pad")).to_be_visible()
    phone.goto(f"{served}/h5/wecom/permit/{NUMBER}")
    phone.locator(".foot").get_by_role("link", name="停工").tap()
    expect(phone.get_by_role("button", name="停工")).to_be_visible()
