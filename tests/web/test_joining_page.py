"""The page behind 「加人」 in a real Chromium on a small phone."""

from __future__ import annotations

from choosing import choose, find
from playwright.sync_api import Page, expect
from room import NUMBER, Room, ask_of
from touch import fits_gloves

from bot.channel import Answer
from models import store
from models.permit import Permit


def test_the_leader_ticks_who_joins_and_sees_why_others_may_not(
    room: Room, permit: Permit, served: str, phone: Page
) -> None:
    work = {"briefing": {"by": "U33", "at": "2026-11-25T08:00:00+08:00", "png": ""}}
    form = permit.form.but(workers=("U32",), contractor=True, request_ask=ask_of("U04").id)
    store.write(lambda: Permit.update(state="working", work=work, form=form).where(Permit.id == permit.id).execute())
    room.holder, room.answer = "anhe_u33", Answer("请苻长风签交底了。签了才是作业人。", "done")
    phone.goto(f"{served}/h5/wecom/permit/{NUMBER}")
    phone.get_by_role("link", name="加人").tap()
    rows = find(phone, "worker")
    expect(rows.filter(has_text="茹远山")).to_contain_text("已过期")
    expect(rows.filter(has_text="茹远山")).to_be_disabled()
    fits_gloves(phone.locator("#sheet"))
    phone.locator("#sheet-done").tap()
    choose(phone, "worker", "fcf", "苻长风")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    fits_gloves(phone)
    phone.get_by_role("button", name="加人，请他们签交底").tap()
    expect(phone.locator("#answer")).to_contain_text("签了才是作业人")
    action = room.acts[0]
    assert (action.name, action.ask, action.data["number"]) == ("permit.join", None, NUMBER)
    assert action.data["worker"] == ["U37"]
