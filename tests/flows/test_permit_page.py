"""The page of a permit: reasons, trail and the code for the site; and what a stranger at the site may read."""

from __future__ import annotations

import requests
import segno
from builders import (
    DIRECTOR,
    FOREMAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    at_the_dual_sign,
    sign_card,
)
from plant import Plant

from workers.scenarios.phone import page_data

REASON = "安全总监郗怀瑾外出培训，11月23日–12月20日，你按授权书 SQ-2026-07 顶班"


def test_the_page_shows_why_its_reader_was_asked_and_the_trail_so_far(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    html = plant.phone(MANAGER).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    assert REASON in html
    for words in ("宓有方提出申请", "宓有方确认签字", "厍云卷签批", "卡片送到卞予安"):
        assert words in html


def test_the_page_carries_the_code_of_the_permit(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    html = plant.phone(DIRECTOR).open(f"{plant.base}/h5/dingtalk/permit/{permit.number}").html
    code = segno.make(f"{plant.base}/p/{permit.number}", error="m")
    assert code.svg_inline(omitsize=True, border=2) in html


def test_the_code_shows_state_and_guardian_without_login_and_no_more(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    before = requests.get(f"{plant.base}/p/{permit.number}", timeout=10).text
    sign_card(plant, DIRECTOR, director)
    sign_card(plant, MANAGER, manager)
    plant.expect(FOREMAN, "签完了")
    after = requests.get(f"{plant.base}/p/{permit.number}", timeout=10).text

    assert "正在签" in before and "签完了" in after
    assert "乐正迟" in after
    assert "卞予安" not in after and "SQ-2026-07" not in after
    plant.expect_all(*ON_SITE)


def test_a_page_that_only_shows_can_change_nothing(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    page = plant.phone(MANAGER).open(f"{plant.base}/h5/wecom/permit/{permit.number}")
    assert page_data(page.html)["token"]
    assert "不是办这件事用的" in page.act("permit.refuse", {}, "措施没落实")["words"]


def test_the_trail_says_that_somebody_came_too_late(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = plant.phone(DIRECTOR).open(plant.phone(DIRECTOR).tap(director, "签批")["open"])
    plant.phone(DIRECTOR).sign(page)
    plant.phone(DIRECTOR).sign(page, attempt=2)
    plant.settle()
    html = plant.phone(SHIFT_FOREMAN).open(f"{plant.base}/h5/dingtalk/permit/{permit.number}").html
    assert "苌若谷来晚了，这次没有算" in html
